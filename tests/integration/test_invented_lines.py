"""A line that nobody bears out opens itself: no look at the trade of others can be bought by filing an invention."""

import json
from datetime import date
from itertools import count

import pytest

from suyuan.domain.access import Viewer
from suyuan.law.duty import Role
from suyuan.services.batteries import queries as batteries
from suyuan.services.parties.queries import prefixes
from suyuan.services.vehicles import queries as vehicles
from tests.integration.conftest import Pack

PREFIXES = count(10)  # of makers here; nobody else has them
DAY = date(2026, 7, 1)
MINISTRY = Viewer(account_id=0, user_id=0, kind="ministry", department="industry")


@pytest.fixture
def trade(road):
    """A maker's pack in a maker's car, sold; with the cast of the story."""
    prefix, some = f"U{next(PREFIXES):02d}", road.pack()
    made, cars = road.firm(Role.BATTERY_MAKER, prefixes=[prefix]), road.firm(Role.VEHICLE_MAKER)
    prefixes(anew=True)
    own = [code.replace("TTT", prefix) for code in (some.code, some.module, *some.cells)]
    pack, car = Pack(own[0], own[1], tuple(own[2:])), road.car()
    rows = [{"pack_code": pack.code, "module_code": pack.module, "cell_code": cell} for cell in pack.cells]
    road.file(made, "12.1", *rows, at="2026-05-05")
    road.file(cars, "24.2.a", road.certificate(car, pack.tree()), at="2026-05-12")
    road.file(
        cars, "24.2.b", {"vin": car, "sold_date": "2026-05-20", "region_code": "110105"}, at="2026-05-25"
    )
    return made, cars, pack, car


def line(name, road, trade):
    """Give (role, duty, row) of an invention about the trade's pack or car."""
    made, cars, pack, car = trade
    stranger = road.firm(Role.RECYCLER)
    scrapped = {"scrapped_date": "2026-06-01", "certificate_no": "S1"}
    replaced = {"replaced_date": "2026-06-01", "new_code": road.pack().code}
    return {
        "scrapped": (
            Role.DISMANTLER,
            "24.8.a",
            {"vin": car, **scrapped, "pack_present": "no", "missing_reason": "x"},
        ),
        "scrapped with another pack": (
            Role.DISMANTLER,
            "24.8.a",
            {"vin": car, **scrapped, "pack_code": road.pack().code, "pack_present": "yes"},
        ),
        "received from the maker": (Role.RECYCLER, "24.7.a", road.inbound(pack.code, made, "2026-06-01")),
        "received from the other maker": (
            Role.RECYCLER,
            "24.7.a",
            road.inbound(pack.code, cars, "2026-06-01"),
        ),
        "received a part": (Role.RECYCLER, "24.7.a", road.inbound(pack.module, stranger, "2026-06-01")),
        "refused": (
            Role.RECYCLER,
            "24.7.a",
            road.inbound(pack.code, made, "2026-06-01", outcome="refused", refusal_reason="x"),
        ),
        "shipped": (Role.DISMANTLER, "24.8.b", road.outbound(pack.code, stranger, "2026-06-01")),
        "made": (Role.BATTERY_MAKER, "12.1", {"pack_code": pack.code}),
        "replaced": (Role.REPAIRER, "24.5.c", {"vin": car, "old_code": road.pack().code, **replaced}),
        "swapped": (
            Role.SWAP_OPERATOR,
            "24.4.a",
            {"month": "2026-06", "vin": car, "code": road.pack().code, "replaced_at": "2026-06-01T08:00:00Z"},
        ),
        "certified": (Role.VEHICLE_MAKER, "24.2.a", road.certificate(car)),
        "sold": (
            Role.VEHICLE_MAKER,
            "24.2.b",
            {"vin": car, "sold_date": "2026-05-15", "region_code": "440106"},
        ),
    }[name]


INVENTIONS = (
    *("scrapped", "scrapped with another pack", "received from the maker", "received from the other maker"),
    *("received a part", "refused", "shipped", "made", "replaced", "swapped", "certified", "sold"),
)


def told(viewer, *codes):
    """Give all that somebody is told of some codes, and how much of it is others'."""
    traces = [found for code in codes if (found := batteries.trace(code, viewer, as_of=DAY))]
    cars = [found for code in codes if (found := vehicles.get_vehicle(code, viewer, as_of=DAY))]
    history = [happening for found in (*traces, *cars) for happening in found.history]
    return traces, cars, {happening.party for happening in history}


