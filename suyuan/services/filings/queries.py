"""申报查询 — receipts, lists of filings, and the marked workbook of a filing with errors."""

import base64
from datetime import datetime

import msgspec
import numpy as np
from django.db import connection

from suyuan.domain import checking, receipts
from suyuan.domain.access import Page, Relation, Thing, Viewer
from suyuan.domain.receipts import Receipt
from suyuan.domain.table import Fault
from suyuan.exports.marked import marked_workbook as mark
from suyuan.intake import Unreadable, read
from suyuan.law.calendar import legal_day
from suyuan.law.measures_2026 import RULEBOOK
from suyuan.services.ledger import queries as ledger
from suyuan.services.parties.queries import cards_by_id
from suyuan.services.reads.operations import record
from suyuan.services.refusals import Refused
from suyuan.storage import bounds, documents
from suyuan.storage import filings as store
from suyuan.storage.wall import reads


def _visible(stored: store.StoredFiling, viewer: Viewer) -> bool:
    """Tell whether the viewer may see a filing: the filer's own people, and officials of its territory and remit."""
    if not viewer.may("filing.read"):
        return False
    if not viewer.is_official:
        own = viewer.party_id is not None and stored.party_id == viewer.party_id
        return own and viewer.covers(stored.receipt.duty) and viewer.sees(Thing.FILING, Relation.OWN)
    card = cards_by_id([stored.party_id]).get(stored.party_id)
    duty = RULEBOOK.by_id[stored.receipt.duty]
    covered = card is not None and viewer.oversees(stored.region_code, card.roles, duty)
    return (covered or viewer.sees_everything) and viewer.sees(Thing.FILING, Relation.TERRITORY)


@reads
def get_receipt(receipt: str, viewer: Viewer, *, act: str = "filing.read") -> Receipt | None:
    """Give a receipt, or None where there is none or the viewer may not see it.

    ``act``: what it is asked for. Raises Refused where the viewer sees it and may not do that: it is then not shown,
    and nothing is entered as read.
    """
    stored = _stored(receipt, viewer)
    if stored is None:
        return None
    if not viewer.may(act):
        raise Refused("auth.not_allowed")
    _entered(stored, viewer, "filing")
    return ledger.proof_of(stored.receipt, filing=stored.filing, body_hash=stored.body_hash)


def _stored(receipt: str, viewer: Viewer) -> store.StoredFiling | None:
    """Find a filing that the viewer may see."""
    key = receipts.key(receipt)
    if key is None:
        return None
    with connection.cursor() as wrapped:
        stored = store.find_one(wrapped.cursor, key)
    return stored if stored is not None and _visible(stored, viewer) else None


def _entered(stored: store.StoredFiling, viewer: Viewer, form: str) -> None:
    """Enter that a filing was read; ``form``: as what it was handed out."""
    record(viewer, "filing.read", kind=form, name=stored.receipt.receipt, parties=[stored.party_id])


@reads
def find_filings(
    viewer: Viewer, *, duty: str | None = None, cursor: str | None = None, limit: int = 50
) -> Page[Receipt]:
    """Give one page of filings, the newest first. Raises ValueError for a bad cursor."""
    conditions, parameters = bounds.of(viewer, Thing.FILING, "filing")
    parameters["limit"] = limit + 1
    if not viewer.may("filing.read"):
        conditions.append(bounds.NONE)
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
    shown = {row.party_id for row in rows[:limit]}
    record(viewer, "filing.read", kind="filings", name=duty or "", parties=shown, found=bool(items))
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


@reads
def marked_workbook(receipt: str, viewer: Viewer, language: str) -> bytes | None:
    """Give the filer's own rows with the bad cells marked, made again from the kept file; None where there is none."""
    kept = _stored(receipt, viewer)
    found = kept.receipt if kept is not None else None
    place = documents.path(found.document) if found is not None and found.document else None
    if kept is None or found is None or place is None:
        return None
    duty = RULEBOOK.by_id[found.duty]
    try:
        table = read(duty, place, name=found.source_name)
    except Unreadable:
        return None
    checked = checking.check(duty, [table], todays=[legal_day(found.filed_at)], filers=[found.party])
    stored = _stored_faults(found, table.line.tolist())
    _entered(kept, viewer, "marked workbook")
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
