"""可能世界 — one battery lives one life: each step must be possible after the one before it.

    walk()     the facts of a life in order -> the steps that cannot have happened, and where it stands at the end
    Where      in a vehicle, with a party, on its way, ended; ``firm``: on somebody's word that it took it

What cannot be true beside an earlier fact does not move the battery: both are kept as evidence, and the register's
answer stays with the earlier event until somebody settles it.

Source: Articles 10, 12 and 24; the findings of the outer contract.
"""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import combinations

from msgspec import Struct

from suyuan.domain import subjects
from suyuan.domain.custody.evidence import VEHICLE_MAKERS, Claim, Life, Register
from suyuan.domain.custody.found import Found, Kind, Piece, distinct, piece
from suyuan.domain.custody.handovers import MOVES, Handover
from suyuan.domain.legs import in_legs
from suyuan.domain.life import Fact, goes_on, in_order, is_end, vehicle_of
from suyuan.domain.trace import kind_of
from suyuan.law.duty import Event, Role, SubjectKind

_DAY = timedelta(days=1)
_SCRAPPING = "24.8.a"


class Where(Struct, frozen=True, kw_only=True):
    """Where a battery is. ``kind``: unknown, vehicle, party, transit, ended."""

    kind: str = "unknown"
    party: str = ""  # who holds it or has sent it
    to: str = ""  # where it is sent
    vehicle: str = ""
    firm: bool = False
    by: Fact | None = None  # the fact that put it there


class Walk(Struct):
    """A life as it is gone through: where it stands, what did not fit, which movements were rivals."""

    life: Life
    register: Register
    paired: dict[tuple[str, date, str], Handover]
    where: Where
    left: dict[str, date]  # vehicle -> the day on which it was last taken out of it
    fitted: set[str]
    found: list[Found]
    rivals: set[tuple[str, date, str]]
    pending: list[tuple[tuple[str, date, str], Found]]  # senders that hold nothing, by their movement


def walk(life: Life, handovers: list[Handover], register: Register) -> tuple[list[Found], Where]:
    """Go through a life; give what cannot have happened, and where it stands."""
    paired = {side.mark: one for one in handovers for side in one.sides}
    state = Walk(life, register, paired, Where(), {}, set(), [], set(), [])
    for fact in in_legs(in_order(life.facts), register.number):
        _step(state, fact)
    found = state.found
    for mark, one in state.pending:
        handover = state.paired.get(mark)
        into = handover.into if handover else None
        if into is None or into.mark not in state.rivals:  # a clone is one finding, not two
            found.append(one)
    return [*found, *_packs(life, register)], state.where


def _step(state: Walk, fact: Fact) -> None:
    """Take one step, unless nothing can follow any more. A part of what was torn down may go on from who did it."""
    if subjects.is_vehicle(fact.subject):
        _of_vehicle(state, fact)
        return
    end = state.where.by
    if state.where.kind == "ended" and end is not None and goes_on(end, fact, state.register.number):
        state.where = Where(kind="party", party=state.register.uscc(end.party_id), firm=True, by=end)
    if state.where.kind == "ended":
        if not is_end(fact) and fact.event is not Event.RECODED and fact.event is not Event.PRODUCT_SHIPPED:
            _note(state, Kind.AFTER_RECYCLING, fact, state.where.by)
        return
    step = _STEPS.get(fact.event)
    if step is not None:
        step(state, fact)


def _of_vehicle(state: Walk, fact: Fact) -> None:
    """Another battery swapped in puts this one into the operator's hands; scrapped without it, nobody has it."""
    if state.where.kind != "vehicle" or state.where.vehicle != fact.subject:
        return
    if fact.event is Event.SWAPPED:
        state.where = Where(kind="party", party=state.register.uscc(fact.party_id), by=fact)
    elif fact.event is Event.SCRAPPED and not fact.object:
        state.where = Where(kind="lost", by=fact)


def _produced(state: Walk, fact: Fact) -> None:
    if state.where.kind == "unknown":
        state.where = Where(by=fact)


def _fitted(state: Walk, fact: Fact) -> None:
    """A battery is fitted in one vehicle, and not while somebody else holds it as waste."""
    where, vin = state.where, vehicle_of(fact)
    state.fitted.add(vin)
    if where.kind == "vehicle" and where.vehicle != vin and not _swaps(state, where.vehicle, vin):
        _note(state, Kind.TWO_VEHICLES, fact, where.by, says=(vin, where.vehicle))
        return
    if where.kind == "party" and where.firm and Role.RECYCLER in state.register.roles(where.party):
        _note(state, Kind.TWO_PLACES, fact, where.by)
        return
    state.where = Where(kind="vehicle", vehicle=vin, by=fact)


def _swaps(state: Walk, *vins: str) -> bool:
    return any(vin in state.life.swapping for vin in vins)


def _swapped(state: Walk, fact: Fact) -> None:
    vin = vehicle_of(fact)
    state.fitted.add(vin)
    state.where = Where(kind="vehicle", vehicle=vin, party=state.register.uscc(fact.party_id), by=fact)


