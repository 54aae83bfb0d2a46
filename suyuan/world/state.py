"""The world while it is being made (世界状态): who is there, what they own, what they noted down.

Parts: `Vehicle`, `Waste`, `Replacement`, `Handover`, `Answer`, `World`.

Source: the life course of a power battery as Article 24 of the Measures follows it.

>>> answer = Answer("missing_pack", "missing_pack", "vehicle", "LZ0", ("91",), 739940)
>>> answer.line()["day"]
'2026-11-20'
"""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from suyuan.world.coding import dice, iso
from suyuan.world.journal import Act, Journal
from suyuan.world.parties import Cast, Party
from suyuan.world.products import BatteryType, VehicleModel
from suyuan.world.works import Pack, Works


@dataclass(slots=True, eq=False)
class Vehicle:
    """A certified vehicle; days are proleptic ordinals and may lie after the world's end.

    `packs` are those in it now; `quiet` is true while nothing beyond its sale has been told of it.
    """

    vin: str
    model: VehicleModel
    battery: BatteryType
    maker: Party
    certified: int
    sold: int
    licensed: int
    region: str
    packs: list[Pack]
    certificate: Act
    quiet: bool = True
    scrapped: int | None = None


@dataclass(slots=True, eq=False)
class Waste:
    """A battery that left its use: its code (empty when unreadable), what it is, who has it since when
    and why.
    """

    code: str
    battery: BatteryType
    kind: str
    mass_g: int
    holder: Party
    since: int
    origin: str
    label_text: str = ""
    cause: Act | None = None


@dataclass(slots=True, eq=False)
class Replacement:
    """A battery replaced in a vehicle: by which workshop, what became waste, and how it was reported."""

    vehicle: Vehicle
    shop: Party
    day: int
    waste: Waste
    acts: tuple[Act, ...]


@dataclass(slots=True, eq=False)
class Handover:
    """One battery going from one party to another: the two acts, either of which may be absent."""

    waste: Waste
    sender: Party
    receiver: Party
    transfer_no: str
    out_day: int
    in_day: int
    out_act: Act | None
    in_act: Act | None
    accepted: bool = True


@dataclass(frozen=True, slots=True)
class Answer:
    """What was planted: the fault's name, what should come of it, on which subject, by whom, on which day."""

    fault: str
    expected: str
    subject_kind: str
    subject_id: str
    parties: tuple[str, ...]
    day: int

    def line(self) -> dict[str, Any]:
        """The answer as a line of the answer key."""
        subject = {"kind": self.subject_kind, "id": self.subject_id}
        return {
            "fault": self.fault,
            "expected": self.expected,
            "subject": subject,
            "parties": list(self.parties),
            "day": iso(self.day),
        }


@dataclass(slots=True)
class World:
    """Everything: the seed, the last day, the cast, the works, vehicles, waste, hand-overs, acts and
    answers.
    """

    seed: int
    until: int
    cast: Cast
    journal: Journal
    works: Works = field(default_factory=Works)
    vehicles: list[Vehicle] = field(default_factory=list)
    replacements: list[Replacement] = field(default_factory=list)
    waste: list[Waste] = field(default_factory=list)
    handovers: list[Handover] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)

    def dice(self, name: str) -> np.random.Generator:
        """A generator of its own for the part of this name."""
        return dice(self.seed, name)
