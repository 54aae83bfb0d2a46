"""发现查询 — findings as their parties, their agents and the officials may read them."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec

from suyuan.domain import receipts
from suyuan.domain.access import Page, Relation, Thing, Viewer
from suyuan.law.measures_2026 import RULEBOOK
from suyuan.services.reads.operations import record
from suyuan.storage import filings
from suyuan.storage import findings as store
from suyuan.storage import parties as party_store
from suyuan.storage.wall import reads

Row = dict[str, Any]
Rows = list[Row]
Choice = store.Choice
ALL = Choice()
ENOUGH = 30  # findings of a kind from which its rule can be doubted
_BETWEEN = frozenset({"refused_acceptance"})
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
    owner: str  # the party that is asked first; "" where the reader may not know it
    due_on: date | None  # until when it should say something
    closed_at: datetime | None
    closed_by: str  # the receipt of the papers that explain it, where the reader may see them


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What somebody did about a finding; ``party`` is empty for an authority."""

    at: datetime
    party: str
    act: str
    words: str


@dataclass(frozen=True, slots=True)
class Case:
    """One finding with what was done about it; ``seen`` names the evidence as it is shown."""

    finding: Finding
    acts: tuple[Done, ...]
    seen: str


@dataclass(frozen=True, slots=True)
class Rate:
    """Of one kind: how many stand in each state, how many somebody explained or confirmed, and whether to doubt it."""

    kind: str
    states: dict[str, int]
    total: int
    answered: int
    doubtful: bool

    @property
    def settled(self) -> int:
        """Give how many were closed by papers or explained."""
        return self.states.get("closed", 0) + self.states.get("explained", 0)


@reads
def find_findings(
    viewer: Viewer,
    *,
    choice: Choice = ALL,
    cursor: str | None = None,
    limit: int = 50,
    act: str = "finding.read",
) -> Page[Finding]:
    """Give one page of findings that concern the viewer's party, or any an official's territory covers.

    ``act``: under which the read is entered.
    """
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
            choice=choice,
            after=after,
            limit=limit,
        )

    rows = _about(viewer, ask, cursor, limit + 1)
    following = rows[limit - 1]["id"] if len(rows) > limit else None
    rows = rows[:limit]
    found, concerned = _told(viewer, rows)
    record(viewer, act, kind="findings", name=choice.kind or "", parties=concerned, found=bool(found))
    return Page(found, following)


def every_finding(viewer: Viewer, choice: Choice, most: int = 10_000) -> list[Finding]:
    """Give the findings of a choice as the viewer may read them, page after page, no more than ``most``."""
    found: list[Finding] = []
    cursor: str | None = None
    while len(found) < most:
        page = find_findings(viewer, choice=choice, cursor=cursor, limit=BATCH)
        found += page.items
        cursor = page.next
        if cursor is None:
            break
    return found[:most]


@reads
def get_finding(viewer: Viewer, finding_id: str) -> Case | None:
    """Give one finding with what was done about it; None where there is none, or not for the viewer."""
    row = _one(viewer, finding_id)
    if row is None:
        return None
    (found,), concerned = _told(viewer, [row])
    record(viewer, "finding.read", kind="finding", name=found.id, parties=concerned)
    stored = store.acts_of(UUID(found.id))
    cards = party_store.cards_by_id({one.party_id for one in stored if one.party_id is not None})
    known = set(found.parties) | {viewer.uscc}
    acts = [
        Done(
            at=one.at,
            party=cards[one.party_id].uscc if one.party_id in cards else "",
            act=one.act,
            words=one.words,
        )
        for one in stored
    ]
    return Case(found, tuple(one for one in acts if not one.party or one.party in known), seen_of(row))


def _one(viewer: Viewer, finding_id: str) -> Row | None:
    """Give the row of a finding that the viewer may read."""
    try:
        key = UUID(finding_id)
    except ValueError:
        return None
    row = store.find_one(key) if _may(viewer) else None
    if row is None or not viewer.is_bounded:
        return row
    return next(iter(_covered(viewer, [row])), None)


@reads
def duties_in(viewer: Viewer, found: Finding) -> frozenset[str]:
    """Give the duties under which the viewer's firm filed evidence of a finding; none where it filed none."""
    own = (receipts.key(piece["receipt"]) for piece in found.evidence if piece["party"] == viewer.uscc)
    numbers = [duty.number for duty in RULEBOOK.duties]
    filed = filings.under(viewer.party_id or 0, [key for key in own if key is not None], numbers)
    return frozenset(RULEBOOK.by_number[duty].id for duty in filed.values())


def seen_of(row: Row) -> str:
    """Name the evidence of a finding as it stands: what is confirmed is this and nothing that comes later."""
    return hashlib.sha256(msgspec.json.encode(row["evidence"], order="deterministic")).hexdigest()


@reads
def rates(viewer: Viewer) -> tuple[Rate, ...]:
    """Give, by kind, what became of findings: where most were explained, the rule is to be doubted, not the firms."""
    if not viewer.is_official or not _may(viewer):
        return ()
    kinds: dict[str, list[tuple[str, int, int]]] = {}
    for kind, state, number, answered in store.count_by_kind():
        kinds.setdefault(kind, []).append((state, number, answered))
    found = []
    for kind, lines in sorted(kinds.items()):
        states = {state: number for state, number, _ in lines}
        total, answered = sum(states.values()), sum(line[2] for line in lines)
        settled = states.get("explained", 0) + states.get("closed", 0)
        found.append(Rate(kind, states, total, answered, total >= ENOUGH and settled > total / 2))
    record(viewer, "statistics.read", kind="totals", name="findings", found=bool(found))
    return tuple(found)


def _told(viewer: Viewer, rows: Rows) -> tuple[tuple[Finding, ...], set[int]]:
    """Give findings as the viewer may read them, and the parties whose records they show."""
    cards = party_store.cards_by_id({party for row in rows for party in row["parties"]})
    both = viewer.sees_everything or (viewer.remit is not None and viewer.remit.chain)
    found: list[Finding] = []
    concerned: set[int] = set()
    for row in rows:
        sides = [cards[party] for party in row["parties"] if party in cards]
        known = sides if _is_between(viewer, row) else _shown(viewer, sides)
        concerned |= {card.party_id for card in known}
        found.append(_finding(row, {card.party_id: card.uscc for card in known}, both=both))
    return tuple(found), concerned


def _is_between(viewer: Viewer, row: Row) -> bool:
    """Tell whether a finding is one of two firms that know each other: who says it and of whom it is said."""
    return row["kind"] in _BETWEEN and viewer.kind == "member" and viewer.party_id in row["parties"]


def _finding(row: Row, known: dict[int, str], *, both: bool) -> Finding:
    """Give one finding with the sides that are known; ``both``: with every piece of evidence."""
    usccs = set(known.values())
    evidence = tuple(piece for piece in row["evidence"] if both or piece["party"] in usccs)
    receipts_shown = {piece["receipt"] for piece in evidence}
    return Finding(
        id=row["id"],
        kind=row["kind"],
        subject=row["subject"],
        parties=tuple(known.values()),
        evidence=evidence,
        article=row["article"],
        state=row["state"],
        found_at=row["found_at"],
        owner=known.get(row["owner_id"], ""),
        due_on=row["due_date"],
        closed_at=row["closed_at"],
        closed_by=row["closed_by"]
        if row["closed_by"] and (both or row["closed_by"] in receipts_shown)
        else "",
    )


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
