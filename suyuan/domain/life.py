"""生命历程 — what the stored facts say of a battery on a day: its tree, its vehicle, its holder, its state.

    Fact        one event as stored, with names in place of keys
    grow()      the trees filed under a top -> its tree
    in_order()  facts as they happened
    joined()    the place in a pack that a replacement gave a part
    position()  facts -> state, holder, vehicle

Facts come in the order of happening.

Source: GB/T 34014-2017 (a pack's tree); Article 24 (what each event means); the state names of the outer contract.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from msgspec import Struct

from suyuan.domain import subjects
from suyuan.domain.legs import in_legs
from suyuan.domain.trace import Tree, kind_of
from suyuan.law.duty import Event

# To name a member through its class takes Python 3.11 a quarter of a microsecond, more than the comparison itself.
_PRODUCED = Event.PRODUCED
_RECODED = Event.RECODED
_FITTED = Event.FITTED
_REMOVED = Event.REMOVED
_SWAPPED = Event.SWAPPED
_SHIPPED = Event.SHIPPED
_RECEIVED = Event.RECEIVED
_REFUSED = Event.REFUSED
_RECYCLED = Event.RECYCLED
_SCRAPPED = Event.SCRAPPED


class Fact(Struct, frozen=True, kw_only=True):
    """One event as stored. ``subject`` and ``object`` are names (codes, VINs, temporary names) or ""."""

    event: Event
    subject: str
    object: str
    party_id: int
    duty: str
    filing: str
    happened_date: date
    recorded_at: datetime
    counterparty: str
    body: dict[str, Any]


def vehicle_of(fact: Fact) -> str:
    """Give the vehicle's end of a fact, which may be stored from either; "" where none is named."""
    if subjects.is_vehicle(fact.object):
        return fact.object
    return fact.subject if subjects.is_vehicle(fact.subject) else ""


def grow(code: str, filed: Sequence[Tree]) -> Tree:
    """Build the tree in which a code stands from what was filed of it, the earliest word first; later ones add to it.

    Where nothing was filed, the code stands alone.
    """
    if len(filed) == 1:
        return filed[0]
    grown: dict[str, list[str]] = {}
    known: set[str] = set()
    for tree in filed:
        for module, cells in tree.branches().items():
            grown.setdefault(module, []).extend([cell for cell in cells if cell not in known])
        known.update(tree.codes)
    return Tree.of(filed[0].code if filed else code, grown)


def replaced(tree: Tree, facts: Iterable[Fact]) -> Tree:
    """Carry replacements below pack level into the tree: the new part takes the old one's place, without parts."""
    last = {place: new for place, new, _ in _exchanges(facts)}
    swaps = {place: new for place, new in last.items() if place != new}
    if not swaps:
        return tree
    if tree.code in swaps:
        return Tree.listed([swaps[tree.code]])
    return Tree.of(
        tree.code,
        {
            swaps.get(module, module): [swaps.get(cell, cell) for cell in cells if module not in swaps]
            for module, cells in tree.branches().items()
        },
    )


def joined(code: str, facts: Iterable[Fact]) -> tuple[str, Fact] | None:
    """Give whose place a part took (the code that the tree names there) and the replacement; None: no other's."""
    found = [(place, fact) for place, new, fact in _exchanges(facts) if new == code]
    return found[-1] if found and found[-1][0] != code else None


def _exchanges(facts: Iterable[Fact]) -> Iterator[tuple[str, str, Fact]]:
    """Give (place, new code, fact) of the replacements of parts in their order; a place is named by its first code."""
    places: dict[str, str] = {}  # what stands in a place now -> what stood there first
    for fact in in_order([fact for fact in facts if fact.event is _REMOVED]):
        old, new = (str(fact.body.get(name) or "").strip().upper() for name in ("old_code", "new_code"))
        told = old not in places and old in places.values()  # a second time, after the next replacement
        if old and new and not told and kind_of(old) == kind_of(new) != "pack":
            places[new] = places.pop(old, old)
            yield places[new], new, fact


def grafted(tree: Tree, part: Tree) -> Tree:
    """Give the tree with a part's own parts under it: a replacement names it alone."""
    if tree.code == part.code:
        return part
    branches = tree.branches()
    return Tree.of(tree.code, branches | {part.code: part.codes[1:]}) if part.code in branches else tree


class Position(Struct, frozen=True):
    """Where a battery stands. ``holder`` is a party number, or a USCC of somebody unregistered, or None."""

    state: str = "registered"
    holder: int | str | None = None
    vehicle: str | None = None


Names = Mapping[str, int]
Step = Callable[[Fact, Names, Position], Position]
Holder = int | str | None


def _named(uscc: str, receivers: Names) -> Holder:
    """Give the party behind a USCC, the USCC itself where nobody registered it, or None."""
    return receivers.get(uscc, uscc or None)


def _removed(fact: Fact, receivers: Names, now: Position) -> Position:
    """The replaced battery is held by the repairer: whoever the filing names as such, else the filer."""
    del now
    return Position("removed", _named(fact.counterparty, receivers) or fact.party_id)


