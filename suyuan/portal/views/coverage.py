"""覆盖页面 — where firms sell and offer too few outlets: as a map and as tables, for the firm and for officials."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from suyuan.codes import region
from suyuan.domain.access import Viewer
from suyuan.domain.coverage import Cover, State
from suyuan.exports.tables import Cell, Sheet
from suyuan.law.policies import Policies
from suyuan.portal.door import language, signed_in
from suyuan.portal.tables import csv_file, handed_out
from suyuan.services import clock
from suyuan.services.coverage import queries
from suyuan.services.parties.queries import cards_by_uscc

ARTICLES = ("15", "14")
MOST = 40  # lines of the table by firm
POLICIES = frozenset(
    {"thin_cover_vehicles", "thin_cover_batteries", "loose_sales", "outlet_fresh_days", "succession_answers"}
)
COLUMNS = ("article", "party", "party_name", "region_code", "region", "sold", "outlets", "stale", "state")


@require_safe
@signed_in
def coverage(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Show how firms stand."""
    if not viewer.may("coverage.read"):
        raise Http404
    found = queries.find_coverage(viewer, at=clock.now())
    if request.GET.get("format") in {"csv", "xlsx"}:
        return _handed_out(found, request.GET["format"])
    article = request.GET.get("article") if request.GET.get("article") in ARTICLES else None
    article = article or max((one.article for one in found), default=ARTICLES[0])
    place = request.GET.get("region", "")
    mine = [one for one in found if one.article == article]
    shown = [one for one in mine if not place or one.region == place]
    regions = queries.by_region(mine)
    names = cards_by_uscc({one.uscc for one in shown})
    context = {
        "article": article,
        "articles": [(each, sum(one.article == each for one in found)) for each in ARTICLES],
        "rows": [(one, names.get(one.uscc)) for one in shown[:MOST]],
        "more": max(len(shown) - MOST, 0),
        "regions": regions,
        "place": place if any(one.region == place for one in mine) else "",
        "counts": [(state.value, sum(one.state is state for one in mine)) for state in State],
        "shades": {one.region: one.worst.value for one in regions},
        "map": "provinces.json" if article == "14" else "prefectures.json",
        "readings": Policies().chosen(POLICIES),
        "review": settings.MAP_REVIEW,
    }
    return render(request, "portal/coverage.html", context)


def _handed_out(found: list[Cover], as_: str) -> HttpResponse:
    """Hand the same out as a table."""
    names = cards_by_uscc({one.uscc for one in found})
    rows: list[tuple[Cell, ...]] = [
        (
            *(one.article, one.uscc, names[one.uscc].name if one.uscc in names else "", one.region),
            *(region.name(one.region, language()), one.sold, one.outlets, one.stale, one.state.value),
        )
        for one in found
    ]
    if as_ == "csv":
        return csv_file("suyuan-coverage.csv", [COLUMNS, *rows])
    return handed_out("suyuan-coverage.xlsx", [Sheet(_("Coverage"), COLUMNS, rows)])
