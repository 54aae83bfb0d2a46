"""第二十四条第（三）项：电池企业废旧电池出库 — waste batteries leave the battery maker's own works.

Article 24(3): waste from research, repair and the like; outbound information within 15 days of the
transfer. Whether the item also means production and testing, as Article 23 does, is not confirmed: every
transfer of own waste may be filed here. Waste collected from outside is 24.6.c. The 2018 rules set no day
for this one.
"""

from datetime import date

from suyuan.law.columns import OUTBOUND
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
from suyuan.law.movements import OUTBOUND_CHECKS, OUTBOUND_EFFECTS, OUTBOUND_OPENS

CITE = Citation(MEASURES_2026, 24, "3")

DUTY = Duty(
    id="24.3",
    number=7,
    text=Text("电池企业自产废旧电池出库", "Outbound: waste from battery works"),
    explain=Text(
        "研发、维修等过程产生的废旧动力电池移交后15日内，报送出库信息。",
        "Within 15 days of handing over waste from research, repair and the like: the outbound information.",
    ),
    cite=CITE,
    who=frozenset({Role.BATTERY_MAKER, Role.BATTERY_IMPORTER}),
    columns=OUTBOUND,
    trigger=("out_date",),
    subject="code",
    subject_kind=SubjectKind.BATTERY,
    versions=(Version(since=date(2026, 4, 1), deadline=Days(15), cite=CITE),),
    effects=OUTBOUND_EFFECTS,
    opens=OUTBOUND_OPENS,
    checks=OUTBOUND_CHECKS,
    examples=(
        Example(
            Text("5月12日移交，5月27日届满", "handed over 12 May, due 27 May"),
            date(2026, 5, 12),
            date(2026, 5, 27),
        ),
        Example(
            Text(
                "5月15日移交，第15日为5月30日星期六，顺延至6月1日",
                "handed over 15 May: day 15 is a Saturday, due 1 June",
            ),
            date(2026, 5, 15),
            date(2026, 6, 1),
        ),
    ),
    policies=(
        "calendar_days",
        "first_day_not_counted",
        "holiday_roll",
        "receipt_presumed_days",
        "matching_window_days",
        "mass_tolerance",
        "forbidden_uses",
    ),
)
