"""工作簿 — XLSX into a table, with the parser shut away in a child process.

    read_workbook  bytes -> Table

Cells leave as a person sees them, written one way: native dates as ISO text, TRUE as yes, an upright merged
area's value in each of its rows, formulas as their stored results. A number in a code column is a fault at
that cell, for Excel keeps 15 digits and forgets the rest in silence; so is an error value such as #DIV/0!.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

from suyuan.domain.table import Column, Fault, Rows, Source, Table
from suyuan.intake.apart import ask
from suyuan.intake.assembly import assemble, blank_rows, stripped
from suyuan.intake.headings import index_of, match
from suyuan.intake.refusal import Limits, cell_fault, refuse
from suyuan.intake.shapes import STRINGS
from suyuan.law.duty import Column as LawColumn
from suyuan.law.duty import Duty, Kind

MIDNIGHT = r"^(\d{4}-\d{2}-\d{2})[ T]00:00:00(?:\.0+)?$"
MOMENT = r"^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2})(?:\.\d+)?$"


def read_workbook(duty: Duty, content: bytes, *, name: str, limits: Limits) -> Table:
    """Read a workbook. Raises Unreadable."""
    answer, frame = ask("workbook_child", content, limits, _order(duty))
    marks = {int(mark[1:]): frame[mark].to_numpy() for mark in frame.columns if mark.startswith("#")}
    texts = frame.select([str(position) for position in answer["positions"]])
    errors = _errors(answer, len(texts))
    columns = [stripped(series) for series in texts]
    blank = blank_rows(columns)
    kept: Rows | None = None
    if blank is not None:
        for position in errors.values():  # a row that holds but an error value is not blank
            blank[list(position)] = False
        kept = np.flatnonzero(~blank).astype(np.int32)
        columns = [stripped(series) for series in texts[kept]]
    rows = len(columns[0]) if columns else 0
    if rows > limits.rows:
        raise refuse("file.too_many_rows", str(rows), limit=str(limits.rows))
    filled = [bool((column.values != "").any()) for column in columns]
    names = match(duty, answer["headings"], filled)
    if not rows:
        raise refuse("file.no_rows")
    known: dict[str, Column] = {}
    faults: list[Fault] = []
    for at, (position, title) in enumerate(zip(answer["positions"], names, strict=True)):
        if title is not None:
            column = known[title] = tidied(duty.column(title), columns[at])
            faults += _cell_faults(column, title, marks.get(position), errors.get(position, {}), kept)
    letters = {title: letter for title, letter in zip(names, answer["letters"], strict=True) if title}
    gaps = None if kept is None or kept[-1] == len(kept) - 1 else kept + np.int32(answer["first"])
    source = Source(name, "xlsx", answer["sheet"], letters, answer["first"], gaps)
    return assemble(duty, known, np.arange(1, rows + 1, dtype=np.int32), source, faults)


def tidied(law: LawColumn, column: Column) -> Column:
    """Write native dates and booleans the one way that all formats share."""
    values = column.values.str.replace(MIDNIGHT, "${1}")
    if law.kind is Kind.INSTANT:
        values = values.str.replace(MOMENT, "${1}T${2}")
    elif law.kind is Kind.MONTH:
        values = values.str.replace(r"^(\d{4}-\d{2})-\d{2}$", "${1}")
    elif law.kind is Kind.BOOLEAN:
        values = values.replace({"true": "yes", "false": "no"})
    return Column(values, column.at)


def _errors(answer: dict[str, Any], rows: int) -> dict[int, dict[int, str]]:
    """Give the error values by column position and data row, both from 0."""
    errors: dict[int, dict[int, str]] = {}
    for row, position, value in answer["errors"]:
        at = row - (answer["first"] - 1)
        if at < rows:
            errors.setdefault(position, {})[at] = value
    return errors


def _cell_faults(
    column: Column,
    name: str,
    marks: npt.NDArray[np.bool_] | None,
    errors: dict[int, str],
    kept: Rows | None,
) -> list[Fault]:
    """Build the faults of one column: numbers among codes, and error values."""
    faults: list[Fault] = []
    if marks is not None:
        rows = np.flatnonzero(marks if kept is None else marks[kept]).astype(np.int32)
        texts = column.spread()[rows].to_list() if len(rows) else []
        for value, at in _grouped(texts, rows):
            faults.append(cell_fault("code.numeric_cell", name, value, at))
    if errors:
        rows = np.array(sorted(errors), np.int32)
        values = [errors[row] for row in rows.tolist()]
        rows = rows if kept is None else np.searchsorted(kept, rows).astype(np.int32)
        faults += [cell_fault("cell.error", name, value, at) for value, at in _grouped(values, rows)]
    return faults


def _grouped(values: list[str], rows: Rows) -> list[tuple[str, Rows]]:
    groups: dict[str, list[int]] = {}
    for value, row in zip(values, rows.tolist(), strict=True):
        groups.setdefault(value, []).append(row)
    return [(value, np.array(at, np.int32)) for value, at in groups.items()]


def _order(duty: Duty) -> dict[str, Any]:
    """Write what the child must know: the headings by which it finds the sheet, and which are codes."""
    index = index_of(duty)
    return {
        "known": {key: column.name for key, column in (index.loose | index.exact).items()},
        "codes": [column.name for column in duty.columns if column.kind in STRINGS],
        "enough": max(2, sum(column.required for column in duty.columns) // 2),
    }
