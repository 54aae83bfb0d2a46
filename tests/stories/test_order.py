"""In whatever order the papers of a story arrive, and whenever they are examined between, it ends the same."""

import os
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from suyuan.services.batteries import queries as batteries
from suyuan.services.custody import operations as custody
from suyuan.storage.queries import reader
from suyuan.storage.wall import as_register
from tests.integration.conftest import Road
from tests.stories.test_stories import MINISTRY, PAGES, Row, Told, tables

WRONG = """
| party | role |
| --- | --- |
| maker | vehicle_maker |
| rival | vehicle_maker |
| yard | dismantler |
| plant | recycler |
| other | recycler |

| day | who | duty | says |
| --- | --- | --- | --- |
| 2026-05-12 | maker | 24.2.a | vin=car1; pack_code=pack1; certified_date=2026-05-10 |
| 2026-05-14 | rival | 24.2.a | vin=car2; pack_code=pack1; certified_date=2026-05-13 |
| 2026-05-12 | maker | 24.2.a | vin=car3; pack_code=pack2; certified_date=2026-05-10 |
| 2026-06-05 | yard | 24.8.a | vin=car1; scrapped_date=2026-06-01; pack_code=pack1; pack_present=yes |
| 2026-06-05 | yard | 24.8.a | vin=car3; scrapped_date=2026-06-01; pack_present=no; missing_reason=缺失 |
| 2026-06-12 | yard | 24.8.b | code=pack1; out_date=2026-06-10; destination_uscc=plant; transfer_no=load1 |
| 2026-06-12 | yard | 24.8.b | code=pack3; out_date=2026-06-10; destination_uscc=plant; transfer_no=load1 |
| 2026-06-20 | plant | 24.7.a | code=pack1; in_date=2026-06-12; source_uscc=yard; outcome=accepted; mass_kg=200 |
| 2026-06-20 | plant | 24.7.a | code=pack4; in_date=2026-06-12; source_uscc=yard; outcome=accepted; transfer_no=load1 |
| 2026-06-21 | other | 24.7.a | code=pack1; in_date=2026-06-15; source_uscc=yard; outcome=accepted |
| 2026-06-22 | yard | 24.8.b | code=pack5; out_date=2026-06-11; destination_uscc=plant |
| 2026-06-22 | other | 24.7.a | code=pack5; in_date=2026-06-13; source_uscc=yard; outcome=accepted |
| 2026-06-23 | yard | 24.8.b | code=pack6; out_date=2026-06-18; destination_uscc=other |
| 2026-06-23 | other | 24.7.a | code=pack6; in_date=2026-06-16; source_uscc=yard; outcome=accepted |
| 2026-06-20 | maker | 24.6.c | code=pack7; out_date=2026-06-18; destination_uscc=rival |
| 2026-06-20 | rival | 24.6.b | code=pack7; in_date=2026-06-18; source_uscc=maker; outcome=accepted |
| 2026-06-20 | rival | 24.6.c | code=pack7; out_date=2026-06-18; destination_uscc=maker |
| 2026-06-20 | maker | 24.6.b | code=pack7; in_date=2026-06-18; source_uscc=rival; outcome=accepted |
"""
STORIES = {page.stem: page.read_text(encoding="utf-8") for page in PAGES} | {"wrong": WRONG}


class Standing:
    """What stands in the register about the things of a story, by the names that the story gives them."""

    def __init__(self, told: Told, today: date) -> None:
        self.names = {value: name for name, value in told.names.items()}
        self.names |= {f"SY-{value}": name for name, value in told.names.items()}
        mine = set(told.names.values())
        firms = [viewer.uscc for viewer in told.viewers.values()]
        with as_register():
            rows = reader().execute(
                "SELECT kind, subject_id, cause, evidence FROM finding"
                " WHERE subject_id = ANY(%s) AND state <> 'closed'",
                (list(mine),),
            )
            self.findings = sorted(
                (kind, self.names[subject], self.word(cause), [self.piece(one) for one in evidence])
                for kind, subject, cause, evidence in rows.fetchall()
            )
        self.states = sorted(
            (name, answer.state, self.names.get(answer.holder or "", ""))
            for value, name in self.names.items()
            if (answer := batteries.get_battery(value, MINISTRY, as_of=today)) is not None
        )
        with as_register():
            rows = reader().execute(
                "SELECT sender, receiver, state, out_date, into_date, out_mass_g, into_mass_g, transfer_no, ordinal,"
                " due_date FROM handover WHERE sender = ANY(%s) OR receiver = ANY(%s)",
                (firms, firms),
            )
            self.handovers = sorted(str([self.word(str(cell)) for cell in row]) for row in rows.fetchall())

    def word(self, text: str) -> str:
        """Put names in place of what they stand for."""
        for value, name in sorted(self.names.items(), key=lambda one: -len(one[0])):
            text = "/".join(sorted(text.replace(value, name).split("/")))
        return text

    def piece(self, one: dict[str, Any]) -> str:
        """Give a piece of evidence without its receipt."""
        return self.word(f"{one['party']} {one['event']} {one['happened_on']} {one['says']}")

    def __eq__(self, other: object) -> bool:
        assert isinstance(other, Standing)
        assert self.findings == other.findings
        assert self.handovers == other.handovers
        assert self.states == other.states
        return True

    __hash__ = None  # type: ignore[assignment]  # it is compared and nothing else


def tell(text: str, order: list[int], looked_after: set[int]) -> Standing:
    """Tell a story's lines in an order, all on the day of the last one; examine after some of them, and at the end."""
    cast, filings, *_ = tables(text)
    told = Told(Road(), cast)
    day = max(row[0] for row in filings)
    merged = [row for row in filings if row[2] == "merged"]
    rest = [row for row in filings if row[2] != "merged"]
    for row in rest:  # the same names for the same things, whatever comes first
        _named(told, row)
    for row in merged:
        told.file(*row)
    for number, place in enumerate(order):
        labels = told.labels
        told.file(day, *rest[place][1:])
        if told.labels > labels:
            told.names[f"label of line {place}"] = told.names.pop(f"label{told.labels}")
        if number in looked_after:
            _examine(date.fromisoformat(day))
    today = date.fromisoformat(day) + timedelta(days=200)
    _examine(today)
    return Standing(told, today)


def _named(told: Told, row: Row) -> None:
    for part in row[3].split("; "):
        told.word(part.partition("=")[2])


def _examine(today: date) -> None:
    custody.examine(today=today, at=datetime.combine(today, datetime.min.time(), UTC))


IN_ORDER: dict[str, Standing] = {}


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("name", STORIES)
@settings(
    max_examples=int(os.environ.get("ORDERS", "4")),
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate],
)
@given(data=st.data())
def test_the_order_of_papers_changes_nothing(name, data):
    lines = sum(row[2] != "merged" for row in list(tables(STORIES[name]))[1])
    if name not in IN_ORDER:
        IN_ORDER[name] = tell(STORIES[name], list(range(lines)), set())
    order = data.draw(st.permutations(range(lines)))
    looked_after = data.draw(st.sets(st.integers(0, lines - 1), max_size=3))
    assert tell(STORIES[name], order, looked_after) == IN_ORDER[name]
