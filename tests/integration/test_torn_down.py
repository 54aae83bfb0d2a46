"""A pack that is torn down: its parts go on by their own codes, known as parts of it, and nobody is found for it."""

from datetime import date

import pytest

from suyuan.domain.access import Viewer
from suyuan.law.duty import Role
from suyuan.services.batteries import queries as batteries
from suyuan.services.filings import operations as filings
from tests.integration.test_legs import NOW, came, found, look, plant_of, sent, states

MINISTRY = Viewer(account_id=0, user_id=0, kind="ministry", department="industry")


@pytest.fixture
def torn(road):
    """Give a yard with the pack of a scrapped vehicle: yard, pack, its two modules with two cells each."""
    maker, yard = road.firm(Role.VEHICLE_MAKER), road.firm(Role.DISMANTLER)
    whole, other = road.pack(), road.pack()
    tree = {
        "pack_code": whole.code,
        "modules": [{"module_code": one.module, "cells": list(one.cells)} for one in (whole, other)],
    }
    car = road.certificate(pack=tree, certified_date="2026-05-10")
    road.file(maker, "24.2.a", car, at="2026-05-12")
    row = {"vin": car["vin"], "scrapped_date": "2026-06-01", "certificate_no": f"C{whole.code[-7:]}"}
    row |= {"pack_code": whole.code, "pack_present": "yes"}
    receipt = road.file(yard, "24.8.a", row, at="2026-06-02")
    assert receipt.accepted == 1, [note.rule for note in receipt.notes]
    return yard, whole.code, (whole.module, other.module), (*whole.cells, *other.cells)


def product(road, plant, kind, sources, day, **more):
    row = {"batch_no": f"B{sources[0][-7:]}{kind}{day}", "product_kind": kind, "source_codes": list(sources)}
    row |= {"out_date": day, "destination_uscc": plant_of(road).uscc, "destination_name": "x", "mass_kg": 1}
    receipt = road.file(plant, "24.7.b", row | more, at=day)
    assert receipt.accepted == 1, [(note.rule, note.examples) for note in receipt.notes]
    return receipt


def test_modules_that_leave_the_yard_by_their_own_codes_take_the_pack_with_them(road, torn):
    yard, pack, modules, cells = torn
    plant, works = plant_of(road), plant_of(road)
    for module, taker, day in zip(modules, (plant, works), ("10", "12"), strict=True):
        sent(road, yard, taker, [module], f"2026-06-{day}")
        came(road, taker, yard, [module], "2026-06-14")
    look()
    assert set(states(yard, modules).values()) == {"matched"}
    assert found(pack, *modules, *cells) == set()


def test_what_is_left_of_a_pack_is_still_looked_for(road, torn):
    yard, pack, modules, _ = torn
    plant = plant_of(road)
    sent(road, yard, plant, modules[:1], "2026-06-10")
    came(road, plant, yard, modules[:1], "2026-06-14")
    look()
    assert found(pack, *modules) == {("trail_cold", pack)}


def test_a_pack_is_worked_up_and_its_modules_go_on(road, torn):
    yard, pack, (first, second), cells = torn
    plant, other = plant_of(road), plant_of(road)
    sent(road, yard, plant, [pack], "2026-06-10")
    came(road, plant, yard, [pack], "2026-06-12")
    product(road, plant, "aluminium", [pack], "2026-06-20")  # its housing
    product(road, plant, "black_mass", [first], "2026-06-25")
    came(road, other, plant, [second], "2026-07-02")
    product(road, other, "black_mass", [second], "2026-07-20")
    look()
    assert found(pack, first, second, *cells) == set()
    assert set(states(other, [second]).values()) == {"settled"}
    for day, state, holder in (
        ("06-21", "recycled", plant),
        ("07-03", "held", other),
        ("07-21", "recycled", other),
    ):
        told = batteries.get_battery(second, MINISTRY, as_of=date.fromisoformat(f"2026-{day}"))
        assert (told.state, told.holder, told.parent) == (state, holder.uscc, pack)


def test_cells_of_a_module_go_on_by_their_own_codes(road, torn):
    yard, pack, (first, second), cells = torn
    plant, other = plant_of(road), plant_of(road)
    sent(road, yard, plant, [pack], "2026-06-10")
    came(road, plant, yard, [pack], "2026-06-12")
    came(road, other, plant, cells[:2], "2026-06-20")
    product(road, other, "black_mass", cells[:2], "2026-06-29")
    product(road, plant, "black_mass", [second], "2026-07-20")
    look()
    assert found(pack, first, second, *cells) == set()


def test_a_part_of_what_was_worked_up_that_turns_up_elsewhere_is_found(road, torn):
    yard, pack, (first, _), _ = torn
    plant, works = plant_of(road), road.firm(Role.DISMANTLER)
    sent(road, yard, plant, [pack], "2026-06-10")
    came(road, plant, yard, [pack], "2026-06-12")
    product(road, plant, "black_mass", [pack], "2026-06-20")
    other = plant_of(road)
    sent(road, works, other, [first], "2026-07-01")
    came(road, other, works, [first], "2026-07-02")
    look()
    assert ("after_recycling", first) in found(first)


def test_a_late_word_on_a_part_ends_the_cold_trail_and_its_cancellation_begins_it_again(road, torn):
    yard, pack, modules, cells = torn
    plant = plant_of(road)
    sent(road, yard, plant, modules[:1], "2026-06-10")
    came(road, plant, yard, modules[:1], "2026-06-14")
    look()
    assert found(pack) == {("trail_cold", pack)}
    late = came(road, plant, yard, cells[2:], "2026-06-20")
    look()
    assert found(pack) == set()
    filings.cancel(late.receipt, viewer=plant, at=NOW, reason="another's")
    look()
    assert found(pack) == {("trail_cold", pack)}
