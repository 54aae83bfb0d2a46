"""The ORM peer as a WSGI application: settings, the call, the address."""

import os
from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlsplit

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest
from django.urls import path

_URL = urlsplit(os.environ["PEER_DATABASE_URL"])
settings.configure(
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    INSTALLED_APPS=["bench.peers.orm"],
    MIDDLEWARE=["django.middleware.common.CommonMiddleware"],
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    USE_TZ=True,
    TIME_ZONE="Asia/Shanghai",
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": _URL.path.lstrip("/"),
            "USER": _URL.username or "",
            "HOST": parse_qs(_URL.query)["host"][0],
            "CONN_MAX_AGE": None,
        }
    },
)
django.setup()

from django.db.models import Prefetch  # noqa: E402 - needs Django set up
from django.shortcuts import get_object_or_404  # noqa: E402
from django.utils import timezone  # noqa: E402
from ninja import NinjaAPI, Schema  # noqa: E402

from bench.peers.orm.models import Event, Log, Pack  # noqa: E402

api = NinjaAPI(openapi_url=None)
COUNTED = (
    *("code", "status", "issued_date", "maker_code", "maker", "made_date", "serial", "reused", "category"),
    *("chemistry", "prefix", "capacity_mah", "voltage_mv", "energy_wh", "mass_g", "elements", "composition"),
    *("modules", "cells", "steps", "log_index"),
)


class Step(Schema):
    """A step of a life."""

    event: str
    happened_on: date
    region: str


class Card(Schema):
    """The page."""

    code: str
    kind: str
    idcard: str
    status: str
    fields: dict[str, Any]
    completeness: dict[str, Any]


@api.get("/b/{code}", response=Card)
def card(request: HttpRequest, code: str) -> dict[str, Any]:  # noqa: ARG001 - ninja's signature
    """Give the page of a pack."""
    events = Event.objects.select_related("party").order_by("happened_on", "recorded_at")
    packs = Pack.objects.select_related("specification__maker").prefetch_related(
        Prefetch("events", queryset=events), "modules__cells"
    )
    pack = get_object_or_404(packs, code=code)
    values = _values(pack)
    missing = [name for name in COUNTED if values.get(name) in (None, "", [])]
    values.pop("composition")
    return {
        "code": pack.code,
        "kind": "pack",
        "idcard": pack.code,
        "status": values["status"],
        "fields": values,
        "completeness": {
            "filed": len(COUNTED) - len(missing),
            "counted": len(COUNTED),
            "missing": missing,
        },
    }


def _values(pack: Pack) -> dict[str, Any]:
    """Give the fields of a pack."""
    spec, log = pack.specification, Log.objects.get()
    modules = list(pack.modules.all())
    steps = [
        {"event": one.kind, "happened_on": one.happened_on, "region": one.party.region_code[:2]}
        for one in pack.events.all()
        if one.kind in {"produced", "fitted", "removed", "recycled"}
    ]
    fitted = [one["happened_on"] for one in steps if one["event"] == "fitted"]
    removed = [one["happened_on"] for one in steps if one["event"] == "removed"]
    return {
        "code": pack.code,
        "status": "retired" if removed else "active",
        "status_date": steps[-1]["happened_on"] if steps else None,
        "issued_date": timezone.localtime(pack.issued_at).date(),
        "maker_code": pack.code[:3],
        "maker": spec.maker.name,
        "made_date": pack.made_date,
        "serial": pack.code[-7:],
        "reused": False,
        "category": "pack",
        "chemistry": pack.code[4],
        "prefix": spec.prefix,
        "trace_code": pack.code[7:14],
        "capacity_mah": spec.capacity_mah,
        "voltage_mv": spec.voltage_mv,
        "energy_wh": round(spec.capacity_mah * spec.voltage_mv / 1_000_000),
        "mass_g": spec.mass_g,
        "elements": sorted(spec.composition),
        "composition": spec.composition,
        "modules": len(modules),
        "cells": sum(len(module.cells.all()) for module in modules),
        "fitted_date": fitted[0] if fitted else None,
        "removed_date": removed[-1] if removed else None,
        "times_fitted": len(fitted),
        "steps": steps,
        "log": log.origin,
        "log_index": pack.log_index,
        "log_size": log.size,
    }


urlpatterns = [path("", api.urls)]
application = get_wsgi_application()
