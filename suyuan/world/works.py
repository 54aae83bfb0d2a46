"""The works: batteries coming off the line with their codes (产线:成套编码).

A pack is kept as its type, day and number on that day; its module and cell codes are worked out when they are
written, so that a world of a million packs holds a million small objects and not a hundred million texts.

Parts: `Pack`, `SpareModule`, `Works`.

Source: GB/T 34014-2017, clause 4: structure of the 24-character code.

>>> from suyuan.world.products import BATTERY_TYPES
>>> pack = Works().pack(BATTERY_TYPES["lfp_small"], 738156)
>>> pack.code, len(pack.tree()["modules"])
('9Z3PB31HY00L10C110000001', 4)
"""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from suyuan.world.coding import date_letters
from suyuan.world.products import BatteryType

_MODULE_AGE_DAYS = 2
_CELL_AGE_DAYS = 9


def _head(battery: BatteryType, kind: str, line: str, made: int) -> str:
    return f"{battery.prefix(kind)}HY00L1{line}{date_letters(made)}"


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack: its type, the day it was made (proleptic ordinal), its number on that day, its line (0
    ordinary).
    """

    battery: BatteryType
    made: int
    number: int
    line: str = "0"

    @property
    def code(self) -> str:
        """The 24 characters on its plate."""
        return f"{_head(self.battery, 'P', self.line, self.made)}{self.number:07d}"

    def module_code(self, index: int) -> str:
        """The code of the module at `index`, from 0."""
        serial = (self.number - 1) * self.battery.modules + index + 1
        return f"{_head(self.battery, 'M', self.line, self.made - _MODULE_AGE_DAYS)}{serial:07d}"

    def tree(self) -> dict[str, Any]:
        """The pack object of a nested row: modules with their cells, or cells straight in the pack."""
        battery = self.battery
        head = _head(battery, "C", self.line, self.made - _CELL_AGE_DAYS)
        first = (self.number - 1) * battery.cells + 1
        if not battery.modules:
            cells = [f"{head}{serial:07d}" for serial in range(first, first + battery.cells)]
            return {"pack_code": self.code, "cells": cells}
        size = battery.module_cells
        modules = [
            {
                "module_code": self.module_code(index),
                "cells": [f"{head}{serial:07d}" for serial in range(start, start + size)],
            }
            for index, start in enumerate(range(first, first + battery.cells, size))
        ]
        return {"pack_code": self.code, "modules": modules}


@dataclass(frozen=True, slots=True)
class SpareModule:
    """A module made as a spare part, with cells of its own."""

    battery: BatteryType
    made: int
    number: int

    @property
    def code(self) -> str:
        """The 24 characters on its plate."""
        return f"{_head(self.battery, 'M', 'M', self.made)}{self.number:07d}"

    @property
    def cell_codes(self) -> list[str]:
        """The codes of its cells."""
        size = self.battery.module_cells
        head = _head(self.battery, "C", "M", self.made - _CELL_AGE_DAYS)
        return [f"{head}{(self.number - 1) * size + place:07d}" for place in range(1, size + 1)]


@dataclass(slots=True)
class Works:
    """The serial counters of every line of every maker, one per type, line and day."""

    made: Counter[tuple[str, str, int]] = field(default_factory=Counter)

    def _next(self, battery: BatteryType, line: str, day: int) -> int:
        key = (battery.maker + battery.spec, line, day)
        self.made[key] += 1
        return self.made[key]

    def pack(self, battery: BatteryType, day: int, line: str = "0") -> Pack:
        """A new pack; `line` S makes spares, W makes what never left the plant as a product."""
        return Pack(battery, day, self._next(battery, line, day), line)

    def module(self, battery: BatteryType, day: int) -> SpareModule:
        """A new spare module."""
        return SpareModule(battery, day, self._next(battery, "M", day))

    def cell_code(self, battery: BatteryType, day: int) -> str:
        """The code of a cell from the trial line."""
        return f"{_head(battery, 'C', 'T', day)}{self._next(battery, 'T', day):07d}"

    def successor_code(self, prefix: str, old_code: str, day: int) -> str:
        """The 19 characters of a product made from `old_code` by the owner of the three-character
        `prefix`.
        """
        kind, chemistry = old_code[3], old_code[4]
        key = (prefix + kind + chemistry, "R", day)
        self.made[key] += 1
        return f"{prefix}{kind}{chemistry}R1{date_letters(day)}{self.made[key]:07d}R{kind}"
