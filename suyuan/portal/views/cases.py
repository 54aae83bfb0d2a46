"""案件页面 — the cases of a desk, one case with its steps, and what its reader may do next; the same for its party."""

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from suyuan.domain.access import Viewer
from suyuan.domain.applications import Problem
from suyuan.domain.cases import Stage, Step
from suyuan.domain.cases.file import STAGE_TEXT
from suyuan.domain.cases.steps import STEP_TEXT
from suyuan.domain.permits import MOST_BYTES
from suyuan.law.policies import Policies
from suyuan.law.procedure import RIGHTS, TERMS
from suyuan.law.violations import BY_ID
from suyuan.portal.door import language, signed_in
from suyuan.portal.forms import case as form
from suyuan.portal.forms.entry import Field
from suyuan.portal.forms.firm import errors
from suyuan.portal.shown import breaches, steps
from suyuan.services import clock, once
from suyuan.services.cases import forms, operations, queries
from suyuan.services.cases.queries import Case, Choice
from suyuan.services.findings.queries import get_finding
from suyuan.services.parties.queries import find_party, find_watched
from suyuan.services.parties.succession import ended
from suyuan.services.refusals import Refused, Unfit

_FROM = ("party", "finding", "inspection")  # what the page from which a case is opened knows of it
_DIGITS = 7  # of a number of steps
POLICIES = frozenset(
    {
        *("referral_days", "hearing_always", "hearing_notice", "term_on_rest_day"),
        *("four_eyes", "legal_check", "refusal_by_recheck"),
    }
)