def _removed(state: Walk, fact: Fact) -> None:
    """A battery is taken out of the vehicle that it is in; a replacement told by both sides is one."""
    where, vin = state.where, vehicle_of(fact)
    old, new = (str(fact.body.get(name) or "").strip().upper() for name in ("old_code", "new_code"))
    if fact.body and kind_of(old) != kind_of(new) and "battery" not in {kind_of(old), kind_of(new)}:
        _note(state, Kind.LEVEL_MISMATCH, fact, None, says=(new, old))
    inside = where.kind == "vehicle" and where.vehicle == vin
    if not inside and state.left.get(vin) != fact.happened_date and _known_elsewhere(state, vin):
        _note(state, Kind.NOT_FITTED, fact, where.by or _fitting(state, vin), says=(vin, where.vehicle))
        return
    state.left[vin] = fact.happened_date
    holder = fact.counterparty or state.register.uscc(fact.party_id)
    if inside or where.kind != "party" or not where.firm:
        state.where = Where(kind="party", party=holder, by=fact)


def _known_elsewhere(state: Walk, vin: str) -> bool:
    """Tell whether the register knows that the battery was not in the vehicle: the one or the other is well known.

    Of a vehicle that nobody certified here, anything may have been fitted; what swaps moves without a line each time.
    """
    if _swaps(state, vin) or state.where.kind == "transit":
        return False
    if state.where.kind == "vehicle" and not _swaps(state, state.where.vehicle):
        return True
    return vin in state.left or (vin not in state.fitted and _fitting(state, vin) is not None)


def _fitting(state: Walk, vin: str) -> Fact | None:
    """Give the first word on a battery of that level in a vehicle, if its tree would have shown this one."""
    level = kind_of(state.life.code)
    if level != "pack" and len(state.life.line) > 1:  # it stands in a tree: what that is in, it is in
        return next(iter(_certified(state, vin)), None)
    return next(iter(_certified(state, vin)), None) if level == "pack" else None


def _certified(state: Walk, vin: str) -> list[Fact]:
    told = state.life.vehicles.get(vin, ())
    return [one for one in told if one.event is Event.FITTED and kind_of(one.object) == "pack"]


def _shipped(state: Walk, fact: Fact) -> None:
    """Only who holds a battery can send it; the word of who does not moves nothing."""
    sender = state.register.uscc(fact.party_id)
    handover = state.paired.get((fact.filing, fact.happened_date, fact.subject))
    if handover is not None and handover.early():
        return  # it has arrived already: that is told of the hand-over
    since = _not_holding(state, fact, sender)
    if since is not None:
        if fact.subject == state.life.code:
            found = _make(state, Kind.NOT_HOLDER, (fact, state.where.by), (sender, state.where.party), since)
            state.pending.append(((fact.filing, fact.happened_date, fact.subject), found))
        return
    state.where = Where(kind="transit", party=sender, to=fact.counterparty, by=fact)


def _not_holding(state: Walk, fact: Fact, sender: str) -> date | None:
    """Give the day from which it is plain that the sender did not hold the battery; None where it may have.

    It may yet report how it came by it: until that clock has run out, nothing is plain.
    """
    where, register = state.where, state.register
    if where.kind == "vehicle":
        mine = where.by is not None and where.by.party_id == fact.party_id
        if _swaps(state, where.vehicle) and Role.SWAP_OPERATOR in register.roles(sender):
            return None
        if mine and register.roles(sender) & VEHICLE_MAKERS and not _sold(state, where.vehicle):
            return None
    elif (
        (where.kind == "party" and sender == where.party)
        or (where.kind == "transit" and sender in {where.party, where.to})
        or where.kind not in {"party", "transit"}
    ):
        return None
    arrival = register.inbound_duty(sender)
    if arrival is None and Role.DISMANTLER in register.roles(sender):
        arrival = _SCRAPPING
    return register.due(arrival, fact.happened_date) + _DAY if arrival else date.min


def _sold(state: Walk, vin: str) -> bool:
    return any(one.event is Event.SOLD for one in state.life.vehicles.get(vin, ()))


def _received(state: Walk, fact: Fact) -> None:
    """What one party holds on its own word cannot come to another from a third."""
    where, receiver = state.where, state.register.uscc(fact.party_id)
    rival = where.kind == "party" and where.firm and receiver != where.party != fact.counterparty
    if rival:
        state.rivals.add((fact.filing, fact.happened_date, fact.subject))
        _note(state, Kind.TWO_PLACES, fact, where.by)
        return
    state.where = Where(kind="party", party=receiver, firm=True, by=fact)


def _refused(state: Walk, fact: Fact) -> None:
    """A refused battery stays with its sender, and needs no new outbound to come back."""
    where = state.where
    if where.kind == "transit" and where.party == fact.counterparty:
        state.where = Where(kind="party", party=where.party, firm=True, by=fact)


