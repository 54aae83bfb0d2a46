"""移交登记 — hand-overs as they stand, entered by the examiner.

rows()     the hand-overs of a life -> lines of the register
across()   hand-overs of unreadable labels -> the clocks that one name meets for the other
"""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

from suyuan.domain import receipts, subjects
from suyuan.domain.custody import examine as judge
from suyuan.domain.custody.evidence import Life, Register
from suyuan.domain.custody.handovers import Movement, answer_due, standing
from suyuan.law.calendar import legal_day
from suyuan.law.duty import Event
from suyuan.law.measures_2026 import RULEBOOK


def rows(life: Life, register: Register) -> Iterator[dict[str, Any]]:
    """Give the hand-overs of a life as lines of the register."""
    subject = subjects.key(life.code)
    if subject is None:
        return
    for ordinal, (one, state) in enumerate(standing(judge.handovers_of(life, register), register)):
        first = one.first
        yield {
            "subject": subject.hex,
            "ordinal": ordinal,
            "state": state.value,
            "sender": first.sender,
            "receiver": first.receiver,
            "sender_id": _party(first.sender, register),
            "receiver_id": _party(first.receiver, register),
            "out_duty": _duty(one.out, register.outbound_duty(first.sender)),
            "into_duty": _duty(one.into, register.inbound_duty(first.receiver)),
            **_side("out", one.out),
            **_side("into", one.into),
            "refused": one.into is not None and one.into.fact.event is Event.REFUSED,
            "transfer_no": next((side.transfer_no for side in one.sides if side.transfer_no), ""),
            "due_date": answer_due(one, register),
        }


def _party(uscc: str, register: Register) -> int | None:
    known = register.by_uscc.get(uscc)
    return known.party_id if known else None


def _duty(side: Movement | None, owed: str | None) -> int | None:
    """Give the number of the duty under which a side was filed, or is owed."""
    name = side.fact.duty if side is not None else owed
    return RULEBOOK.by_id[name].number if name else None


def _side(name: str, side: Movement | None) -> dict[str, Any]:
    key = receipts.key(side.fact.filing) if side is not None else None
    return {
        f"{name}_filing": key.hex if key else None,
        f"{name}_date": side.day if side else None,
        f"{name}_mass_g": side.mass_g if side else None,
    }


def across(life: Life, register: Register) -> Iterator[tuple[int, UUID, date, UUID]]:
    """Give (party, subject, day, filing) of the clocks that the other side's filing does not find by itself.

    It knows the battery by another name, for a label could not be read; or the other side names the party's heir, or
    the party that the heir took over (Article 17).
    """
    if not life.beside and not register.heirs:
        return
    for one in judge.handovers_of(life, register):
        if one.out is not None and one.into is not None and not one.crossed:
            yield from _met(one.out, one.into, register)
            yield from _met(one.into, one.out, register)


def _met(told: Movement, by: Movement, register: Register) -> Iterator[tuple[int, UUID, date, UUID]]:
    """Give the clock that one side's line started for the party it names, met by the other side's filing."""
    party = _party(told.fact.counterparty, register)
    if party is None or (party == by.fact.party_id and told.fact.subject == by.fact.subject):
        return
    subject, filing = subjects.key(told.fact.subject), receipts.key(by.fact.filing)
    if subject is not None and filing is not None:
        yield party, subject, legal_day(by.fact.recorded_at), filing
