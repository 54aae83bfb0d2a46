"""第二十四条第（四）项：换电月报 — the last battery each vehicle was swapped to in a month.

Article 24(4), first clause: before the 15th, the last replacement of the month before. A snapshot, not a
stream: one line per vehicle with the battery it left with. Whether "last" is meant per vehicle or per
battery, whether "before the 15th" includes that day, and whether a month without swaps needs a return, are
policies.

The obligation is about the month: all lines of a month meet one obligation of the operator.
"""

from datetime import date

from suyuan.law.checks import SameMonth, UniqueInFile
from suyuan.law.columns import VIN
from suyuan.law.duty import (
    MEASURES_2026,
    Citation,
    Column,
    Duty,
    Effect,
    Event,
    Example,
    Kind,
    MonthlyBy,
    Role,
    SubjectKind,
    Text,
    Version,
)

CITE = Citation(MEASURES_2026, 24, "4")

DUTY = Duty(
    id="24.4.a",
    number=8,
    text=Text("换电最后一次更换信息", "Monthly last swap of each vehicle"),
    explain=Text(
        "每月15日前，报送上月换电的最后一次更换信息。",
        "Before the 15th of each month: the last battery each vehicle was swapped to in the month before.",
    ),
    cite=CITE,
    who=frozenset({Role.SWAP_OPERATOR}),
    columns=(
        Column(
            name="month",
            kind=Kind.MONTH,
            text=Text("月份", "Month"),
            also=("所属月份", "报送月份"),
            example="2026-05",
        ),
        VIN,
        Column(
            name="code",
            kind=Kind.CODE,
            text=Text("动力电池编码", "Battery code"),
            also=("电池编码", "电池包编码"),
            example="9Z1PE0100000A1G510000001",
        ),
        Column(
            name="replaced_at",
            kind=Kind.INSTANT,
            text=Text("更换时间", "Time of the swap"),
            also=("换电时间",),
            example="2026-05-31T18:20:00+08:00",
        ),
    ),
    trigger=("month",),
    happened=("replaced_at",),
    subject="month",
    subject_kind=SubjectKind.MONTH,
    versions=(Version(since=date(2026, 4, 1), deadline=MonthlyBy(15), cite=CITE),),
    effects=(Effect(event=Event.SWAPPED, subject="code", kind=SubjectKind.BATTERY, object="vin"),),
    checks=(
        SameMonth(column="replaced_at", month="month"),
        UniqueInFile(columns=("month", "vin", "code")),
    ),
    examples=(
        Example(
            Text("5月的换电，6月15日届满", "swaps of May, due 15 June"),
            date(2026, 5, 1),
            date(2026, 6, 15),
        ),
        Example(
            Text(
                "7月的换电，8月15日为星期六，顺延至8月17日",
                "swaps of July: 15 August is a Saturday, due 17 August",
            ),
            date(2026, 7, 1),
            date(2026, 8, 17),
        ),
    ),
    policies=(
        "holiday_roll",
        "monthly_inclusive",
        "no_swap_no_return",
        "swap_snapshot_per_vehicle",
    ),
)
