"""Faults of custody (流转类问题): reports that are missing, name another, or pass batteries to those who
may not have them.

`missing_pack`, `trail_cold` and `silent_swap_operator` work before waste is sent on its way, the others on the
hand-overs.

Parts: `missing_pack`, `trail_cold`, `no_inbound`, `no_outbound`, `wrong_party`, `code_set_mismatch`,
`mass_mismatch`, `not_entitled_permit`, `not_entitled_role`, `not_holder`, `two_places`,
`silent_swap_operator`.

Source: findings of the same names in the outer contract; Articles 18 to 21.

>>> from suyuan.world.making import make
>>> sorted({a.fault for a in make(vehicles=300, seed=1, rates={"no_inbound": 0.1}).answers})
['no_inbound']
"""

from datetime import date, timedelta

from suyuan.world.faults.plot import LAW_FROM, Plot
from suyuan.world.handovers import hand_over
from suyuan.world.parties import Party
from suyuan.world.state import Handover, Vehicle, Waste

_SETTLED_DAYS = 55
_COLD_DAYS = 110
_FRESH_DAYS = 25
_QUIET_MONTHS = 3  # and the one under way
_ENOUGH_SWAPS = 12  # that should have been told: with fewer, nobody could say that they are missing


def missing_pack(plot: Plot) -> None:
    """A vehicle reaches the dismantler without its pack."""
    world = plot.world
    items = [
        w
        for w in world.waste
        if w.origin == "scrap"
        and w.cause is not None
        and w.since >= LAW_FROM
        and w.cause.filed <= world.until
    ]  # what is scrapped on the last days is not told before the end
    for waste in plot.choose("missing_pack", items):
        if waste.cause is None:
            continue
        gone = {"pack_code": "", "pack_present": False, "missing_reason": "来车时无动力电池"}
        waste.cause.row |= gone
        world.waste.remove(waste)
        plot.answer(
            "missing_pack", "missing_pack", ("vehicle", waste.cause.row["vin"]), (waste.holder,), waste.since
        )


def trail_cold(plot: Plot) -> None:
    """A removed battery is never heard of again; one that swapped is not told of when it is taken out of use."""
    world = plot.world
    last = world.until - _COLD_DAYS
    items = [w for w in world.waste if w.origin in ("scrap", "repair") and LAW_FROM - 60 <= w.since <= last]
    for waste in plot.choose("trail_cold", [w for w in items if w.holder.firm.may_err]):
        world.waste.remove(waste)
        plot.answer("trail_cold", "trail_cold", ("battery", waste.code), (waste.holder,), waste.since)


def _settled(plot: Plot, *, to_recycler: bool = True) -> list[Handover]:
    """Accepted hand-overs under the Measures, reported by both sides, old enough for every clock to have
    run out.
    """
    sent_back = {load.waste.code for load in plot.world.handovers if not load.accepted}
    return [
        load
        for load in plot.world.handovers
        if load.accepted
        and load.out_act is not None
        and load.in_act is not None
        and load.waste.code
        and load.waste.code not in sent_back
        and LAW_FROM <= load.out_day <= plot.world.until - _SETTLED_DAYS
        and (load.receiver.role == "recycler" or not to_recycler)
        and load.sender.firm.may_err
        and id(load) not in plot.spoilt
    ]


def _forget_inbound(plot: Plot, load: Handover) -> None:
    if load.in_act is not None:
        plot.world.journal.drop([load.in_act])
        load.in_act = None


def no_inbound(plot: Plot) -> None:
    """A recycler never reports what was sent to it."""
    for load in plot.choose("no_inbound", _settled(plot)):
        _forget_inbound(plot, load)
        plot.answer(
            "no_inbound",
            "no_inbound",
            ("battery", load.waste.code),
            (load.sender, load.receiver),
            load.out_day,
        )


def no_outbound(plot: Plot) -> None:
    """A sender never reports what another accepted from it."""
    for load in plot.choose("no_outbound", _settled(plot, to_recycler=False)):
        if load.out_act is not None:
            plot.world.journal.drop([load.out_act])
        load.out_act = None
        plot.answer(
            "no_outbound",
            "no_outbound",
            ("battery", load.waste.code),
            (load.sender, load.receiver),
            load.in_day,
        )


def _another_recycler(plot: Plot, load: Handover) -> Party | None:
    others = [
        party for party in plot.world.cast.open_recyclers(load.in_day, 95) if party is not load.receiver
    ]
    return others[load.in_day % len(others)] if others else None


def wrong_party(plot: Plot) -> None:
    """The battery is accepted by another recycler than the outbound names."""
    for load in plot.choose("wrong_party", _settled(plot)):
        other = _another_recycler(plot, load)
        if other is None or load.in_act is None:
            continue
        load.in_act.by = other.uscc
        parties = (load.sender, load.receiver, other)
        plot.answer("wrong_party", "wrong_party", ("battery", load.waste.code), parties, load.in_day)


def code_set_mismatch(plot: Plot) -> None:
    """The receiver of a load lists one code that the sender did not send, in place of one that it did."""
    transfers: dict[str, list[Handover]] = {}
    for load in _settled(plot):
        transfers.setdefault(load.transfer_no, []).append(load)
    several = [loads for loads in transfers.values() if len(loads) > 1]
    for loads in plot.choose("code_set_mismatch", several):
        load = loads[0]
        plot.spoil(*loads)
        if load.in_act is None:
            continue
        battery = load.waste.battery
        made = load.out_day - 400
        other = plot.world.works.pack(battery, made, "W").code
        if load.waste.kind == "M":
            other = plot.world.works.module(battery, made).code
        elif load.waste.kind == "C":
            other = plot.world.works.cell_code(battery, made)
        load.in_act.row["code"] = other
        parties = (load.sender, load.receiver)
        plot.answer(
            "code_set_mismatch", "code_set_mismatch", ("transfer", load.transfer_no), parties, load.in_day
        )


