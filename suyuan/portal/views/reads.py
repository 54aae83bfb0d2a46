"""读取记录 — the access log: whole for the auditor, and for a firm's administrator what was read of its own."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from suyuan.domain.access import Viewer
from suyuan.law.departments import DEPARTMENT_TEXT
from suyuan.portal import words
from suyuan.portal.door import language, readable, signed_in
from suyuan.services.reads import queries
from suyuan.services.reads.queries import Asked, between


def _day(text: str) -> date | None:
    """Read a legal day; None for none. Raises ValueError."""
    return date.fromisoformat(text) if text else None


@signed_in
def access_log(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Show the log, newest first, filtered by who, whose, act, department and days."""
    given = request.GET
    with readable():
        since, until = between(_day(given.get("since", "")), _day(given.get("until", "")))
        asked = Asked(
            account=given.get("account", "").strip() or None,
            party=given.get("party", "").strip().upper() or None,
            act=given.get("act") or None,
            department=given.get("department") or None,
            since=since,
            until=until,
        )
        page = queries.find_reads(viewer, asked, cursor=given.get("cursor") or None)
    told = language()
    context = {
        "items": page.items,
        "next": page.next,
        "given": given,
        "acts": list(words.ACT),
        "departments": [(name.value, text.get(told)) for name, text in DEPARTMENT_TEXT.items()],
    }
    return render(request, "portal/access_log.html", context)


@signed_in
def own_reads(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Show which authority read the firm's records, when and in which act; never who."""
    with readable():
        page = queries.find_own_reads(viewer, cursor=request.GET.get("cursor") or None)
    return render(request, "portal/own_reads.html", {"items": page.items, "next": page.next})
