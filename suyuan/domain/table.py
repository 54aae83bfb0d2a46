"""列表 — a filing as columns, and what is wrong with it: the shape between reading and storing.

    Column   the distinct runs of one column's text, and for every row the run it shows
    Table    the columns of one filing, with the place of each row in the file it came from
    Fault    one broken rule, with the value and all rows that show it
    Place    file, sheet and cell of a row, as a person finds it

A million rows repeat their vehicle and pack a hundred times over. A column therefore keeps each run of equal
neighbours once; checks look at runs, and equal errors arrive already grouped.

Everything is text as it stands in the file, stripped at both ends; empty text is a missing value. Kinds are
read by ``domain.fields``, the same for every format.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

Rows = npt.NDArray[np.int32]
Severity = Literal["error", "warning"]
FEW = 64  # values below which a list is quicker than the engine, which takes 0.1 ms to be asked at all


def picked(values: pl.Series, places: npt.NDArray[np.integer[Any]]) -> pl.Series:
    """Give the values at some places."""
    if max(len(values), len(places)) > FEW:
        return values[places]
    known = values.to_list()
    return pl.Series([known[place] for place in places.tolist()], dtype=values.dtype)


def firsts(columns: Sequence[pl.Series | npt.NDArray[Any]]) -> npt.NDArray[np.bool_]:
    """Mark the first row of every combination of values."""
    if len(columns[0]) > FEW:
        frame = pl.DataFrame({str(number): column for number, column in enumerate(columns)})
        return np.asarray(frame.select(pl.struct(pl.all()).is_first_distinct()).to_series().to_numpy())
    seen: set[tuple[Any, ...]] = set()
    marks = []
    for row in zip(*(list(column) for column in columns), strict=True):
        marks.append(row not in seen)
        seen.add(row)
    return np.array(marks, np.bool_)


@dataclass(frozen=True, slots=True)
class Column:
    """One column: ``values`` (String series, length m) and ``at`` (int32[n], row -> index into values).

    ``at`` None means that every row has its own value (n = m).
    """

    values: pl.Series
    at: Rows | None = None

    @classmethod
    def of(cls, series: pl.Series, run: pl.Series | None = None) -> "Column":
        """Fold runs of equal neighbours: (String[n]) -> Column. Null becomes empty text.

        ``run``: the number of each row's run, from 0, where the caller has counted them.
        """
        series = series.fill_null("")
        if series.is_empty():
            return cls(series)
        run = series.rle_id() if run is None else run
        runs = int(run[-1]) + 1
        return cls(series) if runs * 2 > len(series) else cls._of_runs(series, run)

    @classmethod
    def repeated(cls, series: pl.Series, count: npt.NDArray[np.int64]) -> "Column":
        """Fold runs of a column (not empty) in which each text stands for so many rows."""
        column = cls._of_runs(series, series.rle_id())
        if len(column.values) == 1 or column.at is None:
            return cls(column.values, np.zeros(int(count.sum()), np.int32))
        return cls(column.values, np.repeat(column.at, count))

    @classmethod
    def _of_runs(cls, series: pl.Series, run: pl.Series) -> "Column":
        """Keep the first text of each run."""
        at = run.to_numpy().view(np.int32)
        start = np.empty(len(at), np.bool_)
        start[0] = True
        np.not_equal(at[1:], at[:-1], out=start[1:])
        return cls(series.filter(pl.Series(start)), at)

    @classmethod
    def constant(cls, value: str, rows: int) -> "Column":
        """One value in every row; without rows there is no run of it either."""
        if not rows:
            return cls(pl.Series([], dtype=pl.String))
        return cls(pl.Series([value], dtype=pl.String), np.zeros(rows, np.int32))

    def __len__(self) -> int:
        return len(self.values) if self.at is None else len(self.at)

    def spread(self) -> pl.Series:
        """Give the text of every row: String[n]."""
        return self.values if self.at is None else picked(self.values, self.at)

    def rows_of(self, index: int) -> Rows:
        """Give the rows that show ``values[index]``."""
        if self.at is None:
            return np.array([index], np.int32)
        return np.flatnonzero(self.at == index).astype(np.int32)

    def rows_of_many(self, indexes: npt.NDArray[np.int64]) -> list[Rows]:
        """Give the rows of each of several runs, in one pass: ``rows_of`` for each index."""
        if self.at is None:
            return list(indexes.astype(np.int32).reshape(-1, 1))
        if len(indexes) == 1:
            return [self.rows_of(int(indexes[0]))]
        order = np.argsort(self.at, kind="stable").astype(np.int32)
        low = np.searchsorted(self.at[order], indexes, side="left")
        high = np.searchsorted(self.at[order], indexes, side="right")
        return [order[a:b] for a, b in zip(low.tolist(), high.tolist(), strict=True)]

    def value(self, row: int) -> str:
        """Give the text of one row."""
        return str(self.values[row if self.at is None else int(self.at[row])])


class Place(NamedTuple):
    """Where a row stands in its source; ``row`` counts data rows from 1, ``cell`` is such as D17."""

    row: int
    cell: str | None
    pointer: str | None


@dataclass(frozen=True, slots=True)
class Source:
    """The file as it was received: name, format and how its columns and rows are addressed.

    ``letters`` maps a column's name to its workbook letters, ``first`` is the workbook row of data row 1;
    ``sheet_rows`` (int32, by data row) gives the workbook rows where blank ones were passed over.
    ``paths`` (int32[n,3]) holds the indexes of pack, module and cell inside a nested JSON line, -1 = none;
    ``bare`` (bool[n]) marks rows whose cell is a plain string there, ``deep`` tells that columns outside the
    tree stand beside the row's lowest code.
    """

    name: str = ""
    format: Literal["csv", "ndjson", "json", "xlsx", "parquet", "form"] = "ndjson"
    sheet: str | None = None
    letters: dict[str, str] = field(default_factory=dict)
    first: int = 2
    sheet_rows: Rows | None = None
    paths: npt.NDArray[np.int32] | None = None
    bare: npt.NDArray[np.bool_] | None = None
    deep: bool = False


@dataclass(frozen=True, slots=True)
class Fault:
    """One broken rule: where, what stood there, and every row that shows it.

    ``column`` None concerns the row or the file as a whole (then ``rows`` may be empty). ``detail`` fills the
    placeholders of the rule's text. Texts are looked up in ``law.rules`` by ``rule``.
    """

    rule: str
    column: str | None
    value: str
    rows: Rows
    severity: Severity = "error"
    detail: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Table:
    """One filing as columns. ``line`` (int32[n]) gives each row's data row in the file, counted from 1.

    A nested JSON line spreads over several rows with the same line; flat files have line = 1..n.
    ``faults`` are those found while reading (numeric cells in code columns, error cells, unknown keys).
    """

    columns: dict[str, Column]
    line: Rows
    source: Source = field(default_factory=Source)
    faults: tuple[Fault, ...] = ()

    def __len__(self) -> int:
        return len(self.line)

    @property
    def lines(self) -> int:
        """Count the data rows of the file."""
        return int(self.line[-1]) if len(self.line) else 0

    def place(self, row: int, column: str | None) -> Place:
        """Say where a row's cell stands in the file it came from."""
        line = int(self.line[row])
        cell = pointer = None
        if self.source.format == "xlsx" and column in self.source.letters:
            rows = self.source.sheet_rows
            at = self.source.first + line - 1 if rows is None else int(rows[line - 1])
            cell = f"{self.source.letters[column]}{at}"
        if self.source.format in {"json", "ndjson"}:
            pointer = self._pointer(row, column)
        return Place(line, cell, pointer)

    def _pointer(self, row: int, column: str | None) -> str | None:
        """Build the RFC 6901 pointer of a column inside its JSON line or array element."""
        if column is None:
            return None
        prefix = f"/{int(self.line[row]) - 1}" if self.source.format == "json" else ""
        level = {"pack_code": 1, "module_code": 2, "cell_code": 3}.get(column, 3 if self.source.deep else 0)
        steps = ""
        if self.source.paths is not None:
            path = self.source.paths[row]
            for name, index in zip(("packs", "modules", "cells"), path[:level], strict=False):
                steps += f"/{name}/{index}" if index >= 0 else ""
        if column == "cell_code" and self.source.bare is not None and self.source.bare[row]:
            return f"{prefix}{steps}"
        return f"{prefix}{steps}/{column}"
