"""移交问题 — hand-overs that do not close: no inbound, no outbound, another party, another day, another mass.

    findings()     the hand-overs of one battery -> what is wrong with them
    torn()         both sides of one transfer -> whether they list the same codes
    uneven()       both sides of one transfer -> whether they weigh the same altogether

Source: Article 24 (both sides report, each on its own clock); findings of the outer contract.
"""

from collections.abc import Container, Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise

from suyuan.domain.custody.evidence import Register
from suyuan.domain.custody.found import Found, Kind, Piece, distinct, piece
from suyuan.domain.custody.handovers import Handover, Movement, Tolerances, answer_due
from suyuan.law.duty import Event, SubjectKind

_DAY = timedelta(days=1)


def findings(code: str, handovers: Iterable[Handover], register: Register) -> Iterator[Found]:
    """Give what is wrong with the hand-overs of one battery."""
    tolerances = Tolerances.of(register.calendar.policies)
    for one in handovers:
        if one.out is None or one.into is None:
            yield from _one_sided(code, one, register)
        elif one.crossed:
            yield _crossed(code, one, register)
        else:
            if one.early():
                yield _found(Kind.WRONG_TIME, code, one, _days(one))
            if one.uneven(tolerances.mass):
                yield _found(Kind.MASS_MISMATCH, code, one, _masses(one, tolerances))


def _one_sided(code: str, one: Handover, register: Register) -> Iterator[Found]:
    """A side that is missing, once the clock of whoever owes it has run out."""
    until = answer_due(one, register)
    if until is None:
        return
    kind = Kind.NO_INBOUND if one.into is None else Kind.NO_OUTBOUND
    yield _found(kind, code, one, [_side(one.first, one.first.day.isoformat())], since=until + _DAY)


def _crossed(code: str, one: Handover, register: Register) -> Found:
    """Give a hand-over of which the two sides name different parties.

    The same number on both papers settles it. Otherwise each side may still find its own other half: it is a finding
    once the first of the two clocks has run out.
    """
    ends = (answer_due(Handover(out=one.out, into=None), register), _inbound_due(one, register))
    until = min((day for day in ends if day is not None), default=None)
    numbers = {side.transfer_no for side in one.sides}
    since = date.min if until is None or (len(numbers) == 1 and "" not in numbers) else until + _DAY
    says = [_side(side, side.receiver if side is one.out else side.sender) for side in one.sides]
    return _found(Kind.WRONG_PARTY, code, one, says, since=since)


def _inbound_due(one: Handover, register: Register) -> date | None:
    return answer_due(Handover(out=None, into=one.into), register)


def _days(one: Handover) -> list[Piece]:
    return [_side(side, side.day.isoformat()) for side in one.sides]


def _masses(one: Handover, tolerances: Tolerances) -> list[Piece]:
    return [_side(side, _weight(side.mass_g or 0, tolerances)) for side in one.sides]


def _weight(mass_g: int, tolerances: Tolerances) -> str:
    """Say a mass, and by which tolerances it was judged."""
    return f"{mass_g / 1000:.10g} kg ({tolerances.version})"


def _side(side: Movement, says: str) -> Piece:
    return piece(side.fact, side.filer, says)


def _found(kind: Kind, code: str, one: Handover, says: list[Piece], since: date = date.min) -> Found:
    sides = one.sides
    parties = distinct([name for side in sides for name in (side.sender, side.receiver)])
    return Found(
        kind=kind,
        subject_kind=SubjectKind.BATTERY,
        subject=code,
        cause="/".join(f"{side.sender}>{side.receiver}@{side.day}" for side in sides),
        parties=parties,
        evidence=tuple(says),
        since=since,
    )


def torn(
    number: str, moves: Iterable[Movement], register: Register, whole: Container[tuple[str, str]] = ()
) -> Iterator[Found]:
    """Give the transfers under one number whose two sides list different codes.

    ``whole``: (code, filing) of movements whose other side is on file. Under another number, that is: loads that were
    put together or taken apart on the way lack nothing.
    """
    known = list(moves)
    parties: dict[str, set[tuple[str, str]]] = {}
    for one in known:
        parties.setdefault(_name(one), set()).add((one.sender, one.receiver))
    elsewhere = {code for code, pairs in parties.items() if len(pairs) > 1}
    for cause, both in _loads(known, register):
        if any(map(_is_unread, both)):
            yield from _transferred(number, cause, both, elsewhere, register)
        else:
            met = {_name(one) for one in both if (_name(one), one.fact.filing) in whole}
            yield from _transferred(number, cause, both, elsewhere | met, register)


