"""发现入账 — what a judge finds, held against what is on file: new, changed, explained.

    keep()   the findings of some subjects -> the ledger of findings

A finding that is no longer true closes itself and says by which papers. What an official has taken up stays with the
official. Nothing is deleted.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

import msgspec
from psycopg import Cursor

from suyuan.domain.custody.evidence import Register
from suyuan.domain.custody.found import KINDS, Found, Kind
from suyuan.storage import custody as store
from suyuan.storage.custody import StoredFinding

_NAMESPACE = UUID("6c1f0cf4-6d2e-5a52-9d55-7c3a3f6f4a11")
_ENCODER = msgspec.json.Encoder()


def keep(
    cursor: Cursor[Any],
    found: Iterable[Found],
    on_file: Sequence[StoredFinding],
    register: Register,
    *,
    papers: Mapping[str, str],
    at: datetime,
) -> int:
    """Enter what is found, close what is not true any more; give how many were entered or changed.

    ``on_file``: all findings on file about the subjects and of the kinds that were judged. ``papers``: by subject, the
    receipt of the latest filing about it.
    """
    true = {one.key: one for one in found}
    stored = {(Kind(one.kind), one.subject, one.cause): one for one in on_file}
    rows = [_row(one, register, at) for key, one in true.items() if _differs(one, stored.get(key), register)]
    store.open_findings(cursor, rows)
    over = {
        one.id: papers.get(one.subject, "")
        for key, one in stored.items()
        if key not in true and one.state != "closed"
    }
    store.close_findings(cursor, over, at=at)
    return len(rows) + len(over)


def _differs(one: Found, stored: StoredFinding | None, register: Register) -> bool:
    """Tell whether the ledger says something else, or nothing, of a finding."""
    if stored is None or (stored.state == "closed") != one.closed:
        return True
    return _parties(one, register) != stored.parties or msgspec.json.decode(
        _ENCODER.encode(one.evidence)
    ) != msgspec.json.decode(stored.evidence)


def _parties(one: Found, register: Register) -> list[int]:
    """Give the numbers of the registered parties of a finding."""
    return [register.by_uscc[uscc].party_id for uscc in one.parties if uscc in register.by_uscc]


def _row(one: Found, register: Register, at: datetime) -> dict[str, Any]:
    parties = _parties(one, register)
    due: date = register.today + timedelta(days=register.calendar.policies.finding_answer_days)
    return {
        "id": uuid5(_NAMESPACE, "/".join(one.key)).hex,
        "kind": one.kind.value,
        "subject_kind": one.subject_kind.value,
        "subject_id": one.subject,
        "cause": one.cause,
        "parties": parties,
        "evidence": _ENCODER.encode(one.evidence).decode(),
        "article": KINDS[one.kind].article,
        "state": "closed" if one.closed else "open",
        "found_at": at,
        "owner_id": parties[-1] if parties else None,
        "due_date": due,
        "closed_at": at if one.closed else None,
        "closed_by": one.evidence[-1].receipt if one.closed and one.evidence else None,
    }
