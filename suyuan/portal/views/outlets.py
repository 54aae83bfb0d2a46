"""网点页面 — the public finder with its map, one outlet, lists to take away; a firm's own outlets, their checklist."""

from pathlib import Path
from urllib.parse import urlencode

import msgspec
from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from suyuan.codes import region
from suyuan.domain.access import Viewer
from suyuan.domain.outlets import Asked, Point
from suyuan.law.duty import Option
from suyuan.law.measures_2026.art_24_6_a_outlets import ACCEPTS, OUTLET_KINDS
from suyuan.law.policies import Policies
from suyuan.portal.door import language, signed_in
from suyuan.portal.tables import csv_file
from suyuan.services import clock
from suyuan.services.outlets import operations, queries
from suyuan.services.outlets.queries import Seen
from suyuan.services.refusals import Refused

PER_PAGE = 40
MAPS = ("provinces.json", "prefectures.json")
COLUMNS = (
    *("outlet_no", "name", "party", "party_name", "kind", "region_code", "address", "longitude", "latitude"),
    *("phone", "hours", "accepts", "status", "effective_date", "confirmed_on"),
)


def _point(text: str) -> Point | None:
    """Read "longitude,latitude"; None where it is none."""
    try:
        east, north = (round(float(each) * 1_000_000) for each in text.split(","))
    except (ValueError, OverflowError):
        return None
    return (east, north) if abs(east) <= 180_000_000 and abs(north) <= 90_000_000 else None  # noqa: PLR2004


def _asked(request: HttpRequest) -> Asked:
    """Read what is looked for; a name of a division becomes that division."""
    given = request.GET
    place, words = (
        queries.place_of(given.get("region", ""), on=clock.today()),
        given.get("q", "").strip()[:60],
    )
    places: tuple[str, ...] = ()
    if words and not place:
        named = [words] if words.isdecimal() else region.named(words, on=clock.today())
        places = tuple(filter(None, (queries.place_of(code, on=clock.today()) for code in named)))
        if words.isdecimal() or len(places) == 1:
            place, words, places = "".join(places), "", ()
    return Asked(
        region=place,
        words=words,
        places=places,
        kind=_chosen(given.get("kind", ""), OUTLET_KINDS),
        accepts=_chosen(given.get("accepts", ""), ACCEPTS),
        uscc=given.get("party", "").strip().upper()[:18],
        near=_point(given.get("near", "")),
    )


def _chosen(value: str, options: tuple[Option, ...]) -> str:
    return value if any(option.value == value for option in options) else ""


@require_safe
def outlets(request: HttpRequest) -> HttpResponse:
    """Find outlets: by place, by name, near me; on a map and as a list."""
    asked = _asked(request)
    try:
        page = queries.find(asked, at=clock.now(), after=request.GET.get("cursor", ""), most=PER_PAGE)
    except Refused:
        return redirect("outlets")
    typed = request.GET.get("q", "").strip()
    context = {
        "page": page,
        "asked": asked,
        "typed": typed,
        "place": asked.region.ljust(6, "0") if asked.region else "",
        "others": region.named(typed, on=clock.today()) if asked.words else (),
        "kinds": OUTLET_KINDS,
        "accepts": ACCEPTS,
        "spots": [_spot(one) for one in page.items],
        "review": settings.MAP_REVIEW,
        "fresh": Policies().chosen({"outlet_fresh_days"})[0],
        "query": _query(asked),
    }
    return render(request, "portal/outlets.html", context)


def _query(asked: Asked) -> str:
    """Give the address part that asks the same again of a list."""
    told = {
        "region": asked.region.ljust(6, "0") if asked.region else "",
        "q": asked.words,
        "kind": asked.kind,
    }
    told |= {"accepts": asked.accepts, "party": asked.uscc}
    return urlencode({name: value for name, value in told.items() if value})


def _spot(seen: Seen) -> dict[str, object]:
    """Give a point of the map."""
    one = seen.outlet
    value = [one.longitude_udeg / 1_000_000, one.latitude_udeg / 1_000_000]
    return {"name": one.name, "value": value, "id": f"{one.uscc}-{one.outlet_no}", "open": seen.opening.value}


