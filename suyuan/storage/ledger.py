"""账本表 — leaves in the database: those that wait, and the places they were given.

alone, size, place     the sequencer's: without holes, one at a time
span                   the entries of some places, as the log publishes them
find, queue            the leaves about something; one more
adopt                  what the public log has and the database has lost
audit_leaves, _rows    leaves and rows as an audit holds them against each other
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from operator import itemgetter
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from psycopg import Cursor, ServerCursor

from suyuan.domain import leaves
from suyuan.domain.leaves import Kind, Stepped
from suyuan.law.measures_2026 import RULEBOOK
from suyuan.ledger.commitment import Opening, commit, entry
from suyuan.ledger.verifier import Entry
from suyuan.storage import queries
from suyuan.storage.queries import reader
from suyuan.storage.wall import by_register

SQL = queries.load("ledger")
_AT_ONCE = 20_000  # rows of an audit


class Leaf(NamedTuple):
    """A stored leaf. ``fact``: what was committed to, where no other table tells it; ``marks`` None: it has none."""

    kind: int
    queued_at: datetime
    salt: bytes
    commitment: bytes
    marks: bytes | None
    fact: str | None
    place: int | None

    def opening(self, fact: bytes) -> Opening:
        """Give what opens the leaf's commitment."""
        return Opening(self.kind, self.queued_at, self.salt, fact)


def alone(cursor: Cursor[Any]) -> None:
    """Wait until nobody else gives places."""
    cursor.execute(SQL["alone"])


def size(cursor: Cursor[Any]) -> int:
    """Give how many leaves have a place."""
    found = cursor.execute(SQL["size"]).fetchone()
    return int(found[0]) if found else 0


def place(cursor: Cursor[Any], base: int, most: int) -> int:
    """Give places from ``base`` on to leaves that wait; give how many got one."""
    return cursor.execute(SQL["place"], {"base": base, "most": most}).rowcount


@by_register
def span(low: int, high: int) -> list[bytes]:
    """Give the entries of places low to high."""
    rows = reader().execute(SQL["span"], {"low": low, "high": high}).fetchall()
    return [entry(kind, seconds, commitment) for kind, seconds, commitment in rows]


@by_register
def waiting() -> tuple[int, datetime | None]:
    """Give how many leaves wait for a place, and since when."""
    found = reader().execute(SQL["waiting"]).fetchone()
    return (found[0], found[1]) if found else (0, None)


@by_register
def find(about: UUID, kind: Kind) -> list[Leaf]:
    """Give the leaves about something that the asker may read, the earliest first."""
    rows = reader().execute(SQL["find"], {"about": about, "kind": kind}).fetchall()
    return list(map(Leaf._make, rows))


def queue(cursor: Cursor[Any], about: UUID, kind: Kind, fact: bytes, *, at: datetime) -> None:
    """Queue a leaf about something, with the fact itself."""
    salt, commitment = commit(fact)
    told = {
        "about": about,
        "kind": kind,
        "at": at,
        "salt": salt,
        "commitment": commitment,
        "fact": fact.decode(),
    }
    cursor.execute(SQL["queue"], told)


def queue_step(cursor: Cursor[Any], kind: Kind, taken: Stepped) -> None:
    """Queue the leaf of a step of a case or an inspection."""
    queue(cursor, taken.leaf, kind, leaves.step_fact(kind, taken), at=taken.at)


def adopt(cursor: Cursor[Any], first: int, entries: Sequence[Entry]) -> int:
    """Take entries of the public log over, from a place on; give how many facts are lost."""
    told = {
        "first": first,
        "commitments": [one.commitment for one in entries],
        "kinds": [one.kind for one in entries],
        "times": [one.at for one in entries],
    }
    cursor.execute(SQL["adopt"], told)
    return cursor.execute(SQL["lose"], told).rowcount


