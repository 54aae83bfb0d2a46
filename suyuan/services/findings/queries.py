"""发现查询 — findings as their parties and the officials may read them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from suyuan.domain.access import Page, Viewer
from suyuan.storage import findings as store
from suyuan.storage import parties as party_store


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One finding. A party sees its own evidence, an official sees both sides."""

    id: str
    kind: str
    subject: dict[str, str]
    parties: tuple[str, ...]
    evidence: tuple[dict[str, Any], ...]
    article: str
    state: str
    found_at: datetime


def _covers(viewer: Viewer, involved: list[party_store.PartyCard]) -> bool:
    """Tell whether an official's territory covers one of the parties."""
    return viewer.sees_all or any(viewer.watches(card.region_code) for card in involved)


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
    rows = store.page(
        party_id=None if viewer.is_official else viewer.party_id or 0,
        kind=kind,
        state=state,
        after=cursor,
        limit=limit + 1,
    )
    following = rows[limit - 1]["id"] if len(rows) > limit else None
    cards = party_store.cards_by_id({party for row in rows for party in row["parties"]})
    found: list[Finding] = []
    for row in rows[:limit]:
        involved = [cards[party] for party in row["parties"] if party in cards]
        if viewer.is_official and not _covers(viewer, involved):
            continue
        shown = [card.uscc for card in involved if viewer.is_official or card.uscc == viewer.uscc]
        evidence = [piece for piece in row["evidence"] if viewer.is_official or piece["party"] == viewer.uscc]
        found.append(
            Finding(
                id=row["id"],
                kind=row["kind"],
                subject=row["subject"],
                parties=tuple(shown),
                evidence=tuple(evidence),
                article=row["article"],
                state=row["state"],
                found_at=row["found_at"],
            )
        )
    return Page(tuple(found), following)
