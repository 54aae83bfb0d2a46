"""第二十四条第（二）项：车辆销售日期 — the day a vehicle was sold.

Article 24(2), second clause: within 40 days of the vehicle being licensed for sale. Whether that means the
sale or the registration plate is not settled: both days are kept, and the clock runs from the licensing
where it is given, else from the sale (policy ``sale_clock``). Between 24.2.a and the sale the obligation is
awaiting.
"""

from datetime import date

from suyuan.law.checks import NotBefore, UniqueInFile
from suyuan.law.columns import REGION_CODE, VIN
from suyuan.law.duty import (
    MEASURES_2026,
    Citation,
    Column,
    Days,
    Duty,
    Effect,
    Event,
    Example,
    Kind,
    Role,
    SubjectKind,
    Text,
    Version,
)

CITE = Citation(MEASURES_2026, 24, "2")

DUTY = Duty(
    id="24.2.b",
    number=5,
    text=Text("车辆销售日期", "Sale of vehicles"),
    explain=Text(
        "车辆上牌销售后40日内，报送销售日期。",
        "Within 40 days of the vehicle being licensed for sale: the day of sale.",
    ),
    cite=CITE,
    who=frozenset({Role.VEHICLE_MAKER, Role.VEHICLE_IMPORTER}),
    columns=(
        VIN,
        Column(
            name="sold_date",
            kind=Kind.DATE,
            text=Text("销售日期", "Date of sale"),
            also=("销售时间",),
            example="2026-05-20",
        ),
        Column(
            name="licensed_date",
            kind=Kind.DATE,
            required=False,
            text=Text("上牌日期", "Date of licensing"),
            also=("注册登记日期",),
            example="2026-05-22",
        ),
        REGION_CODE,
    ),
    once=True,
    trigger=("licensed_date", "sold_date"),
    happened=("sold_date",),
    subject="vin",
    subject_kind=SubjectKind.VEHICLE,
    versions=(Version(since=date(2026, 4, 1), deadline=Days(40), cite=CITE),),
    effects=(Effect(event=Event.SOLD, subject="vin", kind=SubjectKind.VEHICLE),),
    checks=(
        NotBefore(later="licensed_date", earlier="sold_date"),
        UniqueInFile(columns=("vin",)),
    ),
    examples=(
        Example(
            Text("5月22日上牌，7月1日届满", "licensed 22 May, due 1 July"),
            date(2026, 5, 22),
            date(2026, 7, 1),
        ),
        Example(
            Text(
                "8月25日上牌，第40日在国庆假期，顺延至10月8日",
                "licensed 25 August: day 40 is in the holiday, due 8 October",
            ),
            date(2026, 8, 25),
            date(2026, 10, 8),
        ),
    ),
    policies=(
        "calendar_days",
        "first_day_not_counted",
        "holiday_roll",
        "sale_clock",
    ),
)
