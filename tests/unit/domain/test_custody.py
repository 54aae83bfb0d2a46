"""What the facts of a battery say when held together: each kind of finding beside the honest life most like it."""

from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from suyuan.domain.custody import examine, moves
from suyuan.domain.custody.evidence import Claim
from suyuan.domain.custody.found import Kind
from suyuan.domain.custody.handovers import State, movement, standing
from suyuan.domain.life import in_order
from suyuan.law.calendar import Calendar
from suyuan.law.duty import Event, SubjectKind
from suyuan.law.holidays import Holidays
from suyuan.law.policies import Policies
from tests.unit.domain.custody_facts import (
    EXPIRED,
    M1,
    MAKER,
    OPERATOR,
    OTHER,
    P1,
    P2,
    RECYCLER,
    RIVAL,
    SECOND,
    SHOP,
    TODAY,
    V1,
    V2,
    VEHICLES,
    YARD,
    came,
    fact,
    life,
    made,
    register,
    scrapped,
    sent,
    taken_out,
    uscc,
)


def kinds(*facts, today=TODAY, vehicles=(), **more):
    known = {
        V1: tuple(one for one in (*facts, *vehicles) if V1 in {one.subject, one.object}),
        V2: tuple(one for one in (*facts, *vehicles) if V2 in {one.subject, one.object}),
    }
    verdict = examine.battery(life(*facts, vehicles=known, **more), register(today))
    return {one.kind.value for one in verdict.found}


HONEST = (made(), scrapped(), sent(mass_kg="350", transfer_no="T1"), came(mass_kg="349.2", transfer_no="T1"))


def test_an_honest_life_says_nothing():
    ended = fact(Event.RECYCLED, 20, RECYCLER, obj="TMP-X", duty="24.7.b")
    assert kinds(*HONEST) == set()
    assert kinds(*HONEST, ended) == set()


@pytest.mark.parametrize("count", range(1, 5))
def test_a_life_half_told_says_nothing_while_the_clocks_run(count):
    assert kinds(*HONEST[:count], today=date(2026, 5, 20)) == set()


# --- hand-overs --------------------------------------------------------------------------------------------


def test_what_nobody_received_is_found_when_the_receivers_clock_has_run_out():
    facts = (made(), scrapped(), sent())
    due = date(2026, 6, 16)  # sent on 10 May, presumed received on 17 May, 30 days
    assert kinds(*facts, today=due) == set()
    assert kinds(*facts, today=due + timedelta(days=1)) == {"no_inbound"}
    verdict = examine.battery(life(*facts), register(due))
    assert verdict.look_on == due + timedelta(days=1)


def test_what_nobody_sent_is_found_only_of_who_must_report_it():
    assert kinds(made(), scrapped(), came()) == {"no_outbound"}
    assert kinds(made(), taken_out(), came(of=SHOP)) == set()


def test_it_arrived_with_another_party():
    assert kinds(made(), scrapped(), sent(), came(party=RIVAL)) == {"wrong_party"}
    told = (made(), scrapped(), sent(transfer_no="T1"), came(party=RIVAL, transfer_no="T1"))
    assert kinds(*told, today=date(2026, 5, 14)) == {"wrong_party"}, "the same number settles it at once"
    assert kinds(made(), scrapped(), sent(), came(party=RIVAL), today=date(2026, 5, 14)) == set()


def test_a_window_bounds_what_can_be_one_hand_over():
    apart = (made(), scrapped(), sent(day=10), came(day=10 + 61))
    assert kinds(*apart) == {"no_inbound", "no_outbound"}


def test_it_cannot_arrive_before_it_left():
    assert kinds(made(), scrapped(), sent(day=10), came(day=9)) == {"wrong_time"}


@pytest.mark.parametrize(
    ("out", "into", "found"),
    [
        ("350", "333", set()),
        ("350", "332", {"mass_mismatch"}),
        ("10", "8", set()),
        ("10", "7.9", {"mass_mismatch"}),
    ],
)
def test_two_scales_may_differ_by_five_percent_or_two_kilograms(out, into, found):
    assert kinds(made(), scrapped(), sent(mass_kg=out), came(mass_kg=into)) == found


