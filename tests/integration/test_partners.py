"""合作维修 — a partner's one filing serves two clocks, where the maker lets it (Article 24(5))."""

import json
import re
from datetime import date
from typing import Any

import pytest
from django.test import Client

from suyuan.domain.access import Viewer
from suyuan.law.duty import Role
from suyuan.law.measures_2026 import RULEBOOK
from suyuan.services import clock
from suyuan.services.filings import operations
from suyuan.services.keys import operations as keys
from suyuan.services.offers.queries import find_offers
from suyuan.services.parties import queries as remembered
from suyuan.services.parties.queries import viewer_of_user
from suyuan.services.partners import operations as partners
from suyuan.services.partners import queries as partner_queries
from suyuan.services.refusals import Refused
from suyuan.storage import partners as partner_store
from suyuan.storage.models import Party, PartyRole
from suyuan.world.coding import credit_code


def viewer_now(viewer: Viewer) -> Viewer:
    """Give a viewer as half a second would show it."""
    remembered._remembered.clear()  # noqa: SLF001 - the test does not wait
    found = viewer_of_user(viewer.user_id, viewer.standing)
    assert found is not None
    return found


def replaced(road: Any, maker: Viewer) -> dict[str, Any]:
    """Let a maker certify a vehicle, and give the row of a battery replaced in it."""
    vin, old = road.car(), road.pack()
    road.file(maker, "24.2.a", road.certificate(vin, old.tree()), at="2026-05-11")
    return {"vin": vin, "replaced_date": "2026-06-01", "old_code": old.code, "new_code": road.pack().code}


def agreed(road: Any, *, serves: bool) -> tuple[Viewer, Viewer]:
    """Let a shop declare and a maker confirm that they work together; give them as they are afterwards."""
    maker, shop = road.firm(Role.VEHICLE_MAKER), road.firm(Role.REPAIRER)
    offer = partners.declare(shop, uscc=maker.uscc, serves_maker=True)
    partners.confirm(maker, offer, serves_maker=serves)
    return maker, viewer_now(shop)


def test_one_filing_of_the_shop_serves_both_clocks(road):
    maker, shop = agreed(road, serves=True)
    receipt = road.file(shop, "24.5.a", replaced(road, maker), at="2026-06-10")
    assert (receipt.accepted, receipt.late) == (1, 0)
    (own,), (makers,) = road.clocks(shop, "24.5.a"), road.clocks(maker, "24.5.b")
    assert (own.state, own.due_on, own.met_on) == ("met", date(2026, 6, 16), date(2026, 6, 10))
    assert (makers.state, makers.due_on, makers.met_on) == ("met", date(2026, 7, 13), date(2026, 6, 10))
    operations.cancel(receipt.receipt, viewer=shop, at=clock.now(), reason="x")
    assert road.clocks(shop, "24.5.a") == road.clocks(maker, "24.5.b") == []


def test_over_the_interface_as_well(road):
    maker, shop = agreed(road, serves=True)
    key = keys.issue(shop, name="a", duties=["24.5.a"], last_day=keys.default_end()).text
    answer = Client().post(
        "/api/v1/filings/24.5.a",
        json.dumps([replaced(road, maker)]),
        content_type="application/json",
        headers={"Authorization": f"Bearer {key}"},
    )
    assert answer.status_code == 201
    assert [one.met_on for one in road.clocks(maker, "24.5.b")] == [clock.today()]
    assert [one.met_on for one in road.clocks(shop, "24.5.a")] == [clock.today()]


def test_a_late_shop_makes_the_maker_late_too(road):
    maker, shop = agreed(road, serves=True)
    road.file(shop, "24.5.a", replaced(road, maker), at="2026-08-01")
    assert [one.state for one in road.clocks(shop, "24.5.a") + road.clocks(maker, "24.5.b")] == [
        "met_late",
        "met_late",
    ]


def test_a_maker_that_reports_itself_keeps_its_clock(road):
    maker, shop = agreed(road, serves=False)
    row = replaced(road, maker)
    road.file(shop, "24.5.a", row, at="2026-06-10")
    assert [one.met_on for one in road.clocks(maker, "24.5.b")] == [None]
    road.file(maker, "24.5.b", row, at="2026-06-12")
    assert [one.met_on for one in road.clocks(maker, "24.5.b")] == [date(2026, 6, 12)]


