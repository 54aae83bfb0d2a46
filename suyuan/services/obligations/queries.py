"""时限查询 — what is due, by date, with the article.

A list is paged by the last row's place in its order (due day, party, duty, subject), so that a page costs the same
wherever it stands.
"""

import base64
from dataclasses import dataclass
from datetime import date
from typing import Any

import msgspec
from django.db import connection

from suyuan.domain.access import Page, Thing, Viewer
from suyuan.domain.obligations import Obligation, State, state_on
from suyuan.law.measures_2026 import RULEBOOK
from suyuan.services.reads.operations import record
from suyuan.storage import bounds
from suyuan.storage import obligations as store
from suyuan.storage.wall import reads

_WHERE = {
    State.AWAITING: "(met_date IS NULL AND due_date IS NULL)",
    State.OPEN: "(met_date IS NULL AND due_date >= %(today)s)",
    State.OVERDUE: "(met_date IS NULL AND due_date < %(today)s)",
    State.MET: "(met_date IS NOT NULL AND (due_date IS NULL OR met_date <= due_date))",
    State.MET_LATE: "(met_date IS NOT NULL AND met_date > due_date)",
}


@dataclass(frozen=True, slots=True)
class Summary:
    """How many clocks stand in each state, altogether and by duty."""

    counts: dict[State, int]
    by_duty: tuple[tuple[str, State, int], ...]


def _scope(viewer: Viewer, party: str | None) -> tuple[list[str], dict[str, Any]]:
    """Bound a question to what the viewer may see."""
    conditions, parameters = bounds.of(viewer, Thing.OBLIGATION, "obligation")
    if not viewer.may("obligation.read"):
        conditions.append(bounds.NONE)
    if party and viewer.is_official:
        conditions.append("party.uscc = %(uscc)s")
        parameters["uscc"] = party
    elif party and party != viewer.uscc:
        conditions.append(bounds.NONE)
    return conditions, parameters


@reads
def find_obligations(
    viewer: Viewer,
    *,
    today: date,
    states: set[State] | None = None,
    duty: str | None = None,
    party: str | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[Obligation]:
    """Give one page of clocks, the earliest due day first, awaiting ones last. Raises ValueError for a bad cursor."""
    conditions, parameters = _scope(viewer, party)
    if states:
        conditions.append("(" + " OR ".join(_WHERE[state] for state in sorted(states)) + ")")
    if duty is not None:
        found = RULEBOOK.get(duty)
        conditions.append("obligation.duty = %(duty)s")
        parameters["duty"] = found.number if found else -1
    if cursor:
        conditions.append(
            "(coalesce(due_date, 'infinity'), obligation.party_id, obligation.duty, subject, cause_date)"
            " > (%(c0)s::date, %(c1)s, %(c2)s::smallint, %(c3)s::uuid, %(c4)s::date)"
        )
        parameters |= _decode(cursor)
    statement = store.SQL["find_page"].replace("{condition}", " AND ".join(conditions) or "true")
    with connection.cursor() as wrapped:
        wrapped.execute(statement, parameters | {"today": today, "limit": limit + 1})
        rows = wrapped.fetchall()
    items = tuple(_obligation(row, today) for row in rows[:limit])
    shown = {row[0] for row in rows[:limit]}
    record(viewer, "obligation.read", kind="obligations", name=duty or "", parties=shown, found=bool(items))
    return Page(items, items[-1].cursor if len(rows) > limit else None)


def _obligation(row: tuple[Any, ...], today: date) -> Obligation:
    """Give a stored row as the outside reads it."""
    party_id, uscc, name, number, subject, kind, subject_id, cause, opened, due, met = row
    duty = RULEBOOK.by_number[number]
    place = [due.isoformat() if due else "infinity", party_id, number, str(subject), cause.isoformat()]
    return Obligation(
        duty=duty.id,
        article=str(duty.cite),
        party=uscc,
        party_name=name,
        subject_kind=kind,
        subject_id=subject_id,
        opened_on=opened,
        due_on=due,
        met_on=met,
        state=state_on(today, due=due, met=met),
        cursor=base64.urlsafe_b64encode(msgspec.json.encode(place)).decode().rstrip("="),
    )


def _decode(cursor: str) -> dict[str, Any]:
    """Read a cursor of ours. Raises ValueError."""
    try:
        place = msgspec.json.decode(
            base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)), type=tuple[str, int, int, str, str]
        )
    except (ValueError, msgspec.MsgspecError) as error:
        raise ValueError("cursor") from error
    return {f"c{index}": value for index, value in enumerate(place)}


@reads
def summarise(viewer: Viewer, *, today: date) -> Summary:
    """Count the viewer's clocks by state and duty.

    A department whose remit is totals alone (``law.departments``) gets them over its territory, without the counts to
    which fewer than three parties contribute: those would tell of single firms.
    """
    conditions, parameters = _scope(viewer, None)
    totals = viewer.may("statistics.read") and viewer.remit is not None and not viewer.remit.reads_records
    if totals:
        conditions, parameters = bounds.territory(viewer)
    condition, parameters = " AND ".join(conditions) or "true", parameters | {"today": today}
    rows = store.count_of_many(condition, parameters) if totals else store.count(condition, parameters)
    record(
        viewer, "statistics.read", kind="totals", name="obligations", found=bool(rows) and viewer.is_official
    )
    by_duty = tuple((RULEBOOK.by_number[number].id, State(state), count) for number, state, count in rows)
    counts = {state: sum(count for _, other, count in by_duty if other is state) for state in State}
    return Summary(counts, by_duty)
