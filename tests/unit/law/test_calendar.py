from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from suyuan.law import calendar as counting
from suyuan.law.calendar import Calendar, closes_at, due, due_column, due_on, legal_day
from suyuan.law.duty import Days, MonthlyBy, Months, Promptly
from suyuan.law.measures_2026 import RULEBOOK
from suyuan.law.policies import Policies

USUAL = Calendar.usual()
days = st.dates(date(1990, 1, 1), date(2100, 12, 31))
deadlines = st.one_of(
    st.builds(Days, st.integers(1, 60), st.booleans()),
    st.builds(Months, st.integers(1, 24)),
    st.builds(MonthlyBy, st.integers(1, 31)),
)


@given(deadlines, days)
def test_a_last_day_is_a_working_day_after_the_event(deadline, event):
    last = due(deadline, event, USUAL)
    assert last > event
    assert USUAL.holidays.is_working(last)


@given(deadlines, days)
def test_a_later_event_never_has_an_earlier_last_day(deadline, event):
    assert due(deadline, event, USUAL) <= due(deadline, event + timedelta(1), USUAL)


@given(st.integers(1, 60), days)
def test_working_days_are_counted_one_by_one(count, event):
    last = due(Days(count, working=True), event, USUAL)
    between = (event + timedelta(step) for step in range(1, (last - event).days + 1))
    assert sum(USUAL.holidays.is_working(day) for day in between) == count


@given(days)
def test_a_duty_without_a_number_has_no_last_day(event):
    assert due(Promptly(), event, USUAL) is None


@given(st.sampled_from(RULEBOOK.duties), st.lists(st.one_of(st.none(), days), max_size=50))
def test_a_column_agrees_with_the_days_one_by_one(duty, events):
    column = np.array(events, dtype="datetime64[D]")
    alone = [None if event is None else due_on(duty, event, USUAL)[1] for event in events]
    assert due_column(duty, column, USUAL).tolist() == alone


def test_a_column_that_spans_millennia_agrees_too():
    duty = RULEBOOK.by_id["24.1"]
    events = [date(1, 1, 1), date(2026, 5, 20), None, date(9000, 2, 28)]
    alone = [None if event is None else due_on(duty, event, USUAL)[1] for event in events]
    assert due_column(duty, np.array(events, "datetime64[D]"), USUAL).tolist() == alone


def test_the_end_of_all_calendars_is_refused():
    with pytest.raises(OverflowError):
        due(Months(6), date(9999, 8, 1), USUAL)


@given(days)
def test_the_first_day_of_a_period_is_the_next_one_unless_the_policy_counts_the_event(event):
    other = Calendar(USUAL.holidays, Policies(first_day_not_counted=False))
    assert counting.first_counted(event, USUAL) == event + timedelta(1)
    assert counting.first_counted(event, other) == event


def test_a_month_without_the_matching_day_ends_on_its_last():
    assert counting.after_months(date(2027, 12, 31), 2, USUAL) == date(2028, 2, 29)
    assert counting.after_months(date(2026, 12, 31), 2, USUAL) == date(2027, 2, 28)
    assert counting.after_months(date(2026, 7, 15), 6, USUAL) == date(2027, 1, 15)


def test_a_last_day_ends_at_midnight_in_shanghai():
    assert closes_at(date(2026, 5, 21)) == datetime(2026, 5, 21, 16, tzinfo=UTC)
    assert legal_day(datetime(2026, 5, 21, 15, 59, 59, tzinfo=UTC)) == date(2026, 5, 21)
    assert legal_day(datetime(2026, 5, 21, 16, tzinfo=UTC)) == date(2026, 5, 22)
