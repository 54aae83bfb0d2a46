"""检查准备单 — one firm on one sheet, for who goes there: what it is, what it reported, what stands against it.

    Sheet       all of it
    get_sheet() a firm, or None where there is none for the official

Everything is asked in the official's own standing: the sheet holds nothing that the other pages would not show.

Source: Articles 24, 27 and 28 of the Measures.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from suyuan.domain.access import Viewer
from suyuan.domain.facts import EVENT_OF
from suyuan.domain.inspections import points_of
from suyuan.domain.signals import Signal
from suyuan.law.duty import Duty, Event
from suyuan.law.inspection import Point
from suyuan.law.measures_2026 import RULEBOOK
from suyuan.services.cases import queries as cases
from suyuan.services.cases.queries import Listed
from suyuan.services.findings import queries as findings
from suyuan.services.findings.queries import Finding
from suyuan.services.parties import firm as firms
from suyuan.services.parties.firm import Firm
from suyuan.services.parties.queries import cards_by_uscc
from suyuan.services.signals.queries import find_signals
from suyuan.storage import signals as store
from suyuan.storage.wall import as_reader

YEAR = timedelta(days=365)
MOST = 30  # findings, partners
STANDS = frozenset({"open", "explained", "confirmed", "case"})


@dataclass(frozen=True, slots=True)
class DutyLine:
    """A duty of the firm: how many clocks, how many past their day or met late, and since when.

    ``seen``: the reader's department reads what the firm files under it; else nothing is said of its clocks.
    """

    duty: Duty
    number: int = 0
    overdue: int = 0
    late: int = 0
    since: date | None = None
    seen: bool = True


@dataclass(frozen=True, slots=True)
class Stage:
    """How often the firm reported something in a year, with the mass; ``unweighed``: how many without one."""

    event: Event
    number: int
    mass_g: int
    unweighed: int


@dataclass(frozen=True, slots=True)
class Partner:
    """With whom, what, how often."""

    uscc: str
    name: str
    event: Event
    number: int
    mass_g: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One firm for who goes there. ``watched``: findings about it are of the reader's remit; else none are told."""

    firm: Firm
    signal: Signal | None
    watched: bool
    duties: tuple[DutyLine, ...]
    stages: tuple[Stage, ...]
    holding: store.Holding
    partners: tuple[Partner, ...]
    findings: tuple[Finding, ...]
    more: bool
    cases: tuple[Listed, ...]
    points: tuple[Point, ...]


def get_sheet(viewer: Viewer, uscc: str, *, today: date) -> Sheet | None:
    """Give the sheet of a firm, or None where there is none for the viewer. Raises Refused."""
    firm = firms.get_firm(uscc, viewer, today=today, act="signal.read")
    if firm is None:
        return None
    profile = firm.profile
    with as_reader(viewer):
        clocks = {one.duty: one for one in store.duties(profile.party_id, today)}
        moved = store.flows(profile.party_id, (today - YEAR).replace(day=1))
        holding = store.holding(profile.party_id)
    page = findings.find_findings(
        viewer, choice=findings.Choice(owner=profile.uscc), limit=200, act="signal.read"
    )
    standing = [one for one in page.items if one.state in STANDS]
    found = find_signals(viewer, place=profile.region_code, today=today)
    seen = cases.find_cases(viewer, choice=cases.Choice(party_id=profile.party_id), limit=MOST)
    return Sheet(
        firm=firm,
        signal=next((each.signal for each in found if each.card.uscc == profile.uscc), None),
        watched=viewer.supervises(profile.roles),
        duties=_duties(viewer, firm, clocks),
        stages=_stages(moved),
        holding=holding,
        partners=_partners(moved),
        findings=tuple(standing[:MOST]),
        more=len(standing) > MOST or page.next is not None,
        cases=tuple(seen.items),
        points=tuple(points_of(profile.roles, today).values()),
    )


def _duties(viewer: Viewer, firm: Firm, clocks: dict[int, store.OfDuty]) -> tuple[DutyLine, ...]:
    """Give every duty that the firm bears, with its clocks, those with something overdue first."""
    roles = firm.profile.roles
    borne = [
        *RULEBOOK.for_roles(roles, partner=True),
        *RULEBOOK.for_roles(roles, partner=False),
        *(RULEBOOK.by_number[number] for number in clocks),
    ]
    lines = []
    for duty in dict.fromkeys(borne):
        held = clocks.get(duty.number)
        counted = (held.number, held.overdue, held.late, held.since) if held else (0, 0, 0, None)
        lines.append(DutyLine(duty, *counted, seen=held is not None or viewer.supervises(roles, duty)))
    return tuple(sorted(lines, key=lambda line: (-line.overdue, -line.late, line.duty.number)))


def _stages(moved: list[store.Moved]) -> tuple[Stage, ...]:
    number, mass, unweighed = Counter[int](), Counter[int](), Counter[int]()
    for one in moved:
        number[one.kind] += one.number
        mass[one.kind] += one.mass_g
        unweighed[one.kind] += one.unweighed
    return tuple(Stage(EVENT_OF[kind], number[kind], mass[kind], unweighed[kind]) for kind in sorted(number))


def _partners(moved: list[store.Moved]) -> tuple[Partner, ...]:
    named = [one for one in moved if one.counterparty][:MOST]
    cards = cards_by_uscc({one.counterparty for one in named})
    return tuple(
        Partner(
            one.counterparty,
            cards[one.counterparty].name if one.counterparty in cards else "",
            EVENT_OF[one.kind],
            one.number,
            one.mass_g,
        )
        for one in named
    )