def _scrapped(state: Walk, fact: Fact) -> None:
    """The dismantler has what it found in a vehicle, unless another holds it."""
    where, yard = state.where, state.register.uscc(fact.party_id)
    if where.kind == "party" and where.firm and where.party != yard:
        _note(state, Kind.TWO_PLACES, fact, where.by)
        return
    state.where = Where(kind="party", party=yard, firm=True, by=fact)


def _recycled(state: Walk, fact: Fact) -> None:
    """Only who has a battery can work it up; until its inbound could no longer come in time, it may have had it."""
    where, recycler = state.where, state.register.uscc(fact.party_id)
    if _elsewhere(state, fact):
        return
    if where.kind == "party" and where.firm and where.party != recycler:
        _note(state, Kind.TWO_PLACES, fact, where.by)
        return
    state.where = Where(kind="ended", party=recycler, by=fact)


def _recoded(state: Walk, fact: Fact) -> None:
    if is_end(fact):
        _recycled(state, fact)


def _elsewhere(state: Walk, fact: Fact) -> bool:
    """Tell whether a battery that somebody ends is in another's vehicle; that is a finding."""
    where, register = state.where, state.register
    if where.kind != "vehicle" or where.by is None or where.by.party_id == fact.party_id:
        return False
    ender = register.uscc(fact.party_id)
    arrival = register.inbound_duty(ender)
    since = register.due(arrival, fact.happened_date) + _DAY if arrival else date.min
    if fact.subject == state.life.code:
        says = (ender, where.vehicle)
        state.found.append(_make(state, Kind.NOT_HOLDER, (fact, where.by), says, since))
    return True


_STEPS: dict[Event, Callable[[Walk, Fact], None]] = {
    Event.PRODUCED: _produced,
    Event.FITTED: _fitted,
    Event.SWAPPED: _swapped,
    Event.REMOVED: _removed,
    Event.SHIPPED: _shipped,
    Event.RECEIVED: _received,
    Event.REFUSED: _refused,
    Event.SCRAPPED: _scrapped,
    Event.RECYCLED: _recycled,
    Event.RECODED: _recoded,
}


def _note(
    state: Walk, kind: Kind, fact: Fact, against: Fact | None, says: tuple[str, str] | None = None
) -> None:
    if state.life.code in {fact.subject, fact.object}:  # what befalls a pack is found once, at the pack
        state.found.append(_make(state, kind, (fact, against), says))


def _make(
    state: Walk,
    kind: Kind,
    told: tuple[Fact, Fact | None],
    says: tuple[str, str] | None = None,
    since: date = date.min,
) -> Found:
    """Give a finding with both pieces of evidence, in the order of happening."""
    (fact, against), uscc = told, state.register.uscc
    words = says or (_says(fact), _says(against) if against else "")
    later = piece(fact, uscc(fact.party_id), words[0])
    earlier = [piece(against, uscc(against.party_id), words[1])] if against is not None else []
    cause = (
        "/".join(sorted({word for word in words if word})) if says else f"{later.party}@{fact.happened_date}"
    )
    if kind is Kind.AFTER_RECYCLING:
        cause = f"{fact.event.value}@{fact.happened_date}"
    return Found(
        kind=kind,
        subject_kind=SubjectKind.BATTERY,
        subject=state.life.code,
        cause=f"{cause}@{fact.happened_date}" if kind is Kind.NOT_HOLDER else cause,
        parties=distinct(_concerned(state, [one for one in (against, fact) if one is not None])),
        evidence=(*earlier, later),
        since=since,
    )


def _concerned(state: Walk, facts: list[Fact]) -> Iterator[str]:
    """Give who filed some facts, and whom hand-overs among them name."""
    for fact in facts:
        yield state.register.uscc(fact.party_id)
        if fact.event in MOVES:
            yield fact.counterparty


def _says(fact: Fact) -> str:
    """Say in a word what a fact tells: the vehicle, the other side, or the day."""
    return vehicle_of(fact) or fact.counterparty or fact.happened_date.isoformat()


def _packs(life: Life, register: Register) -> Iterator[Found]:
    """One code in two packs or modules at one time: unless the one had ended, or the part was taken out of it."""
    if any(one.event in {Event.REMOVED, Event.RECEIVED, Event.SHIPPED} for one in life.direct):
        return
    first: dict[str, Claim] = {}
    for claim in sorted(life.claims, key=lambda one: (one.top, one.receipt)):
        first.setdefault(claim.top, claim)
    apart = list(first.values())
    if not any(one.since < other.until and other.since < one.until for one, other in combinations(apart, 2)):
        return
    pieces = [Piece(register.uscc(claim.party_id), claim.receipt, claim.top) for claim in apart]
    yield Found(
        kind=Kind.TWO_PACKS,
        subject_kind=SubjectKind.BATTERY,
        subject=life.code,
        cause="/".join(sorted(first)),
        parties=distinct(one.party for one in pieces),
        evidence=tuple(pieces),
    )
