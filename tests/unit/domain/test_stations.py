"""Monthly returns that no longer come: who swaps by all that is on file is asked, and who gave no sign is not."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from suyuan.domain.custody import stations
from suyuan.domain.custody.found import Kind
from suyuan.domain.custody.stations import Operator
from suyuan.law.calendar import Calendar
from suyuan.law.holidays import Holidays
from suyuan.law.policies import Policies
from tests.unit.domain.custody_facts import register


def month(number):
    return date(2026, number, 1)


def told(one, today=date(2026, 11, 20), **settings):
    known = register(today)
    known.calendar = Calendar(Holidays.shipped(), Policies.of(settings))
    return [found.evidence[0].says for found in stations.silent([one], known)]


def operator(months, number=20, **more):
    return Operator(uscc="U10", swaps={month(one): number for one in months}, receipt="SY-1", **more)


def test_the_months_that_are_owed_are_those_whose_day_is_past():
    assert stations.owed(register(date(2026, 11, 20))) == (month(8), month(9), month(10))
    # 15 November is a Sunday: October's return is due on the 16th, and late on the 17th
    assert stations.owed(register(date(2026, 11, 16))) == (month(7), month(8), month(9))
    assert stations.owed(register(date(2026, 6, 20))) == (), "the Measures ask for returns from April on"


def test_an_operator_that_stops_reporting_is_found_after_three_returns_and_one_that_reports_is_not():
    assert told(operator(range(4, 8))) == ["2026-08 – 2026-10: 0 < 60.0 (p = 8.8e-27)"]
    assert told(operator(range(4, 9))) == []
    assert told(operator(range(4, 8)), silent_swap_months=4) == []
    assert told(operator([*range(4, 8), 11])) == [], "the month under way is reported"


def test_a_finding_names_the_operator_and_its_last_return():
    (found,) = stations.silent([operator(range(4, 8))], register())
    assert (found.kind, found.subject, found.cause) == (Kind.SILENT_SWAP_OPERATOR, "U10", "returns")
    assert [(one.party, one.receipt) for one in found.evidence] == [("U10", "SY-1")]


def test_few_swaps_may_be_none_by_chance_and_vehicles_that_are_gone_are_swapped_no_more():
    assert told(operator(range(4, 8), number=1)) == []
    assert told(operator(range(4, 8), in_use=0.0)) == []
    assert told(operator(range(4, 8), in_use=0.5)) == ["2026-08 – 2026-10: 0 < 30.0 (p = 9.4e-14)"]


def test_who_never_reported_is_found_by_the_batteries_that_come_from_it():
    def never(left):
        return told(Operator(uscc="U10", left={month(one): number for one, number in left.items()}))

    assert never({8: 3, 10: 4}) == ["2026-08 – 2026-10: 0 / 7"]
    assert never({8: 7}) == [], "a single load"
    assert never({8: 2, 10: 2}) == []
    assert never({3: 50, 4: 50}) == [], "long ago"
    assert never({}) == []


def test_who_winds_down_with_its_returns_made_is_not_asked_for_what_it_sends_away():
    assert told(operator(range(4, 8), in_use=0.0, left={month(9): 30, month(10): 30})) == []


def test_what_was_taken_back_is_not_reported():
    assert told(operator(range(4, 8))) == told(
        Operator(uscc="U10", swaps={month(one): 20 for one in range(4, 8)} | {month(9): 0}, receipt="SY-1")
    )


@pytest.mark.parametrize(("since", "usual"), [((2, 3, 4), 20.0), ((1,), 20.0), ((), 0.0)])
def test_the_usual_number_is_that_of_the_last_months_of_reporting(since, usual):
    assert stations.usual({month(one): 20 for one in since}, month(8)) == usual
    assert stations.usual({month(1): 60, month(3): 60}, month(8)) == 40.0


SUMS = st.dictionaries(st.integers(1, 11).map(month), st.integers(0, 30), max_size=11)


@given(SUMS, SUMS, st.randoms(use_true_random=False))
def test_the_order_of_arrival_changes_nothing(swaps, left, dice):
    def shuffled(sums):
        return dict(dice.sample(sorted(sums.items()), len(sums)))

    first, second = (
        Operator(uscc="U10", swaps=one, left=two)
        for one, two in ((swaps, left), (shuffled(swaps), shuffled(left)))
    )
    assert told(first) == told(second)


@given(st.dictionaries(st.sampled_from([8, 9, 10]).map(month), st.integers(1, 30), min_size=1), SUMS, SUMS)
def test_who_reports_any_swap_in_time_is_never_asked(recent, swaps, left):
    assert told(Operator(uscc="U10", swaps=swaps | recent, left=left)) == []
