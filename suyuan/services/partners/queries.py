"""合作维修查询 — with whom a party works, as it sees it."""

from dataclasses import dataclass
from datetime import datetime

from suyuan.domain.access import Viewer
from suyuan.services.refusals import Refused
from suyuan.storage import partners
from suyuan.storage.wall import reads


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One partnership. ``state``: stands, ended."""

    id: int
    as_maker: bool
    other_uscc: str
    other_name: str
    serves_maker: bool
    since_at: datetime | None
    ended_at: datetime | None
    state: str


@reads
def find_partners(viewer: Viewer) -> list[Shown]:
    """Give the partnerships of the viewer's party: those that stand first. Raises Refused."""
    if not viewer.may("mandate.read"):
        raise Refused("auth.not_allowed")
    party_id = viewer.party_id or 0
    return [
        Shown(
            id=row.id,
            as_maker=row.maker_id == party_id,
            other_uscc=row.repairer_uscc if row.maker_id == party_id else row.maker_uscc,
            other_name=row.repairer_name if row.maker_id == party_id else row.maker_name,
            serves_maker=row.serves_maker,
            since_at=row.confirmed_at,
            ended_at=row.ended_at,
            state="stands" if row.ended_at is None else "ended",
        )
        for row in partners.of_party(party_id)
    ]