def test_what_was_refused_stays_with_its_sender_and_may_be_sent_again():
    back = fact(Event.REFUSED, 12, RECYCLER, to=YARD, duty="24.7.a")
    assert kinds(made(), scrapped(), sent(), back, sent(day=30, to=RIVAL), came(day=32, party=RIVAL)) == set()
    states = standing(examine.handovers_of(life(sent(), back), register()), register())
    assert [state for _, state in states] == [State.REFUSED]


def test_what_comes_back_is_a_return():
    facts = (sent(party=OPERATOR, to=MAKER, duty="24.4.b"), came(party=MAKER, of=OPERATOR))
    back = (sent(day=20, party=MAKER, to=OPERATOR, duty="24.6.c"), came(day=22, party=OPERATOR, of=MAKER))
    found = standing(examine.handovers_of(life(*facts, *back), register()), register())
    assert [state for _, state in found] == [State.MATCHED, State.RETURNED]


def test_unreadable_labels_pair_by_number_parties_and_mass():
    labels = [f"TMP-{letter * 26}" for letter in "ABCD"]
    heavy = sent(subject=labels[0], mass_kg="300", transfer_no="T1")
    light = sent(subject=labels[1], mass_kg="100", transfer_no="T1")
    answers = [
        came(subject=labels[2], mass_kg="101", transfer_no="T1"),
        came(subject=labels[3], mass_kg="299", transfer_no="T1"),
    ]
    everything = (heavy, light, *answers)
    for one, other in ((heavy, answers[1]), (light, answers[0])):
        beside = tuple(each for each in everything if each is not one)
        (found,) = examine.handovers_of(life(one, code=one.subject, beside=beside), register())
        assert (found.out.fact, found.into.fact) == (one, other)


def test_a_merged_firm_answers_through_its_heir():
    heirs = {uscc(YARD): uscc(OTHER)}
    facts = (made(), scrapped(), sent(party=YARD), came(of=OTHER))
    assert examine.battery(life(*facts), register(heirs=heirs)).found == ()


# --- who may ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("giver", "taker", "duty", "found"),
    [
        (YARD, RECYCLER, "24.8.b", False),
        (YARD, MAKER, "24.8.b", False),
        (YARD, SHOP, "24.8.b", True),
        (OPERATOR, OTHER, "24.4.b", False),
        (MAKER, RECYCLER, "24.3", False),
        (MAKER, OTHER, "24.3", True),
        (OTHER, YARD, "24.2.c", True),
        (YARD, EXPIRED, "24.8.b", True),
        (YARD, "U99", "24.8.b", True),
        (YARD, "150483782", "24.8.b", True),
    ],
)
def test_who_may_hand_waste_to_whom(giver, taker, duty, found):
    taken = "not_entitled" in kinds(sent(party=giver, to=taker, duty=duty), today=date(2026, 5, 12))
    assert taken is found


def test_a_permit_counts_on_its_last_day():
    last = replace(sent(to=EXPIRED), happened_date=date(2026, 4, 30))
    assert "not_entitled" not in kinds(last, today=date(2026, 5, 3))
    assert "not_entitled" in kinds(replace(last, happened_date=date(2026, 5, 1)), today=date(2026, 5, 3))


@pytest.mark.parametrize("use", ["electric_bicycle", "电动自行车", "Electric bicycle"])
def test_a_forbidden_use_in_any_of_its_words(use):
    sold = sent(party=MAKER, to="U99", duty="24.6.c", use=use)
    assert kinds(sold, today=date(2026, 5, 12)) == {"forbidden_use"}


def test_a_product_made_from_waste_may_be_sold_to_anybody():
    assert kinds(sent(party=MAKER, to="U99", duty="24.6.c", use="telecom_backup")) == set()


def test_what_went_abroad_is_settled_and_its_trail_does_not_go_cold():
    gone = (made(), scrapped(), sent(to="150483782"))
    assert kinds(*gone, today=date(2030, 1, 1)) == {"not_entitled"}
    told = examine.battery(life(*gone), register()).found
    assert [one.says for one in told[0].evidence] == ["abroad"]
    assert [state for _, state in standing(examine.handovers_of(life(*gone), register()), register())] == [
        State.SETTLED
    ]
    reading = register()
    reading.calendar = Calendar(Holidays.shipped(), Policies(waste_abroad=True))
    assert examine.battery(life(*gone), reading).found == ()
    product = sent(party=MAKER, to="150483782", duty="24.6.c", use="telecom_backup")
    assert kinds(product, today=date(2030, 1, 1)) == set()


