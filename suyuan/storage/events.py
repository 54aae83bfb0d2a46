"""事件 — what is on file about subjects, as plain rows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from psycopg import Cursor

from suyuan.codes.packing import Keys
from suyuan.storage import queries
from suyuan.storage.lookup import Lookup
from suyuan.storage.queries import reader

SQL = queries.load("events")
STEP = 20_000


class StoredEvent(NamedTuple):
    """One row of the event table: keys as their 16 bytes, the body as JSON."""

    subject: bytes
    filing: bytes
    line: int
    kind: int
    object: bytes
    party_id: int
    duty: int
    happened_date: date
    recorded_at: datetime
    counterparty: str | None
    body: str | None


@dataclass(frozen=True, slots=True)
class Same:
    """What is on file about a subject under the same duty, for comparison with a new line."""

    subject: UUID
    object: UUID
    party_id: int
    filing: UUID
    happened_date: date
    kind: int
    body: dict[str, Any] | None


def _worded(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """Read the body at the end of a row."""
    *facts, body = row
    return (*facts, decoded(body))


def _bare(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """Give a row that was read without its body."""
    return (*row, None)


def decoded(text: Any) -> Any:
    """Read a jsonb value: on Django's connections it arrives as text."""
    return msgspec.json.decode(text) if isinstance(text, str | bytes) else text


def _steps(keys: Keys) -> Iterator[str]:
    for start in range(0, len(keys), STEP):
        yield queries.array(keys[start : start + STEP])


_STORY = Lookup("story", SQL["find_story"])


def find_story(
    subjects: Sequence[UUID],
    *,
    known_at: datetime,
    until: date,
    reader: list[str],
    with_objects: bool = False,
    through: Sequence[UUID] = (),
) -> list[StoredEvent]:
    """Give what happened to some subjects until a day, as known at an instant.

    ``with_objects``: also to whatever these events name, such as the vehicle that a battery was in. ``reader`` and
    ``through`` as in ``storage.batteries.find_around``.
    """
    rows = _STORY.rows(
        subjects=queries.listed(subjects),
        known_at=known_at,
        until=until,
        with_objects=with_objects,
        reader=reader,
        through=queries.listed(through),
    )
    return list(map(StoredEvent._make, rows))


def find_same(cursor: Cursor[Any], subjects: Keys, duty: int) -> dict[bytes, list[Same]]:
    """Give what is on file about some subjects under one duty, by the subject's 16 bytes."""
    found: dict[bytes, list[Same]] = {}
    for part in _steps(subjects):
        cursor.execute(SQL["find_same"], {"subjects": part, "duty": duty})
        for row in cursor.fetchall():
            found.setdefault(row[0].bytes, []).append(Same(*_worded(row)))
    return found


def find_fittings(cursor: Cursor[Any], batteries: Keys, kinds: Sequence[int]) -> dict[bytes, list[Same]]:
    """Give the fittings and removals of some batteries on file, in order of happening."""
    found: dict[bytes, list[Same]] = {}
    for part in _steps(batteries):
        cursor.execute(SQL["find_fittings"], {"subjects": part, "kinds": list(kinds)})
        for row in cursor.fetchall():
            found.setdefault(row[0].bytes, []).append(Same(*_bare(row)))
    return found


def find_known(cursor: Cursor[Any], subjects: Keys) -> set[bytes]:
    """Give those subjects (16 bytes) about which anything is on file."""
    known: set[bytes] = set()
    for part in _steps(subjects):
        cursor.execute(SQL["find_known"], {"subjects": part})
        known.update(row[0].bytes for row in cursor.fetchall())
    return known


def ended_by(cursor: Cursor[Any], filing: UUID, kinds: Sequence[int]) -> list[tuple[bytes, int, bool]]:
    """Give the events of some kinds of a filing: (subject, kind, whether the words stand there)."""
    cursor.execute(SQL["find_ends"], {"filing": filing, "kinds": list(kinds)})
    return [(subject.bytes, kind, worded) for subject, kind, worded in cursor.fetchall()]


def find_vehicle_filers(cursor: Cursor[Any], vins: Keys, duty: int) -> dict[bytes, int]:
    """Give the party that first filed each vehicle's certificate, by the VIN's 16 bytes."""
    filers: dict[bytes, int] = {}
    for part in _steps(vins):
        cursor.execute(SQL["find_vehicle_filers"], {"subjects": part, "duty": duty})
        for subject, party in cursor.fetchall():
            filers.setdefault(subject.bytes, party)
    return filers


class Place(NamedTuple):
    """A place in the list of what a party filed about: a filing, and a subject in it."""

    filing: UUID
    subject: UUID


FIRST = Place(UUID(int=(1 << 128) - 1), UUID(int=(1 << 128) - 1))


def filed_about(party_id: int, *, after: Place, duties: Sequence[int] | None, limit: int) -> list[Place]:
    """Give what comes after a place: batteries and vehicles, each at the latest filing that speaks of it.

    ``duties``: numbers of those under which it was filed; None = all.
    """
    asked = {"party_id": party_id, "duties": None if duties is None else list(duties), "limit": limit}
    found = queries.reader().execute(SQL["find_filed_about"], asked | after._asdict())
    return list(map(Place._make, found.fetchall()))


def words_of(filing: UUID) -> list[tuple[UUID, dict[str, Any]]]:
    """Give (subject, its words as filed) of every line of a filing that stands and has words of its own, in order."""
    found = reader().execute(
        "SELECT subject, body FROM event WHERE filing = %(filing)s AND replaced_at IS NULL AND body IS NOT NULL"
        " ORDER BY line",
        {"filing": filing},
    )
    return [(subject, decoded(body)) for subject, body in found.fetchall()]


def take_back(cursor: Cursor[Any], filing: UUID, *, at: datetime) -> None:
    """End the validity of a filing's events."""
    cursor.execute(SQL["replace_events"], {"filing": filing, "at": at})
