"""场所 — the places where a party works: its works, workshops, yards, stations and stores.

    SiteKind   what a place is for
    Site       one place, from when until when
    read()     what was typed -> the columns of a site, or the problems

A collection outlet is no site: it is filed under 24.6.a and listed beside the sites.

Source: Article 24(6) (outlets); GB/T 2260 (division); the kinds are the platform's own.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from suyuan.domain.applications import Given, Problem, day, division, text
from suyuan.law.duty import Text


class SiteKind(StrEnum):
    """What a place is for."""

    WORKS = "works"
    WORKSHOP = "workshop"
    YARD = "yard"
    STATION = "station"
    STORE = "store"
    OFFICE = "office"


KIND_TEXT: dict[SiteKind, Text] = {
    SiteKind.WORKS: Text("工厂", "Works"),
    SiteKind.WORKSHOP: Text("维修车间", "Workshop"),
    SiteKind.YARD: Text("拆解场地", "Dismantling yard"),
    SiteKind.STATION: Text("换电站", "Swap station"),
    SiteKind.STORE: Text("贮存场所", "Store"),
    SiteKind.OFFICE: Text("办公场所", "Office"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """One place of a party."""

    site_id: int
    name: str
    kind: SiteKind
    region_code: str
    address: str
    opened_date: date
    closed_date: date | None


def read(given: Given, *, today: date) -> tuple[dict[str, Any], tuple[Problem, ...]]:
    """Read a site; the columns are only sound where there are no problems."""
    problems: list[Problem] = []
    name = text(given, "site_name", problems)
    kind = given.get("kind", "")
    if kind not in set(SiteKind):
        problems.append(Problem("kind", "field.missing"))
    place = division(given, problems, today=today)
    address = text(given, "address", problems, longest=300)
    opened = day(given, "opened_date", problems)
    closed = day(given, "closed_date", problems, optional=True)
    if opened and closed and closed < opened:
        problems.append(Problem("closed_date", "site.order"))
    for field, value in (("opened_date", opened), ("closed_date", closed)):
        if value > today.isoformat():
            problems.append(Problem(field, "date.future", value))
    columns = {
        "name": name,
        "kind": kind,
        "region_code": place,
        "address": address,
        "opened_date": date.fromisoformat(opened) if opened else None,
        "closed_date": date.fromisoformat(closed) if closed else None,
    }
    return columns, tuple(problems)
