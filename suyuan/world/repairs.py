"""Repairs and replacements (维修更换): by partner workshops, by the makers themselves, and by independents.

The new battery is a spare that its maker produced, and mostly filed, beforehand; the old one stays with
the workshop until it is handed on.

Parts: `repair_fleet`, `report_replacement`.

Source: Article 24(5), its three clauses.

>>> 45 <= 739900 - _spare_day(739900) < 45 + 28
True
"""

import numpy as np

from suyuan.world.coding import iso
from suyuan.world.journal import Act
from suyuan.world.parties import Party
from suyuan.world.state import Replacement, Vehicle, Waste, World
from suyuan.world.works import Pack

_PER_YEAR = 0.05
_FIRST_AFTER_DAYS = 60
_APART_DAYS = 60
_SPARE_GRID_DAYS = 28
_PARTNER, _OWN = 0.5, 0.7


def _spare_day(day: int) -> int:
    """Spares for `day` came off the line on the maker's spare-parts day at least a month and a half
    before.
    """
    return day - 45 - (day - 45) % _SPARE_GRID_DAYS


def _new_pack(world: World, vehicle: Vehicle, day: int) -> Pack:
    maker = world.cast.battery_firm(vehicle.battery.maker)
    pack = world.works.pack(vehicle.battery, _spare_day(day), "S")
    if maker.firm.files_production:
        mass = {"mass_kg": vehicle.battery.mass_g("P") / 1000}
        world.journal.record(maker.uscc, "12.1", pack.made, mass, packs=(pack,))
    return pack


def _new_module(world: World, vehicle: Vehicle, day: int) -> str:
    maker = world.cast.battery_firm(vehicle.battery.maker)
    module = world.works.module(vehicle.battery, _spare_day(day))
    if maker.firm.files_production:
        for cell in module.cell_codes:
            world.journal.record(
                maker.uscc, "12.1", module.made, {"module_code": module.code, "cell_code": cell}
            )
    return module.code


def _shop(world: World, vehicle: Vehicle, rng: np.random.Generator) -> tuple[Party, str]:
    """Who repairs, and under which duty it is reported first."""
    draw = rng.random()
    partners = world.cast.partners_of(vehicle.maker)
    if draw < _PARTNER and partners:
        return partners[int(rng.integers(len(partners)))], "24.5.a"
    if draw < _OWN:
        return vehicle.maker, "24.5.b"
    independents = world.cast.independents()
    return independents[int(rng.integers(len(independents)))], "24.5.c"


def report_replacement(
    world: World, vehicle: Vehicle, shop: Party, day: int, codes: tuple[str, str], *, duty: str
) -> tuple[Act, ...]:
    """File one replacement of codes (old, new): a partner's message is followed by the maker's own report."""
    row = {"vin": vehicle.vin, "replaced_date": iso(day), "old_code": codes[0], "new_code": codes[1]}
    act = world.journal.record(shop.uscc, duty, day, row)
    if duty != "24.5.a":
        return (act,)
    told = world.journal.slot(vehicle.maker.uscc, "24.5.b", act.filed)
    report = row | {"repairer_uscc": shop.uscc}
    return (act, world.journal.record(vehicle.maker.uscc, "24.5.b", day, report, filed=told))


def _repair(
    world: World, vehicle: Vehicle, day: int, rng: np.random.Generator, swapped_modules: set[int]
) -> None:
    battery = vehicle.battery
    shop, duty = _shop(world, vehicle, rng)
    place = int(rng.integers(len(vehicle.packs)))
    pack = vehicle.packs[place]
    if battery.modules and rng.random() < 0.5:  # noqa: PLR2004 - half of the repairs stay below the pack
        index = int(rng.integers(battery.modules))
        if index in swapped_modules:
            return
        swapped_modules.add(index)
        old, new, kind = pack.module_code(index), _new_module(world, vehicle, day), "M"
    else:
        vehicle.packs[place] = _new_pack(world, vehicle, day)
        old, new, kind = pack.code, vehicle.packs[place].code, "P"
    acts = report_replacement(world, vehicle, shop, day, (old, new), duty=duty)
    waste = Waste(old, battery, kind, battery.mass_g(kind), shop, day, "repair")
    world.waste.append(waste)
    world.replacements.append(Replacement(vehicle, shop, day, waste, acts))
    vehicle.quiet = False


def repair_fleet(world: World) -> None:
    """Repair vehicles without swap packs at a steady yearly rate, until they are scrapped or the world
    ends.
    """
    rng = world.dice("repairs")
    for vehicle in world.vehicles:
        if vehicle.model.swap:
            continue
        first = vehicle.licensed + _FIRST_AFTER_DAYS
        last = min(world.until, world.until if vehicle.scrapped is None else vehicle.scrapped - _APART_DAYS)
        times = rng.poisson(_PER_YEAR * max(last - first, 0) / 365)
        swapped: set[int] = set()
        day = first
        for offset in sorted(rng.uniform(0, max(last - first, 0), times)):
            day = max(day, first + int(offset))
            if day > last:
                break
            _repair(world, vehicle, day, rng, swapped)
            day += _APART_DAYS
