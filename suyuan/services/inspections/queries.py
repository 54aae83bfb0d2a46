"""检查查询 — plans and inspections as their desk reads them, and a record as its firm does.

    find_plans(), get_plan()               the plans of a desk and those below it; one with its draw
    find_inspections(), get_inspection()   inspections; one with its steps and its checklist
    count_missed()                         how many were not made by their day
    inspected_lately(), due_here()         whether a firm is within the limit on how often it is inspected, or waits
    orderers()                             who does not call an inspection off
    notice(), minutes(), read_file()       the paper that is shown on site; the record as a paper; a picture

A firm reads of an inspection once there is a record of it: a visit that is announced finds what was made ready.

Source: Articles 27, 28 and 30 of the Measures.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import msgspec

from suyuan.domain.access import Page, Viewer
from suyuan.domain.draws import Drawn
from suyuan.domain.inspections import Record, State, Step, points_of
from suyuan.domain.permits import FileKind
from suyuan.law.inspection import Point
from suyuan.law.policies import Policies
from suyuan.services import originals
from suyuan.services.inspections import papers
from suyuan.services.inspections.plans import Frozen, sparing
from suyuan.services.ledger import queries as ledger
from suyuan.services.parties.queries import cards_by_id, find_party
from suyuan.services.reads.operations import record
from suyuan.services.refusals import Refused
from suyuan.storage import inspections as store
from suyuan.storage import posts as post_store
from suyuan.storage.inspections import Plan, Stored, StoredStep
from suyuan.storage.parties import PartyCard
from suyuan.storage.wall import as_reader

MOST = 200


@dataclass(frozen=True, slots=True)
class Listed:
    """One inspection of a list."""

    inspection: Stored
    card: PartyCard


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """One plan: its lists, its commitment, its draw once it was drawn; ``is_own``: the viewer's own desk made it.

    ``names``: of its inspectors, by account; of who was erased the number.
    """

    plan: Plan
    frozen: Frozen
    digest: str
    commitment: str
    drawn: Drawn | None
    beacon: str
    log_size: int
    steps: tuple[StoredStep, ...]
    inspections: tuple[Listed, ...]
    names: dict[str, str]
    is_own: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspected:
    """One inspection. ``team``: names, empty for its firm; ``points``: what to look at; ``record`` None: not yet.

    ``is_orderer``: the viewer ordered it, or drew up the plan that drew it. For officials, ``earlier``: visits to the
    firm within the limit, (number, day), when this one was ordered; ``beside``: others of its desk that are due.
    """

    inspection: Stored
    card: PartyCard
    plan_no: str
    team: tuple[str, ...]
    points: dict[str, Point]
    record: Record | None
    recorded_at: datetime | None
    steps: tuple[StoredStep, ...]
    is_own: bool
    is_sent: bool
    is_orderer: bool
    earlier: tuple[tuple[str, date], ...]
    beside: tuple[str, ...]


def find_plans(viewer: Viewer) -> list[Plan]:
    """Give the latest plans of the viewer's desk and those below it. Raises Refused."""
    _may(viewer)
    with as_reader(viewer):
        return store.plans(MOST) if viewer.is_official else []


def get_plan(viewer: Viewer, plan_no: str) -> Planned | None:
    """Give one plan, or None where there is none for the viewer. Raises Refused."""
    _may(viewer)
    if not viewer.is_official:
        return None
    with as_reader(viewer):
        plan = store.find_plan(plan_no)
        steps = store.steps(plan_no) if plan else []
        inspections = store.of_plan(plan.id) if plan else []
    if plan is None:
        return None
    bodies = {one.step: one.body for one in steps}
    told, drawn = bodies[Step.COMMIT], bodies.get(Step.DRAW)
    cards = cards_by_id({one.party_id for one in inspections})
    record(viewer, "inspection.read", kind="plan", name=plan_no)
    frozen = msgspec.convert(told["frozen"], Frozen)
    names = post_store.usernames({int(one.key) for one in frozen.inspectors})
    return Planned(
        plan=plan,
        frozen=frozen,
        digest=told["digest"],
        commitment=told["commitment"],
        drawn=msgspec.convert(drawn["drawn"], Drawn) if drawn else None,
        beacon=drawn["beacon"] if drawn else "",
        log_size=drawn["log_size"] if drawn else 0,
        steps=tuple(steps),
        inspections=tuple(Listed(one, cards[one.party_id]) for one in inspections),
        names={str(account): name or str(account) for account, name in names.items()},
        is_own=_is_own(viewer, plan.department, plan.territory),
    )


def count_missed(viewer: Viewer, *, today: date) -> int:
    """Give how many inspections that the viewer reads have no record though their day is past. Raises Refused."""
    _may(viewer)
    with as_reader(viewer):
        return store.count(State.MISSED, today=today)


def find_inspections(
    viewer: Viewer, *, today: date, state: str = "", cursor: str = "", limit: int = 50
) -> Page[Listed]:
    """Give one page of inspections, the latest first. Raises Refused."""
    _may(viewer)
    limit = min(limit, MOST)
    with as_reader(viewer):
        rows = list(store.page(state, today=today, after=cursor, limit=limit + 1))
    cards = cards_by_id({row.party_id for row in rows})
    found = [Listed(row, cards[row.party_id]) for row in rows[:limit]]
    record(viewer, "inspection.read", kind="inspections", name=state, found=bool(rows))
    return Page(found, rows[limit - 1].inspection_no if len(rows) > limit else None)


