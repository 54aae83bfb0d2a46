"""分隔文本 — CSV and tab- or semicolon-separated text into a table.

UTF-8 (with or without mark), UTF-16 with a mark (what Excel calls Unicode text) and GB18030, all decoded
strictly. polars cuts the rows on all cores; a file it does not take, or whose separators do not add up, is
read again row by row, which is slow but names the row that is wrong.

    read_delimited  bytes -> Table
    decoded         bytes of any of these encodings -> UTF-8 bytes, or the refusal naming the line

Row numbers count the data rows that hold anything: blank lines are not rows.

Source: RFC 4180; GB 18030-2022.
"""

import csv
import io
import time

import numpy as np
import polars as pl

from suyuan.domain.table import Column, Fault, Source, Table
from suyuan.intake.assembly import assemble, blank_rows, stripped
from suyuan.intake.headings import coverage, match
from suyuan.intake.refusal import Limits, cell_fault, refuse
from suyuan.intake.sniffing import UTF8_MARK
from suyuan.law.duty import Duty

SEPARATORS = (",", "\t", ";")

UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
# Share of non-ASCII characters that must survive UTF-8 for a broken file to count as damaged UTF-8 rather
# than as GB18030, which decodes almost anything: GB18030 text yields far less, damaged UTF-8 nearly all.
MOSTLY = 0.8


def read_delimited(duty: Duty, content: bytes, *, name: str, limits: Limits) -> Table:
    """Read separated text. Raises Unreadable."""
    text = _trimmed(decoded(content))
    if not text:
        raise refuse("file.empty")
    if b"\n" not in text and b"\r" in text:  # line ends of old Macintosh programs
        text = text.replace(b"\r", b"\n")
    separator, headings, body = _split_heading(duty, text, limits)
    if not body.strip():
        # Headings are judged first: a file of the wrong duty is the better thing to say.
        match(duty, headings, [False] * len(headings))
        raise refuse("file.no_rows")
    if body.count(b"\n") > limits.rows * 2:
        raise refuse("file.too_many_rows", limit=str(limits.rows))
    frame = _fast(body, separator, len(headings))
    faults: list[Fault] = []
    if frame is None:
        frame = _careful(body, separator, len(headings), faults, limits)
    return _table(duty, frame, headings, faults, Source(name=name, format="csv"), limits)


def _trimmed(text: bytes) -> bytes:
    """Take empty lines off both ends; the usual single line end stays, which spares a copy of the file."""
    text = text.lstrip(b"\r\n")
    return text.rstrip(b"\r\n") if text[-3:].count(b"\n") > 1 else text


def decoded(content: bytes) -> bytes:
    """Give the file as UTF-8 without a mark. Raises Unreadable ``file.encoding`` naming the line."""
    if content[:2] in UTF16_MARKS:
        return _strict(content, "utf-16").encode()
    if b"\0" in content:
        position = content.index(b"\0")
        raise refuse("file.nul", line=_line(content, position), byte=str(position))
    if content.isascii():
        return content
    marked = content.startswith(UTF8_MARK)
    content = content.removeprefix(UTF8_MARK)
    try:
        content.decode()
    except UnicodeDecodeError as error:
        if marked or _damaged_utf8(content):
            raise refuse("file.encoding", line=_line(content, error.start), byte=str(error.start)) from None
        return _strict(content, "gb18030").encode()
    return content


