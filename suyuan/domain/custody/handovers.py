"""移交配对 — outbound and inbound are two facts, each signed by its filer; here they find one another.

    Movement    one side as filed
    Handover    a hand-over: its outbound, its inbound, or both, and how it stands
    pair()      movements of one battery -> hand-overs;  unread() where labels could not be read
    Tolerances  what may differ, as declared; named in the evidence

Pairs are chosen in one order that does not depend on the arrival of the papers: first those with the same transfer
number, then those that lie nearest. What is left over may still be one hand-over that the two sides tell differently.

Source: Article 24 and its paragraph on the content of outbound and inbound information; policies
``matching_window_days``, ``mass_tolerance``, ``receipt_presumed_days``.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import NamedTuple

from msgspec import Struct

from suyuan.domain.custody.evidence import Register
from suyuan.domain.life import Fact
from suyuan.domain.subjects import TEMPORARY
from suyuan.law.duty import Event
from suyuan.law.policies import MassTolerance, Policies

_SHIPPED, _RECEIVED, _REFUSED = Event.SHIPPED, Event.RECEIVED, Event.REFUSED
MOVES = frozenset({_SHIPPED, _RECEIVED, _REFUSED})
PRODUCT = frozenset({"24.6.c"})  # the outbound duty that also speaks of batteries made from waste


class Tolerances(NamedTuple):
    """What two sides of one hand-over may differ by."""

    window_days: int
    mass: MassTolerance
    presumed_days: int

    @classmethod
    def of(cls, policies: Policies) -> "Tolerances":
        """Give the tolerances in force."""
        return cls(policies.matching_window_days, policies.mass_tolerance, policies.receipt_presumed_days)

    @property
    def version(self) -> str:
        """Name them, as evidence cites them: two sets of figures never share a name."""
        mass = self.mass
        return f"{self.window_days}d/{mass.percent}%/{mass.least_g}g/{self.presumed_days}d"


class Movement(Struct, frozen=True, kw_only=True):
    """One side of a hand-over: ``sender`` and ``receiver`` as its filer names them, or their heirs; mass in grams."""

    fact: Fact
    sender: str
    receiver: str
    mass_g: int | None
    transfer_no: str
    use: bool

    @property
    def day(self) -> date:
        """Give the day on which it left or arrived."""
        return self.fact.happened_date

    @property
    def filer(self) -> str:
        """Give who filed it."""
        return self.sender if self.fact.event is _SHIPPED else self.receiver

    @property
    def is_unread(self) -> bool:
        """Tell whether its label could not be read."""
        return self.fact.subject.startswith(TEMPORARY)

    @property
    def mark(self) -> tuple[str, date, str]:
        """Give what a movement is known by, whenever it arrived."""
        return self.fact.filing, self.fact.happened_date, self.fact.subject

    @property
    def place(self) -> tuple[object, ...]:
        """Give its place among others by what it says; the number of its paper decides between equals alone."""
        return (
            self.day,
            self.fact.event is not _SHIPPED,
            self.sender,
            self.receiver,
            self.mass_g or 0,
            self.mark,
        )


def movement(fact: Fact, register: Register) -> Movement:
    """Read one side of a hand-over."""
    filer, other, body = register.uscc(fact.party_id), register.heir(fact.counterparty), fact.body
    filer, out = register.heir(filer), fact.event is _SHIPPED
    return Movement(
        fact=fact,
        sender=filer if out else other,
        receiver=other if out else filer,
        mass_g=grams(body.get("mass_kg")),
        transfer_no=str(body.get("transfer_no") or "").strip(),
        use=bool(body.get("use")),
    )


def grams(text: object) -> int | None:
    """Read a mass in kilograms, as filed, to whole grams; None where none is given."""
    try:
        return int(Decimal(str(text)) * 1000) if text not in {None, ""} else None
    except InvalidOperation:
        return None


class State(StrEnum):
    """How a hand-over stands."""

    OPEN = "open"  # one side, and the other's clock runs
    MATCHED = "matched"
    DISPUTED = "disputed"  # both sides, and they do not agree
    REFUSED = "refused"  # at the gate: it stays with its sender
    EXPIRED = "expired"  # one side, and the other's clock has run out
    SETTLED = "settled"  # one side, and Article 24 asks nothing of the other
    RETURNED = "returned"  # both sides, of what had come the other way before


class Handover(Struct, frozen=True, kw_only=True):
    """A hand-over of one battery: either side may be missing. ``crossed``: the two name different parties."""

    out: Movement | None
    into: Movement | None
    crossed: bool = False

    @property
    def sides(self) -> tuple[Movement, ...]:
        """Give the sides on file, the outbound first."""
        return tuple(one for one in (self.out, self.into) if one is not None)

    @property
    def first(self) -> Movement:
        """Give a side that is there, the outbound if it is."""
        return self.sides[0]

    @property
    def accepted(self) -> bool:
        """Tell whether a receiver says that it took the battery."""
        return self.into is not None and self.into.fact.event is _RECEIVED

    def early(self) -> bool:
        """Tell whether it arrived before it left."""
        return self.out is not None and self.into is not None and self.into.day < self.out.day

    def uneven(self, tolerance: MassTolerance) -> bool:
        """Tell whether the two sides weigh it too differently."""
        if self.out is None or self.into is None or self.out.mass_g is None or self.into.mass_g is None:
            return False
        return not tolerance.agrees(self.out.mass_g, self.into.mass_g)

    def state(self, register: Register) -> State:
        """Tell how it stands on the register's day."""
        if self.out is not None and self.into is not None:
            wrong = self.crossed or self.early() or self.uneven(register.calendar.policies.mass_tolerance)
            if self.into.fact.event is _REFUSED and not self.crossed:
                return State.REFUSED
            return State.DISPUTED if wrong else State.MATCHED
        if self.into is not None and self.into.fact.event is _REFUSED:
            return State.REFUSED
        until = answer_due(self, register)
        if until is None:
            return State.SETTLED
        return State.EXPIRED if until < register.today else State.OPEN


