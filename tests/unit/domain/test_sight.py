"""A party reads its own leg and its neighbour's hand-over; of whoever stands two steps away, role and province."""

from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

import pytest

from suyuan.domain import life
from suyuan.domain.access import Relation, Thing, Viewer
from suyuan.domain.access.chain import insiders, own_lines
from suyuan.domain.access.sight import Story
from suyuan.domain.life import Fact
from suyuan.domain.trace import Happening
from suyuan.law.duty import Event, Role

CODE, CAR = "9Z1PE0100000A1G510000001", "LY900000XT0000001"


class Firm(NamedTuple):
    party_id: int
    uscc: str
    name: str
    region_code: str
    roles: frozenset[Role]

    def viewer(self, **more):
        own = {"party_id": self.party_id, "uscc": self.uscc, "roles": self.roles}
        return Viewer(account_id=1, user_id=1, kind="member", parts=frozenset({"reader"}), **own | more)


MAKER = Firm(1, "91M", "甲电池", "350902", frozenset({Role.BATTERY_MAKER}))
CARS = Firm(2, "91C", "乙汽车", "440306", frozenset({Role.VEHICLE_MAKER}))
SHOP = Firm(3, "91S", "丙维修", "110105", frozenset({Role.REPAIRER}))
OUTLET = Firm(4, "91O", "丁电池", "430104", frozenset({Role.BATTERY_MAKER, Role.DISMANTLER}))
WORKS = Firm(5, "91W", "戊再生", "420106", frozenset({Role.RECYCLER}))
STRANGER = Firm(6, "91X", "己再生", "420106", frozenset({Role.RECYCLER}))
FIRMS = (MAKER, CARS, SHOP, OUTLET, WORKS)


def fact(firm, event, duty, day, *, other="", end="", at=None, of=CODE, **body):
    return Fact(
        event=event,
        subject=of,
        object=end,
        party_id=firm.party_id,
        duty=duty,
        filing=f"SY-{day}",
        happened_date=date(2026, 5, day),
        recorded_at=at or datetime(2026, 5, day, tzinfo=UTC),
        counterparty=other.uscc if other else "",
        body=body,
    )


FACTS = (
    fact(MAKER, Event.PRODUCED, "12.1", 1, mass_kg=300),
    fact(CARS, Event.FITTED, "24.2.a", 2, end=CAR, brand="乙牌"),
    fact(SHOP, Event.REMOVED, "24.5.c", 3, end=CAR),
    fact(SHOP, Event.SHIPPED, "24.8.b", 4, other=OUTLET, mass_kg=300, transfer_no="T-1"),
    fact(OUTLET, Event.RECEIVED, "24.6.b", 5, other=SHOP, mass_kg=299),
    fact(OUTLET, Event.SHIPPED, "24.6.c", 6, other=WORKS, mass_kg=298, transfer_no="T-2"),
    fact(WORKS, Event.RECEIVED, "24.7.a", 7, other=OUTLET, mass_kg=298),
)
NAMES = {firm.party_id: firm for firm in (*FIRMS, STRANGER)}


def happening(each):
    firm = NAMES[each.party_id]
    return Happening(
        event=each.event.value,
        happened_on=each.happened_date,
        recorded_at=each.recorded_at,
        party=firm.uscc,
        party_name=firm.name,
        receipt=each.filing,
        duty=each.duty,
        article="24",
        subject=each.subject,
        vehicle=each.object or None,
        counterparty=each.counterparty or None,
        body=each.body,
    )


def story(viewer, facts=FACTS):
    """Read the facts for somebody: whole to who stands in the chain, to others their own leg."""
    standing = life.undisputed(facts)
    told = _story(viewer, facts, standing, facts)
    if told.is_whole:
        return told
    return _story(viewer, own_lines(viewer, facts), own_lines(viewer, standing), facts)


def _story(viewer, facts, standing, known, *, everybody=False):
    cards = {each.party_id: NAMES[each.party_id] for each in facts}
    usccs = {firm.party_id: firm.uscc for firm in NAMES.values()}
    named = {firm.uscc: firm for firm in FIRMS if any(each.counterparty == firm.uscc for each in facts)}
    within = frozenset(NAMES) if everybody else insiders(CODE, known, usccs, makers={MAKER.party_id: None})
    return Story.of(viewer, facts, standing, cards=cards, named=named, insiders=within)


def lines(viewer):
    """Give the history as somebody reads it in a chain in which all of them stand."""
    told = _story(viewer, FACTS, FACTS, FACTS, everybody=True)
    return [told.line(each, happening(each)) for each in FACTS]


