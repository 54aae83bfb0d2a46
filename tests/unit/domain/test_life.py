"""What the stored facts say of a battery: stories told fact by fact."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from suyuan.domain import life
from suyuan.domain import lived as passage
from suyuan.domain.life import Fact, Position
from suyuan.domain.trace import Tree
from suyuan.law.duty import Event

MAKER, DEALER, REPAIRER, DISMANTLER, RECYCLER, OPERATOR = range(1, 7)
USCC = {f"U{party}": party for party in range(1, 7)}
VIN, OTHER_VIN = "LY00000A8R0000001", "LY00000A8R0000002"


def code(level, number):
    return f"9Z1{level}E0100000A1G51{number:07d}"


P1, P2, P3 = (code("P", number) for number in (1, 2, 3))
M1, M2, M3 = (code("M", number) for number in (1, 2, 3))
C1, C2, C3 = (code("C", number) for number in (1, 2, 3))


def fact(event, subject, day, *, party=MAKER, obj="", to="", duty="24.3", body=None, hour=0):
    """A fact on a day of May 2026, recorded the day after."""
    return Fact(
        event=event,
        subject=subject,
        object=obj,
        party_id=party,
        duty=duty,
        filing=f"SY-{day}-{party}",
        happened_date=date(2026, 5, 1) + timedelta(days=day - 1),
        recorded_at=datetime(2026, 5, 2, hour, tzinfo=UTC) + timedelta(days=day - 1),
        counterparty=to,
        body=body or {},
    )


def position(*facts):
    return life.position(life.in_order(facts), USCC)


FITTED = fact(Event.FITTED, P1, 2, obj=VIN, duty="24.2.a")
REMOVED = fact(Event.REMOVED, P1, 4, party=REPAIRER, obj=VIN, duty="24.5.c")
SHIPPED = fact(Event.SHIPPED, P1, 6, party=REPAIRER, to="U6")
RECEIVED = fact(Event.RECEIVED, P1, 8, party=RECYCLER, to=f"U{REPAIRER}")
RECYCLED = fact(Event.RECYCLED, P1, 10, party=RECYCLER, obj="TMP-BATCH")


# --- position --------------------------------------------------------------------------------------------


def test_a_life_from_the_works_to_recovery():
    story = [fact(Event.PRODUCED, P1, 1), FITTED, REMOVED, SHIPPED, RECEIVED, RECYCLED]
    wanted = [
        Position("registered", MAKER),
        Position("fitted", None, VIN),
        Position("removed", REPAIRER),
        Position("in_transit", REPAIRER),
        Position("held", RECYCLER),
        Position("recycled", RECYCLER),
    ]
    assert [position(*story[: index + 1]) for index in range(len(story))] == wanted


def test_nothing_is_known_of_a_code_without_facts():
    assert position() == Position("registered", None, None)


def test_a_production_filed_late_moves_nothing():
    assert position(FITTED, fact(Event.PRODUCED, P1, 20)) == Position("fitted", None, VIN)
    assert position(REMOVED, fact(Event.PRODUCED, P1, 20)) == Position("removed", REPAIRER)


def test_a_refused_battery_is_its_senders_even_if_no_outbound_was_filed():
    refused = fact(Event.REFUSED, P1, 8, party=RECYCLER, to=f"U{REPAIRER}")
    assert position(FITTED, REMOVED, SHIPPED, refused) == Position("refused", REPAIRER)
    assert position(FITTED, REMOVED, refused) == Position("refused", REPAIRER)


def test_a_refusal_names_a_sender_whom_nobody_registered():
    assert position(fact(Event.REFUSED, P1, 8, party=RECYCLER, to="91X")) == Position("refused", "91X")


def test_sent_and_refused_on_one_day_is_refused():
    sent = fact(Event.SHIPPED, P1, 6, party=REPAIRER, hour=9)
    refused = fact(Event.REFUSED, P1, 6, party=RECYCLER, to=f"U{REPAIRER}", hour=8)
    assert position(refused, sent) == Position("refused", REPAIRER)


def test_sent_and_received_on_one_day_is_received_whoever_filed_first():
    sent = fact(Event.SHIPPED, P1, 6, party=REPAIRER, hour=9)
    received = fact(Event.RECEIVED, P1, 6, party=RECYCLER, to=f"U{REPAIRER}", hour=8)
    assert position(sent, received) == Position("held", RECYCLER)


def test_an_inbound_without_an_outbound_is_held_by_its_filer():
    assert position(FITTED, RECEIVED) == Position("held", RECYCLER)


def test_a_replaced_battery_is_held_by_the_repairer_that_the_vehicle_maker_names():
    assert position(fact(Event.REMOVED, P1, 4, obj=VIN, to=f"U{REPAIRER}", duty="24.5.b")) == Position(
        "removed", REPAIRER
    )


def test_a_replaced_battery_is_held_by_the_filer_where_no_repairer_is_named():
    assert position(REMOVED) == Position("removed", REPAIRER)


def test_taken_out_and_put_into_another_vehicle_on_one_day():
    moved = fact(Event.FITTED, P1, 4, party=REPAIRER, obj=OTHER_VIN, duty="24.5.c", hour=1)
    assert position(FITTED, moved, REMOVED) == Position("fitted", None, OTHER_VIN)


def test_fitted_at_the_works_and_replaced_on_the_same_day_is_replaced():
    works = fact(Event.FITTED, P1, 4, obj=VIN, duty="24.2.a", hour=5)
    assert position(REMOVED, works) == Position("removed", REPAIRER)


def test_nothing_follows_recovery():
    later = fact(Event.SHIPPED, P1, 12, party=DEALER)
    assert position(RECYCLED, later) == Position("recycled", RECYCLER)


def test_a_recoded_battery_ends_and_its_successor_does_not():
    words = {"pack_code": P2, "predecessor_codes": P1}
    old = fact(Event.RECODED, P1, 9, party=RECYCLER, obj=P2, duty="12.1")
    new = fact(Event.RECODED, P2, 9, party=RECYCLER, obj=P1, duty="12.1", body=words)
    assert life.is_end(old)
    assert not life.is_end(new)
    assert position(RECEIVED, old, fact(Event.SHIPPED, P1, 12)) == Position("recoded", RECYCLER)
    made = fact(Event.PRODUCED, P2, 9, party=RECYCLER, duty="12.1", body=words)
    assert position(made, new) == Position("registered", RECYCLER)
    assert position(made, new, fact(Event.SHIPPED, P2, 12, party=RECYCLER)).state == "in_transit"


def test_a_scrapped_vehicle_leaves_its_pack_with_the_dismantler():
    assert position(FITTED, fact(Event.SCRAPPED, P1, 9, party=DISMANTLER, obj=VIN)) == Position(
        "removed", DISMANTLER
    )


def test_a_vehicle_scrapped_without_its_pack_leaves_it_with_nobody():
    assert position(FITTED, fact(Event.SCRAPPED, VIN, 9, party=DISMANTLER)) == Position("removed")
    assert position(FITTED, REMOVED, fact(Event.SCRAPPED, VIN, 9, party=DISMANTLER)) == Position(
        "removed", REPAIRER
    )


def test_a_pack_swapped_out_is_no_longer_in_the_vehicle():
    swapped_in = fact(Event.SWAPPED, P1, 3, party=OPERATOR, obj=VIN, duty="24.4.a")
    other = fact(Event.SWAPPED, VIN, 7, party=OPERATOR, obj=P2, duty="24.4.a")
    assert position(swapped_in) == Position("fitted", None, VIN)
    assert position(swapped_in, other) == Position("held", OPERATOR)
    elsewhere = fact(Event.SWAPPED, P1, 9, party=OPERATOR, obj=OTHER_VIN, duty="24.4.a")
    assert position(swapped_in, other, elsewhere) == Position("fitted", None, OTHER_VIN)


def test_another_vehicles_swap_moves_nothing():
    other = fact(Event.SWAPPED, OTHER_VIN, 7, party=OPERATOR, obj=P2, duty="24.4.a")
    assert position(FITTED, other) == Position("fitted", None, VIN)


def test_a_sold_vehicle_keeps_its_battery():
    assert position(FITTED, fact(Event.SOLD, VIN, 5)) == Position("fitted", None, VIN)


# --- what a part lives through ---------------------------------------------------------------------------


def lived(line, *facts):
    about = [one for one in facts if len(one.subject) == 17]
    spans = {vin: passage.intervals([one for one in about if one.subject == vin]) for vin in (VIN, OTHER_VIN)}
    return passage.lived(
        life.in_order(one for one in facts if one not in about or not one.object), line, spans
    )


def test_a_module_is_recycled_with_its_pack():
    story = [FITTED, REMOVED, SHIPPED, RECEIVED, RECYCLED]
    assert life.position(lived([M1, P1], *story), USCC) == Position("recycled", RECYCLER)


def test_a_module_that_was_taken_out_does_not_go_where_its_pack_goes():
    out = fact(Event.REMOVED, M1, 3, party=REPAIRER, obj=VIN, duty="24.5.c")
    facts = lived([M1, P1], FITTED, out, REMOVED, SHIPPED, RECEIVED, RECYCLED)
    assert facts == [FITTED, out]
    assert life.position(facts, USCC) == Position("removed", REPAIRER)


def test_a_cell_goes_with_its_module_when_that_leaves_the_pack():
    out = fact(Event.REMOVED, M1, 3, party=REPAIRER, obj=VIN, duty="24.5.c")
    sent = fact(Event.SHIPPED, M1, 5, party=REPAIRER)
    facts = lived([C1, M1, P1], FITTED, out, sent, RECYCLED)
    assert life.position(facts, USCC) == Position("in_transit", REPAIRER)


def test_a_production_of_its_own_takes_no_module_out_of_its_pack():
    alone = fact(Event.PRODUCED, M1, 1, duty="12.1")
    assert lived([M1, P1], alone, FITTED) == [alone, FITTED]


def test_a_vehicles_sale_counts_for_what_is_in_it_that_day():
    inside = fact(Event.FITTED, VIN, 2, obj=P1, duty="24.2.a")
    outside = fact(Event.REMOVED, VIN, 4, party=REPAIRER, obj=P1, duty="24.5.c")
    sold, resold = fact(Event.SOLD, VIN, 3), fact(Event.SOLD, VIN, 5)
    assert lived([P1], FITTED, REMOVED, inside, outside, sold, resold) == [FITTED, sold, REMOVED]


def test_a_module_put_in_goes_with_the_pack_from_then_on():
    put = fact(Event.FITTED, M2, 3, party=REPAIRER, obj=VIN, duty="24.5.c")
    line, story = [M2, P1], [FITTED, put, REMOVED, SHIPPED]
    assert passage.lived(life.in_order(story), line, {}, put.happened_date) == [put, REMOVED, SHIPPED]
    assert passage.lived(life.in_order(story), line, {}) == [FITTED, put]
    out = fact(Event.REMOVED, M2, 5, party=REPAIRER, obj=VIN, duty="24.5.c")
    assert passage.lived(life.in_order([*story, out]), line, {}, put.happened_date) == [put, REMOVED, out]


def test_the_place_that_a_replacement_gave_a_part_is_that_of_the_first():
    facts = [replacement(M1, M2, 3), replacement(M2, M3, 5)]
    assert life.joined(M3, facts) == (M1, facts[1])
    assert life.joined(M2, facts) == (M1, facts[0])
    assert life.joined(M1, facts) is None
    assert life.joined(M1, [replacement(M1, M2, 3), replacement(M2, M1, 5)]) is None
    assert life.joined(P2, [replacement(P1, P2, 3)]) is None


def test_a_part_put_in_brings_its_own_parts():
    tree = life.replaced(life.grow(P1, [manifest(P1, M1, C1)]), [replacement(M1, M2, 3)])
    assert shape(life.grafted(tree, life.grow(M2, [manifest(M2, C2)]))) == (P1, (M2, C2))


one_partys = st.lists(
    st.builds(
        lambda event, day, car, hour: fact(event, P1, day, obj=car, hour=hour),
        st.sampled_from([Event.FITTED, Event.REMOVED, Event.SHIPPED]),
        st.integers(1, 5),
        st.sampled_from([VIN, OTHER_VIN]),
        st.integers(0, 3),
    ),
    max_size=6,
)


@given(one_partys)
def test_one_partys_word_stands_whether_or_not_another_speaks(facts):
    another = fact(Event.SOLD, VIN, 6, party=DEALER, duty="24.2.b")
    assert life.undisputed(facts) == facts
    assert life.undisputed([*facts, another]) == [*facts, another]


# --- trees -----------------------------------------------------------------------------------------------


def manifest(*codes):
    return Tree.listed(codes)


def shape(node):
    return (node.code, *(shape(part) for part in node.parts)) if node.parts else node.code


def test_a_tree_grows_from_its_manifest():
    tree = life.grow(P1, [manifest(P1, C3, M1, C1, M2, C2)])
    assert shape(tree) == (P1, C3, (M1, C1), (M2, C2))
    assert [part.kind for part in tree.parts] == ["cell", "module", "module"]
    assert [tree.size(code) for code in (P1, M1, C1)] == [5, 1, 0]


def test_later_manifests_add_what_is_new_and_move_nothing():
    tree = life.grow(P1, [manifest(P1, M1, C1), manifest(P1, C3, M2, C1, M1, C2)])
    assert shape(tree) == (P1, C3, (M1, C1, C2), M2)


def test_a_module_filed_by_itself_is_a_tree_of_cells():
    tree = life.grow(M1, [manifest(M1, C1, C2)])
    assert shape(tree) == (M1, C1, C2)
    assert tree.kind == "module"


def test_a_code_of_which_no_tree_was_filed_stands_alone():
    assert life.grow(P1, []) == Tree.listed([P1])


def test_every_code_is_found_with_what_it_stands_in():
    tree = life.grow(P1, [manifest(P1, C3, M1, C1)])
    for line in ([P1], [C3, P1], [M1, P1], [C1, M1, P1]):
        assert tree.line(line[0]) == line
    assert tree.line(C2) == []
    assert life.grow(M1, [manifest(M1, C1)]).line(C1) == [C1, M1]


def replacement(old, new, day):
    return fact(
        Event.REMOVED,
        VIN,
        day,
        party=REPAIRER,
        obj=old,
        duty="24.5.c",
        body={"old_code": old.lower(), "new_code": f" {new}"},
    )


@pytest.mark.parametrize(
    ("swaps", "wanted"),
    [
        ([], (P1, (M1, C1))),
        ([(M1, M2)], (P1, M2)),
        ([(M1, M2), (M2, M3)], (P1, M3)),
        ([(M1, M2), (M2, M1)], (P1, (M1, C1))),
        ([(M1, M2), (M2, M1), (M1, M3)], (P1, M3)),
        ([(M1, M2), (M2, M1), (M1, M2)], (P1, M2)),
        ([(M1, M2), (M2, M3), (M1, M2)], (P1, M3)),
        ([(M1, M2), (M1, M2)], (P1, M2)),
        ([(C1, C2)], (P1, (M1, C2))),
        ([(M1, P2)], (P1, (M1, C1))),
        ([(P1, P2)], (P1, (M1, C1))),
        ([(M3, M2)], (P1, (M1, C1))),
    ],
)
def test_replacements_below_the_pack_take_the_old_parts_place(swaps, wanted):
    tree = life.grow(P1, [manifest(P1, M1, C1)])
    facts = [replacement(old, new, day) for day, (old, new) in enumerate(swaps, start=3)]
    assert shape(life.replaced(tree, facts)) == wanted


# --- intervals -------------------------------------------------------------------------------------------


def of_vehicle(event, obj, day, **more):
    return fact(event, VIN, day, obj=obj, **more)


def days(facts):
    return [
        (battery, since.day, until.day if until else None)
        for battery, since, until in passage.intervals(facts)
    ]


def test_a_vehicles_batteries_by_the_days_they_were_in_it():
    facts = [
        of_vehicle(Event.FITTED, P1, 2, duty="24.2.a"),
        of_vehicle(Event.REMOVED, P1, 4, duty="24.5.c"),
        of_vehicle(Event.FITTED, P2, 4, duty="24.5.c"),
        of_vehicle(Event.SCRAPPED, P2, 9),
    ]
    assert days(facts) == [(P1, 2, 4), (P2, 4, 9)]
    assert days(reversed(facts)) == [(P1, 2, 4), (P2, 4, 9)]
    assert days(facts[:3]) == [(P1, 2, 4), (P2, 4, None)]


def test_a_replacement_told_by_shop_and_maker_is_one():
    told = [
        of_vehicle(event, battery, 4, duty=duty)
        for duty in ("24.5.a", "24.5.b")
        for event, battery in ((Event.REMOVED, P1), (Event.FITTED, P2))
    ]
    assert days([of_vehicle(Event.FITTED, P1, 2, duty="24.2.a"), *told]) == [(P1, 2, 4), (P2, 4, None)]


def test_a_swap_ends_the_fitting_of_the_pack_before():
    facts = [
        of_vehicle(Event.FITTED, P1, 2, duty="24.2.a"),
        of_vehicle(Event.SWAPPED, P2, 5, duty="24.4.a"),
        of_vehicle(Event.SWAPPED, P2, 9, duty="24.4.a"),
        of_vehicle(Event.SWAPPED, P1, 12, duty="24.4.a"),
    ]
    assert days(facts) == [(P1, 2, 5), (P2, 5, 12), (P1, 12, None)]


def test_a_swap_of_packs_leaves_a_module_where_it_is():
    facts = [of_vehicle(Event.FITTED, M1, 2), of_vehicle(Event.SWAPPED, P2, 5)]
    assert days(facts) == [(M1, 2, None), (P2, 5, None)]


def test_a_vehicle_scrapped_without_its_battery_holds_none():
    facts = [of_vehicle(Event.FITTED, P1, 2, duty="24.2.a"), of_vehicle(Event.SCRAPPED, "", 9)]
    assert days(facts) == [(P1, 2, 9)]


def test_what_was_never_fitted_cannot_leave():
    assert days([of_vehicle(Event.REMOVED, P3, 4), of_vehicle(Event.FITTED, P1, 2)]) == [(P1, 2, None)]
