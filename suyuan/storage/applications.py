"""申请台账 — applications on file: kept as they were asked, decided once.

Asked    one application
create() find() by_hash() waiting() of_uscc() of_party()   enter and read
decide()   the one decision; False where there was one already
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from suyuan.domain.applications import Entry
from suyuan.storage.models import Application
from suyuan.storage.wall import by_register


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One application. ``kind``: registration, change; ``state``: pending, approved, rejected."""

    application_id: int
    kind: str
    party_id: int | None
    entry: Entry
    digest: str
    user_id: int | None
    asked_at: datetime
    state: str
    reason: str
    decided_at: datetime | None


def _asked(row: Application) -> Asked:
    return Asked(
        application_id=row.id,
        kind=row.kind,
        party_id=row.party_id,
        entry=Entry.of(row.body),
        digest=row.hash,
        user_id=row.user_id,
        asked_at=row.asked_at,
        state=row.state,
        reason=row.reason,
        decided_at=row.decided_at,
    )


def create(
    *, kind: str, entry: Entry, digest: str, user_id: int | None, party_id: int | None, at: datetime
) -> int:
    """Enter an application; one statement, whatever the USCC is or was."""
    row = Application.objects.create(
        kind=kind,
        uscc=entry.uscc,
        party_id=party_id,
        body=entry.body(),
        hash=digest,
        user_id=user_id,
        asked_at=at,
    )
    return row.id


def find(application_id: int, *, locked: bool = False) -> Asked | None:
    """Give one application; ``locked`` lets nobody else decide it meanwhile."""
    rows = Application.objects.filter(id=application_id)
    row = (rows.select_for_update() if locked else rows).first()
    return _asked(row) if row else None


@by_register
def by_hash(digest: str) -> Asked | None:
    """Give the application of a secret, by the secret's SHA-256."""
    row = Application.objects.filter(hash=digest).first()
    return _asked(row) if row else None


def waiting(*, after: int = 0, limit: int = 50) -> list[Asked]:
    """Give undecided applications, the oldest first, beginning after a number."""
    return _all(Application.objects.filter(state="pending", id__gt=after).order_by("id")[:limit])


def count_waiting() -> int:
    """Count undecided applications."""
    return Application.objects.filter(state="pending").count()


def decided(*, limit: int = 50) -> list[Asked]:
    """Give the latest decided applications."""
    return _all(Application.objects.exclude(state="pending").order_by("-decided_at", "-id")[:limit])


def of_party(party_id: int) -> list[Asked]:
    """Give what a party asked to have changed, and its own registration; the newest first."""
    return _all(Application.objects.filter(party_id=party_id).order_by("-asked_at", "-id"))


def of_uscc(usccs: Iterable[str]) -> list[Asked]:
    """Give every application that names one of these USCCs, the newest first."""
    return _all(Application.objects.filter(uscc__in=list(usccs)).order_by("-asked_at", "-id"))


def _all(rows: "QuerySet[Application]") -> list[Asked]:
    return [_asked(row) for row in rows]


def decide(
    application_id: int, *, state: str, reason: str, by: int, party_id: int | None, at: datetime
) -> bool:
    """Decide an application. False where it was decided before."""
    waiting = Application.objects.filter(id=application_id, state="pending")
    return bool(waiting.update(state=state, reason=reason, decided_by=by, party_id=party_id, decided_at=at))
