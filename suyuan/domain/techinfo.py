"""技术信息 — how the battery of a model is taken out and taken apart, and who may read it, what for and how long.

    Stage, Step, read_steps()   the steps of a manual, structured
    Manual                      one version of the information about a model
    is_product()                whether a model is named by the first seven positions of its packs' codes
    Purpose                     what somebody wants it for, by kind of enterprise
    Hand                        on what ground a battery counts as in hand
    Grant                       the leave to read one manual, until an instant

Article 25 opens the information to repairers, dismantlers and recyclers, for the batteries before them and for nothing
else. A grant is for one firm, one manual, one battery; it ends by itself.

Source: Articles 11, 24(1) and 25 of the Measures; policies ``techinfo_hours`` and ``techinfo_in_hand``.

>>> steps, problems = read_steps("removal | 断开维修开关 | Open the service switch | high_voltage | 绝缘手套")
>>> steps[0].hazards, problems
(('high_voltage',), [])
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from suyuan.law.duty import Role, Text


class Stage(StrEnum):
    """Which work a step belongs to."""

    REMOVAL = "removal"  # 拆卸: out of the vehicle
    DISASSEMBLY = "disassembly"  # 拆解: apart, down to its cells


STAGE_TEXT = {
    Stage.REMOVAL: Text("拆卸", "Removal"),
    Stage.DISASSEMBLY: Text("拆解", "Disassembly"),
}
HAZARDS: dict[str, Text] = {
    "high_voltage": Text("高电压", "High voltage"),
    "residual_charge": Text("残余电量", "Residual charge"),
    "fire": Text("起火", "Fire"),
    "toxic_gas": Text("有毒气体", "Toxic gas"),
    "corrosive": Text("腐蚀性液体", "Corrosive liquid"),
    "heavy_load": Text("重物", "Heavy load"),
    "sharp_edges": Text("锐边", "Sharp edges"),
}
LONGEST, MOST_STEPS = 600, 300
_LINK = re.compile(r"https?:|www\.|://", re.IGNORECASE)


class Step(Struct, frozen=True):
    """One step, in both languages; ``hazards`` are keys of HAZARDS; ``tools`` are words."""

    stage: Stage
    zh: str
    en: str
    hazards: tuple[str, ...] = ()
    tools: str = ""


class Fault(Struct, frozen=True):
    """What is wrong in a line of steps: the line from 1, the rule, the words."""

    line: int
    rule: str
    value: str


def read_steps(text: str) -> tuple[tuple[Step, ...], list[Fault]]:
    """Read steps, one a line: stage | Chinese | English | hazards; hazards | tools. Empty lines are passed over."""
    steps: list[Step] = []
    faults: list[Fault] = []
    for number, line in enumerate(
        re.split(r"\r\n|\r|\n", text), start=1
    ):  # as a form sends lines, and no other way
        if not line.strip():
            continue
        parts = [part.strip() for part in re.split(r"[|｜]", line)]
        stage, zh, en, hazards, tools = (*parts[:5], "", "", "", "")[:5]
        named = tuple(one.strip() for one in re.split(r"[;；]", hazards) if one.strip())
        wrong = _wrong(stage, zh, en, named, len(parts))
        if _LINK.search(line):
            wrong = ("techinfo.link", line.strip()[:80])
        if wrong:
            faults.append(Fault(number, *wrong))
        else:
            steps.append(Step(Stage(stage), zh, en, named, tools))
    if len(steps) > MOST_STEPS:
        faults.append(Fault(0, "techinfo.steps", str(len(steps))))
    if not steps and not faults:
        faults.append(Fault(0, "techinfo.no_steps", ""))
    return tuple(steps), faults


def _wrong(stage: str, zh: str, en: str, hazards: Sequence[str], parts: int) -> tuple[str, str] | None:
    """Give the rule that a line breaks, and the words."""
    if stage not in set(Stage):
        return "techinfo.stage", stage[:40]
    if not zh or not en:
        return "techinfo.languages", (zh or en)[:40]
    if max(len(zh), len(en)) > LONGEST or parts > 5:  # noqa: PLR2004 - the parts of a line
        return "techinfo.long", zh[:40]
    return next((("techinfo.hazard", one[:40]) for one in hazards if one not in HAZARDS), None)


class File(Struct, frozen=True):
    """A file of a manual. ``digest``: SHA-256 of the PDF that is kept: as handed in, or drawn from what was."""

    name: str
    kind: str
    size: int
    pages: int
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Manual:
    """One version of what a firm says about a model. ``party_id``: who filed it."""

    manual_id: int
    party_id: int
    vehicle_model: str
    title: str
    version: int
    steps: tuple[Step, ...]
    files: tuple[File, ...]
    published_at: datetime
    superseded: bool

    def has(self, stage: Stage) -> bool:
        """Tell whether it has steps of a stage."""
        return any(step.stage is stage for step in self.steps)


_PRODUCT = re.compile(r"[0-9A-Z]{3}P[0-9A-Z]{3}", re.IGNORECASE)


def is_product(model: str) -> bool:
    """Tell whether a model is a pack's: maker, level, chemistry and specification, as its codes begin.

    >>> is_product("9Z1PE01"), is_product("SLX7000BEV"), is_product("9Z1ME01")
    (True, False, False)
    """
    return _PRODUCT.fullmatch(model) is not None


class Purpose(StrEnum):
    """What somebody wants a manual for."""

    REMOVAL = "removal"
    DISASSEMBLY = "disassembly"
    TESTING = "testing"


PURPOSE_TEXT = {
    Purpose.REMOVAL: Text("从车上拆下电池", "To take the battery out of the vehicle"),
    Purpose.DISASSEMBLY: Text("拆解电池", "To take the battery apart"),
    Purpose.TESTING: Text("检测、分选", "To test and sort it"),
}
PURPOSES: dict[Role, frozenset[Purpose]] = {
    Role.REPAIRER: frozenset({Purpose.REMOVAL, Purpose.TESTING}),
    Role.DISMANTLER: frozenset({Purpose.REMOVAL, Purpose.TESTING}),
    Role.RECYCLER: frozenset({Purpose.DISASSEMBLY, Purpose.TESTING}),
}


def purposes(roles: frozenset[Role]) -> list[Purpose]:
    """Give what a firm of these kinds may want a manual for; none: it may not read any."""
    mine = frozenset().union(*(PURPOSES.get(role, frozenset()) for role in roles))
    return [purpose for purpose in Purpose if purpose in mine]


class Hand(StrEnum):
    """On what ground a battery counts as in hand."""

    HELD = "held"  # by the register it is with the firm
    ADDRESSED = "addressed"  # somebody reported it as sent to the firm
    NAMED = "named"  # the firm names the vehicle and the pack that is in it, as both labels say


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """Leave to read one manual. ``mark``: what every copy made under it shows."""

    grant_id: int
    manual_id: int
    party_id: int
    code: str
    hand: Hand
    purpose: Purpose
    words: str
    mark: str
    granted_at: datetime
    expires_at: datetime

    def is_open(self, at: datetime) -> bool:
        """Tell whether it still stands at an instant: to the second, and not a moment longer."""
        return self.granted_at <= at < self.expires_at
