"""溯源 — tree, history and state of one battery, from its stored facts.

    Node          a code with its parts
    Happening     one line of the life story
    Battery       the short answer: what it is, where, with whom
    Trace         the whole answer
    Vehicle       a vehicle with its batteries and the intervals in which they were fitted

Source: GB/T 34014-2017 (codes of pack, module and cell correspond to each other); the outer contract.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from msgspec import Struct


class Node(Struct, frozen=True, gc=False):
    """A code and its parts: pack -> modules and direct cells, module -> cells.

    A struct, not a dataclass: a trace makes 137 of them, and a frozen dataclass takes eight times as long.
    """

    code: str
    kind: str  # pack, module, cell
    parts: tuple["Node", ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Give the node as JSON shows it."""
        return {"code": self.code, "kind": self.kind, "parts": [part.as_dict() for part in self.parts]}


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """One event of a life, as filed; ``subject`` is the code (or VIN) that the filing named."""

    event: str
    happened_on: date
    recorded_at: datetime
    party: str  # USCC, or "" where the reader may not know
    party_name: str
    receipt: str
    duty: str
    article: str
    subject: str
    vehicle: str | None = None
    counterparty: str | None = None
    body: dict[str, Any] = field(default_factory=dict)
    masked: bool = False  # of the party only its role and province may be known
    party_role: str | None = None
    party_region: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Battery:
    """The short answer. ``state``: registered, fitted, removed, in_transit, held, refused, recycled, recoded."""

    code: str
    kind: str
    parts: int  # number of codes below this one
    state: str
    holder: str | None
    holder_name: str | None
    vehicle: str | None
    parent: str | None
    idcard: str | None  # the pack whose digital identity covers this code
    as_of: date
    masked: bool = False  # of the holder only its role and province may be known
    holder_role: str | None = None
    holder_region: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """The whole answer: the short one, the tree it stands in, its history, successors and findings."""

    battery: Battery
    tree: Node
    history: tuple[Happening, ...]
    successors: tuple[str, ...]
    predecessors: tuple[str, ...]
    findings: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitting:
    """A battery in a vehicle between two days (``removed_on`` None = still)."""

    code: str
    kind: str
    fitted_on: date
    removed_on: date | None
    masked: bool = False  # whose it is, and so which code, may not be known


@dataclass(frozen=True, slots=True, kw_only=True)
class Vehicle:
    """A vehicle as filed, with its batteries and its history."""

    vin: str
    vehicle_type: str
    vehicle_name: str
    brand: str
    vehicle_model: str
    certified_date: date | None
    swap_mode: bool
    sold_date: date | None
    scrapped_date: date | None
    filer: str
    filer_name: str
    batteries: tuple[Fitting, ...]
    history: tuple[Happening, ...]
    as_of: date
    masked: bool = False  # of the filer only its role and province may be known
    filer_role: str | None = None
    filer_region: str | None = None
