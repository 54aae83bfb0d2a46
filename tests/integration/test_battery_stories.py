"""Pages of batteries after swaps, replacements, recovery and recoding, filed along the road and read back."""

from datetime import date

import pytest

from suyuan.law.duty import Role
from suyuan.services.batteries import queries as batteries
from suyuan.services.vehicles import queries as vehicles

END = date(2026, 7, 1)


@pytest.fixture
def cast(road):
    return {role: road.firm(role) for role in Role}


def page(viewer, code, day=END):
    return batteries.get_battery(code, viewer, as_of=day)


def place(viewer, code, day=END):
    battery = page(viewer, code, day)
    return battery.state, battery.holder, battery.vehicle


def test_a_swap_puts_the_pack_before_into_the_operators_hands(road, cast):
    car, first, second = road.car(), road.pack(), road.pack()
    operator, maker = cast[Role.SWAP_OPERATOR], cast[Role.VEHICLE_MAKER]
    road.file(maker, "24.2.a", road.certificate(car, first.tree(), swap_mode="yes"), at="2026-05-12")
    swap = {"month": "2026-05", "vin": car, "code": second.code, "replaced_at": "2026-05-19T17:00:00Z"}
    receipt = road.file(operator, "24.4.a", swap, at="2026-06-02")
    assert receipt.state == "accepted", receipt.notes
    assert place(maker, first.code) == ("held", operator.uscc, None)
    assert place(maker, first.cells[0]) == ("held", operator.uscc, None)
    assert place(operator, second.code) == ("fitted", None, car)
    fitted = {
        one.code: (one.fitted_on, one.removed_on)
        for one in vehicles.get_vehicle(car, maker, as_of=END).batteries
    }
    assert fitted == {
        first.code: (date(2026, 5, 10), date(2026, 5, 20)),
        second.code: (date(2026, 5, 20), None),
    }
    assert all(one.event != "swapped" for one in batteries.trace(first.code, maker, as_of=END).history)


def test_a_module_taken_out_does_not_end_with_its_pack(road, cast):
    car, pack, new = road.car(), road.pack(), road.pack()
    maker, shop, recycler = cast[Role.VEHICLE_MAKER], cast[Role.REPAIRER], cast[Role.RECYCLER]
    dismantler = cast[Role.DISMANTLER]
    road.file(maker, "24.2.a", road.certificate(car, pack.tree()), at="2026-05-12")
    swap = {"vin": car, "replaced_date": "2026-05-20", "old_code": pack.module, "new_code": new.module}
    assert road.file(shop, "24.5.c", swap, at="2026-05-22").state == "accepted"
    road.file(
        dismantler,
        "24.8.a",
        {
            "vin": car,
            "scrapped_date": "2026-06-01",
            "certificate_no": "S1",
            "pack_code": pack.code,
            "pack_present": "yes",
        },
        at="2026-06-02",
    )
    road.file(dismantler, "24.8.b", road.outbound(pack.code, recycler, "2026-06-03"), at="2026-06-04")
    road.file(recycler, "24.7.a", road.inbound(pack.code, dismantler, "2026-06-05"), at="2026-06-06")
    batch = {
        "batch_no": "B1",
        "product_kind": "black_mass",
        "source_codes": pack.code,
        "out_date": "2026-06-10",
        "destination_uscc": maker.uscc,
        "destination_name": "x",
        "mass_kg": 100,
    }
    receipt = road.file(recycler, "24.7.b", batch, at="2026-06-12")
    assert receipt.state == "accepted", receipt.notes
    assert place(maker, pack.code) == ("recycled", recycler.uscc, None)
    assert place(maker, pack.module, date(2026, 5, 22)) == ("removed", shop.uscc, None)
    assert place(maker, pack.module) == ("removed", shop.uscc, None)
    assert page(maker, pack.module).parent is None
    before = page(maker, pack.module, date(2026, 5, 19))
    assert (before.state, before.vehicle, before.parent) == ("fitted", car, pack.code)


