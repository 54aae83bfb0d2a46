"""合订 — the tables of several filings of one duty as one table, so that whole columns are read and checked at once.

Bundle     the rows of several filings, end to end
Part       one filing in a bundle
joined()   parts -> bundle: the very one that they come from, or a new one
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import polars as pl

from suyuan.domain.table import Column, Rows, Table


@dataclass(frozen=True, slots=True)
class Bundle:
    """Several filings as one table: ``start`` is the first row of each, with the end added; ``table.line`` counts
    data rows within each filing. ``tables`` are those it was put together from; none, where it was read as one.
    """

    table: Table
    start: tuple[int, ...]
    tables: tuple[Table, ...] = ()

    @classmethod
    def of(cls, tables: Sequence[Table]) -> "Bundle":
        """Put tables together; a column that one of them lacks is empty there."""
        if len(tables) == 1:
            return cls(tables[0], (0, len(tables[0])), (tables[0],))
        start = tuple(int(total) for total in np.cumsum([0, *map(len, tables)]))
        names = dict.fromkeys(name for table in tables for name in table.columns)
        columns = {
            name: _concatenated(
                [table.columns.get(name) or Column.constant("", len(table)) for table in tables]
            )
            for name in names
        }
        faults = tuple(
            replace(item, rows=item.rows + np.int32(low))
            for low, table in zip(start, tables, strict=False)
            for item in table.faults
        )
        line = np.concatenate([table.line for table in tables]) if tables else np.zeros(0, np.int32)
        return cls(Table(columns, line, faults=faults), start, tuple(tables))

    def __len__(self) -> int:
        return len(self.start) - 1

    @property
    def file(self) -> npt.NDArray[np.int64]:
        """Give the number of the filing that each row belongs to."""
        return np.repeat(np.arange(len(self)), np.diff(self.start))

    def cut(self, file: int) -> Table:
        """Give the table of one filing."""
        if self.tables:
            return self.tables[file]
        rows = slice(*self.start[file : file + 2])
        source = self.table.source
        paths = None if source.paths is None else source.paths[rows]
        bare = None if source.bare is None else source.bare[rows]
        columns = {name: _cut(column, rows) for name, column in self.table.columns.items()}
        return Table(columns, self.table.line[rows], replace(source, paths=paths, bare=bare))


@dataclass(frozen=True, slots=True)
class Part:
    """One filing in a bundle."""

    bundle: Bundle
    file: int

    @property
    def table(self) -> Table:
        """Give the filing's own table."""
        return self.bundle.cut(self.file)

    @property
    def lines(self) -> int:
        """Count the data rows of the filing."""
        low, high = self.bundle.start[self.file : self.file + 2]
        return int(self.bundle.table.line[high - 1]) if high > low else 0

    @property
    def rows(self) -> int:
        """Count the rows of the filing."""
        low, high = self.bundle.start[self.file : self.file + 2]
        return high - low


def alone(table: Table) -> Part:
    """Make a filing that was read by itself a part."""
    return Part(Bundle.of([table]), 0)


def joined(parts: Sequence[Part]) -> Bundle:
    """Join parts in their order; all parts of one bundle are that bundle."""
    bundle = parts[0].bundle
    if all(part.bundle is bundle for part in parts) and [part.file for part in parts] == [
        *range(len(bundle))
    ]:
        return bundle
    return Bundle.of([part.table for part in parts])


def _concatenated(columns: Sequence[Column]) -> Column:
    """Join columns end to end, keeping their runs."""
    if not columns:
        return Column(pl.Series([], dtype=pl.String))
    values = pl.concat([column.values for column in columns])
    at: list[Rows] = []
    offset = 0
    for column in columns:
        own = column.at if column.at is not None else np.arange(len(column.values), dtype=np.int32)
        at.append(own + np.int32(offset))
        offset += len(column.values)
    return Column(values, np.concatenate(at))


def _cut(column: Column, rows: slice) -> Column:
    """Give a column at some rows, with no run that none of them shows."""
    if column.at is None:
        return Column(column.values[rows])
    shown, at = np.unique(column.at[rows], return_inverse=True)
    return Column(column.values[shown], at.astype(np.int32))
