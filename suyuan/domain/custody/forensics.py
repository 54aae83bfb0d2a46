"""编码鉴识 — what a code itself says against what is filed of it: whose prefix, made when.

Source: GB/T 34014-2017 (maker prefix, date of production); Article 9.
"""

from collections.abc import Iterator
from datetime import date

from suyuan.codes import battery
from suyuan.codes.fault import CodeFault
from suyuan.domain import subjects
from suyuan.domain.custody.evidence import Life, Register
from suyuan.domain.custody.found import Found, Kind, distinct, piece
from suyuan.domain.life import Fact
from suyuan.law.calendar import legal_day
from suyuan.law.duty import Event, SubjectKind

PREFIX = 3
_BEFORE_IT_IS_MADE = frozenset({Event.PRODUCED, Event.RECODED, Event.SPECIFIED})


def findings(life: Life, register: Register) -> Iterator[Found]:
    """Give what the code of a battery says against the lines that name it."""
    if life.code.startswith(subjects.TEMPORARY) or not life.direct:
        return
    if life.code[:PREFIX] not in register.prefixes:
        yield _found(Kind.FOREIGN_PREFIX, life.code, [life.direct[0]], life.code[:PREFIX], register)
    made = made_on(life.code)
    if made is None:
        return
    too_early = [
        one
        for one in life.direct
        if (one.event not in _BEFORE_IT_IS_MADE and one.happened_date < made)
        or legal_day(one.recorded_at) < made
    ]
    if too_early:
        yield _found(Kind.IMPOSSIBLE_DATE, life.code, too_early[:1], made.isoformat(), register)


def made_on(code: str) -> date | None:
    """Give the day of production in a code; None where it has none, or letters that no table knows."""
    try:
        return battery.parse(code).made
    except CodeFault:
        return None


def _found(kind: Kind, code: str, facts: list[Fact], says: str, register: Register) -> Found:
    return Found(
        kind=kind,
        subject_kind=SubjectKind.BATTERY,
        subject=code,
        cause=says,
        parties=distinct(register.uscc(one.party_id) for one in facts),
        evidence=tuple(piece(one, register.uscc(one.party_id), says) for one in facts),
    )