def _strict(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        detail = {"line": _line(content, error.start), "byte": str(error.start)}
        raise refuse("file.encoding", **detail) from None


def _damaged_utf8(content: bytes) -> bool:
    """Tell whether text that is not UTF-8 was meant to be: most of what is not ASCII decodes as UTF-8."""
    sample = content[: 1 << 20].decode(errors="replace")
    foreign = sum(not character.isascii() for character in sample)
    return (foreign - sample.count("\ufffd")) >= MOSTLY * foreign


def _line(content: bytes, position: int) -> str:
    return str(content.count(b"\n", 0, position) + 1)


def _split_heading(duty: Duty, text: bytes, limits: Limits) -> tuple[str, list[str], bytes]:
    """Read the heading row, taking the separator under which most headings are known."""
    best: tuple[int, int, str, list[str], int] | None = None
    for separator in SEPARATORS:
        headings, end = _first_row(text, separator)
        found = (coverage(duty, headings[: limits.columns]), len(headings), separator, headings, end)
        if best is None or found[:2] > best[:2]:
            best = found
    assert best is not None  # noqa: S101  # SEPARATORS is not empty
    _, count, separator, headings, end = best
    if count > limits.columns:
        raise refuse("file.too_many_columns", str(count), limit=str(limits.columns))
    return separator, headings, text[end:]


def _first_row(text: bytes, separator: str) -> tuple[list[str], int]:
    """Cut the first row, which may hold quoted line ends, and say where the next one begins."""
    start, quote = 0, b'"'
    while True:
        end = text.find(b"\n", start)
        end = len(text) if end < 0 else end + 1
        if text.count(quote, 0, end) % 2 == 0 or end == len(text) or end > 1 << 16:
            break
        start = end
    try:
        row = next(csv.reader(io.StringIO(text[:end].decode(), newline=""), delimiter=separator))
    except (csv.Error, StopIteration, UnicodeDecodeError):
        row = []
    return [cell.strip() for cell in row], end


def _fast(body: bytes, separator: str, width: int) -> pl.DataFrame | None:
    """Cut all rows at once, or give None where the file does not add up to whole rows."""
    try:
        frame = pl.read_csv(
            body,
            has_header=False,
            separator=separator,
            schema={str(index): pl.String for index in range(width)},
            infer_schema=False,
            empty_string_is_null=False,
        )
    except (pl.exceptions.PolarsError, OverflowError):
        return None
    separators = body.count(separator.encode())
    if b'"' in body:
        inside = (column.str.count_matches(separator, literal=True).sum() for column in frame)
        separators -= sum(int(count) for count in inside)
    # No row has too many (polars refuses that); so if the sum is right, none has too few.
    return frame if separators == len(frame) * (width - 1) else None


def _careful(body: bytes, separator: str, width: int, faults: list[Fault], limits: Limits) -> pl.DataFrame:
    """Cut row by row, noting rows that are too short or too long. Raises Unreadable for open quotes."""
    rows: list[list[str]] = []
    uneven: dict[int, list[int]] = {}
    until = time.monotonic() + limits.seconds
    csv.field_size_limit(max(csv.field_size_limit(), 1 << 24))
    reader = csv.reader(io.StringIO(body.decode(), newline=""), delimiter=separator, strict=True)
    try:
        for row in reader:
            if not any(row):
                continue
            if len(row) != width:
                uneven.setdefault(len(row), []).append(len(rows))
                row = [*row, *[""] * width][:width]  # noqa: PLW2901  # the short row, made even
            rows.append(row)
            if len(rows) % 4096 == 0 and (time.monotonic() > until or len(rows) > limits.rows):
                break
    except csv.Error as error:
        raise refuse("file.quotes", line=str(reader.line_num + 1), reason=str(error)) from None
    if time.monotonic() > until:
        raise refuse("file.too_slow", limit=str(limits.seconds))
    for found, at in uneven.items():
        where = np.array(at, np.int32)
        faults.append(cell_fault("row.ragged", None, str(found), where, found=str(found), expected=str(width)))
    columns = [list(cells) for cells in zip(*rows, strict=True)] or [[] for _ in range(width)]
    return pl.DataFrame({str(at): pl.Series(cells, dtype=pl.String) for at, cells in enumerate(columns)})


def _table(
    duty: Duty, frame: pl.DataFrame, headings: list[str], faults: list[Fault], source: Source, limits: Limits
) -> Table:
    """Fold and strip the columns, leave blank rows out, and give the table its names."""
    columns = [stripped(series) for series in frame]
    blank = blank_rows(columns)
    if blank is not None and not faults:  # the careful reader left them out already
        columns = [stripped(series) for series in frame.filter(pl.Series(~blank))]
    rows = len(columns[0])
    if rows > limits.rows:
        raise refuse("file.too_many_rows", str(rows), limit=str(limits.rows))
    names = match(duty, headings, [bool((column.values != "").any()) for column in columns])
    if not rows:
        raise refuse("file.no_rows")
    known = {name: column for name, column in zip(names, columns, strict=True) if name}
    return assemble(duty, known, np.arange(1, rows + 1, dtype=np.int32), source, faults)
