"""任务请求 — a submission as a job keeps it on file, and back."""

from datetime import datetime
from pathlib import Path
from typing import Any

from suyuan.domain.access import Viewer
from suyuan.law.measures_2026 import RULEBOOK
from suyuan.services.submission import Submission
from suyuan.storage.jobs import Row


def written(submission: Submission, document: str) -> dict[str, Any]:
    """Give what is kept of a submission. ``document``: SHA-256 of its file."""
    return {
        "document": document,
        "format": submission.format,
        "content_type": submission.content_type,
        "name": submission.name,
        "key": submission.key,
        "mode": submission.mode,
        "dry_run": submission.dry_run,
        "replaces": submission.replaces,
        "backfill": submission.backfill,
        "at": submission.at.isoformat(),
        "standing": submission.viewer.standing,
    }


def submission(row: Row, viewer: Viewer, place: Path, *, at: datetime | None = None) -> Submission:
    """Give the submission of a job in the name of a viewer. ``place``: its file; ``at``: else as handed in."""
    asked = row.request
    return Submission(
        viewer=viewer,
        duty=RULEBOOK.by_id[row.duty],
        content=place,
        at=at or datetime.fromisoformat(asked["at"]),
        format=asked["format"],
        content_type=asked["content_type"],
        name=asked["name"],
        key=asked["key"],
        mode=asked["mode"],
        dry_run=asked["dry_run"],
        replaces=asked["replaces"],
        backfill=asked["backfill"],
    )
