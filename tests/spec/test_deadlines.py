"""The last day of every duty, as a table a lawyer can read: tests/spec/deadlines.csv.

The table was worked out apart from the code under test. Days off and made-up working days of 2018 to 2026 are
those of the State Council's notices; later years are by rule and may move with their notice.
"""

import csv
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from suyuan.law.calendar import Calendar, due_column, due_on
from suyuan.law.measures_2026 import RULEBOOK

CALENDAR = Calendar.usual()
with (Path(__file__).parent / "deadlines.csv").open(encoding="utf-8", newline="") as file:
    CASES = [
        pytest.param(
            row["duty"],
            date.fromisoformat(row["event"]),
            date.fromisoformat(row["last day"]) if row["last day"] else None,
            id=f"{row['duty']}: {row['in words']} -> {row['last day'] or 'none'}",
        )
        for row in csv.DictReader(file)
    ]


@pytest.mark.parametrize(("duty", "event", "last"), CASES)
def test_the_last_day(duty, event, last):
    assert due_on(RULEBOOK.by_id[duty], event, CALENDAR)[1] == last


@pytest.mark.parametrize(("duty", "event", "last"), CASES)
def test_a_whole_column_agrees(duty, event, last):
    answer = due_column(RULEBOOK.by_id[duty], np.array([event] * 2, "datetime64[D]"), CALENDAR)
    assert answer.tolist() == [last, last]


def test_every_duty_stands_in_the_table():
    assert {case.values[0] for case in CASES} == set(RULEBOOK.by_id)


@pytest.mark.parametrize(
    "duty", [duty for duty in RULEBOOK.duties if duty.id not in {"9.1", "12.1", "17.2", "15.3.a", "15.3.b"}]
)
def test_every_duty_with_a_clock_has_worked_examples_that_hold(duty):
    assert len(duty.examples) >= 2
    for example in duty.examples:
        assert due_on(duty, example.trigger, CALENDAR)[1] == example.due, example.text.en
