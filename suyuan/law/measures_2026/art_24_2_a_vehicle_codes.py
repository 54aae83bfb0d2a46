"""第二十四条第（二）项：整车信息与动力电池编码 — vehicles and their battery codes.

Article 24(2), first clause: vehicle type, name, brand, model, identification number and battery codes, within
20 days of issuing the factory certificate or completing customs clearance and inspection. This is the only
statutory binding of a vehicle to its batteries. The 2018 rules asked for it within 15 working days.

The licensing clock of 24.2.b starts later, at the sale: until then its obligation is awaiting.
"""

from datetime import date

from suyuan.law.checks import SameWithin
from suyuan.law.columns import CELL_CODE, MODULE_CODE, PACK_CODE, VEHICLE_MODEL, VIN
from suyuan.law.duty import (
    MEASURES_2026,
    RULES_2018,
    Bearer,
    Citation,
    Column,
    Days,
    Duty,
    Effect,
    Event,
    Example,
    Kind,
    Opens,
    Role,
    SubjectKind,
    Text,
    Version,
)

CITE = Citation(MEASURES_2026, 24, "2")
VEHICLE = ("vehicle_type", "vehicle_name", "brand", "vehicle_model", "certified_date", "swap_mode")

DUTY = Duty(
    id="24.2.a",
    number=4,
    text=Text("整车信息与动力电池编码", "Vehicles and their battery codes"),
    explain=Text(
        "签发合格证或办结通关检验后20日内，报送车辆类型、名称、品牌、型号、车辆识别代号和动力电池编码。",
        "Within 20 days of the factory certificate or customs clearance: vehicle and battery codes.",
    ),
    cite=CITE,
    who=frozenset({Role.VEHICLE_MAKER, Role.VEHICLE_IMPORTER}),
    columns=(
        VIN,
        Column(name="vehicle_type", kind=Kind.TEXT, text=Text("车辆类型", "Vehicle type"), example="乘用车"),
        Column(
            name="vehicle_name", kind=Kind.TEXT, text=Text("车辆名称", "Vehicle name"), example="纯电动轿车"
        ),
        Column(name="brand", kind=Kind.TEXT, text=Text("车辆品牌", "Brand"), example="示例牌"),
        VEHICLE_MODEL,
        Column(
            name="certified_date",
            kind=Kind.DATE,
            text=Text("合格证签发日期", "Certificate date"),
            also=("合格证日期", "通关检验办结日期"),
            example="2026-05-01",
        ),
        Column(
            name="swap_mode",
            kind=Kind.BOOLEAN,
            text=Text("是否换电车型", "Swap mode"),
            required=False,
            example="no",
        ),
        PACK_CODE,
        MODULE_CODE,
        CELL_CODE,
    ),
    once=True,
    trigger=("certified_date",),
    subject="vin",
    subject_kind=SubjectKind.VEHICLE,
    versions=(
        Version(
            since=date(2018, 8, 1),
            until=date(2026, 3, 31),
            deadline=Days(15, working=True),
            cite=Citation(RULES_2018, 10),
        ),
        Version(since=date(2026, 4, 1), deadline=Days(20), cite=CITE),
    ),
    group="vin",
    tree=("pack_code", "module_code", "cell_code"),
    effects=(Effect(event=Event.FITTED, subject="pack_code", kind=SubjectKind.BATTERY, object="vin"),),
    opens=(
        Opens(
            duties=("24.2.b",),
            bearer=Bearer.FILER,
            subject="vin",
            kind=SubjectKind.VEHICLE,
            trigger=None,
        ),
    ),
    checks=(
        SameWithin(group="vin", columns=VEHICLE),
        SameWithin(group="pack_code", columns=("vin",)),
    ),
    examples=(
        Example(
            Text("5月1日签发，5月21日届满", "certified 1 May, due 21 May"),
            date(2026, 5, 1),
            date(2026, 5, 21),
        ),
        Example(
            Text(
                "3月31日签发，适用2018年规定的15个工作日",
                "certified 31 March: 15 working days of the 2018 rules",
            ),
            date(2026, 3, 31),
            date(2026, 4, 22),
        ),
    ),
    policies=(
        "calendar_days",
        "first_day_not_counted",
        "holiday_roll",
        "transition",
    ),
)
