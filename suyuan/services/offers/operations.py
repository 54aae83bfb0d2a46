"""要约用例 — offer something to a credit code, take an offer up, decline it, withdraw it.

    make()     an offer to whoever a credit code belongs to, which is looked up by nobody
    taken()    the offer that its addressee takes up, closed; the caller enters what was offered, in one transaction
    decline()  by the addressee;   withdraw() by who made it

Whoever offers learns nothing of a firm that does not answer, not even whether there is one.
"""

from typing import Any

from suyuan.codes import uscc as codes
from suyuan.domain.access import Viewer
from suyuan.services import clock
from suyuan.services.refusals import Refused
from suyuan.storage import offers
from suyuan.storage.offers import Row
from suyuan.storage.wall import as_register


def code_of(text: str) -> str:
    """Read the credit code of another firm. Raises Refused."""
    if not codes.is_valid(text):
        raise Refused("offer.no_code")
    return codes.compact(text)


def make(viewer: Viewer, kind: str, *, uscc: str, terms: dict[str, Any]) -> int:
    """Offer something in the name of the viewer's firm; gives the offer's number. Raises Refused.

    One offer of a kind waits at a code, so that nobody's first page is filled by another. The caller asks for the act.
    """
    party_id = viewer.party_id or 0
    if any(row.uscc == uscc for row in offers.made_by(party_id, kind)):
        raise Refused("offer.waits")
    return offers.make(
        kind=kind,
        party_id=party_id,
        uscc=uscc,
        terms=terms,
        account_id=viewer.account_id,
        at=clock.now(),
    )


def taken(viewer: Viewer, offer_id: int, kind: str) -> Row:
    """Close an offer of a kind that the viewer's firm takes up. Raises Refused."""
    return _closed(viewer, offer_id, "taken", kind)


def decline(viewer: Viewer, offer_id: int) -> str:
    """Decline an offer to the viewer's firm; gives its kind. Raises Refused."""
    with as_register(durable=True):
        return _closed(viewer, offer_id, "declined").kind


def withdraw(viewer: Viewer, offer_id: int) -> str:
    """Withdraw an offer of the viewer's firm; gives its kind. Raises Refused."""
    with as_register(durable=True):
        return _closed(viewer, offer_id, "withdrawn").kind


def _closed(viewer: Viewer, offer_id: int, word: str, kind: str = "") -> Row:
    """Close an offer that stands to the viewer as its answer needs. Raises Refused."""
    if not viewer.may("offer.answer"):
        raise Refused("auth.not_allowed")
    row = offers.find(offer_id)
    mine = row is not None and row.party_id == viewer.party_id
    if row is None or (kind and row.kind != kind) or not (mine or row.uscc == viewer.uscc):
        raise Refused("not_found")
    if row.answer or (word == "taken" and row.party_state != "approved"):
        raise Refused("offer.over")  # who may not offer it today is not bound by what it offered
    if mine != (word == "withdrawn"):
        raise Refused("partner.own_word")
    offers.answer(offer_id, word, account_id=viewer.account_id, at=clock.now())
    return row
