"""JSON 行 — NDJSON and JSON arrays, flat or nested, into a table.

The fast road decodes the whole file into typed rows. It is taken only when it provably saw everything: a
typed decoder keeps the last of two equal keys in silence, so the colons of the file are weighed against the
keys that were decoded. Anything else goes line by line through ``scrutiny``; a bad line is a fault of that
line alone, and the others stand.

    read_json    bytes -> Table
    unrepeated   the exact test for repeated keys that costs one pass of ``count``

Source: RFC 8259; NDJSON; RFC 6901 for pointers.
"""

import time
from typing import Any

import msgspec
import numpy as np

from suyuan.domain.table import Fault, Rows, Source, Table
from suyuan.intake.media import Format
from suyuan.intake.nested import Read, flat, is_nested, spread
from suyuan.intake.refusal import Limits, Unreadable, cell_fault, refuse
from suyuan.intake.scrutiny import NOWHERE, Note, examine, parse
from suyuan.intake.shapes import Shape, shape_of
from suyuan.intake.sniffing import UTF8_MARK
from suyuan.law.duty import Duty

# What msgspec raises: DecodeError covers ValidationError; UnicodeDecodeError and RecursionError are apart.
REFUSALS = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)


def read_json(duty: Duty, content: bytes, kind: Format, *, name: str, limits: Limits) -> Table:
    """Read NDJSON or a JSON array, as ``kind`` says; either may be one object. Raises Unreadable."""
    content = content.removeprefix(UTF8_MARK)
    shape = shape_of(duty)
    array = content.lstrip()[:1] == b"["
    source = Source(name, "json" if array else "ndjson")
    table = _fast(shape, content, source, limits, array=array)
    if table is None:
        slow = _elements if array or kind == "json" else _lines
        table = slow(shape, content, source, limits)
    if not len(table.line):
        raise refuse("file.no_rows" if content.strip() else "file.empty")
    return table


def _fast(shape: Shape, content: bytes, source: Source, limits: Limits, *, array: bool) -> Table | None:
    """Read the whole file at once, or give None where anything is not as it should be."""
    rows = decoded(shape, content, array=array)
    if rows is None:
        return None
    _count(len(rows), limits)
    read = table_of(shape, rows, source)
    if not unrepeated(shape, rows, content, read):
        return None
    _count(len(read.table), limits)
    return read.table


def decoded(shape: Shape, content: bytes, *, array: bool) -> list[Any] | None:
    """Decode all rows, or give None where anything is not as it should be."""
    if b"\\u0000" in content:
        return None
    try:
        rows: list[Any] = shape.array.decode(content) if array else shape.one.decode_lines(content)
    except REFUSALS:
        return None
    if not array and len(rows) > 1 and len(rows) != content.count(b"\n") + (not content.endswith(b"\n")):
        return None
    return rows


def table_of(shape: Shape, rows: list[Any], source: Source, *, weigh: bool = False) -> Read:
    """Build the table of decoded rows."""
    if shape.children and is_nested(shape, rows):
        return spread(shape, rows, source, weigh=weigh)
    return flat(shape, rows, source, weigh=weigh)


def unrepeated(shape: Shape, rows: list[Any], content: bytes, read: Read) -> bool:
    """Tell whether no object of the source repeats a key. Exact where True; False asks for a closer look.

    Each key brings one colon outside strings. With a repeated key more colons stand in the source than the
    decoded keys and strings account for. The one spelling that could hide a colon is its escape.
    """
    colons = content.count(b":")
    if colons == read.keys:
        return True
    if b"\\u003" in content:
        return False
    return colons == read.keys + table_of(shape, rows, Source(), weigh=True).colons


