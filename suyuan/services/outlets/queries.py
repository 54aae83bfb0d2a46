"""网点查询 — anybody finds an outlet; a firm sees its own with their history.

    find()      outlets that stand today -> a page of them
    history()   every version of one outlet, with the receipts of their filings
    Seen        an outlet with what is worked out of it: open now, how far, how fresh

Outlets are public by law: Articles 14(2) and 15(2) have them published. Only what a firm filed for that is told.

Source: Articles 14 to 16 and 24(6) of the Measures; policy ``outlet_fresh_days``.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from suyuan.codes import region
from suyuan.domain.access import Page, Viewer
from suyuan.domain.outlets import Asked, Opening, Outlet, distance_m
from suyuan.law.calendar import SHANGHAI, legal_day
from suyuan.law.outlet_requirements import Requirement, of_kind
from suyuan.law.policies import Policies
from suyuan.services.refusals import Refused
from suyuan.storage import outlets as store
from suyuan.storage.wall import as_reader

SEPARATOR = "|"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """An outlet as somebody finds it. ``away_m``: from the place asked for; ``stale``: nobody confirmed it lately."""

    outlet: Outlet
    opening: Opening
    stale: bool
    said_date: date
    away_m: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A line of the checklist with what the firm said to it, if anything."""

    requirement: Requirement
    answer: bool | None
    said_at: datetime | None


def find(asked: Asked, *, at: datetime, after: str = "", most: int = 50) -> Page[Seen]:
    """Give outlets that stand today. The nearest come at once and have no next page.

    ``after``: the ``next`` of the page before. Raises Refused for one that no page gave.
    """
    beyond = None
    if after:
        region_code, _, rest = after.partition(SEPARATOR)
        uscc, _, number = rest.partition(SEPARATOR)
        if not number:
            raise Refused("not_found")
        beyond = (region_code, uscc, number)
    found = store.find(asked, today=legal_day(at), after=beyond, most=most + 1)
    seen = [_seen(one, at, asked) for one in found[:most]]
    more = len(found) > most and asked.near is None
    last = found[most - 1] if more else None
    return Page(seen, SEPARATOR.join((last.region_code, last.uscc, last.outlet_no)) if last else None)


def every(asked: Asked, *, at: datetime) -> Iterator[Seen]:
    """Give all outlets that stand today, page by page."""
    after = ""
    while True:
        page = find(asked, at=at, after=after, most=store.MOST - 1)
        yield from page.items
        if page.next is None:
            return
        after = page.next


def _seen(one: Outlet, at: datetime, asked: Asked) -> Seen:
    return Seen(
        outlet=one,
        opening=one.opening(at.astimezone(SHANGHAI)),
        stale=one.is_stale(at, days=Policies().outlet_fresh_days),
        said_date=legal_day(one.said_at),
        away_m=None if asked.near is None else distance_m(asked.near, one.place),
    )


def history(uscc: str, outlet_no: str, *, at: datetime) -> list[Seen]:
    """Give every version of an outlet that has held, the latest first; those that were never listed are left out."""
    today = legal_day(at)
    found = store.versions(uscc, outlet_no)
    return [_seen(one, at, Asked()) for one in found if not one.held and one.effective_date <= today]


def own_history(viewer: Viewer, outlet_no: str, *, at: datetime) -> list[Seen]:
    """Give every version of one of the viewer's outlets, those ahead and those held back too."""
    return [_seen(one, at, Asked()) for one in store.versions(viewer.uscc, outlet_no)]


def checklist(viewer: Viewer, outlet: Outlet) -> list[Check]:
    """Give what the law and the standard ask of one of the viewer's outlets, and what was answered."""
    with as_reader(viewer):
        said = store.words(viewer.party_id or 0, outlet.outlet_no)
    return [
        Check(requirement=one, answer=answer, said_at=when)
        for one in of_kind(outlet.kind)
        for answer, when in (said.get(one.id, (None, None)),)
    ]


def own(viewer: Viewer, *, today: date) -> list[Outlet]:
    """Give the viewer's firm's outlets as they stand, held and closed ones too."""
    with as_reader(viewer):
        return store.of_party(viewer.party_id or 0, today=today)


def place_of(text: str, *, on: date) -> str:
    """Give the leading digits of the division that somebody names, "" where it is none in use."""
    digits = text.strip()
    if len(digits) == region.LENGTH and digits.isdecimal() and region.get(digits, on=on):
        return digits.removesuffix("00").removesuffix("00")
    return ""
