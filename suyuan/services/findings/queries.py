"""发现查询 — findings as their parties and the officials may read them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from suyuan.domain.access import Page, Relation, Thing, Viewer
from suyuan.services.reads.operations import record
from suyuan.storage import findings as store
from suyuan.storage import parties as party_store
from suyuan.storage.wall import reads


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One finding. A party sees its own evidence; an official that of whom it watches, or both sides."""

    id: str
    kind: str
    subject: dict[str, str]
    parties: tuple[str, ...]
    evidence: tuple[dict[str, Any], ...]
    article: str
    state: str
    found_at: datetime


@reads
def find_findings(
    viewer: Viewer,
    *,
    kind: str | None = None,
    state: str | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[Finding]:
    """Give one page of findings that concern the viewer's party, or any an official's territory covers."""
    if cursor is not None:
        UUID(cursor)  # a cursor is the last row's id; anything else is no cursor of ours
    if not _may(viewer):
        return Page(())
    remit = viewer.remit
    bounded = viewer.is_official and not viewer.sees_everything
    rows = store.page(
        party_id=None if viewer.is_official else viewer.party_id,
        watched=(viewer.territory_like, sorted(remit.roles if remit else ())) if bounded else None,
        kind=kind,
        state=state,
        after=cursor,
        limit=limit + 1,
    )
    following = rows[limit - 1]["id"] if len(rows) > limit else None
    rows = rows[:limit]
    cards = party_store.cards_by_id({party for row in rows for party in row["parties"]})
    both = viewer.sees_everything or (remit is not None and remit.chain)
    shown = [
        (row, _shown(viewer, [cards[party] for party in row["parties"] if party in cards])) for row in rows
    ]
    found = [
        Finding(
            id=row["id"],
            kind=row["kind"],
            subject=row["subject"],
            parties=tuple(card.uscc for card in known),
            evidence=tuple(
                piece for piece in row["evidence"] if both or piece["party"] in {card.uscc for card in known}
            ),
            article=row["article"],
            state=row["state"],
            found_at=row["found_at"],
        )
        for row, known in shown
    ]
    concerned = {card.party_id for _, known in shown for card in known}
    record(viewer, "finding.read", kind="findings", name=kind or "", parties=concerned, found=bool(found))
    return Page(tuple(found), following)


def _may(viewer: Viewer) -> bool:
    """Tell whether the viewer sees findings at all."""
    relation = Relation.TERRITORY if viewer.is_official else Relation.OWN
    known = viewer.is_official or viewer.party_id is not None
    return known and viewer.may("finding.read") and viewer.sees(Thing.FINDING, relation)


def _shown(viewer: Viewer, involved: list[party_store.PartyCard]) -> list[party_store.PartyCard]:
    """Give the sides of a finding that the viewer may know: its own, those it watches, or both."""
    if viewer.sees_everything or (viewer.remit is not None and viewer.remit.chain):
        return involved
    if viewer.is_official:
        return [card for card in involved if viewer.oversees(card.region_code, card.roles)]
    return [card for card in involved if card.party_id == viewer.party_id]
