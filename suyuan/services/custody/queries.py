"""移交查询 — hand-overs as their two parties, their agents and the officials may read them.

A party reads both sides of a hand-over that names it. An official reads what the sides that it watches filed; of the
other side's own line it reads the mass and the receipt only where its department sees whole chains (Article 30).
"""

import base64
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import msgspec

from suyuan.domain import subjects
from suyuan.domain.access import Field, Page, Relation, Thing, Viewer
from suyuan.domain.access.fields import reads as may_read
from suyuan.law.measures_2026 import RULEBOOK
from suyuan.services.parties.queries import cards_by_id
from suyuan.services.reads.operations import record
from suyuan.storage import handovers as store
from suyuan.storage.filings import number
from suyuan.storage.handovers import Place, StoredHandover
from suyuan.storage.parties import PartyCard
from suyuan.storage.wall import reads

SIDES = ("out", "in")
_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """One side of a hand-over: who, on which day, what it weighed, by which filing; empty where nothing is on file."""

    uscc: str
    name: str
    day: date | None
    mass_g: int | None
    receipt: str
    duty: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A hand-over of one battery. ``due_on``: until when the missing side is reported in time."""

    code: str
    ordinal: int
    state: str
    sender: End
    receiver: End
    refused: bool
    transfer_no: str
    due_on: date | None
    cursor: str


@reads
def find_handovers(
    viewer: Viewer,
    *,
    side: str | None = None,
    states: Sequence[str] = (),
    code: str = "",
    transfer_no: str = "",
    cursor: str | None = None,
    limit: int = 50,
) -> Page[Line]:
    """Give one page of hand-overs, what is due first. Raises ValueError for a bad cursor."""
    after = _decoded(cursor) if cursor else None
    relation = Relation.TERRITORY if viewer.is_official else Relation.OWN
    if not viewer.may("handover.read") or not viewer.sees(Thing.HANDOVER, relation):
        return Page(())
    rows = store.page(
        party_id=None if viewer.is_official else viewer.party_id or 0,
        side=side,
        states=states,
        subjects=_keys(code),
        transfer_no=transfer_no.strip(),
        after=after,
        limit=limit + 1,
    )
    cards = cards_by_id({party for row in rows for party in (row.sender_id, row.receiver_id) if party})
    items = tuple(_line(row, viewer, cards) for row in rows[:limit])
    shown = {party for row in rows[:limit] for party in (row.sender_id, row.receiver_id)}
    record(viewer, "handover.read", kind="handovers", name=code, parties=shown, found=bool(items))
    return Page(items, items[-1].cursor if len(rows) > limit else None)


@reads
def count_handovers(viewer: Viewer, side: str) -> dict[str, int]:
    """Give how many hand-overs of the viewer's party stand in each state."""
    if viewer.party_id is None or not viewer.may("handover.read"):
        return {}
    return store.count(viewer.party_id, side)


def _keys(code: str) -> list[UUID] | None:
    """Give the key of a code that is asked for; nothing is found under what is no code."""
    if not code.strip():
        return None
    key = subjects.key(code)
    return [key] if key is not None else []


def _line(row: StoredHandover, viewer: Viewer, cards: dict[int, PartyCard]) -> Line:
    out = _Told(row.out_date, row.out_mass_g, row.out_filing, row.out_duty)
    into = _Told(row.into_date, row.into_mass_g, row.into_filing, row.into_duty)
    due = row.due_date.isoformat() if row.due_date else "infinity"
    place = [due, str(row.subject), row.ordinal]
    return Line(
        code=subjects.name(row.subject),
        ordinal=row.ordinal,
        state=row.state,
        sender=_end(row.sender, row.sender_id, viewer, cards, out),
        receiver=_end(row.receiver, row.receiver_id, viewer, cards, into),
        refused=row.refused,
        transfer_no=row.transfer_no,
        due_on=row.due_date,
        cursor=base64.urlsafe_b64encode(msgspec.json.encode(place)).decode().rstrip("="),
    )


@dataclass(frozen=True, slots=True)
class _Told:
    """What is on file of one side."""

    day: date | None
    mass_g: int | None
    filing: UUID | None
    duty: int | None


def _end(uscc: str, party_id: int | None, viewer: Viewer, cards: dict[int, PartyCard], told: _Told) -> End:
    card = cards.get(party_id) if party_id else None
    duty = RULEBOOK.by_number[told.duty] if told.duty else None
    relation = Relation.OWN
    if viewer.is_official:
        watched = card is not None and viewer.oversees(card.region_code, card.roles, duty)
        relation = Relation.TERRITORY if viewer.sees_everything or watched else Relation.OUTSIDE
    elif party_id != viewer.party_id:
        relation = Relation.HANDOVER
    return End(
        uscc=uscc,
        name=card.name if card else "",
        day=told.day,
        mass_g=told.mass_g if may_read(viewer.readers, Field.MASS, relation) else None,
        receipt=number(told.filing)
        if told.filing and may_read(viewer.readers, Field.RECEIPT, relation)
        else "",
        duty=duty.id if duty else "",
    )


def _decoded(cursor: str) -> Place:
    """Read a cursor of ours. Raises ValueError."""
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        due, subject, ordinal = msgspec.json.decode(text, type=tuple[str, str, int])
        UUID(subject)
        if due != "infinity":
            date.fromisoformat(due)
    except (ValueError, msgspec.MsgspecError) as error:
        raise ValueError("cursor") from error
    return Place(due, subject, ordinal)


def draw_number(today: date) -> str:
    """Draw a number for a transfer that nobody has drawn: both sides write it, and their papers find one another.

    Two loads of one day share a number once in a thousand million draws.
    """
    return f"YJ{today:%Y%m%d}-{''.join(secrets.choice(_LETTERS) for _ in range(6))}"
