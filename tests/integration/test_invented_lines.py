"""A line that nobody bears out opens itself: no look at the trade of others can be bought by filing an invention."""

from datetime import date

import pytest

from suyuan.domain.access import Viewer
from suyuan.law.duty import Role
from suyuan.services.batteries import queries as batteries
from suyuan.services.vehicles import queries as vehicles

DAY = date(2026, 7, 1)
MINISTRY = Viewer(account_id=0, user_id=0, kind="ministry", department="industry")


@pytest.fixture
def trade(road):
    """A maker's pack in a maker's car, sold; with the cast of the story."""
    made, cars = road.firm(Role.BATTERY_MAKER), road.firm(Role.VEHICLE_MAKER)
    pack, car = road.pack(), road.car()
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
        assert {stay.code for stay in one.batteries} <= set(map(str, row.values())) | {""}


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


def test_who_takes_a_battery_out_of_the_vehicle_it_is_in_stands_in_the_chain(road, trade):
    _, cars, pack, car = trade
    shop, works = road.firm(Role.REPAIRER), road.firm(Role.RECYCLER)
    swap = {"vin": car, "replaced_date": "2026-06-01", "old_code": pack.code, "new_code": road.pack().code}
    road.file(shop, "24.5.c", swap, at="2026-06-02")
    assert told(shop, pack.code)[2] == {cars.uscc, shop.uscc, ""}
    road.file(works, "24.7.a", road.inbound(pack.code, shop, "2026-06-05"), at="2026-06-06")
    assert told(works, pack.code)[2] == {works.uscc}  # the shop has not said that it sent it there
    assert told(shop, pack.code)[2] == {cars.uscc, shop.uscc, works.uscc, ""}
