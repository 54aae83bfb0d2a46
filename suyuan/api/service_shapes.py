"""回收服务的形状 — what the API answers of outlets, coverage, who takes back, and technical information."""

from datetime import date, datetime
from typing import Annotated

from msgspec import Meta, Struct

from suyuan.api.shapes import Mistake


class Outlet(Struct, kw_only=True):
    """An outlet as anybody may find it: 回收服务网点."""

    outlet_no: str
    party: Annotated[str, Meta(description="Unified social credit code of the firm it belongs to")]
    party_name: str
    name: str
    kind: Annotated[str, Meta(description="collection or storage (GB/T 38698.2)")]
    region_code: str
    address: str
    longitude: Annotated[float, Meta(description="Degrees, WGS-84")]
    latitude: Annotated[float, Meta(description="Degrees, WGS-84")]
    phone: str
    hours: str
    open: Annotated[
        str,
        Meta(description="open, shut, or unsaid where only people can read the hours; now, Asia/Shanghai"),
    ]
    status: str
    accepts: Annotated[str | None, Meta(description="undamaged or any; None where the firm did not say")]
    effective_date: date
    confirmed_on: Annotated[date, Meta(description="When the firm last filed or confirmed it")]
    stale: Annotated[bool, Meta(description="Not confirmed for the days of policy outlet_fresh_days")]
    distance_m: Annotated[int | None, Meta(description="Along the ground, from the place asked for")]


class Outlets(Struct, kw_only=True):
    """A page of outlets: 网点列表."""

    items: list[Outlet]
    next: str | None


class Cover(Struct, kw_only=True):
    """One firm in one division: what it sold there, and what it offers: 覆盖."""

    party: Annotated[str, Meta(description="Credit code of who answers")]
    region_code: Annotated[str, Meta(description="Province (Article 14) or prefecture (Article 15)")]
    article: str
    sold: Annotated[int, Meta(description="Vehicles, or batteries sold to others than vehicle makers")]
    outlets: int
    stale: Annotated[int, Meta(description="Of these, not confirmed lately")]
    state: Annotated[str, Meta(description="gap, thin, stale or covered")]


class Coverage(Struct, kw_only=True):
    """How firms stand, the worst first: 覆盖情况."""

    items: list[Cover]


class Takeback(Struct, kw_only=True):
    """Who is answerable for taking a battery back: 回收责任."""

    article: str
    ground: Annotated[str, Meta(description="loaded: sold in a vehicle; loose: sold by itself")]
    way: Annotated[str, Meta(description="itself, succession, arrangement or nobody")]
    party: Annotated[str | None, Meta(description="Credit code; None where nobody answers")]
    party_name: str | None
    line: Annotated[list[str], Meta(description="Credit codes of the firms that the duty came through")]
    as_of: date


class RefusalReported(Struct, kw_only=True):
    """A report that somebody refused a battery: 拒收报告."""

    finding: Annotated[str, Meta(description="Id of the finding that it became")]


class ManualFile(Struct, kw_only=True):
    """A file of a manual, by its place in the list: 附件."""

    name: str
    kind: str
    pages: int


class Manual(Struct, kw_only=True):
    """A manual as it is listed: whose it is and what is in it: 技术信息目录."""

    id: int
    party: str
    party_name: str
    vehicle_model: str
    title: str
    version: int
    published_at: datetime
    steps: Annotated[int, Meta(description="How many")]
    files: list[ManualFile]


class Manuals(Struct, kw_only=True):
    """Manuals: 技术信息目录."""

    items: list[Manual]
    next: str | None


class ManualFiled(Struct, kw_only=True):
    """A version of a manual that was filed: 已报送的资料."""

    id: int
    receipt: Annotated[str | None, Meta(description="Receipt of the filing under 24.1 that went with it")]


class ManualGrant(Struct, kw_only=True):
    """Leave to read a manual: 查阅许可."""

    id: int
    expires_at: datetime
    hand: Annotated[str, Meta(description="held, addressed or named: why the battery counts as in hand")]
    mark: Annotated[str, Meta(description="What every copy shows")]


class ManualStep(Struct, kw_only=True):
    """One step: 步骤."""

    stage: Annotated[str, Meta(description="removal or disassembly")]
    zh: str
    en: str
    hazards: list[str]
    tools: str


class ManualOpened(Struct, kw_only=True):
    """A manual under a leave to read: 技术信息."""

    manual: Manual
    steps: list[ManualStep]
    expires_at: datetime


class Retirement(Struct, kw_only=True):
    """Under which conditions a model's battery should be retired, by its maker's word: 建议报废条件."""

    party: str
    party_name: str
    vehicle_model: str
    from_date: date
    soh_below_percent: int | None
    months_over: Annotated[int | None, Meta(description="Whole months since the sale")]
    mileage_over_km: int | None
    procedure_zh: str
    procedure_en: str
    contact: str
    receipt: Annotated[str, Meta(description="Receipt of the filing that says so")]


class Retirements(Struct, kw_only=True):
    """Conditions: 建议报废条件."""

    items: list[Retirement]


class Readings(Struct, kw_only=True):
    """What became of a list of readings: 读数结果."""

    lines: int
    due: Annotated[list[str], Meta(description="Numbers of the notices that are due now")]
    known: Annotated[int, Meta(description="Lines whose battery has a notice already")]
    below: Annotated[int, Meta(description="Lines that reach no limit: not kept")]
    unset: Annotated[int, Meta(description="Lines of models without conditions: not kept")]
    rejected: int
    mistakes: list[Mistake]


class Notice(Struct, kw_only=True):
    """What the user of one vehicle must be told: 告知书."""

    notice_no: str
    vin: str
    code: str
    vehicle_model: str
    reason: Annotated[str, Meta(description="state_of_health, mileage or age")]
    value: Annotated[int, Meta(description="Per cent, kilometres or months")]
    limit: int
    seen_date: date
    state: Annotated[str, Meta(description="due, handed, told or lapsed")]
    handing: Annotated[int | None, Meta(description="With which handing-over it went")]
    told_date: date | None
    told_receipt: Annotated[str | None, Meta(description="Receipt of the filing that the user was told")]


class Notices(Struct, kw_only=True):
    """A page of notices: 告知书列表."""

    items: list[Notice]
    next: str | None


class NoticesHanded(Struct, kw_only=True):
    """Notices that were taken: 已领取的告知书."""

    id: int
    number: Annotated[int, Meta(description="How many")]
    sha256: str


SHAPES = (
    *(Outlet, Outlets, Cover, Coverage, Takeback, RefusalReported),
    *(ManualFile, Manual, Manuals, ManualFiled, ManualGrant, ManualStep, ManualOpened),
    *(Retirement, Retirements, Readings, Notice, Notices, NoticesHanded),
)
