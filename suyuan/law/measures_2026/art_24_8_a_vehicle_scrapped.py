"""第二十四条第（八）项：车辆报废信息 — a vehicle is scrapped, with its battery or without.

Article 24(8), first clause, refers to the detailed rules on scrapped vehicles for the time; no number of
days was found in them. The 2018 rules gave 15 working days, kept here as the policy
``dismantler_working_days``.

Article 21 takes a vehicle without its battery for an incomplete one; swap-mode vehicles are exempt. So each
row says whether the pack is present: present needs its code, absent needs a reason. A vehicle with several
packs takes several rows, which stand or fall together.
"""

from dataclasses import replace
from datetime import date

from suyuan.law.checks import RequiredWhen, SameWithin, UniqueInFile
from suyuan.law.columns import PACK_CODE, VIN
from suyuan.law.duty import (
    MEASURES_2026,
    RULES_2018,
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

CITE = Citation(MEASURES_2026, 24, "8")
PRESENT = ("pack_present", ("yes",))
ABSENT = ("pack_present", ("no",))

DUTY = Duty(
    id="24.8.a",
    number=18,
    text=Text("车辆报废信息", "Scrapped vehicles"),
    explain=Text(
        "报废新能源汽车后，按照报废机动车回收管理办法实施细则规定的时限报送；细则未见日数，暂按15个工作日。",
        "A scrapped vehicle and its packs, in the time of the scrapped-vehicle rules (15 working days here).",
    ),
    cite=CITE,
    who=frozenset({Role.DISMANTLER}),
    columns=(
        VIN,
        Column(
            name="scrapped_date",
            kind=Kind.DATE,
            text=Text("报废日期", "Date of scrapping"),
            also=("车辆报废日期",),
            example="2026-05-11",
        ),
        Column(
            name="certificate_no",
            kind=Kind.TEXT,
            text=Text("报废机动车回收证明编号", "Scrapping certificate number"),
            also=("回收证明编号",),
            longest=64,
            example="SC-2026-000001",
        ),
        replace(PACK_CODE, required=False),
        Column(
            name="pack_present",
            kind=Kind.BOOLEAN,
            text=Text("动力电池是否在车", "Pack present"),
            also=("电池是否在车",),
            example="yes",
        ),
        Column(
            name="missing_reason",
            kind=Kind.TEXT,
            required=False,
            text=Text("缺失原因", "Reason of absence"),
            example="",
        ),
    ),
    once=True,
    trigger=("scrapped_date",),
    subject="vin",
    subject_kind=SubjectKind.VEHICLE,
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
    group="vin",
    effects=(
        Effect(
            event=Event.SCRAPPED,
            subject="pack_code",
            kind=SubjectKind.BATTERY,
            object="vin",
            when=PRESENT,
        ),
        Effect(event=Event.SCRAPPED, subject="vin", kind=SubjectKind.VEHICLE, when=ABSENT),
    ),
    checks=(
        RequiredWhen(column="pack_code", when="pack_present", values=("yes",)),
        RequiredWhen(column="missing_reason", when="pack_present", values=("no",)),
        SameWithin(group="vin", columns=("scrapped_date", "certificate_no")),
        UniqueInFile(columns=("vin", "pack_code")),
    ),
    examples=(
        Example(
            Text(
                "2026年3月2日报废，适用2018年规定的15个工作日，至3月23日",
                "scrapped 2 March 2026: 15 working days of the 2018 rules end 23 March",
            ),
            date(2026, 3, 2),
            date(2026, 3, 23),
        ),
        Example(
            Text("5月11日报废，15个工作日至6月1日", "scrapped 11 May, 15 working days end 1 June"),
            date(2026, 5, 11),
            date(2026, 6, 1),
        ),
        Example(
            Text(
                "4月28日报废，五一假期不计，5月9日星期六上班计入",
                "scrapped 28 April: the holiday does not count, Saturday 9 May does",
            ),
            date(2026, 4, 28),
            date(2026, 5, 21),
        ),
    ),
    policies=(
        "first_day_not_counted",
        "dismantler_working_days",
        "transition",
    ),
)
