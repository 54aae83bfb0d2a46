"""第二十四条第（四）项：换电企业废旧电池出库 — waste batteries leave the swap operator.

Article 24(4), second clause: waste from battery swapping; outbound information within 15 days of the
transfer. The 2018 rules set no day for this one.
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

CITE = Citation(MEASURES_2026, 24, "4")

DUTY = Duty(
    id="24.4.b",
    number=9,
    text=Text("换电企业废旧电池出库", "Outbound: waste from battery swapping"),
    explain=Text(
        "换电过程产生的废旧动力电池移交后15日内，报送出库信息。",
        "Within 15 days of handing over waste batteries from swapping: the outbound information.",
    ),
    cite=CITE,
    who=frozenset({Role.SWAP_OPERATOR}),
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
            Text("9月1日移交，9月16日届满", "handed over 1 September, due 16 September"),
            date(2026, 9, 1),
            date(2026, 9, 16),
        ),
        Example(
            Text(
                "9月20日移交，第15日在国庆假期，顺延至10月8日",
                "handed over 20 September: day 15 is in the National Day holiday, due 8 October",
            ),
            date(2026, 9, 20),
            date(2026, 10, 8),
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
