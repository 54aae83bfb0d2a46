"""移交与问题的形状 — what the API answers of hand-overs, and of findings with what was done about them."""

from datetime import date, datetime
from typing import Annotated

from msgspec import Meta, Struct

from suyuan.api.shapes import Finding

Day = date  # a field is called date


class FindingAct(Struct, kw_only=True):
    """What somebody did about a finding: 处理."""

    at: datetime
    party: Annotated[str | None, Meta(description="None where an authority did it")]
    act: Annotated[str, Meta(description="explain, confirm, reopen, case or close")]
    words: str


class FindingCase(Struct, kw_only=True):
    """A finding with what was done about it: 问题及处理."""

    finding: Finding
    acts: list[FindingAct]
    seen: Annotated[str, Meta(description="Names the evidence as it stands; send it with confirm")]


class HandoverSide(Struct, kw_only=True):
    """One side of a hand-over: 移交的一方."""

    party: Annotated[str, Meta(description="Unified social credit code")]
    party_name: str | None
    date: Annotated[Day | None, Meta(description="None where this side has reported nothing")]
    mass_kg: float | None
    receipt: str | None
    duty: Annotated[str | None, Meta(description="Under which it was filed, or is owed")]


class Handover(Struct, kw_only=True):
    """A hand-over of one battery as it stands: 移交."""

    code: str
    state: Annotated[str, Meta(description="open, matched, disputed, refused, expired, settled or returned")]
    outbound: HandoverSide
    inbound: HandoverSide
    refused: bool
    transfer_no: str | None
    due_on: Annotated[Day | None, Meta(description="Last day in time for the side that is missing")]


class Handovers(Struct):
    """A page of hand-overs."""

    items: list[Handover]
    next: str | None = None


class ProposalSide(Struct, kw_only=True):
    """What one side of a proposal reported: 一方所报."""

    code: str
    date: Day
    mass_kg: Annotated[float | None, Meta(description="Of your own report alone")]
    transfer_no: str | None


class Proposal(Struct, kw_only=True):
    """Two one-sided reports that may be of one battery: 疑似同一."""

    side: Annotated[str, Meta(description="out: yours is the outbound; in: yours is the inbound")]
    why: Annotated[str, Meta(description="characters, label or transfer")]
    partner: str
    partner_name: str
    duty: Annotated[str, Meta(description="Under which your own report was filed")]
    receipt: Annotated[str, Meta(description="Your own report")]
    mine: ProposalSide
    other: ProposalSide


class Proposals(Struct):
    """What may be one and the same, the likeliest first of each partner."""

    items: list[Proposal]


class Stage(Struct, kw_only=True):
    """How often something was reported: 环节."""

    stage: str
    number: int
    mass_kg: float


class Flow(Struct, kw_only=True):
    """What went from one end to another: 流向."""

    sender: Annotated[str, Meta(description="A role, two digits of a division, or elsewhere")]
    receiver: str
    number: int
    mass_kg: float


class Leak(Struct, kw_only=True):
    """How many findings of a kind stand open: 流失."""

    kind: str
    number: int


class Stock(Struct, kw_only=True):
    """How many batteries are at one stage at the end of the months: 存量."""

    stock: Annotated[str, Meta(description="in_vehicles or under_way")]
    number: int


class Place(Struct, kw_only=True):
    """What was sent from, came to and got lost in one province: 地区."""

    province: Annotated[str, Meta(description="Two digits of the division")]
    sent: int
    taken: int
    leaks: int


class Flows(Struct, kw_only=True):
    """Stages, flows and leaks of some months."""

    since: Day
    until: Day
    stages: list[Stage]
    stocks: list[Stock]
    flows: list[Flow]
    places: list[Place]
    leaks: list[Leak]


SHAPES = (
    *(FindingAct, FindingCase, HandoverSide, Handover, Handovers, ProposalSide, Proposal, Proposals),
    *(Stage, Stock, Flow, Place, Leak, Flows),
)
