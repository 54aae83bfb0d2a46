"""Which one-sided hand-overs a clerk is asked about, and which never."""

from datetime import date, timedelta

import pytest

from suyuan.domain.custody.proposals import Single, Why, apart, evidence, propose
from tests.unit.domain.custody_facts import P1, P2

OTHER, LABEL = "8X7CE01000ZZZZZG59900XYZ"[:24], "TMP-" + "A" * 26


def single(code, day=10, number="", mass=300_000, filing="SY-1"):
    on = date(2026, 5, 1) + timedelta(days=day)
    return Single(code=code, day=on, mass_g=mass, transfer_no=number, filing=filing)


@pytest.mark.parametrize(
    ("out", "into", "why"),
    [
        (single(P1), single(P2, 12), Why.CHARACTERS),
        (single(P1), single(f"I{P1[1:-1]}O", 12), Why.CHARACTERS),
        (single(P1), single(LABEL, 12), Why.LABEL),
        (single(LABEL), single(P1, 12), Why.LABEL),
        (single(P1, number="T1"), single(OTHER, 12, "T1"), Why.TRANSFER),
        (single(P1, number="T1"), single(OTHER, 12, "T2"), None),
        (single(P1), single(OTHER, 12), None),
        (single(P1), single(P2, 90), None),
        (single(LABEL), single(LABEL[:-1] + "B", 12), None),
    ],
)
def test_what_speaks_for_one_battery(out, into, why):
    assert [one.why for one in propose([out], [into], 60)] == ([why] if why else [])


def test_each_side_is_proposed_once_and_to_the_likeliest():
    near, far = single(P1[:-1] + "7", 30), single(P1[:-2] + "77", 12)
    found = propose([single(P1)], [far, near], 60)
    assert [(one.into.code, one.why) for one in found] == [(near.code, Why.CHARACTERS)]


def test_of_a_load_with_several_left_over_nothing_is_guessed():
    outs = [single(P1, number="T1"), single(OTHER, number="T1", filing="SY-2")]
    assert propose(outs, [single(LABEL, 12, "T1")], 60) == []


def test_codes_of_other_lengths_are_apart_altogether():
    assert apart(P1, P1[:19]) == 24
    assert apart(LABEL, LABEL) == 30


def test_what_was_rejected_is_not_proposed_again_and_frees_its_other_side():
    near, far = single(P1[:-1] + "7", 30), single(P1[:-2] + "77", 12)
    no = {evidence(single(P1), near)}
    assert [one.into.code for one in propose([single(P1)], [far, near], 60, no)] == [far.code]
    assert propose([single(P1, filing="SY-2")], [single(P1[:-1] + "7", 30, filing="SY-3")], 60, no) == []


@pytest.mark.parametrize("more", [{"mass": 301_000}, {"number": "T9"}, {"day": 11}])
def test_a_report_that_says_otherwise_is_new_evidence(more):
    near = single(P1[:-1] + "7", 30)
    assert propose([single(P1, **more)], [near], 60, {evidence(single(P1), near)}) != []