@pytest.mark.parametrize("name", INVENTIONS)
def test_an_invention_shows_its_inventor_nothing_but_itself(road, trade, name):
    _, _, pack, car = trade
    role, duty, row = line(name, road, trade)
    inventor = road.firm(role)
    receipt = road.file(inventor, duty, row, at="2026-06-02")
    assert receipt.state == "accepted", receipt.notes
    traces, found, parties = told(inventor, pack.code, pack.module, pack.cells[0], car)
    assert parties <= {inventor.uscc}
    for one in traces:
        assert set(one.tree.codes) <= {
            one.battery.code,
            *(value for value in row.values() if value == pack.code),
        }
        assert one.battery.vehicle in {None, row.get("vin")}
        assert one.battery.holder in {None, inventor.uscc, row.get("source_uscc")}
    for one in found:
        assert (one.filer, one.sold_date) in {("", None), (inventor.uscc, None)} or name == "sold"
        assert all(stay.code in json.dumps(row) for stay in one.batteries)


@pytest.mark.parametrize("name", INVENTIONS)
def test_an_invention_takes_nothing_from_those_in_the_chain(road, trade, name):
    made, cars, pack, car = trade
    before = [told(viewer, pack.code, car)[2] for viewer in (made, cars)]
    role, duty, row = line(name, road, trade)
    road.file(road.firm(role), duty, row, at="2026-06-02")
    after = [told(viewer, pack.code, car)[2] for viewer in (made, cars)]
    assert all(was <= now for was, now in zip(before, after, strict=True))


def test_another_maker_neither_certifies_nor_sells_the_vehicle_anew(road, trade):
    _, cars, pack, car = trade
    rival = road.firm(Role.VEHICLE_MAKER)
    early = road.certificate(car, day="2026-05-01", brand="别的")
    road.file(rival, "24.2.a", early, at="2026-06-02")
    road.file(
        rival, "24.2.b", {"vin": car, "sold_date": "2026-05-02", "region_code": "440106"}, at="2026-06-02"
    )
    found = vehicles.get_vehicle(car, MINISTRY, as_of=DAY)
    assert (found.filer, found.brand, found.certified_date) == (cars.uscc, "测试", date(2026, 5, 10))
    assert found.sold_date == date(2026, 5, 20)
    assert [stay.code for stay in found.batteries] == [pack.code]
    assert len(found.history) == 4  # the other's word is on file all the same


def test_who_is_named_in_the_chain_reads_on_and_others_read_their_own_leg(road, trade):
    _, cars, pack, car = trade
    shop, works = road.firm(Role.REPAIRER), road.firm(Role.RECYCLER)
    swap = {"vin": car, "replaced_date": "2026-06-01", "old_code": pack.code, "new_code": road.pack().code}
    road.file(shop, "24.5.c", swap, at="2026-06-02")
    road.file(works, "24.7.a", road.inbound(pack.code, shop, "2026-06-05"), at="2026-06-06")
    assert told(shop, pack.code)[2] == {shop.uscc, works.uscc}  # the hand-over names it
    assert told(works, pack.code)[2] == {works.uscc}
    assert told(cars, pack.code)[2] >= {cars.uscc, shop.uscc}
    road.file(cars, "24.5.b", swap | {"repairer_uscc": shop.uscc}, at="2026-06-10")
    assert told(shop, pack.code)[2] >= {cars.uscc, shop.uscc, works.uscc, ""}
    assert told(works, pack.code)[2] == {works.uscc}


def test_a_file_of_guesses_opens_nothing(road, trade):
    """One of many pairs of battery and vehicle is right."""
    _, _, pack, car = trade
    dismantler = road.firm(Role.DISMANTLER)
    scrapped = {
        "scrapped_date": "2026-06-01",
        "certificate_no": "S1",
        "pack_code": pack.code,
        "pack_present": "yes",
    }
    rows = [{"vin": guess, **scrapped} for guess in (road.car(), car, road.car())]
    assert road.file(dismantler, "24.8.a", *rows, at="2026-06-02", mode="good").accepted
    assert told(dismantler, pack.code, car)[2] == {dismantler.uscc}


def test_a_part_of_ones_own_in_anothers_pack_opens_nothing(road, trade):
    made, cars, pack, _ = trade
    other = road.pack()
    maker = road.firm(Role.BATTERY_MAKER)
    row = {"pack_code": pack.code, "module_code": other.module, "cell_code": other.cells[0]}
    road.file(maker, "12.1", row, at="2026-06-02")
    traces, _, parties = told(maker, other.cells[0], other.module, pack.code)
    assert parties == {maker.uscc}
    assert all(pack.module not in one.tree.codes for one in traces)
    assert told(cars, pack.code)[2] >= {made.uscc, cars.uscc}


