"""States of a clock on a day."""

from datetime import date

import pytest

from suyuan.domain.obligations import Obligation, State, state_on

DUE = date(2026, 5, 21)


@pytest.mark.parametrize(
    ("today", "due", "met", "state"),
    [
        (date(2026, 5, 1), None, None, State.AWAITING),
        (DUE, DUE, None, State.OPEN),
        (date(2026, 5, 22), DUE, None, State.OVERDUE),
        (DUE, DUE, DUE, State.MET),
        (date(2026, 5, 22), DUE, date(2026, 5, 22), State.MET_LATE),
        (date(2026, 5, 22), None, date(2026, 5, 2), State.MET),
        (date(2026, 5, 20), DUE, date(2026, 5, 22), State.OPEN),  # met later than the day that is asked about
        (date(2026, 5, 22), DUE, date(2026, 5, 23), State.OVERDUE),
    ],
)
def test_the_state_on_a_day(today, due, met, state):
    assert state_on(today, due=due, met=met) is state


@pytest.mark.parametrize(("due", "left"), [(DUE, 1), (date(2026, 5, 18), -2), (None, None)])
def test_days_left(due, left):
    clock = Obligation(
        duty="24.3",
        article="24(3)",
        party="91A",
        party_name="",
        subject_kind="battery",
        subject_id="X",
        opened_on=date(2026, 5, 1),
        due_on=due,
        met_on=None,
        state=State.OPEN,
    )
    assert clock.days_left(date(2026, 5, 20)) == left
