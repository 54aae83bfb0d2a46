"""线索 — what the detectors found, with the evidence."""

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from suyuan.domain.access import Viewer
from suyuan.exports.tables import Cell, Sheet
from suyuan.portal import words
from suyuan.portal.door import beside, language, readable, signed_in
from suyuan.portal.tables import day_or, handed_out
from suyuan.services import clock
from suyuan.services.findings import operations, queries
from suyuan.services.findings.queries import Finding
from suyuan.services.flows.queries import province_name
from suyuan.services.refusals import Refused


@signed_in
def findings(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """List findings, newest first, of one kind or state where asked."""
    kind, state, place, subject = (
        request.GET.get(name, "").strip() for name in ("kind", "state", "region", "subject")
    )
    since, until = (day_or(request.GET.get(name, ""), None) for name in ("from", "until"))
    choice = queries.Choice(
        kind=kind or None,
        state=state or None,
        since=since,
        until=until,
        place=place[:6],
        subject=subject.upper(),
        owner=request.GET.get("owner", "").strip().upper()[:18],
    )
    if request.GET.get("format") == "xlsx":
        return handed_out("suyuan-findings.xlsx", _tables(queries.every_finding(viewer, choice)))
    cursor = request.GET.get("cursor") or None
    with readable():
        page = queries.find_findings(viewer, choice=choice, cursor=cursor)
    context = {
        "items": page.items,
        "next": page.next,
        "kind": kind,
        "state": state,
        "region": place,
        "subject": subject,
        "owner": choice.owner,
        "place": province_name(place[:2], language()) if place else "",
        "since": since,
        "until": until,
        "kinds": sorted(words.FINDING),
        "states": list(words.FINDING_STATE),
        "rates": queries.rates(viewer) if not cursor else (),
    }
    return render(request, "portal/findings.html", context)


def _tables(found: Iterable[Finding]) -> list[Sheet]:
    """Lay findings out as a workbook, one row for each piece of evidence."""
    heads = (_("Found"), _("What"), _("Article"), _("Subject"), _("Parties"), _("State"), _("Filed by"))
    rows: list[tuple[Cell, ...]] = [
        (
            one.found_at.date(),
            str(words.FINDING.get(one.kind, one.kind)),
            one.article,
            one.subject["id"],
            ", ".join(one.parties),
            str(words.FINDING_STATE[one.state].text),
            *(str(piece.get(name) or "") for name in ("party", "receipt", "event", "happened_on", "says")),
        )
        for one in found
        for piece in one.evidence or ({},)
    ]
    return [Sheet(_("Findings"), (*heads, _("Receipt"), _("Event"), _("Day"), _("Says")), rows)]


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
        "may_open": viewer.may("case.open"),
        "chosen": request.POST.get("act", offered[0] if offered else ""),
        "words": request.POST.get("words", ""),
        "problems": problems,
    }
    return render(request, "portal/finding.html", context, status=422 if problems else 200)
