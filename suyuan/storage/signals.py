"""线索台账 — what stands against firms, by firm: asked in the reader's standing, two statements for all of them."""

from datetime import date
from typing import NamedTuple

from suyuan.domain.facts import EVENT_NUMBER
from suyuan.law.duty import Event
from suyuan.storage import queries
from suyuan.storage.queries import reader

SQL = queries.load("signals")


class Standing(NamedTuple):
    """Findings of a kind that stand: of which firm, how many, since when; those past their day of answer."""

    party_id: int
    kind: str
    number: int
    since: date
    unanswered: int
    unanswered_since: date | None


def findings(today: date) -> list[Standing]:
    """Give the findings that stand, by firm and kind."""
    return list(map(Standing._make, reader().execute(SQL["findings"], {"today": today}).fetchall()))


def overdue(today: date) -> list[tuple[int, int, date]]:
    """Give (firm, clocks past their day, the first of those days)."""
    return reader().execute(SQL["overdue"], {"today": today}).fetchall()


class OfDuty(NamedTuple):
    """The clocks of a firm under one duty."""

    duty: int
    number: int
    overdue: int
    late: int
    since: date | None


class Moved(NamedTuple):
    """What a firm reported of one kind with one partner; ``unweighed``: how many without a mass."""

    kind: int
    counterparty: str
    number: int
    mass_g: int
    unweighed: int


class Holding(NamedTuple):
    """Batteries that came into a firm's hands and did not leave, by its own reports; since when, and how many left."""

    there: int
    since: date | None
    gone: int


_CAME = [EVENT_NUMBER[Event.RECEIVED], EVENT_NUMBER[Event.REMOVED]]
_WENT = [EVENT_NUMBER[one] for one in (Event.SHIPPED, Event.RECYCLED, Event.FITTED, Event.REFUSED)]


def holding(party_id: int) -> Holding:
    """Give what should be in a firm's hands, of what the reader sees: what it reported last of each battery decides."""
    found = reader().execute(SQL["holding"], {"party": party_id, "came": _CAME, "went": _WENT}).fetchone()
    return Holding(*found) if found else Holding(0, None, 0)


def duties(party_id: int, today: date) -> list[OfDuty]:
    """Give the clocks of a firm by duty, of those that the reader sees."""
    asked = {"party": party_id, "today": today}
    return list(map(OfDuty._make, reader().execute(SQL["duties"], asked).fetchall()))


def flows(party_id: int, since: date) -> list[Moved]:
    """Give what a firm reported since a month, by event and partner, of what the reader sees; the most first."""
    asked = {"party": party_id, "since": since}
    return list(map(Moved._make, reader().execute(SQL["flows"], asked).fetchall()))
