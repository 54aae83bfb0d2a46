"""The proof of a draw: what was altered afterwards, in seed, lists, beacon or result, is found and named."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import msgspec
import pytest

from suyuan.domain.draw_proof import PROBLEM_TEXT, verify
from suyuan.domain.draws import (
    Candidate,
    Drawn,
    Inspector,
    Outcome,
    Plan,
    Taken,
    Why,
    commitment,
    digest,
    draw,
)
from suyuan.law.departments import Department
from tests.unit.domain.draw_lists import (
    BEACON,
    CODES,
    DAY,
    DAYS,
    SEED,
    drawn_of,
    firms,
    keys,
    named,
    people,
    plan_of,
    seed_of,
)

CANDIDATES = [replace(one, weight=place % 4 + 1) for place, one in enumerate(firms(20))]
PLAN, PEOPLE = plan_of(5), people(5)
COMMITTED = commitment(SEED, digest(PLAN, CANDIDATES, PEOPLE))
DRAWN = drawn_of(PLAN, CANDIDATES, PEOPLE)


class Published(msgspec.Struct):
    """A plan, its lists and its draw, as form 1 published them."""

    plan: Plan
    candidates: list[Candidate]
    inspectors: list[Inspector]
    drawn: Drawn
    committed: str


def problems(plan=PLAN, candidates=CANDIDATES, inspectors=PEOPLE, **known):
    told = {"seed": SEED, "beacon": BEACON, "committed": COMMITTED, "drawn": DRAWN} | known
    found = verify(plan, candidates, inspectors, **told)
    assert {*found} <= PROBLEM_TEXT.keys()
    return found


def changed(some, place=0, **known):
    return [*some[:place], replace(some[place], **known), *some[place + 1 :]]


def altered(which, **known):
    lots = [*DRAWN.lots]
    place = next(place for place, lot in enumerate(lots) if lot.outcome is which)
    lots[place] = replace(lots[place], **known)
    return replace(DRAWN, lots=tuple(lots))


def test_a_draw_as_it_was_has_no_problem():
    assert problems() == ()
    assert problems(drawn=replace(DRAWN, drawn_date=date(2026, 6, 9), lots=DRAWN.lots[::-1])) == ()


@pytest.mark.parametrize(
    ("code", "known"),
    {
        "draw.seed": {"seed": SEED[:31]},
        "draw.commitment": {"seed": seed_of(7)},
        "draw.digest": {"candidates": changed(CANDIDATES, weight=9)},
        "draw.beacon": {"beacon": seed_of(8)},
        "draw.day": {"drawn": replace(DRAWN, drawn_date=date(2026, 5, 31))},
        "draw.lists": {"candidates": [*CANDIDATES, CANDIDATES[0]]},
        "draw.result": {"drawn": replace(DRAWN, lots=DRAWN.lots[1:])},
        "draw.team": {"drawn": altered(Outcome.DRAWN, team=("li", "nobody"))},
    }.items(),
    ids=lambda each: each if isinstance(each, str) else "",
)
def test_what_was_altered_is_named(code, known):
    assert code in problems(**known)


@pytest.mark.parametrize(
    "known",
    [
        {"candidates": CANDIDATES[1:]},
        {"candidates": changed(CANDIDATES, signalled=True)},
        {"candidates": changed(CANDIDATES, stratum="x")},
        {"candidates": changed(CANDIDATES, exempt=("moved",))},
        {"candidates": changed(CANDIDATES, last_inspected_date=date(2020, 1, 1))},
        {"inspectors": PEOPLE[1:]},
        {"inspectors": changed(PEOPLE, department=Department.MARKET)},
        {"inspectors": changed(PEOPLE, conflicts=frozenset(CODES[:1]))},
        {"inspectors": changed(PEOPLE, busy=frozenset({date(2030, 1, 1)}))},
        {"plan": replace(PLAN, id="P-2")},
        {"plan": replace(PLAN, objects=6)},
        {"plan": replace(PLAN, objects=(("", 5),))},
        {"plan": replace(PLAN, days=DAYS[:1])},
        {"plan": replace(PLAN, on_date=date(2026, 5, 31))},
        {"plan": replace(PLAN, team_size=3)},
        {"plan": replace(PLAN, not_within_days=364)},
    ],
    ids=str,
)
def test_any_change_of_plan_or_lists_is_another_digest(known):
    assert "draw.digest" in problems(**known)
    assert "draw.commitment" not in problems(**known)
    whole = {"plan": PLAN, "candidates": CANDIDATES, "inspectors": PEOPLE} | known
    again = drawn_of(whole["plan"], whole["candidates"], whole["inspectors"])
    assert "draw.commitment" in problems(**known, drawn=again), (
        "a draw made anew does not open the commitment"
    )


@pytest.mark.parametrize(
    ("drawn", "codes"),
    [
        (altered(Outcome.NOT_DRAWN, outcome=Outcome.DRAWN), ("draw.result",)),
        (altered(Outcome.DRAWN, place=9), ("draw.result",)),
        (altered(Outcome.NOT_DRAWN, why=Why.EXEMPT), ("draw.result",)),
        (altered(Outcome.DRAWN, day=date(2026, 7, 3)), ("draw.team",)),
        (replace(DRAWN, short=(("", 1),)), ("draw.result",)),
        (replace(DRAWN, plan_id="P-2"), ("draw.digest",)),
        (replace(DRAWN, beacon=SEED), ("draw.beacon",)),
        (replace(DRAWN, digest=SEED), ("draw.commitment", "draw.digest")),
    ],
)
def test_an_altered_result_is_found_and_nothing_else(drawn, codes):
    assert problems(drawn=drawn) == codes


def test_a_beacon_too_short_to_be_a_root_is_none():
    drawn = replace(DRAWN, beacon=b"6")
    assert problems(beacon=b"6", drawn=drawn) == ("draw.beacon",)
    with pytest.raises(ValueError, match="beacon"):
        drawn_of(PLAN, CANDIDATES, PEOPLE, beacon=b"6")


def test_seed_and_beacon_both_decide():
    results = {
        tuple(keys(drawn_of(PLAN, CANDIDATES, PEOPLE, seed=seed_of(one), beacon=seed_of(other))))
        for one in range(4)
        for other in range(4)
    }
    assert len(results) == 16


def test_nothing_is_drawn_before_its_day():
    with pytest.raises(ValueError, match="before"):
        draw(PLAN, CANDIDATES, PEOPLE, seed=SEED, beacon=BEACON, today=DAY - timedelta(1))


def test_what_happened_until_the_draw_is_recomputed_from_what_is_published_of_it():
    first, second, *_ = keys(DRAWN)
    other = next(lot.key for lot in DRAWN.lots if lot.outcome is Outcome.NOT_DRAWN)
    taken = [Taken(key=key, by=f"JC-{key}", day=DAYS[0]) for key in (first, other)]
    drawn = drawn_of(PLAN, CANDIDATES, PEOPLE, today=DAYS[1], taken=taken)
    assert [lot.why for lot in drawn.lots if lot.key == first] == [Why.TAKEN]
    assert {lot.day for lot in drawn.lots if lot.outcome is Outcome.DRAWN} == {DAYS[1]}
    assert problems(drawn=drawn) == ()
    assert problems(drawn=drawn_of(PLAN, CANDIDATES, PEOPLE, today=DAYS[1] + timedelta(1))) == ()
    for wrong in (
        (*drawn.taken, taken[1]),  # one that was not drawn
        drawn.taken * 2,
        (replace(taken[0], day=DAY - timedelta(365)),),  # too long ago to spare anybody
    ):
        assert "draw.taken" in problems(drawn=replace(drawn, taken=wrong))
    for wrong in (replace(drawn, taken=()), replace(drawn, taken=(replace(taken[0], key=second),))):
        assert "draw.result" in problems(drawn=wrong)
    assert "draw.result" in problems(drawn=replace(DRAWN, taken=drawn.taken))
    assert "draw.team" in problems(drawn=replace(drawn, drawn_date=DAY))


def test_a_draw_that_was_published_before_lists_named_inspections_is_still_borne_out():
    told = msgspec.json.decode(Path(__file__).with_name("draw_form_1.json").read_bytes(), type=Published)
    known = {"seed": SEED, "beacon": told.drawn.beacon, "committed": bytes.fromhex(told.committed)}
    lists = told.plan, told.candidates, told.inspectors
    assert told.plan.form == 1
    assert {lot.why for lot in told.drawn.lots} == {Why.INSPECTED, Why.TAKEN, None}
    assert verify(*lists, drawn=told.drawn, **known) == ()
    for_another = [replace(lot, by="JC-1" if lot.why else "") for lot in told.drawn.lots]
    assert verify(*lists, drawn=replace(told.drawn, lots=tuple(for_another)), **known) == ("draw.result",)
    assert "draw.digest" in verify(replace(told.plan, form=2), [], [], drawn=told.drawn, **known)


def test_which_inspection_spared_a_firm_cannot_be_altered():
    plan = plan_of(2, form=2)
    candidates = named(plan, [*firms(4), Candidate(key=CODES[4], last_inspected_date=DAY)])
    drawn = drawn_of(plan, candidates, PEOPLE)
    known = {"plan": plan, "committed": commitment(SEED, drawn.digest)}
    assert problems(candidates=candidates, drawn=drawn, **known) == ()
    other = changed(candidates, 4, last_inspection="JC-other")
    assert problems(candidates=other, drawn=drawn, **known)[:1] == ("draw.digest",)
    lots = [replace(lot, by="JC-other") if lot.by else lot for lot in drawn.lots]
    altered = replace(drawn, lots=tuple(lots))
    assert problems(candidates=candidates, drawn=altered, **known) == ("draw.result",)


@pytest.mark.parametrize(
    ("plan", "candidates", "inspectors"),
    [
        (plan_of(id=""), [], []),
        (plan_of(-1), [], []),
        (plan_of((("a", 1), ("a", 2))), [], []),
        (plan_of(days=()), [], []),
        (plan_of(team_size=0), [], []),
        (plan_of(not_within_days=-1), [], []),
        (plan_of(form=0), [], []),
        (plan_of(form=3), [], []),
        (PLAN, firms(1, last_inspected_date=DAY, last_inspection="JC-1"), []),
        (plan_of(form=2), firms(1, last_inspected_date=DAY), []),
        (plan_of(form=2), firms(1, last_inspection="JC-1"), []),
        (PLAN, firms(1, weight=0), []),
        (PLAN, firms(1, weight=True), []),
        (PLAN, firms(1, weight=1.5), []),
        (PLAN, [Candidate(key=CODES[0].lower())], []),
        (PLAN, [Candidate(key="")], []),
        (PLAN, firms(2) * 2, []),
        (PLAN, [], people(2) * 2),
        (PLAN, [], people(1, conflicts=frozenset({f" {CODES[0]}"}))),
        (PLAN, firms(1, stratum="\ud800"), []),
    ],
)
def test_lists_that_could_be_read_in_two_ways_are_refused(plan, candidates, inspectors):
    with pytest.raises(ValueError):  # noqa: PT011 - whichever comes first
        digest(plan, candidates, inspectors)
