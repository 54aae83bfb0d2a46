"""Serial numbers against those of their maker: what is far outside is found, and nothing that may be a lot left out."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from suyuan.codes import packing
from suyuan.codes.letters import LETTERS
from suyuan.domain.custody import rhythm
from suyuan.domain.custody.examine import settle
from suyuan.domain.custody.found import Kind
from suyuan.domain.custody.rhythm import Day
from suyuan.law.duty import Event
from suyuan.law.policies import Policies
from suyuan.world.coding import date_letters
from tests.unit.domain.custody_facts import MAKER, SHOP, VEHICLES, fact, register, uscc

ON = date(2026, 1, 10)
USUAL = Policies()


def stem_on(on):
    return f"9Z1PE0100000A1{date_letters(on.toordinal())}"


def code(number, on=ON):
    return f"{stem_on(on)}{number:07d}"


def day(made, used=None, odd=(), on=ON):
    """A day of which the maker filed these numbers; others put some of them into vehicles, and name odd ones."""
    made = sorted(made)
    used = len(made) if used is None else used
    ends = (code(made[0], on), code(made[-1], on)) if made else ("", "")
    return Day(stem_on(on), len(made), used, *ends, tuple(code(number, on) for number in odd))


def round_it(*steps, number=24, used=20, first=1):
    return [day(range(first, first + number), used, on=ON + timedelta(days=step)) for step in steps]


def told(one, near=(), policies=USUAL):
    found = rhythm.strays(one, near, policies)
    return [] if found is None else [int(code[-7:]) for code in found.codes]


def test_a_number_far_from_a_days_run_is_a_stray_and_one_near_it_is_not():
    assert told(day(range(1, 25), odd=[5_000_000, 30, 10_024, 10_025])) == [10_025, 5_000_000]


def test_nothing_is_said_of_a_maker_that_filed_too_few():
    assert told(day(range(1, 20), odd=[5_000_000])) == []
    assert told(day(range(1, 20), odd=[5_000_000]), policies=Policies(rhythm_codes=10)) == [5_000_000]


def test_as_many_as_a_lot_are_a_lot_that_was_not_filed():
    lot = range(5_000_001, 5_000_025)
    assert told(day(range(1, 25), odd=lot)) == []
    assert told(day(range(1, 25), 12, odd=list(lot)[:12])) == []


def test_nothing_is_said_where_hardly_anything_of_the_day_is_in_vehicles():
    assert told(day(range(1, 25), used=3, odd=[5_000_000])) == []
    assert told(day(range(1, 25), used=6, odd=[5_000_000])) == [5_000_000]


def test_what_spans_more_reaches_further():
    run = [*range(1, 25), 1_000_000]  # lines of a factory that number in regions of their own
    assert told(day(run, odd=[1_900_000])) == []
    assert told(day(run, odd=[2_100_000])) == [2_100_000]


def test_a_region_of_numbers_that_the_maker_uses_on_a_day_beside_is_its_own():
    one = day(range(1, 25), odd=[5_000_010])
    assert told(one, round_it(2, first=1)) == [5_000_010]
    assert told(one, round_it(2, number=1, first=5_000_001)) == []


def test_numbers_of_letters_are_nothing_to_go_by():
    odd = stem_on(ON) + "00FTY20"
    assert rhythm.strays(day(range(1, 25))._replace(odd=(odd,)), (), USUAL) is None
    lettered = day(range(1, 25), odd=[5_000_000])._replace(high=stem_on(ON) + "000000Z")
    assert rhythm.strays(lettered, (), USUAL) is None


def test_a_day_of_which_nothing_was_filed_is_odd_between_days_that_were_filed_whole():
    gap = day((), odd=[7])
    assert told(gap, round_it(-2, -1, 1, 2)) == [7]
    assert told(gap, round_it(-1, 1, 2)) == [], "one day before is too little"
    assert told(gap, round_it(-3, -2, -1)) == [], "it may not have filed any further yet"
    assert told(gap, round_it(-2, -1, 1, 2, number=19)) == []
    assert told(gap, round_it(-2, -1, 1, 2, used=3)) == []


def test_a_gap_from_which_many_were_sold_is_a_file_that_is_missing():
    assert told(day((), odd=range(1, 20)), round_it(-2, -1, 1, 2)) == []
    assert told(day((), odd=range(1, 14)), round_it(-2, -1, 1, 2)) == []


def test_a_part_of_a_day_is_no_gap():
    assert told(day([3], odd=[7]), round_it(-2, -1, 1, 2)) == []


@given(
    st.integers(0, 9_000_000),
    st.lists(st.integers(0, 9_999), min_size=1, max_size=80, unique=True),
    st.data(),
)
def test_no_honest_maker_is_suspected_whatever_part_of_a_days_output_it_filed(first, output, data):
    made = data.draw(st.lists(st.sampled_from(output), unique=True))
    named = data.draw(st.lists(st.sampled_from(output), unique=True))
    odd = [first + number for number in named if number not in made]
    one = day([first + number for number in made], len(set(made) & set(named)), odd)
    assert told(one, round_it(-1, 1)) == []


@given(
    st.lists(st.integers(0, 9_999_999), max_size=6, unique=True),
    st.lists(st.integers(-7, 7), max_size=8, unique=True),
    st.integers(0, 40),
    st.randoms(use_true_random=False),
)
def test_the_order_of_arrival_changes_nothing(odd, steps, named, dice):
    near = round_it(*steps)
    for one in (day(range(100, 140), named, odd), day((), odd=odd)):
        shuffled = one._replace(odd=tuple(dice.sample(one.odd, len(one.odd))))
        first, second = (
            rhythm.strays(one, near, USUAL),
            rhythm.strays(shuffled, dice.sample(near, len(near)), USUAL),
        )
        assert (first and (first.codes, first.chance)) == (second and (second.codes, second.chance))


def words_of(stray):
    first = code(1)
    return {
        first: [fact(Event.PRODUCED, 1, MAKER, subject=first, duty="12.1")],
        stray: [
            fact(Event.FITTED, 20, SHOP, subject=stray, duty="24.5.c"),
            fact(Event.REMOVED, 30, VEHICLES, subject=stray, duty="24.5.b"),
        ],
    }


def test_a_stray_is_found_so_many_days_after_it_was_named_with_both_sides_as_evidence():
    stray = code(5_000_000)
    strays = rhythm.strays(day(range(1, 25), odd=[5_000_000]), (), USUAL)
    words = words_of(stray)
    (found,) = rhythm.findings(strays, uscc(MAKER), words, register())
    assert (found.kind, found.subject, found.parties) == (
        Kind.SERIAL_RHYTHM,
        stray,
        (uscc(SHOP), uscc(MAKER)),
    )
    assert found.since == date(2026, 5, 25) + timedelta(days=30)
    assert [(one.party, one.receipt) for one in found.evidence] == [
        (uscc(MAKER), "SY-produced-1-1"),
        (uscc(SHOP), "SY-fitted-20-4"),
    ]
    assert found.evidence[0].says.startswith(f"24: {code(1)} – {code(24)} (p = ")
    early = settle([found], date(2026, 6, 1))
    assert (early.found, early.look_on) == ((), found.since)
    turned = {name: said[::-1] for name, said in words.items()}
    assert list(rhythm.findings(strays, uscc(MAKER), turned, register())) == [found]
    late = {
        name: [replace(one, filing=f"{one.filing}-again") for one in said] for name, said in words.items()
    }
    assert [one.key for one in rhythm.findings(strays, uscc(MAKER), late, register())] == [found.key]


@given(st.dates(date(2011, 1, 10), date(2040, 12, 20)), st.integers(0, 9_999_999))
def test_the_days_round_a_day_are_seven_on_either_side(on, number):
    keys = packing.from_uuids([packing.pack(f"{stem_on(on)}{number:07d}")])
    assert rhythm.plain(keys).all()
    stems = rhythm.stems(keys)
    assert packing.texts(stems) == [stem_on(on)]
    assert (rhythm.last_of(stems) >= keys).all()
    days = {LETTERS.made(one[14:17]) for one in packing.texts(rhythm.near(stems))}
    assert days == {on + timedelta(days=step) for step in range(-7, 8)}


@pytest.mark.parametrize(
    "text",
    ["03UPE01000011C85A00FTY20", "9Z3MB31HY00L10C110000001", "9Z3PB31HY00L10C11", "9ZAPBR1G5100000010P"],
)
def test_only_packs_with_a_serial_number_are_looked_at(text):
    assert not rhythm.plain(packing.from_uuids([packing.pack(text)])).any()


def test_a_date_of_letters_that_no_table_knows_has_no_days_round_it():
    stems = packing.from_uuids([packing.pack("9Z3PB31HY00L10CI1")])
    assert np.array_equal(rhythm.near(stems), stems)
