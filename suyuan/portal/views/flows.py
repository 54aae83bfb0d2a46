"""流向 — stages, flows and leaks on one page, each number leading to the rows behind it; the same as a workbook."""

import csv
import io
from collections.abc import Iterable
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from suyuan.domain.access import Viewer
from suyuan.law.duty import ROLE_TEXT, Role
from suyuan.portal import words
from suyuan.portal.door import language, signed_in
from suyuan.services import clock
from suyuan.services.flows import queries
from suyuan.services.flows.queries import Flow, Flows

ROWS_OF = {"shipped": "handovers", "received": "handovers", "refused": "handovers"}


@signed_in
def flows(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Show the flows of some months, or hand them out as CSV."""
    today = clock.today()
    until = _day(request.GET.get("until", ""), today)
    since = _day(request.GET.get("from", ""), today.replace(year=today.year - 1, day=1))
    by = request.GET.get("by", "")
    by = by if by in queries.BY else queries.BY[0]
    found = queries.find_flows(viewer, since=since, until=until, by=by)
    if request.GET.get("format") == "csv":
        return _csv(found, by)
    named = [(_named(one.sender, by), _named(one.receiver, by), one) for one in found.flows]
    most = max((one.number for one in found.flows), default=1)
    context = {
        "stages": [(one, ROWS_OF.get(one.stage, "")) for one in found.stages],
        "flows": [(sender, receiver, one, round(100 * one.number / most)) for sender, receiver, one in named],
        "leaks": found.leaks,
        "picture": _picture(named),
        "since": since,
        "until": until,
        "by": by,
    }
    return render(request, "portal/flows.html", context)


def _day(text: str, usual: date) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return usual


def _named(end: str, by: str) -> str:
    """Name an end of a flow."""
    if end == queries.ELSEWHERE:
        return _("Not registered")
    return (
        queries.province_name(end, language()) if by == "province" else ROLE_TEXT[Role(end)].get(language())
    )


def _picture(named: Iterable[tuple[str, str, Flow]]) -> dict[str, list[dict[str, object]]]:
    """Give the flows as a drawing needs them: senders stand left, receivers right, so that nothing runs in a circle."""
    links = [
        {"source": f"{sender} →", "target": f"→ {receiver}", "value": one.number}
        for sender, receiver, one in named
    ]
    ends = dict.fromkeys(str(link[side]) for link in links for side in ("source", "target"))
    return {"nodes": [{"name": end} for end in ends], "links": links}


def _csv(found: Flows, by: str) -> HttpResponse:
    """Hand the same numbers out as a table; no cell begins like a formula, for every text is ours."""
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow([_("Table"), _("From"), _("To"), _("Number"), _("Mass, kg")])
    for stage in found.stages:
        name = words.EVENT[stage.stage].text if stage.stage in words.EVENT else stage.stage
        table.writerow([_("Stage"), name, "", stage.number, stage.mass_g / 1000])
    for one in found.flows:
        table.writerow(
            [_("Flow"), _named(one.sender, by), _named(one.receiver, by), one.number, one.mass_g / 1000]
        )
    for leak in found.leaks:
        table.writerow([_("Leak"), words.FINDING.get(leak.kind, leak.kind), "", leak.number, ""])
    answer = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="suyuan-flows.csv"'
    return answer
