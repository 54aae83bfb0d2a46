"""What the law leaves open: each reading changes the last day in the way it says."""

from datetime import date

import pytest

from suyuan.law.calendar import Calendar, due, due_on, trigger_columns
from suyuan.law.duty import Days, MonthlyBy, Months
from suyuan.law.holidays import Holidays
from suyuan.law.measures_2026 import RULEBOOK
from suyuan.law.policies import POLICIES, MassTolerance, Policies


def last_day(deadline, event, **settings):
    return due(deadline, event, Calendar(Holidays.shipped(), Policies.of(settings)))


# deadline, event day, setting and answer, last day with it, last day as usual
READINGS = {
    "days read as working days": (
        Days(15),
        "2026-05-11",
        {"calendar_days": False},
        "2026-06-01",
        "2026-05-26",
    ),
    "the first day counted": (
        Days(15),
        "2026-05-11",
        {"first_day_not_counted": False},
        "2026-05-25",
        "2026-05-26",
    ),
    "the first day counted in months": (
        *(Months(6), "2026-05-20", {"first_day_not_counted": False}),
        *("2026-11-19", "2026-11-20"),
    ),
    "a Saturday does not move": (
        Days(15),
        "2026-05-15",
        {"holiday_roll": "none"},
        "2026-05-30",
        "2026-06-01",
    ),
    "only public holidays move: a Saturday stays": (
        *(Days(15), "2026-05-15", {"holiday_roll": "public_holidays"}),
        *("2026-05-30", "2026-06-01"),
    ),
    "only public holidays move: National Day does": (
        *(Days(15), "2026-09-16", {"holiday_roll": "public_holidays"}),
        *("2026-10-08", "2026-10-08"),
    ),
    "before the 15th leaves the 15th out": (
        *(MonthlyBy(15), "2026-05-01", {"monthly_inclusive": False}),
        *("2026-06-15", "2026-06-15"),
    ),
    "before the 15th leaves the 15th out, a working 14th": (
        *(MonthlyBy(15), "2026-12-01", {"monthly_inclusive": False}),
        *("2027-01-14", "2027-01-15"),
    ),
    "dismantlers given 20 working days": (
        *(Days(15, working=True, policy="dismantler_working_days"), "2026-05-11"),
        *({"dismantler_working_days": 20}, "2026-06-08", "2026-06-01"),
    ),
}


@pytest.mark.parametrize(
    ("deadline", "event", "settings", "with_it", "usual"), READINGS.values(), ids=READINGS
)
def test_a_reading_moves_the_last_day(deadline, event, settings, with_it, usual):
    day = date.fromisoformat(event)
    assert last_day(deadline, day, **settings) == date.fromisoformat(with_it)
    assert last_day(deadline, day) == date.fromisoformat(usual)


def test_working_days_of_the_2018_rules_do_not_follow_the_policy_on_dismantlers():
    duty = RULEBOOK.by_id["24.8.a"]
    calendar = Calendar(Holidays.shipped(), Policies(dismantler_working_days=20))
    assert due_on(duty, date(2026, 3, 31), calendar)[1] == date(2026, 4, 22)


def test_the_sale_clock_starts_with_the_licensing_and_else_with_the_sale():
    duty = RULEBOOK.by_id["24.2.b"]
    assert trigger_columns(duty, Policies()) == ("licensed_date", "sold_date")
    assert trigger_columns(duty, Policies(sale_clock="sold")) == ("sold_date",)
    assert trigger_columns(RULEBOOK.by_id["24.3"], Policies(sale_clock="sold")) == ("out_date",)


def test_masses_agree_within_five_per_cent_or_two_kilograms_whichever_is_more():
    tolerance = Policies().mass_tolerance
    assert tolerance.agrees(10_000, 12_000)
    assert not tolerance.agrees(10_000, 12_001)
    assert tolerance.agrees(400_000, 380_000)
    assert not tolerance.agrees(400_000, 379_999)
    assert MassTolerance(0, 0).agrees(1, 1)


def test_every_policy_has_its_question_and_reason_in_both_languages_and_says_where_it_acts():
    for setting in Policies().describe():
        policy = setting.policy
        assert setting.is_default
        assert all((*policy.question, *policy.reason, *policy.say(setting.value)))
        assert policy.acts
        assert all(act in RULEBOOK.by_id or act.replace("_", "").isalpha() for act in policy.acts)


@pytest.mark.parametrize("duty", [pytest.param(duty, id=duty.id) for duty in RULEBOOK.duties])
def test_a_duty_names_exactly_the_policies_that_act_on_it(duty):
    assert duty.policies == tuple(policy.id for policy in POLICIES.values() if duty.id in policy.acts)


def test_what_the_policies_promise_is_what_the_defaults_are():
    for policy in POLICIES.values():
        if policy.adjustable:
            assert getattr(Policies(), policy.id) == policy.default


@pytest.mark.parametrize(
    "settings",
    [
        {"holiday_roll": "sometimes"},
        {"calendar_days": 1},
        {"dismantler_working_days": 0},
        {"dismantler_working_days": True},
        {"mass_tolerance": (101, 5)},
        {"mass_tolerance": {"percent": 5, "least_g": -1}},
        {"yield_window": 3},
        {"forbidden_uses": [""]},
        {"transition": "filing_day"},
        {"no_such_policy": 1},
    ],
    ids=str,
)
def test_a_setting_that_is_not_allowed_is_refused(settings):
    with pytest.raises(ValueError, match=next(iter(settings))):
        Policies.of(settings)


def test_settings_may_come_from_a_file():
    policies = Policies.of(
        {"mass_tolerance": {"percent": 3, "least_g": 500}, "forbidden_uses": ["a", "b"], "yield_window": 365}
    )
    assert policies.mass_tolerance == MassTolerance(3, 500)
    assert policies.forbidden_uses == ("a", "b")
    changed = {setting.policy.id for setting in policies.describe() if not setting.is_default}
    assert changed == {"mass_tolerance", "forbidden_uses", "yield_window"}
    assert policies.answer("yield_window").en == "365"
    assert Policies().answer("calendar_days").zh == "自然日"
