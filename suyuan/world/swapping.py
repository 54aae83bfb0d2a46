"""Battery swapping (换电): each operator's pool of packs, the monthly return, and the packs it retires.

Each vehicle's last swap of a month takes the pack that has waited longest in the pool and leaves its own
there, so the monthly returns read one after another are a possible world: no pack is ever told to be in
two cars.

Parts: `Station`, `run_stations`.

Source: Article 24(4), first clause: before the 15th of the next month, the last replacement of each vehicle.

>>> [month.isoformat() for month in _months(739800, 739840)]
['2026-07-01', '2026-08-01']
"""

from collections import deque
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np

from suyuan.world.coding import fold, iso
from suyuan.world.parties import Party
from suyuan.world.state import Vehicle, Waste, World
from suyuan.world.works import Pack

_POOL_SHARE = 0.2
_SKIP_SHARE = 0.08
_RETIRE_SHARE = 0.03


def _months(first: int, last: int) -> list[date]:
    start = date.fromordinal(first).replace(day=1)
    months = []
    while start.toordinal() <= last:
        months.append(start)
        start = (start + timedelta(days=32)).replace(day=1)
    return months


def _instant(day: int, second: int) -> str:
    hours, rest = divmod(second, 3600)
    return f"{iso(day)}T{hours:02d}:{rest // 60:02d}:{rest % 60:02d}+08:00"


@dataclass(slots=True)
class Station:
    """One operator's stations: the pool in waiting order, who skipped last month, whose pack came back."""

    operator: Party
    rng: np.random.Generator
    pool: deque[Pack] = field(default_factory=deque)
    skipped: set[str] = field(default_factory=set)
    returned: set[str] = field(default_factory=set)


def _refill(world: World, station: Station, fleet: list[Vehicle], day: int) -> None:
    """Buy packs, made and filed a month and a half before, until the pool holds a fifth of the fleet."""
    if not fleet:
        return
    battery = fleet[0].battery
    maker = world.cast.battery_firm(battery.maker)
    for _ in range(max(0, 1 + int(_POOL_SHARE * len(fleet)) - len(station.pool))):
        pack = world.works.pack(battery, day - 45 - fold(station.operator.uscc, 7), "S")
        station.pool.append(pack)
        mass = {"mass_kg": battery.mass_g("P") / 1000}
        world.journal.record(maker.uscc, "12.1", pack.made, mass, packs=(pack,))


def _swaps(station: Station, fleet: list[Vehicle], first: int, last: int) -> list[tuple[int, int, Vehicle]]:
    """Day, second and vehicle of each last swap between two days, in order.

    Nobody skips two months running.
    """
    found = []
    for vehicle in fleet:
        day = int(station.rng.integers(first, last + 1))
        second = int(station.rng.integers(6 * 3600, 23 * 3600))
        away = station.rng.random() < _SKIP_SHARE
        if away and vehicle.vin not in station.skipped:
            station.skipped.add(vehicle.vin)
            continue
        station.skipped.discard(vehicle.vin)
        found.append((day, second, vehicle))
    return sorted(found, key=lambda item: (item[0], item[1], item[2].vin))


def _month(world: World, station: Station, month: date, fleet: list[Vehicle]) -> None:
    operator, pool = station.operator, station.pool
    first = month.toordinal()
    last = (month + timedelta(days=32)).replace(day=1).toordinal() - 1
    _refill(world, station, fleet, first)
    filed = last + 8 + fold(operator.uscc + iso(first), 5)
    for day, second, vehicle in _swaps(station, fleet, first, last):
        if day > world.until:
            break
        old, vehicle.packs[0] = vehicle.packs[0], pool.popleft()
        vehicle.quiet = False
        row = {
            "month": iso(first)[:7],
            "vin": vehicle.vin,
            "code": vehicle.packs[0].code,
            "replaced_at": _instant(day, second),
        }
        world.journal.record(operator.uscc, "24.4.a", last, row, filed=filed)
        if station.rng.random() < _RETIRE_SHARE and len(pool) > 1:
            # told with the month's return; it leaves only after that return was filed
            free = max(day, filed - 12)
            world.waste.append(
                Waste(old.code, old.battery, "P", old.battery.mass_g("P"), operator, free, "swap")
            )
        else:
            pool.append(old)


def run_stations(world: World) -> None:
    """Run every operator month by month over the vehicles built for it."""
    for operator in world.cast.of("swap_operator"):
        mine = [v for v in world.vehicles if v.model.swap and v.model.wmi == operator.firm.wmi]
        if not mine:
            continue
        station = Station(operator, world.dice(f"swaps {operator.firm.number}"))
        for month in _months(min(vehicle.licensed for vehicle in mine) + 31, world.until):
            first = month.toordinal()
            for vehicle in mine:
                ended = vehicle.scrapped is not None and vehicle.scrapped < first
                if ended and vehicle.vin not in station.returned:
                    station.returned.add(vehicle.vin)
                    station.pool.append(vehicle.packs[0])
            on_road = [v for v in mine if v.scrapped is None or v.scrapped > first + 31]
            _month(world, station, month, [v for v in on_road if v.licensed < first])
