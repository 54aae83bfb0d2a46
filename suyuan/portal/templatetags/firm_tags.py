"""主体标签 — names of permits, sites, divisions and changes, so that each reads the same on every page."""

from datetime import date

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from suyuan.codes import region
from suyuan.domain import permits, sites
from suyuan.domain.permits import Permit, PermitKind
from suyuan.domain.sites import SiteKind
from suyuan.domain.techinfo import HAZARDS
from suyuan.law.measures_2026 import RULEBOOK
from suyuan.law.measures_2026.art_24_6_a_outlets import ACCEPTS, OUTLET_KINDS, STATUS_TEXT
from suyuan.portal import party_words
from suyuan.portal.door import language
from suyuan.portal.words import Words

register = template.Library()
KILOMETRE = 1000  # metres


@register.filter
def permit_kind(kind: str) -> str:
    """Name one of the permits of Article 18."""
    return permits.KIND_TEXT[PermitKind(kind)].get(language())


@register.filter
def site_kind(kind: str) -> str:
    """Name a kind of site."""
    return sites.KIND_TEXT[SiteKind(kind)].get(language())


@register.filter
def outlet_kind(kind: str) -> str:
    """Name a kind of outlet as 24.6.a has them."""
    return next((option.text.get(language()) for option in OUTLET_KINDS if option.value == kind), kind)


@register.filter
def outlet_status(status: str) -> str:
    """Give the state of an outlet in the reader's language; words of the filer's own stay as they are."""
    text = STATUS_TEXT.get(status)
    return text.get(language()) if text else status


@register.filter
def outlet_accepts(value: str) -> str:
    """Name what an outlet accepts as 24.6.a has it."""
    return next((option.text.get(language()) for option in ACCEPTS if option.value == value), value)


@register.filter
def hazard_name(name: str) -> str:
    """Name a hazard of a step."""
    return HAZARDS[name].get(language()) if name in HAZARDS else name


@register.filter
def metres(value: float) -> str:
    """Give a distance: metres below a kilometre, tenths of kilometres below a hundred, else whole ones."""
    if value < KILOMETRE:
        return f"{value:.0f} m"
    return f"{value / KILOMETRE:.1f} km" if value < 100 * KILOMETRE else f"{value / KILOMETRE:,.0f} km"


@register.filter
def degrees(value: int) -> str:
    """Give micro-degrees as degrees."""
    return f"{value / 1_000_000:.6f}"


@register.filter
def division_name(code: str) -> str:
    """Name a division from its province down, without its code."""
    return ("" if language() == "zh" else ", ").join(region.path(code, language()))


@register.filter
def division(code: str) -> SafeString:
    """Name a division from its province down, with its code."""
    gap = "" if language() == "zh" else ", "
    names = region.path(code, language())
    return format_html('{} <span class="soft code">{}</span>', gap.join(names), code)


@register.filter
def change_kind(kind: str) -> Words:
    """Name what was done about a party."""
    return party_words.CHANGE.get(kind, kind)


@register.filter
def likeness(reason: str) -> Words:
    """Say why two firms may be one."""
    return party_words.LIKENESS.get(reason, reason)


@register.filter
def notice(state: str) -> Words:
    """Say what is wrong with a permit."""
    return party_words.NOTICE.get(state, state)


@register.simple_tag
def permit_state(permit: Permit, today: date, soon_days: int) -> str:
    """Give the state of a permit as the screen names it."""
    if permit.state != "accepted":
        return permit.state
    if permit.revoked_date is not None and permit.revoked_date <= today:
        return "revoked"
    if today < permit.valid_from:
        return "later"
    if permit.last_day < today:
        return "ended"
    near = permit.last_day != date.max and (permit.last_day - today).days <= soon_days
    return "ending" if near else "valid"


@register.filter
def duty_names(ids: tuple[str, ...]) -> str:
    """Name some duties in a line."""
    known = (RULEBOOK.get(each) for each in ids)
    return " · ".join(f"{duty.id} {duty.text.get(language())}" for duty in known if duty)
