"""电池与车辆 — one battery, one vehicle: what it is, where it is, what happened to it, as known on a day."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from suyuan.domain.access import Viewer
from suyuan.law.policies import Policies, Setting
from suyuan.portal.door import readable, signed_in
from suyuan.portal.shown import identity
from suyuan.services import clock
from suyuan.services.batteries import listing
from suyuan.services.batteries import queries as batteries_queries
from suyuan.services.notices import readings
from suyuan.services.takeback import queries as takeback
from suyuan.services.takeback.operations import may_report
from suyuan.services.vehicles import queries as vehicles_queries

RECENT = 20
STILL_OPEN = frozenset({"open", "confirmed", "case"})


@signed_in
def batteries(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Show the look-up and the party's most recent batteries."""
    with readable():
        page = listing.find_batteries(viewer, cursor=request.GET.get("cursor") or None, limit=RECENT)
    return render(request, "portal/batteries.html", {"items": page.items, "next": page.next})


@signed_in
def battery(request: HttpRequest, viewer: Viewer, code: str) -> HttpResponse:
    """Show one battery; what is not known gets a page that helps."""
    today = clock.today()
    day = _as_of(request, today)
    read = identity.read(code)
    found = batteries_queries.trace(read.text, viewer, as_of=day)
    context = {"identity": read, "asked": code, "as_of": day, "today": today, "readings": _readings(viewer)}
    if found is None:
        return render(request, "portal/battery_unknown.html", context, status=404)
    context |= {
        "trace": found,
        "battery": found.battery,
        "bearer": takeback.get_bearer(found.battery.code, viewer, as_of=day, noted=False),
        "may_report_refusal": may_report(viewer),
        "alarms": [each for each in found.findings if each.get("state") in STILL_OPEN],
    }
    return render(request, "portal/battery.html", context)


@signed_in
def vehicle(request: HttpRequest, viewer: Viewer, vin: str) -> HttpResponse:
    """Show one vehicle with the batteries that are and were in it."""
    today = clock.today()
    day = _as_of(request, today)
    found = vehicles_queries.get_vehicle(vin.strip().upper(), viewer, as_of=day)
    context: dict[str, object] = {
        "vehicle": found,
        "asked": vin,
        "as_of": day,
        "today": today,
        "readings": _readings(viewer),
    }
    context["may_report_readings"] = readings.may_report(viewer)
    if found is None:
        return render(request, "portal/vehicle_unknown.html", context, status=404)
    return render(request, "portal/vehicle.html", context)


def _readings(viewer: Viewer) -> tuple[Setting, ...]:
    """Give the reading by which the page tells more or less, as its reader meets it."""
    acting = "official_chain" if viewer.is_official else "chain_mask"
    return Policies().chosen({acting})


def _as_of(request: HttpRequest, today: date) -> date:
    """Read ``?as_of=``; nonsense and the future are today."""
    try:
        asked = date.fromisoformat(request.GET.get("as_of", ""))
    except ValueError:
        return today
    return min(asked, today)
