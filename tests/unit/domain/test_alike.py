"""Lives that are taken for alike are judged alike, each by itself; and what a judge could tell apart is in no group."""

from datetime import date, timedelta

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from suyuan.codes import packing
from suyuan.domain import subjects
from suyuan.domain.custody import alike, examine
from suyuan.domain.custody.evidence import Life
from suyuan.domain.custody.handovers import grams
from suyuan.domain.facts import EVENT_NUMBER
from suyuan.domain.life import in_order
from suyuan.domain.lived import passed
from suyuan.law.duty import Event
from suyuan.law.measures_2026 import RULEBOOK
from suyuan.law.policies import FIVE_PERCENT_OR_TWO_KG
from suyuan.services.custody.register import rows as handed
from tests.unit.domain.custody_facts import (
    EXPIRED,
    MAKER,
    P1,
    RECYCLER,
    RIVAL,
    V1,
    VEHICLES,
    YARD,
    came,
    fact,
    made,
    register,
    scrapped,
    sent,
    uscc,
)

REGISTER = register(date(2026, 6, 20))
DAYS, PLANTS, MASSES = (
    st.integers(1, 40),
    st.sampled_from([RECYCLER, RIVAL, EXPIRED]),
    st.sampled_from(["", "300", "280"]),
)
NUMBERS = st.sampled_from(["", "T1", "T2"])
SOLD = st.builds(lambda day: fact(Event.SOLD, day, VEHICLES, subject=V1, duty="24.2.b"), DAYS)
STEPS = {
    "made": st.builds(lambda day: fact(Event.PRODUCED, day, MAKER, duty="12.1"), DAYS),
    "fitted": st.builds(made, DAYS),
    "sold": SOLD,
    "scrapped": st.builds(scrapped, DAYS),
    "without": st.builds(lambda day: fact(Event.SCRAPPED, day, YARD, subject=V1, duty="24.8.a"), DAYS),
    "sent": st.builds(
        lambda *a: sent(a[0], to=a[1], mass_kg=a[2], transfer_no=a[3]), DAYS, PLANTS, MASSES, NUMBERS
    ),
    "came": st.builds(
        lambda *a: came(a[0], a[1], mass_kg=a[2], transfer_no=a[3]), DAYS, PLANTS, MASSES, NUMBERS
    ),
    "refused": st.builds(lambda day, by: replace(came(day, by), event=Event.REFUSED), DAYS, PLANTS),
    "worked up": st.builds(lambda day, by: fact(Event.RECYCLED, day, by, duty="24.7.b"), DAYS, PLANTS),
    "used": st.builds(lambda day: sent(day, use="storage"), DAYS),
    "taken out": st.builds(lambda day: fact(Event.REMOVED, day, VEHICLES, obj=V1, duty="24.5.b"), DAYS),
}
HONEST = ["made", "fitted", "sold", "scrapped", "sent", "came", "worked up"]


@st.composite
def lifetimes(draw):
    """Lives that mostly go the way of the law, shifted, cut short, and with a step more or less."""
    named = draw(
        st.lists(st.sampled_from(HONEST), unique=True, max_size=7).map(
            lambda all_: sorted(all_, key=HONEST.index)
        )
    )
    steps = [draw(STEPS[name]) for name in named]
    if draw(st.booleans()):  # in their order, whatever days were drawn
        days = sorted(one.happened_date for one in steps)
        steps = [replace(one, happened_date=day) for one, day in zip(steps, days, strict=True)]
    if draw(st.integers(0, 3)) == 0:
        steps.append(draw(STEPS[draw(st.sampled_from(sorted(STEPS)))]))
    return steps


@st.composite
def honest(draw):
    """Lives as the law has them, as far as they have come."""
    days = [sum(draw(st.lists(st.integers(0, 9), min_size=n, max_size=n))) + 1 for n in range(1, 6)]
    days.sort()
    plant, mass = draw(st.sampled_from([RECYCLER, RIVAL])), draw(MASSES)
    steps = [
        made(days[0]),
        scrapped(days[1]),
        sent(days[2], to=plant, mass_kg=mass, transfer_no="T1"),
        came(days[3], plant, mass_kg=mass, transfer_no=draw(st.sampled_from(["", "T1"]))),
        fact(Event.RECYCLED, days[4], plant, duty="24.7.b"),
    ]
    return steps[: draw(st.integers(1, 5))]


