"""展开 — decoded JSON rows, flat or nested, into the runs of a table.

A nested vehicle of 137 codes spreads over 128 rows; its vehicle columns are one run each, its pack one, its
modules eight. Runs are built as they are met and never by writing out rows.

    flat    rows that carry at most one code per level
    spread  rows that nest packs, modules and cells, mixed with flat ones
    Read    a table and the number of keys it was read from (``json_lines`` weighs it for repeated keys)

Where columns belong to each code (12.1: mass, predecessors), a pack or module that has any of its own and
also has children gets a row of its own: repeated beside each cell, a pack's mass would count a hundredfold.
"""

from collections.abc import Sequence
from operator import attrgetter
from typing import Any, NamedTuple

import numpy as np
import polars as pl

from suyuan.domain.table import Column, Fault, Rows, Source, Table
from suyuan.intake.assembly import assemble
from suyuan.intake.refusal import cell_fault
from suyuan.intake.shapes import ABSENT, Shape, text_of
from suyuan.law.duty import Kind

FOLD = 64  # from this many rows on, looking for runs costs less than it saves
NONE = (-1, -1, -1)


class Read(NamedTuple):
    """A table and how many keys, and how many colons within strings, its source holds if none is repeated."""

    table: Table
    keys: int
    colons: int


def texts(values: list[Any]) -> list[str]:
    """Write a column of JSON values as stripped text."""
    try:
        return [value.strip() for value in values]
    except AttributeError:
        return [text_of(value) for value in values]


def is_nested(shape: Shape, rows: Sequence[Any]) -> bool:
    """Tell whether any row holds a list of packs, modules or cells."""
    for name in shape.children:
        get = attrgetter(name)
        if any(get(row) is not ABSENT for row in rows):
            return True
    return False


def flat(shape: Shape, rows: list[Any], source: Source, *, weigh: bool) -> Read:
    """Build the table of rows that carry no nested lists."""
    columns: dict[str, Column] = {}
    keys = colons = 0
    for column in shape.duty.columns:
        values = list(map(attrgetter(column.name), rows))
        absent = values.count(ABSENT)
        if absent == len(values):
            continue
        keys += len(values) - absent + (_shares(values) if column.kind is Kind.SHARES else 0)
        colons += _colons(values) if weigh else 0
        series = pl.Series(texts(values), dtype=pl.String)
        columns[column.name] = Column.of(series) if len(series) >= FOLD else Column(series)
    line = np.arange(1, len(rows) + 1, dtype=np.int32)
    return Read(assemble(shape.duty, columns, line, source), keys, colons)


def _shares(values: list[Any]) -> int:
    return sum(len(value) for value in values if isinstance(value, dict))


def _colons(values: list[Any]) -> int:
    """Count the colons within the strings of decoded values."""
    total = 0
    for value in values:
        if isinstance(value, str):
            total += value.count(":")
        elif isinstance(value, list):
            total += _colons(value)
        elif isinstance(value, dict):
            total += _colons(list(value)) + _colons(list(value.values()))
    return total


class _Runs:
    """The runs of one code column while they grow."""

    __slots__ = ("count", "index", "values")

    def __init__(self) -> None:
        self.values: list[Any] = []
        self.count: list[int] = []
        self.index: list[int] = []

    def add(self, value: Any, count: int, index: int) -> None:
        self.values.append(value)
        self.count.append(count)
        self.index.append(index)


class Spreader:
    """Walks decoded rows once and collects the runs of pack, module and cell."""

    def __init__(self, shape: Shape) -> None:
        self.shape = shape
        self.pack_name, self.module_name, self.cell_name = shape.levels
        self.packs, self.modules = _Runs(), _Runs()
        self.cells: list[Any] = []
        self.cell_index: list[int] = []
        self.bare = 0  # cells given as plain strings
        self.owners: list[tuple[int, Any]] = []  # rows that carry the deep columns of an object
        self.objects: list[Any] = []  # everything decoded below the top, for weighing keys
        self.mixed: list[int] = []  # table rows of lines that give one level twice

    def top(self, row: Any) -> None:
        """Take one JSON row."""
        pack, module, cell = (getattr(row, name) for name in self.shape.levels)
        packs = None if self.shape.deep else row.packs
        start = len(self.cells)
        if packs:
            if pack or module or cell or row.modules or row.cells:
                self.mixed.append(start)
            for index, item in enumerate(packs):
                self._pack(item, getattr(item, self.pack_name), index)
        elif row.modules or row.cells:
            if cell or (module and row.modules):
                self.mixed.append(start)
            if module:
                self._module(row, module, -1)
                self.packs.add(pack, len(self.cells) - start, -1)
            else:
                self._pack(row, pack, -1, nested=False)
        else:
            self.packs.add(pack, 1, -1)
            self._owns(row)
            self._single(module, cell)

    def _pack(self, item: Any, code: Any, index: int, *, nested: bool = True) -> None:
        start = len(self.cells)
        if nested:
            self.objects.append(item)
        if not (item.modules or item.cells) or self._has_own(item):
            self._owns(item)
            self._single(ABSENT, ABSENT)
        for at, module in enumerate(item.modules or ()):
            self.objects.append(module)
            self._module(module, getattr(module, self.module_name), at)
        if item.cells:
            before = len(self.cells)
            self._leaves(item.cells)
            self.modules.add(ABSENT, len(self.cells) - before, -1)
        self.packs.add(code, len(self.cells) - start, index)

    def _module(self, item: Any, code: Any, index: int) -> None:
        start = len(self.cells)
        if not item.cells or self._has_own(item):
            self._owns(item)
            self.cells.append(ABSENT)
            self.cell_index.append(-1)
        if item.cells:
            self._leaves(item.cells)
        self.modules.add(code, len(self.cells) - start, index)

    def _leaves(self, cells: list[Any]) -> None:
        start = len(self.cells)
        name = self.cell_name
        leaves = [cell if type(cell) is str else getattr(cell, name) for cell in cells]
        objects = [cell for cell in cells if type(cell) is not str]
        self.bare += len(cells) - len(objects)
        self.objects += objects
        self.cells += leaves
        self.cell_index += range(len(cells))
        if self.shape.deep and objects:
            self.owners += [(start + at, cell) for at, cell in enumerate(cells) if type(cell) is not str]

    def _single(self, module: Any, cell: Any) -> None:
        self.modules.add(module, 1, -1)
        self.cells.append(cell)
        self.cell_index.append(-1)

    def _has_own(self, item: Any) -> bool:
        return self.shape.deep and any(getattr(item, column.name) for column in self.shape.plain)

    def _owns(self, item: Any) -> None:
        if self.shape.deep:
            self.owners.append((len(self.cells), item))