@pytest.mark.parametrize(
    ("firm", "known"),
    [
        (MAKER, "MC     "),
        (CARS, "MCSS   "),
        (SHOP, " CSSOO "),
        (OUTLET, "  SSOOW"),
        (WORKS, "    OOW"),
    ],
)
def test_a_party_knows_itself_and_its_neighbours_and_masks_the_rest(firm, known):
    shown = lines(firm.viewer())
    assert "".join("MCSOW"[int(NAMES_BY[each.party]) - 1] if each.party else " " for each in shown) == known
    for each, real in zip(shown, FACTS, strict=True):
        assert each.masked == (not each.party)
        if each.masked:
            card = NAMES[real.party_id]
            assert (each.party_name, each.receipt, each.counterparty, each.body.get("mass_kg")) == (
                "",
                "",
                None,
                None,
            )
            assert each.party_role in card.roles
            assert each.party_region == card.region_code[:2] + "0000"


NAMES_BY = {firm.uscc: firm.party_id for firm in FIRMS}


def test_a_hand_over_is_read_by_both_its_sides_and_a_neighbours_other_lines_are_not():
    by_works = lines(WORKS.viewer())
    outbound, inbound = by_works[5], by_works[4]
    assert (outbound.receipt, outbound.body) == ("SY-6", {"mass_kg": 298, "transfer_no": "T-2"})
    assert (inbound.party, inbound.receipt, inbound.counterparty, inbound.body) == ("91O", "", None, {})


def test_the_number_of_the_vehicle_is_for_those_who_work_on_vehicles():
    assert [each.vehicle for each in lines(OUTLET.viewer())[1:3]] == [None, CAR]
    battery_only = Firm(4, "91O", "丁电池", "430104", frozenset({Role.BATTERY_MAKER}))
    assert lines(battery_only.viewer())[2].vehicle is None
    assert lines(SHOP.viewer())[1].vehicle == CAR


def test_the_role_that_is_told_is_the_one_in_which_the_party_acted():
    assert lines(CARS.viewer())[4].party_role == Role.BATTERY_MAKER


def test_who_is_not_in_the_chain_sees_nothing_and_who_is_named_does():
    assert not story(STRANGER.viewer()).opens(Thing.BATTERY)
    assert story(WORKS.viewer(), FACTS[:6]).opens(Thing.BATTERY)
    assert not story(WORKS.viewer(), FACTS[:5]).opens(Thing.BATTERY)
    assert not story(Viewer(account_id=1, user_id=1, kind="member")).opens(Thing.BATTERY)


def official(territory, department, kind="inspector"):
    return Viewer(account_id=1, user_id=1, kind=kind, territory=territory, department=department)


@pytest.mark.parametrize(
    ("territory", "department", "opens", "named"),
    [
        ("42", "industry", True, 7),  # the chain passes through: industry knows everybody in it
        ("42", "environment", True, 1),  # the recycler's line alone
        ("420106", "environment", True, 1),
        ("420107", "environment", False, 0),
        ("42", "commerce", False, 0),
        ("43", "commerce", True, 0),  # handed to a dismantler there, which filed as a battery maker
        ("11", "transport", True, 1),
        ("42", "reform", False, 0),
        ("42", "", False, 0),
        ("", "industry", False, 0),
    ],
)
def test_officials_see_what_passes_through_their_territory_and_remit(territory, department, opens, named):
    viewer = official(territory, department)
    assert story(viewer).opens(Thing.BATTERY) == opens
    if opens:
        assert sum(1 for each in lines(viewer) if each.party) == named


def test_the_ministry_and_the_operator_read_every_line_whole():
    for viewer in (official("", "industry", "ministry"), official("", "", "operator")):
        assert story(viewer).opens(Thing.BATTERY)
        assert lines(viewer) == [happening(each) for each in FACTS]
    assert not story(official("", "", "auditor")).opens(Thing.BATTERY)


OTHER_CAR = "LY900000XT0000009"
INVENTED = {
    "fitted anew after all": fact(STRANGER, Event.FITTED, "24.5.c", 9, end=OTHER_CAR),
    "scrapped with a car that it never was in": fact(STRANGER, Event.SCRAPPED, "24.8.a", 9, end=OTHER_CAR),
    "made by another": fact(STRANGER, Event.PRODUCED, "12.1", 1),
    "made by another, and first": fact(
        STRANGER, Event.PRODUCED, "12.1", 1, at=datetime(2026, 4, 1, tzinfo=UTC)
    ),
    "shipped to whoever it may be": fact(STRANGER, Event.SHIPPED, "24.8.b", 9, other=WORKS),
    "received from the maker": fact(STRANGER, Event.RECEIVED, "24.7.a", 9, other=MAKER),
    "refused to the shop": fact(STRANGER, Event.REFUSED, "24.7.a", 9, other=SHOP),
}


@pytest.mark.parametrize("line", INVENTED.values(), ids=INVENTED)
def test_an_invented_line_opens_itself_and_nothing_else(line):
    facts = tuple(sorted((*FACTS, line), key=lambda each: each.happened_date))
    told = story(STRANGER.viewer(), facts)
    assert told.facts == [line]
    assert told.opens(Thing.BATTERY)
    assert story(WORKS.viewer(), facts).relation(line) in {Relation.CHAIN, Relation.HANDOVER}
    for firm in FIRMS:  # nor does it take anything from the others
        before, after = story(firm.viewer()), story(firm.viewer(), facts)
        assert [after.relation(each) for each in FACTS] == [before.relation(each) for each in FACTS]


