"""第二十四条第（七）项：综合利用企业入库 — recyclers receive waste batteries.

Article 24(7), first clause: inbound information within 30 days of receipt. The 2018 rules gave 30 working
days. A refusal at the gate is filed here too: the code then stays with its sender.
"""

from datetime import date

from suyuan.law.columns import INBOUND
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
from suyuan.law.movements import INBOUND_CHECKS, INBOUND_EFFECTS, INBOUND_OPENS

CITE = Citation(MEASURES_2026, 24, "7")

DUTY = Duty(
    id="24.7.a",
    number=16,
    text=Text("综合利用企业废旧电池入库", "Inbound: recyclers"),
    explain=Text(
        "接收废旧动力电池后30日内，报送入库信息。",
        "Within 30 days of receiving waste batteries: the inbound information.",
    ),
    cite=CITE,
    who=frozenset({Role.RECYCLER}),
    columns=INBOUND,
    trigger=("in_date",),
    subject="code",
    subject_kind=SubjectKind.BATTERY,
    versions=(
        Version(
            since=date(2018, 8, 1),
            until=date(2026, 3, 31),
            deadline=Days(30, working=True),
            cite=Citation(RULES_2018, 0),
        ),
        Version(since=date(2026, 4, 1), deadline=Days(30), cite=CITE),
    ),
    effects=INBOUND_EFFECTS,
    opens=INBOUND_OPENS,
    checks=INBOUND_CHECKS,
    examples=(
        Example(
            Text("5月13日接收，6月12日届满", "received 13 May, due 12 June"),
            date(2026, 5, 13),
            date(2026, 6, 12),
        ),
        Example(
            Text(
                "9月2日接收，第30日在国庆假期，顺延至10月8日",
                "received 2 September: day 30 is in the National Day holiday, due 8 October",
            ),
            date(2026, 9, 2),
            date(2026, 10, 8),
        ),
        Example(
            Text(
                "3月31日接收，适用2018年规定的30个工作日",
                "received 31 March: 30 working days of the 2018 rules",
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
        "sender_item",
        "yield_window",
    ),
)
