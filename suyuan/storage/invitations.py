"""邀请台账 — invitations on file; of the secret in their link only the SHA-256 is kept."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from suyuan.domain.access import Part
from suyuan.storage.models import Invitation
from suyuan.storage.wall import by_register

TAKING = ("approved", "suspended")  # states of a firm that may still take people in


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """An invitation that waits."""

    id: int
    party_id: int
    party_name: str
    uscc: str
    addressee: str
    parts: frozenset[Part]
    invited_by: int
    invited_at: datetime
    expires_at: datetime


def _offer(row: Invitation) -> Offer:
    return Offer(
        id=row.id,
        party_id=row.party_id,
        party_name=row.party.name,
        uscc=row.party.uscc,
        addressee=row.addressee,
        parts=frozenset(map(Part, row.roles)),
        invited_by=row.invited_by_id,
        invited_at=row.invited_at,
        expires_at=row.expires_at,
    )


def create(
    *,
    party_id: int,
    digest: str,
    addressee: str,
    parts: Iterable[Part],
    invited_by: int,
    at: datetime,
    expires_at: datetime,
) -> Offer:
    """Enter an invitation."""
    row = Invitation.objects.create(
        party_id=party_id,
        hash=digest,
        addressee=addressee,
        roles=sorted(part.value for part in parts),
        invited_by_id=invited_by,
        invited_at=at,
        expires_at=expires_at,
    )
    return _offer(row)


def waiting(party_id: int, *, at: datetime) -> list[Offer]:
    """Give a firm's invitations that are neither taken up, withdrawn nor expired; the newest first."""
    rows = Invitation.objects.select_related("party").filter(
        party_id=party_id, ended_at=None, expires_at__gt=at
    )
    return [_offer(row) for row in rows.order_by("-invited_at", "-id")]


@by_register
def by_hash(digest: str, *, at: datetime, locked: bool = False) -> Offer | None:
    """Give the waiting invitation of a secret; ``locked`` lets nobody else take it up meanwhile."""
    rows = Invitation.objects.select_related("party").filter(
        hash=digest, ended_at=None, expires_at__gt=at, party__state__in=TAKING
    )
    row = (rows.select_for_update(of=("self",)) if locked else rows).first()
    return _offer(row) if row else None


def take(invitation_id: int, account_id: int, *, at: datetime) -> None:
    """Mark an invitation as taken up."""
    Invitation.objects.filter(id=invitation_id).update(taken_by_id=account_id, ended_at=at)


def end_of(account_id: int, party_id: int, *, at: datetime) -> None:
    """End what a person invites to a firm: whoever may invite nobody any more must not come back by a link."""
    Invitation.objects.filter(party_id=party_id, invited_by_id=account_id, ended_at=None).update(ended_at=at)


def withdraw(invitation_id: int, party_id: int, *, at: datetime) -> bool:
    """End a firm's waiting invitation; False where there is none such."""
    rows = Invitation.objects.filter(id=invitation_id, party_id=party_id, ended_at=None)
    return bool(rows.update(ended_at=at))