@require_safe
@signed_in
def cases(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """List cases, newest first."""
    if not viewer.may("case.read"):
        raise Http404
    today = clock.today()
    stage, party = (request.GET.get(name, "").strip() for name in ("stage", "party"))
    card = find_party(party) if party else None
    late = viewer.is_official and bool(request.GET.get("late"))
    choice = Choice(
        stage=stage if stage in set(Stage) and viewer.is_official else "",
        party_id=(card.party_id if card else 0) if party else None,
        late=today if late else None,
        is_open=True if late else None,
    )
    page = queries.find_cases(viewer, choice=choice, cursor=request.GET.get("cursor", ""))
    counts = queries.count_cases(viewer)
    context = {
        "items": [(one, BY_ID[one.case.violation], STAGE_TEXT[Stage(one.case.stage)]) for one in page.items],
        "next": page.next,
        "stage": choice.stage,
        "party": party,
        "late": late,
        "stages": [(each.value, text, counts.get(each.value, 0)) for each, text in STAGE_TEXT.items()]
        if viewer.is_official
        else (),  # a party knows of no step before it is told: its list says open or closed
        "total": sum(counts.values()),
        "today": today,
        "may_open": viewer.may("case.open"),
    }
    return render(request, "portal/cases.html", context)


@signed_in
def opened(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Open a case: about which firm, which breach, by whom it is looked into."""
    if not viewer.may("case.open"):
        raise Http404
    problems: tuple[Problem, ...] = ()
    given = {name: request.GET.get(name, "") for name in _FROM}
    if request.method == "POST":
        given = _given(request, Step.OPEN) | {name: request.POST.get(name, "") for name in (*_FROM, once.KEY)}
        try:
            number = operations.open_case(viewer, given, at=clock.now())
        except Unfit as unfit:
            problems = unfit.problems
        else:
            messages.success(request, _("The case is open."))
            return redirect("case", case_no=number)
    given.setdefault("officers", str(viewer.account_id))
    card = find_watched(viewer, given["party"])
    known = (
        queries.find_cases(viewer, choice=Choice(party_id=card.party_id, is_open=True)).items if card else ()
    )
    context = {
        "party": given["party"],
        "others": [(one, BY_ID[one.case.violation], STAGE_TEXT[Stage(one.case.stage)]) for one in known],
        "inspection": given["inspection"],
        "finding": given["finding"] if get_finding(viewer, given["finding"]) else "",
        "card": card,
        "ended": ended(card, clock.today()),
        "fields": form.fields(
            forms.FIELDS[Step.OPEN],
            Step.OPEN,
            given,
            problems,
            file=None,
            officers=queries.officers(viewer, at=clock.now()),
            on=clock.today(),
        ),
        "party_errors": errors(problems).get("party", ()),
        "problems": form.summary(Step.OPEN, problems),
    }
    return render(request, "portal/case_open.html", context, status=422 if problems else 200)


@signed_in
def case(request: HttpRequest, viewer: Viewer, case_no: str) -> HttpResponse:
    """Show one case; take a step of it."""
    if not viewer.may("case.read"):
        raise Http404
    problems: tuple[Problem, ...] = ()
    tried: Step | None = None
    given: dict[str, str] = {}
    if request.method == "POST":
        tried = _step(request.POST.get("step", ""))
        given = _given(request, tried)
        seen = request.POST.get("seen", "")
        try:
            operations.take(
                viewer,
                case_no,
                tried,
                given,
                seen=int(seen) if seen.isdecimal() and seen.isascii() and len(seen) < _DIGITS else -1,
                at=clock.now(),
                file=_file(request, tried),
            )
        except Unfit as unfit:
            problems = unfit.problems
        else:
            messages.success(request, STEP_TEXT[tried].get(language()))
            # a desk that has returned a case reads it no longer
            return redirect("cases") if tried is Step.RETURN else redirect("case", case_no=case_no)
    found = queries.get_case(viewer, case_no, at=clock.now())
    if found is None:
        raise Refused("not_found")
    context = _context(viewer, found) | {
        "steps": [
            (
                step.value,
                STEP_TEXT[step],
                _fields(viewer, found, step, (given, problems) if step is tried else ({}, ())),
                step is tried and bool(problems),
            )
            for step in found.offered
        ],
        "problems": form.summary(tried, problems) if tried else (),
    }
    return render(request, "portal/case.html", context, status=422 if problems else 200)


def _context(viewer: Viewer, found: Case) -> dict[str, object]:
    breach, today = BY_ID[found.case.violation], clock.today()
    return {
        "found": found,
        "breach": breaches.read(breach),
        "stage": STAGE_TEXT[Stage(found.case.stage)],
        "taken": [(one, steps.lines(one.act, one.officers)) for one in found.steps],
        "clocks": [
            (TERMS[each.term], each.due_date, each.due_date < today, each.term in RIGHTS)
            for each in found.clocks
        ],
        "today": today,
        "is_desk": viewer.is_official,
        "ended": ended(found.card, today) if viewer.is_official else None,
        "readings": Policies().chosen(POLICIES),
    }


def _fields(
    viewer: Viewer, found: Case, step: Step, tried: tuple[dict[str, str], tuple[Problem, ...]]
) -> list[Field]:
    names = forms.asked(step, viewer)
    officers = queries.officers(viewer, at=clock.now()) if {"officers", "chair"} & set(names) else []
    given, problems = tried
    usual = {"chair": str(viewer.account_id)}
    return form.fields(
        names, step, usual | given, problems, file=found.file, officers=officers, on=clock.today()
    )


def _step(text: str) -> Step:
    """Read which step was pressed. Raises Refused for one that no button has."""
    try:
        return Step(text)
    except ValueError:
        raise Refused("not_found") from None


def _given(request: HttpRequest, step: Step) -> dict[str, str]:
    """Give what was typed into the fields of a step, by their plain names."""
    return {name: ",".join(request.POST.getlist(f"{step.value}-{name}")) for name in forms.FIELDS[step]}


def _file(request: HttpRequest, step: Step) -> bytes | None:
    upload = request.FILES.get(f"{step.value}-file")
    return upload.read(MOST_BYTES + 1) if isinstance(upload, UploadedFile) else None


@require_safe
@signed_in
def case_file(request: HttpRequest, viewer: Viewer, case_no: str, place: int) -> HttpResponse:
    """Hand out the document of a step, or with ``?proof`` what shows that it was delivered."""
    proof = "proof" in request.GET
    content, kind = queries.read_file(viewer, case_no, place, at=clock.now(), proof=proof)
    answer = HttpResponse(content, content_type=kind.media)
    name = f"{case_no}-{place}{'-proof' if proof else ''}.{kind.suffix}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "no-store"
    return answer
