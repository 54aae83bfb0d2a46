"""A part goes on from who worked its pack up, and from nobody else: in the register's answer and before the judge."""

import pytest

from suyuan.domain.custody import examine
from suyuan.domain.life import in_order, position
from suyuan.law.duty import Event
from tests.unit.domain.custody_facts import (
    M1,
    P1,
    RECYCLER,
    RIVAL,
    SHOP,
    V2,
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
ENDED = (made(), scrapped(), sent(), came(), fact(Event.RECYCLED, 20, RECYCLER, obj="TMP-X", duty="24.7.b"))


def judged(*facts):
    told = life(*ENDED, *facts, code=M1, line=(M1, P1))
    return {one.kind.value for one in examine.battery(told, register()).found}


def answer(*facts):
    now = position(in_order((*ENDED, *facts)), NUMBERS)
    return now.state, now.holder


def test_a_part_goes_on_from_who_worked_its_pack_up():
    gone = came(day=30, party=RIVAL, of=RECYCLER, subject=M1)
    ended = fact(Event.RECYCLED, 40, RIVAL, obj="TMP-Y", duty="24.7.b", subject=M1)
    assert (answer(gone), judged(gone)) == (("held", RIVAL), set())
    assert (answer(gone, ended), judged(gone, ended)) == (("recycled", RIVAL), set())
    assert answer(sent(day=30, party=RECYCLER, to=RIVAL, subject=M1)) == ("in_transit", RECYCLER)


@pytest.mark.parametrize(
    "said",
    [
        came(day=30, party=RIVAL, of=YARD, subject=M1),
        sent(day=30, party=YARD, to=RIVAL, subject=M1),
        fact(Event.FITTED, 30, SHOP, obj=V2, duty="24.5.c", subject=M1),
    ],
)
def test_what_others_say_of_a_part_after_that_is_found(said):
    assert answer(said) == ("recycled", RECYCLER)
    assert "after_recycling" in judged(said)


def test_the_whole_does_not_go_on():
    gone = came(day=30, party=RIVAL, of=RECYCLER)
    told = examine.battery(life(*ENDED, gone), register()).found
    assert answer(gone) == ("recycled", RECYCLER)
    assert "after_recycling" in {one.kind.value for one in told}
