"""流向 — stages, stocks, flows and leaks on one page, each number leading to the rows behind it; the same as a file."""

from collections.abc import Iterable
from datetime import date
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from suyuan.domain.access import Viewer
from suyuan.exports.tables import Sheet
from suyuan.law.duty import ROLE_TEXT, Role
from suyuan.portal import words
from suyuan.portal.door import language, signed_in
from suyuan.portal.tables import csv_file, day_or, handed_out
from suyuan.portal.tiles import TILES
from suyuan.services import clock
from suyuan.services.flows import queries
from suyuan.services.flows.queries import Flow, Flows, Place

ROWS_OF = {"shipped": "handovers", "received": "handovers", "refused": "handovers"}
SHADES = 4


@signed_in
def flows(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Show the flows of some months, or hand them out as a workbook or as CSV."""
    today = clock.today()
    until = day_or(request.GET.get("until", ""), today)
    since = day_or(request.GET.get("from", ""), today.replace(year=today.year - 1, day=1))
    by, place = request.GET.get("by", ""), request.GET.get("region", "")[:6]
    by = by if by in queries.BY else queries.BY[0]
    found = queries.find_flows(viewer, since=since, until=until, by=by, province=place)
    if request.GET.get("format") == "csv":
        return _csv(_sheets(found, by))
    if request.GET.get("format") == "xlsx":
        return handed_out("suyuan-flows.xlsx", _sheets(found, by))
    named = [(_named(one.sender, by), _named(one.receiver, by), one) for one in found.flows]
    context = {
        "stages": [(one, ROWS_OF.get(one.stage, "")) for one in found.stages],
        "stocks": found.stocks,
        "flows": named,
        "leaks": found.leaks,
        "map": _map(found.places, place[:2]),
        "picture": _picture(named),
        "since": since,
        "until": until,
        "span": urlencode(
            {"from": _first(since), "until": _last(until), **({"region": place} if place else {})}
        ),
        "by": by,
        "region": place,
        "place": _named(place[:2], "province") if place else "",
    }
    return render(request, "portal/flows.html", context)


def _first(day: date) -> date:
    return day.replace(day=1)


def _last(day: date) -> date:
    return queries.month_end(day)


def _named(end: str, by: str) -> str:
    """Name an end of a flow."""
    if end == queries.ELSEWHERE:
        return _("Not registered")
    return (
        queries.province_name(end, language()) if by == "province" else ROLE_TEXT[Role(end)].get(language())
    )


def _map(places: Iterable[Place], chosen: str) -> list[dict[str, object]]:
    """Give the tiles of a map, in the order of the codes; shades by leaks, in quarters of the most."""
    known = {one.province: one for one in places}
    most = max((one.leaks for one in known.values()), default=0)
    return [
        {
            "code": code,
            "name": queries.province_name(code, language()),
            "row": row,
            "column": column,
            "place": (place := known.get(code)),
            "shade": -(-SHADES * place.leaks // most) if place and most else 0,
            "chosen": code == chosen,
        }
        for code, (row, column) in sorted(TILES.items())
    ]


def _picture(named: Iterable[tuple[str, str, Flow]]) -> dict[str, list[dict[str, object]]]:
    """Give the flows as a drawing needs them: senders stand left, receivers right, so that nothing runs in a circle."""
    links = [
        {"source": f"{sender} →", "target": f"→ {receiver}", "value": one.number}
        for sender, receiver, one in named
    ]
    ends = dict.fromkeys(str(link[side]) for link in links for side in ("source", "target"))
    return {"nodes": [{"name": end} for end in ends], "links": links}


def _sheets(found: Flows, by: str) -> list[Sheet]:
    """Lay the same numbers out as tables."""
    kilograms, number = _("Mass, kg"), _("Number")
    stages = [(_stage(one.stage), one.number, one.mass_g / 1000) for one in found.stages]
    flows = [
        (_named(one.sender, by), _named(one.receiver, by), one.number, one.mass_g / 1000)
        for one in found.flows
    ]
    places = [(_named(one.province, "province"), one.sent, one.taken, one.leaks) for one in found.places]
    return [
        Sheet(_("Stages"), (_("Stage"), number, kilograms), stages),
        Sheet(
            _("Stocks"),
            (_("Stock"), number),
            [(str(words.STOCK[one.stock]), one.number) for one in found.stocks],
        ),
        Sheet(_("Flows"), (_("From"), _("To"), number, kilograms), flows),
        Sheet(_("Provinces"), (_("Province"), _("Sent"), _("Taken in"), _("Leaks")), places),
        Sheet(_("Leaks"), (_("Leak"), number), [(_leak(one.kind), one.number) for one in found.leaks]),
    ]


def _stage(stage: str) -> str:
    return str(words.EVENT[stage].text if stage in words.EVENT else stage)


def _leak(kind: str) -> str:
    return str(words.FINDING.get(kind, kind))


def _csv(sheets: Iterable[Sheet]) -> HttpResponse:
    """Hand the tables out one below the other."""
    rows = [row for sheet in sheets for row in ((sheet.title,), sheet.heads, *sheet.rows, ())]
    return csv_file("suyuan-flows.csv", rows)