class Audited(NamedTuple):
    """A leaf with its filing's envelope, the first part of the fact; keys are 16 bytes."""

    place: int
    kind: int
    about: bytes
    seconds: int
    salt: bytes
    commitment: bytes
    marks: bytes | None
    fact: str | None
    state: str | None
    replaces: bytes | None
    envelope: str | None
    when: (
        str | None
    )  # of a filing "moved", where its leaf was queued at another instant or its lines do not add up; else that instant
    ended_at: datetime | None = None  # of a filing that is on file no more
    ended_by: bytes | None = None  # the filing that replaced it


class Rows(NamedTuple):
    """Rows of the filings at some places.

    ``marks``: of each filing, side by side; ``ended``: how many of them are on file no more, since which instants.
    """

    marks: dict[int, bytearray]
    ended: dict[int, Counter[datetime]]


_DUTIES = [
    duty.id if (duty := RULEBOOK.by_number.get(number)) else ""
    for number in range(1, max(RULEBOOK.by_number) + 1)
]


@by_register
def placed() -> int:
    """Give how many leaves have a place."""
    return size(reader())


@by_register
def audit_leaves(low: int, high: int) -> list[tuple[Any, ...]]:
    """Give the leaves of some places with their filings' envelopes: rows with the fields of ``Audited``."""
    asked = {"low": low, "high": high, "duties": _DUTIES}
    reader().execute(SQL["audit_alone"])
    found = reader().execute(SQL["audit_leaves"], asked).fetchall()
    return sorted(
        found, key=itemgetter(0)
    )  # they come in this order, which PostgreSQL does not know: it would sort


@by_register
def audit_rows(low: int, high: int) -> Rows:
    """Give the rows of the filings at some places."""
    found = Rows(defaultdict(bytearray), defaultdict(Counter))
    mark, marks = leaves.mark, found.marks
    for place, ended, text in _told(low, high):
        marks[place] += mark(text)
        if ended is not None:
            found.ended[place][ended] += 1
    return found


@by_register
def told_rows(place: int) -> list[tuple[bytes, datetime | None, str]]:
    """Give the rows of the filing at a place with what they say: (mark, since when it has ended, text)."""
    return [(leaves.mark(text), ended, text.decode()) for _, ended, text in _told(place, place + 1)]


def _told(low: int, high: int) -> Iterator[tuple[int, datetime | None, bytes]]:
    """Give the rows of the filings at some places as the text that is marked."""
    asked = {"low": low, "high": high}
    reader().execute(SQL["audit_alone"])
    decode, encode = msgspec.json.decode, msgspec.json.encode
    for place, ended, text, body in _by_and_by("audit_events", asked):
        yield place, ended, text.encode() + (encode(decode(body)) if body is not None else b"")
    for place, ended, top, party, manifest in _by_and_by("audit_trees", asked):
        yield place, ended, leaves.tree_text(bytes(top), party, manifest.encode())


def _by_and_by(name: str, asked: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    """Give what a statement finds, some rows at a time: a filing may have a million."""
    with ServerCursor(reader().connection, name) as cursor:
        cursor.execute(SQL[name], asked, binary=True)
        while rows := cursor.fetchmany(_AT_ONCE):
            yield from rows


class StepRow(NamedTuple):
    """A step of a case or an inspection as it stands, its leaf's place, and the fact that was committed to."""

    leaf_place: int
    kind: Kind
    taken: Stepped
    fact: str | None


@by_register
def step_rows() -> list[StepRow]:
    """Give every step of every case and inspection, in the order of the log."""
    rows = reader().execute(SQL["audit_steps"]).fetchall()
    return [StepRow(place, Kind(kind), Stepped(*taken), fact) for place, kind, fact, *taken in rows]


@by_register
def strangers() -> list[tuple[str, bytes]]:
    """Give what stands on file and is covered by no leaf: (what, whose)."""
    reader().execute(SQL["audit_alone"])
    return reader().execute(SQL["audit_strangers"]).fetchall()
