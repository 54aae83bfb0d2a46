"""工作簿子进程 — reads one workbook in a process of its own, under limits of memory, time and size.

A workbook's parser can be made to ask for any amount of memory by a few bytes; here it can only kill itself.

The sheet's own XML is looked through for what the parser does not tell: error values, merged cells, and cells
far outside that would make a small sheet huge.

Source: ECMA-376 part 1, 18.3 (worksheets) and 18.2 (workbook).
"""

import io
import re
from dataclasses import dataclass, field
from typing import Any

from suyuan.intake.archive import expand, inspect, sheet_parts
from suyuan.intake.confinement import Refused, serve
from suyuan.intake.spelling import bare, normal

HEADING_WITHIN = 20  # rows; explanations may stand above the headings
MOST_CELLS = 60_000_000  # a dense grid of so many cells is about 2 GB in the parser
MOST_MARKS = 100_000  # error cells or merged areas
ERROR = re.compile(rb"<(?:\w+:)?c\b([^>]*\bt=[\"']e[\"'][^>]*)>(.*?)</(?:\w+:)?c>", re.DOTALL)
REFERENCE = re.compile(rb"\br=[\"']([A-Z]{1,3})(\d{1,7})[\"']")
# Begins with a literal, for it is sought in every cell of the sheet; empty cells (self-closed) do not count.
FAR = re.compile(rb' r="([A-Z]{2,3})(\d{1,7})"[^>]*(?<!/)>')
LAST_ROW = re.compile(rb"\br=[\"'](\d{1,9})[\"']")
MERGED = re.compile(rb"<(?:\w+:)?mergeCell\b[^>]*\bref=[\"']([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})[\"']")
VALUE = re.compile(rb"<(?:\w+:)?v>([^<]*)<")
NUMERIC = r"^[+-]?[0-9.]+(?:[eE][+-]?[0-9]+)?$"


@dataclass
class Look:
    """What a sheet's XML tells: error cells, merged areas (column, first row, last row), all from 0."""

    errors: list[tuple[int, int, str]] = field(default_factory=list)
    merged: list[tuple[int, int, int]] = field(default_factory=list)


def column_number(letters: bytes) -> int:
    """Count a column from 0: A -> 0, XFD -> 16383."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def column_letters(number: int) -> str:
    """Name a column counted from 0."""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def look_through(xml: bytes, columns: int) -> Look:
    """Look through a sheet's XML. Raises Refused for cells far outside."""
    width = 0
    for found in FAR.finditer(xml):
        width = max(width, column_number(found[1]))
        if width >= columns:
            cell = (found[1] + found[2]).decode()
            raise Refused("file.too_many_columns", cell, limit=str(columns), cell=cell)
    tail = LAST_ROW.search(xml, max(xml.rfind(b"<row "), xml.rfind(b":row "), 0))
    height = int(tail[1]) if tail else 0
    if height * max(width + 1, 26) > MOST_CELLS:
        raise Refused("file.memory", f"{column_letters(width)}{height}")
    look = Look()
    if b't="e"' in xml or b"t='e'" in xml:
        for found in ERROR.finditer(xml):
            place, value = REFERENCE.search(found[1]), VALUE.search(found[2])
            if place and len(look.errors) < MOST_MARKS:
                shown = value[1].decode(errors="replace") if value else "#?"
                look.errors.append((int(place[2]) - 1, column_number(place[1]), shown))
    start = xml.rfind(b"mergeCells")
    if start >= 0:
        for found in MERGED.finditer(xml, xml.find(b"mergeCells")):
            first, last = int(found[2]) - 1, int(found[4]) - 1
            if last > first and len(look.merged) < MOST_MARKS:
                look.merged.append((column_number(found[1]), first, last))
    return look


@dataclass
class Sheet:
    """One sheet as text columns: ``frame`` starts at workbook row 1, ``positions`` are its columns from 0."""

    index: int
    name: str
    frame: Any
    positions: list[int]
    look: Look
    heading: int = -1
    score: int = 0


def find_heading(sheet: Sheet, known: dict[str, str]) -> None:
    """Find the row among the first ones that names most columns of the duty."""
    for number, row in enumerate(sheet.frame.head(HEADING_WITHIN).rows()):
        names = {known.get(normal(cell)) or known.get(bare(cell)) for cell in row if cell} - {None}
        if len(names) > sheet.score:
            sheet.heading, sheet.score = number, len(names)


