"""第二十四条第（一）项：拆卸、拆解技术信息 — how to take a model's battery out, and apart.

Article 24(1): vehicle makers and importers, within 6 months of the product entering the announcement or,
for imports, of its compulsory certification. Per model, not per battery. Removal (拆卸) takes the battery
out of the vehicle; disassembly (拆解) takes it apart down to its cells. Who may read it, and what for, is
Article 25.

The months end on the matching day or, where that month has none, on its last (law.calendar).
"""

from datetime import date

from suyuan.law.checks import UniqueInFile
from suyuan.law.columns import VEHICLE_MODEL
from suyuan.law.duty import (
    MEASURES_2026,
    Citation,
    Column,
    Duty,
    Effect,
    Event,
    Example,
    Kind,
    Months,
    Role,
    SubjectKind,
    Text,
    Version,
)

CITE = Citation(MEASURES_2026, 24, "1")

DUTY = Duty(
    id="24.1",
    number=3,
    text=Text("拆卸、拆解技术信息", "Removal and disassembly information"),
    explain=Text(
        "车型进入公告或者取得强制性产品认证后6个月内，报送动力电池拆卸和必要的拆解技术信息。",
        "Within 6 months of a model's approval: how its battery is taken out of the car, and apart.",
    ),
    cite=CITE,
    who=frozenset({Role.VEHICLE_MAKER, Role.VEHICLE_IMPORTER}),
    columns=(
        VEHICLE_MODEL,
        Column(
            name="approval_no",
            kind=Kind.TEXT,
            text=Text("公告批次或认证证书编号", "Approval number"),
            also=("公告批次", "认证证书编号"),
            example="GG-000-0001",
        ),
        Column(
            name="approved_date",
            kind=Kind.DATE,
            text=Text("公告或认证日期", "Approval date"),
            also=("公告日期", "认证日期"),
            example="2026-05-01",
        ),
        Column(
            name="title",
            kind=Kind.TEXT,
            text=Text("资料名称", "Title"),
            example="动力电池拆卸手册",
        ),
        Column(
            name="language",
            kind=Kind.TEXT,
            text=Text("语种", "Language"),
            also=("语言",),
            longest=35,
            example="zh-Hans",
        ),
        Column(
            name="documents",
            kind=Kind.TEXTS,
            text=Text("附件名称", "Documents"),
            also=("附件", "文件名"),
            longest=4_000,
            example="拆卸手册.pdf;拆解手册.pdf",
            note=Text("随报送附上的文件名，分号分隔。", "Names of the attached files, ';' between them."),
        ),
    ),
    trigger=("approved_date",),
    subject="vehicle_model",
    subject_kind=SubjectKind.MODEL,
    versions=(Version(since=date(2026, 4, 1), deadline=Months(6), cite=CITE),),
    effects=(Effect(event=Event.DOCUMENTED, subject="vehicle_model", kind=SubjectKind.MODEL),),
    checks=(UniqueInFile(columns=("vehicle_model", "approval_no", "title", "language")),),
    examples=(
        Example(
            Text("5月20日公告，11月20日届满", "announced 20 May, due 20 November"),
            date(2026, 5, 20),
            date(2026, 11, 20),
        ),
        Example(
            Text(
                "8月31日公告，次年2月28日为星期日，顺延至3月1日",
                "announced 31 August: 28 February is a Sunday, due 1 March",
            ),
            date(2026, 8, 31),
            date(2027, 3, 1),
        ),
    ),
    policies=(
        "first_day_not_counted",
        "holiday_roll",
        "techinfo_hours",
        "techinfo_in_hand",
    ),
)
