"""分隔文本 — CSV and tab- or semicolon-separated text into a table.

UTF-8 (with or without mark), UTF-16 with a mark (what Excel calls Unicode text) and GB18030, all decoded
strictly. Where most lines repeat the line above (``ditto``), only the others are cut into fields. polars does so
on all cores; a file it does not take, or whose separators do not add up, is read again row by row, which is slow
but names the row that is wrong.

    read_delimited  bytes -> Table
    decoded         bytes of any of these encodings -> UTF-8 bytes, or the refusal naming the line

Row numbers count the data rows that hold anything: blank lines are not rows.

Source: RFC 4180; GB 18030-2022.
"""

import csv
import io
import time
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from suyuan.domain.table import Column, Fault, Source, Table
from suyuan.intake import ditto
from suyuan.intake.assembly import assemble, blank_rows, folded
from suyuan.intake.headings import coverage, match
from suyuan.intake.refusal import Limits, cell_fault, refuse
from suyuan.intake.sniffing import UTF8_MARK
from suyuan.law.duty import Duty

SEPARATORS = (",", "\t", ";")

UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
# Share of non-ASCII characters that must survive UTF-8 for a broken file to count as damaged UTF-8 rather
# than as GB18030, which decodes almost anything: GB18030 text yields far less, damaged UTF-8 nearly all.
MOSTLY = 0.8
_BLOCK = 1 << 18  # bytes


@dataclass(frozen=True, slots=True)
class Cut:
    """A text, how its rows are separated, and where they begin: ``start`` bytes in, after the headings."""

    text: bytes
    separator: str
    headings: list[str]
    start: int

    @property
    def width(self) -> int:
        """Count the columns."""
        return len(self.headings)


def read_delimited(duty: Duty, content: bytes, *, name: str, limits: Limits) -> Table:
    """Read separated text. Raises Unreadable."""
    text = unmarked(content)
    cut = frame = None
    if (cut := _cut(duty, text, limits)) is not None:
        if (columns := _short(cut, limits)) is not None:
            return _table(duty, columns, cut, [], name=name, limits=limits)
        frame = _fast(cut, limits)
    faults: list[Fault] = []
    if cut is None or frame is None:
        # Not UTF-8 perhaps, or not whole rows: the strict look costs another pass, so it comes second.
        text = decoded(text, marked=text is not content)
        cut = _cut(duty, text, limits)
        if cut is None:
            raise refuse("file.empty")
        frame = _fast(cut, limits)
    if frame is None:
        frame = _careful(cut, faults, limits)
    columns = folded(frame)
    blank = blank_rows(columns)
    if blank is not None and not faults:  # the careful reader left them out already
        columns = folded(frame.filter(pl.Series(~blank)))
    return _table(duty, columns, cut, faults, name=name, limits=limits)


def unmarked(content: bytes) -> bytes:
    """Take the byte order mark off; UTF-16, which has no other sign, becomes UTF-8. Raises Unreadable."""
    if content[:2] in UTF16_MARKS:
        return _strict(content, "utf-16").encode()
    if b"\0" in content:
        position = content.index(b"\0")
        raise refuse("file.nul", line=_line(content, position), byte=str(position))
    return content.removeprefix(UTF8_MARK)


def _trimmed(text: bytes) -> bytes:
    """Take empty lines off both ends; the usual single line end stays, which spares a copy of the file."""
    text = text.lstrip(b"\r\n")
    return text.rstrip(b"\r\n") if text[-3:].count(b"\n") > 1 else text


def decoded(content: bytes, *, marked: bool = False) -> bytes:
    """Give the text as strict UTF-8. Raises Unreadable ``file.encoding`` naming the line."""
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


def _cut(duty: Duty, text: bytes, limits: Limits) -> Cut | None:
    """Read the heading row, taking the separator under which most headings are known; None if not UTF-8."""
    text = _trimmed(text)
    if b"\n" not in text and b"\r" in text:  # line ends of old Macintosh programs
        text = text.replace(b"\r", b"\n")
    if not text:
        raise refuse("file.empty")
    best: tuple[int, int] = (-1, 0)
    chosen: Cut | None = None
    for separator in SEPARATORS:
        row = _first_row(text, separator)
        if row is None:
            return None
        headings, end = row
        score = (coverage(duty, headings[: limits.columns]), len(headings))
        if score > best:
            best, chosen = score, Cut(text, separator, headings, end)
    if chosen is None or chosen.width > limits.columns:
        raise refuse("file.too_many_columns", str(best[1]), limit=str(limits.columns))
    return chosen


