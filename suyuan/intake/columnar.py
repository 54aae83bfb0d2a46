"""列式文件 — Parquet into a table.

    read_columnar  bytes -> Table

Columns are typed in the file: dates and instants become ISO text, booleans yes/no, lists ``;`` text. A code
column that is numeric is a fault, for its leading zeros are gone.
"""

import numpy as np
import polars as pl

from suyuan.domain.table import Column, Source, Table
from suyuan.intake.apart import ask
from suyuan.intake.assembly import assemble, blank_rows, stripped
from suyuan.intake.headings import match
from suyuan.intake.refusal import Limits, cell_fault, refuse
from suyuan.intake.shapes import STRINGS, number_text
from suyuan.law.duty import Column as LawColumn
from suyuan.law.duty import Duty, Kind

MAGIC = b"PAR1"


def read_columnar(duty: Duty, content: bytes, *, name: str, limits: Limits) -> Table:
    """Read a Parquet file. Raises Unreadable."""
    if not content.startswith(MAGIC):
        raise refuse("file.format", "parquet")
    if not content.endswith(MAGIC):
        raise refuse("file.truncated")
    _, frame = ask("columnar_child", content, limits)
    known: dict[str, Column] = {}
    series = [_text(column) for column in frame]
    columns = [stripped(text) for text in series]
    blank = blank_rows(columns)
    if blank is not None:
        frame = frame.filter(pl.Series(~blank))
        columns = [stripped(text.filter(pl.Series(~blank))) for text in series]
    names = match(duty, frame.columns, [bool((column.values != "").any()) for column in columns])
    if not len(frame):
        raise refuse("file.no_rows")
    faults = []
    for title, column, raw in zip(names, columns, frame, strict=True):
        if title is None:
            continue
        law = duty.column(title)
        known[title] = _written(law, column)
        if law.kind in STRINGS and raw.dtype.is_numeric():
            rows = np.flatnonzero(raw.is_not_null().to_numpy()).astype(np.int32)
            faults.append(cell_fault("code.numeric_cell", title, column.value(int(rows[0])), rows))
        elif (column.values.str.contains("\0", literal=True)).any():
            raise refuse("file.nul", column=title)
    line = np.arange(1, len(frame) + 1, dtype=np.int32)
    return assemble(duty, known, line, Source(name, "parquet"), faults)


def _text(series: pl.Series) -> pl.Series:
    """Write a typed column as text, null as empty."""
    kind = series.dtype
    if kind == pl.String:
        text = series
    elif kind == pl.Boolean:
        text = series.replace_strict({True: "yes", False: "no"}, return_dtype=pl.String)
    elif kind == pl.Date:
        text = series.dt.strftime("%Y-%m-%d")
    elif isinstance(kind, pl.Datetime):
        text = _instants(series, kind)
    elif kind.is_float():
        text = pl.Series(
            [None if value is None else _float(value) for value in series.to_list()], dtype=pl.String
        )
    elif isinstance(kind, pl.List):
        items = series.cast(pl.List(pl.String), strict=False)
        text = items.list.join(";", ignore_nulls=True)
    else:
        text = series.cast(pl.String, strict=False)
    return text.fill_null("")


def _float(value: float) -> str:
    """Write a double plainly; what is no number stays its own word for ``fields`` to refuse."""
    return number_text(value) if np.isfinite(value) else str(value)


def _instants(series: pl.Series, kind: pl.Datetime) -> pl.Series:
    if kind.time_zone is None:
        return series.dt.strftime("%Y-%m-%dT%H:%M:%S")
    return series.dt.convert_time_zone("UTC").dt.strftime("%Y-%m-%dT%H:%M:%SZ")


def _written(law: LawColumn, column: Column) -> Column:
    """Cut a typed day to what its column asks for."""
    values = column.values
    if law.kind in {Kind.DATE, Kind.MONTH}:
        values = values.str.replace(r"^(\d{4}-\d{2}-\d{2})T00:00:00Z?$", "${1}")
    if law.kind is Kind.MONTH:
        values = values.str.replace(r"^(\d{4}-\d{2})-\d{2}$", "${1}")
    return Column(values, column.at)
