"""回收责任页面 — a shop, a station or a yard says that a maker refused its battery."""

from dataclasses import replace

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from suyuan.domain.access import Viewer
from suyuan.domain.applications import Problem
from suyuan.portal.door import signed_in
from suyuan.portal.forms import firm as form
from suyuan.portal.forms.entry import Field
from suyuan.services import clock
from suyuan.services.refusals import Unfit
from suyuan.services.takeback import operations, queries

FIELDS = ("code", "party", "outlet_no", "day", "words")


@signed_in
def refused(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Show the form, filled with who is answerable for the battery; take the report."""
    if not operations.may_report(viewer):
        raise Http404
    problems: tuple[Problem, ...] = ()
    given = {name: request.GET.get(name, "") for name in FIELDS}
    if request.method == "POST":
        given = request.POST.dict()
        try:
            finding = operations.report(viewer, given, at=clock.now())
        except Unfit as unfit:
            problems = unfit.problems
        else:
            messages.success(
                request, _("Reported. The firm is asked to answer; the authorities see both sides.")
            )
            return redirect("finding", finding_id=finding)
    elif given["code"] and not given["party"]:
        bearer = queries.get_bearer(given["code"], viewer, as_of=clock.today(), noted=False)
        given["party"] = bearer.card.uscc if bearer and bearer.card else ""
    given["day"] = given.get("day") or clock.today().isoformat()
    context = {
        "fields": [_shaped(each) for each in form.entry_fields(given, problems, FIELDS)],
        "problems": form.summary(problems),
    }
    return render(request, "portal/refused_acceptance.html", context, status=422 if problems else 200)


def _shaped(field: Field) -> Field:
    """Give a field the shape of what it asks for."""
    if field.name == "day":
        return replace(field, shape="date", latest=clock.today().isoformat())
    return replace(field, shape="area") if field.name == "words" else field
