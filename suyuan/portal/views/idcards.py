"""数字身份页面 — what a scanned code says to whoever scans it, its label and its proof; labels in bulk; the scanner.

Programs get the same card as JSON, or signed, at the same address (``web.middleware``); here it is the page.
"""

from urllib.parse import quote

from allauth.core.internal.ratelimit import get_ip
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from suyuan.domain.access import Viewer
from suyuan.exports.labels import SIZES, SYMBOLS
from suyuan.law.policies import Policies
from suyuan.portal.door import language, refusal, signed_in, viewer_of, with_reader
from suyuan.portal.links import outward
from suyuan.portal.shown import idcard as shown
from suyuan.portal.shown import identity
from suyuan.services import clock
from suyuan.services.idcards import labels, operations, queries
from suyuan.services.refusals import Refused

_POLICIES = frozenset({"public_identity", "identity_technical", "repair_days"})
_MOST_WRONG = 200


@require_safe
def card(request: HttpRequest, code: str) -> HttpResponse:
    """Show the identity of a battery to whoever scans its code."""
    read = identity.read(code)
    viewer = viewer_of(request)
    viewer = None if viewer is not None and viewer.owes_factor else viewer
    context = {"identity": read, "asked": code, "readings": Policies().chosen(_POLICIES)}
    if not read.is_code:
        return _answered(request, "portal/idcard_unknown.html", context, 404)
    try:
        found = queries.look(read.text, viewer, address=lambda: get_ip(request), today=clock.today())
    except Refused as refused:
        wrong, fix = refused.words(language())
        context |= {"wrong": wrong, "fix": fix, "code": refused.code}
        response = _answered(request, "portal/idcard_unknown.html", context, refused.status)
        if refused.code == "identity.too_many":
            response["Retry-After"] = "600"
        return response
    context |= {
        "card": found.card,
        "groups": shown.groups(found.card),
        "missing": shown.missing(found.card),
        "steps": [(step, shown.province(step.region)) for step in found.card.fields.get("steps") or ()],
        "proof": queries.proof(found.identity),
        "revocable": viewer is not None and viewer.may("idcard.revoke") and found.card.idcard,
        "revoked": queries.is_revoked(found.identity),
    }
    return _answered(request, "portal/idcard.html", context)


def _answered(
    request: HttpRequest, template: str, context: dict[str, object], status: int = 200
) -> HttpResponse:
    response = render(request, template, context, status=status)
    patch_vary_headers(response, ("Accept", "Cookie"))
    return response


@signed_in
def revoke(request: HttpRequest, viewer: Viewer, code: str) -> HttpResponse:
    """Revoke an identity, or take that back: the operator's, with a reason that stands in the public log."""
    read = identity.read(code)
    if request.method != "POST" or not read.is_code:
        raise Http404
    lifted = request.POST.get("act") == "lift"
    operations.revoke(read.text, request.POST.get("reason", ""), viewer=viewer, at=clock.now(), lifted=lifted)
    return redirect("idcard", code=read.text)


@require_safe
def label(request: HttpRequest, code: str) -> HttpResponse:
    """Draw the symbol of a code that is registered; a QR code opens this very page."""
    read = identity.read(code)
    if not read.is_code:
        raise Http404
    kind = request.GET.get("symbol", "qr")
    try:
        queries.look(read.text, None, address=lambda: get_ip(request), today=clock.today())
        payload = outward(f"/b/{quote(read.text)}") if kind == "qr" else ""
        drawn = labels.symbol(read.text, kind, payload)
    except Refused as refused:
        return refusal(request, refused)
    return HttpResponse(drawn, content_type="image/svg+xml")


@signed_in
def label_sheets(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Take codes, typed or as a file, and give sheets of labels as PDF."""
    del viewer
    context: dict[str, object] = {"symbols": SYMBOLS.items(), "sizes": SIZES.items(), "given": request.POST}
    if request.method != "POST":
        return render(request, "portal/labels.html", context)
    kind, size = request.POST.get("symbol", "data_matrix"), request.POST.get("size", "pack")
    upload = request.FILES.get("file")
    try:
        if upload is not None:
            found = labels.read_list(upload.read(), upload.name or "")
        else:
            found = labels.read_list(labels.of_lines(request.POST.get("codes", "")), "codes.csv")
        if found.wrong:
            context |= {"wrong": found.wrong[:_MOST_WRONG], "count": len(found.wrong), "problems": True}
            return render(request, "portal/labels.html", context, status=422)
        pdf = labels.sheet(found.labels, kind, size)
    except Refused as refused:
        wrong, fix = refused.words(language())
        context |= {"refused": f"{wrong} {fix}", "problems": True}
        return render(request, "portal/labels.html", context, status=refused.status)
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="labels-{kind}-{size}.pdf"'
    return response


@with_reader
@require_safe
def scan(request: HttpRequest) -> HttpResponse:
    """Open the camera, or take a code that is typed; what it reads leads to the page of the code."""
    asked = "".join(request.GET.get("q", "").split()).upper()
    if asked:
        read = identity.read(asked)
        if read.is_code:
            return redirect("idcard", code=read.text)
        return render(request, "portal/scan.html", {"asked": asked, "identity": read, "problems": True})
    return render(request, "portal/scan.html")


@signed_in
def strangers(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """List the codes that were looked up and that nobody registered: perhaps forged labels."""
    if not viewer.may("stranger.read"):
        raise Refused("auth.not_allowed")
    return render(request, "portal/strangers.html", {"items": queries.strangers(viewer, limit=200)})
