"""统计页面 — reporting on time in a month: for everybody by province and kind of firm, for officials firm by firm."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from suyuan.codes import region
from suyuan.domain.statistics import Published, T
from suyuan.exports.tables import Cell, Sheet
from suyuan.law.policies import Policies
from suyuan.portal.door import language, viewer_of
from suyuan.portal.tables import day_or, handed_out
from suyuan.portal.templatetags.suyuan_tags import role_name
from suyuan.services import clock
from suyuan.services.statistics import queries

POLICIES = frozenset({"least_contributors"})
MOST = 100  # firms on the page
COLUMNS = ("uscc", "name", "region_code", "due", "in_time", "late", "unmet")


@require_safe
def statistics(request: HttpRequest) -> HttpResponse:
    """Show a month, or hand out its firms to who watches them."""
    viewer, today = viewer_of(request), clock.today()
    months = queries.months(today)
    month = day_or(request.GET.get("month", ""), months[0] if months else None)
    if month not in months:
        month = months[0] if months else None
    if month is None:
        return render(request, "portal/statistics.html", {"months": ()})
    watches = viewer is not None and viewer.is_official and not viewer.owes_factor
    firms = queries.of_firms(viewer, month, today=today) if viewer and watches else []
    if firms and request.GET.get("format") == "xlsx":
        rows: list[tuple[Cell, ...]] = [
            (
                *(each.card.uscc, each.card.name, each.card.region_code),
                *(each.tally.due, each.tally.in_time, each.tally.late, each.tally.unmet),
            )
            for each in firms
        ]
        return handed_out(f"suyuan-{month:%Y-%m}.xlsx", [Sheet(_("Reporting on time"), COLUMNS, rows)])
    shown = queries.published(month, today=today)
    context = {
        "months": months,
        "month": month,
        "total": shown.provinces.total,
        "tables": (
            (_("By province"), _("Province"), _named(shown.provinces, of_place=True)),
            (_("By kind of firm"), _("Kind of firm"), _named(shown.kinds, of_place=False)),
        ),
        "quarter": queries.quarter(month, today=today),
        "cases": _named(shown.cases, of_place=True),
        "own_cases": queries.own_cases(viewer, month, today=today) if viewer and watches else None,
        "watches": watches,
        "firms": firms[:MOST],
        "more": max(len(firms) - MOST, 0),
        "readings": Policies().chosen(POLICIES),
    }
    return render(request, "portal/statistics.html", context)


def _named(table: Published[T], *, of_place: bool) -> list[tuple[str, T]]:
    """Give the lines of a table with their names, those that are taken together last."""

    def name(key: str) -> str:
        return region.name(key.ljust(6, "0"), language()) if of_place else role_name(key)

    rows = [(name(row.name), row.tally) for row in table.shown]
    return [*rows, (_("Others, taken together"), table.others)] if table.others else rows
