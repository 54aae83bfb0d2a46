"""装配 — the last step of every reader: named columns into a table that holds every column of its duty.

A column that the file does not have stands in the table as empty text in every row, so that no check has to
ask whether a column is there.
"""

from collections.abc import Iterable

import numpy as np
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
