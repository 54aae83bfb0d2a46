"""Making the world (造世界): the stages in their order, from the cast to the last recovered kilogram.

Parts: `make`, `generate`, `UNTIL`.

Source: the life course of a power battery as Article 24 of the Measures follows it.

>>> [line["duty"] for line in generate(vehicles=5, seed=1) if "duty" in line][0]
'9.1'
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from suyuan.world import faults as planting
from suyuan.world.handovers import dispatch
from suyuan.world.journal import Journal
from suyuan.world.parties import cast
from suyuan.world.production import build_vehicles, register_products, set_up_outlets
from suyuan.world.recovery import maker_second_life, recover_all
from suyuan.world.repairs import repair_fleet
from suyuan.world.scrapping import choose_scrapped, plant_waste, scrap_vehicles
from suyuan.world.state import World
from suyuan.world.swapping import run_stations
from suyuan.world.writer import lines

UNTIL = date(2026, 11, 20)
_HOPS = 6


def make(
    vehicles: int = 1500,
    seed: int = 2026,
    until: date = UNTIL,
    *,
    faults: float = 1.0,
    rates: Mapping[str, float] | None = None,
) -> World:
    """Make the world up to and including the day `until`; `faults` scales `rates` (default:
    `faults.RATES`), 0 is honest.
    """
    last = until.toordinal()
    world = World(seed, last, cast(seed, last), Journal(last))
    plot = planting.Plot(world, faults, planting.RATES if rates is None else rates)
    register_products(world)
    set_up_outlets(world)
    build_vehicles(world, vehicles)
    choose_scrapped(world)
    repair_fleet(world)
    run_stations(world)
    scrap_vehicles(world)
    plant_waste(world)
    planting.plant(plot, planting.IN_USE)
    items = world.waste
    for turn in range(_HOPS):
        items = maker_second_life(world, dispatch(world, items, turn))
    planting.plant(plot, planting.ON_THE_WAY)
    recover_all(world)
    planting.plant(plot, planting.AT_THE_END)
    return world


def generate(
    vehicles: int = 1500,
    seed: int = 2026,
    until: date = UNTIL,
    *,
    faults: float = 1.0,
    rates: Mapping[str, float] | None = None,
) -> Iterator[dict[str, Any]]:
    """The lines of a world file: parties, then filings in the order of their instants, none after `until`."""
    yield from lines(make(vehicles, seed, until, faults=faults, rates=rates))
