"""线索 — what the detectors found, with the evidence."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from suyuan.domain.access import Viewer
from suyuan.portal import words
from suyuan.portal.door import readable, signed_in
from suyuan.services.findings import queries


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
    }
    return render(request, "portal/findings.html", context)
