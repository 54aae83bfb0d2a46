"""经历 — which of the stored facts a code went through, in and out of what it stood in.

    passed()     facts of a line of codes and of the vehicles that they name -> the life of the lowest of them
    lived()      the same of facts in order, where the stays in vehicles are known
    intervals()  a vehicle's facts -> the stays of batteries in it

A module or cell lives through what its pack lives through while it is in it; what names it directly (a replacement, a
shipment) counts from then on.

Source: GB/T 34014-2017 (a pack's tree); Article 24 (what each event means).
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from suyuan.domain import subjects
from suyuan.domain.life import Fact, in_order
from suyuan.domain.trace import kind_of
from suyuan.law.duty import Event

_FITTED, _SWAPPED, _SCRAPPED = Event.FITTED, Event.SWAPPED, Event.SCRAPPED  # named once, as in domain.life
_LEAVES = frozenset({Event.REMOVED, Event.SCRAPPED})
_VEHICLE_EVENTS = frozenset({Event.SOLD, Event.SCRAPPED})
_OF_ITS_OWN = frozenset(
    {
        *(Event.FITTED, Event.REMOVED, Event.SWAPPED, Event.SHIPPED),
        *(Event.REFUSED, Event.RECEIVED, Event.RECODED, Event.RECYCLED),
    }
)

Spans = Mapping[str, Iterable[tuple[str, date, date | None]]]


def passed(
    line: Sequence[str], facts: Sequence[Fact], about: Sequence[Fact], since: date | None = None
) -> list[Fact]:
    """Give the facts that a code went through, in their order, each once.

    ``line``: the code and what it stood in, upwards; ``facts``: of the line; ``about``: of the vehicles that they
    name; ``since`` as in ``lived``. A vehicle's own events count while the battery is in it.
    """
    inside = {fact.object for fact in facts if subjects.is_vehicle(fact.object)}
    spans = {vin: intervals([fact for fact in about if fact.subject == vin]) for vin in inside}
    vehicle = [fact for fact in about if _concerns(fact, line)]
    return _once(lived(in_order((*facts, *vehicle)), line, spans, since))


def lived(facts: Iterable[Fact], line: Sequence[str], spans: Spans, since: date | None = None) -> list[Fact]:
    """Give those facts, in their order, that a code went through; ``line`` is the code and what it stood in, upwards.

    What names the code directly (a replacement, a shipment) takes it out of what it stood in: what happens to that
    later happens without it. Facts about a vehicle count while a code of the line is in it (``spans`` by VIN).
    A part that was put into its pack by a replacement is in it from its fitting on that day (``since``).
    """
    within, kept = list(line if since is None else line[:1]), []
    for fact in facts:
        if subjects.is_vehicle(fact.subject):
            if _inside(within, spans.get(fact.subject, ()), fact.happened_date):
                kept.append(fact)
        elif fact.subject in within:
            kept.append(fact)
            if fact.event is _FITTED and fact.subject == line[0] and fact.happened_date == since:
                within = list(line)
            elif fact.event in _OF_ITS_OWN:
                del within[within.index(fact.subject) + 1 :]
    return kept


def _inside(codes: Sequence[str], spans: Iterable[tuple[str, date, date | None]], day: date) -> bool:
    """Tell whether one of the codes was in the vehicle on a day, its first and last included."""
    return any(
        code in codes and since <= day and (until is None or day <= until) for code, since, until in spans
    )


def intervals(facts: Iterable[Fact]) -> list[tuple[str, date, date | None]]:
    """Give the (battery, fitted on, removed on) of a vehicle from the facts about it, in any order."""
    open_: dict[str, date] = {}
    closed: list[tuple[str, date, date | None]] = []
    for fact in in_order(facts):
        code = fact.object
        if fact.event is _FITTED:
            open_.setdefault(code, fact.happened_date)
        elif fact.event is _SWAPPED:
            out = [other for other in open_ if kind_of(other) == kind_of(code) and other != code]
            closed.extend((other, open_.pop(other), fact.happened_date) for other in out)
            open_.setdefault(code, fact.happened_date)
        elif fact.event in _LEAVES and code in open_:
            closed.append((code, open_.pop(code), fact.happened_date))
        elif fact.event is _SCRAPPED and not code:  # without its battery: whatever was in it is not
            closed.extend((other, since, fact.happened_date) for other, since in open_.items())
            open_.clear()
    closed += [(code, since, None) for code, since in open_.items()]
    return sorted(closed, key=lambda entry: (entry[1], entry[0]))


def _concerns(fact: Fact, line: Sequence[str]) -> bool:
    """Tell whether a fact about a vehicle concerns the battery in it: its sale, its end, another battery's turn."""
    if not fact.object:
        return fact.event in _VEHICLE_EVENTS
    other = fact.object not in line and kind_of(fact.object) == kind_of(line[-1])
    return fact.event is _SWAPPED and other


def _once(facts: Iterable[Fact]) -> list[Fact]:
    """Drop the second end of a fact that is stored from both."""
    seen: set[tuple[object, ...]] = set()
    kept: list[Fact] = []
    for fact in facts:
        mark = (fact.event, frozenset((fact.subject, fact.object)), fact.filing, fact.happened_date)
        if mark not in seen:
            seen.add(mark)
            kept.append(fact)
    return kept
