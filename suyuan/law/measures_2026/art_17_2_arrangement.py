"""第十七条第二款：终止前的回收安排 — who takes batteries in after a maker has ended.

Article 17, second paragraph: a battery or vehicle maker that ends must first arrange for the recovery of the waste
batteries it answers for. The text names no day: the filing is due when it ends, and no clock runs. Whoever takes over
the firm's duties by merger or split answers by law and needs no arrangement; this one counts where nobody does.
"""

from datetime import date

from suyuan.law.checks import NotFiler, UniqueInFile
from suyuan.law.columns import DESTINATION_NAME, DESTINATION_USCC
from suyuan.law.duty import (
    MEASURES_2026,
    Citation,
    Column,
    Duty,
    Effect,
    Event,
    Kind,
    Option,
    Promptly,
    Role,
    SubjectKind,
    Text,
    Version,
)

CITE = Citation(MEASURES_2026, 17, "2")
SCOPES = (
    Option("all", Text("全部", "All")),
    Option("vehicles", Text("装车销售的电池", "Batteries sold in vehicles")),
    Option("loose", Text("散售的电池", "Batteries sold loose")),
)

DUTY = Duty(
    id="17.2",
    number=20,
    text=Text("终止前的回收安排", "Arrangement before termination"),
    explain=Text(
        "终止前，对由其负责回收的废旧动力电池作出安排：由谁接收、自何日起。",
        "Before a maker ends: who takes in the waste batteries it answers for, and from when.",
    ),
    cite=CITE,
    who=frozenset({Role.BATTERY_MAKER, Role.BATTERY_IMPORTER, Role.VEHICLE_MAKER, Role.VEHICLE_IMPORTER}),
    columns=(
        DESTINATION_USCC,
        DESTINATION_NAME,
        Column(
            name="from_date",
            kind=Kind.DATE,
            text=Text("接收起始日", "From"),
            also=("起始日期",),
            past=False,
            example="2026-12-01",
        ),
        Column(
            name="scope",
            kind=Kind.CHOICE,
            text=Text("范围", "Scope"),
            also=("安排范围",),
            options=SCOPES,
            example="all",
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
    subject="destination_uscc",
    subject_kind=SubjectKind.PARTY,
    versions=(Version(since=date(2026, 4, 1), deadline=Promptly(), cite=CITE),),
    effects=(Effect(event=Event.ARRANGED, subject="destination_uscc", kind=SubjectKind.PARTY),),
    checks=(NotFiler(column="destination_uscc"), UniqueInFile(columns=("destination_uscc", "scope"))),
    opens_own=False,
)
