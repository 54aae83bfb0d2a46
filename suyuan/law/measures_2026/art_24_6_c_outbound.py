"""第二十四条第（六）项：电池企业、车企出库 — makers hand over collected waste, or batteries made from it.

Article 24(6), third clause: outbound information within 15 days. Its second half, batteries produced from
waste batteries, is how reuse products appear in the Measures now; their predecessors are filed under 12.1.

The 2018 rules gave 30 working days for what left an outlet and 15 for reuse products; a row does not tell the
two apart, so the longer one is taken for days before 1 April 2026.
"""

from datetime import date

from suyuan.law.columns import OUTBOUND
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
from suyuan.law.movements import OUTBOUND_CHECKS, OUTBOUND_EFFECTS, OUTBOUND_OPENS

CITE = Citation(MEASURES_2026, 24, "6")

DUTY = Duty(
    id="24.6.c",
    number=15,
    text=Text(
        "生产企业废旧电池及再制电池出库", "Outbound: makers, collected waste and batteries made from it"
    ),
    explain=Text(
        "移交废旧动力电池或者利用废旧动力电池生产的动力电池后15日内，报送出库信息。",
        "Within 15 days of handing over waste batteries, or batteries made from them: outbound information.",
    ),
    cite=CITE,
    who=frozenset(
        {
            Role.BATTERY_MAKER,
            Role.BATTERY_IMPORTER,
            Role.VEHICLE_MAKER,
            Role.VEHICLE_IMPORTER,
        }
    ),
    columns=OUTBOUND,
    trigger=("out_date",),
    subject="code",
    subject_kind=SubjectKind.BATTERY,
    versions=(
        Version(
            since=date(2018, 8, 1),
            until=date(2026, 3, 31),
            deadline=Days(30, working=True),
            cite=Citation(RULES_2018, 0),
        ),
        Version(since=date(2026, 4, 1), deadline=Days(15), cite=CITE),
    ),
    effects=OUTBOUND_EFFECTS,
    opens=OUTBOUND_OPENS,
    checks=OUTBOUND_CHECKS,
    examples=(
        Example(
            Text("6月1日移交，6月16日届满", "handed over 1 June, due 16 June"),
            date(2026, 6, 1),
            date(2026, 6, 16),
        ),
        Example(
            Text(
                "3月31日移交，适用2018年规定的30个工作日",
                "handed over 31 March: 30 working days of the 2018 rules",
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
        "receipt_presumed_days",
        "matching_window_days",
        "mass_tolerance",
        "forbidden_uses",
    ),
)
