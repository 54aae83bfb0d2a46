"""第十五条第三项：建议报废条件与回收程序 — when a model's battery should be given up, and how that is done.

Article 15(3), first sentence: vehicle makers publish the procedures of maintenance, scrapping and recovery, and keep
them up to date. Its second sentence speaks of the conditions under which scrapping is recommended and leaves them to
the maker: what is filed here is its own word, per model, and the public may read it. The text names no day.
"""

from datetime import date

from suyuan.law.checks import AtLeastOne, UniqueInFile
from suyuan.law.columns import VEHICLE_MODEL
from suyuan.law.duty import (
    MEASURES_2026,
    Citation,
    Column,
    Duty,
    Effect,
    Event,
    Kind,
    Promptly,
    Role,
    SubjectKind,
    Text,
    Version,
)

CITE = Citation(MEASURES_2026, 15, "3")
LIMITS = ("soh_below_percent", "months_over", "mileage_over_km")

DUTY = Duty(
    id="15.3.a",
    number=21,
    text=Text("建议报废条件与回收程序", "Retirement conditions and procedure"),
    explain=Text(
        "公布各车型动力电池的建议报废条件和送交回收的程序，并及时更新。",
        "For each model: under which conditions its battery should be retired, and how it is handed in.",
    ),
    cite=CITE,
    who=frozenset({Role.VEHICLE_MAKER, Role.VEHICLE_IMPORTER}),
    columns=(
        VEHICLE_MODEL,
        Column(
            name="from_date",
            kind=Kind.DATE,
            text=Text("适用起始日", "From"),
            also=("起始日期",),
            past=False,
            example="2026-06-01",
        ),
        Column(
            name="soh_below_percent",
            kind=Kind.INTEGER,
            required=False,
            text=Text("健康状态低于（%）", "State of health below (%)"),
            also=("健康状态低于",),
            minimum=1,
            maximum=100,
            example="70",
        ),
        Column(
            name="months_over",
            kind=Kind.INTEGER,
            required=False,
            text=Text("使用月数达到", "Months of use reached"),
            also=("使用年限（月）",),
            minimum=1,
            maximum=600,
            example="96",
            note=Text("自车辆销售之日起算。", "Counted from the day the vehicle was sold."),
        ),
        Column(
            name="mileage_over_km",
            kind=Kind.INTEGER,
            required=False,
            text=Text("行驶里程达到（千米）", "Mileage reached (km)"),
            also=("行驶里程达到",),
            minimum=1,
            maximum=10_000_000,
            example="300000",
        ),
        Column(
            name="procedure_zh",
            kind=Kind.TEXT,
            text=Text("回收程序（中文）", "Procedure (Chinese)"),
            also=("回收程序",),
            longest=2_000,
            example="预约网点，出示本告知书编号，由网点拆下电池。",
        ),
        Column(
            name="procedure_en",
            kind=Kind.TEXT,
            text=Text("回收程序（英文）", "Procedure (English)"),
            longest=2_000,
            example="Book an outlet, show the number of this notice; the outlet takes the battery out.",
        ),
        Column(
            name="contact",
            kind=Kind.TEXT,
            text=Text("联系方式", "Contact"),
            also=("联系人及电话",),
            example="0000-0000000",
        ),
    ),
    trigger=(),
    happened=("from_date",),
    subject="vehicle_model",
    subject_kind=SubjectKind.MODEL,
    versions=(Version(since=date(2026, 4, 1), deadline=Promptly(), cite=CITE),),
    effects=(Effect(event=Event.ADVISED, subject="vehicle_model", kind=SubjectKind.MODEL),),
    checks=(AtLeastOne(columns=LIMITS), UniqueInFile(columns=("vehicle_model", "from_date"))),
    opens_own=False,
    policies=("retirement_age", "reading_kept", "reading_by"),
)
