"""Hand-overs (移交:出库与入库): who passes which waste batteries to whom, as two reports of one fact.

A holder sends a load every third week: all it has by then goes to one destination under one transfer
number. Workshops, dismantlers and swap operators send to recyclers or to the outlets of makers; makers
send to recyclers only, and only to those whose permits are valid. Recyclers now and then refuse an item
at the gate; it goes back and is sent again.

Parts: `dispatch`, `hand_over`, `inbound_duty`, `outbound_duty`.

Source: Articles 18 to 20 (who may receive), Article 24(2) to 24(8) (who reports), Article 24 last
paragraph (code condition).

>>> from suyuan.world.parties import cast
>>> crowd = cast(seed=1, until=739940)
>>> outbound_duty(crowd.of("dismantler")[0], "scrap"), inbound_duty(crowd.of("recycler")[0])
('24.8.b', '24.7.a')
"""

from collections.abc import Iterable, Iterator

import numpy as np

from suyuan.world.coding import fold, iso
from suyuan.world.journal import Act
from suyuan.world.parties import Party
from suyuan.world.state import Handover, Waste, World

_EVERY_DAYS = 21
_READY_AFTER_DAYS = {"repair": 25, "scrap": 12, "swap": 12, "production": 3, "collected": 10, "returned": 5}
_PERMIT_MARGIN_DAYS = 95
_TO_OUTLET = {"repairer": 0.5, "dismantler": 0.25, "swap_operator": 0.25}
_REFUSED_SHARE = 0.02
_DAMAGED_SHARE = 0.02
_TRAVEL_DAYS = 5
_BATTERY = ("battery_maker", "battery_importer")
_VEHICLE = ("vehicle_maker", "vehicle_importer")


def outbound_duty(sender: Party, origin: str) -> str | None:
    """The duty under which this sender reports waste leaving; None for workshops, whom Article 24 does
    not ask.
    """
    if sender.role in _BATTERY:
        return "24.3" if origin == "production" else "24.6.c"
    if sender.role in _VEHICLE:
        return "24.2.c" if origin == "production" else "24.6.c"
    return {"swap_operator": "24.4.b", "dismantler": "24.8.b"}.get(sender.role)


def inbound_duty(receiver: Party) -> str | None:
    """The duty under which this receiver reports waste arriving, None where Article 24 asks nothing of it."""
    if receiver.role == "recycler":
        return "24.7.a"
    return "24.6.b" if receiver.role in _BATTERY + _VEHICLE else None


def _destination(world: World, sender: Party, day: int, rng: np.random.Generator) -> Party:
    if rng.random() < _TO_OUTLET.get(sender.role, 0.0):
        if sender.partners:
            return sender.partners[int(rng.integers(len(sender.partners)))]
        owners = world.cast.of(*(_BATTERY if sender.role in ("swap_operator", "repairer") else _VEHICLE))
        return owners[int(rng.integers(len(owners)))]
    recyclers = world.cast.open_recyclers(day, _PERMIT_MARGIN_DAYS)
    return recyclers[int(rng.integers(len(recyclers)))]


def _kilograms(grams: float) -> float:
    return round(float(grams) / 1000, 3)


def _outbound(world: World, load: Handover, mass_kg: float, condition: str) -> Act | None:
    duty = outbound_duty(load.sender, load.waste.origin)
    if duty is None:
        return None
    row = {
        "code": load.waste.code,
        "code_condition": condition,
        "out_date": iso(load.out_day),
        "destination_uscc": load.receiver.uscc,
        "destination_name": load.receiver.name,
        "mass_kg": mass_kg,
        "transfer_no": load.transfer_no,
    }
    if load.receiver.collection_outlets:
        row["outlet_no"] = load.receiver.collection_outlets[0]
    if load.waste.label_text:
        row["label_text"] = load.waste.label_text
    return world.journal.record(load.sender.uscc, duty, load.out_day, row)


