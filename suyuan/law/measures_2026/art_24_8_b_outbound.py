"""第二十四条第（八）项：拆解企业废旧电池出库 — dismantlers hand over removed batteries.

Article 24(8), second clause, refers to the detailed rules on scrapped vehicles for the time; no number of
days was found in them. The 2018 rules gave 15 working days, kept here as the policy
``dismantler_working_days``.
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

CITE = Citation(MEASURES_2026, 24, "8")

DUTY = Duty(
    id="24.8.b",
    number=19,
    text=Text("拆解企业废旧电池出库", "Outbound: dismantlers"),
    explain=Text(
        "移交拆卸的废旧动力电池后，按照报废机动车回收管理办法实施细则规定的时限报送出库信息；细则未见日数，暂按15个工作日。",
        "Removed batteries handed over, in the time of the scrapped-vehicle rules (here 15 working days).",
    ),
    cite=CITE,
    who=frozenset({Role.DISMANTLER}),
    columns=OUTBOUND,
    trigger=("out_date",),
    subject="code",
    subject_kind=SubjectKind.BATTERY,
    versions=(
        Version(
            since=date(2018, 8, 1),
            until=date(2026, 3, 31),
            deadline=Days(15, working=True),
            cite=Citation(RULES_2018, 0),
        ),
        Version(
            since=date(2026, 4, 1),
            deadline=Days(15, working=True, policy="dismantler_working_days"),
            cite=CITE,
        ),
    ),
    effects=OUTBOUND_EFFECTS,
    opens=OUTBOUND_OPENS,
    checks=OUTBOUND_CHECKS,
    examples=(
        Example(
            Text(
                "2026年3月2日移交，适用2018年规定的15个工作日，至3月23日",
                "handed over 2 March 2026: 15 working days of the 2018 rules end 23 March",
            ),
            date(2026, 3, 2),
            date(2026, 3, 23),
        ),
        Example(
            Text("5月11日移交，15个工作日至6月1日", "handed over 11 May, 15 working days end 1 June"),
            date(2026, 5, 11),
            date(2026, 6, 1),
        ),
        Example(
            Text(
                "9月28日移交，国庆假期不计，10月10日上班计入",
                "handed over 28 September: the holiday does not count, Saturday 10 October does",
            ),
            date(2026, 9, 28),
            date(2026, 10, 23),
        ),
    ),
    policies=(
        "first_day_not_counted",
        "dismantler_working_days",
        "transition",
        "receipt_presumed_days",
        "matching_window_days",
        "mass_tolerance",
        "forbidden_uses",
    ),
)
