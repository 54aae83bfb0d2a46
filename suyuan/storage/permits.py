"""手续台账 — permits of Article 18 on file, with their proofs and what the operator found."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from suyuan.domain.applications import Paper
from suyuan.domain.permits import Permit, PermitKind
from suyuan.storage.models import Permit as Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """A permit with the party that filed it."""

    party_id: int
    party_name: str
    uscc: str
    region_code: str
    filed_at: datetime | None
    permit: Permit


def _permit(row: Row) -> Permit:
    return Permit(
        permit_id=row.id,
        kind=PermitKind(row.kind),
        number=row.number,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        revoked_date=row.revoked_date,
        state=row.state,
        document=row.document,
        reason=row.reason,
    )


def _filed(row: Row) -> Filed:
    return Filed(
        party_id=row.party_id,
        party_name=row.party.name,
        uscc=row.party.uscc,
        region_code=row.party.region_code,
        filed_at=row.filed_at,
        permit=_permit(row),
    )


def of_party(party_id: int) -> list[Permit]:
    """Give a party's permits by kind, the latest first."""
    known = Row.objects.filter(party_id=party_id, kind__in=list(PermitKind))
    return [_permit(row) for row in known.order_by("kind", "-valid_from", "-id")]


def find(permit_id: int, *, locked: bool = False) -> Filed | None:
    """Give one permit; ``locked`` lets nobody else decide it meanwhile."""
    rows = Row.objects.select_related("party").filter(id=permit_id, kind__in=list(PermitKind))
    row = (rows.select_for_update(of=("self",)) if locked else rows).first()
    return _filed(row) if row else None


def waiting(*, limit: int = 100) -> list[Filed]:
    """Give the permits whose proofs nobody has looked at, the oldest first."""
    rows = Row.objects.select_related("party").filter(state="awaiting")
    return [_filed(row) for row in rows.order_by("id")[:limit]]


def create(party_id: int, papers: Iterable[Paper], *, state: str, at: datetime) -> list[int]:
    """Enter permits as they were handed in; give their numbers."""
    made = [
        Row.objects.create(
            party_id=party_id,
            kind=paper.kind,
            number=paper.number,
            valid_from=date.fromisoformat(paper.valid_from),
            valid_to=date.fromisoformat(paper.valid_to) if paper.valid_to else None,
            document=paper.document,
            state=state,
            filed_at=at,
        )
        for paper in papers
    ]
    return [row.id for row in made]


def decide(permit_id: int, *, state: str, reason: str) -> None:
    """Accept or refuse a permit that waits."""
    Row.objects.filter(id=permit_id, state="awaiting").update(state=state, reason=reason)


def revoke(permit_id: int, *, day: date, reason: str) -> None:
    """Let a permit hold no more from a day on."""
    Row.objects.filter(id=permit_id).update(revoked_date=day, reason=reason)
