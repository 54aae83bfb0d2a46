"""要约 — the word on what one firm offered another: a mandate, or to work together."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from suyuan.domain.access import Viewer
from suyuan.portal.door import signed_in
from suyuan.services.mandates import operations as mandates
from suyuan.services.offers import operations
from suyuan.services.partners import operations as partners
from suyuan.services.refusals import Refused

PAGES = {mandates.KIND: "mandates", partners.KIND: "partners"}
ANSWERS = {"withdraw": operations.withdraw, "decline": operations.decline}


@require_POST
@signed_in
def offer(request: HttpRequest, viewer: Viewer, offer_id: int) -> HttpResponse:
    """Take an offer up, decline or withdraw it."""
    act = request.POST.get("act", "")
    if act == "take":
        mandates.take(viewer, offer_id)
        return redirect("mandates")
    if act == "confirm":
        serves = request.POST.get("serves_maker") == "yes"
        partners.confirm(viewer, offer_id, serves_maker=serves)
        return redirect("partners")
    if act not in ANSWERS:
        raise Refused("not_found")
    return redirect(PAGES[ANSWERS[act](viewer, offer_id)])
