"""Ranking: what speaks for a look never counts against it, and every point can be added up."""

from hypothesis import given
from hypothesis import strategies as st

from suyuan.domain.custody.found import KINDS, Kind
from suyuan.domain.signals import MOST, OVERDUE, POINTS, TIP, UNANSWERED, Reason, ranked

REASONS = st.lists(
    st.builds(Reason, st.sampled_from(sorted(POINTS)), st.integers(0, 40)),
    max_size=6,
    unique_by=lambda one: one.kind,
)
FIRMS = st.dictionaries(st.sampled_from("abcdef"), REASONS, max_size=6)


@given(FIRMS, st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 900)), st.randoms())
def test_the_order_does_not_depend_on_how_firms_and_reasons_arrive(firms, due, random):
    shuffled = {
        uscc: random.sample(held, len(held)) for uscc, held in random.sample(list(firms.items()), len(firms))
    }
    found = ranked(firms, due)
    assert found == ranked(shuffled, due)
    assert {one.uscc for one in found} == {
        uscc for uscc, held in firms.items() if any(each.number for each in held)
    }
    assert [one.points for one in found] == sorted((one.points for one in found), reverse=True)


@given(REASONS, st.sampled_from(sorted(POINTS)), st.integers(1, 40))
def test_a_further_reason_never_lowers_a_firm(held, kind, number):
    before = sum(reason.points for reason in held)
    more = [reason for reason in held if reason.kind != kind]
    same = next((reason.number for reason in held if reason.kind == kind), 0)
    (found,) = ranked({"a": [*more, Reason(kind, same + number)]}, {})
    assert found.points >= before


@given(st.integers(0, 10_000))
def test_of_a_kind_only_the_first_few_count(number):
    for kind, points in POINTS.items():
        assert Reason(kind, number).points == points * min(number, MOST)


def test_every_kind_counts_and_what_rests_on_numbers_counts_least():
    assert set(POINTS) == {kind.value for kind in Kind} | {OVERDUE, TIP, UNANSWERED}
    statistical = {kind.value for kind, about in KINDS.items() if about.statistical}
    assert max(POINTS[kind] for kind in statistical) <= min(POINTS.values())
    assert all(Reason(kind, 1).article for kind in POINTS)
