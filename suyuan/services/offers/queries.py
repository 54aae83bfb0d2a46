"""要约查询 — the offers that a firm made and those that wait for its word."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from suyuan.domain.access import Viewer
from suyuan.services.refusals import Refused
from suyuan.storage import offers

KINDS = ("mandate", "partnership")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One open offer. ``given``: by the firm that looks, which knows of the other side the code that it wrote."""

    id: int
    kind: str
    given: bool
    other_uscc: str
    other_name: str
    terms: dict[str, Any]
    made_at: datetime


def find_offers(viewer: Viewer, kind: str) -> list[Shown]:
    """Give the open offers of a kind: those to the viewer's firm first. Raises Refused."""
    if not viewer.may("mandate.read") or viewer.agent_id is not None:
        raise Refused("auth.not_allowed")
    if viewer.party_id is None:
        return []
    asked = [_shown(row, given=False) for row in offers.made_to(viewer.uscc, kind)]
    return asked + [_shown(row, given=True) for row in offers.made_by(viewer.party_id, kind)]


def waiting(viewer: Viewer) -> list[Shown]:
    """Give every open offer to the viewer's firm that the viewer may answer, whatever its kind."""
    if not viewer.may("offer.answer"):
        return []
    return [one for kind in KINDS for one in find_offers(viewer, kind) if not one.given]


def _shown(row: offers.Row, *, given: bool) -> Shown:
    return Shown(
        id=row.id,
        kind=row.kind,
        given=given,
        other_uscc=row.uscc if given else row.party_uscc,
        other_name="" if given else row.party_name,
        terms=row.terms,
        made_at=row.made_at,
    )
