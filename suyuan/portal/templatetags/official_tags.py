"""职务标签 — offices, territories and acts in words, for the pages of posts and of the access log."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import template

from suyuan.codes import region
from suyuan.law.departments import DEPARTMENT_TEXT, LEVEL_TEXT, Department, Level
from suyuan.portal import words
from suyuan.portal.door import language

register = template.Library()
BEIJING = ZoneInfo("Asia/Shanghai")
_CODE_DIGITS = 6


@register.filter
def office_name(held: Any) -> str:
    """Name an office: Ecology and environment · county · Inspector. ``held`` is a post or a row of the log."""
    told = []
    if held.department in set(Department):
        told.append(DEPARTMENT_TEXT[Department(held.department)].get(language()))
    if held.level in set(Level):
        told.append(LEVEL_TEXT[Level(held.level)].get(language()))
    kind = getattr(held, "kind", None) or held.post
    return " · ".join([*told, str(words.POST.get(kind, kind))])


@register.filter
def territory_name(held: Any) -> str:
    """Name a territory by its division, with the digits; a dash where there is none."""
    if not held.territory:
        return "—"
    spoken = language()
    told = ("" if spoken == "zh" else ", ").join(region.path(held.territory.ljust(_CODE_DIGITS, "0"), spoken))
    return f"{told} {held.territory}"


@register.filter
def act_name(act: str) -> words.Words:
    """Name an act of the access log."""
    return words.ACT.get(act, act)


@register.filter
def last_day(until: datetime) -> str:
    """Print the last day on which something holds that ends at an instant."""
    return f"{until.astimezone(BEIJING) - timedelta(microseconds=1):%Y-%m-%d}"
