"""Two parties' words against each other: both are kept, a finding holds them, the earlier one stays the answer."""

from datetime import date

import pytest

from suyuan.domain.access import Viewer
from suyuan.law.duty import Role
from suyuan.services.batteries import queries as batteries
from suyuan.services.demonstration.queries import every_finding
from suyuan.services.filings import operations


def rules(receipt):
    return {note.rule for note in receipt.notes}


def findings(kind, subject):
    return [one for one in every_finding(kind=kind) if one.subject["id"] == subject]


@pytest.fixture
def makers(road):
    return road.firm(Role.VEHICLE_MAKER), road.firm(Role.VEHICLE_MAKER)


def test_a_module_in_two_packs_is_stored_found_and_warned_of(road, makers):
    (one, other), pack, rival = makers, road.pack(), road.pack()
    first = road.file(one, "24.2.a", road.certificate(pack=pack.tree()), at="2026-05-12")
    second = road.file(
        other, "24.2.a", road.certificate(pack=rival.tree(module=pack.module)), at="2026-05-13"
    )
    assert (second.state, second.accepted) == ("accepted", 1)
    (warning,) = [note for note in second.notes if note.rule == "stored.disputed"]
    assert warning.severity == "warning"
    (finding,) = findings("two_packs", pack.module)
    assert {piece["receipt"] for piece in finding.evidence} == {first.receipt, second.receipt}
    assert finding.parties == (one.uscc, other.uscc)
    assert batteries.get_battery(pack.module, one, as_of=date(2026, 5, 14)).idcard == pack.code
    assert batteries.get_battery(rival.code, other, as_of=date(2026, 5, 14)).kind == "pack"


def test_a_pack_in_two_vehicles_is_stored_found_and_warned_of(road, makers):
    (one, other), pack = makers, road.pack()
    here, there = road.car(), road.car()
    road.file(one, "24.2.a", road.certificate(here, pack.tree()), at="2026-05-12")
    second = road.file(other, "24.2.a", road.certificate(there, pack.tree()), at="2026-05-13")
    assert (second.state, "stored.disputed" in rules(second)) == ("accepted", True)
    (finding,) = findings("two_vehicles", pack.code)
    assert {piece["says"] for piece in finding.evidence} == {here, there}


@pytest.mark.parametrize("mine", [0, 1], ids=["mine first", "mine second"])
def test_what_another_said_too_is_evidence_whoever_said_it_first(road, makers, mine):
    pack, rival = road.pack(), road.pack()
    for day, maker in ((12, makers[mine]), (13, makers[1 - mine])):
        road.file(maker, "24.2.a", road.certificate(pack=pack.tree()), at=f"2026-05-{day}")
    told = road.file(
        makers[0], "24.2.a", road.certificate(pack=rival.tree(module=pack.module)), at="2026-05-14"
    )
    assert (told.state, "stored.disputed" in rules(told)) == ("accepted", True)
    assert len(findings("two_packs", pack.module)) == 1


def seen(code, viewer=None, day=date(2026, 5, 31)):
    """What the register answers about a code, to the ministry or to somebody."""
    ministry = Viewer(account_id=0, user_id=0, kind="ministry", department="industry")
    return batteries.get_battery(code, viewer or ministry, as_of=day)


@pytest.mark.parametrize("claimed", ["2026-05-01", "2026-05-10", "2026-05-12"])
def test_the_register_stays_with_the_earlier_word_whatever_day_the_later_one_names(road, makers, claimed):
    (one, other), pack = makers, road.pack()
    here, there = road.car(), road.car()
    road.file(
        one, "24.2.a", road.certificate(here, pack.tree()) | {"certified_date": "2026-05-10"}, at="2026-05-12"
    )
    late = road.certificate(there, pack.tree()) | {"certified_date": claimed}
    assert "stored.disputed" in rules(road.file(other, "24.2.a", late, at="2026-05-13"))
    assert seen(pack.code).vehicle == here


def test_a_shop_cannot_take_a_battery_out_of_a_vehicle_it_is_not_in_nor_read_its_story(road, makers):
    (maker, _), pack, new = makers, road.pack(), road.pack()
    shop, car, elsewhere = road.firm(Role.REPAIRER), road.car(), road.car()
    road.file(maker, "24.2.a", road.certificate(car, pack.tree()), at="2026-05-12")
    row = {"vin": elsewhere, "replaced_date": "2026-05-20", "old_code": pack.code, "new_code": new.code}
    answer = road.file(shop, "24.5.c", row, at="2026-05-21")
    assert (answer.state, "stored.disputed" in rules(answer)) == ("accepted", True)
    assert len(findings("not_fitted", pack.code)) == 1
    assert (seen(pack.code).state, seen(pack.code).vehicle) == ("fitted", car)
    mine = seen(pack.code, shop)  # its own line is all that it is shown, and the answer does not rest on it
    assert (mine.state, mine.holder, mine.vehicle, mine.parts) == ("registered", None, None, 0)


