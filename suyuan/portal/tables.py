"""表格外带 — what a page shows, handed out as a file; days in an address."""

from collections.abc import Sequence
from datetime import date
from typing import TypeVar

from django.http import HttpResponse

from suyuan.exports.tables import Sheet, workbook

Usual = TypeVar("Usual")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def handed_out(name: str, sheets: Sequence[Sheet]) -> HttpResponse:
    """Hand tables out as a workbook."""
    answer = HttpResponse(workbook(sheets), content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def day_or(text: str, usual: Usual) -> date | Usual:
    """Read a day, or a month as its first day; ``usual`` where it is neither."""
    try:
        return date.fromisoformat(f"{text}-01" if len(text) == len("2026-05") else text)
    except ValueError:
        return usual