def test_a_new_module_goes_where_the_pack_goes_that_it_was_put_into(road, cast):
    car, pack, new = road.car(), road.pack(), road.pack()
    maker, shop, dismantler = cast[Role.VEHICLE_MAKER], cast[Role.REPAIRER], cast[Role.DISMANTLER]
    road.file(maker, "24.2.a", road.certificate(car, pack.tree()), at="2026-05-12")
    swap = {"vin": car, "replaced_date": "2026-05-20", "old_code": pack.module, "new_code": new.module}
    road.file(shop, "24.5.c", swap, at="2026-05-22")
    scrapped = {
        "vin": car,
        "scrapped_date": "2026-06-01",
        "certificate_no": "S1",
        "pack_code": pack.code,
        "pack_present": "yes",
    }
    road.file(dismantler, "24.8.a", scrapped, at="2026-06-02")
    assert place(maker, pack.code) == ("removed", dismantler.uscc, None)
    assert new.module in batteries.trace(pack.code, maker, as_of=END).tree.codes
    found = page(maker, new.module)
    assert (found.parent, found.idcard) == (pack.code, pack.code)
    assert (found.state, found.holder, found.vehicle) == ("removed", None, None)
    # two steps away: the shop stands between
    assert (found.masked, found.holder_role) == (True, "dismantler")
    assert place(shop, new.module) == ("fitted", None, car)  # its own leg


def test_a_successor_is_not_ended_by_its_own_recoding(road, cast):
    old, recycler = road.pack(), cast[Role.RECYCLER]
    dismantler = cast[Role.DISMANTLER]
    road.file(dismantler, "24.8.b", road.outbound(old.code, recycler, "2026-05-05"), at="2026-05-06")
    road.file(recycler, "24.7.a", road.inbound(old.code, dismantler, "2026-05-06"), at="2026-05-07")
    new = f"TTTPB31G5A{int(old.code[-7:]):07d}RP"  # made on 10 May 2026
    receipt = road.file(
        recycler, "12.1", {"pack_code": new, "predecessor_codes": [old.code]}, at="2026-05-20"
    )
    assert receipt.state == "accepted", receipt.notes
    assert place(recycler, new) == ("registered", recycler.uscc, None)
    assert place(recycler, old.code) == ("recoded", recycler.uscc, None)
    assert place(recycler, old.code, date(2026, 5, 9))[0] == "held"
    told = batteries.trace(new, recycler, as_of=END)
    assert (told.successors, told.predecessors) == ((), (old.code,))
    assert {one.happened_on for one in told.history} == {date(2026, 5, 10)}
    told = batteries.trace(old.code, recycler, as_of=END)
    assert (told.successors, told.predecessors) == ((new,), ())


def test_a_sale_is_shown_on_its_own_day(road, cast):
    car, maker = road.car(), cast[Role.VEHICLE_MAKER]
    road.file(maker, "24.2.a", road.certificate(car), at="2026-05-12")
    sale = {
        "vin": car,
        "sold_date": "2026-05-20",
        "licensed_date": "2026-05-25",
        "region_code": "110105",
    }
    road.file(maker, "24.2.b", sale, at="2026-05-28")
    assert vehicles.get_vehicle(car, maker, as_of=END).sold_date == date(2026, 5, 20)


def test_parts_of_a_pack_that_two_filings_name_stand_in_it(road, cast):
    car, pack = road.car(), road.pack()
    rows = [{"pack_code": pack.code, "module_code": pack.module, "cell_code": cell} for cell in pack.cells]
    assert road.file(cast[Role.BATTERY_MAKER], "12.1", *rows, at="2026-05-10").state == "accepted"
    maker = cast[Role.VEHICLE_MAKER]
    road.file(maker, "24.2.a", road.certificate(car, {"pack_code": pack.code}), at="2026-05-12")
    parents = {code: page(maker, code).parent for code in (pack.code, pack.module, *pack.cells)}
    assert parents == {pack.code: None, pack.module: pack.code, **dict.fromkeys(pack.cells, pack.module)}
    assert place(maker, pack.cells[0]) == ("fitted", None, car)