def test_what_comes_back_from_abroad_moves_on():
    back = (made(), scrapped(), sent(to="150483782"), came(day=40, of="150483782"))
    assert kinds(*back) == {"not_entitled"}, "of the way out alone"


# --- one life ----------------------------------------------------------------------------------------------


def test_a_battery_in_a_vehicle_is_nobodys_to_send():
    facts = (made(), sent(), came())
    assert kinds(*facts, today=date(2026, 5, 20)) == set(), "the yard may yet report the scrapped vehicle"
    assert kinds(*facts) == {"not_holder"}
    assert kinds(*facts, scrapped()) == set()


def test_two_vehicles_unless_it_moved_between():
    assert kinds(made(), made(day=5, vin=V2, party=OTHER)) == {"two_vehicles"}
    assert kinds(made(), taken_out(), fact(Event.FITTED, 5, SHOP, obj=V2, duty="24.5.c")) == set()
    assert kinds(made(), made(day=5, vin=V2, party=OTHER), swapping=frozenset({V1, V2})) == set()


def test_a_clone_is_in_two_places_and_that_is_one_finding():
    shops = (came(of=SHOP), came(day=13, party=RIVAL, of=SECOND))
    assert kinds(made(), *shops) == {"two_places"}
    yards = (scrapped(), sent(), came(), sent(day=11, party=OPERATOR, to=RIVAL, duty="24.4.b"))
    assert "two_places" in kinds(made(), *yards, came(day=14, party=RIVAL, of=OPERATOR))
    assert "not_holder" not in kinds(made(), *yards, came(day=14, party=RIVAL, of=OPERATOR))


def test_nothing_happens_after_the_end():
    ended = fact(Event.RECYCLED, 20, RECYCLER, obj="TMP-X", duty="24.7.b")
    again = fact(Event.RECYCLED, 21, RIVAL, obj="TMP-Y", duty="24.7.b")
    assert kinds(*HONEST, ended, again) == set(), "a batch of another recycler may name its sources too"
    assert kinds(*HONEST, ended, fact(Event.FITTED, 30, SHOP, obj=V2, duty="24.5.c")) == {"after_recycling"}
    recoded = fact(Event.RECODED, 20, RECYCLER, obj=P2, duty="12.1")
    gone = sent(day=40, party=RECYCLER, to=RIVAL)
    assert kinds(*HONEST, recoded, gone, today=date(2026, 6, 12)) == {"after_recycling"}


def test_who_never_had_a_battery_cannot_end_it():
    ended = fact(Event.RECYCLED, 20, RIVAL, obj="TMP-X", duty="24.7.b")
    assert kinds(made(), ended, today=date(2026, 6, 15)) == set(), "its inbound may yet be reported"
    assert kinds(made(), ended, today=date(2026, 6, 25)) == {"not_holder"}
    assert kinds(*HONEST, ended) == {"two_places"}


def test_what_was_never_in_a_vehicle_cannot_be_taken_out_of_it():
    other = fact(Event.FITTED, 1, VEHICLES, subject=V1, obj=P2, duty="24.2.a")
    assert "not_fitted" in kinds(taken_out(), vehicles=(other,), today=date(2026, 5, 20))
    assert kinds(taken_out(), today=date(2026, 5, 20)) == set(), "of this vehicle nothing is known"
    both = (made(), taken_out(), taken_out(party=VEHICLES))
    assert kinds(*both, today=date(2026, 5, 20)) == set(), "one replacement, told by the shop and the maker"
    assert kinds(made(), taken_out(), taken_out(day=9, party=SECOND), today=date(2026, 5, 20)) == {
        "not_fitted"
    }


def test_a_pack_is_not_replaced_by_a_module():
    odd = fact(Event.REMOVED, 3, SHOP, obj=V1, duty="24.5.c", old_code=P1, new_code=M1)
    assert kinds(made(), odd, today=date(2026, 5, 20)) == {"level_mismatch"}


