"""任务 — a long filing at work: a page that polls its own fragment, and can be left and found again."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from suyuan.domain.access import Viewer
from suyuan.law.catalogue import RULES
from suyuan.law.measures_2026 import RULEBOOK
from suyuan.portal import words
from suyuan.portal.door import language, signed_in
from suyuan.services.jobs import queries

STAGES = ("queued", "reading", "checking", "storing", "done")


@signed_in
def job(request: HttpRequest, viewer: Viewer, job_id: str) -> HttpResponse:
    """Show how far a job is; asked by htmx, only the fragment. The last fragment polls no more."""
    found = queries.get_job(job_id, viewer)
    if found is None:
        raise Http404
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
