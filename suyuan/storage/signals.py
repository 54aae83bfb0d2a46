"""线索台账 — what stands against firms, by firm: asked in the reader's standing, two statements for all of them."""

from datetime import date
from typing import NamedTuple

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


def duties(party_id: int, today: date) -> list[OfDuty]:
    """Give the clocks of a firm by duty, of those that the reader sees."""
    asked = {"party": party_id, "today": today}
    return list(map(OfDuty._make, reader().execute(SQL["duties"], asked).fetchall()))


def flows(party_id: int, since: date) -> list[Moved]:
    """Give what a firm reported since a month, by event and partner, of what the reader sees; the most first."""
    asked = {"party": party_id, "since": since}
    return list(map(Moved._make, reader().execute(SQL["flows"], asked).fetchall()))
