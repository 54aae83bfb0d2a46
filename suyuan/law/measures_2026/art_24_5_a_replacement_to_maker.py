"""第二十四条第（五）项：合作维修企业向车企报送更换信息 — cooperating repair shops tell the vehicle maker.

Article 24(5), first clause: within 15 days, to the vehicle maker and not to the platform; filed here it
reaches the maker at once and opens its own 40 days (24.5.b), counted from the replacement; where the maker lets
its partner report for it, the one filing meets both clocks. The 2018 rules said "timely": no number, so nothing
before 1 April 2026 can be late.
"""

from datetime import date

from suyuan.law.columns import REPLACEMENT
from suyuan.law.duty import (
    MEASURES_2026,
    RULES_2018,
    Bearer,
    Citation,
    Days,
    Duty,
    Example,
    Opens,
    Promptly,
    Role,
    SubjectKind,
    Text,
    Version,
)
from suyuan.law.movements import REPLACEMENT_CHECKS, REPLACEMENT_EFFECTS

CITE = Citation(MEASURES_2026, 24, "5")

DUTY = Duty(
    id="24.5.a",
    number=10,
    text=Text("合作维修企业更换信息", "Replacements by cooperating repair shops"),
    explain=Text(
        "与新能源汽车生产企业合作的维修企业，维修更换动力电池后15日内，向该生产企业报送更换信息。",
        "Cooperating shops, within 15 days of replacing a battery: the details, to the vehicle maker.",
    ),
    cite=CITE,
    who=frozenset({Role.REPAIRER}),
    partner=True,
    columns=REPLACEMENT,
    trigger=("replaced_date",),
    subject="old_code",
    subject_kind=SubjectKind.BATTERY,
    versions=(
        Version(
            since=date(2018, 8, 1),
            until=date(2026, 3, 31),
            deadline=Promptly(),
            cite=Citation(RULES_2018, 0),
        ),
        Version(since=date(2026, 4, 1), deadline=Days(15), cite=CITE),
    ),
    effects=REPLACEMENT_EFFECTS,
    opens=(
        Opens(
            duties=("24.5.b",),
            bearer=Bearer.VEHICLE_FILER,
            subject="old_code",
            kind=SubjectKind.BATTERY,
            trigger="replaced_date",
            meets_for_partner=True,
        ),
    ),
    checks=REPLACEMENT_CHECKS,
    examples=(
        Example(
            Text(
                "5月1日更换，第15日为5月16日星期六，顺延至5月18日",
                "replaced 1 May: day 15 is a Saturday, due 18 May",
            ),
            date(2026, 5, 1),
            date(2026, 5, 18),
        ),
        Example(
            Text(
                "3月31日更换，2018年规定为及时报送，没有日数",
                "replaced 31 March: the 2018 rules set no number of days",
            ),
            date(2026, 3, 31),
            None,
        ),
    ),
    policies=(
        "calendar_days",
        "first_day_not_counted",
        "holiday_roll",
        "transition",
    ),
)