def _first_row(text: bytes, separator: str) -> tuple[list[str], int] | None:
    """Cut the first row, which may hold quoted line ends, and say where the next one begins."""
    start = 0
    while True:
        end = text.find(b"\n", start)
        end = len(text) if end < 0 else end + 1
        if text.count(b'"', 0, end) % 2 == 0 or end == len(text) or end > 1 << 16:
            break
        start = end
    try:
        line = text[: min(end, 1 << 16)].decode()
        row = next(csv.reader(io.StringIO(line, newline=""), delimiter=separator))
    except UnicodeDecodeError:
        return None
    except (csv.Error, StopIteration):
        row = []
    return [cell.strip() for cell in row], end


def _short(cut: Cut, limits: Limits) -> list[Column] | None:
    """Cut only the lines that do not repeat the line above, or give None where most of them do not."""
    told = ditto.fold(cut.text, cut.start, cut.separator)
    if told is None or len(told.last) > limits.rows:
        return None
    frame = _fast(replace(cut, text=told.text, start=0), limits)
    if frame is None or len(frame) != len(told.lines):
        return None
    above = [Column.repeated(series, told.lines) for series in frame[:, :-1]]
    return [*(Column(column.values.str.strip_chars(), column.at) for column in above), Column.of(told.last)]


def _fast(cut: Cut, limits: Limits) -> pl.DataFrame | None:
    """Cut all rows at once, or give None where the file does not add up to whole rows."""
    schema = {str(index): pl.String for index in range(cut.width)}
    if cut.start >= len(cut.text):
        return pl.DataFrame(schema=schema)
    try:
        frame = pl.read_csv(
            cut.text,
            has_header=False,
            skip_lines=cut.text.count(b"\n", 0, cut.start),
            n_rows=limits.rows + 1,
            separator=cut.separator,
            schema=schema,
            infer_schema=False,
            empty_string_is_null=False,
            raise_if_empty=False,
        )
    except (pl.exceptions.PolarsError, OverflowError):
        return None
    if len(frame) > limits.rows:
        return frame
    separators = _count(cut.text, cut.separator, cut.start)
    if b'"' in cut.text:
        inside = (column.str.count_matches(cut.separator, literal=True).sum() for column in frame)
        separators -= sum(int(count) for count in inside)
    # No row has too many (polars refuses that); so if the sum is right, none has too few.
    return frame if separators == len(frame) * (cut.width - 1) else None


def _count(text: bytes, sign: str, start: int) -> int:
    """Count an ASCII sign from a byte on; block by block in the cache, twice as quick as ``bytes.count``."""
    signs = np.frombuffer(text, np.uint8)
    blocks = range(start, len(signs), _BLOCK)
    return sum(int(np.count_nonzero(signs[low : low + _BLOCK] == ord(sign))) for low in blocks)


def _careful(cut: Cut, faults: list[Fault], limits: Limits) -> pl.DataFrame:
    """Cut row by row, noting rows that are too short or too long. Raises Unreadable for open quotes."""
    rows: list[list[str]] = []
    uneven: dict[int, list[int]] = {}
    width = cut.width
    until = time.monotonic() + limits.seconds
    csv.field_size_limit(max(csv.field_size_limit(), 1 << 24))
    body = io.StringIO(cut.text[cut.start :].decode(), newline="")
    reader = csv.reader(body, delimiter=cut.separator, strict=True)
    try:
        for row in reader:
            if not any(cell.strip() for cell in row):
                continue
            if len(row) != width:
                uneven.setdefault(len(row), []).append(len(rows))
                row = [*row, *[""] * width][:width]  # noqa: PLW2901  # the short row, made even
            rows.append(row)
            if len(rows) > limits.rows:
                break
            if len(rows) % 4096 == 0 and time.monotonic() > until:
                raise refuse("file.too_slow", limit=str(limits.seconds))
    except csv.Error as error:
        raise refuse("file.quotes", line=str(reader.line_num + 1), reason=str(error)) from None
    for found, at in uneven.items():
        where = np.array(at, np.int32)
        faults.append(
            cell_fault("row.ragged", None, str(found), where, found=str(found), expected=str(width))
        )
    columns = [list(cells) for cells in zip(*rows, strict=True)] or [[] for _ in range(width)]
    return pl.DataFrame({str(at): pl.Series(cells, dtype=pl.String) for at, cells in enumerate(columns)})


def _table(
    duty: Duty, columns: list[Column], cut: Cut, faults: list[Fault], *, name: str, limits: Limits
) -> Table:
    """Give the columns their names."""
    rows = len(columns[0])
    if rows > limits.rows:
        raise refuse("file.too_many_rows", str(rows), limit=str(limits.rows))
    names = match(duty, cut.headings, [bool((column.values != "").any()) for column in columns])
    if not rows:
        raise refuse("file.no_rows")
    known = {name: column for name, column in zip(names, columns, strict=True) if name}
    line = np.arange(1, rows + 1, dtype=np.int32)
    return assemble(duty, known, line, Source(name=name, format="csv"), faults)