def answer_due(handover: Handover, register: Register) -> date | None:
    """Give the last day in time for the side that is missing; None where Article 24 asks nobody for it.

    The receiver's clock starts with the presumed receipt, the sender's with the receiver's day.
    """
    if handover.into is None and handover.out is not None:
        duty = register.inbound_duty(handover.out.receiver)
        presumed = timedelta(days=register.calendar.policies.receipt_presumed_days)
        return register.due(duty, handover.out.day + presumed) if duty else None
    if handover.out is None and handover.accepted and handover.into is not None:
        duty = register.outbound_duty(handover.into.sender)
        return register.due(duty, handover.into.day) if duty else None
    return None


def unread(
    code: str, own: Sequence[Movement], beside: Sequence[Movement], window_days: int
) -> list[Handover]:
    """Pair the movements of one battery of a transfer in which a label could not be read.

    First every code with itself; then what is left over, if one of the two has no label, by number, parties and mass.
    """
    by_code: dict[str, list[Movement]] = {}
    for one in (*own, *beside):
        by_code.setdefault(one.fact.subject, []).append(one)
    found = [pair(moves, window_days) for moves in by_code.values()]
    whole = [one for pairs in found for one in pairs if len(one.sides) > 1]
    left = [one.first for pairs in found for one in pairs if len(one.sides) == 1]
    outs = [one for one in left if one.fact.event is _SHIPPED]
    ins = [one for one in left if one.fact.event is not _SHIPPED]
    ranked = [
        (rank, out, into)
        for rank, out, into in _agreeing(outs, ins, timedelta(days=window_days))
        if out.transfer_no == into.transfer_no and {out.is_unread, into.is_unread} != {False}
    ]
    paired, outs, ins = _take(ranked, outs, ins, crossed=False)
    alone = [Handover(out=one, into=None) for one in outs] + [Handover(out=None, into=one) for one in ins]
    mine = [one for one in (*whole, *paired, *alone) if any(side.fact.subject == code for side in one.sides)]
    return sorted(mine, key=lambda one: one.first.place)


