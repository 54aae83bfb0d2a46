"""统计查询 — reporting on time in a month, and cases of a quarter: for everybody, by firm for who watches it.

    months()      the months that may be asked for, the latest first
    published()   a month -> by province and by kind of firm, small numbers taken together
    of_firms()    a month -> each firm that an official watches
    own_cases()   a month -> the cases of the official's desk in the same quarter
    quarter()     a month -> the last quarter that had ended with it and may be told
    forget()      what was looked up is looked up anew

A month is complete when its last day has passed: only then is it published. What is published is looked up once an
hour. A firm with several roles is counted under the first of them in the order of the law.

Cases are told by quarters, which do not overlap: from spans that do, one firm's case is had by subtraction. So it is
from one table of two days: a quarter counts what happened in it, as it was known when it ended, by where firms were
then, and what becomes known later is the later quarter's. It is told a day after its end, when all steps are in.

Source: Articles 24 and 27 of the Measures; policy ``least_contributors``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache

from suyuan.domain.access import Viewer
from suyuan.domain.statistics import Cases, Published, Tally, added, grouped, publishable
from suyuan.law.calendar import SHANGHAI
from suyuan.law.duty import Role
from suyuan.law.measures_2026 import RULEBOOK
from suyuan.law.policies import POLICIES
from suyuan.services.parties.queries import cards_by_id
from suyuan.services.reads.operations import record
from suyuan.services.remembered import Remembered
from suyuan.storage import statistics as store
from suyuan.storage.parties import PartyCard
from suyuan.storage.wall import reads

FRESH_S = 3600.0
MONTHS = 24
FIRST = RULEBOOK.by_id["24.6.b"].versions[-1].since
LEAST = POLICIES["least_contributors"].default
_ORDER = {role: place for place, role in enumerate(Role)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """What is published of a month: by province (two leading digits) and by kind of firm.

    ``cases``: what happened in them in its quarter, by province.
    """

    month: date
    provinces: Published[Tally]
    kinds: Published[Tally]
    cases: Published[Cases]


@dataclass(frozen=True, slots=True)
class OfFirm:
    """A firm and its tally."""

    card: PartyCard
    tally: Tally


def months(today: date) -> list[date]:
    """Give the first days of the complete months since the Measures are in force, the latest first."""
    found: list[date] = []
    month = _before(today.replace(day=1))
    while month >= FIRST.replace(day=1) and len(found) < MONTHS:
        found.append(month)
        month = _before(month)
    return found


def published(month: date, *, today: date) -> Month:
    """Give what is published of a month."""
    return _kept(month, today).get()


def of_firms(viewer: Viewer, month: date, *, today: date) -> list[OfFirm]:
    """Give the firms that an official watches, those with the most unmet first; none for others."""
    if not viewer.is_official or not viewer.may("obligation.read"):
        return []
    found = _seen(viewer, month, today)
    cards = cards_by_id(found)
    record(viewer, "obligation.read", kind="totals", name=f"{month:%Y-%m}", parties=found, found=bool(found))
    rows = [OfFirm(cards[party], tally) for party, tally in found.items() if party in cards]
    return sorted(rows, key=lambda row: (-row.tally.unmet, -row.tally.late, row.card.uscc))


@reads
def _seen(viewer: Viewer, month: date, today: date) -> Mapping[int, Tally]:
    del viewer  # in whose standing it is asked
    return store.seen(month, after(month), today)


@lru_cache(maxsize=MONTHS)
def _kept(month: date, today: date) -> Remembered[Month]:
    return Remembered(lambda: _month(month, today), FRESH_S)


def _month(month: date, today: date) -> Month:
    tallies = store.of_all(month, after(month), today)
    cards = cards_by_id(tallies)
    places = {party: card.region_code[:2] for party, card in cards.items()}
    kinds = {
        party: min(card.roles, key=_ORDER.__getitem__).value for party, card in cards.items() if card.roles
    }
    return Month(
        month=month,
        provinces=publishable(Tally, grouped(Tally, tallies, places), least=LEAST),
        kinds=publishable(Tally, grouped(Tally, tallies, kinds), least=LEAST),
        cases=_cases(quarter(month, today=today)),
    )


def _cases(span: tuple[date, date]) -> Published[Cases]:
    """Give what happened in cases in a quarter, by province."""
    since, until = map(_midnight, span)
    found = store.cases_of_all(since, until)
    places = {party: place[:2] for party, place in store.places(found, at=until).items()}
    return publishable(Cases, grouped(Cases, found, places), least=LEAST)


def own_cases(viewer: Viewer, month: date, *, today: date) -> Cases | None:
    """Give the same of the cases on an official's desk and below it; None for others."""
    if not viewer.is_official or not viewer.may("case.read"):
        return None
    return added(Cases, _own(viewer, *map(_midnight, quarter(month, today=today))).values())


@reads
def _own(viewer: Viewer, since: datetime, until: datetime) -> Mapping[int, Cases]:
    del viewer  # in whose standing it is asked
    return store.cases_seen(since, until)


def quarter(month: date, *, today: date) -> tuple[date, date]:
    """Give the last quarter that had ended with a month: its first day, and the first day after it.

    On the day after its last a step that was taken at midnight may still be on its way: the quarter before is given.
    """
    until = after(month)
    until = date(until.year, (until.month - 1) // 3 * 3 + 1, 1)
    since = _three_months_before(until)
    return (since, until) if today > until else (_three_months_before(since), since)


def _three_months_before(first: date) -> date:
    return date(first.year - (first.month == 1), (first.month - 4) % 12 + 1, 1)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI)


def forget() -> None:
    """Look again next time."""
    _kept.cache_clear()


def after(month: date) -> date:
    """Give the first day of the month after."""
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def _before(month: date) -> date:
    """Give the first day of the month before."""
    return date(month.year - (month.month == 1), (month.month - 2) % 12 + 1, 1)
