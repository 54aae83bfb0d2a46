"""Faults of recovery (综合利用类问题): forbidden uses, metal from nowhere, batteries back from the furnace.

Parts: `forbidden_use`, `yield_impossible`, `after_recycling`.

Source: findings of the same names in the outer contract; Article 22.

>>> from suyuan.world.making import make
>>> [a.expected for a in make(vehicles=300, seed=1, rates={"yield_impossible": 0.2}).answers]
['yield_impossible']
"""

from suyuan.world.faults.plot import LAW_FROM, Plot
from suyuan.world.journal import Act
from suyuan.world.parties import Party
from suyuan.world.products import composition
from suyuan.world.repairs import report_replacement

_COBALT_IN_SULFATE = 0.2097
_EXCESS = 1.2
_RECENT_DAYS = 40


def _told(plot: Plot, duty: str) -> list[Act]:
    """Acts of this duty that the Measures govern and that were filed before the world's end."""
    until = plot.world.until
    return [
        act
        for act in plot.world.journal.acts
        if act.duty == duty and act.day >= LAW_FROM and act.filed <= until
    ]


def forbidden_use(plot: Plot) -> None:
    """A second-life battery is sold for use in electric bicycles."""
    for act in plot.choose("forbidden_use", [act for act in _told(plot, "24.6.c") if "use" in act.row]):
        act.row["use"] = "electric_bicycle"
        plot.answer("forbidden_use", "forbidden_use", ("battery", act.row["code"]), (act.by,), act.day)


def _cobalt_taken_in(plot: Plot, recycler: Party) -> float:
    """Kilograms of cobalt in everything this recycler reported as accepted."""
    return sum(
        float(load.in_act.row["mass_kg"]) * composition(load.waste.battery, load.waste.kind).get("Co", 0.0)
        for load in plot.world.handovers
        if load.in_act is not None and load.accepted and load.in_act.by == recycler.uscc
    )


def yield_impossible(plot: Plot) -> None:
    """A recycler ships more cobalt than all the batteries it ever took in can have held."""
    recyclers = plot.world.cast.of("recycler")
    sales = {party: [a for a in _told(plot, "24.7.b") if a.by == party.uscc] for party in recyclers}
    sulfate = {
        party: [a for a in acts if a.row["product_kind"] == "cobalt_sulfate"] for party, acts in sales.items()
    }
    for party in plot.choose("yield_impossible", [party for party in recyclers if sulfate[party]]):
        act = sulfate[party][-1]
        extra = _cobalt_taken_in(plot, party) * _EXCESS / _COBALT_IN_SULFATE
        act.row["mass_kg"] = round(act.row["mass_kg"] + extra, 3)
        plot.answer("yield_impossible", "yield_impossible", ("party", party.uscc), (party,), act.day)


def after_recycling(plot: Plot) -> None:
    """A pack whose material was recovered turns up as the new battery of a repair."""
    world = plot.world
    day = world.until - _RECENT_DAYS
    melted = sorted(
        {
            code
            for act in _told(plot, "24.7.b")
            if act.row["product_kind"] == "copper" and act.filed < day
            for code in act.row["source_codes"]
            if code[3] == "P"
        }
    )
    shops = world.cast.independents()
    vehicles = plot.quiet(since=LAW_FROM - 90)
    for index, code in enumerate(plot.choose("after_recycling", melted)):
        fitting = [v for v in vehicles if v.battery.prefix("P") == code[:7] and id(v) not in plot.spoilt]
        if not fitting:
            continue
        vehicle, shop = fitting[index % len(fitting)], shops[index % len(shops)]
        plot.spoil(vehicle)
        report_replacement(
            world, vehicle, shop, day + index % 20, (vehicle.packs[0].code, code), duty="24.5.c"
        )
        plot.answer("after_recycling", "after_recycling", ("battery", code), (shop,), day + index % 20)
