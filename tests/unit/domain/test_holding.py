"""What one party holds on its own word nobody else sends, receives from a third, or ends."""

from datetime import timedelta

import msgspec
import pytest

from suyuan.domain import life
from suyuan.domain.life import Position
from suyuan.law.duty import Event
from tests.unit.domain.test_life import (
    DEALER,
    DISMANTLER,
    FITTED,
    MAKER,
    OPERATOR,
    P1,
    P2,
    RECEIVED,
    RECYCLER,
    REMOVED,
    SHIPPED,
    USCC,
    VIN,
    fact,
    position,
)


def claimed(event, day, party, *, late=0, **more):
    """A line of somebody, recorded ``late`` days after the day on which such lines come in."""
    one = fact(event, P1, day, party=party, **more)
    return msgspec.structs.replace(one, recorded_at=one.recorded_at + timedelta(days=late))


HELD = (FITTED, REMOVED, SHIPPED, RECEIVED)


@pytest.mark.parametrize(
    "strange",
    [
        claimed(Event.RECEIVED, 9, OPERATOR, to=f"U{DEALER}", duty="24.7.a"),
        claimed(Event.SHIPPED, 9, DISMANTLER, to=f"U{OPERATOR}", duty="24.8.b"),
        claimed(Event.SCRAPPED, 9, DISMANTLER, obj=VIN, duty="24.8.a"),
        claimed(Event.RECYCLED, 9, OPERATOR, obj="TMP-OTHER", duty="24.7.b"),
        claimed(Event.RECODED, 9, DEALER, obj=P2, duty="12.1"),
        claimed(Event.RECEIVED, 7, OPERATOR, late=30, to=f"U{DEALER}", duty="24.7.a"),
    ],
    ids=lambda one: f"{one.event.value} {one.happened_date.day}",
)
def test_a_strangers_line_moves_nothing_that_another_holds_on_its_word(strange):
    assert position(*HELD, strange) == position(*HELD)
    assert strange not in life.undisputed(life.in_order([*HELD, strange]), USCC)


@pytest.mark.parametrize("end", [Event.RECYCLED, Event.RECODED])
def test_who_never_had_it_cannot_end_a_battery_in_a_vehicle(end):
    assert position(FITTED, claimed(end, 9, OPERATOR, obj=P2, duty="24.7.b")).state == "fitted"
    assert position(FITTED, claimed(end, 9, MAKER, obj=P2, duty="24.7.b")).state != "fitted"


def test_who_is_sent_a_battery_may_send_it_on_before_it_reports_that_it_came():
    onward = claimed(Event.SHIPPED, 7, RECYCLER, to=f"U{OPERATOR}", duty="24.6.c")
    here = claimed(Event.RECEIVED, 8, OPERATOR, to=f"U{RECYCLER}", duty="24.7.a")
    assert position(FITTED, REMOVED, SHIPPED, onward, here) == Position("held", OPERATOR)
