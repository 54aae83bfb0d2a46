"""数字身份 — what a card is read from beside the story of its battery; codes that nobody registered.

find()        the leaves of an identity, the specifications of its product
add_stranger, strangers   well-formed codes that were looked up and are unknown
without_identity()        packs that are older than identities
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from psycopg import Cursor

from suyuan.domain.facts import EVENT_NUMBER
from suyuan.domain.leaves import Kind
from suyuan.law.duty import Event
from suyuan.storage import queries
from suyuan.storage.ledger import Leaf
from suyuan.storage.lookup import Lookup
from suyuan.storage.queries import reader
from suyuan.storage.wall import by_register

SQL = queries.load("idcards")
MOST_STRANGERS = 100_000
_IDENTITY = Lookup("identity", SQL["find_identity"])
_SPECIFIED = EVENT_NUMBER[Event.SPECIFIED]


class Specification(NamedTuple):
    """What a party filed about a product, and when."""

    party_id: int
    recorded_at: datetime
    body: dict[str, Any]


class Identity(NamedTuple):
    """The leaves of an identity, the earliest first, and the specifications of its product."""

    leaves: list[Leaf]
    specifications: list[Specification]


def find(code: UUID, products: Iterable[UUID]) -> Identity:
    """Give what is known of the identity of a pack, and of its product under the keys of its makers."""
    rows = _IDENTITY.rows(code=code, products=queries.listed(products), specified=_SPECIFIED)
    leaves = [
        Leaf(Kind.IDENTITY, at, bytes(salt), bytes(commitment), None, fact, place)
        for what, at, salt, commitment, fact, place, _ in rows
        if what == 1
    ]
    told = [
        Specification(party, at, msgspec.json.decode(body))
        for what, at, _, _, body, _, party in rows
        if what != 1 and body
    ]
    return Identity(sorted(leaves, key=lambda leaf: leaf.queued_at), told)


@by_register
def add_stranger(code: UUID, day: date) -> None:
    """Count a look at a code that nobody registered."""
    reader().execute(SQL["seen"], {"code": code, "day": day, "most": MOST_STRANGERS})


class Stranger(NamedTuple):
    """A code that somebody looked up and nobody registered."""

    code: UUID
    first_date: date
    last_date: date
    times: int


@by_register
def strangers(since: date, limit: int) -> list[Stranger]:
    """Give those looked up since a day, the most often sought first."""
    rows = reader().execute(SQL["strangers"], {"since": since, "limit": limit}).fetchall()
    return list(map(Stranger._make, rows))


def without_identity(cursor: Cursor[Any], after: UUID, limit: int) -> list[UUID]:
    """Give registered tops without an identity, from a key on."""
    return [
        code
        for (code,) in cursor.execute(SQL["without_identity"], {"after": after, "limit": limit}).fetchall()
    ]