def _loads(moves: Iterable[Movement], register: Register) -> Iterator[tuple[str, list[Movement]]]:
    """Give the loads under one number: what goes between the same parties within the days in which sides are paired.

    A number that is used again later is another load's. With each, what tells it from the others.
    """
    window = timedelta(days=register.calendar.policies.matching_window_days)
    between: dict[str, list[Movement]] = {}
    for one in sorted(moves, key=lambda one: one.day):
        between.setdefault(f"{one.sender}>{one.receiver}", []).append(one)
    for way, both in between.items():
        starts = [at for at, (last, one) in enumerate(pairwise(both), 1) if one.day - last.day > window]
        for begin, end in pairwise([0, *starts, len(both)]):
            yield f"{way}@{both[begin].day}" if begin else way, both[begin:end]


def uneven_sides(moves: Iterable[Movement]) -> set[str]:
    """Give the codes that one side of a transfer lists and the other does not, where both are on file."""
    sent, come = (
        {_name(one) for one in moves if (one.fact.event is Event.SHIPPED) is out} for out in (True, False)
    )
    return (sent ^ come) - {""} if sent and come else set()


def uneven(number: str, moves: Iterable[Movement], register: Register) -> Iterator[Found]:
    """Give the transfers of which both sides list the same batteries, and do not weigh the same altogether.

    Every battery alone may be off by a little; that all of a load are, and to one side, is told by the sum. Where one
    is off by much, that is told of it alone.
    """
    tolerances = Tolerances.of(register.calendar.policies)
    for cause, both in _loads(moves, register):
        outs = [one for one in both if one.fact.event is Event.SHIPPED]
        ins = [one for one in both if one.fact.event is not Event.SHIPPED]
        sent, come = ({_name(one): one.mass_g for one in side} for side in (outs, ins))
        if not _comparable(sent, come, tolerances):
            continue
        sums = [sum(one.mass_g or 0 for one in side) for side in (outs, ins)]
        if tolerances.mass.agrees(*sums):
            continue
        firsts = [min(side, key=lambda one: one.place) for side in (outs, ins)]
        yield Found(
            kind=Kind.MASS_MISMATCH,
            subject_kind=SubjectKind.TRANSFER,
            subject=number,
            cause=cause,
            parties=distinct((both[0].sender, both[0].receiver)),
            evidence=tuple(
                _side(one, _weight(mass, tolerances)) for one, mass in zip(firsts, sums, strict=True)
            ),
        )


def _comparable(sent: dict[str, int | None], come: dict[str, int | None], tolerances: Tolerances) -> bool:
    """Tell whether two sides list the same batteries, all weighed, none of them off by itself."""
    return sent.keys() == come.keys() and all(
        mass is not None and (other := come[code]) is not None and tolerances.mass.agrees(mass, other)
        for code, mass in sent.items()
    )


def _transferred(
    number: str, cause: str, moves: Sequence[Movement], elsewhere: Container[str], register: Register
) -> Iterator[Found]:
    """Tell whether the two sides of one load (``_loads``) list the same codes.

    ``elsewhere``: codes that moved under this number between other parties, which is told of them alone; and those
    that lack nothing.

    A code that one side lists alone counts once the other's clock has run out: papers come in several filings. Where
    each side lists one that the other does not, nobody need wait. Unreadable labels have no code to compare; they pair
    by the number of pieces.
    """
    outs = [one for one in moves if one.fact.event is Event.SHIPPED]
    ins = [one for one in moves if one.fact.event is not Event.SHIPPED]
    if not outs or not ins:
        return
    sent, come = ({_name(one) for one in side} for side in (outs, ins))
    only_sent, only_come = (
        {code for code in side if code and code not in elsewhere} for side in (sent - come, come - sent)
    )
    spare_out, spare_in = _unread(outs), _unread(ins)
    if len(only_sent) <= max(spare_in - spare_out, 0) and len(only_come) <= max(spare_out - spare_in, 0):
        return
    alone = [one for one in outs if _name(one) in only_sent] + [one for one in ins if _name(one) in only_come]
    since = date.min if only_sent and only_come else _until(alone, register)
    first = outs[0]
    yield Found(
        kind=Kind.CODE_SET_MISMATCH,
        subject_kind=SubjectKind.TRANSFER,
        subject=number,
        cause=cause,
        parties=distinct((first.sender, first.receiver)),
        evidence=tuple(
            _side(one, one.fact.subject)
            for one in sorted(
                alone,
                key=lambda one: (one.day, one.fact.event is not Event.SHIPPED, one.fact.subject, one.place),
            )
        ),
        since=since,
    )


def _until(alone: Sequence[Movement], register: Register) -> date:
    """Give the day after which the other side can no longer list the first of these codes in time."""
    ends = [
        answer_due(Handover(out=one, into=None), register)
        if one.fact.event is Event.SHIPPED
        else answer_due(Handover(out=None, into=one), register) or one.day
        for one in alone
    ]
    return min((day + _DAY for day in ends if day is not None), default=date.max)


def _name(one: Movement) -> str:
    """Give the code of a movement; "" for a label that nobody could read."""
    return "" if one.fact.subject.startswith("TMP-") else one.fact.subject


def _is_unread(one: Movement) -> bool:
    return not _name(one)


def _unread(side: Iterable[Movement]) -> int:
    return sum(not _name(one) for one in side)
