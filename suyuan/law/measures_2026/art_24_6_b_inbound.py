"""第二十四条第（六）项：电池企业、车企废旧电池入库 — makers receive waste batteries.

Article 24(6), second clause: battery and vehicle makers, whose outlets collect in their name; inbound
information within 15 days of receipt. The 2018 rules gave 30 working days for what an outlet took in.
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

CITE = Citation(MEASURES_2026, 24, "6")

DUTY = Duty(
    id="24.6.b",
    number=14,
    text=Text("生产企业废旧电池入库", "Inbound: makers and their outlets"),
    explain=Text(
        "接收废旧动力电池（含经回收服务网点接收）后15日内，报送入库信息。",
        "Within 15 days of receiving waste batteries, at one's outlets too: the inbound information.",
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
        Version(since=date(2026, 4, 1), deadline=Days(15), cite=CITE),
    ),
    effects=INBOUND_EFFECTS,
    opens=INBOUND_OPENS,
    checks=INBOUND_CHECKS,
    examples=(
        Example(
            Text("5月13日接收，5月28日届满", "received 13 May, due 28 May"),
            date(2026, 5, 13),
            date(2026, 5, 28),
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
    ),
)
