"""后台任务 — a long filing while the worker handles it."""

from typing import Any, cast
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase
from ninja import Router

from suyuan.api import answers, problems, shapes
from suyuan.api.describing import Answer, call, respond
from suyuan.api.door import viewer_of
from suyuan.api.problems import Complaint
from suyuan.domain.receipts import Receipt
from suyuan.law.catalogue import RULES
from suyuan.law.duty import Text
from suyuan.services.filings import queries as filings
from suyuan.services.jobs import queries
from suyuan.services.jobs.queries import Job

router = Router(tags=["filings"])


def job_shape(job: Job, language: str, receipt: Receipt | None = None) -> shapes.Job:
    """Give a job as the API shows it; ``receipt``: what it ended in."""
    told = job.answer or {}
    return shapes.Job(
        id=job.id,
        duty=job.duty,
        state=cast("Any", job.state),
        stage=job.stage,
        progress=job.progress,
        receipt=job.receipt,
        created_at=job.created_at,
        answer=None if receipt is None else answers.receipt(receipt, language),
        problem=_problem(told, language) if job.state == "failed" else None,
    )


def _problem(told: dict[str, Any], language: str) -> shapes.Mistake:
    """Say why a job failed."""
    code = str(told.get("code", ""))
    known = code if code in RULES or code in problems.OWN else "server.broken"
    _, (wrong, fix) = problems.words_of(known, language, told)
    return shapes.Mistake(rule=known, message=wrong, fix=fix)


@call(
    router,
    "GET",
    "/jobs/{job}",
    name="get_job",
    title=Text("查看任务", "Read a job"),
    text=Text(
        "state 为 done 时 receipt 是回执号，answer 是回执。每秒查询一次即可。",
        "Once state is done, receipt is the receipt's number and answer the receipt. Ask once a second.",
    ),
    answers={200: Answer(Text("任务", "The job"), shapes.Job)},
    problems_of=(404,),
)
def get_job(request: HttpRequest, job: str) -> HttpResponseBase:
    """Give one job."""
    viewer = viewer_of(request)
    found = queries.get_job(job, viewer) if _is_id(job) else None
    if found is None:
        raise Complaint("job.unknown")
    over = found.state not in {"queued", "running"}
    receipt = filings.get_receipt(found.receipt, viewer) if over and found.receipt else None
    headers = {} if over else {"Retry-After": "1"}
    return respond(job_shape(found, problems.language_of(request), receipt), headers=headers)


def _is_id(text: str) -> bool:
    """Tell whether a text is spelled as the id of a job."""
    try:
        return str(UUID(text)) == text.lower()
    except ValueError:
        return False
