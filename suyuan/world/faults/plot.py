"""What the planting functions share (埋设工具): choosing places for faults and noting each in the answer key.

Parts: `Plot`, `LAW_FROM`, `RATES`.

Source: the findings of the outer contract; the Measures are in force since 2026-04-01.

>>> from suyuan.world.making import make
>>> plot = Plot(make(vehicles=5, seed=1, faults=0), 1.0, {"some_fault": 0.2})
>>> len(plot.choose("some_fault", ["a", "b", "c", "d", "e"]))
1
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

import numpy as np

from suyuan.world.journal import Act
from suyuan.world.parties import Party
from suyuan.world.state import Answer, Vehicle, World

LAW_FROM = date(2026, 4, 1).toordinal()

# Share of the places where a fault could stand that get one, at `faults=1`.
RATES: dict[str, float] = {
    "two_vehicles": 0.04,
    "two_packs": 0.12,
    "foreign_prefix": 0.07,
    "impossible_date": 0.04,
    "not_fitted": 0.003,
    "level_mismatch": 0.003,
    "serial_probe": 0.2,
    "serial_rhythm": 0.06,
    "silent_repairer": 1.0,
    "silent_swap_operator": 0.5,
    "missing_pack": 0.1,
    "trail_cold": 0.06,
    "no_inbound": 0.04,
    "no_outbound": 0.05,
    "wrong_party": 0.03,
    "code_set_mismatch": 0.15,
    "mass_mismatch": 0.08,
    "not_entitled_permit": 0.08,
    "not_entitled_role": 0.03,
    "not_holder": 0.004,
    "two_places": 0.003,
    "forbidden_use": 0.3,
    "yield_impossible": 0.2,
    "after_recycling": 0.03,
    "late_filing": 0.04,
    "never_filed": 0.25,
    "month_late": 0.1,
    "wrong_length": 0.006,
    "lookalike_letter": 0.006,
    "swapped_halves": 0.006,
    "vin_check_digit": 0.03,
    "future_date": 0.008,
    "unknown_region": 0.02,
}

Thing = TypeVar("Thing")


@dataclass(slots=True)
class Plot:
    """The world with a scale and rates of faults; no thing is spoilt twice."""

    world: World
    scale: float
    rates: Mapping[str, float]
    spoilt: set[int] = field(default_factory=set)
    keep: list[object] = field(default_factory=list)

    def dice(self, fault: str) -> np.random.Generator:
        """The dice of one fault, apart from those of the honest world."""
        return self.world.dice(f"fault {fault}")

    def choose(self, fault: str, places: Sequence[Thing]) -> list[Thing]:
        """The places that get this fault, in order; at least one at full scale where there is any."""
        free = [place for place in places if id(place) not in self.spoilt]
        share = self.rates.get(fault, 0.0) * self.scale
        count = min(round(share * len(free)), len(free))
        if not count and free and share > 0 and self.scale >= 1:
            count = 1
        order = self.dice(fault).permutation(len(free))[:count]
        chosen = [free[int(i)] for i in sorted(order)]
        self.spoil(*chosen)
        return chosen

    def spoil(self, *things: object) -> None:
        """Leave these things alone from now on."""
        self.spoilt.update(id(thing) for thing in things)
        self.keep.extend(things)  # an id stays taken only as long as its object lives

    def quiet(self, *, since: int, maker_may_err: bool = False) -> list[Vehicle]:
        """Sold vehicles of which nothing else is told, licensed on or before `since`, not spoilt yet."""
        return [
            vehicle
            for vehicle in self.world.vehicles
            if vehicle.quiet
            and not vehicle.model.swap
            and vehicle.licensed <= since
            and id(vehicle) not in self.spoilt
            and (vehicle.maker.firm.may_err or not maker_may_err)
        ]

    def answer(
        self, fault: str, expected: str, subject: tuple[str, str], parties: Sequence[Party | str], day: int
    ) -> None:
        """Note in the answer key what was planted; `subject` is (kind, id)."""
        codes = tuple(party if isinstance(party, str) else party.uscc for party in parties)
        self.world.answers.append(Answer(fault, expected, subject[0], subject[1], codes, day))

    def blameless(self, act: Act) -> bool:
        """True for acts of firms on which no fault is planted."""
        return not next(party for party in self.world.cast.parties if party.uscc == act.by).firm.may_err