def test_a_part_stands_in_one_pack():
    claims = (Claim(P1, "", MAKER, "SY-1"), Claim(P2, "", VEHICLES, "SY-2"))
    assert kinds(code=M1, claims=claims) == {"two_packs"}
    ended = (claims[0]._replace(until=date(2026, 5, 1)), claims[1]._replace(since=date(2026, 5, 1)))
    assert kinds(code=M1, claims=ended) == set(), "the one had ended when the other began"
    later = (claims[0]._replace(until=date(2026, 5, 1)), claims[1]._replace(since=date(2026, 4, 1)))
    assert kinds(code=M1, claims=later) == {"two_packs"}
    assert kinds(fact(Event.REMOVED, 3, SHOP, subject=M1, obj=V1), code=M1, claims=claims) <= {"trail_cold"}


def test_what_a_code_says_of_itself():
    strange = "8X7" + P1[3:]
    assert kinds(made(subject=strange), code=strange) == {"foreign_prefix"}
    early = replace(made(), happened_date=date(2016, 1, 1))
    assert "impossible_date" in kinds(early)


def test_a_trail_goes_cold_after_ninety_days_and_not_in_a_vehicle():
    day = date(2026, 5, 3) + timedelta(days=90)
    assert kinds(made(), taken_out(), today=day) == set()
    assert kinds(made(), taken_out(), today=day + timedelta(days=1)) == {"trail_cold"}
    assert kinds(made(), today=date(2030, 1, 1)) == set()
    assert kinds(*HONEST, today=date(2030, 1, 1)) == set(), "a recycler has it"


# --- vehicles -----------------------------------------------------------------------------------------------


def vehicle(*facts, today=TODAY):
    return {one.kind.value for one in examine.vehicle(V1, in_order(facts), register(today)).found}


def of_vehicle(event, day, party, code="", duty="24.2.a", **body):
    return fact(event, day, party, subject=V1, obj=code, duty=duty, **body)


FITTED = of_vehicle(Event.FITTED, 1, VEHICLES, P1)


def test_a_scrapped_vehicle_has_the_packs_that_should_be_in_it():
    found = of_vehicle(Event.SCRAPPED, 9, YARD, P1, duty="24.8.a")
    absent = of_vehicle(Event.SCRAPPED, 9, YARD, duty="24.8.a")
    assert vehicle(FITTED, found) == set()
    assert vehicle(FITTED, absent) == {"missing_pack"}
    assert vehicle(of_vehicle(Event.FITTED, 1, VEHICLES, P1, swap_mode="是"), absent) == set()


def test_a_documented_replacement_explains_another_pack():
    other = of_vehicle(Event.SCRAPPED, 9, YARD, P2, duty="24.8.a")
    out = of_vehicle(Event.REMOVED, 5, SHOP, P1, duty="24.5.c")
    new = of_vehicle(Event.FITTED, 5, SHOP, P2, duty="24.5.c")
    assert vehicle(FITTED, other) == {"missing_pack"}
    assert vehicle(FITTED, other, today=date(2026, 6, 1)) == set(), "the replacement may yet be reported"
    assert vehicle(FITTED, out, new, other) == set()


def load(weights):
    """Both sides of a load under one number: (sent, come) in kilograms, battery by battery."""
    told = []
    for number, (out, into) in enumerate(weights):
        code = f"{P1[:-2]}{number:02d}"
        told += [
            sent(10, subject=code, transfer_no="T1", mass_kg=out),
            came(12, subject=code, transfer_no="T1", mass_kg=into),
        ]
    return [movement(one, register()) for one in told]


def test_a_load_of_which_every_battery_is_a_little_light_is_found_by_its_sum():
    (found,) = moves.uneven("T1", load([("5", "3.5")] * 10), register())
    assert (found.kind, found.subject, found.subject_kind) == (Kind.MASS_MISMATCH, "T1", SubjectKind.TRANSFER)
    assert [one.says for one in found.evidence] == ["50 kg (60d/5%/2000g/7d)", "35 kg (60d/5%/2000g/7d)"]
    for agreeing in (
        [("5", "4.9")] * 10,
        [("300", "290")] * 3,
        [("5", "3.5")],
        [("5", "3.5")] * 9 + [("50", "60")],
    ):
        assert not list(moves.uneven("T1", load(agreeing), register()))
    assert not list(moves.uneven("T1", load([("5", "3.5")] * 9 + [("5", None)]), register())), (
        "one was not weighed"
    )
    assert not list(moves.uneven("T1", load([("5", "3.5")] * 10)[1:], register())), "that is told of the list"
