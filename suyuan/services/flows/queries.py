"""流向查询 — stages, flows and leaks, from the sums of what a reader may see.

    Stage     what happened so many times in the months asked for
    Flow      what went from one kind of party, or province, to another, as its senders report it
    Leak      what left one place and arrived at none: by the kind of finding that stands open

Sums are read under the reader's own standing: a firm's are its own, an official's those of its territory and remit. A
sum knows no batteries; every number leads on to the rows behind it.

Source: Articles 4 and 24; the leaks of the outer contract's findings.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from suyuan.codes import region
from suyuan.domain.access import Viewer
from suyuan.domain.facts import EVENT_NUMBER, EVENT_OF
from suyuan.law.duty import Event, Role
from suyuan.services.parties.queries import cards_by_id, cards_by_uscc
from suyuan.services.reads.operations import record
from suyuan.storage import custody as store
from suyuan.storage import findings as finding_store
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
_ROLES = tuple(Role)


@dataclass(frozen=True, slots=True)
class Stage:
    """How often something was reported; ``mass_g`` where lines of it carry a mass."""

    stage: str
    number: int
    mass_g: int


@dataclass(frozen=True, slots=True)
class Flow:
    """What went from one end to another: roles, or the first two digits of divisions."""

    sender: str
    receiver: str
    number: int
    mass_g: int


@dataclass(frozen=True, slots=True)
class Leak:
    """How many findings of a kind stand open."""

    kind: str
    number: int


@dataclass(frozen=True, slots=True)
class Flows:
    """All of it."""

    stages: tuple[Stage, ...]
    flows: tuple[Flow, ...]
    leaks: tuple[Leak, ...]


@reads
def find_flows(
    viewer: Viewer, *, since: date, until: date, by: str = "party_kind", province: str = ""
) -> Flows:
    """Give stages, flows and leaks of some months (each as its first day, both included).

    ``province``: the first digits of a division; only what parties registered there reported.
    """
    if not viewer.may("filing.read"):
        return Flows((), (), ())
    sums = store.flow_sums(since.replace(day=1), until.replace(day=1))
    filers = cards_by_id({one.party_id for one in sums})
    sums = [one for one in sums if _within(filers.get(one.party_id), province)]
    counts = Counter(
        {kind: number for kind, state, number, _ in finding_store.count_by_kind() if state == "open"}
    )
    found = Flows(
        _stages(sums),
        _flows([one for one in sums if one.kind == EVENT_NUMBER[Event.SHIPPED]], filers, by),
        tuple(Leak(kind, counts[kind]) for kind in LEAKS if counts[kind]),
    )
    record(viewer, "statistics.read", kind="totals", name="flows", found=bool(sums))
    return found


def _within(card: PartyCard | None, province: str) -> bool:
    return card is not None and card.region_code.startswith(province)


def _stages(sums: Iterable[FlowSum]) -> tuple[Stage, ...]:
    numbers, masses = Counter[Event](), Counter[Event]()
    for one in sums:
        numbers[EVENT_OF[one.kind]] += one.number
        masses[EVENT_OF[one.kind]] += one.mass_g
    return tuple(Stage(stage.value, numbers[stage], masses[stage]) for stage in STAGES if numbers[stage])


def _flows(sums: list[FlowSum], filers: dict[int, PartyCard], by: str) -> tuple[Flow, ...]:
    """Add up what senders report, by what both ends are."""
    takers = cards_by_uscc({one.counterparty for one in sums if one.counterparty})
    numbers, masses = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for one in sums:
        ends = _end(filers.get(one.party_id), by), _end(takers.get(one.counterparty), by)
        numbers[ends] += one.number
        masses[ends] += one.mass_g
    ordered = sorted(numbers, key=lambda ends: (-numbers[ends], ends))
    return tuple(Flow(*ends, numbers[ends], masses[ends]) for ends in ordered if numbers[ends])


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
