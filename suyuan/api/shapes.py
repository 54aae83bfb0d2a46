"""回答的形状 — what the calls answer, as structs that both the encoder and the OpenAPI document read."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

from suyuan.api import firm_shapes


class Mistake(Struct, kw_only=True):
    """One place that breaks a rule: 一处错误."""

    row: Annotated[int | None, Meta(description="Data row, counted from 1; null: the file as a whole")] = None
    column: Annotated[str | None, Meta(description="Column of the filing, or parameter of the call")] = None
    cell: Annotated[str | None, Meta(description="The workbook's own cell", examples=["D17"])] = None
    pointer: Annotated[str | None, Meta(description="RFC 6901 pointer into the JSON line or array")] = None
    rule: Annotated[str, Meta(description="Stable id of the rule", examples=["code.length"])]
    value: Annotated[str, Meta(description="What stood there")] = ""
    message: Annotated[str, Meta(description="What is wrong, in the language of Accept-Language")]
    fix: Annotated[str, Meta(description="How to mend it, in the language of Accept-Language")] = ""
    article: Annotated[str | None, Meta(description="Article or clause behind the rule")] = None


class Receipt(Struct, kw_only=True):
    """The answer to a filing: 回执."""

    receipt: Annotated[str, Meta(description="Number of the receipt", examples=["SY-20260501-7K3M9Q2XD"])]
    duty: Annotated[str, Meta(description="Duty that was filed", examples=["24.2.a"])]
    party: Annotated[
        str, Meta(description="Unified social credit code of the filer", examples=["91999999AY10000019"])
    ]
    filed_by: Annotated[
        str | None,
        Meta(description="Credit code of the agent that filed for the party; null: the party itself"),
    ]
    filed_at: datetime
    lines: Annotated[int, Meta(description="Data rows of the file")]
    accepted: int
    rejected: int
    late: Annotated[int, Meta(description="Accepted rows whose obligation was met after its due day")]
    errors: Annotated[list[Mistake], Meta(description="The first 1,000 places; errors_total counts all")]
    warnings: Annotated[list[Mistake], Meta(description="The first 1,000 places; warnings_total counts all")]
    proof: Annotated[dict[str, Any] | None, Meta(description="Proof of inclusion; null: not issued yet")]
    state: Annotated[
        str,
        Meta(
            description="accepted, refused, replaced, cancelled, or checked (dry run)", examples=["accepted"]
        ),
    ]
    mode: Annotated[Literal["all", "good"], Meta(description="all: one bad line refuses the whole")]
    provisional: Annotated[
        dict[str, str], Meta(description="Data row -> identifier given to a label that could not be read")
    ]
    source_name: Annotated[str, Meta(description="Name of the file")]
    replaces: Annotated[str | None, Meta(description="Receipt that this filing corrects")]
    replaced_by: Annotated[str | None, Meta(description="Receipt that corrects this filing")]
    backfill: Annotated[bool, Meta(description="Legacy stock, which starts no clock")]
    repeated: Annotated[bool, Meta(description="The earlier answer, given again to the same request")]
    errors_total: int
    warnings_total: int


class Problem(Struct, kw_only=True, omit_defaults=True):
    """Why a call was not carried out (RFC 9457): 问题说明."""

    type: Annotated[str, Meta(description="Reference of the kind of problem", examples=["/rules#auth.dead"])]
    title: Annotated[str, Meta(description="The kind of problem in words")]
    status: int
    detail: Annotated[str, Meta(description="This occurrence, and how to mend it")]
    instance: Annotated[str, Meta(description="The call", examples=["/api/v1/filings/24.2.a"])]
    code: Annotated[str, Meta(description="Stable id of the problem", examples=["auth.dead"])]
    request_id: Annotated[str, Meta(description="Quote it when you ask for help")]
    errors: list[Mistake]
    errors_total: int | None = None
    warnings: list[Mistake] | None = None
    warnings_total: int | None = None
    receipt: Annotated[str | None, Meta(description="Receipt of the refused filing")] = None
    duty: str | None = None
    party: str | None = None
    filed_at: datetime | None = None
    lines: int | None = None
    accepted: int | None = None
    rejected: int | None = None
    late: int | None = None


class Job(Struct, kw_only=True):
    """A filing that the worker handles: 后台任务."""

    id: str
    duty: str
    state: Annotated[
        Literal["queued", "running", "done", "failed", "to_sign", "returned", "withdrawn"],
        Meta(description="done: see receipt; to_sign: a preparer's filing that waits for a signer"),
    ]
    stage: Annotated[str, Meta(description="queued, reading, checking, storing, done", examples=["checking"])]
    progress: Annotated[float, Meta(ge=0, le=1)]
    receipt: Annotated[str | None, Meta(description="Number of the receipt, once there is one")]
    created_at: datetime
    answer: Annotated[Receipt | None, Meta(description="The receipt itself, once there is one")] = None
    problem: Annotated[Mistake | None, Meta(description="Why the job failed or the filing was refused")] = (
        None
    )


class Subject(Struct):
    """What an obligation or finding is about: 对象."""

    kind: Annotated[
        Literal[
            "battery",
            "vehicle",
            "transfer",
            "month",
            "outlet",
            "model",
            "batch",
            "party",
            "product",
            "notice",
        ],
        Meta(),
    ]
    id: str


class Obligation(Struct, kw_only=True):
    """One statutory clock: 报送义务."""

    duty: str
    article: str
    party: str
    party_name: str
    subject: Subject
    opened_on: date
    due_on: Annotated[date | None, Meta(description="null: awaiting its trigger, or no number in the text")]
    met_on: date | None
    state: Literal["awaiting", "open", "overdue", "met", "met_late"]
    days_left: Annotated[int | None, Meta(description="Days until the due day; negative once it has passed")]


class Battery(Struct, kw_only=True):
    """A battery as it stood on a day: 动力电池."""

    code: str
    kind: Annotated[str, Meta(description="pack, module or cell")]
    parts: Annotated[int, Meta(description="Number of codes below this one")]
    state: Annotated[
        str,
        Meta(description="registered, fitted, removed, in_transit, held, refused, recycled or scrapped"),
    ]
    holder: Annotated[str | None, Meta(description="Unified social credit code")]
    holder_name: str | None
    vehicle: Annotated[str | None, Meta(description="VIN of the vehicle it is fitted in")]
    parent: Annotated[str | None, Meta(description="Code it is part of")]
    idcard: Annotated[str | None, Meta(description="Pack whose digital identity covers this code")]
    as_of: date
    masked: Annotated[
        bool, Meta(description="true: of the holder only its role and province may be known")
    ] = False
    holder_role: str | None = None
    holder_region: Annotated[
        str | None, Meta(description="Division code of the masked holder's province")
    ] = None


class Completeness(Struct, kw_only=True):
    """How complete a digital identity is: 完整度."""

    filed: int
    counted: int
    missing: Annotated[list[str], Meta(description="Data points that nobody has filed yet")]


class IdentityCard(Struct, kw_only=True):
    """A digital identity as one reader is told it: 数字身份."""

    code: Annotated[str, Meta(description="As asked")]
    kind: Annotated[str, Meta(description="pack, module or cell")]
    idcard: Annotated[
        str | None, Meta(description="The pack whose identity this is; null for a part in no pack")
    ]
    status: Literal["active", "in_repair", "retired", "in_transit", "second_life", "recycled", "revoked"]
    as_of: date
    audiences: Annotated[
        list[str], Meta(description="As whom the reader is told: public, technical, chain, authority")
    ]
    shown: Annotated[int, Meta(description="Number of data points that this reader may see")]
    total: Annotated[int, Meta(description="Number of data points in the list in force")]
    completeness: Completeness
    fields: Annotated[dict[str, Any], Meta(description="Data point -> value; null where nothing is filed")]
    withheld: Annotated[list[str], Meta(description="Data points that others may see")]


class Node(Struct):
    """A code and its parts: 编码树."""

    code: str
    kind: str
    parts: "list[Node]"


class Happening(Struct, kw_only=True):
    """One event of a life, as filed: 经历."""

    event: str
    happened_on: Annotated[date, Meta(description="Legal day in Asia/Shanghai")]
    recorded_at: datetime
    party: Annotated[str, Meta(description="Unified social credit code; empty where the reader may not know")]
    party_name: str
    receipt: str
    duty: str
    article: str
    subject: str
    vehicle: str | None
    counterparty: str | None
    body: dict[str, Any]
    masked: Annotated[
        bool, Meta(description="true: of the party only its role and province may be known")
    ] = False
    party_role: str | None = None
    party_region: Annotated[str | None, Meta(description="Division code of the masked party's province")] = (
        None
    )


class Trace(Battery, kw_only=True):
    """A battery with its tree and its whole life: 溯源."""

    tree: Node
    history: list[Happening]
    successors: list[str]
    predecessors: list[str]
    findings: list[dict[str, Any]]


class Fitting(Struct, kw_only=True):
    """A battery in a vehicle between two days: 装车区间."""

    code: str
    kind: str
    fitted_on: date
    removed_on: Annotated[date | None, Meta(description="null: still fitted")]
    masked: Annotated[bool, Meta(description="true: which battery it was may not be known")] = False


class Vehicle(Struct, kw_only=True):
    """A vehicle with its fitted batteries: 车辆."""

    vin: str
    vehicle_type: str
    vehicle_name: str
    brand: str
    vehicle_model: str
    certified_date: date | None
    swap_mode: bool
    sold_date: date | None
    scrapped_date: date | None
    filer: str
    filer_name: str
    batteries: list[Fitting]
    history: list[Happening]
    as_of: date
    masked: Annotated[
        bool, Meta(description="true: of the filer only its role and province may be known")
    ] = False
    filer_role: str | None = None
    filer_region: Annotated[str | None, Meta(description="Division code of the masked filer's province")] = (
        None
    )


class Finding(Struct, kw_only=True):
    """What a detector found: 发现的问题."""

    id: str
    kind: Annotated[str, Meta(examples=["no_inbound"])]
    subject: Subject
    parties: list[str]
    evidence: list[Any]
    article: str
    state: Annotated[str, Meta(description="open, explained, confirmed, case or closed")]
    found_at: datetime
    owner: Annotated[str | None, Meta(description="The party that is asked first")] = None
    due_on: Annotated[date | None, Meta(description="Until when it should say something")] = None
    closed_at: datetime | None = None
    closed_by: Annotated[str | None, Meta(description="Receipt of the papers that explain it")] = None


class Me(Struct, kw_only=True):
    """Whose token this is: 令牌的主人."""

    kind: Annotated[str, Meta(description="member, inspector, ministry or operator")]
    name: str
    party: Annotated[str | None, Meta(description="Unified social credit code")]
    party_name: str | None
    roles: list[str]
    territory: Annotated[
        str, Meta(description="Leading digits of the division code that an official watches")
    ]
    duties: Annotated[list[str], Meta(description="Duties that this token may file")]


class Receipts(Struct):
    """A page of receipts."""

    items: list[Receipt]
    next: str | None = None


class Obligations(Struct):
    """A page of obligations."""

    items: list[Obligation]
    next: str | None = None


class Batteries(Struct):
    """A page of batteries."""

    items: list[Battery]
    next: str | None = None


class Findings(Struct):
    """A page of findings."""

    items: list[Finding]
    next: str | None = None


class Duties(Struct):
    """The rulebook as data."""

    items: list[dict[str, Any]]
    next: str | None = None


class Drawn(Struct, kw_only=True):
    """A token that was drawn (RFC 6749): 令牌."""

    access_token: str
    token_type: Literal["Bearer"]
    expires_in: Annotated[int, Meta(description="Seconds")]
    scope: str
    refresh_token: str | None = None
    refresh_expires_in: int | None = None


class Device(Struct, kw_only=True):
    """A sign-in that waits for its person (RFC 8628): 设备登录."""

    device_code: str
    user_code: Annotated[str, Meta(description="What the person types", examples=["BCDF-GHJK"])]
    verification_uri: str
    verification_uri_complete: str
    expires_in: Annotated[int, Meta(description="Seconds")]
    interval: Annotated[int, Meta(description="Seconds between two questions")]


class OAuthProblem(Struct, kw_only=True):
    """Why no token was drawn (RFC 6749): 授权错误."""

    error: str
    error_description: str | None = None


class Read(Struct, kw_only=True):
    """One look of an authority or of the platform into a firm's records: 读取记录."""

    id: int
    at: datetime
    account: Annotated[str | None, Meta(description="Username; null once the person was erased")]
    post: Annotated[str, Meta(description="inspector, ministry, operator or auditor")]
    department: str
    level: str
    territory: str
    act: str
    object_kind: str
    object_id: str
    party: Annotated[str | None, Meta(description="Whose records: unified social credit code")]
    party_name: str | None
    request_id: str


class Reads(Struct):
    """A page of the access log."""

    items: list[Read]
    next: str | None = None


SHAPES = (
    Mistake, Receipt, Problem, Job, Subject, Obligation, Battery, Node, Happening, Trace, Fitting, Vehicle,
    Finding, IdentityCard, Completeness, Me, Receipts, Obligations, Batteries, Findings, Duties, Drawn, Device,
    OAuthProblem, Read, Reads, *firm_shapes.SHAPES,
)  # fmt: skip
