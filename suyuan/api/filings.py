"""申报 — POST and GET of filings: the API's one hot road.

The bytes of the body go to the service as they came; what comes back is encoded once. A filing above the job
limit answers 202 and the address of its job.
"""

import hashlib
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from ninja import Router

from suyuan.api import answers, door, parameters, problems, shapes, uploads
from suyuan.api.describing import DUTY, JSON, Answer, call, respond
from suyuan.api.door import viewer_of
from suyuan.api.filing_words import BODY, CANCELLATION, IDEMPOTENCY_KEY, POST_TEXT
from suyuan.api.jobs import job_shape
from suyuan.api.problems import Complaint, Misread
from suyuan.domain.access import Viewer
from suyuan.domain.receipts import Receipt
from suyuan.intake.json_together import is_small
from suyuan.intake.media import XLSX
from suyuan.law.catalogue import RULES
from suyuan.law.duty import Duty, Text
from suyuan.law.measures_2026 import RULEBOOK
from suyuan.services import clock
from suyuan.services.filings import operations, queries, road
from suyuan.services.jobs import operations as jobs
from suyuan.services.submission import Submission
from suyuan.services.threads import in_thread

router = Router(tags=["filings"])
_LONGEST_KEY = 200
_LONGEST_REASON = 1000

RECEIPT = Answer(Text("回执", "The receipt"), shapes.Receipt)
LATER = Answer(
    Text("已收下，由后台处理", "Taken; the worker handles it"),
    shapes.Job,
    headers=(("Location", Text("任务地址", "Address of the job")),),
)


@call(
    router,
    "POST",
    "/filings/{ref}",
    name="file",
    title=Text("申报", "File a report"),
    text=POST_TEXT,
    answers={
        201: RECEIPT,
        200: Answer(Text("试申报的结果", "What a dry run found"), shapes.Receipt),
        202: LATER,
    },
    problems_of=(403, 404, 409, 413, 415, 422),
    places={"ref": DUTY},
    asks=(parameters.MODE, parameters.DRY_RUN, parameters.SUPERSEDES, parameters.BACKFILL),
    more=(IDEMPOTENCY_KEY,),
    body=BODY,
)
async def file_report(request: HttpRequest, asked: dict[str, Any], ref: str) -> HttpResponseBase:
    """Take a filing: 201 receipt, 200 dry run, 202 job."""
    viewer = viewer_of(request)
    duty = RULEBOOK.get(ref)
    if duty is None:
        raise Complaint("duty.unknown")
    operations.admit(viewer, duty)
    key = _key(request)
    with uploads.receive(request) as upload:
        submission = Submission(
            viewer=viewer,
            duty=duty,
            content=upload.content,
            at=await clock.anow(),
            content_type=upload.content_type,
            name=upload.name,
            key=key,
            mode=asked["mode"],
            dry_run=asked["dry_run"],
            replaces=asked["supersedes"],
            backfill=asked["backfill"],
        )
        if not await _is_long(upload):
            return _answer(request, duty, await road.filed(submission))
        if submission.dry_run:  # its result is the answer: it waits here, and not in the way of others
            return _answer(request, duty, await in_thread(operations.file, submission))
        return await in_thread(_queue, submission)


straight = door.straight(file_report)


async def _is_long(upload: uploads.Upload) -> bool:
    """Tell whether a filing belongs to the worker; to look into a workbook takes a thread."""
    asked = (upload.content, upload.name, upload.content_type)
    return (
        operations.is_long(*asked)
        if is_small(upload.content, None)
        else await in_thread(operations.is_long, *asked)
    )


def _key(request: HttpRequest) -> str | None:
    """Read the Idempotency-Key header. Raises Complaint."""
    key = request.META.get("HTTP_IDEMPOTENCY_KEY")
    if key is None:
        return None
    if not 0 < len(key) <= _LONGEST_KEY or not key.isascii() or not key.isprintable():
        misread = Misread(
            "Idempotency-Key",
            key,
            Text("不能用作幂等键。", "Not usable as an idempotency key."),
            Text(
                f"写 1 至 {_LONGEST_KEY} 个可见的 ASCII 字符。",
                f"Write 1 to {_LONGEST_KEY} printable ASCII characters.",
            ),
            place="header",
        )
        raise Complaint("request.parameter", mistakes=(misread,))
    return str(key)


def _queue(submission: Submission) -> HttpResponse:
    """Hand a long filing to the worker."""
    job = jobs.submit(submission)
    return respond(job_shape(job, "en"), 202, {"Location": f"/api/v1/jobs/{job.id}", "Retry-After": "1"})


def _answer(request: HttpRequest, duty: Duty, receipt: Receipt) -> HttpResponse:
    """Answer a filing: its receipt, or the problem document of a refusal."""
    bad = receipt.state == "refused" or (
        receipt.state == "checked"
        and bool(receipt.errors)
        and (receipt.mode == "all" or not receipt.accepted)
    )
    if bad:
        return refusal(request, duty, receipt)
    language = problems.language_of(request)
    headers = {"Idempotency-Replayed": "true"} if receipt.repeated else {}
    if receipt.state == "checked":
        return respond(answers.receipt(receipt, language), 200, headers)
    headers["Location"] = f"/api/v1/filings/{receipt.receipt}"
    return respond(answers.receipt(receipt, language), 201, headers)


