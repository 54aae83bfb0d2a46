"""Recovery (综合利用): what recyclers make of what they accepted: second-life packs with new codes, and
materials.

Second life: the pack gets a 19-character code of its maker's own, filed with its predecessor (12.1), and
is sold outside the chain. Materials: every fourth week a batch per chemistry is worked up; its products
leave together. Masses follow from the composition of the batteries and recovery rates as the 2024
industry conditions ask for them (Li above 90 %, Ni, Co and Mn above 98 %); products that contain water
and sulfate never outweigh what went in, because part of the aluminium and all graphite stay in the yard.

Parts: `Lot`, `maker_second_life`, `recover_all`.

Source: Article 24(7) second clause, 24(6) third clause (batteries produced from waste), GB/T 34014-2017
on recoding.

>>> from suyuan.world.products import BATTERY_TYPES
>>> lot = Lot("", BATTERY_TYPES["ncm_standard"], "P", 300.0, 0)
>>> masses = _materials([lot], "E")
>>> sum(masses.values()) <= 300.0, round(masses["cobalt_sulfate"])
(True, 50)
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from suyuan.world.coding import credit_code, fold, iso
from suyuan.world.parties import Party
from suyuan.world.products import BatteryType, composition
from suyuan.world.state import Waste, World

_EVERY_DAYS = 28
_READY_AFTER_DAYS = 8
_REUSE_SHARE = 0.15
_MAKER_RECODES_AFTER_DAYS = 20
_HEAVIEST_SHARE = 0.9
# product kind: (element, share of the element in the product, share recovered)
_PRODUCTS: dict[str, tuple[str, float, float]] = {
    "lithium_carbonate": ("Li", 0.1879, 0.915),
    "nickel_sulfate": ("Ni", 0.2233, 0.983),
    "cobalt_sulfate": ("Co", 0.2097, 0.982),
    "manganese_sulfate": ("Mn", 0.3250, 0.981),
    "copper": ("Cu", 0.995, 0.984),
    "aluminium": ("Al", 0.985, 0.60),
}
_BUYERS = ((901, "龙宫新材料（演示）有限公司"), (902, "天河冶金（演示）有限公司"))
_USERS = ((903, "鹊桥通信铁塔（演示）有限公司"), (904, "望舒储能电站（演示）有限公司"))


@dataclass(slots=True, eq=False)
class Lot:
    """An accepted item at a recycler, waiting."""

    code: str
    battery: BatteryType
    kind: str
    mass_kg: float
    in_day: int


def _outsider(choice: int, among: tuple[tuple[int, str], ...]) -> dict[str, str]:
    number, name = among[choice % len(among)]
    return {"destination_uscc": credit_code(number), "destination_name": name}


def _reuse_specification(world: World, maker: Party, code: str, lot: Lot, done: set[str]) -> None:
    """File once what the first seven positions of the maker's second-life codes mean (9.1)."""
    prefix, battery = code[:7], lot.battery
    if prefix in done:
        return
    done.add(prefix)
    row = {
        "prefix": prefix,
        "kind": code[3],
        "chemistry": code[4],
        "nominal_capacity_mah": int(battery.capacity_mah * 0.75),
        "nominal_voltage_mv": 3200 * battery.cells,
        "mass_g": battery.mass_g(code[3]),
        "composition": composition(battery, code[3]),
    }
    world.journal.record(maker.uscc, "9.1", lot.in_day + 5, row)


def _second_life(world: World, maker: Party, lot: Lot, day: int, done: set[str]) -> tuple[str, int]:
    """Recode one pack (12.1); returns the new code and the day it may be sold."""
    code = world.works.successor_code(maker.firm.prefix, lot.code, day)
    _reuse_specification(world, maker, code, lot, done)
    row = {"pack_code": code, "mass_kg": round(lot.mass_kg * 0.995, 3), "predecessor_codes": [lot.code]}
    world.journal.record(maker.uscc, "12.1", day, row)
    return code, day + 10 + fold(code, 15)


def _sell_second_life(world: World, recycler: Party, lot: Lot, day: int, done: set[str]) -> None:
    code, sold = _second_life(world, recycler, lot, day, done)
    if sold > world.until:
        return
    row = {
        "batch_no": f"TY{recycler.firm.number}-{code[7:17]}",
        "product_kind": "reuse_pack",
        "product_code": code,
        "source_codes": [lot.code],
        "out_date": iso(sold),
        "mass_kg": round(lot.mass_kg * 0.995, 3),
    }
    world.journal.record(recycler.uscc, "24.7.b", sold, row | _outsider(fold(code, 2), _USERS))


