"""不是同一只 — proposals that a clerk has rejected: a firm is not asked the same again.

seen_by()   what a firm has rejected, as digests of what both reports said
add()       enter one, once
"""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from suyuan.storage.queries import reader
from suyuan.storage.wall import by_register


class Rejection(NamedTuple):
    """What a firm says are two; see 0020_rejection.sql."""

    party_id: int
    seen: bytes
    mine: UUID
    other: UUID
    rejected_at: datetime
    account_id: int


@by_register
def seen_by(party_id: int) -> frozenset[bytes]:
    """Give what a firm has rejected."""
    found = reader().execute("SELECT seen FROM rejection WHERE party_id = %(party)s", {"party": party_id})
    return frozenset(bytes(seen) for (seen,) in found.fetchall())


@by_register
def add(rejection: Rejection) -> None:
    """Enter what a firm says are two; the first to say so stays on record."""
    reader().execute(
        "INSERT INTO rejection VALUES (%(party_id)s, %(seen)s, %(mine)s, %(other)s, %(rejected_at)s, %(account_id)s)"
        " ON CONFLICT DO NOTHING",
        rejection._asdict(),
    )
