"""覆盖查询 — whether firms offer outlets where they sell: a firm sees its own, an official those it watches.

    find_coverage()   a viewer, a day -> covers under Articles 14 and 15
    Region            one division over all firms

Vehicle firms: sales as 24.2.b reports them, by prefecture. Battery makers: batteries that an independent shop (24.5.c)
or a swap operator (24.4.a) was the first to use and no certificate names, for no filing reports sales of loose
batteries; they count where that firm has its seat, by province (policy ``loose_sales``).

Source: Articles 14(1), 15(1) and 17 of the Measures.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from suyuan.domain.access import Viewer
from suyuan.domain.coverage import Cover, Sold, State, covers
from suyuan.law.calendar import legal_day
from suyuan.law.duty import Role
from suyuan.law.policies import Policies
from suyuan.services.parties.queries import cards_by_id, prefixes
from suyuan.services.parties.succession import answers_for, bearers
from suyuan.services.reads.operations import record
from suyuan.storage import coverage as store
from suyuan.storage.parties import PartyCard

BATTERY, VEHICLE = (
    frozenset({Role.BATTERY_MAKER, Role.BATTERY_IMPORTER}),
    frozenset({Role.VEHICLE_MAKER, Role.VEHICLE_IMPORTER}),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """One division over all firms that are seen: how many stand how."""

    region: str
    article: str
    sold: int
    gap: int
    thin: int
    stale: int
    covered: int

    @property
    def worst(self) -> State:
        """Give the worst state of any firm there."""
        return next((state for state in State if getattr(self, state.value)), State.COVERED)


def find_coverage(viewer: Viewer, *, at: datetime) -> list[Cover]:
    """Give how firms that the viewer may read of stand, the worst first; none where it may not ask."""
    if not viewer.may("coverage.read"):
        return []
    today = legal_day(at)
    own = None if viewer.is_official else viewer.party_id
    mine = None if own is None else {own, *(each.party_id for each in answers_for(own, today))}
    owners = prefixes()
    asked = None if mine is None else [prefix for prefix, owner in owners.items() if owner in mine]
    sales, offers = store.sales(today, mine), store.outlets(today)
    loose = [
        (owners[prefix], code, number)
        for prefix, code, number in store.loose(today, asked)
        if prefix in owners
    ]
    named = {row[0] for rows in (sales, offers, loose) for row in rows}
    bearer = bearers(named if mine is None else named & mine, today)
    cards = cards_by_id(set(bearer.values()))
    usccs = {party: cards[heir].uscc for party, heir in bearer.items() if heir in cards}
    policies = Policies()
    offered = [
        (usccs[party], code, (at - said).days >= policies.outlet_fresh_days)
        for party, code, said in offers
        if party in usccs
    ]
    found = [
        *covers(_borne(sales, usccs), offered, article="15", thin=policies.thin_cover_vehicles),
        *covers(_borne(loose, usccs), offered, article="14", thin=policies.thin_cover_batteries),
    ]
    by_uscc = {card.uscc: card for card in cards.values()}
    seen = [one for one in found if _may_see(viewer, own, by_uscc.get(one.uscc), one.article)]
    if viewer.is_official:
        record(viewer, "coverage.read", kind="coverage", name="", parties=(), found=bool(seen))
    order = list(State)
    return sorted(seen, key=lambda one: (order.index(one.state), -one.sold))


def _may_see(viewer: Viewer, own: int | None, card: PartyCard | None, article: str) -> bool:
    """Tell whether a firm is the viewer's own, or one that it watches."""
    if card is None:
        return False
    if own is not None:
        return card.party_id == own
    roles = card.roles & (VEHICLE if article == "15" else BATTERY)
    return viewer.is_official and viewer.reads_entry(card.region_code, roles or card.roles)


def _borne(sold: Iterable[tuple[int, str, int]], usccs: Mapping[int, str]) -> list[Sold]:
    """Give sales with the credit code of who answers for them."""
    return [(usccs[party], code, number) for party, code, number in sold if party in usccs]


def by_region(found: Iterable[Cover]) -> list[Region]:
    """Give the same by division, the worst first."""
    rows: dict[tuple[str, str], dict[str, int]] = {}
    for one in found:
        row = rows.setdefault((one.article, one.region), {"sold": 0} | {state.value: 0 for state in State})
        row["sold"] += one.sold
        row[one.state.value] += 1
    regions = [Region(region=code, article=article, **row) for (article, code), row in rows.items()]
    return sorted(regions, key=lambda one: (-one.gap, -one.thin, -one.stale, one.region))
