"""任务 — a long filing at work: a page that polls its own fragment, and can be left and found again."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from suyuan.domain.access import Viewer
from suyuan.law.catalogue import RULES
from suyuan.law.measures_2026 import RULEBOOK
from suyuan.portal import words
from suyuan.portal.door import language, signed_in
from suyuan.portal.shown import fixlist
from suyuan.services.jobs import queries
from suyuan.services.refusals import Refused
from suyuan.services.signing import operations as signing
from suyuan.services.signing import queries as waiting

WAITING = frozenset({"to_sign", "returned", "withdrawn"})
STAGES = ("queued", "reading", "checking", "storing", "done")


@signed_in
def job(request: HttpRequest, viewer: Viewer, job_id: str) -> HttpResponse:
    """Show how far a job is; asked by htmx, only the fragment. The last fragment polls no more."""
    found = queries.get_job(job_id, viewer)
    if found is None:
        raise Refused("job.unknown")
    if found.state in WAITING:
        return _waiting(request, viewer, job_id)
    at = STAGES.index(found.stage) if found.stage in STAGES else 0
    context: dict[str, Any] = {
        "job": found,
        "duty": RULEBOOK.get(found.duty),
        "percent": round(100 * found.progress),
        "stages": [(words.STAGE[name], place < at, place == at) for place, name in enumerate(STAGES)],
        "running": found.state in {"queued", "running"},
    }
    if found.state == "failed":
        context["problem"] = _problem(found.answer or {})
    part = request.headers.get("HX-Request") == "true"
    return render(request, "portal/parts/progress.html" if part else "portal/job.html", context)


def _waiting(
    request: HttpRequest, viewer: Viewer, job_id: str, refused: Refused | None = None, *, status: int = 200
) -> HttpResponse:
    """Show what a preparer handed in, to sign or to return."""
    seen = waiting.look(job_id, viewer)
    duty = RULEBOOK.by_id[seen.waiting.duty]
    groups = fixlist.groups(seen.receipt.notes, duty, language()) if seen.receipt else ()
    context = {
        "waiting": seen.waiting,
        "receipt": seen.receipt,
        "duty": duty,
        "groups": groups,
        "errors": [group for group in groups if group.severity == "error"],
        "warnings": [group for group in groups if group.severity != "error"],
        "may_sign": viewer.may_file(duty) and viewer.agent_id is None,
        "problems": (("word", *refused.words(language())),) if refused else (),
        "word": request.POST.get("word", ""),
    }
    return render(request, "portal/to_sign.html", context, status=status)


@require_POST
@signed_in
def answer(request: HttpRequest, viewer: Viewer, job_id: str) -> HttpResponse:
    """Sign what waits, return it with a word, or take it back."""
    act = request.POST.get("act")
    try:
        if act == "sign":
            signing.sign(job_id, viewer)
        elif act == "return":
            signing.give_back(job_id, viewer, request.POST.get("word", ""))
        elif act == "withdraw":
            signing.take_back(job_id, viewer)
    except Refused as refused:
        if refused.code == "job.no_word":
            return _waiting(request, viewer, job_id, refused, status=422)
        raise
    return redirect("job", job_id=job_id) if act == "sign" else redirect("home")


@require_safe
@signed_in
def document(_request: HttpRequest, viewer: Viewer, job_id: str) -> HttpResponse:
    """Hand out the file that waits, as it was handed in."""
    seen = waiting.look(job_id, viewer)
    handed = HttpResponse(seen.file.read_bytes(), content_type="application/octet-stream")
    name = seen.waiting.name or "filing"
    handed["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=name) or "attachment"
    )
    return handed


def _problem(answer: Mapping[str, Any]) -> tuple[str, str]:
    """Say why a job failed and how to mend it, where the rule catalogue knows."""
    code = str(answer.get("code", ""))
    if code not in RULES:
        return "", ""
    gaps = {name: str(value) for name, value in answer.items()}
    wrong, fix = RULES[code].wrong.get(language()), RULES[code].fix.get(language())
    try:
        return wrong.format_map(gaps), fix.format_map(gaps)
    except KeyError:
        return "", ""
