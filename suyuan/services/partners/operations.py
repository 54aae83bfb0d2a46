"""合作维修用例 — declare a partnership of a repair shop and a vehicle maker, confirm it, end it (Article 24(5)).

Either side declares and the other confirms: from then on the shop bears 24.5.a (fifteen days, to the maker) instead
of 24.5.c. Where the maker lets the shop's report count as its own, one filing of the shop meets both clocks.
"""

from suyuan.domain.access import Viewer
from suyuan.law.duty import Role
from suyuan.services import clock
from suyuan.services.offers import operations as offers
from suyuan.services.offers.queries import find_offers
from suyuan.services.parties.queries import cards_by_id
from suyuan.services.refusals import Refused
from suyuan.storage import partners
from suyuan.storage.wall import as_reader, as_register, as_writer

KIND = "partnership"  # of an offer
MAKERS = frozenset({Role.VEHICLE_MAKER, Role.VEHICLE_IMPORTER})


def declare(viewer: Viewer, *, uscc: str, serves_maker: bool) -> int:
    """Declare that the viewer's firm works with another, by its credit code; it stands once that one confirms.

    ``serves_maker`` is the maker's to grant: what a shop says of it is not kept. Gives the offer's number. Raises
    Refused.
    """
    party_id = _house(viewer)
    as_maker = bool(viewer.roles & MAKERS)
    if not as_maker and Role.REPAIRER not in viewer.roles:
        raise Refused("partner.no_party")
    other = offers.code_of(uscc)
    if other == viewer.uscc:
        raise Refused("partner.no_party")
    if other in _known(viewer, party_id):
        raise Refused("partner.exists")
    terms = {"as_maker": as_maker, "serves_maker": serves_maker and as_maker}
    return offers.make(viewer, KIND, uscc=other, terms=terms)


def _known(viewer: Viewer, party_id: int) -> set[str]:
    """Give the credit codes with which the firm works, to which it offered to, and which offered it."""
    with as_reader(viewer):
        living = [row for row in partners.of_party(party_id) if row.ended_at is None]
    works = {row.repairer_uscc if row.maker_id == party_id else row.maker_uscc for row in living}
    return works | {one.other_uscc for one in find_offers(viewer, KIND)}


def confirm(viewer: Viewer, offer_id: int, *, serves_maker: bool) -> None:
    """Confirm what the other side declared. Raises Refused."""
    party_id = _house(viewer)
    with as_register(durable=True):
        offer = offers.taken(viewer, offer_id, KIND)
        as_maker = not offer.terms["as_maker"]
        other = _roles(offer.party_id)
        makes, repairs = (viewer.roles, other) if as_maker else (other, viewer.roles)
        if not (makes & MAKERS and Role.REPAIRER in repairs):
            raise Refused("partner.no_party")
        made = partners.agree(
            repairer_id=offer.party_id if as_maker else party_id,
            maker_id=party_id if as_maker else offer.party_id,
            declared_by=offer.party_id,
            declared_at=offer.made_at,
            serves_maker=serves_maker if as_maker else offer.terms["serves_maker"],
            at=clock.now(),
        )
        if not made:
            raise Refused("partner.exists")


def _roles(party_id: int) -> frozenset[Role]:
    """Give the roles of the other side as they are today."""
    card = cards_by_id([party_id]).get(party_id)
    return card.roles if card else frozenset()


def let_serve(viewer: Viewer, partnership_id: int, *, serves_maker: bool) -> None:
    """Let the shop's reports count as the maker's own from now on, or no more; the maker's to say. Raises Refused."""
    party_id = _house(viewer)
    with as_writer(viewer, durable=True):
        row = _standing(partnership_id, party_id)
        if row.maker_id != party_id:
            raise Refused("partner.own_word")
        partners.let_serve(row, serves_maker=serves_maker)


def end(viewer: Viewer, partnership_id: int) -> None:
    """End a partnership. Raises Refused."""
    party_id = _house(viewer)
    with as_writer(viewer, durable=True):
        row = _standing(partnership_id, party_id)
        partners.end(row, by=party_id, at=clock.now())


def _house(viewer: Viewer) -> int:
    """Give the firm whose house the viewer keeps. Raises Refused."""
    if not viewer.may("partner.change") or viewer.party_id is None:
        raise Refused("auth.not_allowed")
    return viewer.party_id


def _standing(partnership_id: int, party_id: int) -> partners.Row:
    """Find a partnership of the party that has not ended. Raises Refused."""
    row = partners.find(partnership_id, party_id)
    if row is None:
        raise Refused("not_found")
    if row.ended_at is not None:
        raise Refused("partner.over")
    return row
