"""Inspections: the powers and bounds of Articles 27 to 30, and checklists that forget no duty and invent none."""

from datetime import date, timedelta

import pytest

from suyuan.law import conduct
from suyuan.law.duty import Role
from suyuan.law.inspection import BOUNDS, IN_FORCE, MEASURES, checklist, in_force
from suyuan.law.inspection_questions import INSPECTION
from suyuan.law.measures_2026 import RULEBOOK
from suyuan.law.policies import POLICIES, Policies
from suyuan.law.violations import BY_ID

DAY = date(2026, 6, 1)


def test_the_five_powers_and_the_bounds_stand_with_their_articles_in_both_languages():
    assert [str(one.cite) for one in MEASURES] == ["27(1)", "27(2)", "27(3)", "27(4)", "27(5)"]
    assert [one.cite.article for one in BOUNDS] == [28, 28, 29, 30]
    everything = (*MEASURES, *BOUNDS)
    assert len({one.id for one in everything}) == len(everything)
    for one in everything:
        assert sum("\u4e00" <= sign <= "\u9fff" for sign in one.text.zh) > len(one.text.zh) / 2, one.id
        assert one.text.en.isascii(), one.id


def test_they_hold_from_the_day_of_the_measures():
    assert in_force(MEASURES, IN_FORCE) == MEASURES
    assert in_force(BOUNDS, IN_FORCE - timedelta(days=1)) == ()


@pytest.mark.parametrize("role", Role)
def test_a_checklist_holds_every_duty_and_every_rule_of_a_role_once(role):
    points = checklist(role, DAY)
    duties = [one.id for one in RULEBOOK.duties if role in one.who and one.version_on(DAY)]
    assert sorted(point.duty for point in points if point.duty) == sorted(duties)
    rules = [one.cite for one in conduct.of_role(role, DAY)]
    assert [point.cite for point in points if not point.duty] == rules
    assert [point.cite.article for point in points] == sorted(point.cite.article for point in points)


@pytest.mark.parametrize("role", Role)
def test_a_point_says_the_rule_in_its_own_words_and_which_breach_of_that_role_it_may_show(role):
    for point in checklist(role, DAY):
        if point.duty:
            assert RULEBOOK.by_id[point.duty].text.zh in point.text.zh
            assert RULEBOOK.by_id[point.duty].text.en in point.text.en
        for breach in point.breaches:
            assert role in BY_ID[breach].who
            assert point.cite.article in {each.article for each in BY_ID[breach].broken}


def test_a_checklist_shows_breaches_where_the_measures_punish_them():
    shown = {
        (str(point.cite), breach) for point in checklist(Role.DISMANTLER, DAY) for breach in point.breaches
    }
    assert {("20", "36.2"), ("21", "37")} <= shown


def test_before_the_measures_nothing_of_theirs_is_looked_at():
    points = checklist(Role.RECYCLER, IN_FORCE - timedelta(days=1))
    assert all(point.duty and RULEBOOK.by_id[point.duty].version_on(DAY) for point in points)
    assert not [point for point in points if point.breaches]


def test_the_readings_about_inspections_are_among_the_policies():
    assert all(POLICIES[policy.id] is policy for policy in INSPECTION)
    assert Policies().inspection_frequency == 365
    assert Policies.of({"inspection_frequency": 0, "team_size": 3}).team_size == 3
    with pytest.raises(ValueError, match="team_size"):
        Policies.of({"team_size": 1})