def _refused(fact: Fact, receivers: Names, now: Position) -> Position:
    """A refused battery stays with its sender."""
    del now
    return Position("refused", _named(fact.counterparty, receivers))


def _produced(fact: Fact, receivers: Names, now: Position) -> Position:
    """A filed production places a battery only where nothing later did."""
    del receivers
    return Position("registered", fact.party_id) if now.holder is None and now.vehicle is None else now


def _fitted(fact: Fact, receivers: Names, now: Position) -> Position:
    """In a vehicle a battery has no holder of its own."""
    del receivers, now
    return Position("fitted", None, fact.object)


def _by_filer(state: str) -> Step:
    """Make the step of an event after which the filer holds the battery."""

    def step(fact: Fact, receivers: Names, now: Position) -> Position:
        del receivers, now
        return Position(state, fact.party_id)

    return step


def is_end(fact: Fact) -> bool:
    """Tell whether a fact ends its subject: recovery, and a recoding at its old code (the new one has the words)."""
    return fact.event is _RECYCLED or (fact.event is _RECODED and not fact.body)


def goes_on(end: Fact, fact: Fact, number_of: Callable[[str], int | None]) -> bool:
    """Tell whether a part of what a party worked up leaves that party by its own code: the whole was torn down.

    ``end``: of what the part stood in. It is that party's to say; what it counts twice shows in its balance.
    """
    if end.subject == fact.subject or fact.event not in {_SHIPPED, _RECEIVED, _REFUSED}:
        return False
    return end.party_id == (fact.party_id if fact.event is _SHIPPED else number_of(fact.counterparty))


def _recoded(fact: Fact, receivers: Names, now: Position) -> Position:
    """An old code ends with its successor; the successor was produced, which is told by itself."""
    del receivers
    return Position("recoded", fact.party_id) if is_end(fact) else now


_STEPS: dict[Event, Step] = {
    _PRODUCED: _produced,
    _FITTED: _fitted,
    _SWAPPED: _fitted,
    _REMOVED: _removed,
    _SHIPPED: _by_filer("in_transit"),
    _RECEIVED: _by_filer("held"),
    _REFUSED: _refused,
    _SCRAPPED: _by_filer("removed"),
    _RECYCLED: _by_filer("recycled"),
    _RECODED: _recoded,
}


_AT_THE_WORKS = "24.2.a"
_OF_ITS_MAKER = frozenset({_AT_THE_WORKS, "24.2.b"})
_ENDS = frozenset({"recycled", "recoded"})
_PLACES = frozenset({_FITTED, _REMOVED})
_LEAVES = frozenset({_REMOVED, _SCRAPPED})
_HOLDS = frozenset({_FITTED, _SWAPPED, _REMOVED, _SHIPPED, _RECEIVED, _SCRAPPED, _RECYCLED, _RECODED})
_MOVES = frozenset({_REMOVED, _SWAPPED, _SCRAPPED, _SHIPPED, _RECEIVED, _RECYCLED, _RECODED})


def one_party(facts: Sequence[Fact]) -> bool:
    """Tell whether all of it is one party's word, which nobody contradicts."""
    return len({fact.party_id for fact in facts}) <= 1


def undisputed(facts: Sequence[Fact], receivers: Names = MappingProxyType({})) -> list[Fact]:
    """Leave out what contradicts another party's earlier word: it is evidence, not the register's answer.

    A battery cannot be fitted in one vehicle while it is in another, nor be taken out of a vehicle that it is not in.
    Earlier means recorded earlier, whatever day the filings name; a move between the two days explains both. And a
    vehicle is certified and sold by its maker, who is whoever certified it first. What one party holds on its own word
    nobody else sends, receives from a third or ends; ``receivers`` gives parties by USCC.
    """
    if one_party(facts):
        return list(facts)
    facts = in_legs(_by_its_maker(facts), receivers.get)
    told = [fact for fact in facts if not subjects.is_vehicle(fact.subject)]
    placed = sorted(
        (fact for fact in told if fact.event in _PLACES),
        key=lambda fact: (fact.recorded_at, fact.happened_date, fact.event is _FITTED),
    )
    standing: list[Fact] = []
    disputed: list[Fact] = []
    for fact in placed:
        moves = [one for one in told if one.event in _MOVES and one not in disputed and one is not fact]
        against = any(_contradicts(fact, earlier, moves) for earlier in standing)
        (disputed if against else standing).append(fact)
    kept = [fact for fact in facts if fact not in disputed]
    while (rival := _rival(kept, receivers)) is not None:
        kept.remove(rival)
    return kept


class _Held(Struct):
    """Who holds a battery on whose word; ``inside``: it is in a vehicle, which nobody holds."""

    by: Fact | None = None
    holder: int | None = None
    to: int | None = None
    inside: bool = False


