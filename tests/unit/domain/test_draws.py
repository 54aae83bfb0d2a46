"""The draw: the same whatever the order, by risk and by rule, and as it is described."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from suyuan.codes.uscc import make_fictitious
from suyuan.domain.draws import OUTCOME_TEXT, WHY_TEXT, Candidate, Inspector, Outcome, Plan, Taken, Why
from suyuan.law.departments import Department
from suyuan.law.policies import Policies
from tests.unit.domain.draw_lists import (
    CODES,
    DAY,
    DAYS,
    NAMES,
    by_hand,
    drawn_of,
    firms,
    frozen,
    keys,
    named,
    people,
    plan_of,
    seed_of,
)

candidate = st.builds(
    Candidate,
    key=st.sampled_from(CODES[:12]),
    stratum=st.sampled_from("ab"),
    weight=st.integers(1, 9),
    last_inspected_date=st.none() | st.dates(date(2025, 5, 1), DAY),
    signalled=st.booleans(),
    exempt=st.sampled_from([(), (), (), ("moved",)]),
)
inspector = st.builds(
    Inspector,
    key=st.sampled_from(NAMES),
    department=st.sampled_from(Department),
    conflicts=st.frozensets(st.sampled_from(CODES[:12]), max_size=4),
    busy=st.frozensets(st.sampled_from(DAYS), max_size=1),
)
some_firms = st.lists(candidate, max_size=12, unique_by=lambda one: one.key)
some_people = st.lists(inspector, max_size=6, unique_by=lambda one: one.key)
some_plan = st.builds(
    Plan,
    id=st.text(min_size=1, max_size=5, alphabet="P0123"),
    objects=st.integers(0, 14) | st.just((("b", 2), ("a", 1))) | st.just((("a", 9),)),
    days=st.sampled_from([DAYS, DAYS[::-1], DAYS[:1]]),
    on_date=st.just(DAY),
    team_size=st.integers(1, 3),
    not_within_days=st.sampled_from([0, 30, 365]),
    form=st.sampled_from([1, 2]),
)


some_taken = st.lists(
    st.builds(
        Taken, key=st.sampled_from(CODES[:12]), by=st.just("JC-1"), day=st.dates(date(2025, 5, 1), DAYS[-1])
    ),
    max_size=6,
    unique_by=lambda one: one.key,
)
some_today = st.sampled_from([DAY, *DAYS, DAYS[-1] + timedelta(1)])


@given(
    some_plan,
    some_firms,
    some_people,
    st.fixed_dictionaries(
        {"seed": st.binary(min_size=32, max_size=32), "today": some_today, "taken": some_taken}
    ),
)
def test_it_is_the_draw_that_the_description_gives(plan, candidates, inspectors, known):
    candidates = named(plan, candidates)
    drawn = drawn_of(plan, candidates, inspectors, **known)
    assert drawn.digest == frozen(plan, candidates, inspectors)
    lots = sorted((lot for lot in drawn.lots if lot.place), key=lambda lot: lot.place)
    assert [(lot.key, lot.day, lot.team) for lot in lots] == by_hand(plan, candidates, inspectors, **known)
    assert [lot.place for lot in lots] == [*range(1, len(lots) + 1)]
    assert len(drawn.lots) == len(candidates)
    assert len(lots) + sum(missing for _, missing in drawn.short) == sum(plan.asked.values())


@given(some_plan, some_firms, some_people, st.data())
def test_the_order_of_the_lists_does_not_matter(plan, candidates, inspectors, data):
    candidates = named(plan, candidates)
    mixed = data.draw(st.permutations(candidates)), data.draw(st.permutations(inspectors))
    other = replace(plan, days=plan.days[::-1])
    assert drawn_of(plan, candidates, inspectors) == drawn_of(other, *mixed)


@given(some_plan, some_firms, some_people)
def test_nobody_is_sent_with_a_conflict_or_while_away_or_twice(plan, candidates, inspectors):
    known = {one.key: one for one in inspectors}
    for lot in drawn_of(plan, named(plan, candidates), inspectors).lots:
        assert lot.outcome is not Outcome.SKIPPED  # it is drawn at once
        if lot.outcome is not Outcome.DRAWN:
            assert (lot.place, lot.day, lot.team) == (0, None, ())
            assert (lot.why is None) == (lot.outcome is Outcome.NOT_DRAWN)
            continue
        assert len({*lot.team}) == plan.team_size
        assert lot.day in plan.days
        assert not any(lot.key in known[name].conflicts or lot.day in known[name].busy for name in lot.team)


def test_the_time_until_the_draw_changes_no_firm_and_sends_nobody_to_a_day_gone_by():
    soon, late = (drawn_of(plan_of(4), firms(8), people(), today=day) for day in (DAY, DAYS[1]))
    assert keys(soon) == keys(late)
    assert {lot.day for lot in late.lots if lot.place} == {DAYS[1]}
    over = drawn_of(plan_of(4), firms(8), people(), today=DAYS[1] + timedelta(1))
    assert keys(over) == []
    assert keys(over, Outcome.SKIPPED) == keys(soon)
    assert {(lot.why, lot.day, lot.team) for lot in over.lots if lot.place} == {(Why.NO_DAY, None, ())}


def test_a_firm_that_another_plan_took_meanwhile_is_skipped_and_nobody_takes_its_place():
    candidates = [*firms(4), Candidate(key=CODES[4], signalled=True)]
    taken = [Taken(key=code, by=f"JC-{code}", day=DAYS[0]) for code in CODES[:5:2]]
    taken[1] = replace(taken[1], day=DAY - timedelta(365))  # no longer within the limit
    drawn = drawn_of(plan_of(5), candidates, people(), taken=taken)
    lots = {lot.key: lot for lot in drawn.lots}
    assert [lots[code].why for code in CODES[:5]] == [Why.TAKEN, None, None, None, None]
    assert drawn.taken == (taken[0],)
    assert (lots[CODES[0]].outcome, lots[CODES[0]].day, drawn.short) == (Outcome.SKIPPED, None, ())
    alone = drawn_of(plan_of(5), candidates, people())
    assert [(lot.key, lot.place) for lot in alone.lots] == [(lot.key, lot.place) for lot in drawn.lots]


def test_over_many_seeds_heavy_firms_come_first_as_often_as_they_should():
    candidates = [replace(one, weight=weight) for one, weight in zip(firms(4), (1, 2, 3, 4), strict=True)]
    first = Counter(
        keys(drawn_of(plan_of(1), candidates, people(2), seed=seed_of(number)))[0] for number in range(1_000)
    )
    for one in candidates:
        assert abs(first[one.key] - one.weight * 100) < 75  # five standard deviations


def test_over_many_seeds_every_inspector_is_sent_as_often():
    sent = Counter(
        name
        for number in range(500)
        for lot in drawn_of(plan_of(1), firms(3), people(4), seed=seed_of(number)).lots
        for name in lot.team
    )
    assert all(abs(sent[name] - 250) < 60 for name in NAMES[:4])


def test_the_load_is_even():
    drawn = drawn_of(plan_of(30), firms(40), people(6))
    assert {*Counter(name for lot in drawn.lots for name in lot.team).values()} == {10}


def test_a_firm_inspected_within_the_limit_is_left_out_unless_a_signal_points_to_it():
    assert plan_of().not_within_days == Policies().inspection_frequency
    assert plan_of().team_size == Policies().team_size
    lately, just = DAY - timedelta(364), DAY - timedelta(365)
    candidates = [
        Candidate(key=CODES[0], last_inspected_date=lately),
        Candidate(key=CODES[1], last_inspected_date=just),
        Candidate(key=CODES[2], last_inspected_date=lately, signalled=True),
        Candidate(key=CODES[3], last_inspected_date=lately, exempt=("moved",)),
    ]
    lots = {lot.key: lot for lot in drawn_of(plan_of(9), candidates, people()).lots}
    assert [lots[code].why for code in CODES[:4]] == [Why.INSPECTED, None, None, Why.EXEMPT]


def test_a_firm_that_is_spared_names_the_inspection_that_spares_it_in_lists_of_form_2():
    candidates = [Candidate(key=CODES[0], last_inspected_date=DAY), *firms(3)[1:]]
    taken = [Taken(key=code, by="JC-9", day=DAY) for code in CODES[:2]]
    for form, by in ((1, ["", "", ""]), (2, [f"JC-{CODES[0]}", "JC-9", ""])):
        plan = plan_of(2, form=form)
        lots = {lot.key: lot for lot in drawn_of(plan, named(plan, candidates), people(), taken=taken).lots}
        assert [lots[code].by for code in CODES[:3]] == by
        assert [lots[code].why for code in CODES[:3]] == [Why.INSPECTED, Why.TAKEN, None]


def test_strata_are_drawn_apart_and_what_nobody_asks_for_is_left_out():
    candidates = [replace(one, stratum="abc"[place % 3]) for place, one in enumerate(firms(12))]
    drawn = drawn_of(plan_of((("b", 5), ("a", 2))), candidates, people())
    strata = {one.key: one.stratum for one in candidates}
    assert Counter(strata[key] for key in keys(drawn)) == {"a": 2, "b": 4}
    assert drawn.short == (("b", 1),)
    assert {lot.why for lot in drawn.lots if strata[lot.key] == "c"} == {Why.NOT_ASKED}


def test_where_no_team_is_free_of_conflicts_a_firm_is_left_out():
    some = people(3)
    some[0] = replace(some[0], conflicts=frozenset(CODES[:1]))
    some[1] = replace(some[1], busy=frozenset(DAYS))
    lots = {lot.key: lot for lot in drawn_of(plan_of(9), firms(2), some).lots}
    assert lots[CODES[0]].why is Why.NO_TEAM
    assert lots[CODES[1]].team == (NAMES[0], NAMES[2])


def test_two_who_are_never_free_on_one_day_are_no_team():
    some = [replace(one, busy=frozenset({day})) for one, day in zip(people(2), DAYS, strict=True)]
    assert {lot.why for lot in drawn_of(plan_of(), firms(4), some).lots} == {Why.NO_TEAM}


@pytest.mark.parametrize(("candidates", "some"), [([], people()), ([], []), (firms(2), people(1))])
def test_empty_lists_and_too_few_inspectors_draw_nothing_and_say_how_many_are_missing(candidates, some):
    drawn = drawn_of(plan_of(3), candidates, some)
    assert keys(drawn) == []
    assert drawn.short == (("", 3),)
    assert {lot.why for lot in drawn.lots} <= {Why.NO_TEAM}


def test_more_asked_than_there_are_draws_all():
    drawn = drawn_of(plan_of(9), firms(4), people())
    assert sorted(keys(drawn)) == sorted(CODES[:4])
    assert drawn.short == (("", 5),)


def test_a_province_is_drawn_in_a_moment():
    many = [Candidate(key=make_fictitious(number), weight=number % 9 + 1) for number in range(1, 20_001)]
    drawn = drawn_of(plan_of(1_000), many, people(6))
    assert len(keys(drawn)) == 1_000


def test_everything_has_its_words():
    assert set(OUTCOME_TEXT) == set(Outcome)
    assert set(WHY_TEXT) == set(Why)
