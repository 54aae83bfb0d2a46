"""主体回答的形状 — the shapes of a party with everything that hangs on it."""

from datetime import date, datetime
from typing import Annotated

from msgspec import Meta, Struct


class Permit(Struct, kw_only=True):
    """A permit of Article 18: 手续."""

    kind: Annotated[
        str,
        Meta(description="project_approval, environmental_impact_assessment or pollutant_discharge_permit"),
    ]
    number: str
    valid_from: date
    valid_to: Annotated[date | None, Meta(description="null: without end")]
    revoked_date: date | None
    state: Annotated[str, Meta(description="awaiting, accepted or refused; only accepted ones count")]
    document: Annotated[str | None, Meta(description="SHA-256 of the proof")]


class Site(Struct, kw_only=True):
    """A place of work: 场所."""

    name: str
    kind: str
    region_code: str
    address: str
    opened_date: date
    closed_date: date | None


class Outlet(Struct, kw_only=True):
    """An outlet as filed under 24.6.a: 回收服务网点."""

    outlet_no: str
    name: str
    kind: str
    region_code: str
    address: str
    status: str
    effective_date: date
    held: Annotated[bool, Meta(description="Opened while the party was suspended: on file, not listed")]


class Change(Struct, kw_only=True):
    """One act about the party; never edited: 履历."""

    kind: Annotated[
        str,
        Meta(
            description="registered, approved, suspended, resumed, changed, merged, split, terminated, or stopped: "
            "a filing that was under way when the party ended"
        ),
    ]
    day: date
    reason: str
    recorded_at: datetime


class Answering(Struct, kw_only=True):
    """A party that answers for another (Article 17): 承继."""

    party: Annotated[str, Meta(description="Unified social credit code")]
    party_name: str
    since: date | None
    duties: list[str]


class PartyLine(Struct, kw_only=True):
    """A party in the register: 主体."""

    uscc: str
    name: str
    name_en: str
    region_code: str
    roles: list[str]
    state: Annotated[str, Meta(description="approved, suspended or terminated")]
    registered_at: datetime


class Party(Struct, kw_only=True):
    """A party with everything that hangs on it: 主体及其手续、场所、网点、履历、承继."""

    uscc: str
    name: str
    name_en: str
    legal_person: str
    region_code: str
    roles: list[str]
    prefixes: Annotated[list[str], Meta(description="Maker codes it holds today")]
    state: Annotated[str, Meta(description="approved, suspended or terminated")]
    white_listed: Annotated[bool, Meta(description="Information only: it permits nothing")]
    registered_at: datetime
    whole: Annotated[
        bool,
        Meta(
            description="false: an agent, or a department that reads permits alone, is shown less than there is"
        ),
    ]
    permits: list[Permit]
    sites: list[Site]
    outlets: list[Outlet]
    history: list[Change]
    successors: list[Answering]
    predecessors: list[Answering]
    unanswered: Annotated[bool, Meta(description="It has ended, and nobody answers for some of its duties")]


class Parties(Struct):
    """A page of the register."""

    items: list[PartyLine]
    next: str | None = None


SHAPES = (Permit, Site, Outlet, Change, Answering, PartyLine, Party, Parties)