def get_inspection(viewer: Viewer, inspection_no: str) -> Inspected | None:
    """Give one inspection, or None where there is none for the viewer. Raises Refused."""
    _may(viewer)
    with as_reader(viewer):
        found = store.find(inspection_no)
        steps = store.steps(inspection_no) if found else []
        plan = store.find_plan(_plan_of(steps)) if found and viewer.is_official else None
        is_orderer = viewer.is_official and viewer.account_id in orderers(steps)
        due = store.due_of(found.party_id, found.department, found.territory) if found else ()
    if found is None:
        return None
    official = viewer.is_official
    names = post_store.usernames(set(found.team)) if official else {}
    card = cards_by_id([found.party_id])[found.party_id]
    told = next((one for one in steps if one.step == Step.RECORD), None)
    roles = store.roles_ordered(inspection_no) or card.roles
    record(viewer, "inspection.read", kind="inspection", name=inspection_no)
    return Inspected(
        inspection=found if official else replace(found, team=[]),
        card=card,
        plan_no=plan.plan_no if plan else "",
        team=tuple(names.get(account, "") for account in found.team) if official else (),
        points=points_of(roles, found.inspection_date),
        record=msgspec.convert(told.body["record"], Record) if told else None,
        recorded_at=told.at if told else None,
        steps=tuple(steps),
        is_own=not official or _is_own(viewer, found.department, found.territory),
        is_sent=official and viewer.account_id in found.team,
        is_orderer=is_orderer,
        earlier=_earlier(steps),
        beside=tuple(one for one in due if one != inspection_no) if official else (),
    )


def orderers(steps: Sequence[StoredStep]) -> set[int]:
    """Give who ordered an inspection of these steps, or drew up the plan that drew it, by their accounts."""
    plan_no = _plan_of(steps)
    return {one[0].account_id for one in (steps, store.steps(plan_no) if plan_no else ()) if one}


def _earlier(steps: Sequence[StoredStep]) -> tuple[tuple[str, date], ...]:
    """Give the visits that an order says came before it, (number, day)."""
    told = next((one.body.get("earlier", ()) for one in steps if one.step == Step.ORDER), ())
    return tuple((each["by"], date.fromisoformat(each["day"])) for each in told)


def inspected_lately(viewer: Viewer, uscc: str, *, today: date) -> date | None:
    """Give the day of a firm's last visit, or of one that a plan drew, by any department, while no draw takes it again.

    None for a firm that is not of the viewer's remit.
    """
    card = find_party(uscc)
    if card is None or not viewer.oversees(card.region_code, card.roles):
        return None
    last = sparing([card], today).get(card.uscc)
    return last.day if last and today - last.day < timedelta(Policies().inspection_frequency) else None


def due_here(viewer: Viewer, uscc: str) -> tuple[str, ...]:
    """Give the inspections of a firm that are due at the viewer's own desk, by number."""
    card = find_party(uscc)
    if card is None:
        return ()
    with as_reader(viewer):
        return store.due_of(card.party_id, viewer.department, viewer.territory)


def officers(viewer: Viewer, *, at: datetime) -> list[tuple[int, str]]:
    """Give (account, name) of who works at the viewer's desk. Raises Refused."""
    if not viewer.may("inspection.plan"):
        raise Refused("auth.not_allowed")
    return post_store.officers(viewer.department, viewer.territory, at=at)


def notice(viewer: Viewer, inspection_no: str, *, today: date) -> bytes:
    """Give the paper with which officers show on whose order they come, as PDF. Raises Refused."""
    found = get_inspection(viewer, inspection_no)
    if found is None or not viewer.is_official:
        raise Refused("not_found")
    return papers.notice(
        found.inspection, found.card, found.team, found.plan_no, earlier=found.earlier, today=today
    )


def minutes(viewer: Viewer, inspection_no: str) -> bytes:
    """Give the record as a paper, as PDF. Raises Refused."""
    found = get_inspection(viewer, inspection_no)
    if found is None or found.record is None:
        raise Refused("not_found")
    return papers.minutes(found.inspection, found.card, found.record, (found.points, found.team))


def read_file(viewer: Viewer, inspection_no: str, sha256: str) -> tuple[bytes, FileKind]:
    """Give a picture of a record. Raises Refused."""
    found = get_inspection(viewer, inspection_no)
    named = found is not None and found.record is not None and sha256 in found.record.files
    return originals.read_kind(sha256 if named else "")


def log_index(plan: Plan) -> int | None:
    """Give the place of a plan's commitment in the public log; None while it waits."""
    return ledger.place_of_step(plan.leaf)


def _plan_of(steps: Sequence[StoredStep]) -> str:
    return next((str(one.body.get("plan", "")) for one in steps if one.step == Step.ORDER), "")


def _is_own(viewer: Viewer, department: str, territory: str) -> bool:
    return (viewer.department, viewer.territory) == (department, territory)


def _may(viewer: Viewer) -> None:
    if not viewer.may("inspection.read"):
        raise Refused("auth.not_allowed")
