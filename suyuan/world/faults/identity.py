"""Faults of identity (身份类问题): one code in two places of the tree, strange prefixes and dates, wrong
replacements.

Each function plants one kind and notes it in the answer key.

Parts: `two_vehicles`, `two_packs`, `foreign_prefix`, `impossible_date`, `not_fitted`, `level_mismatch`,
`serial_probe`, `serial_rhythm`, `silent_repairer`.

Source: findings of the same names in the outer contract.

>>> _respelled({"pack_code": "9Z5P", "cells": ["9Z5C"]}, "9Z5", "8X7")
{'pack_code': '8X7P', 'cells': ['8X7C']}
"""

from typing import Any

from suyuan.world.faults.plot import LAW_FROM, Plot
from suyuan.world.repairs import report_replacement
from suyuan.world.state import Vehicle
from suyuan.world.works import Pack

_RECENT_DAYS = 50
_STRANGE_PREFIX = "8X7"
_PROBE_LENGTH = 8
_TOLD_DAYS = 60
_RUN_FILED, _RUN_NAMED = 24, 6  # of a day's packs: filed by their maker, and in vehicles
_MADE_UP = 3_000_000


def _new_vehicles(plot: Plot) -> list[Vehicle]:
    """Quiet vehicles certified under the Measures by makers on which faults may be planted."""
    until = plot.world.until
    found = [
        v
        for v in plot.world.vehicles
        if v.quiet and v.maker.firm.may_err and LAW_FROM <= v.certified <= until - 20
    ]
    return [v for v in found if id(v) not in plot.spoilt and not v.model.swap]


def two_vehicles(plot: Plot) -> None:
    """A vehicle is certified with the pack of another maker's vehicle."""
    victims = [v for v in plot.quiet(since=LAW_FROM - 30) if v.model.packs == 1]
    for thief in plot.choose("two_vehicles", _new_vehicles(plot)):
        others = [v for v in victims if v.maker is not thief.maker and id(v) not in plot.spoilt]
        if not others:
            return
        victim = others[int(plot.dice(thief.vin).integers(len(others)))]
        plot.spoil(victim)
        code = victim.packs[0].code
        thief.certificate.packs = ()
        thief.certificate.row["packs"] = [{"pack_code": code}]
        plot.answer(
            "two_vehicles", "two_vehicles", ("battery", code), (victim.maker, thief.maker), thief.certified
        )


def two_packs(plot: Plot) -> None:
    """A vehicle maker's code tree shows a module that the battery maker filed in another pack."""
    trees = [
        v
        for v in plot.world.vehicles
        if v.maker.firm.files_trees and v.maker.firm.may_err and v.model.swap and v.certified >= LAW_FROM
    ]
    retired = {
        waste.code for waste in plot.world.waste
    }  # of a pack that is no more, a part may stand elsewhere
    whole = [
        v for v in plot.world.vehicles if v.certificate.packs and v.certificate.packs[0].code not in retired
    ]
    for vehicle in plot.choose("two_packs", trees):
        act = vehicle.certificate
        same = (v for v in whole if v.battery is vehicle.battery and v.maker is vehicle.maker)
        donor = next((v for v in same if id(v) not in plot.spoilt), None)
        if donor is None:
            continue
        plot.spoil(donor)  # the same module twice in one filing is refused at the door
        row = act.written()
        module = donor.certificate.packs[0].tree()["modules"][0]
        row["packs"][0]["modules"][0] = module
        act.row, act.packs = row, ()
        parties = (plot.world.cast.battery_firm(vehicle.battery.maker), vehicle.maker)
        plot.answer("two_packs", "two_packs", ("battery", module["module_code"]), parties, vehicle.certified)


def _respelled(value: Any, old: str, new: str) -> Any:
    if isinstance(value, str):
        return new + value[len(old) :] if value.startswith(old) else value
    if isinstance(value, list):
        return [_respelled(item, old, new) for item in value]
    if isinstance(value, dict):
        return {key: _respelled(item, old, new) for key, item in value.items()}
    return value


def foreign_prefix(plot: Plot) -> None:
    """A vehicle's battery carries a maker prefix that nobody holds."""
    candidates = [v for v in _new_vehicles(plot) if v.battery.maker == "9Z5"]
    for vehicle in plot.choose("foreign_prefix", candidates):
        act = vehicle.certificate
        row = act.written()
        row["packs"] = _respelled(row["packs"], vehicle.battery.maker, _STRANGE_PREFIX)
        act.row, act.packs = row, ()
        code = row["packs"][0]["pack_code"]
        plot.answer(
            "foreign_prefix", "foreign_prefix", ("battery", code), (vehicle.maker,), vehicle.certified
        )


def impossible_date(plot: Plot) -> None:
    """The date letters of a pack say that it was made after it was built into its vehicle."""
    for vehicle in plot.choose("impossible_date", _new_vehicles(plot)):
        pack = plot.world.works.pack(vehicle.battery, vehicle.certified + 30, "W")
        vehicle.certificate.packs = (pack,)
        vehicle.certificate.tree = False
        plot.answer(
            "impossible_date", "impossible_date", ("battery", pack.code), (vehicle.maker,), vehicle.certified
        )


def _spare(plot: Plot, vehicle: Vehicle, day: int) -> Pack:
    return plot.world.works.pack(vehicle.battery, day - 60, "W")


