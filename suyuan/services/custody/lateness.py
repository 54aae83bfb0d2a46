"""逾期 — clocks that ran out, as findings: open while they are unmet, closed once they are met, for ever listed.

    late()      clocks -> findings kept
    vanished()  closes what was late of clocks that are gone

Source: Article 24 (each report has its last day).
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import Cursor

from suyuan.codes import packing
from suyuan.domain import subjects
from suyuan.domain.custody.evidence import Register
from suyuan.domain.custody.found import Found, Kind, Piece
from suyuan.law.duty import SubjectKind
from suyuan.law.measures_2026 import RULEBOOK
from suyuan.services.custody.keeping import keep
from suyuan.storage import custody as store
from suyuan.storage.custody import LateClock
from suyuan.storage.events import StoredEvent
from suyuan.storage.filings import number


def late(cursor: Cursor[Any], clocks: Sequence[LateClock], register: Register, at: datetime) -> int:
    """Keep a finding for every clock that ran out: open while it is unmet, closed once it is met, for ever listed."""
    found = [_late_one(one, register) for one in clocks if (one.met_date or register.today) > one.due_date]
    about = sorted({one.subject_id for one in clocks})
    wanted = {one.key for one in found} | {_late_key(one, register) for one in clocks}
    on_file = [
        one
        for one in store.findings_about(cursor, about, (Kind.LATE.value,))
        if (Kind.LATE, one.subject, one.cause) in wanted
    ]
    papers = {one.subject_id: number(one.filing) for one in clocks}
    return keep(cursor, found, on_file, register, papers=papers, at=at)


def vanished(cursor: Cursor[Any], undone: Sequence[StoredEvent], register: Register, at: datetime) -> int:
    """Close what was late of clocks that are gone with the filings that had opened them."""
    keys = {UUID(bytes=one.subject): number(UUID(bytes=one.filing)) for one in undone}
    names = {subjects.name(key): receipt for key, receipt in keys.items() if not packing.is_provisional(key)}
    on_file = store.findings_about(cursor, sorted(names), (Kind.LATE.value,)) if names else []
    if not on_file:
        return 0
    parties = sorted({party for one in on_file for party in one.parties})
    duties = [duty.number for duty in RULEBOOK.duties]
    standing = {_late_key(one, register) for one in store.clocks(cursor, parties, duties, keys)}
    over = [one for one in on_file if (Kind.LATE, one.subject, one.cause) not in standing]
    return keep(cursor, [], over, register, papers=names, at=at)


def _late_key(one: LateClock, register: Register) -> tuple[Kind, str, str]:
    cause = f"{register.uscc(one.party_id)}/{RULEBOOK.by_number[one.duty].id}/{one.cause_date}"
    return Kind.LATE, one.subject_id, cause


def _late_one(one: LateClock, register: Register) -> Found:
    uscc, duty = register.uscc(one.party_id), RULEBOOK.by_number[one.duty]
    met = one.met_date is not None
    receipt = number(one.filing)
    says = f"{one.due_date} < {one.met_date}" if met else one.due_date.isoformat()
    return Found(
        kind=Kind.LATE,
        subject_kind=SubjectKind(one.subject_kind),
        subject=one.subject_id,
        cause=_late_key(one, register)[2],
        parties=(uscc,),
        evidence=(Piece(uscc, receipt, says, duty.id, one.cause_date.isoformat()),),
        closed=met,
    )
