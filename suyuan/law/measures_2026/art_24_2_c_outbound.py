"""第二十四条第（二）项：车企废旧电池出库 — waste batteries leave the vehicle maker's own works.

Article 24(2), third clause: waste from research, production, fitting and the like; outbound information
within 15 days of the transfer. Waste collected from outside is 24.6.c. The 2018 rules set no day for this
one.
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

CITE = Citation(MEASURES_2026, 24, "2")

DUTY = Duty(
    id="24.2.c",
    number=6,
    text=Text("车企自产废旧电池出库", "Outbound: waste from vehicle works"),
    explain=Text(
        "研发、生产、装车等过程产生的废旧动力电池移交后15日内，报送出库信息。",
        "Within 15 days of handing over waste from research, production, fitting: outbound information.",
    ),
    cite=CITE,
    who=frozenset({Role.VEHICLE_MAKER, Role.VEHICLE_IMPORTER}),
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
            Text("5月11日移交，5月26日届满", "handed over 11 May, due 26 May"),
            date(2026, 5, 11),
            date(2026, 5, 26),
        ),
        Example(
            Text(
                "4月20日移交，第15日为5月5日假日，顺延至5月6日",
                "handed over 20 April: day 15 is a holiday, due 6 May",
            ),
            date(2026, 4, 20),
            date(2026, 5, 6),
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