def not_fitted(plot: Plot) -> None:
    """A workshop reports taking out a battery that was never in that vehicle."""
    day = plot.world.until - _RECENT_DAYS
    shops = plot.world.cast.independents()
    for index, vehicle in enumerate(plot.choose("not_fitted", plot.quiet(since=LAW_FROM - 90))):
        shop = shops[index % len(shops)]
        old, new = _spare(plot, vehicle, day).code, _spare(plot, vehicle, day).code
        plot.spoil(
            *report_replacement(plot.world, vehicle, shop, day + index % 20, (old, new), duty="24.5.c")
        )
        plot.answer("not_fitted", "not_fitted", ("battery", old), (shop,), day + index % 20)


def level_mismatch(plot: Plot) -> None:
    """A workshop reports a whole pack replaced by a single module."""
    day = plot.world.until - _RECENT_DAYS + 5
    shops = plot.world.cast.independents()
    candidates = [v for v in plot.quiet(since=LAW_FROM - 90) if v.battery.modules]
    for index, vehicle in enumerate(plot.choose("level_mismatch", candidates)):
        shop = shops[-1 - index % len(shops)]
        module = plot.world.works.module(vehicle.battery, day - 60)
        codes = (vehicle.packs[0].code, module.code)
        plot.spoil(*report_replacement(plot.world, vehicle, shop, day, codes, duty="24.5.c"))
        plot.answer("level_mismatch", "level_mismatch", ("battery", codes[0]), (shop,), day)


def serial_probe(plot: Plot) -> None:
    """A workshop reports one replacement after another with neighbouring serial numbers nobody made."""
    until = plot.world.until
    for shop in plot.choose("serial_probe", plot.world.cast.independents()):
        vehicles = plot.quiet(since=LAW_FROM - 120)
        order = plot.dice(f"probe {shop.firm.number}").permutation(len(vehicles))[:_PROBE_LENGTH]
        chosen = [vehicles[int(i)] for i in order]
        plot.spoil(*chosen)
        if not chosen:
            return
        battery, made = chosen[0].battery, until - 120
        for index, vehicle in enumerate(chosen):
            new = Pack(battery, made, 731_001 + index, "X").code
            codes = (vehicle.packs[0].code, new)
            plot.spoil(
                *report_replacement(plot.world, vehicle, shop, until - 35 + index // 2, codes, duty="24.5.c")
            )
        plot.answer("serial_probe", "serial_probe", ("party", shop.uscc), (shop,), until - 35)


def _runs(plot: Plot, day: int) -> list[list[Pack]]:
    """The packs of each day's run that its maker filed and of which enough were in vehicles by then."""
    world = plot.world
    runs: dict[str, list[Pack]] = {}
    for vehicle in world.vehicles:
        source = world.cast.battery_firm(vehicle.battery.maker)
        if (
            source.firm.files_production
            and vehicle.certificate.filed <= day
            and id(vehicle) not in plot.spoilt
        ):
            for pack in vehicle.certificate.packs:
                runs.setdefault(pack.code[:17], []).append(pack)
    return [runs[stem] for stem in sorted(runs) if len(runs[stem]) >= _RUN_NAMED]


def serial_rhythm(plot: Plot) -> None:
    """A workshop puts in a pack whose plate copies a day's run of its maker, with a serial number made up.

    The maker filed the whole run, with what it keeps in stock.
    """
    world = plot.world
    day, shops = world.until - _TOLD_DAYS, world.cast.independents()
    for index, run in enumerate(plot.choose("serial_rhythm", _runs(plot, day))):
        battery, made = run[0].battery, run[0].made
        quiet = [v for v in plot.quiet(since=LAW_FROM - 90) if v.battery is battery]
        if not quiet:
            continue
        dice = plot.dice(f"rhythm {run[0].code}")
        vehicle, shop = quiet[int(dice.integers(len(quiet)))], shops[index % len(shops)]
        maker, mass = world.cast.battery_firm(battery.maker), {"mass_kg": battery.mass_g("P") / 1000}
        for _ in range(_RUN_FILED - len(run)):
            world.journal.record(maker.uscc, "12.1", made, mass, packs=(world.works.pack(battery, made),))
        code = Pack(battery, made, _MADE_UP + int(dice.integers(_MADE_UP)), run[0].line).code
        codes = (vehicle.packs[0].code, code)
        plot.spoil(vehicle, *report_replacement(world, vehicle, shop, day, codes, duty="24.5.c"))
        plot.answer("serial_rhythm", "serial_rhythm", ("battery", code), (shop, maker), day)


def silent_repairer(plot: Plot) -> None:
    """A vehicle maker, and with it its partners, stops reporting replacements; the old batteries vanish."""
    world = plot.world
    makers = [world.cast.vehicle_firm("L0A")]
    for maker in plot.choose("silent_repairer", makers):
        counts: dict[str, int] = {}
        for item in world.replacements:
            counts[item.vehicle.vin] = counts.get(item.vehicle.vin, 0) + 1
        hushed = [
            item
            for item in world.replacements
            if item.vehicle.maker is maker
            and item.acts[0].duty != "24.5.c"
            and item.vehicle.scrapped is None
            and counts[item.vehicle.vin] == 1
        ]
        if not hushed:
            continue
        world.journal.drop(act for item in hushed for act in item.acts)
        gone = {id(item.waste) for item in hushed}
        world.waste = [waste for waste in world.waste if id(waste) not in gone]
        plot.spoil(*(item.vehicle for item in hushed))
        plot.answer("silent_repairer", "silent_repairer", ("party", maker.uscc), (maker,), world.until)
