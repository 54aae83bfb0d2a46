"""The order in which papers arrive changes nothing that is found, and every movement has its place."""

import random
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from suyuan.domain.custody import examine
from suyuan.domain.custody.handovers import movement, pair, standing
from suyuan.law.duty import Event
from tests.unit.domain.custody_facts import (
    MAKER,
    OPERATOR,
    RECYCLER,
    RIVAL,
    SHOP,
    V1,
    V2,
    YARD,
    fact,
    life,
    register,
)

PARTIES = st.sampled_from([YARD, RECYCLER, RIVAL, SHOP, MAKER, OPERATOR])
DAYS = st.integers(1, 60)


@st.composite
def any_fact(draw):
    event = draw(
        st.sampled_from(
            [Event.FITTED, Event.REMOVED, Event.SHIPPED, Event.RECEIVED, Event.REFUSED, Event.SCRAPPED]
        )
    )
    day, party = draw(DAYS), draw(PARTIES)
    if event in {Event.FITTED, Event.REMOVED, Event.SCRAPPED}:
        return fact(event, day, party, obj=draw(st.sampled_from([V1, V2])), duty="24.5.c")
    number = draw(st.sampled_from(["", "T1", "T2"]))
    return fact(
        event,
        day,
        party,
        to=draw(PARTIES),
        duty="24.7.a",
        transfer_no=number,
        mass_kg=draw(st.sampled_from(["300", "100"])),
    )


@given(st.lists(any_fact(), max_size=9, unique_by=lambda one: one.filing), st.randoms(use_true_random=False))
def test_the_order_of_arrival_changes_nothing(facts, dice):
    shuffled = list(facts)
    dice.shuffle(shuffled)
    later = [
        replace(one, recorded_at=one.recorded_at + timedelta(days=place))
        for place, one in enumerate(shuffled)
    ]
    first, second = (examine.battery(life(*some), register()) for some in (facts, later))
    assert {one.key for one in first.found} == {one.key for one in second.found}
    assert first.look_on == second.look_on
    states = [
        [
            (one.out and one.out.mark, one.into and one.into.mark, state)
            for one, state in standing(examine.handovers_of(life(*some), register()), register())
        ]
        for some in (facts, later)
    ]
    assert states[0] == states[1]


@given(st.lists(any_fact(), max_size=8, unique_by=lambda one: one.filing))
def test_every_movement_is_in_exactly_one_hand_over(facts):
    moves = [movement(one, register()) for one in facts if one.counterparty]
    paired = [side.mark for one in pair(moves, 60) for side in one.sides]
    assert sorted(paired) == sorted(one.mark for one in moves)
    random.Random(1).shuffle(moves)  # noqa: S311 - an order, not a secret
    assert [one.sides for one in pair(moves, 60)] == [one.sides for one in pair(moves[::-1], 60)]
