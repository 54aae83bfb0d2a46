"""Several hands on one day: the movements come leg after leg, and nobody is told to have had it twice."""

from datetime import date
from itertools import pairwise, permutations

import pytest

from suyuan.domain.custody import examine
from suyuan.domain.legs import in_legs
from suyuan.domain.life import in_order, position
from suyuan.law.duty import Event
from tests.unit.domain.custody_facts import (
    MAKER,
    OTHER,
    RECYCLER,
    RIVAL,
    YARD,
    came,
    fact,
    life,
    made,
    register,
    scrapped,
    sent,
    uscc,
)

NUMBERS = {uscc(party): party for party in range(1, 11)}


def leg(sender, receiver, *, day=10):
    return sent(day=day, party=sender, to=receiver), came(day=day, party=receiver, of=sender)


def walked(facts):
    """Give who sent (+) and took in (-), in the order of legs."""
    told = in_legs(in_order(facts), NUMBERS.get)
    signs = {Event.SHIPPED: 1, Event.RECEIVED: -1, Event.REFUSED: 0}
    return [one.party_id * signs[one.event] for one in told if one.event in signs]


@pytest.mark.parametrize("hands", list(permutations((MAKER, OTHER, YARD, RECYCLER))))
def test_three_legs_on_one_day_come_in_their_order(hands):
    facts = [one for pair in pairwise(hands) for one in leg(*pair)]
    first, second, third, last = hands
    assert walked(facts) == [first, -second, second, -third, third, -last]
    now = position(in_order(facts), NUMBERS)
    assert (now.state, now.holder) == ("held", last)


@pytest.mark.parametrize("outlet", [MAKER, OTHER])
def test_from_the_yard_by_an_outlet_to_the_works_on_one_day_says_nothing(outlet):
    told = life(made(), scrapped(), *leg(YARD, outlet), *leg(outlet, RECYCLER))
    found = examine.battery(told, register(date(2026, 11, 20))).found
    assert {one.kind.value for one in found} == set()


def test_there_and_back_on_one_day_begins_with_who_had_it():
    for first, other in ((YARD, RIVAL), (RIVAL, YARD)):
        facts = (scrapped(party=first), *leg(first, other), *leg(other, first))
        assert walked(facts) == [first, -other, other, -first]


def test_what_was_refused_and_sent_elsewhere_on_one_day_starts_from_its_sender_twice():
    back = fact(Event.REFUSED, 10, RIVAL, to=YARD, duty="24.7.a")
    facts = (*leg(OTHER, YARD), sent(to=RIVAL), back, *leg(YARD, RECYCLER))
    assert walked(facts) == [OTHER, -YARD, YARD, 0, YARD, -RECYCLER]


def test_what_does_not_lead_on_stays_as_it_stood():
    facts = in_order((*leg(YARD, RECYCLER), *leg(OTHER, RIVAL)))
    assert in_legs(facts, NUMBERS.get) == facts
    days = in_order([one for day in (10, 11, 12) for one in leg(YARD, RECYCLER, day=day)])
    assert in_legs(days, NUMBERS.get) == days
