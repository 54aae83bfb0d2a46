"""Who answers after mergers, splits and ends: nothing is lost, nothing is answered twice, no line leads back."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from suyuan.domain.succession import Proposal, Takeover, answering, faults, heir, owner

BEGIN = date(2026, 4, 1)
DUTIES = frozenset({"9.1", "12.1", "24.2.a", "24.6.a"})
DAYS = st.integers(0, 60).map(lambda days: BEGIN + timedelta(days=days))
SOME = st.frozensets(st.sampled_from(sorted(DUTIES)))


def takeover(party, successor, day, duties=None, prefixes=None):
    return Takeover(party_id=party, successor_id=successor, from_date=day, duties=duties, prefixes=prefixes)


@st.composite
def histories(draw):
    """Draw takeovers as they can be entered: heirs of one act do not overlap, and a line only leads upwards."""
    found = []
    for party in range(1, draw(st.integers(1, 8))):
        for _act in range(draw(st.integers(0, 2))):
            day, left = draw(DAYS), DUTIES
            heirs = draw(st.lists(st.integers(party + 1, 10), min_size=1, max_size=3, unique=True))
            if len(heirs) == 1 and draw(st.booleans()):
                found.append(takeover(party, heirs[0], day))
                continue
            for to in heirs:
                share = draw(SOME) & left
                left -= share
                found.append(takeover(party, to, day, share))
    return draw(st.permutations(found))


@given(histories(), st.integers(1, 10), DAYS)
def test_every_duty_stands_with_exactly_one_party_on_every_day(takeovers, party, on):
    found = answering(party, on, takeovers, DUTIES)
    shares = [duty for each in found for duty in each.duties]
    assert sorted(shares) == sorted(DUTIES)


@given(histories(), st.integers(1, 10), DAYS)
def test_a_line_begins_with_the_party_never_comes_back_and_ends_with_who_answers(takeovers, party, on):
    for each in answering(party, on, takeovers, DUTIES):
        assert each.line[0] == party
        assert each.line[-1] == each.party_id
        assert len(set(each.line)) == len(each.line)
        assert (each.since is None) == (each.party_id == party)
        assert each.since is None or each.since <= on
        steps = {(one.party_id, one.successor_id) for one in takeovers if one.from_date <= on}
        assert set(zip(each.line, each.line[1:], strict=False)) <= steps


@given(histories(), st.integers(1, 10), DAYS)
def test_who_is_asked_for_an_earlier_day_hears_of_nothing_later(takeovers, party, on):
    until = [each for each in takeovers if each.from_date <= on]
    assert answering(party, on, takeovers, DUTIES) == answering(party, on, until, DUTIES)


@given(histories(), st.integers(1, 10))
def test_before_the_first_takeover_a_party_answers_for_itself(takeovers, party):
    (only,) = answering(party, BEGIN - timedelta(days=1), takeovers, DUTIES)
    assert (only.party_id, only.duties, only.line) == (party, DUTIES, (party,))


def test_a_chain_of_mergers_is_followed_to_its_end_day_by_day():
    first, second = date(2026, 5, 1), date(2026, 6, 1)
    takeovers = [takeover(2, 3, second), takeover(1, 2, first)]
    assert [
        answering(1, day, takeovers, DUTIES)[0].line
        for day in (first - timedelta(days=1), first, second - timedelta(days=1), second)
    ] == [(1,), (1, 2), (1, 2), (1, 2, 3)]


def test_what_was_given_away_earlier_does_not_go_along_later():
    """A splits 9.1 off to B in May and merges into C in June: B keeps 9.1."""
    may, june = date(2026, 5, 1), date(2026, 6, 1)
    takeovers = [takeover(1, 2, may, frozenset({"9.1"})), takeover(1, 3, june)]
    answers = {each.party_id: each.duties for each in answering(1, june, takeovers, DUTIES)}
    assert answers == {2: frozenset({"9.1"}), 3: DUTIES - {"9.1"}}


def test_what_comes_after_a_gift_stays_with_the_receiver():
    """B gave its own 9.1 to C in May; A's duties come to B in June and stay there."""
    may, june = date(2026, 5, 1), date(2026, 6, 1)
    takeovers = [takeover(2, 3, may, frozenset({"9.1"})), takeover(1, 2, june)]
    (only,) = answering(1, june, takeovers, DUTIES)
    assert (only.party_id, only.duties) == (2, DUTIES)


def test_a_maker_code_has_one_holder_on_each_day():
    may, june = date(2026, 5, 1), date(2026, 6, 1)
    takeovers = [
        takeover(1, 2, may, frozenset(), frozenset({"9Z1"})),
        takeover(2, 3, june),
    ]
    assert [owner("9Z1", 1, day, takeovers) for day in (BEGIN, may, june)] == [1, 2, 3]
    assert owner("9Z2", 1, june, takeovers) == 1


