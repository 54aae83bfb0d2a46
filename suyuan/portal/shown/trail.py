"""履历 — the lines of a party's trail in words: what changed, from what to what, and who took over."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from suyuan.codes import region
from suyuan.domain import permits, sites
from suyuan.domain.permits import PermitKind
from suyuan.domain.sites import SiteKind
from suyuan.law.duty import ROLE_TEXT, Role
from suyuan.portal import party_words
from suyuan.portal.door import language
from suyuan.portal.words import Words
from suyuan.services.parties.firm import Change

STATES = {"awaiting": _("being looked at"), "accepted": _("accepted"), "refused": _("refused")}
_ASKED = ("name", "name_en", "legal_person", "region_code", "roles", "prefixes")


class Told(NamedTuple):
    """One column that changed; ``before`` is empty where there was nothing."""

    label: Words
    before: str
    after: str


class Heir(NamedTuple):
    """Who took over; empty lists mean everything."""

    uscc: str
    duties: tuple[str, ...]
    prefixes: tuple[str, ...]


class Line(NamedTuple):
    """One line of the trail with its changes and heirs."""

    change: Change
    told: tuple[Told, ...]
    heirs: tuple[Heir, ...]


def lines(trail: Iterable[Change]) -> list[Line]:
    """Put a trail into words."""
    return [Line(change, tuple(_told(change)), tuple(_heirs(change))) for change in trail]


def _told(change: Change) -> Iterable[Told]:
    detail = change.detail
    if change.kind == "registered":
        for name in _ASKED:
            if detail.get(name):
                yield Told(party_words.COLUMN[name], "", _said(name, detail[name]))
    elif change.kind == "changed":
        yield from differences(detail)
    elif change.kind == "stopped":
        yield Told(party_words.COLUMN["duty"], "", str(detail["duty"]))


def differences(detail: Mapping[str, Any]) -> Iterable[Told]:
    """Put changed columns into words: column -> [before, after]."""
    for name, pair in detail.items():
        if name == "permit":
            yield Told(party_words.COLUMN[name], "", _permit(pair))
        else:
            yield Told(party_words.COLUMN.get(name, name), _said(name, pair[0]), _said(name, pair[1]))


def _heirs(change: Change) -> Iterable[Heir]:
    for heir in change.detail.get("heirs", ()):
        yield Heir(heir["uscc"], tuple(heir["duties"] or ()), tuple(heir["prefixes"] or ()))


def _permit(pair: list[str]) -> str:
    return f"{permits.KIND_TEXT[PermitKind(pair[0])].get(language())} {pair[1]}"


def _said(name: str, value: Any) -> str:  # noqa: PLR0911 - one answer for each kind of column
    """Word one value of a column."""
    spoken = language()
    if value is None or value in ("", []):
        return ""
    if name == "roles":
        return " · ".join(ROLE_TEXT[Role(each)].get(spoken) for each in value)
    if name in {"region_code", "site_region_code"}:
        return f"{''.join(region.path(value)) if spoken == 'zh' else ', '.join(region.path(value, 'en'))} {value}"
    if name == "site_kind":
        return sites.KIND_TEXT[SiteKind(value)].get(spoken)
    if name == "state":
        return str(STATES.get(value, value))
    if isinstance(value, bool):
        return "✓" if value else "—"
    if isinstance(value, list | tuple):
        return " ".join(map(str, value))
    return str(value)
