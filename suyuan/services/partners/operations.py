"""合作维修用例 — declare a partnership of a repair shop and a vehicle maker, confirm it, end it (Article 24(5)).

Either side declares and the other confirms: from then on the shop bears 24.5.a (fifteen days, to the maker) instead
of 24.5.c. Where the maker lets the shop's report count as its own, one filing of the shop meets both clocks.
"""

from suyuan.domain.access import Viewer
from suyuan.law.duty import Role
from suyuan.services import clock
from suyuan.services.parties.queries import find_party
from suyuan.services.refusals import Refused
from suyuan.storage import parties, partners
from suyuan.storage.wall import as_writer

MAKERS = frozenset({Role.VEHICLE_MAKER, Role.VEHICLE_IMPORTER})


def declare(viewer: Viewer, *, uscc: str, serves_maker: bool) -> None:
    """Declare that the viewer's party works with another; it stands once that one confirms. Raises Refused.

    ``serves_maker`` is the maker's to grant: what a shop says of it is not kept.
    """
    party_id = _house(viewer)
    other = find_party(uscc)
    if other is None or other.party_id == party_id or not parties.is_approved(other.party_id):
        raise Refused("partner.no_party")
    as_maker = bool(viewer.roles & MAKERS) and Role.REPAIRER in other.roles
    as_repairer = Role.REPAIRER in viewer.roles and bool(other.roles & MAKERS)
    if not as_maker and not as_repairer:
        raise Refused("partner.no_party")
    with as_writer(viewer, durable=True):
        made = partners.declare(
            repairer_id=other.party_id if as_maker else party_id,
            maker_id=party_id if as_maker else other.party_id,
            declared_by=party_id,
            serves_maker=serves_maker and as_maker,
            at=clock.now(),
        )
        if not made:
            raise Refused("partner.exists")


def confirm(viewer: Viewer, partnership_id: int, *, serves_maker: bool) -> None:
    """Confirm what the other side declared. Raises Refused."""
    party_id = _house(viewer)
    with as_writer(viewer, durable=True):
        row = _standing(partnership_id, party_id)
        if row.confirmed_at is not None or row.declared_by == party_id:
            raise Refused("partner.own_word")
        granted = serves_maker if row.maker_id == party_id else row.serves_maker
        partners.confirm(row, serves_maker=granted, at=clock.now())


def let_serve(viewer: Viewer, partnership_id: int, *, serves_maker: bool) -> None:
    """Let the shop's reports count as the maker's own from now on, or no more; the maker's to say. Raises Refused."""
    party_id = _house(viewer)
    with as_writer(viewer, durable=True):
        row = _standing(partnership_id, party_id)
        if row.maker_id != party_id:
            raise Refused("partner.own_word")
        partners.let_serve(row, serves_maker=serves_maker)


def end(viewer: Viewer, partnership_id: int) -> None:
    """End a partnership, or withdraw or decline a declared one. Raises Refused."""
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
