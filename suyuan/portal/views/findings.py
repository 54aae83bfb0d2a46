"""线索 — what the detectors found, with the evidence."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from suyuan.domain.access import Viewer
from suyuan.portal import words
from suyuan.portal.door import beside, language, readable, signed_in
from suyuan.services import clock
from suyuan.services.findings import operations, queries
from suyuan.services.refusals import Refused


@signed_in
def findings(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """List findings, newest first, of one kind or state where asked."""
    kind, state = request.GET.get("kind", ""), request.GET.get("state", "")
    cursor = request.GET.get("cursor") or None
    with readable():
        page = queries.find_findings(viewer, kind=kind or None, state=state or None, cursor=cursor)
    context = {
        "items": page.items,
        "next": page.next,
        "kind": kind,
        "state": state,
        "kinds": sorted(words.FINDING),
        "states": list(words.FINDING_STATE),
        "rates": queries.rates(viewer) if not cursor else (),
    }
    return render(request, "portal/findings.html", context)


@signed_in
def finding(request: HttpRequest, viewer: Viewer, finding_id: str) -> HttpResponse:
    """Show one finding with its evidence and what was done about it; answer it, or decide on it."""
    problems: tuple[tuple[str, str, str], ...] = ()
    if request.method == "POST":
        act, told, seen = (request.POST.get(name, "") for name in ("act", "words", "seen"))
        try:
            operations.act(viewer, finding_id, act, told, seen=seen, at=clock.now())
        except Refused as refused:
            field = {"finding.no_words": "words", "finding.long_words": "words"}.get(refused.code, "")
            problems = ((field, *beside(refused).words(language())),)
        else:
            return redirect("finding", finding_id=finding_id)
    case = queries.get_finding(viewer, finding_id)
    if case is None:
        raise Refused("not_found")
    offered = operations.offered(viewer, case.finding.state)
    context = {
        "found": case.finding,
        "acts": case.acts,
        "seen": case.seen,
        "offered": offered,
        "chosen": request.POST.get("act", offered[0] if offered else ""),
        "words": request.POST.get("words", ""),
        "problems": problems,
    }
    return render(request, "portal/finding.html", context, status=422 if problems else 200)
