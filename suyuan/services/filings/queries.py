"""申报查询 — receipts, lists of filings, and the marked workbook of a filing with errors."""

import base64
from datetime import datetime
from typing import Any

import msgspec
import numpy as np
from django.db import connection

from suyuan.domain import checking, receipts
from suyuan.domain.access import Page, Viewer
from suyuan.domain.receipts import Receipt
from suyuan.domain.table import Fault
from suyuan.exports.marked import marked_workbook as mark
from suyuan.intake import Unreadable, read
from suyuan.law.calendar import legal_day
from suyuan.law.measures_2026 import RULEBOOK
from suyuan.storage import documents
from suyuan.storage import filings as store


def _visible(stored: store.StoredFiling, viewer: Viewer) -> bool:
    """Tell whether the viewer may see a filing: the filer's own people, and officials of its territory."""
    if viewer.is_official:
        return viewer.watches(stored.region_code)
    return stored.party_id == viewer.party_id


def get_receipt(receipt: str, viewer: Viewer) -> Receipt | None:
    """Give a receipt, or None where there is none or the viewer may not see it."""
    key = receipts.key(receipt)
    if key is None:
        return None
    with connection.cursor() as wrapped:
        stored = store.find_one(wrapped.cursor, key)
    return stored.receipt if stored is not None and _visible(stored, viewer) else None


def find_filings(
    viewer: Viewer, *, duty: str | None = None, cursor: str | None = None, limit: int = 50
) -> Page[Receipt]:
    """Give one page of filings, the newest first. Raises ValueError for a bad cursor."""
    conditions: list[str] = []
    parameters: dict[str, Any] = {"limit": limit + 1}
    if viewer.is_official:
        if not viewer.sees_all:
            conditions.append("party.region_code LIKE %(territory)s")
            parameters["territory"] = viewer.territory_pattern
    else:
        conditions.append("filing.party_id = %(party_id)s")
        parameters["party_id"] = viewer.party_id or 0
    if duty is not None:
        found = RULEBOOK.get(duty)
        conditions.append("filing.duty = %(duty)s")
        parameters["duty"] = found.number if found else -1
    if cursor:
        conditions.append("(filing.filed_at, filing.filing) < (%(at)s, %(key)s::uuid)")
        parameters["at"], parameters["key"] = _decode(cursor)
    with connection.cursor() as wrapped:
        rows = store.find_page(wrapped.cursor, " AND ".join(conditions) or "true", parameters)
    items = tuple(row.receipt for row in rows[:limit])
    following = _encode(rows[limit - 1]) if len(rows) > limit else None
    return Page(items, following)


def _encode(row: store.StoredFiling) -> str:
    """Make the cursor behind a row."""
    place = [row.receipt.filed_at.isoformat(), str(row.filing)]
    return base64.urlsafe_b64encode(msgspec.json.encode(place)).decode().rstrip("=")


def _decode(cursor: str) -> tuple[datetime, str]:
    """Read a cursor of ours. Raises ValueError."""
    try:
        at, key = msgspec.json.decode(
            base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)), type=tuple[str, str]
        )
        return datetime.fromisoformat(at), key
    except (ValueError, msgspec.MsgspecError) as error:
        raise ValueError("cursor") from error


def marked_workbook(receipt: str, viewer: Viewer, language: str) -> bytes | None:
    """Give the filer's own rows with the bad cells marked, made again from the kept file; None where there is none."""
    found = get_receipt(receipt, viewer)
    place = documents.path(found.document) if found is not None and found.document else None
    if found is None or place is None:
        return None
    duty = RULEBOOK.by_id[found.duty]
    try:
        table = read(duty, place, name=found.source_name)
    except Unreadable:
        return None
    checked = checking.check(duty, [table], todays=[legal_day(found.filed_at)], filers=[found.party])
    stored = _stored_faults(found, table.line.tolist())
    return mark(duty, table, (*checked.faults, *stored), language)


def _stored_faults(found: Receipt, lines: list[int]) -> tuple[Fault, ...]:
    """Give the notes that only the store could make, as faults at their rows."""
    first: dict[int, int] = {}
    for row, line in enumerate(lines):
        first.setdefault(line, row)
    return tuple(
        Fault(
            note.rule,
            note.column,
            note.value,
            np.array([first[place.row] for place in note.places if place.row in first], np.int32),
            "error" if note.severity == "error" else "warning",
            note.detail,
        )
        for note in found.notes
        if note.rule.startswith("stored.")
    )
