"""检查页面 — the inspections of a desk, one with its record, the page that works on site without a network."""

from pathlib import Path

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from suyuan.domain.access import Viewer
from suyuan.domain.applications import Problem
from suyuan.domain.cells import UNSEEN
from suyuan.domain.inspections import (
    ANSWER_TEXT,
    ASKED_ON_SITE,
    LARGEST,
    LONGEST,
    LONGEST_CODE,
    LONGEST_NAME,
    MOST,
    MOST_FILES,
    MOST_TOGETHER,
    NEAR,
    SHOWN,
    STATE_TEXT,
    STEP_TEXT,
    State,
    Step,
    in_order,
    officer,
    state_on,
)
from suyuan.domain.permits import MOST_BYTES
from suyuan.law.catalogue import RULES
from suyuan.law.inspection import MEASURES, in_force
from suyuan.law.policies import Policies
from suyuan.portal.door import language, signed_in, with_reader
from suyuan.portal.forms import inspection as form
from suyuan.services import clock, once
from suyuan.services.inspections import operations, queries
from suyuan.services.inspections.queries import Inspected
from suyuan.services.parties.queries import find_watched
from suyuan.services.parties.succession import ended
from suyuan.services.refusals import Refused, Unfit

_WORKER = Path(__file__).parents[1] / "static" / "portal" / "visit_worker.js"
_FIELDS = ("party", "day", "officers", "words")
_LONGEST = {"words": LONGEST, "name": LONGEST_NAME, "code": LONGEST_CODE}