class _Gathering:
    """Rows read one by one, and the faults noted on the way, grouped by what they say."""

    def __init__(self, shape: Shape, limits: Limits) -> None:
        self.shape = shape
        self.limits = limits
        self.rows: list[Any] = []
        self.notes: list[tuple[int, Note]] = []
        self.until = time.monotonic() + limits.seconds

    def take(self, value: Any) -> None:
        row, notes = examine(self.shape, value)
        self.notes += [(len(self.rows), note) for note in notes]
        self.rows.append(row)

    def fail(self, error: Unreadable, line: bytes) -> None:
        """Keep the place of a line that could not be parsed at all."""
        fault = error.faults[0]
        detail = fault.detail | {"line": str(len(self.rows) + 1)}
        shown = line[:80].decode(errors="replace").replace("\0", "�").strip()
        self.notes.append((len(self.rows), Note(fault.rule, None, shown, "", NOWHERE, detail)))
        self.rows.append(self.shape.row())

    def pause(self) -> None:
        """Look at the clock and the number of rows every so often."""
        if len(self.rows) % 1024 == 0:
            _count(len(self.rows), self.limits)
            if time.monotonic() > self.until:
                raise refuse("file.too_slow", limit=str(self.limits.seconds))

    def table(self, source: Source) -> Table:
        _count(len(self.rows), self.limits)
        if not self.rows:
            raise refuse("file.no_rows")
        table = table_of(self.shape, self.rows, source).table
        _count(len(table), self.limits)
        faults = [*table.faults, *_placed(table, self.notes)]
        return Table(table.columns, table.line, table.source, tuple(faults))


def _lines(shape: Shape, content: bytes, source: Source, limits: Limits) -> Table:
    """Read line by line; whole lines that are in order take the fast road."""
    gathering = _Gathering(shape, limits)
    for line in content.split(b"\n"):
        if not line.strip():
            continue
        gathering.pause()
        row = _line(shape, line)
        if row is not None:
            gathering.rows.append(row)
            continue
        try:
            gathering.take(parse(line))
        except Unreadable as error:
            if not gathering.rows and (whole := _single(shape, content, source, limits)):
                return whole
            gathering.fail(error, line)
    return gathering.table(source)


def _line(shape: Shape, line: bytes) -> Any:
    """Decode one line, or give None."""
    if b"\\u0000" in line:
        return None
    try:
        row = shape.one.decode(line)
    except REFUSALS:
        return None
    read = table_of(shape, [row], Source())
    return row if unrepeated(shape, [row], line, read) else None


def _single(shape: Shape, content: bytes, source: Source, limits: Limits) -> Table | None:
    """Read one object that was written over several lines; None when the file is no such thing."""
    try:
        value = parse(content)
    except Unreadable:
        return None
    gathering = _Gathering(shape, limits)
    gathering.take(value)
    return gathering.table(source)


def _elements(shape: Shape, content: bytes, source: Source, limits: Limits) -> Table:
    """Read an array (or a single object) element by element. Raises Unreadable when it does not parse."""
    try:
        value = parse(content)
    except Unreadable:
        if source.format == "json":
            raise
        return _lines(shape, content, source, limits)  # several objects that were declared as one document
    gathering = _Gathering(shape, limits)
    for element in value if source.format == "json" else [value]:
        gathering.pause()
        gathering.take(element)
    return gathering.table(source)


def _count(rows: int, limits: Limits) -> None:
    if rows > limits.rows:
        raise refuse("file.too_many_rows", str(rows), limit=str(limits.rows))


def _placed(table: Table, notes: list[tuple[int, Note]]) -> list[Fault]:
    """Give the notes their rows: equal notes become one fault at all of them."""
    if not notes:
        return []
    first = np.searchsorted(table.line, np.arange(1, table.lines + 2))
    grouped: dict[tuple[str, str | None, str, str], tuple[Note, list[int]]] = {}
    for element, note in notes:
        row = _row(table, int(first[element]), int(first[element + 1]), note)
        key = (note.rule, note.column, note.value, note.detail.get("key", ""))
        grouped.setdefault(key, (note, []))[1].append(row)
    return [
        cell_fault(
            note.rule,
            note.column,
            note.value,
            np.array(sorted(set(rows)), np.int32),
            **note.detail,
            pointer=_pointer(table, rows[0], note),
        )
        for note, rows in grouped.values()
    ]


def _row(table: Table, start: int, end: int, note: Note) -> int:
    """Find the first row of a line that shows the place of a note."""
    paths: Rows | None = table.source.paths
    if paths is None or note.path == NOWHERE:
        return start
    here = np.ones(end - start, np.bool_)
    for level, index in enumerate(note.path):
        if index >= 0:
            here &= paths[start:end, level] == index
    found = np.flatnonzero(here)
    return start + int(found[0]) if len(found) else start


def _pointer(table: Table, row: int, note: Note) -> str:
    prefix = f"/{int(table.line[row]) - 1}" if table.source.format == "json" else ""
    return prefix + note.pointer
