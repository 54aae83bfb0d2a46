"""政策选项 — named settings for what the text of the law leaves open, each with our reading and its reason.

    Policy         one open question: what may be answered, what we answer and why, where it acts
    POLICIES       all of them, by id
    Policies       the answers in use; defaults are ours, an operator may set others
    MassTolerance  how far two weighings of one thing may lie apart

A reading that no setting changes (``adjustable`` false) is listed all the same, so that it can be read and
disputed. Every page that computes with a policy names it.

Source: open questions of the Measures; Civil Code Articles 200 to 204, whose use for administrative deadlines
is general practice and not confirmed by the Measures.

>>> Policies().receipt_presumed_days
7
>>> Policies.of({"holiday_roll": "none", "dismantler_working_days": 20}).dismantler_working_days
20
>>> Policies.of({"holiday_roll": "sometimes"})
Traceback (most recent call last):
    ...
ValueError: holiday_roll: 'sometimes' is not one of 'rest_days', 'public_holidays', 'none'
"""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, fields
from typing import Any, NamedTuple

from suyuan.law import open_questions
from suyuan.law.case_questions import CASES
from suyuan.law.duty import Text
from suyuan.law.inspection_questions import (
    AHEAD_DAYS,
    FREQUENCY_DAYS,
    INSPECTION,
    SEED_SECRET_DAYS,
    TEAM_SIZE,
)
from suyuan.law.open_questions import Policy
from suyuan.law.pattern_questions import PATTERNS
from suyuan.law.service_questions import SERVICE
from suyuan.law.sight_questions import SIGHT
from suyuan.law.standing_questions import STANDING

__all__ = ["POLICIES", "MassTolerance", "Policies", "Policy", "Setting"]

POLICIES: dict[str, Policy] = open_questions.POLICIES | {
    policy.id: policy for policy in (*STANDING, *SIGHT, *SERVICE, *CASES, *PATTERNS, *INSPECTION)
}


class MassTolerance(NamedTuple):
    """Two masses may differ by ``percent`` of the larger or by ``least_g`` grams, whichever is more."""

    percent: int
    least_g: int

    def agrees(self, one_g: int, other_g: int) -> bool:
        """Tell whether two masses in grams are within the tolerance."""
        return abs(one_g - other_g) * 100 <= max(max(one_g, other_g) * self.percent, self.least_g * 100)


FIVE_PERCENT_OR_TWO_KG = MassTolerance(percent=5, least_g=2_000)


class Setting(NamedTuple):
    """A policy with the answer in use, for the page that lists them."""

    policy: Policy
    value: Any
    is_default: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Policies:
    """The answers in use; one field for every adjustable policy, of the same name."""

    calendar_days: bool = True
    first_day_not_counted: bool = True
    holiday_roll: str = "rest_days"
    monthly_inclusive: bool = True
    sale_clock: str = "licensed_else_sold"
    dismantler_working_days: int = 15
    no_swap_no_return: bool = True
    swap_snapshot_per_vehicle: bool = True
    receipt_presumed_days: int = 7
    matching_window_days: int = 60
    mass_tolerance: MassTolerance = FIVE_PERCENT_OR_TWO_KG
    trail_cold_days: int = 90
    probe_lookups: int = 30
    finding_answer_days: int = 15
    yield_window: int | None = None  # days; None = all time
    forbidden_uses: tuple[str, ...] = ("electric_bicycle",)
    backfill_cutoff: str = "2026-04-01"
    correction_keeps_filing_day: bool = True
    waste_abroad: bool = False
    permit_warning_days: int = 60
    public_identity: bool = True
    repair_days: int = 30
    techinfo_hours: int = 72
    outlet_fresh_days: int = 180
    outlet_place_m: int = 2_000
    thin_cover_vehicles: int = 10_000
    thin_cover_batteries: int = 5_000
    referral_days: int = 7
    rhythm_codes: int = 20
    rhythm_margin: int = 10_000
    rhythm_days: int = 30
    silent_swap_months: int = 3
    inspection_frequency: int = FREQUENCY_DAYS
    inspection_ahead: int = AHEAD_DAYS
    team_size: int = TEAM_SIZE
    seed_secret_days: int = SEED_SECRET_DAYS

    def __post_init__(self) -> None:
        for entry in fields(self):
            POLICIES[entry.name].check(getattr(self, entry.name))

    @classmethod
    def of(cls, settings: Mapping[str, Any]) -> "Policies":
        """Give the defaults with these changed. Raises ValueError for an unknown name or value."""
        known = {entry.name for entry in fields(cls)}
        for name in settings:
            if name not in known:
                raise ValueError(f"{name}: no such policy")
        chosen = dict(settings)
        if isinstance(chosen.get("mass_tolerance"), Mapping):
            chosen["mass_tolerance"] = MassTolerance(**chosen["mass_tolerance"])
        if "forbidden_uses" in chosen:
            chosen["forbidden_uses"] = tuple(chosen["forbidden_uses"])
        return cls(**chosen)

    def describe(self) -> tuple[Setting, ...]:
        """Give every policy with its answer in use, in the order of the catalogue."""
        usual = Policies()
        rows = []
        for policy in POLICIES.values():
            value = getattr(self, policy.id, policy.default)
            rows.append(Setting(policy, value, value == getattr(usual, policy.id, policy.default)))
        return tuple(rows)

    def chosen(self, names: AbstractSet[str]) -> tuple[Setting, ...]:
        """Give the policies named, each with its answer in use."""
        return tuple(each for each in self.describe() if each.policy.id in names)

    def answer(self, name: str) -> Text:
        """Say the answer in use in words."""
        return POLICIES[name].say(getattr(self, name, POLICIES[name].default))
