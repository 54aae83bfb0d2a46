"""告知所涉车辆 — what the register knows of vehicles for a notice: whose, which model, which packs are in it.

    Known     one vehicle
    know()    VINs -> those that were certified
    Bearers   who answers for a vehicle's batteries now, through mergers and ends

The platform looks; who asks is told of its own vehicles only.

Source: Articles 15(3) and 17 of the Measures.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import NamedTuple

from suyuan.domain import life, subjects
from suyuan.domain.life import Fact
from suyuan.domain.lived import intervals
from suyuan.domain.trace import kind_of
from suyuan.law.duty import Event
from suyuan.services.batteries.dossier import end_of, read_facts
from suyuan.services.parties import succession
from suyuan.storage.wall import PLATFORM

CERTIFICATE = "24.2.a"
AT_ONCE = 500
_PUT_IN = frozenset({Event.FITTED, Event.SWAPPED})


class Fitted(NamedTuple):
    """A pack that is in a vehicle, since when, and the parties that filed that it was put in."""

    code: str
    since: date
    by: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """One vehicle: who certified it, its model, the day and division of its sale, and the packs that are in it."""

    vin: str
    party_id: int
    vehicle_model: str
    sold: date | None
    region_code: str
    packs: tuple[Fitted, ...]

    def has(self, code: str) -> bool:
        """Tell whether a pack is in it."""
        return any(each.code == code for each in self.packs)

    def fitters_of(self, code: str) -> frozenset[int]:
        """Give the parties that filed that a pack was put into it; none for one that is not in it."""
        return next((each.by for each in self.packs if each.code == code), frozenset())


def know(vins: Iterable[str], *, today: date) -> dict[str, Known]:
    """Give what is known of vehicles that were certified, by VIN."""
    found: dict[str, Known] = {}
    asked = list(dict.fromkeys(vins))
    for start in range(0, len(asked), AT_ONCE):
        keys = [key for vin in asked[start : start + AT_ONCE] if (key := subjects.key(vin)) is not None]
        facts = read_facts(keys, end_of(today), today, PLATFORM)
        facts.sort(key=lambda fact: fact.subject)
        for vin, about in groupby(facts, key=lambda fact: fact.subject):
            one = _known(vin, list(about))
            if one is not None:
                found[vin] = one
    return found


def _known(vin: str, facts: Sequence[Fact]) -> Known | None:
    standing = life.undisputed(facts)
    first = next((fact for fact in standing if fact.duty == CERTIFICATE), None)
    if first is None:
        return None
    sale = next((fact for fact in standing if fact.event is Event.SOLD), None)
    scrapped = any(fact.event is Event.SCRAPPED for fact in standing)
    packs = [
        Fitted(code, since, _fitters(code, standing))
        for code, since, until in intervals(standing)
        if until is None and kind_of(code) == "pack" and not scrapped
    ]
    return Known(
        vin=vin,
        party_id=first.party_id,
        vehicle_model=str(first.body.get("vehicle_model") or ""),
        sold=sale.happened_date if sale else None,
        region_code=str(sale.body.get("region_code") or "") if sale else "",
        packs=tuple(packs),
    )


def _fitters(code: str, facts: Iterable[Fact]) -> frozenset[int]:
    """Give the parties that filed that a code was put into the vehicle of some facts."""
    return frozenset(
        fact.party_id for fact in facts if fact.event in _PUT_IN and code in {fact.subject, fact.object}
    )


class Bearers:
    """Who answers for the vehicles of a party on a day, looked up once each."""

    def __init__(self, today: date) -> None:
        self._today = today
        self._lines: dict[int, tuple[int, ...]] = {}

    def line(self, party_id: int) -> tuple[int, ...]:
        """Give the parties through which the duty came, from who certified to who answers."""
        if party_id not in self._lines:
            self._lines[party_id] = succession.takes_back(party_id, self._today)
        return self._lines[party_id]

    def now(self, party_id: int) -> int:
        """Give who answers now."""
        return self.line(party_id)[-1]
