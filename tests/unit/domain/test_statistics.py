"""What is published of a month tells of no group of fewer firms than it may."""

from hypothesis import given
from hypothesis import strategies as st

from suyuan.domain.statistics import Row, Tally, added, grouped, publishable

LEAST = 3


def tally(firms):
    return Tally(firms=firms, due=firms * 7, in_time=firms * 5, late=firms, unmet=firms)


TABLES = st.lists(st.integers(min_value=1, max_value=9), max_size=12).map(
    lambda sizes: [Row(f"{place:02d}", tally(size)) for place, size in enumerate(sizes)]
)


@given(TABLES)
def test_nothing_that_is_shown_or_can_be_worked_out_has_too_few_firms(rows):
    found = publishable(Tally, rows, least=LEAST)
    assert all(row.tally.firms >= LEAST for row in found.shown)
    # who adds and subtracts what is published learns the shown lines, the rest, and sums of them: never one hidden line
    hidden = [row for row in rows if row not in found.shown]
    rest = found.total.firms - sum(row.tally.firms for row in found.shown)
    assert rest == (found.others.firms if found.others else 0)
    assert rest == 0 or rest >= LEAST
    if found.shown or found.others:
        assert rest == sum(row.tally.firms for row in hidden)


@given(TABLES)
def test_lines_and_rest_make_the_total(rows):
    found = publishable(Tally, rows, least=LEAST)
    parts = [row.tally for row in found.shown] + ([found.others] if found.others else [])
    assert added(Tally, parts) == found.total
    assert found.total in {added(Tally, (row.tally for row in rows)), Tally()}


@given(TABLES)
def test_no_more_is_left_out_than_must_be(rows):
    found = publishable(Tally, rows, least=LEAST)
    if found.others is None or not found.total.firms:
        return
    hidden = sorted(row.tally.firms for row in rows if row not in found.shown)
    small = [firms for firms in hidden if firms < LEAST]
    extra = hidden[len(small) :]
    assert not extra or sum(small) + sum(extra[:-1]) < LEAST


def test_a_table_of_too_few_firms_is_empty():
    found = publishable(Tally, [Row("a", tally(1)), Row("b", tally(1))], least=LEAST)
    assert found == publishable(Tally, [], least=LEAST)
    assert found.total == Tally()


def test_firms_are_added_by_group():
    rows = grouped(Tally, {1: tally(1), 2: tally(1), 3: tally(1), 4: tally(1)}, {1: "x", 2: "y", 3: "x"})
    assert [(row.name, row.tally.firms) for row in rows] == [("x", 2), ("y", 1)]
    assert tally(1).on_time_permille == 714
    assert Tally().on_time_permille is None