@pytest.mark.parametrize("first", [True, False])
def test_a_vehicle_that_two_certify_keeps_to_each_ones_own_leg(road, first):
    squatter, maker, car = road.firm(Role.VEHICLE_MAKER), road.firm(Role.VEHICLE_MAKER), road.car()
    claim, truth = road.certificate(car, brand="别的"), road.certificate(car)
    for who, row, day in (
        ((squatter, claim, 12), (maker, truth, 13)) if first else ((maker, truth, 12), (squatter, claim, 13))
    ):
        told_of = road.file(who, "24.2.a", row, at=f"2026-05-{day}")
    assert "stored.disputed" in {note.rule for note in told_of.notes}
    road.file(
        maker, "24.2.b", {"vin": car, "sold_date": "2026-05-20", "region_code": "110105"}, at="2026-05-25"
    )
    assert told(squatter, car)[2] == {squatter.uscc}
    assert vehicles.get_vehicle(car, squatter, as_of=DAY).sold_date is None
    mine = vehicles.get_vehicle(car, maker, as_of=DAY)
    assert told(maker, car)[2] == {maker.uscc}
    assert len(mine.history) == 2


def test_a_certificate_of_what_others_had_a_word_on_founds_nothing(road):
    """A pack that came as a replacement, and then is claimed by a maker of vehicles."""
    shop, squatter, car, pack = (
        road.firm(Role.REPAIRER),
        road.firm(Role.VEHICLE_MAKER),
        road.car(),
        road.pack(),
    )
    swap = {"vin": car, "replaced_date": "2026-05-20", "old_code": road.pack().code, "new_code": pack.code}
    road.file(shop, "24.5.c", swap, at="2026-05-22")
    road.file(squatter, "24.2.a", road.certificate(None, {"pack_code": pack.code}), at="2026-06-02")
    assert told(squatter, pack.code)[2] == {squatter.uscc}


def test_a_batterys_code_is_no_vehicle(trade):
    _, cars, pack, _ = trade
    assert vehicles.get_vehicle(pack.code, cars, as_of=DAY) is None
    assert vehicles.get_vehicle(pack.code, MINISTRY, as_of=DAY) is None


def test_a_vehicle_is_not_read_through_a_battery_claimed_to_be_in_it_nor_the_other_way_round(road, trade):
    _, _, pack, car = trade
    squatter, own = road.firm(Role.VEHICLE_MAKER), road.pack()
    road.file(squatter, "24.2.a", road.certificate(car, own.tree(), day="2026-05-02"), at="2026-06-02")
    found = batteries.trace(own.code, squatter, as_of=DAY)
    assert {line.event for line in found.history} == {"fitted"}
    dismantler = road.firm(Role.DISMANTLER)
    scrapped = {"vin": car, "scrapped_date": "2026-06-01", "certificate_no": "S1"}
    missing = scrapped | {"pack_present": "no", "missing_reason": "x"}
    road.file(dismantler, "24.8.a", missing, at="2026-06-02")
    sold = {"vin": car, "sold_date": "2026-05-15", "region_code": "440106"}
    road.file(squatter, "24.2.b", sold, at="2026-06-03")
    assert told(dismantler, pack.code, pack.module)[0] == []
    assert told(squatter, pack.code, pack.module)[0] == []


def test_anothers_loose_part_listed_in_ones_own_pack_keeps_its_story(road):
    prefix, some, loose = f"U{next(PREFIXES):02d}", road.pack(), road.pack()
    maker, other = road.firm(Role.BATTERY_MAKER, prefixes=[prefix]), road.firm(Role.BATTERY_MAKER)
    prefixes(anew=True)
    for first in (True, False):
        part = loose.module if first else loose.cells[0]
        row = {"pack_code": some.code.replace("TTT", prefix), "module_code": part}
        made = {"module_code": part}
        if not first:
            row = {"pack_code": some.code.replace("TTT", prefix), "module_code": "", "cell_code": part}
            made = {"cell_code": part}
        for who, what, day in (
            ((other, made, 10), (maker, row, 11)) if first else ((maker, row, 12), (other, made, 13))
        ):
            road.file(who, "12.1", what, at=f"2026-05-{day}")
        assert told(maker, part)[2] <= {maker.uscc}
        assert told(other, part)[2] <= {other.uscc}
