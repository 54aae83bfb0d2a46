"""后台申报台账 — jobs on file, and the queue behind them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from procrastinate.contrib.django import app

from suyuan.storage.models import Job
from suyuan.storage.wall import at_once, by_register


@dataclass(frozen=True, slots=True)
class Row:
    """One job on file."""

    id: UUID
    party_id: int
    user_id: int | None
    duty: str
    request: dict[str, Any]
    state: str
    stage: str
    progress: float
    receipt: str
    answer: dict[str, Any] | None
    created_at: datetime


def _row(job: Job) -> Row:
    return Row(
        job.id, job.party_id, job.user_id, job.duty, job.request, job.state, job.stage, job.progress, job.receipt,
        job.answer, job.created_at,
    )  # fmt: skip


def create(
    *, job_id: UUID, party_id: int, user_id: int, duty: str, request: dict[str, Any], at: datetime
) -> Row:
    """Enter a queued job."""
    return _row(
        Job.objects.create(
            id=job_id, party_id=party_id, user_id=user_id, duty=duty, request=request, state="queued", stage="queued",
            created_at=at, changed_at=at,
        )
    )  # fmt: skip


@by_register
def defer(job_id: str) -> None:
    """Put a job into the queue, inside the caller's transaction."""
    app.configure_task(name="file", queue="filings").defer(job_id=job_id)


@by_register
def take(job_id: str, *, at: datetime) -> Row | None:
    """Mark a job as running; None where it is finished already."""
    changed = Job.objects.filter(id=job_id, state__in=["queued", "running"]).update(
        state="running", stage="reading", progress=0.1, changed_at=at
    )
    return find(job_id) if changed else None


def stage(job_id: str, name: str, progress: float, *, at: datetime) -> None:
    """Tell how far a job has come: on a connection of its own, for the filing's transaction is still open."""
    at_once(
        "UPDATE job SET stage = %s, progress = %s, changed_at = %s WHERE id = %s AND state = 'running'",
        [name, progress, at, job_id],
    )


@by_register
def finish(job_id: str, *, state: str, receipt: str, answer: dict[str, Any], at: datetime) -> None:
    """Mark a job as done or failed."""
    Job.objects.filter(id=job_id).update(
        state=state, stage="done", progress=1.0, receipt=receipt, answer=answer, changed_at=at
    )


def requeue(job_id: str, *, at: datetime) -> None:
    """Mark a job as waiting again."""
    Job.objects.filter(id=job_id).update(state="queued", stage="queued", progress=0.0, changed_at=at)


def silent_since(instant: datetime) -> list[str]:
    """Give running jobs that have said nothing since an instant, locked against a second reviver."""
    rows = Job.objects.select_for_update(skip_locked=True).filter(state="running", changed_at__lte=instant)
    return [str(job_id) for job_id in rows.values_list("id", flat=True)]


def find(job_id: str) -> Row | None:
    """Give one job."""
    try:
        job = Job.objects.filter(id=job_id).first()
    except (ValueError, ValidationError):
        return None
    return _row(job) if job else None


def latest(party_id: int, limit: int) -> list[Row]:
    """Give a party's latest jobs."""
    return [_row(job) for job in Job.objects.filter(party_id=party_id).order_by("-created_at")[:limit]]


def settle(
    job_id: str,
    state: str,
    onward: str,
    *,
    user_id: int | None,
    request: dict[str, Any],
    answer: dict[str, Any] | None,
    at: datetime,
) -> bool:
    """Move a job from one state to another; False where it is no longer in the first."""
    rows = Job.objects.filter(id=job_id, state=state)
    fresh = {"stage": "queued", "progress": 0.0} if onward == "queued" else {}
    return bool(
        rows.update(state=onward, user_id=user_id, request=request, answer=answer, changed_at=at, **fresh)
    )


def in_state(party_id: int, state: str, limit: int) -> list[Row]:
    """Give a party's jobs of one state, the oldest first."""
    rows = Job.objects.filter(party_id=party_id, state=state).order_by("created_at")
    return [_row(job) for job in rows[:limit]]