def mass_mismatch(plot: Plot) -> None:
    """The receiver weighs a quarter less than the sender did."""
    packs = [load for load in _settled(plot) if load.waste.kind == "P"]
    for load in plot.choose("mass_mismatch", packs):
        if load.in_act is None:
            continue
        load.in_act.row["mass_kg"] = round(load.in_act.row["mass_kg"] * 0.75, 3)
        parties = (load.sender, load.receiver)
        plot.answer("mass_mismatch", "mass_mismatch", ("battery", load.waste.code), parties, load.in_day)


def _redirect(load: Handover, receiver: Party) -> None:
    """Send this load to another party; both reports say so."""
    load.receiver = receiver
    load.transfer_no += "R"
    if load.out_act is not None:
        row = load.out_act.row
        row |= {
            "destination_uscc": receiver.uscc,
            "destination_name": receiver.name,
            "transfer_no": load.transfer_no,
        }
        row.pop("outlet_no", None)
    if load.in_act is not None:
        load.in_act.by = receiver.uscc
        load.in_act.row["transfer_no"] = load.transfer_no


def not_entitled_permit(plot: Plot) -> None:
    """A battery goes to a recycler whose discharge permit has run out."""
    expired = [p for p in plot.world.cast.of("recycler") if (p.permit_ends or 0) < plot.world.until]
    if not expired:
        return
    ended = max(p.permit_ends or 0 for p in expired)
    loads = [load for load in _settled(plot) if load.out_day > ended]
    for load in plot.choose("not_entitled_permit", loads):
        _redirect(load, expired[0])
        parties = (load.sender, expired[0])
        plot.answer(
            "not_entitled_permit", "not_entitled", ("battery", load.waste.code), parties, load.out_day
        )


def not_entitled_role(plot: Plot) -> None:
    """A battery goes to a workshop, which may not receive waste batteries and reports nothing."""
    shops = plot.world.cast.independents()
    for index, load in enumerate(plot.choose("not_entitled_role", _settled(plot))):
        _forget_inbound(plot, load)
        _redirect(load, shops[index % len(shops)])
        parties = (load.sender, load.receiver)
        plot.answer("not_entitled_role", "not_entitled", ("battery", load.waste.code), parties, load.out_day)


def _fresh_waste(vehicle: Vehicle, holder: Party, day: int, origin: str) -> Waste:
    code, battery = vehicle.packs[0].code, vehicle.battery
    return Waste(code, battery, "P", battery.mass_g("P"), holder, day, origin)


def not_holder(plot: Plot) -> None:
    """A dismantler sends off a battery that is still in a vehicle on the road."""
    world, rng = plot.world, plot.dice("not_holder weights")
    day = world.until - _FRESH_DAYS
    recyclers, yards = world.cast.open_recyclers(day, _COLD_DAYS), world.cast.of("dismantler")
    for index, vehicle in enumerate(plot.choose("not_holder", plot.quiet(since=LAW_FROM - 90))):
        yard, receiver = yards[index % len(yards)], recyclers[index % len(recyclers)]
        load = hand_over(world, _fresh_waste(vehicle, yard, day, "scrap"), receiver, (day, day + 2), rng)
        plot.spoil(load)
        plot.answer("not_holder", "not_holder", ("battery", load.waste.code), (yard, receiver), day)


def two_places(plot: Plot) -> None:
    """Two recyclers accept one and the same code from two workshops within days: a cloned label."""
    world, rng = plot.world, plot.dice("two_places weights")
    day = world.until - _FRESH_DAYS - 5
    recyclers, shops = world.cast.open_recyclers(day, _COLD_DAYS), world.cast.independents()
    for index, vehicle in enumerate(plot.choose("two_places", plot.quiet(since=LAW_FROM - 90))):
        parties: list[Party] = []
        for copy in range(2):
            shop, receiver = shops[(index + copy) % len(shops)], recyclers[(index + copy) % len(recyclers)]
            waste = _fresh_waste(vehicle, shop, day, "repair")
            plot.spoil(hand_over(world, waste, receiver, (day + copy, day + 2 + copy), rng))
            parties += [shop, receiver]
        plot.answer("two_places", "two_places", ("battery", vehicle.packs[0].code), parties, day)


def silent_swap_operator(plot: Plot) -> None:
    """A swap operator swaps on and makes no monthly return any more; what it retires since vanishes."""
    world = plot.world
    first = date.fromordinal(world.until).replace(day=1)
    for _ in range(_QUIET_MONTHS):
        first = (first - timedelta(days=1)).replace(day=1)
    operators = [one for one in world.cast.of("swap_operator") if one.firm.may_err]
    for operator in plot.choose("silent_swap_operator", operators):
        hushed = [
            act
            for act in world.journal.acts
            if act.by == operator.uscc and act.duty == "24.4.a" and act.row["month"] >= f"{first:%Y-%m}"
        ]
        told = any(act.by == operator.uscc and act.duty == "24.4.a" for act in world.journal.acts)
        if len(hushed) < _ENOUGH_SWAPS or not told:
            continue
        world.journal.drop(hushed)
        world.waste = [
            waste
            for waste in world.waste
            if not (waste.holder is operator and waste.origin == "swap" and waste.since >= first.toordinal())
        ]
        parties = (operator,)
        plot.answer(
            "silent_swap_operator",
            "silent_swap_operator",
            ("party", operator.uscc),
            parties,
            first.toordinal(),
        )
