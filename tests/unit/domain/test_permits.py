"""Permits of Article 18: the days on which they hold, and when their end is told."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from suyuan.domain.permits import FILE_KINDS, Notice, Permit, PermitKind, entitled, kind_of, notices
from suyuan.law.duty import Role

TODAY = date(2026, 11, 21)
KIND = PermitKind.POLLUTANT_DISCHARGE_PERMIT


def permit(begins, ends=None, kind=KIND, **more):
    day = lambda days: None if days is None else TODAY + timedelta(days=days)  # noqa: E731 - shorter than a function
    return Permit(permit_id=1, kind=kind, number="X", valid_from=day(begins), valid_to=day(ends), **more)


def told(*permits, roles=(Role.RECYCLER,), ahead=60):
    found = notices(permits, frozenset(roles), today=TODAY, ahead_days=ahead)
    return [
        (each.state, each.last_day and (each.last_day - TODAY).days) for each in found if each.kind is KIND
    ]


@pytest.mark.parametrize(
    ("permits", "wanted"),
    [
        ([], [("missing", None)]),
        ([permit(-10)], []),
        ([permit(-10, 61)], []),
        ([permit(-10, 60)], [("ending", 60)]),
        ([permit(-10, 0)], [("ending", 0)]),
        ([permit(-10, -1)], [("ended", -1)]),
        ([permit(-10, 10), permit(11, 100)], []),  # renewed without a gap
        ([permit(-10, 10), permit(12, 100)], [("ending", 10)]),  # a day is open between
        ([permit(-10, 10), permit(5, 40)], [("ending", 40)]),
        ([permit(5, 100)], [("missing", None)]),  # not yet valid
        ([permit(-10, 100, state="awaiting")], [("missing", None)]),
        ([permit(-10, 100, revoked_date=TODAY)], [("ended", -1)]),
        ([permit(-10, 100, revoked_date=TODAY + timedelta(days=5))], [("ending", 4)]),
    ],
)
def test_the_end_of_the_unbroken_cover_is_told_sixty_days_ahead(permits, wanted):
    assert told(*permits) == wanted


def test_who_needs_no_permit_is_told_only_of_those_that_it_filed():
    assert told(roles=[Role.REPAIRER]) == []
    assert told(permit(-10, 5), roles=[Role.REPAIRER]) == [("ending", 5)]


def test_all_three_are_needed_to_receive():
    papers = [permit(-10, 10, kind) for kind in PermitKind]
    assert entitled(papers, TODAY)
    assert not entitled(papers[1:], TODAY)
    assert not entitled(papers, TODAY + timedelta(days=11))
    assert not entitled([*papers[1:], permit(-10, 10, papers[0].kind, state="refused")], TODAY)


@given(st.lists(st.tuples(st.integers(-50, 50), st.none() | st.integers(0, 80)), max_size=5))
def test_a_notice_never_contradicts_the_days(spans):
    papers = [permit(begins, None if length is None else begins + length) for begins, length in spans]
    holds = any(each.holds(TODAY) for each in papers)
    for state, days in told(*papers):
        assert (state == "ending") == holds
        if state == "ending":
            end = TODAY + timedelta(days=days)
            assert any(each.holds(end) for each in papers)
            assert not any(each.holds(end + timedelta(days=1)) for each in papers)
    assert holds or told(*papers)


@pytest.mark.parametrize("kind", FILE_KINDS, ids=lambda kind: kind.suffix)
def test_a_proof_is_known_by_its_first_bytes(kind):
    assert kind_of(kind.begins + b"rest") is kind
    assert kind_of(b" " + kind.begins) is None
    assert kind_of(kind.begins[:-1]) is None


def test_a_page_a_program_and_nothing_are_no_proofs():
    assert [kind_of(head) for head in (b"<html>", b"MZ\x90", b"PK\x03\x04", b"GIF89a", b"")] == [None] * 5
    assert isinstance(notices([], frozenset({Role.RECYCLER}), today=TODAY, ahead_days=60)[0], Notice)
