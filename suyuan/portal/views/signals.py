"""线索排序页面 — firms that deserve a look first, each with its reasons and the way to their rows."""

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from suyuan.codes import region
from suyuan.domain.access import Viewer
from suyuan.domain.cases import Stage
from suyuan.domain.cases.file import STAGE_TEXT
from suyuan.domain.signals import MOST, OVERDUE, POINTS, TIP, UNANSWERED, Reason
from suyuan.exports.tables import Cell, Sheet
from suyuan.law.duty import Role
from suyuan.law.policies import Policies
from suyuan.law.violations import BY_ID
from suyuan.portal import words
from suyuan.portal.door import language, signed_in
from suyuan.portal.tables import handed_out
from suyuan.services import clock
from suyuan.services.refusals import Refused
from suyuan.services.signals import queries
from suyuan.services.signals.sheet import get_sheet
from suyuan.services.tips import queries as tips

SHOWN = 100
POLICIES = frozenset({"signal_points"})
COLUMNS = (
    "rank",
    "uscc",
    "name",
    "region_code",
    "points",
    "due_in_a_year",
    "reason",
    "number",
    "since",
    "article",
)


@require_safe
@signed_in
def signals(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Show the firms, the most pressing first."""
    if not viewer.may("signal.read"):
        raise Http404
    typed, role = request.GET.get("region", "").strip(), request.GET.get("role", "")
    place = region.stem(typed)
    found = queries.find_signals(
        viewer, place=place, role=Role(role) if role in set(Role) else None, today=clock.today(),
    )  # fmt: skip
    if request.GET.get("format") == "xlsx":
        rows: list[tuple[Cell, ...]] = [
            (
                *(rank, each.card.uscc, each.card.name, each.card.region_code, each.signal.points),
                *(each.signal.due, name(reason.kind), reason.number, reason.since, reason.article),
            )
            for rank, each in enumerate(found, start=1)
            for reason in each.signal.reasons
        ]
        return handed_out("suyuan-signals.xlsx", [Sheet(_("Signals"), COLUMNS, rows)])
    context = {
        "rows": [
            (
                rank,
                each.signal,
                each.card,
                [(one, name(one.kind), _rows(one, each.card.uscc)) for one in each.signal.reasons],
            )
            for rank, each in enumerate(found[:SHOWN], start=1)
        ],
        "more": max(len(found) - SHOWN, 0),
        "total": len(found),
        "region": typed,
        "place": "".join(region.path(place.ljust(6, "0"), language())) if place else "",
        "role": role,
        "roles": list(Role),
        "weights": sorted(((name(kind), points) for kind, points in POINTS.items()), key=lambda one: -one[1]),
        "most": MOST,
        "readings": Policies().chosen(POLICIES),
        "may_open": viewer.may("case.open"),
        "tips_open": tips.count_open(viewer),
    }
    return render(request, "portal/signals.html", context)


def name(kind: str) -> str:
    """Name a kind of reason."""
    own = {
        OVERDUE: _("Reports past their day"),
        UNANSWERED: _("Findings without an answer in time"),
        TIP: _("Tips of the public"),
    }
    return own.get(kind) or str(words.FINDING.get(kind, kind))


def _rows(reason: Reason, uscc: str) -> str:
    """Give where the rows behind a reason stand."""
    if reason.kind == OVERDUE:
        return f"{reverse('due')}?{urlencode({'state': 'overdue', 'party': uscc})}"
    if reason.kind == TIP:
        return f"{reverse('tips')}?{urlencode({'state': 'all'})}"
    asked = {"owner": uscc} if reason.kind == UNANSWERED else {"kind": reason.kind, "owner": uscc}
    return f"{reverse('findings')}?{urlencode(asked)}"


@require_safe
@signed_in
def sheet(request: HttpRequest, viewer: Viewer, uscc: str) -> HttpResponse:
    """Show one firm on one sheet, to be read on the way and printed."""
    if not viewer.may("signal.read"):
        raise Http404
    found = get_sheet(viewer, uscc, today=clock.today())
    if found is None:
        raise Refused("not_found")
    context = {
        "sheet": found,
        "firm": found.firm,
        "today": clock.today(),
        "soon_days": Policies().permit_warning_days,
        "reasons": [(one, name(one.kind), _rows(one, uscc)) for one in found.signal.reasons]
        if found.signal
        else (),
        "stages": [
            (one, STAGE_TEXT[Stage(one.case.stage)], BY_ID[one.case.violation]) for one in found.cases
        ],
    }
    return render(request, "portal/sheet.html", context)