def test_another_makers_clock_is_not_served(road):
    _, shop = agreed(road, serves=True)
    other = road.firm(Role.VEHICLE_MAKER)
    road.file(shop, "24.5.a", replaced(road, other), at="2026-06-10")
    assert [one.met_on for one in road.clocks(other, "24.5.b")] == [None]


def test_a_partnership_needs_both_and_ends_with_either(road):
    maker, shop, other = road.firm(Role.VEHICLE_MAKER), road.firm(Role.REPAIRER), road.firm(Role.RECYCLER)
    for wrong, code in (
        (shop.uscc, "partner.no_party"),
        ("91999999MA0000000X", "offer.no_code"),
        ("", "offer.no_code"),
    ):
        with pytest.raises(Refused, match=re.escape(code)):
            partners.declare(shop, uscc=wrong, serves_maker=False)
    offer = partners.declare(shop, uscc=maker.uscc, serves_maker=True)
    with pytest.raises(Refused, match=r"partner\.exists"):
        partners.declare(maker, uscc=shop.uscc, serves_maker=True)
    (asked,) = find_offers(maker, partners.KIND)
    assert not asked.terms["serves_maker"]  # the shop cannot grant it to itself
    assert not viewer_now(shop).partner
    with pytest.raises(Refused, match=r"partner\.own_word"):
        partners.confirm(shop, offer, serves_maker=True)
    with pytest.raises(Refused, match="not_found"):
        partners.confirm(other, offer, serves_maker=True)
    partners.confirm(maker, offer, serves_maker=False)
    (asked,) = partner_queries.find_partners(maker)
    assert (asked.state, asked.serves_maker) == ("stands", False)
    assert viewer_now(shop).partner
    assert viewer_now(shop).may_file(RULEBOOK.by_id["24.5.a"])
    with pytest.raises(Refused, match=r"partner\.own_word"):
        partners.let_serve(shop, asked.id, serves_maker=True)
    partners.let_serve(maker, asked.id, serves_maker=True)
    assert partner_queries.find_partners(shop)[0].serves_maker
    partners.end(shop, asked.id)
    assert not viewer_now(shop).partner
    assert viewer_now(shop).may_file(RULEBOOK.by_id["24.5.c"])
    with pytest.raises(Refused, match=r"partner\.over"):
        partners.end(maker, asked.id)
    again = partners.declare(maker, uscc=shop.uscc, serves_maker=True)
    partners.confirm(shop, again, serves_maker=False)
    assert [one.state for one in partner_queries.find_partners(shop)] == ["stands", "ended"]
    assert partner_queries.find_partners(shop)[0].serves_maker  # as the maker granted it


def test_a_shop_learns_nothing_of_the_code_that_it_names(road):
    shop, maker, recycler = (road.firm(role) for role in (Role.REPAIRER, Role.VEHICLE_MAKER, Role.RECYCLER))
    for code in (maker.uscc, recycler.uscc, credit_code(49_999_997)):
        partners.declare(shop, uscc=code, serves_maker=False)
    shown = find_offers(shop, partners.KIND)
    assert {one.other_name for one in shown} == {""}
    assert len(shown) == 3
    (asked,) = find_offers(recycler, partners.KIND)
    with pytest.raises(Refused, match=r"partner\.no_party"):
        partners.confirm(recycler, asked.id, serves_maker=False)


@pytest.mark.parametrize("state", ["suspended", "terminated"])
def test_what_a_firm_offered_is_over_while_it_may_not_offer_it(road, state):
    maker, shop = road.firm(Role.VEHICLE_MAKER), road.firm(Role.REPAIRER)
    offer = partners.declare(maker, uscc=shop.uscc, serves_maker=True)
    Party.objects.filter(id=maker.party_id).update(state=state)
    with pytest.raises(Refused, match=r"offer\.over"):
        partners.confirm(shop, offer, serves_maker=False)
    assert not any(row.maker_id == maker.party_id for row in partner_store.of_party(shop.party_id))


def test_a_partnership_stands_with_what_both_sides_are_today(road):
    maker, shop = road.firm(Role.VEHICLE_MAKER), road.firm(Role.REPAIRER)
    offer = partners.declare(maker, uscc=shop.uscc, serves_maker=False)
    PartyRole.objects.filter(party_id=maker.party_id).update(role="recycler")
    remembered._cards.clear()  # noqa: SLF001 - the test does not wait
    with pytest.raises(Refused, match=r"partner\.no_party"):
        partners.confirm(shop, offer, serves_maker=False)
