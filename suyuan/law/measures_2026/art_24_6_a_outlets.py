"""第二十四条第（六）项：回收服务网点信息 — collection outlets opened or changed.

Article 24(6), first clause: within 30 days. An outlet reports nothing itself; the battery or vehicle maker
that set it up does. Articles 14 and 15 ask for outlets where batteries or vehicles are sold and for their
publication: the accepted lines are the public map. Kinds after GB/T 38698.2: collection, and concentrated
storage.

An outlet may be filed before the day it opens, so the effective day may lie ahead. The words for ``status``
are not fixed by any text: those of ``CLOSED`` end an outlet, those of ``OPEN`` keep it open, and any other keeps it
open with a warning.
"""

from datetime import date

from suyuan.law.checks import UniqueInFile
from suyuan.law.columns import REGION_CODE
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
    Option,
    Role,
    SubjectKind,
    Text,
    Version,
)

CITE = Citation(MEASURES_2026, 24, "6")

OUTLET_KINDS = (
    Option("collection", Text("收集型", "Collection")),
    Option("storage", Text("集中贮存型", "Concentrated storage")),
)
# Of the words that the note offers.
STATUS_TEXT = {"open": Text("营业", "open"), "closed": Text("停业", "closed")}
CLOSED = frozenset(
    {
        *(
            "closed",
            "close",
            "shut",
            "suspended",
            "停业",
            "已停业",
            "暂停营业",
            "歇业",
            "关闭",
            "已关闭",
            "永久关闭",
        ),
        *("撤销", "已撤销", "注销", "已注销", "停用", "已停用"),
    }
)
OPEN = frozenset(
    {"open", "opened", "operating", "营业", "营业中", "正常", "正常营业", "运营", "运营中", "在用"}
)
ACCEPTS = (
    Option("undamaged", Text("仅接收外观完好的电池", "Undamaged batteries only")),
    Option("any", Text("完好、破损的均接收", "Damaged ones too")),
)
# A box around the country, in micro-degrees: it catches longitude and latitude that changed places.
WEST, EAST, SOUTH, NORTH = 73_000_000, 136_000_000, 3_000_000, 54_000_000

COLUMNS = (
    Column(
        name="outlet_no",
        kind=Kind.TEXT,
        text=Text("网点编号", "Outlet number"),
        also=("回收服务网点编号",),
        longest=64,
        example="BJ-001",
    ),
    Column(
        name="name",
        kind=Kind.TEXT,
        text=Text("网点名称", "Outlet name"),
        also=("名称",),
        example="示例回收服务网点（朝阳）",
    ),
    Column(
        name="kind",
        kind=Kind.CHOICE,
        text=Text("网点类型", "Outlet kind"),
        also=("类型",),
        options=OUTLET_KINDS,
        example="collection",
    ),
    REGION_CODE,
    Column(
        name="address", kind=Kind.TEXT, text=Text("地址", "Address"), also=("详细地址",), example="示例路1号"
    ),
    Column(
        name="longitude",
        kind=Kind.DEGREES,
        text=Text("经度", "Longitude"),
        minimum=WEST,
        maximum=EAST,
        example="116.4551",
        note=Text("WGS-84 坐标，十进制度。", "WGS-84, decimal degrees."),
    ),
    Column(
        name="latitude",
        kind=Kind.DEGREES,
        text=Text("纬度", "Latitude"),
        minimum=SOUTH,
        maximum=NORTH,
        example="39.9249",
        note=Text("WGS-84 坐标，十进制度。", "WGS-84, decimal degrees."),
    ),
    Column(
        name="phone",
        kind=Kind.TEXT,
        text=Text("联系电话", "Telephone"),
        also=("电话",),
        longest=64,
        example="010-00000000",
    ),
    Column(
        name="hours",
        kind=Kind.TEXT,
        text=Text("营业时间", "Opening hours"),
        example="周一至周五 9:00-17:00",
    ),
    Column(
        name="status",
        kind=Kind.TEXT,
        text=Text("状态", "Status"),
        also=("网点状态",),
        longest=32,
        example="open",
        note=Text("open 营业，closed 停业。", "open or closed."),
    ),
    Column(
        name="effective_date",
        kind=Kind.DATE,
        text=Text("设立或变更日期", "Effective date"),
        also=("设立日期", "变更日期", "生效日期"),
        past=False,
        example="2026-05-01",
    ),
    Column(
        name="accepts",
        kind=Kind.CHOICE,
        required=False,
        text=Text("接收范围", "Accepts"),
        options=ACCEPTS,
        example="any",
        note=Text("自愿填报，在公开网点地图上显示。", "Voluntary; shown on the public map of outlets."),
    ),
)

DUTY = Duty(
    id="24.6.a",
    number=13,
    text=Text("回收服务网点", "Collection outlets"),
    explain=Text(
        "设立或者变更回收服务网点后30日内，报送网点信息。",
        "Within 30 days of setting up or changing an outlet: its particulars.",
    ),
    cite=CITE,
    who=frozenset(
        {Role.BATTERY_MAKER, Role.BATTERY_IMPORTER, Role.VEHICLE_MAKER, Role.VEHICLE_IMPORTER},
    ),
    columns=COLUMNS,
    trigger=("effective_date",),
    subject="outlet_no",
    subject_kind=SubjectKind.OUTLET,
    versions=(Version(since=date(2026, 4, 1), deadline=Days(30), cite=CITE),),
    effects=(Effect(event=Event.OUTLET_FILED, subject="outlet_no", kind=SubjectKind.OUTLET),),
    checks=(UniqueInFile(columns=("outlet_no", "effective_date")),),
    examples=(
        Example(
            Text("6月1日设立，7月1日届满", "opened 1 June, due 1 July"),
            date(2026, 6, 1),
            date(2026, 7, 1),
        ),
        Example(
            Text(
                "4月3日设立，第30日为5月3日假日，顺延至5月6日",
                "opened 3 April: day 30 is a holiday, due 6 May",
            ),
            date(2026, 4, 3),
            date(2026, 5, 6),
        ),
    ),
    policies=(
        "calendar_days",
        "first_day_not_counted",
        "holiday_roll",
        "outlet_fresh_days",
        "outlet_place_m",
    ),
)