def places(number):
    """Give the code and VIN of one of several lives."""
    return f"{P1[:-3]}{number:03d}", f"{V1[:-3]}{number:03d}"


def moved_to(facts, number):
    """Tell the same facts of another battery in another vehicle."""
    code, car = places(number)
    names = {P1: code, V1: car, "": ""}
    return [
        replace(one, subject=names[one.subject], object=names[one.object], filing=f"{one.filing}-{number}")
        for one in facts
    ]


def as_rows(facts):
    """Lay facts out as they are stored: what names two things, from both ends."""
    ends = [(one, one.subject, one.object) for one in facts]
    ends += [(one, one.object, one.subject) for one in facts if one.object]
    rows = np.zeros(len(ends), alike.EVENT)
    for row, (one, subject, other) in zip(rows, ends, strict=True):
        moving = one.event in {Event.SHIPPED, Event.RECEIVED, Event.REFUSED}
        row["subject"] = packing.from_uuids([subjects.key(subject)])[0]
        row["object"] = packing.from_uuids([subjects.key(other)])[0] if other else 0
        row["filing"] = np.void(f"{abs(hash(one.filing)):032x}"[:16].encode())
        row["kind"], row["party"] = EVENT_NUMBER[one.event], one.party_id
        row["duty"] = RULEBOOK.by_id[one.duty].number
        row["day"] = (one.happened_date - alike.EPOCH).days
        row["other"] = REGISTER.by_uscc[one.counterparty].party_id if one.counterparty else alike.NOBODY
        mass = grams(one.body.get("mass_kg")) if moving else None
        row["mass"] = alike.UNWEIGHED if mass is None else mass
        row["transfer"] = len(one.body.get("transfer_no") or "") and int(one.body["transfer_no"][1:])
        row["marks"] = alike.USED * bool(one.body.get("use"))
    return rows


def laid_out(facts, number):
    """Lay a life out as the examiner does."""
    code, car = places(number)
    own = [one for one in facts if one.subject == code]
    ends = [replace(one, subject=one.object, object=one.subject) for one in own if one.object]
    about = [*ends, *(one for one in facts if one.subject == car)]
    vins = {car} if any(one.object == car for one in own) else set()
    told = passed([code], own, about if vins else [])
    vehicles = {vin: tuple(about) for vin in vins}
    life = Life(code=code, facts=tuple(told), direct=tuple(in_order(own)), line=(code,), vehicles=vehicles)
    return life, about


def shared(facts, number):
    """Give what a group shares: the verdict on one life and its vehicle, and its hand-overs without their own words."""
    life, about = laid_out(facts, number)
    verdict = examine.battery(life, REGISTER)
    car = examine.vehicle(places(number)[1], about, REGISTER)
    own = ("subject", "out_filing", "into_filing", "out_mass_g", "into_mass_g", "transfer_no")
    rows = [{name: value for name, value in row.items() if name not in own} for row in handed(life, REGISTER)]
    clean = not verdict.found and not car.found and not car.look_on
    return clean, verdict.look_on, rows


def otherwise(one, data):
    """Tell a fact as before, or with one thing changed that may matter: a mass, a number, the other side, a day."""
    body, change = (
        dict(one.body),
        data.draw(st.sampled_from(["nothing", "mass", "number", "other", "day", "filer", "time"])),
    )
    if change == "mass" and body.get("mass_kg"):
        body["mass_kg"] = data.draw(st.sampled_from(["301", "250"]))
    if change == "number" and "transfer_no" in body:
        body["transfer_no"] = data.draw(NUMBERS)
    if change == "other" and one.counterparty:
        one = replace(one, counterparty=uscc(data.draw(PLANTS)))
    if change == "filer":
        one = replace(one, party_id=data.draw(st.sampled_from([YARD, RECYCLER, VEHICLES])))
    if change == "day":
        one = replace(one, happened_date=one.happened_date + timedelta(days=data.draw(st.integers(-1, 1))))
    if change == "time":
        one = replace(one, recorded_at=one.recorded_at + timedelta(minutes=data.draw(st.integers(-9, 9))))
    return replace(one, body=body)