def standing(handovers: Sequence[Handover], register: Register) -> list[tuple[Handover, State]]:
    """Give hand-overs in their order with how each stands. Sides that name different parties stand apart."""
    found: list[tuple[Handover, State]] = []
    gone: Counter[tuple[str, str]] = Counter()  # ways of what has not come back
    for one in handovers:
        state = one.state(register)
        way = (one.first.sender, one.first.receiver)
        back = gone[way[::-1]] > 0
        if state is State.MATCHED and back:
            state = State.RETURNED
        gone[way[::-1] if back else way] += -1 if back else 1
        if one.crossed:
            apart = (Handover(out=one.out, into=None), Handover(out=None, into=one.into))
            found += [(side, State.DISPUTED) for side in apart]
        else:
            found.append((one, state))
    return found


Ranked = tuple[tuple[object, ...], Movement, Movement]


def pair(moves: Iterable[Movement], window_days: int) -> list[Handover]:
    """Pair the movements of one battery; every movement is in exactly one hand-over, in the order of its days."""
    known = list(moves)
    outs = [one for one in known if one.fact.event is _SHIPPED]
    ins = [one for one in known if one.fact.event is not _SHIPPED]
    window = timedelta(days=window_days)
    found, outs, ins = _take(_agreeing(outs, ins, window), outs, ins, crossed=False)
    crossed, outs, ins = _take(_crossing(outs, ins, window), outs, ins, crossed=True)
    left = [Handover(out=one, into=None) for one in outs] + [Handover(out=None, into=one) for one in ins]
    return sorted((*found, *crossed, *left), key=lambda one: one.first.place)


def _take(
    ranked: list[Ranked], outs: Sequence[Movement], ins: Sequence[Movement], *, crossed: bool
) -> tuple[list[Handover], list[Movement], list[Movement]]:
    """Take pairs in the order of their rank, each movement once; give them and what is left."""
    used: set[tuple[str, date, str]] = set()
    found: list[Handover] = []
    for _, out, into in sorted(ranked, key=lambda one: one[0]):
        if out.mark not in used and into.mark not in used:
            used |= {out.mark, into.mark}
            found.append(Handover(out=out, into=into, crossed=crossed))
    return (
        found,
        [one for one in outs if one.mark not in used],
        [one for one in ins if one.mark not in used],
    )


def _agreeing(outs: Sequence[Movement], ins: Sequence[Movement], window: timedelta) -> list[Ranked]:
    """Rank the pairs whose two sides name the same two parties."""
    return [
        (_rank(out, into), out, into)
        for out in outs
        for into in ins
        if (out.sender, out.receiver) == (into.sender, into.receiver) and abs(into.day - out.day) <= window
    ]


def _crossing(outs: Sequence[Movement], ins: Sequence[Movement], window: timedelta) -> list[Ranked]:
    """Rank the pairs that may be one hand-over told differently: it arrived after it left, elsewhere or from elsewhere.

    What arrives from the very party it was sent to has been there: then two papers are missing, and none is wrong.
    """
    return [
        ((-_same(out, into), *_rank(out, into)), out, into)
        for out in outs
        for into in ins
        if into.fact.event is _RECEIVED
        and timedelta(0) <= into.day - out.day <= window
        and into.sender != out.receiver
    ]


def _same(out: Movement, into: Movement) -> int:
    """Count the parties on which two sides agree."""
    return (out.sender == into.sender) + (out.receiver == into.receiver)


def _rank(out: Movement, into: Movement) -> tuple[object, ...]:
    """Give the order in which pairs are taken: by the same number, then forwards in time, then the nearest."""
    apart = bool(out.transfer_no and into.transfer_no and out.transfer_no != into.transfer_no)
    gap = (into.day - out.day).days
    lighter = abs((out.mass_g or 0) - (into.mass_g or 0))
    return apart, gap < 0, abs(gap), lighter, out.place, into.place
