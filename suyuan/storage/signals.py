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