@require_safe
def outlet(request: HttpRequest, uscc: str, outlet_no: str) -> HttpResponse:
    """Show one outlet with every version of it."""
    found = queries.history(uscc.upper(), outlet_no, at=clock.now())
    if not found:
        raise Http404
    shown = found[0]
    context = {"seen": shown, "versions": found, "spots": [_spot(shown)], "review": settings.MAP_REVIEW}
    return render(request, "portal/outlet.html", context)


@require_safe
def embed(request: HttpRequest) -> HttpResponse:
    """Show a bare list for a frame on somebody else's page: Articles 14(2) and 15(2) ask firms to publish theirs."""
    asked = _asked(request)
    page = queries.find(asked, at=clock.now(), after=request.GET.get("cursor", ""), most=PER_PAGE)
    answer = render(request, "portal/outlets_embed.html", {"page": page, "query": _query(asked)})
    answer["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'self'; img-src 'self'; frame-ancestors *; base-uri 'none'"
    )
    answer.xframe_options_exempt = True
    return answer


@require_safe
def as_csv(request: HttpRequest) -> HttpResponse:
    """Hand the outlets out as a table."""
    rows = map(_cells, queries.every(_asked(request), at=clock.now()))
    answer = csv_file("suyuan-outlets.csv", [COLUMNS, *rows])
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


def _cells(seen: Seen) -> list[str]:
    one = seen.outlet
    told = {"party": one.uscc, "party_name": one.firm, "confirmed_on": seen.said_date}
    told |= {
        "longitude": f"{one.longitude_udeg / 1_000_000:.6f}",
        "latitude": f"{one.latitude_udeg / 1_000_000:.6f}",
    }
    return [str(told.get(name, getattr(one, name, ""))) for name in COLUMNS]


@require_safe
def as_geojson(request: HttpRequest) -> HttpResponse:
    """Hand the outlets out for maps of others."""
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": _spot(seen)["value"]},
            "properties": dict(zip(COLUMNS, _cells(seen), strict=True)),
        }
        for seen in queries.every(_asked(request), at=clock.now())
    ]
    told = msgspec.json.encode({"type": "FeatureCollection", "features": features})
    answer = HttpResponse(told, content_type="application/geo+json")
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


@require_safe
def map_file(_request: HttpRequest, name: str) -> HttpResponseBase:
    """Hand out the outlines that a page draws."""
    path = Path(settings.MAPS) / name
    if name not in MAPS or not path.is_file():
        raise Http404
    answer = FileResponse(path.open("rb"), content_type="application/json")
    answer["Cache-Control"] = "public, max-age=86400"
    return answer


@signed_in
def own(request: HttpRequest, viewer: Viewer, outlet_no: str) -> HttpResponse:
    """Show one of the firm's outlets: confirm it, answer the checklist."""
    if request.method == "POST" and not viewer.may("site.change"):
        raise Refused("auth.not_allowed")
    if not viewer.may("house.read"):
        raise Http404
    found = next(
        (one for one in queries.own(viewer, today=clock.today()) if one.outlet_no == outlet_no), None
    )
    if found is None:
        raise Http404
    if request.method == "POST":
        if "confirm" in request.POST:
            operations.confirm(viewer, outlet_no, at=clock.now())
            messages.success(request, _("Confirmed: the public sees today's date beside it."))
        else:
            operations.answer(viewer, outlet_no, request.POST.dict(), at=clock.now())
            messages.success(request, _("The checklist is kept."))
        return redirect("own_outlet", outlet_no=outlet_no)
    at = clock.now()
    days = Policies().outlet_fresh_days
    context = {
        "outlet": found,
        "stale": found.is_stale(at, days=days),
        "days": days,
        "checks": queries.checklist(viewer, found),
        "versions": queries.own_history(viewer, outlet_no, at=at),
        "may_change": viewer.may("site.change"),
        "language": language(),
    }
    return render(request, "portal/own_outlet.html", context)
