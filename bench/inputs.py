"""车辆与编码 — made-up vehicles with 137 codes each (pack, 8 modules, 128 cells), from a fixed seed.

Serials rise as a factory counts them; the vehicles take their packs in another order, so that a file is not
sorted by code. Every code is well formed and no two are alike.

    Fleet      numbered vehicles, as rows, CSV, NDJSON
    workbook() a fleet as XLSX with planted mistakes
"""

from dataclasses import dataclass
from datetime import date, timedelta
from io import StringIO
from pathlib import Path

import msgspec
import numpy as np
import xlsxwriter

from suyuan.world.coding import date_letters, vin

SEED = 2026
MODULES, CELLS = 8, 16  # per pack, per module
CODES = 1 + MODULES + MODULES * CELLS
MAKER = "9Z1"
COLUMNS = (
    "vin", "vehicle_type", "vehicle_name", "brand", "vehicle_model", "certified_date", "swap_mode",
    "pack_code", "module_code", "cell_code",
)  # fmt: skip
KINDS_OF_MISTAKE = 3


@dataclass(frozen=True)
class Fleet:
    """``count`` vehicles numbered from ``first``; fleets whose numbers do not overlap share no code."""

    first: int
    count: int
    today: date

    @property
    def codes(self) -> int:
        """Count the battery codes."""
        return self.count * CODES

    def order(self) -> list[int]:
        """Give the numbers of the packs in the order in which the vehicles took them."""
        return (np.random.default_rng([SEED, self.first]).permutation(self.count) + self.first).tolist()

    def vehicle(self, number: int) -> list[str]:
        """Give the seven columns that speak of the vehicle."""
        certified = (self.today - timedelta(days=10)).isoformat()
        return [
            vin("LY0", "0000A", 2026, "RSTUVWXYZ"[number // 1_000_000], number % 1_000_000),
            "乘用车", "纯电动轿车", "示例牌", "SLX7000BEV", certified, "no",
        ]  # fmt: skip

    def _made(self) -> str:
        """Give the three characters of the day of production."""
        return date_letters((self.today - timedelta(days=40)).toordinal())

    def _code(self, level: str, serial: int) -> str:
        """Give the code with a serial; the traceability field counts on where seven digits end."""
        beyond, serial = divmod(serial, 10_000_000)
        return f"{MAKER}{level}E01{beyond:05d}A1{self._made()}{serial:07d}"

    def packs(self, number: int) -> tuple[str, list[tuple[str, list[str]]]]:
        """Give (pack, [(module, [cell])]) of one vehicle's battery."""
        modules = []
        for module in range(number * MODULES, (number + 1) * MODULES):
            serials = range(module * CELLS, (module + 1) * CELLS)
            modules.append((self._code("M", module), [self._code("C", serial) for serial in serials]))
        return self._code("P", number), modules

    def cell(self, number: int, nth: int) -> str:
        """Give one cell of one vehicle's battery."""
        return self._code("C", number * MODULES * CELLS + nth)

    def csv(self) -> bytes:
        """Give the fleet as CSV: one row per cell, everything above it repeated."""
        out = StringIO()
        out.write(",".join(COLUMNS) + "\n")
        for number in self.order():
            pack, modules = self.packs(number)
            head = ",".join((*self.vehicle(number), pack))
            for module, cells in modules:
                out.write("".join(f"{head},{module},{cell}\n" for cell in cells))
        return out.getvalue().encode()

    def sold_csv(self) -> bytes:
        """Give the sales of the fleet as CSV (24.2.b)."""
        sold = (self.today - timedelta(days=3)).isoformat()
        rows = (f"{self.vehicle(number)[0]},{sold},{sold},310115\n" for number in self.order())
        return ("vin,sold_date,licensed_date,region_code\n" + "".join(rows)).encode()

    def documents(self) -> list[bytes]:
        """Give one JSON document per vehicle, its codes nested."""
        made = []
        for number in self.order():
            pack, modules = self.packs(number)
            nested = [{"module_code": module, "cells": cells} for module, cells in modules]
            line = dict(zip(COLUMNS, self.vehicle(number), strict=False)) | {
                "swap_mode": False,
                "packs": [{"pack_code": pack, "modules": nested}],
            }
            made.append(msgspec.json.encode(line))
        return made


def workbook(path: Path, rows: int, today: date, bad: int) -> None:
    """Write a workbook of so many rows, ``bad`` of them with a mistake of one of three kinds, evenly strewn."""
    fleet = Fleet(900_000, -(-rows // (MODULES * CELLS)), today)
    spoil = dict(zip(np.linspace(40, rows - 40, bad).astype(int).tolist(), range(bad), strict=True))
    book = xlsxwriter.Workbook(path, {"constant_memory": True, "strings_to_urls": False})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, COLUMNS)
    row = 0
    for number in fleet.order():
        head = fleet.vehicle(number)
        pack, modules = fleet.packs(number)
        for module, cell in ((module, cell) for module, cells in modules for cell in cells):
            if row == rows:
                break
            values = [*head, pack, module, cell]
            if row in spoil:
                _spoil(values, spoil[row] % KINDS_OF_MISTAKE)
            row += 1
            sheet.write_row(row, 0, values)
    book.close()


def _spoil(values: list[str], kind: int) -> None:
    """A cell's code with a sign that none has, one cut short, or one that says it is a module."""
    cell = values[9]
    values[9] = (cell[:20] + "#" + cell[21:], cell[:-3], cell[:3] + "M" + cell[4:])[kind]
