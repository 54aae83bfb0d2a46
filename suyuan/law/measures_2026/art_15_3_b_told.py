"""第十五条第三项：告知用户 — that a vehicle's user was told that its battery should be retired, and how.

Article 15(3), second sentence: when a battery reaches the recommended conditions, the maker informs the user promptly,
through the vehicle or its after-sales service. The line names the notice and nothing of the vehicle or its user: the
number leads the maker to both. The text sets no number of days.
"""

from datetime import date

from suyuan.law.checks import UniqueInFile
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

CITE = Citation(MEASURES_2026, 15, "3")
WAYS = (
    Option("in_vehicle", Text("车载信息系统", "In the vehicle")),
    Option("app", Text("手机应用", "App")),
    Option("message", Text("短信或邮件", "Message or mail")),
    Option("phone", Text("电话", "Telephone")),
    Option("letter", Text("信函", "Letter")),
    Option("visit", Text("到店告知", "At the workshop")),
)

DUTY = Duty(
    id="15.3.b",
    number=22,
    text=Text("报废告知记录", "Users told of retirement"),
    explain=Text(
        "电池达到建议报废条件后，及时告知用户回收程序和要求；报送何时、以何种方式告知。",
        "After a battery reached the recommended conditions: when, and by which way, its user was told.",
    ),
    cite=CITE,
    who=frozenset({Role.VEHICLE_MAKER, Role.VEHICLE_IMPORTER}),
    columns=(
        Column(
            name="notice_no",
            kind=Kind.TEXT,
            text=Text("告知书编号", "Notice number"),
            also=("告知编号",),
            longest=16,
            example="TZ0123456789ABCD",
        ),
        Column(
            name="told_date",
            kind=Kind.DATE,
            text=Text("告知日期", "Told on"),
            also=("告知时间",),
            example="2026-06-03",
        ),
        Column(
            name="way",
            kind=Kind.CHOICE,
            text=Text("告知方式", "Way"),
            options=WAYS,
            example="app",
        ),
        Column(
            name="reference",
            kind=Kind.TEXT,
            required=False,
            text=Text("凭证编号", "Reference"),
            also=("凭证", "挂号信编号"),
            longest=64,
            example="MSG-0001",
            note=Text(
                "可供核查的发送编号，不写姓名、电话、地址。",
                "A number under which the sending can be looked up; no name, telephone or address.",
            ),
        ),
    ),
    trigger=(),
    happened=("told_date",),
    subject="notice_no",
    subject_kind=SubjectKind.NOTICE,
    versions=(Version(since=date(2026, 4, 1), deadline=Promptly(), cite=CITE),),
    effects=(Effect(event=Event.TOLD, subject="notice_no", kind=SubjectKind.NOTICE),),
    checks=(UniqueInFile(columns=("notice_no",)),),
    opens_own=False,
    policies=("notice_once",),
)
