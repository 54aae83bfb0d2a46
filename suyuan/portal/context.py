"""页面共用 — what every page needs: who is looking, in which language, and the menu."""

from typing import Any

from django.http import HttpRequest
from django.utils import translation
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from suyuan.domain.access import Viewer
from suyuan.portal.door import viewer_of
from suyuan.services.members import queries as members
from suyuan.services.sessions import queries as sessions

MENU = (
    ("home", _("Due"), "clock"),
    ("file", _("File"), "upload"),
    ("filings", _("Receipts"), "receipt"),
    ("batteries", _("Batteries"), "battery"),
    ("findings", _("Findings"), "flag"),
)


def portal(request: HttpRequest) -> dict[str, Any]:
    """Give ``viewer``, ``menu``, ``page`` (name of the address), ``language`` (zh, en), ``lang`` (BCP 47)."""
    language = translation.get_language() or "en"
    chinese = language.startswith("zh")
    viewer = viewer_of(request)
    match = request.resolver_match
    return {
        "viewer": viewer,
        "relaxed": SimpleLazyObject(lambda: sessions.second_factor() == "relaxed"),
        "standings": SimpleLazyObject(lambda: members.standings(viewer.user_id) if viewer else []),
        "menu": _menu(viewer),
        "page": match.url_name if match else "",
        "section": _section(match.url_name if match else ""),
        "language": "zh" if chinese else "en",
        "lang": "zh-Hans" if chinese else "en",
        "other_language": ("en", "English") if chinese else ("zh-hans", "中文"),
    }


def _menu(viewer: Viewer | None) -> tuple[tuple[str, Any, str], ...]:
    """Officials file nothing: their menu has no filing entry. Who owes a second factor has no menu yet."""
    if viewer is None or viewer.owes_factor:
        return ()
    return tuple(entry for entry in MENU if not (viewer.is_official and entry[0] == "file"))


SECTIONS = {
    "due": "home",
    "file_duty": "file",
    "receipt": "filings",
    "cancel": "filings",
    "job": "file",
    "battery": "batteries",
    "vehicle": "batteries",
}


def _section(name: str | None) -> str:
    """Tell which menu entry a page belongs to."""
    return SECTIONS.get(name or "", name or "")
