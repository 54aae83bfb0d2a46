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
from dataclasses import replace
from operator import attrgetter
from typing import Any, NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt
import polars as pl

from suyuan.domain.table import Column, Fault, Rows, Source, Table
from suyuan.intake.assembly import assemble, stripped, together
from suyuan.intake.refusal import cell_fault
from suyuan.intake.shapes import ABSENT, Shape, text_of

FOLD = 64  # from this many rows on, looking for runs costs less than it saves


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


def column_of(values: list[Any]) -> tuple[Column, int]:
    """Build a long column and count its absent values; mostly all are strings and polars takes them whole."""
    if values[0] is not ABSENT:
        try:
            series = pl.Series(values, dtype=pl.String)
        except (TypeError, ValueError):
            pass
        else:
            return stripped(series), 0
    return Column.of(pl.Series(texts(values), dtype=pl.String)), values.count(ABSENT)


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
    short: dict[str, list[str]] = {}
    keys = colons = 0
    for name in shape.names:
        values = list(map(attrgetter(name), rows))
        absent = 0
        if len(values) >= FOLD:
            columns[name], absent = column_of(values)
        elif (absent := values.count(ABSENT)) < len(values):
            short[name] = texts(values)
        keys += len(values) - absent + (_shares(values) if name in shape.shares else 0)
        colons += _colons(values) if weigh else 0
    for name, series in together(short).items():
        columns[name] = Column(series)
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
        self.pack_code, self.module_code, self.cell_code = (attrgetter(name) for name in shape.levels)
        self.packs, self.modules = _Runs(), _Runs()
        self.cells: list[Any] = []
        self.cell_index: list[int] = []
        self.bare: list[tuple[int, int]] = []  # spans of rows whose cell is a plain string
        self.owners: list[tuple[int, Any]] = []  # rows that carry the deep columns of an object
        self.objects: list[Any] = []  # what was decoded below the top, plain cells apart
        self.keys = 0  # of cells that are not in objects
        self.mixed: list[int] = []  # table rows of lines that give one level twice

    def top(self, row: Any) -> None:
        """Take one JSON row."""
        pack, module, cell = self.pack_code(row), self.module_code(row), self.cell_code(row)
        packs = None if self.shape.deep else row.packs
        start = len(self.cells)
        if packs:
            if pack or module or cell or row.modules or row.cells:
                self.mixed.append(start)
            for index, item in enumerate(packs):
                self._pack(item, self.pack_code(item), index)
            self.objects += packs
        elif row.modules or row.cells:
            if cell or (module and row.modules):
                self.mixed.append(start)
            if module:
                self._module(row, module, -1)
                self.packs.add(pack, len(self.cells) - start, -1)
            else:
                self._pack(row, pack, -1)
        else:
            self.packs.add(pack, 1, -1)
            self._owns(row)
            self._single(module, cell)

    def _pack(self, item: Any, code: Any, index: int) -> None:
        start = len(self.cells)
        if not (item.modules or item.cells) or self._has_own(item):
            self._owns(item)
            self._single(ABSENT, ABSENT)
        if item.modules:
            self.objects += item.modules
            for at, module in enumerate(item.modules):
                self._module(module, self.module_code(module), at)
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
        kinds = set(map(type, cells))
        if kinds == {str}:
            self.cells += cells
            self.bare.append((start, start + len(cells)))
        elif str not in kinds and not self.shape.deep:
            codes = list(map(self.cell_code, cells))
            self.keys += len(codes) - codes.count(ABSENT)
            self.cells += codes
        else:
            self._mixed_leaves(cells, start)
        self.cell_index += range(len(cells))

    def _mixed_leaves(self, cells: list[Any], start: int) -> None:
        """Take strings and objects in one list, or objects that may have columns of their own."""
        for at, cell in enumerate(cells, start):
            if type(cell) is str:
                self.cells.append(cell)
                self.bare.append((at, at + 1))
            else:
                self.cells.append(self.cell_code(cell))
                self.objects.append(cell)
                self._owns(cell, at)

    def _single(self, module: Any, cell: Any) -> None:
        self.modules.add(module, 1, -1)
        self.cells.append(cell)
        self.cell_index.append(-1)

    def _has_own(self, item: Any) -> bool:
        return self.shape.deep and any(getattr(item, column.name) for column in self.shape.plain)

    def _owns(self, item: Any, row: int | None = None) -> None:
        if self.shape.deep:
            self.owners.append((len(self.cells) if row is None else row, item))


