"""合作维修 — repair shops and vehicle makers that work together: declare, confirm, let serve, end."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from suyuan.domain.access import Viewer
from suyuan.law.duty import Role
from suyuan.portal.door import language, signed_in
from suyuan.services.offers.queries import find_offers
from suyuan.services.partners import operations, queries
from suyuan.services.refusals import Refused

Problems = tuple[tuple[str, str, str], ...]


@signed_in
def partners(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """List the partnerships; declare one."""
    if request.method != "POST":
        return _list(request, viewer)
    try:
        operations.declare(
            viewer,
            uscc=request.POST.get("uscc", ""),
            serves_maker=request.POST.get("serves_maker") == "yes",
        )
    except Refused as refused:
        return _list(request, viewer, (("uscc", *refused.words(language())),), status=refused.status)
    return redirect("partners")


def _list(
    request: HttpRequest, viewer: Viewer, problems: Problems = (), *, status: int = 200
) -> HttpResponse:
    is_maker = bool(viewer.roles & operations.MAKERS)
    context = {
        "partners": queries.find_partners(viewer),
        "offers": find_offers(viewer, operations.KIND),
        "may_answer": viewer.may("offer.answer"),
        "is_maker": is_maker,
        "may_change": viewer.may("partner.change") and (is_maker or Role.REPAIRER in viewer.roles),
        "uscc": request.POST.get("uscc", ""),
        "problems": problems,
    }
    return render(request, "portal/partners.html", context, status=status)


@require_POST
@signed_in
def partner(request: HttpRequest, viewer: Viewer, partnership_id: int) -> HttpResponse:
    """Change whether a partnership serves the maker's clock, or end it."""
    try:
        if request.POST.get("act") == "serve":
            serves = request.POST.get("serves_maker") == "yes"
            operations.let_serve(viewer, partnership_id, serves_maker=serves)
        else:
            operations.end(viewer, partnership_id)
    except Refused as refused:
        return _list(request, viewer, (("", *refused.words(language())),), status=refused.status)
    return redirect("partners")
