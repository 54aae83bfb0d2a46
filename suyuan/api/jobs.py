"""后台任务 — a long filing while the worker handles it."""

from django.http import HttpRequest, HttpResponseBase
from ninja import Router

from suyuan.api import answers, problems, shapes
from suyuan.api.describing import Answer, call, respond
from suyuan.api.door import viewer_of
from suyuan.api.problems import Complaint
from suyuan.law.duty import Text
from suyuan.services.jobs import queries
from suyuan.services.jobs.queries import Job

router = Router(tags=["filings"])


def job_shape(job: Job, language: str) -> shapes.Job:
    """Give a job as the API shows it."""
    answer = None if job.answer is None else answers.receipt(job.answer, language)
    return shapes.Job(
        id=str(job.id),
        duty=job.duty,
        state=job.state,
        stage=job.stage,
        progress=job.progress,
        receipt=job.receipt or None,
        created_at=job.created_at,
        answer=answer,
    )


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
    found = queries.get_job(job, viewer_of(request)) if job.isascii() and job.isprintable() else None
    if found is None:
        raise Complaint("job.unknown")
    headers = {} if found.state in {"done", "failed"} else {"Retry-After": "1"}
    return respond(job_shape(found, problems.language_of(request)), headers=headers)