def test_of_two_shops_that_took_one_battery_out_the_first_word_stands(road, makers):
    (maker, _), pack = makers, road.pack()
    first, second, car = road.firm(Role.REPAIRER), road.firm(Role.REPAIRER), road.car()
    road.file(maker, "24.2.a", road.certificate(car, pack.tree()), at="2026-05-12")
    row = {"vin": car, "old_code": pack.code}
    one = row | {"replaced_date": "2026-05-20", "new_code": road.pack().code}
    other = row | {"replaced_date": "2026-05-22", "new_code": road.pack().code}
    road.file(first, "24.5.c", one, at="2026-05-21")
    assert "stored.disputed" in rules(road.file(second, "24.5.c", other, at="2026-05-23"))
    assert seen(pack.code).holder == first.uscc
    assert len(findings("not_fitted", pack.code)) == 1


def test_saying_it_again_does_not_find_it_twice(road, makers):
    (one, other), pack = makers, road.pack()
    there = road.car()
    road.file(one, "24.2.a", road.certificate(pack=pack.tree()), at="2026-05-12")
    for day in (13, 14):
        row = road.certificate(there, pack.tree())
        road.file(other, "24.2.a", row, road.certificate(), at=f"2026-05-{day}")
    assert len(findings("two_vehicles", pack.code)) == 1


def test_two_parties_in_one_load_contradict_each_other_all_the_same(road, makers):
    pack = road.pack()
    drafts = [
        operations.draft.of(
            road.submission(maker, "24.2.a", road.certificate(pack=pack.tree()), at="2026-05-12")
        )
        for maker in makers
    ]
    first, second = operations.file_all(drafts)
    assert "stored.disputed" not in rules(first)
    assert "stored.disputed" in rules(second)
    assert len(findings("two_vehicles", pack.code)) == 1


def test_a_pack_that_was_taken_out_may_be_fitted_elsewhere(road):
    maker = road.firm(Role.VEHICLE_MAKER)
    shop = road.firm(Role.REPAIRER, partner_of=maker)
    old, new, first, second = road.pack(), road.pack(), road.car(), road.car()
    road.file(maker, "24.2.a", road.certificate(first, old.tree()), at="2026-05-12")
    swap = {"vin": first, "replaced_date": "2026-06-01", "old_code": old.code, "new_code": new.code}
    road.file(shop, "24.5.a", swap, at="2026-06-02")
    again = {"vin": second, "replaced_date": "2026-06-10", "old_code": road.pack().code, "new_code": old.code}
    told = road.file(shop, "24.5.a", again, at="2026-06-11")
    assert "stored.disputed" not in rules(told)
    assert "stored.same_party_differs" not in rules(told)
    assert findings("two_vehicles", old.code) == []


def test_the_same_shop_cannot_fit_one_pack_in_two_vehicles(road):
    shop = road.firm(Role.REPAIRER, partner_of=road.firm(Role.VEHICLE_MAKER))
    new = road.pack()
    rows = [
        {"vin": road.car(), "replaced_date": "2026-06-01", "old_code": road.pack().code, "new_code": new.code}
        for _ in range(2)
    ]
    road.file(shop, "24.5.a", rows[0], at="2026-06-02")
    told = road.file(shop, "24.5.a", rows[1], at="2026-06-03")
    assert (told.state, "stored.same_party_differs" in rules(told)) == ("refused", True)


def test_a_code_nobody_knows_is_registered_with_a_warning(road):
    sender, receiver, pack = road.firm(Role.BATTERY_MAKER), road.firm(Role.RECYCLER), road.pack()
    receipt = road.file(sender, "24.3", road.outbound(pack.code, receiver, "2026-05-12"), at="2026-05-13")
    assert (receipt.state, "stored.unknown_code" in rules(receipt)) == ("accepted", True)
    assert batteries.get_battery(pack.code, receiver, as_of=date(2026, 5, 14)).state == "in_transit"
    assert batteries.get_battery(pack.code, road.firm(Role.RECYCLER), as_of=date(2026, 5, 14)) is None


def test_a_foreign_and_an_unknown_prefix_are_told_apart(road):
    owner = road.firm(Role.BATTERY_MAKER, prefixes=["TTQ"])
    stranger = road.firm(Role.BATTERY_MAKER)
    pack = road.pack()
    known = {"pack_code": "TTQ" + pack.code[3:], "mass_kg": 300}
    assert "code.foreign_prefix" in rules(road.file(stranger, "12.1", known, at="2026-05-12"))
    other = {"pack_code": "TTQ" + road.pack().code[3:], "mass_kg": 300}
    assert rules(road.file(owner, "12.1", other, at="2026-05-12")) == set()
    assert "code.unknown_maker" in rules(
        road.file(owner, "12.1", {"pack_code": pack.code, "mass_kg": 300}, at="2026-05-12")
    )
