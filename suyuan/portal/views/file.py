"""申报 — choose a duty, then hand in a file or type one row; check only, or file."""

from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from suyuan.domain.access import Viewer
from suyuan.domain.receipts import Receipt
from suyuan.intake.media import XLSX
from suyuan.law.duty import Duty, Role
from suyuan.law.measures_2026 import RULEBOOK
from suyuan.portal.door import language, signed_in, with_reader
from suyuan.portal.forms import entry
from suyuan.portal.shown import fixlist
from suyuan.services import clock
from suyuan.services.duties import queries as duties
from suyuan.services.filings import operations
from suyuan.services.jobs import operations as jobs
from suyuan.services.jobs.queries import Job
from suyuan.services.refusals import Refused
from suyuan.services.signing import operations as signing
from suyuan.services.signing import queries as waiting
from suyuan.services.submission import Submission

HAND_FIRST = frozenset({"24.5.a", "24.5.c", "24.4.a"})


@signed_in
def choose(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """List the duties that the signed-in party bears."""
    borne = RULEBOOK.for_roles(viewer.roles, partner=viewer.partner)
    own = [duty for duty in borne if viewer.covers(duty.id) and viewer.bears(duty)]
    return render(request, "portal/file.html", {"duties": own, "today": clock.today()})


@require_safe
def template(_request: HttpRequest, duty_id: str) -> HttpResponse:
    """Hand out the fillable workbook of a duty; the rules are public, so is their form."""
    duty = _duty(duty_id)
    answer = HttpResponse(duties.template(duty.id), content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="suyuan-{duty.id}.xlsx"'
    return answer


@with_reader
@signed_in
def duty(request: HttpRequest, viewer: Viewer, duty_id: str) -> HttpResponse:
    """Show the form of a duty; take what was handed in and go to its receipt, its fix list or its job."""
    found = _duty(duty_id)
    if not viewer.may_file(found) and not viewer.may_prepare(found):
        return _not_to_file(request, viewer, found)
    if request.method != "POST":
        return _form(request, found, viewer)
    by_hand = request.POST.get("by") == "hand"
    uploaded = request.FILES.get("file")
    if not by_hand and not isinstance(uploaded, UploadedFile):
        problem = (_("No file was chosen."), _("Choose the file, or drop it on the field."))
        return _form(request, found, viewer, problems=(("file", *problem),), status=422)
    try:
        submission = _hand(request, viewer, found) if by_hand else _file(request, viewer, found, uploaded)
        outcome = _handed_in(submission, by_hand=by_hand)
    except Refused as refused:
        wrong = (("file", *refused.words(language())),)
        return _form(request, found, viewer, problems=wrong, status=refused.status)
    return _answer(request, found, viewer, outcome, by_hand=by_hand)


def _not_to_file(request: HttpRequest, viewer: Viewer, duty: Duty) -> HttpResponse:
    """Say whose duty it is, or why somebody of a firm that bears it may not file. Raises Refused."""
    try:
        operations.admit(viewer, duty)
    except Refused as refused:
        if refused.code != "law.role":
            raise
    return render(request, "portal/not_yours.html", {"duty": duty}, status=403)


def _handed_in(submission: Submission, *, by_hand: bool) -> Job | Receipt:
    """Carry a submission as far as its viewer may: a signer files it, a preparer puts it before the signers."""
    if not submission.viewer.may_file(submission.duty):
        return waiting.check(submission) if submission.dry_run else signing.put_forward(submission)
    if not by_hand and not submission.dry_run and operations.is_long(submission.content, submission.name):
        return jobs.submit(submission)
    return operations.file(submission)


def _duty(duty_id: str) -> Duty:
    found = RULEBOOK.get(duty_id)
    if found is None:
        raise Http404
    return found


def _file(
    request: HttpRequest, viewer: Viewer, duty: Duty, uploaded: "UploadedFile[bytes] | None"
) -> Submission:
    """Make a submission of an uploaded file; a large one stays on disk."""
    if uploaded is None:
        raise Http404
    content = (
        Path(uploaded.temporary_file_path())
        if isinstance(uploaded, TemporaryUploadedFile)
        else uploaded.read()
    )
    check_only = request.POST.get("act") == "check"  # counts good and bad lines, so it asks for the good ones
    return Submission(
        viewer=viewer,
        duty=duty,
        content=content,
        at=clock.now(),
        name=uploaded.name or "",
        mode="good" if check_only or request.POST.get("mode") == "good" else "all",
        dry_run=check_only,
        replaces=request.POST.get("replaces", "").strip() or None,
    )


def _hand(request: HttpRequest, viewer: Viewer, duty: Duty) -> Submission:
    """Make a submission of a typed row."""
    return Submission(
        viewer=viewer,
        duty=duty,
        content=entry.content(entry.row(duty, request.POST.dict())),
        at=clock.now(),
        format="csv",
        name="form.csv",
        dry_run=request.POST.get("act") == "check",
        replaces=request.POST.get("replaces", "").strip() or None,
    )


def _answer(
    request: HttpRequest, duty: Duty, viewer: Viewer, outcome: Job | Receipt, *, by_hand: bool
) -> HttpResponse:
    """Go on from what came back: a typed row is mended in place, a file has its receipt page, a job its own."""
    if isinstance(outcome, Job):
        return redirect("job", job_id=outcome.id)
    receipt = outcome
    if by_hand and (receipt.state == "refused" or (receipt.state == "checked" and receipt.rejected)):
        return _form(request, duty, viewer, receipt=receipt, status=422)
    if receipt.state == "checked":
        context = {
            "receipt": receipt,
            "duty": duty,
            "groups": fixlist.groups(receipt.notes, duty, language()),
            "by": "hand" if by_hand else "file",
        }
        return render(request, "portal/checked.html", context)
    return redirect("receipt", receipt=receipt.receipt)


def _form(
    request: HttpRequest,
    duty: Duty,
    viewer: Viewer,
    *,
    problems: tuple[tuple[str, str, str], ...] = (),
    receipt: Receipt | None = None,
    status: int = 200,
) -> HttpResponse:
    """Show the form with what was typed; ``problems`` are (field, what is wrong, how to mend it)."""
    today = clock.today()
    given = request.POST.dict() if request.method == "POST" else {}
    by = given.get("by") or request.GET.get("by") or ("hand" if duty.id in HAND_FIRST else "file")
    spoken = entry.Words(language=language(), today=today, yes=_("Yes"), no=_("No"))
    shown = entry.fields(duty, spoken, values=given, wrong=receipt.errors if receipt else ())
    own = tuple((field.id, wrong, fix) for field in shown for wrong, fix in field.errors)
    named = {field.name for field in shown}
    loose = (
        tuple(("", *note.words(duty, language())) for note in receipt.errors if note.column not in named)
        if receipt
        else ()
    )
    context = {
        "duty": duty,
        "today": today,
        "by": by,
        "fields": shown,
        "problems": problems + own + loose,
        "receipt": receipt,
        "replaces": given.get("replaces") or request.GET.get("replaces", ""),
        "mode": given.get("mode", "all"),
        "most_bytes": settings.DATA_UPLOAD_MAX_MEMORY_SIZE,
        "is_repairer": Role.REPAIRER in duty.who,
        "prepares": not viewer.may_file(duty),
    }
    return render(request, "portal/file_duty.html", context, status=status)
