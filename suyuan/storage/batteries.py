"""电池编码与编码树 — registrations and trees in the big tables, as keys and manifests."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from operator import attrgetter, itemgetter
from typing import Any, NamedTuple
from uuid import UUID

import numpy as np
from psycopg import Cursor

from suyuan.codes import packing
from suyuan.codes.packing import Keys
from suyuan.storage import queries
from suyuan.storage.copy import copy_codes
from suyuan.storage.events import StoredEvent
from suyuan.storage.lookup import Lookup

SQL = queries.load("batteries")
_AROUND = Lookup("around", SQL["find_around"])
_FILED = itemgetter(10, 3)  # of a row of a tree: recorded, filing
_TOLD = attrgetter("happened_date", "recorded_at", "filing", "line")
MANY = 20_000  # keys above which a joined table is cheaper than an array parameter


@dataclass(frozen=True, slots=True)
class StoredTree:
    """What one filing says of the tree under a top; ``manifest`` is uint64[k, 2] in preorder."""

    top: UUID
    filing: UUID
    party_id: int
    recorded_at: datetime
    replaced_at: datetime | None
    manifest: Keys


def find_tops(cursor: Cursor[Any], codes: Keys) -> dict[bytes, bytes]:
    """Give the top (16 bytes) of every registered code (16 bytes) among these."""
    if len(codes) > MANY:
        cursor.execute(SQL["make_wanted"])
        copy_codes(cursor, codes, codes, table="wanted_code")
        cursor.execute(SQL["find_tops_of_many"])
    else:
        cursor.execute(SQL["find_codes"], {"codes": queries.array(codes)})
    return {code.bytes: top.bytes for code, top in cursor.fetchall()}


def find_trees(cursor: Cursor[Any], tops: Sequence[UUID]) -> dict[UUID, list[StoredTree]]:
    """Give the trees on file under some tops, the earliest first, replaced ones included."""
    cursor.execute(SQL["find_trees"], {"tops": list(tops)})
    found: dict[UUID, list[StoredTree]] = {}
    for row in cursor.fetchall():
        tree = _tree(row)
        found.setdefault(tree.top, []).append(tree)
    return found


class Filed(NamedTuple):
    """A tree on file, as text; ``filing`` is the 16 bytes of the filing's key."""

    manifest: str
    party_id: int
    filing: bytes


class Around(NamedTuple):
    """What is on file round a code: the trees under its top, the earliest first; what happened to the code, to the
    modules and the top of these trees, and to whatever these events name, in order; and whether findings may name the
    code: a trace need not look for what is not there.
    """

    trees: list[Filed]
    events: list[StoredEvent]
    alarmed: bool


def find_around(
    code: UUID, name: str, *, known_at: datetime, until: date, reader: list[str], through: Sequence[UUID] = ()
) -> Around:
    """Give all that a trace asks about a code, in one round trip: events until a day, as known at an instant.

    ``reader``: who asks (``storage.wall.reader``); nothing for who does not stand in the chain, nor in that of the
    codes ``through`` which the story led here.
    """
    rows = _AROUND.rows(
        code=code, name=name, known_at=known_at, until=until, reader=reader, through=queries.listed(through)
    )
    return sorted_out(rows)


def sorted_out(rows: Sequence[tuple[Any, ...]]) -> Around:
    """Sort the rows of ``story_around`` out."""
    trees = [row for row in rows if row[0] is not None]
    if len(trees) > 1:
        trees.sort(key=_FILED)
    events = [StoredEvent._make(row[2:]) for row in rows if row[0] is None]
    events.sort(key=_TOLD)
    return Around([Filed(row[0], row[7], row[3]) for row in trees], events, not trees or trees[0][1])


def _tree(row: tuple[Any, ...]) -> StoredTree:
    """Give a stored row as a tree."""
    top, filing, party, recorded, replaced, manifest = row
    return StoredTree(top, filing, party, recorded, replaced, packing.from_listing(manifest))


def register_alone(cursor: Cursor[Any], codes: Keys) -> set[bytes]:
    """Register codes seen for the first time outside a tree, and give them; known ones stay as they are."""
    unique = np.unique(codes, axis=0)
    alone = queries.array(unique)
    cursor.execute(SQL["register_codes"], {"codes": alone, "tops": alone})
    return {code.bytes for (code,) in cursor.fetchall()}


def adopt(cursor: Cursor[Any], codes: Keys, tops: Keys) -> None:
    """Place codes that stood alone under the top that a filing now names."""
    cursor.execute(SQL["adopt_codes"], {"codes": queries.array(codes), "tops": queries.array(tops)})


def contest(cursor: Cursor[Any], codes: Keys, tops: Keys, filings: Sequence[UUID]) -> None:
    """Keep claims on codes that stand under another top."""
    claims = {"codes": queries.array(codes), "tops": queries.array(tops), "filings": list(filings)}
    cursor.execute(SQL["contest_codes"], claims)


def take_back(cursor: Cursor[Any], filing: UUID, *, at: datetime) -> None:
    """End the trees of a filing; codes that another party contested pass to the earliest of their claims.

    Codes stay registered under the top that the filing named: earlier days are answered from there, and whoever
    names them next finds no word standing against it and adopts them.
    """
    cursor.execute(SQL["drop_contests"], {"filing": filing})
    cursor.execute(SQL["find_trees_of_filing"], {"filing": filing})
    mine = {top: packing.from_listing(manifest) for top, manifest in cursor.fetchall()}
    cursor.execute(SQL["replace_trees"], {"filing": filing, "at": at})
    if not mine:
        return
    kept = {
        key.tobytes()
        for trees in find_trees(cursor, list(mine)).values()
        for tree in trees
        if tree.replaced_at is None
        for key in packing.to_bytes(tree.manifest)
    }
    freed = [
        UUID(bytes=key.tobytes())
        for keys in mine.values()
        for key in packing.to_bytes(keys)
        if key.tobytes() not in kept
    ]
    cursor.execute(SQL["settle_contests"], {"codes": freed, "tops": list(mine)})
