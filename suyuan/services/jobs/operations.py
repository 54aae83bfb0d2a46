"""后台申报用例 — hand a long filing to the worker, carry it out, and find those whose worker died.

The upload is kept first, then the job and the queue's entry are written in one transaction: what was answered with
202 is never lost. The filing's idempotency key is the client's own, or the file's hash, so that a job that is run
twice ends in one receipt.
"""

from datetime import datetime, timedelta
from uuid import uuid4

import structlog

from suyuan.domain.receipts import Receipt
from suyuan.law.calendar import legal_day
from suyuan.law.measures_2026 import RULEBOOK
from suyuan.services import clock
from suyuan.services.filings import operations as filings
from suyuan.services.jobs import requests
from suyuan.services.jobs.queries import Job, as_job
from suyuan.services.parties.queries import viewer_of_user
from suyuan.services.refusals import Broken, Refused
from suyuan.services.signing import operations as signing
from suyuan.services.submission import Submission
from suyuan.storage import documents, mandates, profiles
from suyuan.storage import jobs as store
from suyuan.storage.wall import as_register, as_writer

LOG = structlog.get_logger()
_SILENCE = timedelta(minutes=15)  # a running job that says nothing for so long has lost its worker


def submit(submission: Submission) -> Job:
    """Keep the upload and hand the filing to the worker. Raises Refused ``law.role``, ``key.scope``."""
    filings.admit(submission.viewer, submission.duty)
    digest = documents.keep(submission.content)
    with as_writer(submission.viewer, durable=True):
        row = store.create(
            job_id=uuid4(),
            party_id=submission.viewer.party_id or 0,
            user_id=submission.viewer.user_id,
            duty=submission.duty.id,
            request=requests.written(submission, digest),
            at=clock.now(),
        )
        store.defer(str(row.id))
    return as_job(row)


def run(job_id: str) -> None:
    """Carry a job out; safe to run again."""
    row = store.take(job_id, at=clock.now())
    if row is None:
        return
    asked = row.request
    standing = str(asked.get("standing", ""))
    viewer = viewer_of_user(row.user_id, standing) if row.user_id else None
    place = documents.path(asked["document"])
    duty = RULEBOOK.by_id[row.duty]
    if standing.startswith("mandate-") and (viewer is None or not viewer.may_file(duty)):
        _stopped(row, standing, handed_in_at=datetime.fromisoformat(asked["at"]))
        return
    if viewer is None or viewer.party_state == "terminated":
        _unanswered(row, standing)
        return
    if place is None:
        store.finish(job_id, state="failed", receipt="", answer={"code": "job.lost"}, at=clock.now())
        return
    submission = requests.submission(row, viewer, place)

    def tell(stage: str, part: float) -> None:
        store.stage(job_id, stage, part, at=clock.now())

    try:
        if asked.get("prepare"):
            signing.checked(row, viewer, place)
            return
        receipt: Receipt = filings.file(submission, tell)
    except Refused as refusal:
        store.finish(
            job_id,
            state="failed",
            receipt="",
            answer={"code": refusal.code, **refusal.detail},
            at=clock.now(),
        )
        return
    except Broken:
        LOG.exception("job.broken", job=job_id)
        store.finish(job_id, state="failed", receipt="", answer={"code": "job.broken"}, at=clock.now())
        raise
    store.finish(
        job_id, state="done", receipt=receipt.receipt, answer={"state": receipt.state}, at=clock.now()
    )


def _stopped(row: store.Row, standing: str, *, handed_in_at: datetime) -> None:
    """End a job whose agent holds no mandate any more: a plain answer, and a trail for both sides."""
    agent = int(standing.split("-")[1])
    under = mandates.Asked(agent, row.party_id, row.duty)
    with as_register(durable=True):
        mandates.stop(under, user_id=row.user_id or 0, handed_in_at=handed_in_at, at=clock.now())
        store.finish(
            str(row.id), state="failed", receipt="", answer={"code": "mandate.ended"}, at=clock.now()
        )


def _unanswered(row: store.Row, standing: str) -> None:
    """End a job that nobody answers for any more: its firm has ended, or its person has left the firm.

    A firm that has ended gets a line in its trail; a person who left is told to the firm by the job itself.
    """
    now = clock.now()
    left = row.user_id is not None and standing.startswith("party-")
    with as_register(durable=True):
        firm = profiles.get(row.party_id)
        ended = firm is not None and firm.state == "terminated"
        code = "party.ended" if ended else "member.ended" if left else "job.lost"
        if ended:
            detail = {"duty": row.duty, "handed_in_at": row.request["at"]}
            profiles.note(row.party_id, "stopped", day=legal_day(now), at=now, by=row.user_id, detail=detail)
        store.finish(str(row.id), state="failed", receipt="", answer={"code": code}, at=now)


def revive(*, at_start: bool = False) -> int:
    """Put back jobs whose worker died; at a worker's start, every job that is marked as running."""
    before = clock.now() - (timedelta(0) if at_start else _SILENCE)
    with as_register(durable=True):
        lost = store.silent_since(before)
        for job_id in lost:
            store.requeue(job_id, at=clock.now())
            store.defer(job_id)
    return len(lost)