def _rival(facts: Sequence[Fact], receivers: Names) -> Fact | None:
    """Give the later recorded of the first two facts of which only one can have had the battery in hand."""
    now = _Held()
    for fact in facts:
        if subjects.is_vehicle(fact.subject) or fact.event not in _HOLDS:
            continue
        ends, by = is_end(fact), now.by
        mine = fact.party_id == now.holder
        if fact.event is _RECEIVED:
            mine = mine or fact.party_id == now.to or receivers.get(fact.counterparty) == now.holder
        elif fact.event is _SHIPPED:
            mine = mine or fact.party_id == now.to
        if by is not None and not mine and fact.event is not _FITTED and (ends or not now.inside):
            return max(fact, by, key=lambda one: (one.recorded_at, one.happened_date))
        if ends:
            return None
        now = _after(fact, now, receivers)
    return None


def _after(fact: Fact, now: _Held, receivers: Names) -> _Held:
    """Tell who holds a battery after a fact: nobody on a firm word after a removal, which others may report too."""
    if fact.event in {_FITTED, _SWAPPED}:
        return _Held(by=fact, holder=fact.party_id, inside=True)
    if fact.event is _SHIPPED:
        return _Held(by=now.by, holder=fact.party_id, to=receivers.get(fact.counterparty))
    if fact.event in {_RECEIVED, _SCRAPPED}:
        return _Held(by=fact, holder=fact.party_id)
    return _Held() if fact.event is _REMOVED else now


def _by_its_maker(facts: Sequence[Fact]) -> list[Fact]:
    """Leave out what others say of a vehicle in its maker's place."""
    makers: dict[str, tuple[datetime, int]] = {}
    for fact in facts:
        if fact.duty == _AT_THE_WORKS:
            first = (fact.recorded_at, fact.party_id)
            makers[vehicle_of(fact)] = min(makers.get(vehicle_of(fact), first), first)
    return [
        fact
        for fact in facts
        if fact.duty not in _OF_ITS_MAKER
        or makers.get(vehicle_of(fact), (None, fact.party_id))[1] == fact.party_id
    ]


def _contradicts(later: Fact, earlier: Fact, moves: Sequence[Fact]) -> bool:
    """Tell whether two parties' words on one battery's place cannot both be true."""
    if later.party_id == earlier.party_id or later.subject != earlier.subject:
        return False
    first, last = sorted((later.happened_date, earlier.happened_date))
    if later.event is _REMOVED and earlier.event is _REMOVED:
        return (
            later.object == earlier.object and first != last
        )  # taken out twice; on one day it is one replacement
    if later.object == earlier.object or earlier.event is _REMOVED:
        return False
    return not any(first <= move.happened_date <= last for move in moves)


def position(facts: Sequence[Fact], receivers: Names) -> Position:
    """Tell state, holder and vehicle after these facts, in their order; ``receivers`` gives parties by USCC.

    A shipped battery is in transit, and its sender's to answer for, until an inbound accepts it; nothing that
    follows material recovery or recoding changes anything, unless a part of what was torn down goes on. Facts about a
    vehicle tell where its battery is not.
    """
    now, end = Position(), None
    for fact in undisputed(facts, receivers):
        if now.state in _ENDS and (end is None or not goes_on(end, fact, receivers.get)):
            continue
        if subjects.is_vehicle(fact.subject):
            now = _left(fact, now)
        elif fact.event in _STEPS:
            now = _STEPS[fact.event](fact, receivers, now)
            end = fact if now.state in _ENDS else None
    return now


def _left(fact: Fact, now: Position) -> Position:
    """Another battery swapped in puts this one into the operator's hands; scrapped without it, nobody has it."""
    if now.vehicle != fact.subject:
        return now
    if fact.event is _SWAPPED:
        return Position("held", fact.party_id)
    return Position("removed") if fact.event is _SCRAPPED else now


# Of several facts on one day: made, fitted at the works, taken out, fitted, moved, arrived, ended.
_ORDER = {
    _PRODUCED: 0,
    _REMOVED: 2,
    _FITTED: 3,
    _SWAPPED: 4,
    _SHIPPED: 6,
    _REFUSED: 7,
    _RECEIVED: 8,
    _RECODED: 9,
    _RECYCLED: 9,
}


def in_order(facts: Iterable[Fact]) -> list[Fact]:
    """Sort facts as they happened; on one day by what can follow what, then by what they say."""
    return sorted(facts, key=when)


def when(fact: Fact) -> tuple[object, ...]:
    """Give the place of a fact among others: its day, what can follow what on one day; never when its paper came.

    Between two that say the same, the number of the paper decides.
    """
    says = fact.object, fact.party_id, fact.counterparty, fact.duty, fact.subject
    return fact.happened_date, step_of(fact.event, fact.duty), *says, fact.recorded_at, fact.filing


def step_of(event: Event, duty: str) -> int:
    """Give the place of an event among others of one day: what can follow what."""
    return 1 if duty == _AT_THE_WORKS else _ORDER.get(event, 5)
