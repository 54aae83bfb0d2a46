"""数字身份卡 — the card of one pack: what became of it, what it is, and how complete it is.

    IdentityEvent, Turn   what happens to an identity
    Status, status()      where in its life the battery is
    Card                  what one reader is told, field by field
    product()             what is filed of a product -> its data points
    completeness()        how many of the counted data points are filed

The card is made from what is on file whenever it is asked for: it is dynamic, as Article 12 calls it. Its carrier is
the code; its own events (issued, ended, restored, revoked) are leaves of the public log.

Source: Article 12 of the Measures; ``law.datapoints``.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from suyuan.codes import packing
from suyuan.codes.packing import Keys
from suyuan.domain import life
from suyuan.domain.custody.balance import shares
from suyuan.domain.life import Fact, Position
from suyuan.law.duty import Event, Role

LEVEL, PACK = 4, "P"  # position of a code that names its level
_REMOVED, _SHIPPED, _PRODUCED = Event.REMOVED, Event.SHIPPED, Event.PRODUCED
_FIRST_USES = frozenset({"", "vehicle", "swap_station"})


class IdentityEvent(StrEnum):
    """What happens to a digital identity."""

    ISSUED = "issued"
    ENDED = "ended"
    RESTORED = (
        "restored"  # the filing that ended it was taken back, or the operator has lifted the revocation
    )
    REVOKED = "revoked"  # by the operator: the code is not genuine


class Turn(NamedTuple):
    """One event of the identity of a pack; ``why``: a word, or the operator's reason."""

    code: str
    event: IdentityEvent
    why: str


class Status(StrEnum):
    """Where in its life a battery is."""

    ACTIVE = "active"
    IN_REPAIR = "in_repair"
    RETIRED = "retired"
    IN_TRANSIT = "in_transit"
    SECOND_LIFE = "second_life"
    RECYCLED = "recycled"
    REVOKED = "revoked"


def are_packs(keys: Keys) -> npt.NDArray[np.bool_]:
    """Tell of every key whether it is the code of a pack."""
    return packing.are_at(keys, LEVEL, PACK)


def status(
    place: Position, facts: Sequence[Fact], roles: frozenset[Role], *, day: date, repair_days: int
) -> Status:
    """Tell where in its life a battery is that nobody revoked.

    ``facts``: those that stand, in order. ``roles``: of its holder. A battery that a repairer took out is in repair for
    so many days, and then retired (policy ``repair_days``).
    """
    reused = is_reused(facts)
    match place.state:
        case "recycled" | "recoded":
            return _ENDS[place.state]
        case "fitted" | "registered":
            return Status.SECOND_LIFE if reused and place.state == "registered" else Status.ACTIVE
        case "in_transit":
            shipped = next(one for one in reversed(facts) if one.event is _SHIPPED)
            second = reused or str(shipped.body.get("use") or "") not in _FIRST_USES
            return Status.SECOND_LIFE if second else Status.IN_TRANSIT
        case "removed":
            out = next((one.happened_date for one in reversed(facts) if one.event is _REMOVED), None)
            fresh = out is not None and (day - out).days <= repair_days
            return Status.IN_REPAIR if fresh and Role.REPAIRER in roles else Status.RETIRED
    return Status.ACTIVE if Role.SWAP_OPERATOR in roles else Status.RETIRED


_ENDS = {
    "recycled": Status.RECYCLED,
    "recoded": Status.SECOND_LIFE,
}  # what is recoded goes on under another code


def is_reused(facts: Sequence[Fact]) -> bool:
    """Tell whether a product was made from waste batteries, as its own filing says."""
    return any(one.event is _PRODUCED and one.body.get("predecessor_codes") for one in facts)


class Step(Struct, frozen=True, kw_only=True):
    """A step of a life, as anybody may know it: no firm but the maker, no vehicle, no hand-over."""

    event: str
    happened_on: date
    region: str  # division code of the province


MILESTONES = frozenset(
    {Event.PRODUCED, Event.FITTED, Event.REMOVED, Event.SCRAPPED, Event.RECODED, Event.RECYCLED}
)


def steps(facts: Sequence[Fact], line: Sequence[str], regions: Mapping[int, str]) -> list[Step]:
    """Give the steps of the life of a code that anybody may know, once each."""
    told = [
        Step(
            event=fact.event.value, happened_on=fact.happened_date, region=regions.get(fact.party_id, "")[:2]
        )
        for fact in facts
        if fact.event in MILESTONES
        and fact.subject in line
        and (fact.event is not Event.RECODED or life.is_end(fact))
    ]
    return list(dict.fromkeys(told))


class Completeness(Struct, frozen=True, kw_only=True):
    """How many of the counted data points are filed: of how many, and which are missing."""

    filed: int
    counted: int
    missing: tuple[str, ...]


_EMPTY: tuple[Any, ...] = (None, "", (), [])


def completeness(values: Mapping[str, Any], counted: Sequence[str]) -> Completeness:
    """Tell which of the data points that a complete card has are filed."""
    missing = tuple([name for name in counted if values.get(name) in _EMPTY])
    return Completeness(filed=len(counted) - len(missing), counted=len(counted), missing=missing)


_NUMBERS = {
    "nominal_capacity_mah": "capacity_mah",
    "nominal_voltage_mv": "voltage_mv",
    "mass_g": "mass_g",
    "series": "series",
    "parallel": "parallel",
    "cycle_life": "cycle_life",
    "recycled_percent": "recycled_percent",
    "carbon_g_per_kwh": "carbon_g_per_kwh",
}


def product(told: Mapping[str, Any]) -> dict[str, Any]:
    """Give the data points of a product from words as filed under 9.1.

    >>> product({"nominal_capacity_mah": "150000", "nominal_voltage_mv": "352000"})["energy_wh"]
    52800
    """
    values: dict[str, Any] = {
        point: int(text)
        for column, point in _NUMBERS.items()
        if (text := str(told.get(column, ""))).isdigit()
    }
    if "capacity_mah" in values and "voltage_mv" in values:
        values["energy_wh"] = round(values["capacity_mah"] * values["voltage_mv"] / 1_000_000)
    composition = shares(told.get("composition"))
    if composition:
        values |= {"composition": composition, "elements": sorted(composition)}
    return values | {"shape": told.get("shape")}


class Card(Struct, frozen=True, kw_only=True):
    """A digital identity as one reader is told it.

    ``code``: as asked; ``idcard``: the pack whose card it is, None for a part that stands in none. ``fields``: those
    that the reader may see, None where nothing is filed; ``withheld``: those that are filed for others.
    """

    code: str
    kind: str
    idcard: str | None
    status: Status
    as_of: date
    audiences: tuple[str, ...]
    shown: int
    total: int
    completeness: Completeness
    fields: dict[str, Any]
    withheld: tuple[str, ...]
