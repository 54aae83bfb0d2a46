"""统计台账 — clocks that fell due in a month, and what happened in cases in a span of time, by firm.

of_all, cases_of_all   of every firm, for what is published
seen, cases_seen       of the firms whose clocks, of the cases that the reader sees
places                 where firms were at an instant
"""

from collections.abc import Collection
from datetime import date, datetime

from suyuan.domain.statistics import Cases, Tally
from suyuan.storage import queries
from suyuan.storage.queries import reader
from suyuan.storage.wall import by_register

SQL = queries.load("statistics")


def seen(since: date, until: date, today: date) -> dict[int, Tally]:
    """Give the tally of each firm over clocks due from ``since`` to before ``until``, as they stand on a day."""
    rows = reader().execute(SQL["by_firm"], {"since": since, "until": until, "today": today}).fetchall()
    return {
        party: Tally(firms=1, due=due, in_time=in_time, late=late, unmet=unmet)
        for party, due, in_time, late, unmet in rows
    }


@by_register
def of_all(since: date, until: date, today: date) -> dict[int, Tally]:
    """Give the same of every firm."""
    return seen(since, until, today)


def cases_seen(since: datetime, until: datetime) -> dict[int, Cases]:
    """Give what happened from ``since`` to before ``until`` in cases of which the firm was told by then, by firm."""
    rows = reader().execute(SQL["cases"], {"since": since, "until": until}).fetchall()
    return {
        party: Cases(firms=1, cases=cases, corrected=corrected, penalised=penalised, again=again)
        for party, cases, corrected, penalised, again in rows
    }


@by_register
def cases_of_all(since: datetime, until: datetime) -> dict[int, Cases]:
    """Give the same of every firm."""
    return cases_seen(since, until)


@by_register
def places(parties: Collection[int], *, at: datetime) -> dict[int, str]:
    """Give the divisions in which firms were at an instant."""
    return dict(reader().execute(SQL["places"], {"parties": list(parties), "at": at}).fetchall())