def grouped(told, register=REGISTER):
    rows = as_rows(told)
    return alike.alike(rows, alike.subjects(rows), register)


@settings(max_examples=400)
@given(st.lists(st.one_of(honest(), lifetimes()), min_size=1, max_size=6), st.data())
def test_what_is_clean_of_one_is_clean_of_all_that_are_alike(drawn, data):
    lives = [moved_to(facts, number) for number, facts in enumerate(drawn, start=1)]
    for number, facts in enumerate(drawn, start=len(lives) + 1):  # and each once more, a little otherwise
        place = data.draw(st.integers(0, len(facts)))
        told = [otherwise(one, data) if at == place else one for at, one in enumerate(facts)]
        lives.append(moved_to(told, number))
    told = [one for facts in lives for one in facts]
    found = grouped(told)
    numbers = [int(code[-3:]) for code in packing.texts(found.packs)]
    for number, group in zip(numbers, found.group, strict=True):
        first = numbers[found.first[group]]
        expected = shared(lives[first - 1], first)
        if expected[0]:
            assert shared(lives[number - 1], number) == expected
    assert len(set(numbers)) == len(numbers)


def consignment(*numbers):
    return [
        one
        for number in numbers
        for one in moved_to(
            [made(1), scrapped(5 + number), sent(10, mass_kg="300"), came(12, mass_kg="299")], number
        )
    ]


def test_the_packs_of_a_consignment_are_one_group():
    found = grouped(consignment(1, 2, 3))
    assert (len(found.packs), found.first.tolist(), found.group.tolist()) == (3, [0], [0, 0, 0])
    assert packing.texts(found.cars) == [places(number)[1] for number in (1, 2, 3)]


def weighed(day, plant=RECYCLER):
    return [made(1), sent(10, to=plant, mass_kg="300"), came(day, plant, mass_kg="300")]


def test_what_a_judge_tells_apart_is_not_alike():
    plain = moved_to([made(1), sent(10, mass_kg="300"), came(12, mass_kg="300")], 1)
    others = {
        "another day": weighed(13),
        "another receiver": weighed(12, RIVAL),
        "another order": [made(11), *weighed(12)[1:]],
        "no inbound": weighed(12)[:2],
        "too light": [made(1), sent(10, mass_kg="300"), came(12, mass_kg="200")],
    }
    for number, (why, facts) in enumerate(others.items(), start=2):
        found = grouped([*plain, *moved_to(facts, number)])
        assert len(found.first) == 2, why


def test_what_is_not_laid_out_so_is_in_no_group():
    strange = {
        "a use": [made(1), sent(10, use="storage")],
        "taken out": [made(1), fact(Event.REMOVED, 3, VEHICLES, obj=V1, duty="24.5.b")],
        "sent twice": [made(1), sent(10), sent(11)],
        "two things at once": [
            made(1),
            fact(Event.SOLD, 5, VEHICLES, subject=V1, duty="24.2.b"),
            scrapped(5),
        ],
        "made after it was fitted": [made(1)],
    }
    for number, (why, facts) in enumerate(strange.items(), start=1):
        told = moved_to(facts, number)
        if why == "made after it was fitted":
            told = [replace(one, happened_date=date(2016, 1, 1)) for one in told]
        assert not len(grouped(told).packs), why
    assert not len(grouped(moved_to([made(1)], 1), replace(REGISTER, prefixes={})).packs)
    heirs = replace(REGISTER, heirs={uscc(YARD): uscc(RIVAL)})
    assert not len(grouped(consignment(1), heirs).packs)


def test_whom_some_events_name_is_told():
    rows = as_rows(moved_to([made(1)], 1))
    assert packing.texts(alike.named(alike.subjects(rows[:1]))) == [places(1)[1]]
    assert not len(alike.named(alike.subjects(rows)))


@given(st.lists(st.tuples(st.integers(-1, 900_000), st.integers(-1, 900_000)), min_size=1))
def test_masses_in_columns_agree_as_two_masses_do(pairs):
    one, other = (np.array(side, np.int64) for side in zip(*pairs, strict=True))
    agree = [min(a, b) < 0 or FIVE_PERCENT_OR_TWO_KG.agrees(a, b) for a, b in pairs]
    assert alike.weighs(one, other, FIVE_PERCENT_OR_TWO_KG).tolist() == agree
