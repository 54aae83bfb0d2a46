"""装配 — the last steps of every reader: text into columns, columns into the table of a duty.

    stripped    String series -> Column, folded into runs, then stripped
    folded      the same for all columns of a frame
    together    several short lists of text -> series, made at one stroke
    blank_rows  the rows in which no column holds anything
    assemble    named columns -> Table

A column that the file does not have stands in the table as empty text in every row, so that no check has to
ask whether a column is there.
"""

from collections.abc import Iterable, Mapping

import numpy as np
import numpy.typing as npt
import polars as pl

from suyuan.domain.table import Column, Fault, Rows, Source, Table
from suyuan.law.duty import Duty

EMPTY = pl.Series([""], dtype=pl.String)


def assemble(
    duty: Duty, known: dict[str, Column], line: Rows, source: Source, faults: Iterable[Fault] = ()
) -> Table:
    """Put the columns in the order of the duty and fill the absent ones."""
    blank = Column(EMPTY, np.zeros(len(line), np.int32))
    columns = {column.name: known.get(column.name, blank) for column in duty.columns}
    return Table(columns, line, source, tuple(faults))


def blank_rows(columns: list[Column]) -> npt.NDArray[np.bool_] | None:
    """Mark the rows without any text, or give None where there are none."""
    blank: npt.NDArray[np.bool_] | None = None
    for column in columns:
        empty = (column.values == "").to_numpy()
        if not empty.any():
            return None
        empty = empty if column.at is None else empty[column.at]
        blank = empty if blank is None else blank & empty
        if not blank.any():
            return None
    return blank


def stripped(series: pl.Series, run: pl.Series | None = None) -> Column:
    """Fold a column into runs and strip what is left: a hundredfold fewer texts to look at, mostly."""
    column = Column.of(series, run)
    return Column(column.values.str.strip_chars(), column.at)


def folded(frame: pl.DataFrame) -> list[Column]:
    """Fold and strip all columns of a frame; their runs are counted on all cores."""
    return [stripped(series, run) for series, run in zip(frame, frame.select(pl.all().rle_id()), strict=True)]


def together(texts: Mapping[str, list[str] | tuple[list[str], Rows | None]]) -> dict[str, pl.Series]:
    """Make many short series out of one: one by one they would cost more than reading the filing."""
    lists = {name: value[0] if isinstance(value, tuple) else value for name, value in texts.items()}
    whole = pl.Series([text for values in lists.values() for text in values], dtype=pl.String)
    series: dict[str, pl.Series] = {}
    start = 0
    for name, values in lists.items():
        series[name] = whole.slice(start, len(values))
        start += len(values)
    return series
