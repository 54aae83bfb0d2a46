"""Planted faults (埋设的问题): the seeded share of bad things, each by a function of its own, each noted
in the answer key.

* ``identity``: one code in two places of the tree, strange prefixes and dates, wrong or unreported
  replacements
* ``custody``: missing, diverging and forbidden hand-overs
* ``recovery``: forbidden uses, metal from nowhere, batteries back from the furnace
* ``papers``: late and missing filings, lines that must be refused
* ``plot``: rates and the choosing of places

The honest world is made in three steps, and faults are planted after each, so that what follows from a
fault follows: a battery whose inbound was never reported is not worked up either.

Source: findings of the outer contract.

>>> len(IN_USE + ON_THE_WAY + AT_THE_END) == len(RATES)
True
"""

from collections.abc import Callable

from suyuan.world.faults import custody, identity, papers, recovery
from suyuan.world.faults.plot import RATES, Plot

Planter = Callable[[Plot], None]

IN_USE: tuple[Planter, ...] = (
    identity.silent_repairer,
    custody.silent_swap_operator,
    identity.two_vehicles,
    identity.two_packs,
    identity.foreign_prefix,
    identity.impossible_date,
    custody.missing_pack,
    custody.trail_cold,
)
ON_THE_WAY: tuple[Planter, ...] = (
    custody.no_inbound,
    custody.no_outbound,
    custody.wrong_party,
    custody.code_set_mismatch,
    custody.mass_mismatch,
    custody.not_entitled_permit,
    custody.not_entitled_role,
    custody.not_holder,
    custody.two_places,
)
AT_THE_END: tuple[Planter, ...] = (
    recovery.forbidden_use,
    recovery.yield_impossible,
    recovery.after_recycling,
    identity.not_fitted,
    identity.level_mismatch,
    identity.serial_probe,
    identity.serial_rhythm,
    papers.never_filed,
    papers.month_late,
    papers.late_filing,
    papers.wrong_length,
    papers.lookalike_letter,
    papers.swapped_halves,
    papers.vin_check_digit,
    papers.future_date,
    papers.unknown_region,
)

__all__ = ["AT_THE_END", "IN_USE", "ON_THE_WAY", "RATES", "Planter", "Plot", "plant"]


def plant(plot: Plot, planters: tuple[Planter, ...]) -> None:
    """Plant every fault of one step, in their order; nothing at scale 0."""
    if plot.scale <= 0:
        return
    for planter in planters:
        planter(plot)
