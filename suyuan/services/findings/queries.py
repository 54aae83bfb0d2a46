"""发现查询 — findings as their parties, their agents and the officials may read them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from suyuan.domain import receipts
from suyuan.domain.access import Page, Relation, Thing, Viewer
from suyuan.law.measures_2026 import RULEBOOK
from suyuan.services.reads.operations import record
from suyuan.storage import filings
from suyuan.storage import findings as store
from suyuan.storage import parties as party_store
from suyuan.storage.wall import reads

Rows = list[dict[str, Any]]
BATCH = 200  # findings looked through at a time for those that a mandate is about


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One finding. A party sees its own evidence; an official that of whom it watches, or both sides.

    An agent sees it where its principal's word in it was filed under a duty of the mandate.
    """

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

    def ask(after: str | None, limit: int) -> Rows:
        return store.page(
            party_id=None if viewer.is_official else viewer.party_id,
            watched=(viewer.territory_like, sorted(remit.roles if remit else ())) if bounded else None,
            kind=kind,
            state=state,
            after=after,
            limit=limit,
        )

    rows = _about(viewer, ask, cursor, limit + 1)
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


def _about(viewer: Viewer, ask: Callable[[str | None, int], Rows], after: str | None, limit: int) -> Rows:
    """Give findings from a place on: all that ``ask`` gives, or for an agent those that its mandate is about."""
    if not viewer.is_bounded:
        return ask(after, limit)
    kept: Rows = []
    while len(kept) < limit and (rows := ask(after, BATCH)):
        kept += _covered(viewer, rows)
        after = rows[-1]["id"]
    return kept[:limit]


def _covered(viewer: Viewer, rows: Rows) -> Rows:
    """Leave the evidence that the principal filed under the mandate's duties, and the findings that have such."""
    keys = {piece["receipt"]: receipts.key(piece["receipt"]) for row in rows for piece in row["evidence"]}
    duties = [duty.number for duty in RULEBOOK.duties if viewer.covers(duty.id)]
    filed = filings.under(viewer.party_id or 0, [key for key in keys.values() if key is not None], duties)
    left = (
        row | {"evidence": [piece for piece in row["evidence"] if keys[piece["receipt"]] in filed]}
        for row in rows
    )
    return [row for row in left if row["evidence"]]


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