def refusal(request: HttpRequest, duty: Duty, receipt: Receipt) -> HttpResponse:
    """Answer a refused filing: every place, and the receipt's own figures beside them."""
    language = problems.language_of(request)
    errors = answers.mistakes(duty, receipt.errors, language)
    code = "filing.bad_lines"
    status, words = problems.words_of(code, language, {})
    if receipt.errors and not receipt.lines:  # the file as a whole: its own reason says it better
        first = receipt.errors[0]
        code, status, words = first.rule, RULES[first.rule].status, first.words(duty, language)
    problem = problems.body(
        request,
        code,
        status,
        words,
        errors,
        errors_total=answers.total(receipt.errors),
        warnings=answers.mistakes(duty, receipt.warnings, language),
        warnings_total=answers.total(receipt.warnings),
        receipt=receipt.receipt or None,
        duty=receipt.duty,
        party=receipt.party,
        filed_at=receipt.filed_at,
        lines=receipt.lines,
        accepted=receipt.accepted,
        rejected=receipt.rejected,
        late=receipt.late,
    )
    headers = {"Idempotency-Replayed": "true"} if receipt.repeated else {}
    return problems.document(status, problem, headers)


@call(
    router,
    "GET",
    "/filings/{ref}",
    name="get_filing",
    title=Text("查看回执", "Read a receipt"),
    text=Text(
        "一份申报的回执，无论受理与否。", "The receipt of a filing, whether it was accepted or refused."
    ),
    answers={200: RECEIPT},
    problems_of=(404,),
)
def get_filing(request: HttpRequest, ref: str) -> HttpResponseBase:
    """Give one receipt."""
    return respond(answers.receipt(_own(ref, viewer_of(request)), problems.language_of(request)))


def _own(ref: str, viewer: Viewer) -> Receipt:
    """Find a receipt that the viewer may see. Raises Complaint."""
    found = queries.get_receipt(ref, viewer) if ref.isascii() and ref.isprintable() else None
    if found is None:
        raise Complaint("not_found")
    return found


@call(
    router,
    "GET",
    "/filings",
    name="list_filings",
    title=Text("回执列表", "List receipts"),
    text=Text("可见的申报，最近的在前。", "The filings you may see, the latest first."),
    answers={200: Answer(Text("一页回执", "A page of receipts"), shapes.Receipts)},
    problems_of=(422,),
    asks=(parameters.DUTY, parameters.CURSOR, parameters.LIMIT),
)
def list_filings(request: HttpRequest, asked: dict[str, Any]) -> HttpResponseBase:
    """Give a page of receipts."""
    with parameters.paging(asked):
        page = queries.find_filings(
            viewer_of(request), duty=asked["duty"], cursor=asked["cursor"], limit=asked["limit"]
        )
    language = problems.language_of(request)
    return respond(shapes.Receipts([answers.receipt(item, language) for item in page.items], page.next))


@call(
    router,
    "GET",
    "/filings/{ref}/marked.xlsx",
    name="get_marked_workbook",
    title=Text("下载标注错误的工作簿", "Download the marked workbook"),
    text=Text(
        "所报的行，错误处标红并附批注；改后可直接再报。",
        "The lines as filed, every mistake marked and commented, ready to be mended and filed again.",
    ),
    answers={200: Answer(Text("工作簿", "The workbook"), None, XLSX)},
    problems_of=(404,),
)
def get_marked_workbook(request: HttpRequest, ref: str) -> HttpResponseBase:
    """Give the workbook with its mistakes marked."""
    viewer, plain = viewer_of(request), ref.isascii() and ref.isprintable()
    content = queries.marked_workbook(ref, viewer, problems.language_of(request)) if plain else None
    if content is None:
        raise Complaint("not_found")
    receipt = _own(ref, viewer)
    answer = HttpResponse(content, content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="{receipt.receipt}-marked.xlsx"'
    answer["ETag"] = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    return answer


@call(
    router,
    "POST",
    "/filings/{ref}/cancel",
    name="cancel_filing",
    title=Text("撤销申报", "Cancel a filing"),
    text=Text(
        "撤销自己的一份申报，须写明理由；原件保留，只是不再作数。",
        "Withdraw a filing of your own, with the reason. Nothing is deleted: it stays and no longer counts.",
    ),
    answers={200: RECEIPT},
    problems_of=(403, 404, 409, 422),
    body=CANCELLATION,
)
def cancel_filing(request: HttpRequest, ref: str) -> HttpResponseBase:
    """Cancel a filing."""
    viewer = viewer_of(request)
    reason = _reason(request)
    receipt = _own(ref, viewer)
    cancelled = operations.cancel(receipt.receipt, viewer=viewer, at=clock.now(), reason=reason)
    return respond(answers.receipt(cancelled, problems.language_of(request)))


def _reason(request: HttpRequest) -> str:
    """Read {"reason": text} from the body. Raises Complaint."""
    if request.content_type not in {JSON, ""}:
        raise Complaint("file.unknown_format", found=(request.content_type or "")[:100])
    told = uploads.receive_json(request)
    reason = told.get("reason") if isinstance(told, dict) and set(told) == {"reason"} else None
    if not isinstance(reason, str) or not 0 < len(reason.strip()) <= _LONGEST_REASON or "\x00" in reason:
        misread = Misread(
            "reason",
            str(reason or "")[:100],
            Text("须写明撤销理由。", "The reason of the cancellation is needed."),
            Text('内容写作 {"reason": "理由"}。', 'Send {"reason": "why"} as the body.'),
            place="body",
        )
        raise Complaint("request.parameter", mistakes=(misread,))
    return reason.strip()
