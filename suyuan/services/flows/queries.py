"""流向查询 — stages, stocks, flows and leaks, from the sums of what a reader may see.

    Stage     what happened so many times in the months asked for
    Stock     how many batteries are at a stage at the end of them
    Flow      what went from one kind of party, or province, to another, as its senders report it
    Place     a province: what was sent from it, what arrived in it, what got lost
    Leak      what left one place and arrived at none: by the kind of finding that stands open

Sums are read under the reader's own standing: a firm's are its own, an official's those of its territory and remit. A
department that reads no filing gets totals over its territory, without the cells to which fewer than three parties
contribute. A sum knows no batteries; every number leads on to the rows behind it.

Source: Articles 4 and 24; the leaks of the outer contract's findings.
"""

from calendar import monthrange
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from suyuan.codes import region
from suyuan.domain.access import Viewer
from suyuan.domain.facts import EVENT_NUMBER, EVENT_OF
from suyuan.law.duty import Event, Role
from suyuan.services.findings.queries import Choice
from suyuan.services.parties.queries import cards_by_id, cards_by_uscc
from suyuan.services.reads.operations import record
from suyuan.storage import custody as store
from suyuan.storage import findings as finding_store
from suyuan.storage import handovers as handover_store
from suyuan.storage.custody import FlowSum
from suyuan.storage.parties import PartyCard
from suyuan.storage.wall import reads

STAGES = (
    *(Event.PRODUCED, Event.FITTED, Event.SOLD, Event.SWAPPED, Event.REMOVED, Event.SCRAPPED),
    *(Event.SHIPPED, Event.REFUSED, Event.RECEIVED, Event.RECODED, Event.RECYCLED, Event.PRODUCT_SHIPPED),
)
LEAKS = (
    *("no_inbound", "no_outbound", "wrong_party", "not_entitled", "missing_pack"),
    *("trail_cold", "two_places", "yield_impossible", "silent_repairer"),
)
BY = ("party_kind", "province")
ELSEWHERE = "elsewhere"  # not registered, or a product's buyer
FEW = 3  # parties below which a total would tell of single firms
FIRST = date(2000, 1, 1)
_ROLES = tuple(Role)
_SHIPPED, _RECEIVED = EVENT_NUMBER[Event.SHIPPED], EVENT_NUMBER[Event.RECEIVED]
Cell = TypeVar("Cell")


@dataclass(frozen=True, slots=True)
class Stage:
    """How often something was reported; ``mass_g`` where lines of it carry a mass."""

    stage: str
    number: int
    mass_g: int


@dataclass(frozen=True, slots=True)
class Stock:
    """How many batteries are somewhere: in_vehicles, or under_way (sent, and the receiver has not answered)."""

    stock: str
    number: int


@dataclass(frozen=True, slots=True)
class Flow:
    """What went from one end to another: roles, or the first two digits of divisions."""

    sender: str
    receiver: str
    number: int
    mass_g: int


@dataclass(frozen=True, slots=True)
class Place:
    """A province by its two digits: batteries sent from it and taken in there, findings of leaks that stand open."""

    province: str
    sent: int
    taken: int
    leaks: int


@dataclass(frozen=True, slots=True)
class Leak:
    """How many findings of a kind stand open, of what took place in the months."""

    kind: str
    number: int


@dataclass(frozen=True, slots=True)
class Flows:
    """All of it."""

    stages: tuple[Stage, ...] = ()
    stocks: tuple[Stock, ...] = ()
    flows: tuple[Flow, ...] = ()
    places: tuple[Place, ...] = ()
    leaks: tuple[Leak, ...] = ()


@dataclass(frozen=True, slots=True)
class _Asked:
    """Whose sums are asked, of which months; ``least``: parties that must contribute to a cell."""

    viewer: Viewer
    since: date
    until: date
    province: str
    least: int

    def holds(self, card: PartyCard | None) -> bool:
        """Tell whether a party counts; where sums are read for totals no wall bounds the territory, so this does."""
        if card is None or not card.region_code.startswith(self.province):
            return False
        return self.least == 1 or self.viewer.watches(card.region_code)


@reads
def find_flows(
    viewer: Viewer, *, since: date, until: date, by: str = "party_kind", province: str = ""
) -> Flows:
    """Give stages, stocks, flows and leaks of some months (whole months count, both included).

    ``province``: the first digits of a division; only what parties registered there reported.
    """
    totals = viewer.may("statistics.read") and viewer.remit is not None and not viewer.remit.reads_records
    if not totals and not viewer.may("filing.read"):
        return Flows()
    asked = _Asked(viewer, since.replace(day=1), month_end(until), province, FEW if totals else 1)
    sums, filers = _sums(asked)
    sent = [one for one in sums if one.kind == _SHIPPED]
    leaks = _leaks(asked)
    found = Flows(
        _stages(sums, asked.least),
        _stocks(asked),
        _flows(sent, filers, by, asked.least),
        _places(sums, filers, leaks, asked.least),
        _leaks_by_kind(leaks, asked.least),
    )
    record(viewer, "statistics.read", kind="totals", name="flows", found=bool(sums))
    return found