def load(reader: Any, index: int, look: Look) -> Sheet | None:
    """Read one sheet as text, or give None when it is empty."""
    loaded = reader.load_sheet(index, header_row=None, skip_rows=0, dtypes="string", schema_sample_rows=1)
    frame = loaded.to_polars()
    if not frame.width or not frame.height:
        return None
    positions = [column.absolute_index for column in loaded.selected_columns]
    frame.columns = [str(position) for position in positions]
    return Sheet(index, loaded.name, frame, positions, look)


def choose(reader: Any, archive: Any, order: dict[str, Any]) -> Sheet:
    """Take the first visible sheet whose headings are the duty's, else the one that comes nearest."""
    best: Sheet | None = None
    first: Sheet | None = None
    for index, (part, visible) in enumerate(sheet_parts(archive)):
        if not visible:
            continue
        look = look_through(expand(archive, part, order["unzipped"]), order["columns"])
        sheet = load(reader, index, look)
        if sheet is None:
            continue
        find_heading(sheet, order["known"])
        if sheet.score >= order["enough"]:
            return sheet
        first = first or sheet
        best = sheet if sheet.score > (best.score if best else 0) else best
    found = best or first
    if found is None:
        raise Refused("file.empty")
    found.heading = max(found.heading, 0)
    return found


def fill_merged(sheet: Sheet) -> None:
    """Give every row of an upright merged area the value that stands over it, as a person sees it."""
    import polars as pl  # noqa: PLC0415  # after the limits are set

    by_column: dict[int, list[tuple[int, int]]] = {}
    for position, first, last in sheet.look.merged:
        if first > sheet.heading and position in sheet.positions:
            by_column.setdefault(position, []).append((first, min(last, sheet.frame.height - 1)))
    for position, areas in by_column.items():
        values = sheet.frame[str(position)].to_list()
        for first, last in areas:
            if first < len(values):
                values[first : last + 1] = [values[first]] * (last + 1 - first)
        series = pl.Series(str(position), values, dtype=pl.String)
        sheet.frame = sheet.frame.with_columns(series)


def mark_numbers(reader: Any, sheet: Sheet, headings: list[str], order: dict[str, Any]) -> None:
    """Add a mark beside each code column that holds numeric cells: digits beyond the 15th are lost there."""
    codes = set(order["codes"])
    for position, heading in zip(sheet.positions, headings, strict=True):
        name = order["known"].get(normal(heading)) or order["known"].get(bare(heading))
        text = sheet.frame[str(position)]
        if name not in codes or not (suspects := text.str.contains(NUMERIC).fill_null(value=False)).any():
            continue
        # Asked for text, the parser writes numbers as text; asked for truth, it answers for numbers alone.
        again = reader.load_sheet(
            sheet.index,
            header_row=None,
            skip_rows=0,
            use_columns=[position],
            dtypes="boolean",
            schema_sample_rows=1,
        )
        truths = again.to_polars().to_series(0).is_not_null()
        sheet.frame = sheet.frame.with_columns((suspects & truths).alias(f"#{position}"))


def read_workbook(content: bytes, order: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    """Read a workbook. Raises Refused."""
    archive = inspect(content, order["unzipped"])
    import fastexcel  # noqa: PLC0415  # after the limits are set

    try:
        reader = fastexcel.read_excel(content)
        sheet = choose(reader, archive, order)
        fill_merged(sheet)
        headings = [str(cell or "").strip() for cell in sheet.frame.row(sheet.heading)]
        mark_numbers(reader, sheet, headings, order)
    except fastexcel.FastExcelError as error:
        raise Refused("file.damaged", str(error)[:200], reason=str(error)[:200]) from None
    rows = sheet.frame.slice(sheet.heading + 1)
    out = io.BytesIO()
    rows.write_ipc(out, compression="uncompressed")
    answer = {
        "sheet": sheet.name,
        "headings": headings,
        "letters": [column_letters(position) for position in sheet.positions],
        "first": sheet.heading + 2,
        "errors": [error for error in sheet.look.errors if error[0] > sheet.heading],
        "positions": sheet.positions,
    }
    return answer, out.getvalue()


if __name__ == "__main__":
    serve(read_workbook)
