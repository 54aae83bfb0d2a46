"""统计线索台账 — what findings that rest on numbers are worked out from: serial numbers, swapped vehicles.

wake(), wake_known(), waking(), rest(), forget()  which products and days are to be looked at
days()              what is on file of some products and days
standing()          which of some parties have not ended
swapped_vehicles()  how many vehicles some operators reported on, and how many are still theirs
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from psycopg import Cursor

from suyuan.codes.packing import Keys
from suyuan.domain.facts import EVENT_NUMBER
from suyuan.law.duty import Event
from suyuan.law.measures_2026 import RULEBOOK
from suyuan.storage import queries
from suyuan.storage.queries import array, listed

SQL = queries.load("patterns")
PRODUCED, FITTED, SWAPPED, SCRAPPED = (
    EVENT_NUMBER[one] for one in (Event.PRODUCED, Event.FITTED, Event.SWAPPED, Event.SCRAPPED)
)
CERTIFICATE = RULEBOOK.by_id["24.2.a"].number
RETURN = RULEBOOK.by_id["24.4.a"].number


class Filed(NamedTuple):
    """What is on file of the asked product and day at ``place``, counted from 1; see ``patterns.sql``."""

    place: int
    made: int
    used: int
    low: UUID | None
    high: UUID | None
    odd: list[UUID]


def wake(cursor: Cursor[Any], stems: Keys, day: date) -> None:
    """Have some products and days looked at from a day on."""
    if len(stems):
        cursor.execute(SQL["wake"], {"stems": array(stems), "day": day})


def wake_known(cursor: Cursor[Any], stems: Keys, day: date) -> None:
    """The same of those of which a code is known that its maker never filed."""
    if len(stems):
        cursor.execute(SQL["wake_known"], {"stems": array(stems), "day": day})


def waking(cursor: Cursor[Any], today: date, limit: int) -> list[UUID]:
    """Give products and days that are to be looked at."""
    return [stem for (stem,) in cursor.execute(SQL["waking"], {"today": today, "limit": limit}).fetchall()]


def rest(cursor: Cursor[Any], days: Mapping[UUID, date | None]) -> None:
    """Set when to look at products and days again; None: once something is filed of them."""
    if days:
        cursor.execute(SQL["rest"], {"stems": listed(days), "days": list(days.values())})


def forget(cursor: Cursor[Any], stems: Sequence[UUID]) -> None:
    """Forget products and days."""
    if stems:
        cursor.execute(SQL["forget"], {"stems": listed(stems)})


def days(cursor: Cursor[Any], firsts: Keys, lasts: Keys, makers: Sequence[Iterable[int]]) -> list[Filed]:
    """Give what is on file of products and days. ``makers``: of each, the parties whose prefix theirs is or was."""
    pairs = [(place, party) for place, parties in enumerate(makers, start=1) for party in parties]
    if not pairs:
        return []
    asked = {
        "firsts": array(firsts),
        "lasts": array(lasts),
        "places": [place for place, _ in pairs],
        "parties": [party for _, party in pairs],
        "produced": PRODUCED,
        "fitted": FITTED,
        "swapped": SWAPPED,
        "certificate": CERTIFICATE,
    }
    return list(map(Filed._make, cursor.execute(SQL["days"], asked).fetchall()))


def standing(cursor: Cursor[Any], parties: Sequence[int]) -> set[int]:
    """Give those of some parties that have not ended."""
    return {party for (party,) in cursor.execute(SQL["standing"], {"parties": list(parties)}).fetchall()}


def swapped_vehicles(cursor: Cursor[Any], parties: Sequence[int], since: date) -> dict[int, tuple[int, int]]:
    """Give (vehicles in the returns since a day, those of them that are still theirs) by operator."""
    asked = {
        "parties": list(parties),
        "duty": RETURN,
        "since": since,
        "swapped": SWAPPED,
        "scrapped": SCRAPPED,
    }
    found = cursor.execute(SQL["swapped_vehicles"], asked).fetchall()
    return {party: (told, still) for party, told, still in found}