def test_two_who_name_each_other_are_borne_out_by_nobody():
    second = Firm(7, "91Y", "庚再生", "420106", frozenset({Role.RECYCLER}))
    out = fact(STRANGER, Event.SHIPPED, "24.8.b", 9, other=second)
    facts = (*FACTS, out, fact(second, Event.RECEIVED, "24.7.a", 10, other=STRANGER))
    NAMES[second.party_id] = second
    assert story(second.viewer(), facts).facts == list(facts[-2:])
    assert story(STRANGER.viewer(), facts).facts == list(facts[-2:])


def test_to_know_which_battery_is_in_which_vehicle_proves_nothing():
    """Serial numbers run on, and a file holds a thousand guesses."""
    for car in (CAR, OTHER_CAR):
        line = fact(STRANGER, Event.SCRAPPED, "24.8.a", 3, end=car)
        assert story(STRANGER.viewer(), (*FACTS[:2], line)).facts == [line]


def test_who_is_named_by_somebody_in_the_chain_stands_in_it_and_so_on():
    out = fact(CARS, Event.SHIPPED, "24.2.c", 3, other=OUTLET)
    on = fact(OUTLET, Event.SHIPPED, "24.6.c", 4, other=WORKS)
    came = fact(WORKS, Event.RECEIVED, "24.7.a", 5, other=OUTLET)
    facts = (*FACTS[:2], out, on, came)
    assert story(WORKS.viewer(), facts).is_whole
    assert story(WORKS.viewer(), (*FACTS[:2], on, came)).facts == [on, came]


def test_whom_a_line_names_is_no_neighbour_before_it_answers():
    """A guess at who stands further along must not unmask anybody."""
    guess = fact(SHOP, Event.SHIPPED, "24.8.b", 4, other=WORKS)
    facts = (*FACTS[:4], guess, *FACTS[4:])
    assert story(SHOP.viewer(), facts).relation(FACTS[-1]) is Relation.CHAIN
    answer = fact(WORKS, Event.RECEIVED, "24.7.a", 5, other=SHOP)
    assert story(SHOP.viewer(), (*facts, answer)).relation(FACTS[-1]) is Relation.CHAIN, (
        "a third has it on its word"
    )
    onward = fact(WORKS, Event.SHIPPED, "24.6.c", 6, other=OUTLET)
    plain = (*FACTS[:3], guess, answer, onward)
    assert story(SHOP.viewer(), plain).relation(onward) is Relation.NEIGHBOUR


@pytest.mark.parametrize(
    ("makers", "inside"),
    [
        ({}, {2}),
        ({1: None}, {1, 2}),
        ({6: None}, {2}),
        ({6: None, 1: FACTS[0].recorded_at + timedelta(seconds=1)}, {1, 2}),  # handed on after it filed
        (
            {6: None, 1: FACTS[0].recorded_at},
            {2},
        ),  # what it files under a prefix that it gave away founds nothing
    ],
)
def test_a_production_founds_a_chain_where_the_prefix_was_its_filers(makers, inside):
    assert insiders(CODE, FACTS[:2], {}, makers=makers) == inside


def test_of_two_who_certify_nobody_founds_the_chain():
    """Neither who was first, for numbers are guessed ahead, nor who came later."""
    other = fact(STRANGER, Event.FITTED, "24.2.a", 9, end=OTHER_CAR)
    for first, second in ((FACTS[1], other), (other, FACTS[1])):
        assert insiders(CODE, (FACTS[0], first, second), {}, makers={MAKER.party_id: None}) == {
            MAKER.party_id
        }


def test_who_puts_a_part_into_anothers_pack_stands_in_no_chain_but_its_own():
    part = "9Z1CE0100000A1G510000009"
    line = fact(STRANGER, Event.PRODUCED, "12.1", 9, of=part)
    assert insiders(CODE, (*FACTS, line), {}, makers={MAKER.party_id: None}) == {1, 2}


def test_an_agent_reads_the_lines_of_its_mandate_alone():
    agent = CARS.viewer(agent_id=9, duties=frozenset({"24.2.b"}))
    assert story(agent).facts == []
    assert not story(agent).opens(Thing.BATTERY)
    agent = CARS.viewer(agent_id=9, duties=frozenset({"24.2.a"}))
    assert story(agent).facts == [FACTS[1]]
    assert story(CARS.viewer(agent_id=9)).is_whole


def test_a_later_claim_against_an_earlier_word_makes_nobody_a_neighbour():
    """Somebody who says the battery is in another vehicle must not learn who fitted it first."""
    false = fact(SHOP, Event.FITTED, "24.5.c", 9, end=OTHER_CAR)
    assert story(SHOP.viewer(), (*FACTS[:2], false)).facts == [false]
