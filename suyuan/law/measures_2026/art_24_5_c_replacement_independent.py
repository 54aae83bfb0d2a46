"""第二十四条第（五）项：非合作维修企业报送更换信息 — independent repair shops report to the platform.

Article 24(5), third clause: shops that do not cooperate with a vehicle maker report within 40 days, directly.
What the 2018 rules asked of them is not confirmed, so there is no earlier version.
"""

from datetime import date

from suyuan.law.columns import REPLACEMENT
from suyuan.law.duty import (
    MEASURES_2026,
    Citation,
    Days,
    Duty,
    Example,
    Role,
    SubjectKind,
    Text,
    Version,
)
from suyuan.law.movements import REPLACEMENT_CHECKS, REPLACEMENT_EFFECTS

CITE = Citation(MEASURES_2026, 24, "5")

DUTY = Duty(
    id="24.5.c",
    number=12,
    text=Text("非合作维修企业更换信息", "Replacements by independent repair shops"),
    explain=Text(
        "未与新能源汽车生产企业合作的维修企业，维修更换动力电池后40日内，报送更换信息。",
        "Independent shops, within 40 days of replacing a battery: the replacement information.",
    ),
    cite=CITE,
    who=frozenset({Role.REPAIRER}),
    partner=False,
    columns=REPLACEMENT,
    trigger=("replaced_date",),
    subject="old_code",
    subject_kind=SubjectKind.BATTERY,
    versions=(Version(since=date(2026, 4, 1), deadline=Days(40), cite=CITE),),
    effects=REPLACEMENT_EFFECTS,
    checks=REPLACEMENT_CHECKS,
    examples=(
        Example(
            Text("5月1日更换，6月10日届满", "replaced 1 May, due 10 June"),
            date(2026, 5, 1),
            date(2026, 6, 10),
        ),
        Example(
            Text(
                "8月22日更换，第40日为10月1日国庆节，顺延至10月8日",
                "replaced 22 August: day 40 is National Day, due 8 October",
            ),
            date(2026, 8, 22),
            date(2026, 10, 8),
        ),
    ),
    policies=(
        "calendar_days",
        "first_day_not_counted",
        "holiday_roll",
    ),
)