def _inbound(world: World, load: Handover, mass_kg: float, condition: str) -> Act | None:
    duty = inbound_duty(load.receiver)
    if duty is None or load.in_day > world.until:
        return None
    row = {
        "code": load.waste.code,
        "code_condition": condition,
        "in_date": iso(load.in_day),
        "source_uscc": load.sender.uscc,
        "source_name": load.sender.name,
        "outcome": "accepted" if load.accepted else "refused",
        "mass_kg": mass_kg,
        "transfer_no": load.transfer_no,
    }
    if not load.accepted:
        row["refusal_reason"] = "包装破损，退回重新包装"
    if load.receiver.collection_outlets:
        row["outlet_no"] = load.receiver.collection_outlets[0]
    if load.waste.label_text:
        row["label_text"] = load.waste.label_text
    return world.journal.record(load.receiver.uscc, duty, load.in_day, row)


def hand_over(
    world: World,
    waste: Waste,
    receiver: Party,
    days: tuple[int, int],
    rng: np.random.Generator,
    *,
    accepted: bool = True,
) -> Handover:
    """Hand one item over on days (out, in) and let both sides report; their scales differ by less than
    half a percent.
    """
    out_day, in_day = days
    number = f"YJ{waste.holder.firm.number}{receiver.firm.number}{iso(out_day).replace('-', '')}"
    load = Handover(waste, waste.holder, receiver, number, out_day, in_day, None, None, accepted)
    weighed = waste.mass_g * (1 + rng.uniform(-0.002, 0.002))
    condition = "intact" if waste.code and rng.random() > _DAMAGED_SHARE else "damaged"
    load.out_act = _outbound(world, load, _kilograms(weighed), condition)
    load.in_act = _inbound(world, load, _kilograms(weighed * (1 + rng.uniform(-0.001, 0.001))), condition)
    world.handovers.append(load)
    return load


def _loads(items: Iterable[Waste], holder: Party, until: int) -> Iterator[tuple[int, list[Waste]]]:
    """Sending days of one holder with what it sends; the caller may put refused items back by `send`."""
    phase = fold(holder.uscc + "sends", _EVERY_DAYS)
    waiting = [(item.since + _READY_AFTER_DAYS[item.origin], item) for item in items]
    waiting.sort(key=lambda pair: pair[0])
    while waiting:
        ready = waiting[0][0]
        day = ready + (phase - ready) % _EVERY_DAYS
        if day > until:
            return
        load = [item for when, item in waiting if when <= day]
        waiting = waiting[len(load) :]
        yield day, load


def _send(world: World, holder: Party, items: list[Waste], rng: np.random.Generator) -> list[Waste]:
    """Send everything of one holder; returns what makers collected and what was refused, to be sent on."""
    left: list[Waste] = []
    for day, load in _loads(items, holder, world.until):
        receiver = _destination(world, holder, day, rng)
        in_day = day + 1 + int(rng.integers(_TRAVEL_DAYS))
        for item in load:
            accepted = receiver.role != "recycler" or rng.random() >= _REFUSED_SHARE or not item.code
            done = hand_over(world, item, receiver, (day, in_day), rng, accepted=accepted)
            if in_day > world.until:
                continue
            if not accepted:
                origin = "returned" if item.origin != "production" else "production"
                left.append(
                    Waste(item.code, item.battery, item.kind, item.mass_g, holder, in_day + 5, origin)
                )
            elif done.in_act is not None and receiver.role != "recycler":
                left.append(
                    Waste(item.code, item.battery, item.kind, item.mass_g, receiver, in_day, "collected")
                )
    return left


def dispatch(world: World, items: list[Waste], turn: int) -> list[Waste]:
    """Let every holder send what it has; returns what then lies with makers or came back, for the next
    turn.
    """
    rng = world.dice(f"dispatch {turn}")
    following: list[Waste] = []
    for holder in world.cast.parties:
        own = [item for item in items if item.holder is holder]
        following += _send(world, holder, [item for item in own if item.origin == "production"], rng)
        following += _send(world, holder, [item for item in own if item.origin != "production"], rng)
    return following