def spread(shape: Shape, rows: list[Any], source: Source, *, weigh: bool) -> Read:
    """Build the table of rows of which some nest."""
    spreader = Spreader(shape)
    counts: list[int] = []
    for row in rows:
        before = len(spreader.cells)
        spreader.top(row)
        counts.append(len(spreader.cells) - before)
    total = len(spreader.cells)
    tops = np.arange(len(rows), dtype=np.int32)
    at = np.repeat(tops, counts)
    columns = {} if shape.deep else _top_columns(shape, rows, at)
    if shape.deep:
        columns = _deep_columns(shape, spreader.owners, total)
    _tree_columns(shape, spreader, columns)
    paths = np.empty((total, 3), np.int32)
    paths[:, 0] = np.repeat(np.array(spreader.packs.index, np.int32), spreader.packs.count)
    paths[:, 1] = np.repeat(np.array(spreader.modules.index, np.int32), spreader.modules.count)
    paths[:, 2] = spreader.cell_index
    faults: list[Fault] = []
    if spreader.mixed:
        faults.append(cell_fault("json.mixed_levels", None, "", np.array(spreader.mixed, np.int32)))
    nested = Source(source.name, source.format, paths=paths)
    table = assemble(shape.duty, columns, at + np.int32(1), nested, faults)
    keys, colons = weight(shape, [*rows, *spreader.objects], weigh=weigh)
    return Read(table, keys, colons)


def _top_columns(shape: Shape, rows: list[Any], at: Rows) -> dict[str, Column]:
    columns: dict[str, Column] = {}
    for column in shape.plain:
        values = [getattr(row, column.name) for row in rows]
        if values.count(ABSENT) < len(values):
            columns[column.name] = Column(pl.Series(texts(values), dtype=pl.String), at)
    return columns


def _deep_columns(shape: Shape, owners: list[tuple[int, Any]], total: int) -> dict[str, Column]:
    """Place the columns that belong to single codes; every other row stays empty."""
    columns: dict[str, Column] = {}
    for column in shape.plain:
        get = attrgetter(column.name)
        filled = [(row, text_of(get(item))) for row, item in owners if get(item) is not ABSENT]
        if filled:
            at = np.zeros(total, np.int32)
            at[[row for row, _ in filled]] = np.arange(1, len(filled) + 1)
            columns[column.name] = Column(pl.Series(["", *(text for _, text in filled)], dtype=pl.String), at)
    return columns


def _tree_columns(shape: Shape, spreader: Spreader, columns: dict[str, Column]) -> None:
    pack, module, cell = shape.levels
    for name, runs in ((pack, spreader.packs), (module, spreader.modules)):
        if runs.values.count(ABSENT) < len(runs.values):
            series = pl.Series(texts(runs.values), dtype=pl.String)
            columns[name] = Column(series, np.repeat(np.arange(len(series), dtype=np.int32), runs.count))
    if spreader.cells.count(ABSENT) < len(spreader.cells):
        columns[cell] = Column(pl.Series(texts(spreader.cells), dtype=pl.String))


def weight(shape: Shape, objects: list[Any], *, weigh: bool) -> tuple[int, int]:
    """Count the keys that decoded objects hold, and (if asked) the colons within their strings."""
    keys = colons = 0
    groups: dict[type, list[Any]] = {}
    for item in objects:
        groups.setdefault(type(item), []).append(item)
    for kind, items in groups.items():
        for name in kind.__struct_fields__:
            values = list(map(attrgetter(name), items))
            keys += len(values) - values.count(ABSENT)
            if name in {"packs", "modules"}:
                continue
            keys += _shares(values) if name in shape.shares else 0
            colons += _colons(values) if weigh else 0
    return keys, colons
