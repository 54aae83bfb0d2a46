"""Scrapping (报废拆解与生产废料): vehicles reach a dismantler; plants throw out trial and damaged batteries.

Parts: `choose_scrapped`, `scrap_vehicles`, `plant_waste`.

Source: Article 24(8) (scrapped vehicles), 24(2) third clause and 24(3) (waste of development and
production), Article 21.

>>> from suyuan.world.making import make
>>> scrapped = [v for v in make(vehicles=100, seed=1, faults=0).vehicles if v.scrapped is not None]
>>> all(vehicle.scrapped > vehicle.licensed for vehicle in scrapped)
True
"""

from datetime import date

from suyuan.world.coding import fold, iso
from suyuan.world.products import BATTERY_TYPES
from suyuan.world.state import Vehicle, Waste, World

_PER_YEAR = 0.06
_YOUNGEST_DAYS = 180
_PLANT_WASTE_FROM = date(2025, 6, 1).toordinal()
_PLANT_EVERY_DAYS = 56
_UNREADABLE_WITHIN_DAYS = 50


def choose_scrapped(world: World) -> None:
    """Decide which vehicles end before the world does; done first, so that no repair comes after the end."""
    rng = world.dice("scrapping")
    for vehicle in world.vehicles:
        first = vehicle.licensed + _YOUNGEST_DAYS
        years = max(world.until - first, 0) / 365
        if rng.random() < 1 - (1 - _PER_YEAR) ** years:
            vehicle.scrapped = first + int(rng.power(1.6) * (world.until - first))


def _scrap(world: World, vehicle: Vehicle, day: int) -> None:
    yards = world.cast.of("dismantler")
    yard = yards[fold(vehicle.vin, len(yards))]
    base = {
        "vin": vehicle.vin,
        "scrapped_date": iso(day),
        "certificate_no": f"演示BF{yard.firm.number}-{iso(day).replace('-', '')}-{vehicle.vin[-6:]}",
    }
    vehicle.quiet = False
    if vehicle.model.swap:
        gone = {"pack_code": "", "pack_present": False, "missing_reason": "换电车型，电池已交还换电服务企业"}
        world.journal.record(yard.uscc, "24.8.a", day, base | gone)
        return
    for pack in vehicle.packs:
        act = world.journal.record(
            yard.uscc, "24.8.a", day, base | {"pack_code": pack.code, "pack_present": True}
        )
        battery = vehicle.battery
        world.waste.append(Waste(pack.code, battery, "P", battery.mass_g("P"), yard, day, "scrap", cause=act))


def scrap_vehicles(world: World) -> None:
    """Bring each chosen vehicle to a dismantler, with the packs that are in it by then."""
    for vehicle in world.vehicles:
        if vehicle.scrapped is not None and vehicle.scrapped <= world.until:
            _scrap(world, vehicle, vehicle.scrapped)


def _cells_of_a_trial(world: World, key: str, day: int, count: int) -> None:
    battery = BATTERY_TYPES[key]
    maker = world.cast.battery_firm(battery.maker)
    for _ in range(count):
        code = world.works.cell_code(battery, day - 30)
        if maker.firm.number % 2:  # every other maker files trial cells as produced
            mass = {"cell_code": code, "mass_kg": battery.cell_g / 1000}
            world.journal.record(maker.uscc, "12.1", day - 30, mass)
        world.waste.append(Waste(code, battery, "C", battery.cell_g, maker, day, "production"))


def plant_waste(world: World) -> None:
    """Trial cells at battery makers and packs damaged on the line at vehicle makers, every eighth week."""
    fleet = max(len(world.vehicles) // 500, 1)
    for key, battery in BATTERY_TYPES.items():
        rng = world.dice(f"trials {key}")
        start = _PLANT_WASTE_FROM + fold(key, _PLANT_EVERY_DAYS)
        if world.cast.battery_firm(battery.maker).role == "battery_importer":
            continue
        for day in range(start, world.until + 1, _PLANT_EVERY_DAYS):
            _cells_of_a_trial(world, key, day, fleet * int(rng.integers(1, 5)))
    battery = BATTERY_TYPES["lfp_unfiled"]  # first seen when it leaves as waste: nobody filed it before
    for maker in world.cast.of("vehicle_maker"):
        rng = world.dice(f"plant {maker.firm.number}")
        for day in range(_PLANT_WASTE_FROM + fold(maker.uscc, 50), world.until + 1, 2 * _PLANT_EVERY_DAYS):
            for number in range(fleet):
                pack = world.works.pack(battery, day - 20, "W")
                code, label = pack.code, ""
                if world.until - day < _UNREADABLE_WITHIN_DAYS and number == 0 and rng.random() < 0.6:  # noqa: PLR2004
                    code, label = "", code[: int(rng.integers(5, 12))]
                waste = Waste(code, battery, "P", battery.mass_g("P"), maker, day, "production", label)
                world.waste.append(waste)