def _materials(lots: list[Lot], chemistry: str) -> dict[str, float]:
    """Mass in kg of each product of a batch."""
    total = sum(lot.mass_kg for lot in lots)
    content: dict[str, float] = {}
    for lot in lots:
        for element, share in composition(lot.battery, lot.kind).items():
            content[element] = content.get(element, 0.0) + share * lot.mass_kg
    masses = {
        kind: content[element] / share * rate
        for kind, (element, share, rate) in _PRODUCTS.items()
        if element in content
    }
    if chemistry == "B":  # iron phosphate leaves as cathode residue
        masses["other"] = content["Fe"] * 2.2
    excess = sum(masses.values()) - _HEAVIEST_SHARE * total
    masses["aluminium"] = max(masses["aluminium"] - max(excess, 0.0), 0.0)
    scale = min(1.0, _HEAVIEST_SHARE * total / sum(masses.values()))
    return {kind: round(mass * scale - 0.0005, 3) for kind, mass in masses.items() if mass * scale > 0.01}  # noqa: PLR2004


def _work_up(world: World, recycler: Party, lots: list[Lot], day: int) -> None:
    """One batch of one chemistry, worked up on `day`; all its products leave on one later day."""
    out_day = day + 7 + fold(f"{recycler.uscc}{day}", 13)
    if out_day > world.until:
        return
    chemistry = lots[0].battery.chemistry
    batch = f"ZS{recycler.firm.number}-{iso(day).replace('-', '')}-{chemistry}"
    sources = sorted(lot.code for lot in lots)
    for place, (kind, mass) in enumerate(_materials(lots, chemistry).items()):
        row: dict[str, Any] = {
            "batch_no": batch,
            "product_kind": kind,
            "source_codes": sources,
            "out_date": iso(out_day),
            "mass_kg": mass,
        }
        if kind in _PRODUCTS:
            element, share, _ = _PRODUCTS[kind]
            row["element_shares"] = {element: share}
        world.journal.record(recycler.uscc, "24.7.b", out_day, row | _outsider(place, _BUYERS))


def _accepted(world: World) -> dict[str, list[Lot]]:
    """What each party reported as accepted, by its credit code, in order of arrival."""
    stock: dict[str, list[Lot]] = {}
    for load in world.handovers:
        act = load.in_act
        if act is None or not load.accepted or not act.row["code"]:
            continue
        lot = Lot(
            act.row["code"], load.waste.battery, load.waste.kind, float(act.row["mass_kg"]), load.in_day
        )
        stock.setdefault(act.by, []).append(lot)
    return stock


def _recycler_year(world: World, recycler: Party, lots: list[Lot], rng: np.random.Generator) -> None:
    batches: dict[tuple[int, str], list[Lot]] = {}
    phase = fold(recycler.uscc + "batches", _EVERY_DAYS)
    done: set[str] = set()
    for lot in sorted(lots, key=lambda lot: (lot.in_day, lot.code)):
        ready = lot.in_day + _READY_AFTER_DAYS
        if lot.kind == "P" and lot.battery.chemistry == "B" and rng.random() < _REUSE_SHARE:
            if ready + 12 <= world.until:
                _sell_second_life(world, recycler, lot, ready + 12, done)
            continue
        day = ready + (phase - ready) % _EVERY_DAYS
        batches.setdefault((day, lot.battery.chemistry), []).append(lot)
    for (day, _), batch in sorted(batches.items(), key=lambda item: item[0]):
        _work_up(world, recycler, batch, day)


def maker_second_life(world: World, items: list[Waste]) -> list[Waste]:
    """Battery makers make storage batteries of LFP packs their outlets collected (24.6.c); returns the
    rest.
    """
    makers = {id(maker) for maker in world.cast.of("battery_maker")}
    done: set[str] = set()
    rest: list[Waste] = []
    for item in items:
        fits = item.kind == "P" and item.battery.chemistry == "B" and item.origin == "collected"
        day = item.since + _MAKER_RECODES_AFTER_DAYS
        if id(item.holder) not in makers or not fits or day > world.until:
            rest.append(item)
            continue
        lot = Lot(item.code, item.battery, item.kind, item.mass_g / 1000, item.since)
        code, sold = _second_life(world, item.holder, lot, day, done)
        row = {
            "code": code,
            "code_condition": "intact",
            "out_date": iso(sold),
            "mass_kg": round(lot.mass_kg * 0.995, 3),
            "use": ("telecom_backup", "stationary_storage")[fold(code, 2)],
        }
        if sold <= world.until:
            world.journal.record(item.holder.uscc, "24.6.c", sold, row | _outsider(fold(code, 2), _USERS))
    return rest


def recover_all(world: World) -> None:
    """Let every recycler work up what it has reported as accepted."""
    stock = _accepted(world)
    for recycler in world.cast.of("recycler"):
        rng = world.dice(f"recovery {recycler.firm.number}")
        _recycler_year(world, recycler, stock.get(recycler.uscc, []), rng)
