"""Making and selling (生产、合格证与销售): specifications, packs, certificates, sales, technical
information, outlets.

Vehicles come in runs: every fourth week (until 2025 every eighth) a maker certifies a day's output, for
which its battery maker delivered packs some weeks before. So a filing carries a run, and the number of
filings does not grow with the number of vehicles.

Parts: `register_products`, `set_up_outlets`, `build_vehicles`.

Source: Articles 9 and 12 (codes and their register), 24(1), 24(2) first and second clause, 24(6) first
clause.

>>> from suyuan.world.making import make
>>> len(make(vehicles=40, seed=1, faults=0).vehicles)
40
"""

from datetime import date
from typing import Any

import numpy as np

from suyuan.world.coding import fold, iso, vin
from suyuan.world.parties import Party, outlet, outlet_places
from suyuan.world.places import PLACES
from suyuan.world.products import BATTERY_TYPES, VEHICLE_MODELS, VehicleModel, specification_rows
from suyuan.world.state import Vehicle, World

FIRST_DAY = date(2022, 1, 10).toordinal()
_RUN_EVERY_DAYS = 28
_BUSY_FROM = date(2025, 1, 1).toordinal()
_MARKET = {2022: 0.10, 2023: 0.13, 2024: 0.27, 2025: 0.31, 2026: 0.30}
_PLANTS = "ABCDEFGH"


def _ordinal(text: str) -> int:
    return date.fromisoformat(text).toordinal()


def register_products(world: World) -> None:
    """File what the codes mean (9.1) and, per model, how to take the battery out and apart (24.1)."""
    for battery in BATTERY_TYPES.values():
        maker = world.cast.battery_firm(battery.maker)
        users = [
            _ordinal(model.approved_date)
            for model in VEHICLE_MODELS
            if BATTERY_TYPES[model.battery] is battery
        ]
        day = min(users) - 20 - fold(battery.spec, 20)
        for row in specification_rows(battery):
            world.journal.record(maker.uscc, "9.1", day, row)
    for index, model in enumerate(VEHICLE_MODELS):
        maker = world.cast.vehicle_firm(model.wmi)
        approved = _ordinal(model.approved_date)
        kind = "演示公告" if maker.role == "vehicle_maker" else "演示认证"
        for title in ("动力电池拆卸技术信息", "动力电池拆解技术信息"):
            row = {
                "vehicle_model": model.model,
                "approval_no": f"{kind}{model.approved_date[:4]}-{index + 1:03d}",
                "approved_date": model.approved_date,
                "title": f"{model.name}{title}",
                "language": "zh-Hans",
                "documents": [f"{model.model}-{title[4:6]}.pdf"],
            }
            world.journal.record(
                maker.uscc, "24.1", approved, row, filed=approved + 30 + fold(model.model, 90)
            )


def set_up_outlets(world: World) -> None:
    """File outlets opened while the world runs, and now and then a change to one (24.6.a)."""
    span = max(world.until - FIRST_DAY - 60, 1)
    for party in world.cast.of("battery_maker", "battery_importer", "vehicle_maker", "vehicle_importer"):
        rng = world.dice(f"outlets {party.firm.number}")
        for index, place in enumerate(outlet_places(party, 5, world.seed)):
            opened = FIRST_DAY + int(rng.integers(span))
            if index < len(party.outlets):
                continue
            row = outlet(party, place, index, opened, world.seed)
            world.journal.record(party.uscc, "24.6.a", opened, row)
            changed = opened + int(rng.integers(90, 700))
            if rng.random() < 0.5:  # noqa: PLR2004 - every second outlet changes once
                news: dict[str, Any] = {"effective_date": iso(changed)}
                news |= {"status": "closed"} if rng.random() < 0.2 else {"hours": "每日 08:30-18:00"}  # noqa: PLR2004
                world.journal.record(party.uscc, "24.6.a", changed, row | news)


def _runs(model: VehicleModel, maker: Party, until: int) -> tuple[np.ndarray, np.ndarray]:
    """Days on which this model may be certified, and the share of its output on each; every second one at
    first.
    """
    start = max(FIRST_DAY, _ordinal(model.approved_date) + 60) + fold(maker.uscc + "runs", _RUN_EVERY_DAYS)
    mondays = np.arange(start - (start - 1) % 7, until - 5, _RUN_EVERY_DAYS)
    days = mondays[(mondays >= _BUSY_FROM) | (np.arange(len(mondays)) % 2 == 0)] + fold(
        maker.uscc + "weekday", 5
    )
    spans = np.diff(np.append(days, until))
    years = [date.fromordinal(int(day)).year for day in days]
    weights = spans * np.array([_MARKET.get(year, max(_MARKET.values())) for year in years])
    return days, weights / weights.sum() if len(days) else weights


def _certify(world: World, model: VehicleModel, day: int, serial: int, rng: np.random.Generator) -> None:
    """One vehicle: its packs made and perhaps filed (12.1), its certificate (24.2.a), its sale (24.2.b)."""
    maker = world.cast.vehicle_firm(model.wmi)
    battery = BATTERY_TYPES[model.battery]
    source = world.cast.battery_firm(battery.maker)
    made = day - 20 - fold(f"{maker.uscc}{day}", 25)
    packs = [world.works.pack(battery, made) for _ in range(model.packs)]
    if source.firm.files_production:
        for pack in packs:
            mass = {"mass_kg": battery.mass_g("P") / 1000}
            world.journal.record(source.uscc, "12.1", made, mass, packs=(pack,))
    made_on = date.fromordinal(day)
    number = vin(model.wmi, model.descriptor, made_on.year, _PLANTS[fold(maker.uscc, 8)], serial)
    row: dict[str, Any] = {
        "vin": number,
        "vehicle_type": model.vehicle_type,
        "vehicle_name": model.name,
        "brand": model.brand,
        "vehicle_model": model.model,
        "certified_date": iso(day),
        "swap_mode": model.swap,
    }
    tree = maker.firm.files_trees or not source.firm.files_production
    act = world.journal.record(maker.uscc, "24.2.a", day, row, packs=tuple(packs), tree=tree)
    sold = day + 10 + int(rng.gamma(2.0, 18.0))
    licensed = sold + 2 + int(rng.integers(11))
    region = PLACES[int(rng.integers(len(PLACES)))].code
    vehicle = Vehicle(number, model, battery, maker, day, sold, licensed, region, packs, act)
    world.vehicles.append(vehicle)
    sale = {"vin": number, "sold_date": iso(sold), "licensed_date": iso(licensed), "region_code": region}
    if licensed <= world.until:
        world.journal.record(maker.uscc, "24.2.b", licensed, sale)


def build_vehicles(world: World, count: int) -> None:
    """Certify and sell `count` vehicles, spread over models by their shares and over the years by the
    market.
    """
    shares = np.array([model.share for model in VEHICLE_MODELS])
    per_model = world.dice("models").multinomial(count, shares / shares.sum())
    serial = 0
    for model, wanted in zip(VEHICLE_MODELS, per_model, strict=True):
        maker = world.cast.vehicle_firm(model.wmi)
        days, weights = _runs(model, maker, world.until)
        if not len(days):
            continue
        rng = world.dice(f"vehicles {model.model}")
        per_run = rng.multinomial(int(wanted), weights)
        for day, size in zip(days, per_run, strict=True):
            for _ in range(size):
                serial += 1
                _certify(world, model, int(day), serial, rng)
    world.vehicles.sort(key=lambda vehicle: (vehicle.certified, vehicle.vin))
