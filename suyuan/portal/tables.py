"""表格外带 — what a page shows, handed out as a file; days in an address."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from typing import TypeVar

from django.http import HttpResponse

from suyuan.exports.tables import Sheet, workbook
from suyuan.intake.media import XLSX

Usual = TypeVar("Usual")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def handed_out(name: str, sheets: Sequence[Sheet]) -> HttpResponse:
    """Hand tables out as a workbook."""
    answer = HttpResponse(workbook(sheets), content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def csv_file(name: str, rows: Iterable[Sequence[object]]) -> HttpResponse:
    """Hand rows out as a CSV; what would be a formula to a spreadsheet gets an apostrophe before it."""
    text = io.StringIO()
    table = csv.writer(text)
    for row in rows:
        told = [str(cell) for cell in row]
        table.writerow(["'" + cell if cell.startswith(_FORMULA) else cell for cell in told])
    answer = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def day_or(text: str, usual: Usual) -> date | Usual:
    """Read a day, or a month as its first day; ``usual`` where it is neither."""
    try:
        return date.fromisoformat(f"{text}-01" if len(text) == len("2026-05") else text)
    except ValueError:
        return usual
