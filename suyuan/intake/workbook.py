"""工作簿 — XLSX into a table, with the parser shut away in a child process.

    read_workbook  bytes -> Table

Cells leave as a person sees them, written one way: native dates as ISO text, TRUE as yes, an upright merged
area's value in each of its rows, formulas as their stored results. A number in a code column is a fault at
that cell, for Excel keeps 15 digits and forgets the rest in silence; so is an error value such as #DIV/0!.
"""

import io
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from suyuan.domain.table import Column, Fault, Rows, Source, Table
from suyuan.intake.assembly import assemble, blank_rows, stripped
from suyuan.intake.headings import index_of, match
from suyuan.intake.refusal import Limits, Unreadable, cell_fault, refuse
from suyuan.intake.shapes import STRINGS
from suyuan.law.duty import Column as LawColumn
from suyuan.law.duty import Duty, Kind

ROOT = Path(__file__).resolve().parents[2]
# The child sees nothing of the server's settings or secrets.
PASSED_ON = ("PATH", "LANG", "LC_ALL", "SYSTEMROOT", "TEMP", "TMP", "LD_LIBRARY_PATH")
# One thread each: threads cost address space, of which the child has little.
QUIET = {"POLARS_MAX_THREADS": "1", "RAYON_NUM_THREADS": "2"}
KILLED_BY_CLOCK = {-number for number in (getattr(signal, "SIGXCPU", None),) if number}
KILLED_BY_MEMORY = {
    -getattr(signal, name) for name in ("SIGABRT", "SIGKILL", "SIGSEGV", "SIGBUS") if hasattr(signal, name)
}
# Short of memory, a library that cannot be loaded shows as a name that is missing.
MEMORY_SIGNS = (b"MemoryError", b"memory allocation", b"thread creation failed", b"ImportError", b"NameError")
MIDNIGHT = r"^(\d{4}-\d{2}-\d{2})[ T]00:00:00(?:\.0+)?$"
MOMENT = r"^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2})(?:\.\d+)?$"


def read_workbook(duty: Duty, content: bytes, *, name: str, limits: Limits) -> Table:
    """Read a workbook. Raises Unreadable."""
    answer, frame = _ask(duty, content, limits)
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


def _order(duty: Duty, limits: Limits) -> bytes:
    """Write what the child must know: the limits, and the headings by which it finds the sheet."""
    index = index_of(duty)
    known = {key: column.name for key, column in (index.loose | index.exact).items()}
    order = {
        "unzipped": limits.unzipped,
        "columns": limits.columns,
        "memory": limits.memory,
        "seconds": limits.seconds,
        "known": known,
        "codes": [column.name for column in duty.columns if column.kind in STRINGS],
        "enough": max(2, sum(column.required for column in duty.columns) // 2),
    }
    return json.dumps(order).encode() + b"\n"


def _ask(duty: Duty, content: bytes, limits: Limits) -> tuple[dict[str, Any], pl.DataFrame]:
    """Have the child read the workbook. Raises Unreadable."""
    passed = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    environment = passed | {"PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path]), **QUIET}
    try:
        done = subprocess.run(  # our own module, by our own interpreter
            [sys.executable, "-m", "suyuan.intake.workbook_child"],
            input=_order(duty, limits) + content,
            capture_output=True,
            timeout=limits.seconds,
            env=environment,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise refuse("file.too_slow", limit=f"{limits.seconds:g}") from None
    line, _, table = done.stdout.partition(b"\n")
    if done.returncode or not line:
        raise _died(done.returncode, done.stderr, limits)
    answer: dict[str, Any] = json.loads(line)
    if "refused" in answer:
        rule, value, detail = answer["refused"]
        raise refuse(rule, value, **detail)
    return answer, pl.read_ipc(io.BytesIO(table))


def _died(code: int, stderr: bytes, limits: Limits) -> Unreadable:
    """Say why the child gave no answer: out of time, out of memory, or a parser that failed."""
    if code in KILLED_BY_CLOCK:
        return refuse("file.too_slow", limit=f"{limits.seconds:g}")
    if code in KILLED_BY_MEMORY or any(sign in stderr for sign in MEMORY_SIGNS):
        return refuse("file.memory")
    return refuse("file.damaged", reason=stderr[-200:].decode(errors="replace"))
