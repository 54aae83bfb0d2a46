"""第二十四条第（五）项：车企报送更换信息 — the vehicle maker reports replacements.

Article 24(5), second clause: within 40 days after the replacement, counted from the replacement itself and
not from the shop's message, which leaves the maker 25 days at least. The 2018 rules gave 30 working days.
"""

from datetime import date

from suyuan.law.columns import REPLACEMENT
from suyuan.law.duty import (
    MEASURES_2026,
    RULES_2018,
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
    id="24.5.b",
    number=11,
    text=Text("车企更换信息", "Replacements reported by vehicle makers"),
    explain=Text(
        "更换动力电池后40日内，报送更换信息。",
        "Within 40 days of a replacement: the replacement information.",
    ),
    cite=CITE,
    who=frozenset({Role.VEHICLE_MAKER, Role.VEHICLE_IMPORTER}),
    columns=REPLACEMENT,
    trigger=("replaced_date",),
    subject="old_code",
    subject_kind=SubjectKind.BATTERY,
    versions=(
        Version(
            since=date(2018, 8, 1),
            until=date(2026, 3, 31),
            deadline=Days(30, working=True),
            cite=Citation(RULES_2018, 0),
        ),
        Version(since=date(2026, 4, 1), deadline=Days(40), cite=CITE),
    ),
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
                "3月31日更换，适用2018年规定的30个工作日",
                "replaced 31 March: 30 working days of the 2018 rules",
            ),
            date(2026, 3, 31),
            date(2026, 5, 15),
        ),
    ),
    policies=(
        "calendar_days",
        "first_day_not_counted",
        "holiday_roll",
        "transition",
        "replacement_clock",
    ),
)
