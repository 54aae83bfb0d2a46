"""委托 — who files for whom: the mandates given and held, giving one, taking one back."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from suyuan.domain.access import Viewer
from suyuan.law.measures_2026 import RULEBOOK
from suyuan.portal.door import beside, language, signed_in
from suyuan.portal.forms import scope
from suyuan.services import clock
from suyuan.services.mandates import operations, queries
from suyuan.services.offers.queries import find_offers
from suyuan.services.refusals import Refused

Problems = tuple[tuple[str, str, str], ...]
FIELDS = {
    "offer.no_code": "uscc",
    "offer.waits": "uscc",
    "mandate.self": "uscc",
    "key.no_scope": "duties",
    "mandate.bad_days": "from_date",
}


@signed_in
def mandates(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """List the mandates given and held; give one."""
    if request.method != "POST":
        return _list(request, viewer)
    try:
        operations.give(
            viewer,
            agent_uscc=request.POST.get("uscc", ""),
            duties=scope.duties(request.POST),
            from_date=scope.day(request.POST.get("from_date", "")),
            to_date=scope.day(request.POST.get("to_date", "")),
        )
    except Refused as refused:
        problems = ((FIELDS.get(refused.code, ""), *refused.words(language())),)
        return _list(request, viewer, problems, status=refused.status)
    return redirect("mandates")


def _list(
    request: HttpRequest, viewer: Viewer, problems: Problems = (), *, status: int = 200
) -> HttpResponse:
    found = queries.find_mandates(viewer)
    today = clock.today()
    offers = find_offers(viewer, operations.KIND)
    context = {
        "offered": [one for one in offers if one.given],
        "asked": [one for one in offers if not one.given],
        "may_answer": viewer.may("offer.answer"),
        "given": [one for one in found if one.given],
        "held": [one for one in found if not one.given],
        "stops": queries.find_stops(viewer),
        "may_give": viewer.may("mandate.give"),
        "may_revoke": viewer.may("mandate.revoke"),
        "duties": RULEBOOK.for_roles(viewer.roles, partner=viewer.partner),
        "scope": request.POST.get("scope", scope.SOME),
        "chosen": request.POST.getlist("duties"),
        "uscc": request.POST.get("uscc", ""),
        "from_date": request.POST.get("from_date") or today.isoformat(),
        "to_date": request.POST.get("to_date") or today.replace(month=12, day=31).isoformat(),
        "problems": problems,
    }
    return render(request, "portal/mandates.html", context, status=status)


@signed_in
def mandate(request: HttpRequest, viewer: Viewer, mandate_id: int) -> HttpResponse:
    """Show one mandate; take it back or lay it down."""
    found = queries.get_mandate(viewer, mandate_id)
    problems: Problems = ()
    if request.method == "POST":
        try:
            operations.revoke(viewer, mandate_id)
        except Refused as refused:
            problems = (("", *beside(refused).words(language())),)
        else:
            return redirect("mandates")
    context = {"found": found, "may_revoke": viewer.may("mandate.revoke"), "problems": problems}
    return render(request, "portal/mandate.html", context, status=422 if problems else 200)
