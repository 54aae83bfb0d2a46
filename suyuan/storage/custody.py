"""流转检查 — what an examiner reads and writes: filings that wait, facts, parties, findings, sums, the watch."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from psycopg import Cursor

from suyuan.codes import packing
from suyuan.codes.packing import Keys
from suyuan.domain.custody.evidence import Standing
from suyuan.domain.permits import Permit, PermitKind
from suyuan.law.duty import Role
from suyuan.law.policies import MassTolerance
from suyuan.storage import queries
from suyuan.storage.events import StoredEvent
from suyuan.storage.queries import listed, reader
from suyuan.storage.wall import by_register

SQL = queries.load("custody")
STEP = 20_000


class Waiting(NamedTuple):
    """A filing that waits for examination; ``sign`` -1: it was taken back."""

    filing: UUID
    sign: int


class StoredFinding(NamedTuple):
    """A finding on file; ``evidence`` is JSON."""

    id: UUID
    kind: str
    subject: str
    cause: str
    parties: list[int]
    evidence: str
    state: str


class LateClock(NamedTuple):
    """A clock that ran out, or was met too late; ``filing``: by which it was met, else opened."""

    party_id: int
    duty: int
    subject_kind: str
    subject_id: str
    cause_date: date
    due_date: date
    met_date: date | None
    filing: UUID


class Sum(NamedTuple):
    """A line of the sums; see 0009_custody.sql."""

    party_id: int
    duty: int
    kind: int
    month: date
    counterparty: str
    product: str
    number: int
    mass_g: int
    unweighed: int


def alone(cursor: Cursor[Any]) -> None:
    """Wait until nobody else examines: what one reads, another must not be about to replace."""
    cursor.execute(SQL["alone"])


def alone_now(cursor: Cursor[Any]) -> bool:
    """Tell whether nobody else examines; until the transaction ends, nobody else then does."""
    cursor.execute(SQL["alone_now"])
    found = cursor.fetchone()
    return bool(found and found[0])


def enqueue(cursor: Cursor[Any], filing: UUID, *, sign: int, at: datetime) -> None:
    """Let a filing be examined that was taken back."""
    cursor.execute(
        "INSERT INTO unexamined (filing, sign, queued_at) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
        (filing, sign, at),
    )


def is_waiting(cursor: Cursor[Any]) -> bool:
    """Tell whether any filing waits for examination."""
    cursor.execute(SQL["count_waiting"])
    found = cursor.fetchone()
    return bool(found and found[0])


def take(cursor: Cursor[Any], limit: int, lines: int) -> list[Waiting]:
    """Give filings that wait, not many more lines than so many; who examines is alone."""
    cursor.execute(SQL["take_filings"], {"limit": limit, "lines": lines})
    return list(map(Waiting._make, cursor.fetchall()))


def take_these(cursor: Cursor[Any], filings: Iterable[UUID]) -> list[Waiting]:
    """Give some filings of those that wait."""
    cursor.execute(SQL["take_these"], {"filings": listed(filings)})
    return list(map(Waiting._make, cursor.fetchall()))


def done(cursor: Cursor[Any], taken: Sequence[Waiting]) -> None:
    """Strike filings off."""
    parameters = {"filings": listed(one.filing for one in taken), "signs": [one.sign for one in taken]}
    cursor.execute(SQL["done"], parameters)


def _events(cursor: Cursor[Any], statement: str, **parameters: Any) -> list[StoredEvent]:
    """Read events, keys as their 16 bytes and bodies as JSON."""
    cursor.execute(SQL[statement], parameters)
    return [
        StoredEvent(subject.bytes, filing.bytes, line, kind, other.bytes, *rest)
        for subject, filing, line, kind, other, *rest in cursor.fetchall()
    ]


def said_by(cursor: Cursor[Any], filings: Sequence[UUID]) -> list[StoredEvent]:
    """Give what some filings say, whether they still stand or not."""
    return _events(cursor, "said_by", filings=listed(filings))


def facts(cursor: Cursor[Any], subjects: Iterable[UUID]) -> list[StoredEvent]:
    """Give what stands on file about some subjects."""
    wanted = sorted(subjects)
    return [
        event
        for start in range(0, len(wanted), STEP)
        for event in _events(cursor, "facts", subjects=listed(wanted[start : start + STEP]))
    ]


def with_findings(cursor: Cursor[Any], subjects: Keys) -> Keys:
    """Give those of some printed codes and VINs that findings are on file about."""
    names = (
        packing.listing(subjects).tobytes()[:-1].decode()
    )  # letters and digits, filled up with blanks, with commas
    found = cursor.execute(SQL["with_findings"], {"subjects": f"{{{names}}}"}).fetchall()
    return packing.from_uuids([packing.pack(subject) for (subject,) in found])


class Transfer(NamedTuple):
    """A transfer in which some batteries moved; ``uneven``: both sides are on file and list or weigh something else."""

    number: str
    subjects: list[UUID]
    uneven: bool
    unread: bool


def transfers_of(cursor: Cursor[Any], subjects: Keys, tolerance: MassTolerance) -> list[Transfer]:
    """Give the transfers in which some batteries moved."""
    if not len(subjects):
        return []
    asked = {"subjects": queries.packed(subjects), "percent": tolerance.percent, "least_g": tolerance.least_g}
    cursor.execute(SQL["transfers_of"], asked)
    return list(map(Transfer._make, cursor.fetchall()))


def transfers(cursor: Cursor[Any], numbers: Iterable[str]) -> list[StoredEvent]:
    """Give both sides of some transfers."""
    wanted = sorted(set(numbers))
    return _events(cursor, "transfers", numbers=wanted) if wanted else []


def contested_by(cursor: Cursor[Any], filings: Sequence[UUID]) -> list[UUID]:
    """Give the codes on whose place some filings contradict another."""
    cursor.execute(SQL["contested_by"], {"filings": listed(filings)})
    return [code for (code,) in cursor.fetchall()]


def contests(cursor: Cursor[Any], codes: Sequence[UUID]) -> list[tuple[UUID, UUID, UUID]]:
    """Give (code, top, filing) of the standing claims against the registered place of some codes."""
    cursor.execute(SQL["contests"], {"codes": listed(codes)})
    return cursor.fetchall()


def due(cursor: Cursor[Any], today: date, limit: int) -> list[UUID]:
    """Give subjects whose day has come."""
    cursor.execute(SQL["due"], {"today": today, "limit": limit})
    return [subject for (subject,) in cursor.fetchall()]


def watch(cursor: Cursor[Any], days: Mapping[UUID, date], over: Iterable[UUID]) -> None:
    """Set the days on which to look at subjects again; look at others no more."""
    if days:
        cursor.execute(SQL["watch"], {"subjects": listed(days), "days": list(days.values())})
    if gone := list(over):
        cursor.execute(SQL["unwatch"], {"subjects": listed(gone)})


def watch_columns(cursor: Cursor[Any], subjects: Keys, days: Sequence[date | None], over: Keys) -> None:
    """The same of subjects in columns."""
    if len(subjects):
        cursor.execute(SQL["watch"], {"subjects": queries.packed(subjects), "days": list(days)})
    if len(over):
        cursor.execute(SQL["unwatch"], {"subjects": queries.packed(over)})


def watch_sooner(cursor: Cursor[Any], days: Mapping[UUID, date]) -> None:
    """Set days on which to look at subjects, unless an earlier one is set."""
    if days:
        cursor.execute(SQL["watch_sooner"], {"subjects": listed(days), "days": list(days.values())})


def standings(cursor: Cursor[Any]) -> list[Standing]:
    """Give every party with its roles and accepted permits."""
    permits: dict[int, list[Permit]] = {}
    cursor.execute(SQL["permits"])
    for party, key, kind, number, since, until, revoked in cursor.fetchall():
        permits.setdefault(party, []).append(
            Permit(
                permit_id=key,
                kind=PermitKind(kind),
                number=number,
                valid_from=since,
                valid_to=until,
                revoked_date=revoked,
            )
        )
    cursor.execute(SQL["standings"])
    return [
        Standing(
            party_id=party,
            uscc=uscc,
            roles=frozenset(map(Role, roles)),
            partner=partner,
            permits=tuple(permits.get(party, ())),
        )
        for party, uscc, roles, partner in cursor.fetchall()
    ]


def takeovers(cursor: Cursor[Any]) -> list[tuple[str, str, date]]:
    """Give (USCC, successor's USCC, first day) of the parties that passed over as a whole."""
    cursor.execute(SQL["takeovers"])
    return cursor.fetchall()


def findings_about(cursor: Cursor[Any], subjects: Sequence[str], kinds: Sequence[str]) -> list[StoredFinding]:
    """Give the findings of some kinds about some subjects."""
    cursor.execute(SQL["findings_about"], {"subjects": list(subjects), "kinds": list(kinds)})
    return list(map(StoredFinding._make, cursor.fetchall()))


def findings_of_kind(cursor: Cursor[Any], kinds: Sequence[str]) -> list[StoredFinding]:
    """Give the findings of some kinds that still stand."""
    cursor.execute(SQL["findings_of_kind"], {"kinds": list(kinds)})
    return list(map(StoredFinding._make, cursor.fetchall()))


def open_findings(cursor: Cursor[Any], rows: list[dict[str, Any]]) -> None:
    """Enter findings, or give those on file their present evidence."""
    for start in range(0, len(rows), STEP):
        part = msgspec.json.encode(rows[start : start + STEP]).decode()
        cursor.execute(SQL["open_findings"], {"rows": part})


def close_findings(cursor: Cursor[Any], closed: Mapping[UUID, str], *, at: datetime) -> None:
    """Close findings, each by the receipt of what explains it."""
    if closed:
        by = [receipt or None for receipt in closed.values()]
        cursor.execute(SQL["close_findings"], {"ids": listed(closed), "by": by, "at": at})


def met_by(cursor: Cursor[Any], filings: Sequence[UUID]) -> list[LateClock]:
    """Give the clocks that some filings met."""
    cursor.execute(SQL["met_by"], {"filings": listed(filings)})
    return list(map(LateClock._make, cursor.fetchall()))


def meet_across(cursor: Cursor[Any], met: Sequence[tuple[int, UUID, date, UUID]]) -> list[LateClock]:
    """Meet the unmet clocks of (party, subject), on a day, by a filing; give those that had a due day."""
    if not met:
        return []
    parties, subjects, days, filings = zip(*met, strict=True)
    cursor.execute(
        SQL["meet_across"],
        {
            "parties": list(parties),
            "subjects": listed(subjects),
            "met": list(days),
            "filings": listed(filings),
        },
    )
    return [clock for row in cursor.fetchall() if (clock := LateClock._make(row)).due_date is not None]


def overdue(cursor: Cursor[Any], since: date, today: date) -> list[LateClock]:
    """Give the clocks that ran out unmet from a day on."""
    cursor.execute(SQL["overdue"], {"since": since, "today": today})
    return list(map(LateClock._make, cursor.fetchall()))


def overdue_opened(cursor: Cursor[Any], filings: Sequence[UUID], today: date) -> list[LateClock]:
    """Give the clocks that some filings opened and that have run out already."""
    cursor.execute(SQL["overdue_opened"], {"filings": listed(filings), "today": today})
    return list(map(LateClock._make, cursor.fetchall()))


def clocks(
    cursor: Cursor[Any], parties: Sequence[int], duties: Sequence[int], subjects: Iterable[UUID]
) -> list[LateClock]:
    """Give the clocks of some parties under some duties about some subjects."""
    asked = {"parties": list(parties), "duties": list(duties), "subjects": listed(subjects)}
    cursor.execute(SQL["clocks"], asked)
    return list(map(LateClock._make, cursor.fetchall()))


def overdue_of(cursor: Cursor[Any], parties: Iterable[int], today: date) -> list[LateClock]:
    """Give all clocks of some parties that ran out unmet."""
    cursor.execute(SQL["overdue_of"], {"parties": sorted(set(parties)), "today": today})
    return list(map(LateClock._make, cursor.fetchall()))


def add_sums(cursor: Cursor[Any], sums: Iterable[Sum]) -> None:
    """Add sums to those on file."""
    rows = [one._asdict() for one in sums]
    if rows:
        cursor.execute(SQL["add_tally"], {"rows": msgspec.json.encode(rows).decode()})


def sums(cursor: Cursor[Any], kinds: Sequence[int], parties: Sequence[int] | None = None) -> list[Sum]:
    """Give sums of some kinds of events."""
    cursor.execute(
        SQL["tallied"], {"kinds": list(kinds), "parties": None if parties is None else list(parties)}
    )
    return list(map(Sum._make, cursor.fetchall()))


def takers_of(cursor: Cursor[Any], prefixes: Sequence[str]) -> set[int]:
    """Give the parties that took in products whose codes begin with some maker prefixes."""
    if not prefixes:
        return set()
    return {party for (party,) in cursor.execute(SQL["takers_of"], {"prefixes": list(prefixes)}).fetchall()}


class FlowSum(NamedTuple):
    """What one party filed of one kind of event, with one counterparty, over some months."""

    party_id: int
    kind: int
    counterparty: str
    number: int
    mass_g: int


def flow_sums(since: date, until: date) -> list[FlowSum]:
    """Give the sums that the reader sees of some months (first days, both included), without elements of products."""
    found = reader().execute(SQL["flow_sums"], {"since": since, "until": until})
    return list(map(FlowSum._make, found.fetchall()))


@by_register
def flow_sums_of_many(since: date, until: date, pattern: str) -> list[FlowSum]:
    """Give the same of all parties in divisions that match, of which the asker reads none: for totals."""
    found = reader().execute(SQL["flow_sums_of_many"], {"since": since, "until": until, "pattern": pattern})
    return list(map(FlowSum._make, found.fetchall()))


def first_words(
    cursor: Cursor[Any], parties: Sequence[int], *, fitted: int, since: date
) -> list[tuple[int, UUID, date, UUID]]:
    """Give (party, code, day, filing) of what some parties alone named as newly fitted."""
    cursor.execute(SQL["first_words"], {"parties": list(parties), "fitted": fitted, "since": since})
    return cursor.fetchall()


def last_filing(cursor: Cursor[Any], party_id: int, duty: int) -> UUID | None:
    """Give the latest standing filing of a party under a duty."""
    cursor.execute(SQL["last_filing"], {"party_id": party_id, "duty": duty})
    found = cursor.fetchone()
    return found[0] if found else None