def month_end(day: date) -> date:
    """Give the last day of the month of a day."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def _sums(asked: _Asked) -> tuple[list[FlowSum], dict[int, PartyCard]]:
    """Give the sums that are asked, and who filed them."""
    months = asked.since, asked.until.replace(day=1)
    if asked.least > 1:
        sums = store.flow_sums_of_many(*months, asked.viewer.territory_like)
    else:
        sums = store.flow_sums(*months)
    filers = cards_by_id({one.party_id for one in sums})
    kept = [one for one in sums if asked.holds(filers.get(one.party_id))]
    return kept, filers


def _leaks(asked: _Asked) -> list[tuple[str, PartyCard, int]]:
    """Give (kind, the party that is asked first, how many) of the leaks that stand open."""
    choice = Choice(state="open", since=asked.since, until=asked.until)
    count = finding_store.count_by_owner_of_many if asked.least > 1 else finding_store.count_by_owner
    rows = [row for row in count(choice) if row[0] in LEAKS]
    owners = cards_by_id({owner for _, owner, _ in rows if owner is not None})
    return [
        (kind, card, number)
        for kind, owner, number in rows
        if asked.holds(card := owners.get(owner or 0)) and card is not None
    ]


class _Cells(dict[Cell, tuple[Counter[str], set[int]]]):
    """Sums by cell, each with the parties that contribute to it."""

    def add(self, cell: Cell, party: int, **amounts: int) -> None:
        """Add what one party contributes."""
        counter, parties = self.setdefault(cell, (Counter(), set()))
        counter.update(amounts)
        parties.add(party)

    def of_enough(self, least: int) -> list[tuple[Cell, Counter[str]]]:
        """Give the cells to which enough parties contribute."""
        return [(cell, counter) for cell, (counter, parties) in self.items() if len(parties) >= least]


def _stages(sums: Iterable[FlowSum], least: int) -> tuple[Stage, ...]:
    cells = _Cells[Event]()
    for one in sums:
        cells.add(EVENT_OF[one.kind], one.party_id, number=one.number, mass=one.mass_g)
    told = dict(cells.of_enough(least))
    found = [(stage, told[stage]) for stage in STAGES if stage in told]
    return tuple(Stage(stage.value, each["number"], each["mass"]) for stage, each in found if each["number"])


_IN_VEHICLES = {Event.FITTED: 1, Event.REMOVED: -1, Event.SCRAPPED: -1}


def _stocks(asked: _Asked) -> tuple[Stock, ...]:
    """Give what is in vehicles, by all that was reported until the end of the months, and what nobody has answered."""
    cells = _Cells[str]()
    sums, _ = _sums(replace(asked, since=FIRST))
    for one in sums:
        if sign := _IN_VEHICLES.get(EVENT_OF[one.kind]):
            cells.add("in_vehicles", one.party_id, number=sign * one.number)
    sent = handover_store.under_way_of_many if asked.least > 1 else handover_store.under_way
    rows = sent(asked.until)
    senders = cards_by_id({party for party, _ in rows})
    for party, number in rows:
        if asked.holds(senders.get(party)):
            cells.add("under_way", party, number=number)
    return tuple(Stock(stock, max(each["number"], 0)) for stock, each in sorted(cells.of_enough(asked.least)))


def _flows(sums: Sequence[FlowSum], filers: dict[int, PartyCard], by: str, least: int) -> tuple[Flow, ...]:
    """Add up what senders report, by what both ends are."""
    takers = cards_by_uscc({one.counterparty for one in sums if one.counterparty})
    cells = _Cells[tuple[str, str]]()
    for one in sums:
        ends = _end(filers.get(one.party_id), by), _end(takers.get(one.counterparty), by)
        cells.add(ends, one.party_id, number=one.number, mass=one.mass_g)
    told = sorted(cells.of_enough(least), key=lambda each: (-each[1]["number"], each[0]))
    return tuple(Flow(*ends, each["number"], each["mass"]) for ends, each in told if each["number"])


def _places(
    sums: Iterable[FlowSum],
    filers: dict[int, PartyCard],
    leaks: Iterable[tuple[str, PartyCard, int]],
    least: int,
) -> tuple[Place, ...]:
    """Add up by province, in the order of the codes."""
    cells = _Cells[str]()
    for one in sums:
        amount = {_SHIPPED: "sent", _RECEIVED: "taken"}.get(one.kind)
        if amount:
            cells.add(filers[one.party_id].region_code[:2], one.party_id, **{amount: one.number})
    for _, card, number in leaks:
        cells.add(card.region_code[:2], card.party_id, leaks=number)
    return tuple(
        Place(province, each["sent"], each["taken"], each["leaks"])
        for province, each in sorted(cells.of_enough(least))
        if any(each.values())
    )


def _leaks_by_kind(leaks: Iterable[tuple[str, PartyCard, int]], least: int) -> tuple[Leak, ...]:
    cells = _Cells[str]()
    for kind, card, number in leaks:
        cells.add(kind, card.party_id, number=number)
    told = dict(cells.of_enough(least))
    return tuple(Leak(kind, told[kind]["number"]) for kind in LEAKS if kind in told)


def _end(card: PartyCard | None, by: str) -> str:
    """Name an end of a flow; of several roles the first in the order of the Measures."""
    if card is None:
        return ELSEWHERE
    if by == "province":
        return card.region_code[:2]
    return next((role.value for role in _ROLES if role in card.roles), ELSEWHERE)


def province_name(code: str, language: str) -> str:
    """Name a province by its two digits; the code itself where no table knows it."""
    return next(iter(region.path(f"{code}0000", language)), code)
