"""技术信息页面 — a workshop finds a manual, says for which battery, reads it; a maker files the next version."""

from dataclasses import replace

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from suyuan.codes.fault import CodeFault
from suyuan.codes.label import join_payload
from suyuan.domain.access import Viewer
from suyuan.domain.applications import Problem
from suyuan.domain.techinfo import HAZARDS, STAGE_TEXT, Stage, purposes
from suyuan.intake import papers
from suyuan.law.policies import Policies
from suyuan.portal.door import language, signed_in
from suyuan.portal.forms import entry
from suyuan.portal.forms import firm as form
from suyuan.services import clock
from suyuan.services.refusals import Refused, Unfit
from suyuan.services.techinfo import operations, queries

ASKED = ("code", "vin", "purpose", "work")
POLICIES = frozenset({"techinfo_hours", "techinfo_in_hand"})
EXAMPLE = (
    "removal | 断开维修开关，等待10分钟 | Open the service switch and wait ten minutes | high_voltage | 绝缘手套\n"
    "disassembly | 拆下上盖螺栓 | Remove the bolts of the cover | residual_charge;sharp_edges | T30"
)


def _code(text: str) -> str:
    """Read a code as typed or scanned; "" where it is none."""
    try:
        return str(join_payload(text)) if text.strip() else ""
    except CodeFault:
        return text.strip().upper()[:40]


@require_safe
@signed_in
def techinfo(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Find manuals: by the battery before one, by model, by words."""
    if not queries.may_read(viewer):
        raise Http404
    given = {name: request.GET.get(name, "").strip()[:200] for name in ("code", "vin", "q")}
    code = _code(given["code"])
    found = queries.find_manuals(
        viewer, code=code, vin=given["vin"].upper(), words=given["q"], today=clock.today()
    )
    context = {
        "found": found,
        "given": given | {"code": code},
        "grants": queries.own_grants(viewer),
        "at": clock.true_now(),
        "readings": Policies().chosen(POLICIES),
    }
    return render(request, "portal/techinfo.html", context)


@signed_in
def ask(request: HttpRequest, viewer: Viewer, manual_id: int) -> HttpResponse:
    """Say for which battery and what for; then the manual opens."""
    listed = queries.get_listed(viewer, manual_id)
    if listed is None:
        raise Http404
    problems: tuple[Problem, ...] = ()
    given = {name: request.GET.get(name, "") for name in ASKED}
    if request.method == "POST":
        given = {name: str(request.POST.get(name, "")) for name in ASKED}
        try:
            grant = operations.ask(
                viewer, manual_id, **(given | {"code": _code(given["code"])}), at=clock.true_now()
            )
        except Unfit as unfit:
            problems = unfit.problems
        else:
            return redirect("techinfo_grant", grant_id=grant.grant_id)
    context = {
        "listed": listed,
        "fields": form.ask_fields(given, problems, purposes(viewer.roles)),
        "problems": form.summary(problems),
        "hours": Policies().techinfo_hours,
    }
    return render(request, "portal/techinfo_ask.html", context, status=422 if problems else 200)


@require_safe
@signed_in
def grant(request: HttpRequest, viewer: Viewer, grant_id: int) -> HttpResponse:
    """Show the steps while the leave to read stands."""
    leave, listed = queries.read_steps(viewer, grant_id, at=clock.true_now())
    steps = listed.manual.steps
    context = {
        "grant": leave,
        "listed": listed,
        "stages": [
            (STAGE_TEXT[stage].get(language()), [step for step in steps if step.stage is stage])
            for stage in Stage
            if listed.manual.has(stage)
        ],
    }
    answer = render(request, "portal/techinfo_grant.html", context)
    answer["Cache-Control"] = "no-store"
    return answer


@require_safe
@signed_in
def file(_request: HttpRequest, viewer: Viewer, grant_id: int, place: int) -> HttpResponse:
    """Hand out a marked copy of a file."""
    name, copy = queries.read_file(viewer, grant_id, place, at=clock.true_now())
    answer = HttpResponse(copy, content_type="application/pdf")
    safe = "".join(sign for sign in name if sign.isalnum() or sign in "-_.")
    ascii_only = safe.encode("ascii", "ignore").decode() or "manual.pdf"
    answer["Content-Disposition"] = f'attachment; filename="{ascii_only}"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "no-store"
    return answer


@signed_in
def manuals(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Show a maker its manuals with how often they were read; take the next version."""
    if viewer.kind != "member" or not viewer.may("house.read") or not viewer.roles & operations.FILERS:
        raise Http404
    problems: tuple[Problem, ...] = ()
    given = {"steps": ""}
    if request.method == "POST":
        if not operations.may_publish(viewer):
            raise Refused("auth.not_allowed")
        given = request.POST.dict()
        handed: MultiValueDict[str, UploadedFile[bytes]] = request.FILES
        files = [
            (one.name or "", one.read(papers.LARGEST + 1))
            for one in handed.getlist("files")[: operations.MOST_FILES + 1]
        ]
        try:
            made = operations.publish(
                viewer,
                model=given.get("vehicle_model", ""),
                title=given.get("title", ""),
                steps=given.get("steps", ""),
                files=files,
                at=clock.now(),
                approval=operations.Approval(given.get("approval_no", ""), given.get("approved_date", "")),
            )
        except Unfit as unfit:
            problems = unfit.problems
        else:
            messages.success(request, _("Filed. Workshops find it from now on."))
            if made.receipt:
                messages.success(
                    request, _("24.1 is met by receipt %(receipt)s.") % {"receipt": made.receipt}
                )
            return redirect("manuals")
    errors = form.errors(problems)
    context = {
        "manuals": queries.own_manuals(viewer),
        "fields": [_named(each) for each in form.entry_fields(given, problems, ("vehicle_model", "title"))],
        "approval": _approval(given, problems) if viewer.roles & operations.VEHICLES else (),
        "steps": given.get("steps", ""),
        "step_errors": errors.get("steps", ()),
        "file_errors": errors.get("files", ()),
        "hazards": [(name, text.get(language())) for name, text in HAZARDS.items()],
        "example": EXAMPLE,
        "problems": form.summary(problems),
        "may_publish": operations.may_publish(viewer),
    }
    return render(request, "portal/manuals.html", context, status=422 if problems else 200)


def _named(field: entry.Field) -> entry.Field:
    """Say of the model what may stand there."""
    hint = _("Of a vehicle, or the first seven positions of the pack's codes.")
    return replace(field, hint=hint) if field.name == "vehicle_model" else field


def _approval(given: dict[str, str], problems: tuple[Problem, ...]) -> list[entry.Field]:
    """Give the two fields with which 24.1 is reported in the same act."""
    number, day = form.entry_fields(given, problems, ("approval_no", "approved_date"))
    return [replace(number, required=False), replace(day, required=False, shape="date")]
