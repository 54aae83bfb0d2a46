"""A part goes on from who worked its pack up, and from nobody else: in the register's answer and before the judge."""

from datetime import date

import numpy as np
import pytest

from suyuan.codes import packing
from suyuan.domain.custody import alike, examine
from suyuan.domain.custody.trails import first_parts, nothing_left
from suyuan.domain.facts import EVENT_NUMBER
from suyuan.domain.life import in_order, position
from suyuan.domain.trace import Tree
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


# --- what is left of a pack ------------------------------------------------------------------------------------

M2, C1, C2, C3 = "9Z1ME0100000A1G510000002", *(f"9Z1CE0100000A1G51000000{place}" for place in "123")
TREE = Tree.of(P1, {"": [C3], M1: [C1], M2: [C2]})
SINCE = date(2026, 5, 10)


def away(code, day=12, event=Event.SHIPPED):
    return {code: [fact(event, day, YARD, subject=code, to=RECYCLER)]}


@pytest.mark.parametrize(
    ("gone", "nothing"),
    [
        (away(M1) | away(M2) | away(C3), True),
        (away(C1) | away(M2, event=Event.RECEIVED) | away(C3, event=Event.RECYCLED), True),
        (away(M1) | away(M2), False),
        (away(M1) | away(C3), False),
        (away(M1) | away(M2, 9) | away(C3), False),
        (away(M1) | away(M2, event=Event.FITTED) | away(C3), False),
        (
            away(M1) | {M2: [*away(M2)[M2], fact(Event.REMOVED, 5, SHOP, subject=M2, obj=V2)]} | away(C3),
            False,
        ),
        ({}, False),
    ],
)
def test_a_pack_is_gone_when_all_of_its_parts_are(gone, nothing):
    assert nothing_left(P1, TREE, gone, SINCE) is nothing


def test_a_module_is_gone_with_its_cells_and_a_battery_without_parts_never():
    assert nothing_left(M1, TREE, away(C1), SINCE)
    assert not nothing_left(M1, TREE, away(C2), SINCE)
    assert not nothing_left(C1, TREE, away(C1), SINCE)
    assert not nothing_left(P1, Tree.listed([P1]), {}, SINCE)
    assert (first_parts(P1, TREE), first_parts(M1, TREE), first_parts(C1, TREE)) == ([C3], [C1], [])
    assert first_parts(P1, Tree.of(P1, {M1: [C1], M2: [C2]})) == [M1, C1]


def test_parts_that_move_are_told_from_packs_vehicles_and_what_does_not_move():
    codes = [P1, M1, C1, C2, V2, M2]
    events = [*[Event.SHIPPED] * 3, Event.FITTED, Event.SCRAPPED, Event.RECODED]
    rows = np.zeros(len(codes), alike.EVENT)
    rows["subject"] = packing.from_uuids([packing.pack(code) for code in codes])
    rows["kind"] = [EVENT_NUMBER[event] for event in events]
    assert sorted(packing.texts(alike.parts(rows))) == sorted([M1, C1, M2])