def spread(shape: Shape, rows: list[Any], source: Source, *, weigh: bool) -> Read:
    """Build the table of rows of which some nest."""
    spreader = Spreader(shape)
    counts: list[int] = []
    for row in rows:
        before = len(spreader.cells)
        spreader.top(row)
        counts.append(len(spreader.cells) - before)
    at = np.repeat(np.arange(len(rows), dtype=np.int32), counts)
    runs, keys = _runs(shape, spreader, rows, at)
    columns = {name: Column(series, runs[name][1]) for name, series in together(runs).items()}
    if shape.deep:
        columns |= _deep_columns(shape, spreader.owners, len(at))
    faults: list[Fault] = []
    if spreader.mixed:
        faults.append(cell_fault("json.mixed_levels", None, "", np.array(spreader.mixed, np.int32)))
    nested = replace(source, paths=_paths(spreader), bare=_bare(spreader.bare, len(at)), deep=shape.deep)
    table = assemble(shape.duty, columns, at + np.int32(1), nested, faults)
    below, colons = weight(shape, [*rows, *spreader.objects] if weigh else spreader.objects, weigh=weigh)
    # Plain cells and cells of one key are not among the objects: their colons stand in the cell column.
    if weigh:
        return Read(table, below + spreader.keys, colons + _colons([c for c in spreader.cells if c]))
    return Read(table, below + keys + spreader.keys, colons)


def _runs(
    shape: Shape, spreader: Spreader, rows: list[Any], at: Rows
) -> tuple[dict[str, tuple[list[str], Rows | None]], int]:
    """Give the texts of every column that is filled anywhere, with its rows; and the keys at the top."""
    runs: dict[str, tuple[list[str], Rows | None]] = {}
    keys = 0
    for name in shape.top:
        values = list(map(attrgetter(name), rows))
        absent = values.count(ABSENT)
        keys += len(values) - absent
        if name in shape.spreading and absent < len(values):
            runs[name] = (texts(values), at)
    pack, module, cell = shape.levels
    for name, tree in ((pack, spreader.packs), (module, spreader.modules)):
        if any(tree.values):
            index = np.repeat(np.arange(len(tree.values), dtype=np.int32), tree.count)
            runs[name] = (texts(tree.values), index)
    if any(spreader.cells):
        runs[cell] = (texts(spreader.cells), None)
    return runs, keys


def _paths(spreader: Spreader) -> Rows:
    paths = np.empty((len(spreader.cells), 3), np.int32)
    paths[:, 0] = np.repeat(np.array(spreader.packs.index, np.int32), spreader.packs.count)
    paths[:, 1] = np.repeat(np.array(spreader.modules.index, np.int32), spreader.modules.count)
    paths[:, 2] = spreader.cell_index
    return paths


def _bare(spans: list[tuple[int, int]], rows: int) -> npt.NDArray[np.bool_] | None:
    if not spans:
        return None
    mask = np.zeros(rows, np.bool_)
    for start, end in spans:
        mask[start:end] = True
    return mask


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


def weight(shape: Shape, objects: list[Any], *, weigh: bool) -> tuple[int, int]:
    """Count the keys that decoded objects hold, and (if asked) the colons within their strings."""
    keys = colons = 0
    groups: dict[type[msgspec.Struct], list[Any]] = {}
    for item in objects:
        groups.setdefault(type(item), []).append(item)
    for kind, items in groups.items():
        for name in kind.__struct_fields__:
            values = list(map(attrgetter(name), items))
            keys += len(values) - values.count(ABSENT)
            keys += _shares(values) if name in shape.shares else 0
            if weigh and name not in shape.children:
                colons += _colons(values)
    return keys, colons
