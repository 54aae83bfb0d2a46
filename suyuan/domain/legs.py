"""段 — a battery that passes through several hands on one day: its legs, each after the one that led to it.

    in_legs()   facts in their order -> the same, the movements of one day leg after leg

The day is all that Article 24 asks for. Of what left A for B and B for C on one day, what came to B comes before what
left B, whatever their papers say of the hour. Where the legs lead round, the first is that of whoever had it before.

Source: Article 24 and its paragraph on the content of outbound and inbound information.
"""

from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from suyuan.law.duty import Event

if TYPE_CHECKING:
    from suyuan.domain.life import Fact

_SHIPPED, _RECEIVED, _REFUSED = Event.SHIPPED, Event.RECEIVED, Event.REFUSED
_MOVES = frozenset({_SHIPPED, _RECEIVED, _REFUSED})
_FEWEST = 3  # of two movements, the one that left comes first anyway
End = int | str
Numbers = Callable[[str], int | None]
Leg = tuple[End, End]


def in_legs(facts: "Sequence[Fact]", number_of: Numbers) -> "list[Fact]":
    """Give facts leg after leg, which come in the order of their days; ``number_of``: a party's number by its code."""
    told = list(facts)
    places = [place for place, fact in enumerate(told) if fact.event in _MOVES]
    if len(places) < _FEWEST:
        return told
    for _, group in groupby(places, key=lambda place: told[place].happened_date):
        day = list(group)
        if len(day) >= _FEWEST:
            before = told[day[0] - 1].party_id if day[0] else None
            ordered = _chained([told[place] for place in day], before, number_of)
            for place, fact in zip(day, ordered, strict=True):
                told[place] = fact
    return told


def _chained(moves: "Sequence[Fact]", before: int | None, number_of: Numbers) -> "list[Fact]":
    """Give the movements of one day leg after leg."""
    left: dict[Leg, list[Fact]] = {}
    for fact in moves:
        left.setdefault(_leg(fact, number_of), []).append(fact)
    if {start for start, _ in left}.isdisjoint(end for _, end in left):
        return list(moves)
    found: list[Fact] = []
    while left:
        leg: Leg | None = _first(left, before)
        while leg is not None:
            told = left.pop(leg)
            found += told
            holder = leg[0] if _stays(told) else leg[1]
            onward = [one for one in left if one[0] == holder]
            leg = min(onward, key=lambda one: not _stays(left[one]), default=None)
    return found


def _stays(told: "Sequence[Fact]") -> bool:
    """Tell whether a leg ended at the gate: the battery is still with its sender, who may have sent it elsewhere."""
    events = {one.event for one in told}
    return _REFUSED in events and _RECEIVED not in events


def _leg(fact: "Fact", number_of: Numbers) -> Leg:
    number = number_of(fact.counterparty)
    other: End = fact.counterparty if number is None else number
    return (fact.party_id, other) if fact.event is _SHIPPED else (other, fact.party_id)


def _first(left: "Mapping[Leg, list[Fact]]", before: int | None) -> Leg:
    """Give the leg to which none led; where they lead round, that of whoever had it, or the first told."""
    ends = {end for _, end in left}
    heads = [leg for leg in left if leg[0] not in ends]
    round_ = [leg for leg in left if leg[0] == before]
    return (heads or round_ or list(left))[0]
