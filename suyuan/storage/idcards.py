"""数字身份 — what a card is read from beside the story of its battery; codes that nobody registered.

find()        the leaves of an identity, the specifications of its product;  find_with_story(): with its story
add_stranger, strangers   well-formed codes that were looked up and are unknown
without_identity()        packs that are older than identities
"""

from collections.abc import Iterable
from datetime import date, datetime
from operator import attrgetter
from typing import Any, NamedTuple
from uuid import UUID

from psycopg import Cursor

from suyuan.domain.facts import EVENT_NUMBER
from suyuan.domain.leaves import Kind
from suyuan.law.duty import Event
from suyuan.storage import queries
from suyuan.storage.batteries import Around, sorted_out
from suyuan.storage.ledger import Leaf
from suyuan.storage.lookup import Lookup
from suyuan.storage.queries import reader
from suyuan.storage.wall import by_register

SQL = queries.load("idcards")
MOST_STRANGERS = 100_000
_IDENTITY = Lookup("identity", SQL["find_identity"])
_CARD = Lookup("card", SQL["find_card"])
_SPECIFIED = EVENT_NUMBER[Event.SPECIFIED]


class Specification(NamedTuple):
    """What a party filed about a product, as JSON, and when."""

    party_id: int
    recorded_at: datetime
    body: str


class Identity(NamedTuple):
    """The leaves of an identity, the earliest first, and the specifications of its product."""

    leaves: list[Leaf]
    specifications: list[Specification]


def find(code: UUID, products: Iterable[UUID]) -> Identity:
    """Give what is known of the identity of a pack, and of its product under the keys of its makers."""
    rows = _IDENTITY.rows(code=code, products=queries.listed(products), specified=_SPECIFIED)
    return _identity(rows)


def find_with_story(
    code: UUID, name: str, products: Iterable[UUID], *, known_at: datetime, until: date, reader: list[str]
) -> tuple[Around, Identity]:
    """Give the same with the story round the code (``storage.batteries.find_around``), in one round trip."""
    rows = _CARD.rows(
        code=code,
        name=name,
        products=queries.listed(products),
        specified=_SPECIFIED,
        known_at=known_at,
        until=until,
        reader=reader,
    )
    told = [row for row in rows if row[0] is not None]
    identity = _identity([(row[0], row[14], row[1], row[2], row[16], row[3], row[11]) for row in told])
    return sorted_out([row[4:] for row in rows if row[0] is None]), identity


def _identity(rows: Iterable[tuple[Any, ...]]) -> Identity:
    """Sort rows (what, at, salt, commitment, fact or body, place, party) out."""
    leaves: list[Leaf] = []
    told: list[Specification] = []
    for what, at, salt, commitment, text, place, party in rows:
        if what == 1:
            leaves.append(Leaf(Kind.IDENTITY, at, bytes(salt), bytes(commitment), None, text, place))
        elif text:
            told.append(Specification(party, at, text))
    if len(leaves) > 1:
        leaves.sort(key=attrgetter("queued_at"))
    return Identity(leaves, told)


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
