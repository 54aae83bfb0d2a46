"""后台申报查询 — a job as people and programs watch it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from suyuan.domain.access import Relation, Thing, Viewer
from suyuan.storage import jobs as store
from suyuan.storage.wall import reads


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """``state``: queued, running, done, failed; to_sign, returned, withdrawn of what a preparer handed in.

    ``stage``: queued, reading, checking, storing, done.
    """

    id: str
    duty: str
    name: str
    state: str
    stage: str
    progress: float
    receipt: str | None
    answer: dict[str, Any] | None
    created_at: datetime


def as_job(row: store.Row) -> Job:
    """Give a stored job as others see it."""
    return Job(
        id=str(row.id),
        duty=row.duty,
        name=row.request.get("name", ""),
        state=row.state,
        stage=row.stage,
        progress=row.progress,
        receipt=row.receipt or None,
        answer=row.answer,
        created_at=row.created_at,
    )


@reads
def get_job(job_id: str, viewer: Viewer) -> Job | None:
    """Give a job of the viewer's own party, or None."""
    row = store.find(job_id) if _may(viewer) else None
    own = row is not None and row.party_id == viewer.party_id and viewer.covers(row.duty)
    return as_job(row) if row is not None and own else None


@reads
def find_jobs(viewer: Viewer, *, limit: int = 20) -> list[Job]:
    """Give the party's latest jobs."""
    rows = store.latest(viewer.party_id or 0, limit) if _may(viewer) else []
    return [as_job(row) for row in rows if viewer.covers(row.duty)]


def _may(viewer: Viewer) -> bool:
    """Tell whether the viewer sees jobs of its party."""
    return viewer.party_id is not None and viewer.may("job.read") and viewer.sees(Thing.JOB, Relation.OWN)