@require_safe
@signed_in
def inspections(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """List inspections, the latest first, and for officials their plans."""
    if not viewer.may("inspection.read"):
        raise Http404
    state = request.GET.get("state", "")
    state = state if state in set(State) and viewer.is_official else ""
    today = clock.today()
    page = queries.find_inspections(viewer, today=today, state=state, cursor=request.GET.get("cursor", ""))
    context = {
        "items": [
            (one, state, STATE_TEXT[state])
            for one in page.items
            for state in (state_on(one.inspection.state, one.inspection.inspection_date, today=today),)
        ],
        "next": page.next,
        "state": state,
        "states": STATE_TEXT.items(),
        "plans": queries.find_plans(viewer)[:10],
        "may_plan": viewer.may("inspection.plan"),
        "missed": queries.count_missed(viewer, today=today) if viewer.is_official else 0,
    }
    return render(request, "portal/inspections.html", context)


@signed_in
def ordered(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Order an inspection for a reason of its own."""
    if not viewer.may("inspection.plan"):
        raise Http404
    problems: tuple[Problem, ...] = ()
    given = {"party": request.GET.get("party", "")}
    if request.method == "POST":
        given = {name: ",".join(request.POST.getlist(name)) for name in (*_FIELDS, once.KEY)}
    lately = queries.inspected_lately(viewer, given["party"], today=clock.today())
    if request.method == "POST":
        try:
            number = operations.order(viewer, given, at=clock.now())
        except Unfit as unfit:
            problems = unfit.problems
        else:
            messages.success(request, _("The inspection is ordered."))
            if lately:
                messages.info(
                    request, _("No draw would take this firm: it was inspected lately, or is to be.")
                )
            return redirect("inspection", inspection_no=number)
    desk = queries.officers(viewer, at=clock.now())
    options = {"officers": tuple((str(account), name) for account, name in desk)}
    context = {
        "lately": lately,
        "waiting": queries.due_here(viewer, given["party"]),
        "ended": ended(find_watched(viewer, given["party"]), clock.today()),
        "limit": Policies().chosen({"inspection_frequency"})[0],
        "readings": Policies().chosen({"inspection_spares", "inspection_ahead", "order_again"}),
        "fields": form.fields(_FIELDS, given, problems, options),
        "problems": form.summary(_FIELDS, problems),
    }
    return render(request, "portal/inspection_new.html", context, status=422 if problems else 200)


@signed_in
def inspection(request: HttpRequest, viewer: Viewer, inspection_no: str) -> HttpResponse:
    """Show one inspection and its record; call it off, or say the firm's word on it."""
    if not viewer.may("inspection.read"):
        raise Http404
    problems: tuple[Problem, ...] = ()
    given = {name: request.POST.get(name, "") for name in ("words", once.KEY)}
    if request.method == "POST":
        act = operations.state if viewer.kind == "member" else operations.cancel
        try:
            act(viewer, inspection_no, given, at=clock.now())
        except Unfit as unfit:
            problems = unfit.problems
        else:
            messages.success(request, _("Kept."))
            return redirect("inspection", inspection_no=inspection_no)
    found = queries.get_inspection(viewer, inspection_no)
    if found is None:
        raise Refused("not_found")
    member = viewer.kind == "member"
    due = found.inspection.state == State.DUE
    context = {
        "found": found,
        "state": STATE_TEXT[
            state_on(found.inspection.state, found.inspection.inspection_date, today=clock.today())
        ],
        "due": due,
        "ended": ended(found.card, clock.today()) if viewer.is_official else None,
        "taken": [(one, STEP_TEXT[Step(one.step)]) for one in found.steps],
        "points": [
            (point, each, ANSWER_TEXT[each.answer])
            for point, each in (in_order(found.record, found.points) if found.record else ())
        ],
        "signed_over": sorted(set(found.record.signed.values())) if found.record else (),
        "measures": [each for each in MEASURES if found.record and each.id in found.record.measures],
        "may_say": viewer.may("inspection.answer") and not due
        if member
        else viewer.may("inspection.record") and due and found.is_own and not found.is_orderer,
        "four_eyes": RULES["inspection.four_eyes"] if due and found.is_own and found.is_orderer else None,
        "fields": form.fields(("words",), given, problems, {}),
        "problems": form.summary(("words",), problems),
        "today": clock.today(),
    }
    return render(request, "portal/inspection.html", context, status=422 if problems else 200)


@require_safe
@with_reader
@signed_in
def visit(request: HttpRequest, viewer: Viewer, inspection_no: str) -> HttpResponse:
    """Show the page for the visit itself: it keeps what is filled in on the device, and works without a network.

    It opens when the inspection waits for a record no more, too: a device may still keep one that was not taken.
    """
    if not viewer.may("inspection.record"):
        raise Http404
    found = queries.get_inspection(viewer, inspection_no)
    if found is None or not found.is_own:
        raise Refused("not_found")
    context = {
        "found": found,
        "signers": zip(map(officer, found.inspection.team), found.team, strict=True),
        "closed": found.inspection.state != State.DUE or not found.is_sent,
        "measures": in_force(MEASURES, found.inspection.inspection_date),
        "points": found.points.items(),
        "answers": [(each.value, text) for each, text in ANSWER_TEXT.items()],
        "largest": MOST_BYTES,
        "most_photos": MOST_FILES,
        "most_together": MOST_TOGETHER,
        "asked": _asked(found),
        "longest": _LONGEST,
        "now": _now(),
    }
    return _timed(render(request, "portal/visit.html", context))


def _now() -> str:
    return clock.now().isoformat(timespec="milliseconds")


def _timed(answer: HttpResponse) -> HttpResponse:
    """Have an answer tell the platform's time, which a device goes by."""
    answer["Suyuan-Now"] = _now()
    return answer


def _asked(found: Inspected) -> dict[str, object]:
    """Give what the page of a visit asks before anybody signs, with the words of its rules.

    A limit that differs from field to field is a gap for the page to fill, as the value that breaks a rule is.
    """
    least = Policies().team_size
    limits = {
        "inspection.officers_sign": least,
        "inspection.large": LARGEST >> 10,
        "inspection.files_large": MOST_TOGETHER >> 20,
    }
    told = {rule: (RULES[rule].wrong, RULES[rule].fix) for rule in ASKED_ON_SITE}
    return {
        "rules": {
            rule: " ".join(
                text.get(language()).format(value="{value}", limit=limits.get(rule, "{limit}"))
                for text in texts
            )
            for rule, texts in told.items()
        },
        "points": [*found.points],
        "signers": ["firm", *map(officer, found.inspection.team)],
        "unseen": UNSEEN,
        "day": found.inspection.inspection_date.isoformat(),
        "ordered": found.steps[0].at.isoformat(),
        "near": NEAR.total_seconds(),
        "largest": LARGEST,
        "longest": _LONGEST,
        "most": MOST,
        "shown": SHOWN,
        "least": least,
    }


@require_POST
@signed_in
def record(request: HttpRequest, viewer: Viewer, inspection_no: str) -> HttpResponse:
    """Take the record that a device kept; answer in JSON: the device that asks lets go of the record we name."""
    upload = request.FILES.get("record")
    content = upload.read(LARGEST + 1) if isinstance(upload, UploadedFile) else b""
    try:
        kept = operations.record(viewer, inspection_no, content, _files(request), at=clock.now())
    except Unfit as unfit:
        told = [(each.field, " ".join(each.words(language()))) for each in unfit.problems]
        return JsonResponse({"problems": told}, status=422)
    except Refused as refused:
        return JsonResponse({"problems": [("", " ".join(refused.words(language())))]}, status=refused.status)
    return JsonResponse({"problems": [], "record_id": kept})


def _files(request: HttpRequest) -> list[bytes]:
    """Read the files of a record. Raises Unfit: they are too large together to be looked at in memory."""
    sent = [one for one in request.FILES.getlist("file") if isinstance(one, UploadedFile)]
    if sum(one.size or 0 for one in sent) > MOST_TOGETHER:
        raise Unfit((Problem("photos", "inspection.files_large", limit=MOST_TOGETHER >> 20),))
    return [one.read(MOST_BYTES + 1) for one in sent]


@require_safe
def worker(_request: HttpRequest) -> HttpResponse:
    """Hand out the service worker, whose reach is the folder that it comes from; its head tells the time."""
    answer = HttpResponse(_WORKER.read_bytes(), content_type="text/javascript")
    answer["Cache-Control"] = "no-cache"
    return _timed(answer)


@require_safe
def shut(request: HttpRequest) -> HttpResponse:
    """Show what a device without a network shows of a visit to whom it is not: nothing of it, and how to go on."""
    return render(request, "portal/visit_shut.html")


@require_safe
@signed_in
def notice(_request: HttpRequest, viewer: Viewer, inspection_no: str) -> HttpResponse:
    """Hand out the notice that officers show on site."""
    if not viewer.may("inspection.read"):
        raise Http404
    content = queries.notice(viewer, inspection_no, today=clock.today())
    return _paper(content, f"{inspection_no}-notice")


@require_safe
@signed_in
def minutes(_request: HttpRequest, viewer: Viewer, inspection_no: str) -> HttpResponse:
    """Hand out the record as a paper."""
    if not viewer.may("inspection.read"):
        raise Http404
    return _paper(queries.minutes(viewer, inspection_no), f"{inspection_no}-record")


def _paper(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    answer["Cache-Control"] = "no-store"
    return answer


@require_safe
@signed_in
def file(_request: HttpRequest, viewer: Viewer, inspection_no: str, sha256: str) -> HttpResponse:
    """Hand out a picture of a record."""
    if not viewer.may("inspection.read"):
        raise Http404
    content, kind = queries.read_file(viewer, inspection_no, sha256)
    answer = HttpResponse(content, content_type=kind.media)
    answer["Cache-Control"] = "no-store"
    return answer
