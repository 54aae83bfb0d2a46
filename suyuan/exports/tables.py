"""数据表工作簿 — rows that a page shows, as a workbook to go on with.

    Sheet      a title, headings, rows
    workbook   sheets -> XLSX

Text is written as text: a value that begins with = + - or @ stays a value when the workbook is opened, and a code keeps
all its digits. Numbers and days are numbers and days.
"""

import io
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

import xlsxwriter

Cell = str | int | float | date | None
_WIDEST = 48  # characters


class Sheet(NamedTuple):
    """One table. ``title`` is cut to what a sheet's name may be (31 characters)."""

    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Cell]]


def workbook(sheets: Sequence[Sheet]) -> bytes:
    """Write sheets, each with its headings held in place and a filter over its columns."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "default_date_format": "yyyy-mm-dd"})
    bold = book.add_format({"bold": True, "bg_color": "#EEF2F6", "text_wrap": True, "valign": "top"})
    for sheet in sheets:
        page = book.add_worksheet(sheet.title[:31])
        page.freeze_panes(1, 0)
        for column, head in enumerate(sheet.heads):
            page.write_string(0, column, head, bold)
            texts = [head, *(str(row[column] or "") for row in sheet.rows[:500])]
            page.set_column(column, column, min(max(map(_width, texts)) + 2, _WIDEST))
        for number, row in enumerate(sheet.rows, start=1):
            for column, cell in enumerate(row):
                if isinstance(cell, date):
                    page.write_datetime(number, column, cell)
                elif isinstance(cell, int | float):
                    page.write_number(number, column, cell)
                elif cell:
                    page.write_string(number, column, cell)
        if sheet.rows:
            page.autofilter(0, 0, len(sheet.rows), len(sheet.heads) - 1)
    book.close()
    return buffer.getvalue()


def _width(text: str) -> int:
    """Give how wide a text is: a Chinese character takes two places."""
    return sum(2 if ord(letter) > 0x2E7F else 1 for letter in text)  # noqa: PLR2004 - where wide letters begin
