"""资格 — who may hand what to whom, and for what use.

    findings()   the hand-overs of one battery -> what was not allowed; the report stands all the same

    battery and vehicle makers     to recyclers (Article 19)
    swap operators, repair shops,
    dismantlers                    to recyclers, or to an outlet of a battery or vehicle maker (Article 20)
    a recycler                     with all three permits valid on the day, of sending and of taking in (Article 18)

Nobody of these is abroad (policy ``waste_abroad``).

A product made from waste batteries is no waste: whoever buys it needs no permit, only a permitted use (Article 22).
Article 24 says nothing of a recycler that passes waste on; it is not judged here.

Source: Articles 18, 19, 20 and 22.
"""

from collections.abc import Iterable, Iterator
from datetime import date

from suyuan.codes.uscc import is_abroad
from suyuan.domain.custody.evidence import MAKERS, Register
from suyuan.domain.custody.found import Found, Kind, Piece, distinct, piece
from suyuan.domain.custody.handovers import PRODUCT, Handover, Movement
from suyuan.domain.permits import entitled
from suyuan.law.duty import Event, Role, SubjectKind
from suyuan.law.measures_2026 import RULEBOOK

_COLLECTED_FROM = frozenset({Role.SWAP_OPERATOR, Role.REPAIRER, Role.DISMANTLER})


def findings(
    code: str, handovers: Iterable[Handover], register: Register, *, reused: bool
) -> Iterator[Found]:
    """Give what was handed to who may not have it, or for a use that is forbidden.

    ``reused``: the code is that of a product made from waste batteries.
    """
    for one in handovers:
        if one.out is not None and (use := forbidden_use(one.out.fact.duty, one.out.fact.body, register)):
            yield _found(Kind.FORBIDDEN_USE, code, one, use)
        elif (why := _not_entitled(one, register, reused=reused)) is not None:
            yield _found(Kind.NOT_ENTITLED, code, one, why)


def forbidden_use(duty: str, body: dict[str, object], register: Register) -> str | None:
    """Give the use that an outbound names, if it is a forbidden one (the list is a policy)."""
    said = str(body.get("use") or "").strip().lower()
    if not said:
        return None
    for option in RULEBOOK.by_id[duty].column("use").options:
        if said in {option.value, *(text.lower() for text in option.text)}:
            return option.value if option.value in register.calendar.policies.forbidden_uses else None
    return None


def _not_entitled(one: Handover, register: Register, *, reused: bool) -> str | None:
    """Tell why the receiver of a hand-over may not have it: a word for the evidence; None where it may.

    What was refused at the gate was not handed over. Where the two sides name different receivers, it is with the one
    that took it.
    """
    if one.into is not None and one.into.fact.event is Event.REFUSED:
        return None
    side = one.into if one.crossed and one.into is not None else one.first
    product = side.fact.event is Event.SHIPPED and (reused or (side.use and side.fact.duty in PRODUCT))
    if product or not side.receiver or Role.RECYCLER in register.roles(side.sender):
        return None
    return _unfit(side, {each.day for each in one.sides if each.receiver == side.receiver}, register)


def _unfit(side: Movement, days: Iterable[date], register: Register) -> str | None:
    """Tell why a receiver may not take waste from a sender.

    ``days``: on which it was sent and taken. Who sends looks at the permits, and who takes in needs them.
    """
    given, taken = register.roles(side.sender), register.by_uscc.get(side.receiver)
    if taken is None and is_abroad(side.receiver):
        return None if register.calendar.policies.waste_abroad else "abroad"
    if taken is None:
        return "unregistered"
    if Role.RECYCLER in taken.roles:
        return None if all(entitled(taken.permits, day) for day in days) else "permit"
    collects = taken.roles & MAKERS and (given & _COLLECTED_FROM or not given)
    return None if collects else "role"


def _found(kind: Kind, code: str, one: Handover, why: str) -> Found:
    sides = one.sides
    pieces: list[Piece] = [piece(side.fact, side.filer, why) for side in sides]
    first = sides[0]
    return Found(
        kind=kind,
        subject_kind=SubjectKind.BATTERY,
        subject=code,
        cause=f"{first.sender}>{first.receiver}@{first.day}/{why}",
        parties=distinct([name for side in sides for name in (side.sender, side.receiver)]),
        evidence=tuple(pieces),
    )
