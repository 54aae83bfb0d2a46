"""Clocks that start clocks: certificates await sales, outbound opens inbound, shops open their makers' clocks."""

from datetime import date

import pytest

from suyuan.law.duty import Role
from suyuan.world.coding import credit_code


def spans(clocks):
    return [(clock.opened_on, clock.due_on, clock.met_on, clock.state.value) for clock in clocks]


def test_a_certificate_meets_its_own_clock_and_awaits_the_sale(road):
    maker, vin = road.firm(Role.VEHICLE_MAKER), road.car()
    road.file(maker, "24.2.a", road.certificate(vin, day="2026-05-01"), at="2026-05-12")
    assert spans(road.clocks(maker, "24.2.a")) == [
        (date(2026, 5, 1), date(2026, 5, 21), date(2026, 5, 12), "met")
    ]
    (waiting,) = road.clocks(maker, "24.2.b")
    assert (waiting.subject_id, waiting.due_on, waiting.state) == (vin, None, "awaiting")
    sale = {"vin": vin, "sold_date": "2026-05-20", "licensed_date": "2026-05-22", "region_code": "430104"}
    road.file(maker, "24.2.b", sale, at="2026-07-02")
    assert spans(road.clocks(maker, "24.2.b")) == [
        (date(2026, 5, 22), date(2026, 7, 1), date(2026, 7, 2), "met_late")
    ]


def test_an_outbound_opens_the_inbound_that_meets_it(road):
    sender, receiver, pack = road.firm(Role.BATTERY_MAKER), road.firm(Role.RECYCLER), road.pack()
    road.file(sender, "24.3", road.outbound(pack.code, receiver, "2026-05-12"), at="2026-05-20")
    assert spans(road.clocks(sender, "24.3")) == [
        (date(2026, 5, 12), date(2026, 5, 27), date(2026, 5, 20), "met")
    ]
    assert spans(road.clocks(receiver, "24.7.a")) == [(date(2026, 5, 19), date(2026, 6, 18), None, "overdue")]
    road.file(receiver, "24.7.a", road.inbound(pack.code, sender, "2026-05-13"), at="2026-06-15")
    assert spans(road.clocks(receiver, "24.7.a")) == [
        (date(2026, 5, 13), date(2026, 6, 12), date(2026, 6, 15), "met_late")
    ]
    assert len(road.clocks(sender, "24.3")) == 1


def test_an_inbound_opens_the_outbound_that_never_came(road):
    sender, receiver, pack = road.firm(Role.DISMANTLER), road.firm(Role.RECYCLER), road.pack()
    road.file(receiver, "24.7.a", road.inbound(pack.code, sender, "2026-05-13"), at="2026-05-20")
    (clock,) = road.clocks(sender, "24.8.b")
    assert (clock.opened_on, clock.met_on) == (date(2026, 5, 13), None)
    road.file(sender, "24.8.b", road.outbound(pack.code, receiver, "2026-05-12"), at="2026-05-25")
    (clock,) = road.clocks(sender, "24.8.b")
    assert (clock.opened_on, clock.met_on) == (date(2026, 5, 12), date(2026, 5, 25))
    assert len(road.clocks(receiver, "24.7.a")) == 1


def test_a_refused_arrival_starts_nobodys_clock(road):
    sender, receiver, pack = road.firm(Role.DISMANTLER), road.firm(Role.RECYCLER), road.pack()
    row = road.inbound(pack.code, sender, "2026-05-13", outcome="refused", refusal_reason="破损")
    road.file(receiver, "24.7.a", row, at="2026-05-20")
    assert road.clocks(sender, "24.8.b") == []


@pytest.mark.parametrize(("roles", "duty"), [((Role.VEHICLE_MAKER,), "24.6.b"), ((Role.RECYCLER,), "24.7.a")])
def test_the_receivers_role_decides_under_which_item_it_reports(road, roles, duty):
    sender, receiver, pack = road.firm(Role.BATTERY_MAKER), road.firm(*roles), road.pack()
    road.file(sender, "24.3", road.outbound(pack.code, receiver, "2026-05-12"), at="2026-05-20")
    assert [clock.subject_id for clock in road.clocks(receiver, duty)] == [pack.code]


def test_a_partners_replacement_opens_the_clock_of_the_vehicles_maker(road):
    maker = road.firm(Role.VEHICLE_MAKER)
    shop = road.firm(Role.REPAIRER, partner_of=maker)
    vin, old, new = road.car(), road.pack(), road.pack()
    road.file(maker, "24.2.a", road.certificate(vin, old.tree()), at="2026-05-12")
    row = {"vin": vin, "replaced_date": "2026-06-01", "old_code": old.code, "new_code": new.code}
    road.file(shop, "24.5.a", row, at="2026-06-05")
    assert [clock.state.value for clock in road.clocks(shop, "24.5.a")] == ["met"]
    (clock,) = road.clocks(maker, "24.5.b")
    assert (clock.subject_id, clock.opened_on, clock.met_on) == (old.code, date(2026, 6, 1), None)
    told = road.file(maker, "24.5.b", row, at="2026-06-20")
    assert told.accepted == 1
    (clock,) = road.clocks(maker, "24.5.b")
    assert clock.met_on == date(2026, 6, 20)


def test_an_unregistered_receiver_is_told_of_and_gets_no_clock(road):
    sender, pack, before = road.firm(Role.BATTERY_MAKER), road.pack(), road.counted()["obligation"]
    nobody = {"destination_uscc": credit_code(89_999_999)}
    row = road.outbound(pack.code, sender, "2026-05-12") | nobody
    receipt = road.file(sender, "24.3", row, at="2026-05-20")
    assert "stored.destination_unknown" in {note.rule for note in receipt.notes}
    assert (receipt.accepted, road.counted()["obligation"] - before) == (1, 1)


def test_two_legs_of_one_battery_keep_their_own_clocks(road):
    first, second, third = road.firm(Role.DISMANTLER), road.firm(Role.VEHICLE_MAKER), road.firm(Role.RECYCLER)
    pack = road.pack()
    road.file(first, "24.8.b", road.outbound(pack.code, second, "2026-05-12"), at="2026-05-13")
    road.file(second, "24.6.b", road.inbound(pack.code, first, "2026-05-14"), at="2026-05-20")
    road.file(second, "24.6.c", road.outbound(pack.code, third, "2026-06-12"), at="2026-06-13")
    road.file(third, "24.7.a", road.inbound(pack.code, second, "2026-06-14"), at="2026-06-20")
    for viewer, duty in ((first, "24.8.b"), (second, "24.6.b"), (second, "24.6.c"), (third, "24.7.a")):
        assert [clock.state.value for clock in road.clocks(viewer, duty)] == ["met"], duty


def test_a_load_sent_again_after_the_window_starts_a_new_clock(road):
    sender, receiver, pack = road.firm(Role.DISMANTLER), road.firm(Role.RECYCLER), road.pack()
    for day, said in (("2026-05-12", "2026-05-13"), ("2026-09-12", "2026-09-13")):
        road.file(sender, "24.8.b", road.outbound(pack.code, receiver, day), at=said)
    assert len(road.clocks(receiver, "24.7.a")) == 2
    assert len(road.clocks(sender, "24.8.b")) == 2