def proposal(kind="split", *, ends=True, day=date(2026, 6, 1), heirs=()):
    return Proposal(
        kind=kind,
        party_id=1,
        day=day,
        ends=ends,
        since=BEGIN,
        held_duties=DUTIES,
        held_prefixes=frozenset({"9Z1"}),
        takeovers=tuple(takeover(1, *heir) for heir in heirs),
    )


TODAY = date(2026, 6, 2)
DAY = date(2026, 6, 1)
NINE, REST = frozenset({"9.1"}), DUTIES - {"9.1"}
LEADS_BACK = [takeover(2, 3, BEGIN, NINE), takeover(3, 1, BEGIN)]
CODE, NONE = frozenset({"9Z1"}), frozenset()


@pytest.mark.parametrize(
    ("made", "known", "wanted"),
    [
        (proposal("merged", heirs=[(2, DAY)]), [], ()),
        (proposal(heirs=[(2, DAY, NINE, CODE), (3, DAY, REST, NONE)]), [], ()),
        (proposal(ends=False, heirs=[(2, DAY, NINE, NONE)]), [], ()),
        (proposal("terminated"), [], ()),
        (proposal("merged", heirs=[(2, DAY)], day=date(2026, 6, 3)), [], ("succession.day",)),
        (proposal("merged", heirs=[(2, DAY)], day=date(2026, 3, 31)), [], ("succession.day",)),
        (proposal("merged", heirs=[(1, DAY)]), [], ("succession.itself", "succession.circle")),
        (proposal("merged"), [], ("succession.heirs",)),
        (proposal("merged", heirs=[(2, DAY, NINE, CODE), (3, DAY, REST, NONE)]), [], ("succession.heirs",)),
        (proposal(), [], ("succession.heirs",)),
        (proposal(ends=False, heirs=[(2, DAY, frozenset({"24.1"}), NONE)]), [], ("succession.not_held",)),
        (proposal(ends=False, heirs=[(2, DAY, NONE, frozenset({"AAA"}))]), [], ("succession.not_held",)),
        (
            proposal(heirs=[(2, DAY, NINE, CODE), (3, DAY, DUTIES, NONE)]),
            [],
            ("succession.twice",),
        ),
        (
            proposal(ends=False, heirs=[(2, DAY, None, NONE), (3, DAY, NINE, NONE)]),
            [],
            ("succession.twice",),
        ),
        (proposal(heirs=[(2, DAY, NINE, CODE)]), [], ("succession.uncovered",)),
        (proposal(heirs=[(2, DAY, DUTIES, NONE)]), [], ("succession.uncovered",)),
        (proposal("merged", heirs=[(2, DAY)]), LEADS_BACK, ("succession.circle",)),
    ],
)  # fmt: skip
def test_a_succession_that_cannot_be_is_refused(made, known, wanted):
    assert faults(made, known, today=TODAY) == wanted


@given(histories(), st.integers(1, 10), st.integers(1, 10), DAYS)
def test_what_is_accepted_leads_nowhere_back(takeovers, party, heir, day):
    """Whatever is on file: a merger that passes the faults leaves lines that all end."""
    fresh = takeover(party, heir, day)
    made = Proposal(
        kind="merged",
        party_id=party,
        day=day,
        ends=True,
        since=BEGIN,
        held_duties=DUTIES,
        held_prefixes=frozenset(),
        takeovers=(fresh,),
    )
    if faults(made, takeovers, today=BEGIN + timedelta(days=60)):
        return
    for each in range(1, 11):
        for answer in answering(each, BEGIN + timedelta(days=60), [*takeovers, fresh], DUTIES):
            assert len(set(answer.line)) == len(answer.line)


def ending(party, successor, day, duties=None):
    return Takeover(party_id=party, successor_id=successor, from_date=day, duties=duties, ends=True)


def test_who_stands_in_the_whole_place_of_a_party_that_ended():
    day, later = BEGIN + timedelta(days=1), BEGIN + timedelta(days=5)
    some, rest = frozenset({"9.1"}), DUTIES - {"9.1"}
    assert heir(1, BEGIN, [ending(1, 2, day)]) is None  # not yet
    assert heir(1, day, [ending(1, 2, day)]) == 2
    assert heir(1, day, [takeover(1, 2, day)]) is None  # it gave all away and goes on
    assert (
        heir(1, later, [takeover(1, 3, day, some), ending(1, 2, later)]) == 2
    )  # what it gave away before is no matter
    assert heir(1, day, [ending(1, 2, day, some), ending(1, 3, day, rest)]) is None
    assert heir(1, day, [ending(1, 2, day, DUTIES), ending(1, 3, day, frozenset())]) is None
    assert heir(1, day, [ending(1, 2, day), ending(1, 3, day, frozenset())]) == 2
    assert heir(1, later, [ending(1, 2, day), ending(2, 4, later)]) == 4
    assert heir(1, later, [ending(1, 2, day), ending(2, 4, later, some), ending(2, 5, later, rest)]) is None
