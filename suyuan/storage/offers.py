"""要约台账 — what firms offer to a credit code, waiting for its owner's word.

    Row       one offer on file
    make() answer()   enter one; close it
    made_by() made_to()   the open offers of a party, and those to a credit code
    find()    one by its number, held until the transaction ends

The register alone reads them (``sql/schema/0008_offers.sql``): which of them is whose is asked in ``services.offers``.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from suyuan.storage.models import Offer
from suyuan.storage.wall import by_register


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One offer: ``kind`` mandate or partnership, of a party to a credit code; ``terms`` as the kind has them."""

    id: int
    kind: str
    party_id: int
    party_uscc: str
    party_name: str
    party_state: str
    uscc: str
    terms: dict[str, Any]
    made_by: int
    made_at: datetime
    answer: str


def _row(offer: Offer) -> Row:
    return Row(
        id=offer.id,
        kind=offer.kind,
        party_id=offer.party_id,
        party_uscc=offer.party.uscc,
        party_name=offer.party.name,
        party_state=offer.party.state,
        uscc=offer.uscc,
        terms=offer.terms,
        made_by=offer.made_by_id,
        made_at=offer.made_at,
        answer=offer.answer,
    )


def _open(kind: str) -> QuerySet[Offer]:
    """Give the offers of a kind that wait, of firms that still could keep them; the youngest first."""
    living = Offer.objects.select_related("party").filter(party__state__in=("approved", "suspended"))
    return living.filter(kind=kind, answered_at=None).order_by("-id")


@by_register
def make(*, kind: str, party_id: int, uscc: str, terms: dict[str, Any], account_id: int, at: datetime) -> int:
    """Enter an offer; gives its number."""
    made = Offer.objects.create(
        kind=kind, party_id=party_id, uscc=uscc, terms=terms, made_by_id=account_id, made_at=at
    )
    return int(made.id)


@by_register
def made_by(party_id: int, kind: str) -> list[Row]:
    """Give the open offers of a party."""
    return [_row(offer) for offer in _open(kind).filter(party_id=party_id)]


@by_register
def made_to(uscc: str, kind: str) -> list[Row]:
    """Give the open offers to a credit code."""
    return [_row(offer) for offer in _open(kind).filter(uscc=uscc)]


@by_register
def find(offer_id: int) -> Row | None:
    """Give an offer, held until the transaction ends."""
    held = Offer.objects.select_related("party").select_for_update(of=("self",))
    offer = held.filter(id=offer_id).first()
    return _row(offer) if offer else None


@by_register
def answer(offer_id: int, word: str, *, account_id: int, at: datetime) -> None:
    """Close an offer: taken, declined or withdrawn."""
    Offer.objects.filter(id=offer_id, answered_at=None).update(
        answer=word, answered_at=at, answered_by_id=account_id
    )
