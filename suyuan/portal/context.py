"""页面共用 — what every page needs: who is looking, in which language, and the menu."""

from ipaddress import ip_address
from typing import Any

from django.http import HttpRequest
from django.http.request import split_domain_port
from django.utils import translation
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from suyuan.domain.access import Viewer
from suyuan.law.duty import Role
from suyuan.portal.door import viewer_of
from suyuan.services.members import queries as members
from suyuan.services.sessions import queries as sessions

MENU = (
    ("home", _("Due"), "clock"),
    ("file", _("File"), "upload"),
    ("filings", _("Receipts"), "receipt"),
    ("batteries", _("Batteries"), "battery"),
    ("handovers", _("Hand-overs"), "truck"),
    ("techinfo", _("Manuals"), "book"),
    ("findings", _("Findings"), "flag"),
    ("signals", _("Signals"), "alert"),
    ("inspections", _("Inspections"), "check"),
    ("cases", _("Cases"), "search"),
    ("flows", _("Flows"), "swap"),
    ("firm", _("Firm"), "home"),
    ("parties", _("Firms"), "home"),
    ("applications", _("Applications"), "people"),
    ("posts", _("Posts"), "user"),
    ("access_log", _("Access log"), "search"),
)
# who may do what decides which entries a menu has; an entry that is not named here is everybody's
NEEDS = {
    "home": "obligation.read",
    "filings": "filing.read",
    "batteries": "battery.read",
    "handovers": "handover.read",
    "findings": "finding.read",
    "cases": "case.read",
    "inspections": "inspection.read",
    "signals": "signal.read",
    "flows": "filing.read",
    "techinfo": "techinfo.read",
    "manuals": "house.read",
    "notices": "notice.read",
    "firm": "house.read",
    "parties": "party.list",
    "applications": "party.approve",
    "coverage": "coverage.read",
    "posts": "post.read",
    "access_log": "log.read",
    "members": "member.read",
    "own_reads": "access.own",
}
# entries that only some kinds of firms have
FOR = {
    "techinfo": frozenset({Role.REPAIRER, Role.DISMANTLER, Role.RECYCLER}),
    "manuals": frozenset(
        {Role.VEHICLE_MAKER, Role.VEHICLE_IMPORTER, Role.BATTERY_MAKER, Role.BATTERY_IMPORTER}
    ),
    "notices": frozenset({Role.VEHICLE_MAKER, Role.VEHICLE_IMPORTER}),
}
FIRM_TABS = (
    ("firm", _("Entry"), "home"),
    ("permits", _("Permits"), "receipt"),
    ("sites", _("Sites and outlets"), "box"),
    ("coverage", _("Coverage"), "pin"),
    ("manuals", _("Manuals"), "book"),
    ("notices", _("Notices to users"), "info"),
    ("cases", _("Cases"), "search"),
    ("inspections", _("Inspections"), "check"),
    ("members", _("Members"), "people"),
    ("own_reads", _("Who read our records"), "search"),
)


def portal(request: HttpRequest) -> dict[str, Any]:
    """Give ``viewer``, ``prepares`` (it files, or hands in for a signer), ``menu``, ``page`` (name of the address),
    ``language`` (zh, en), ``lang`` (BCP 47), ``no_passkeys`` (browsers make none at this address).
    """
    language = translation.get_language() or "en"
    chinese = language.startswith("zh")
    viewer = viewer_of(request)
    match = request.resolver_match
    return {
        "viewer": viewer,
        "prepares": bool(viewer and viewer.may("filing.check")),
        "relaxed": SimpleLazyObject(lambda: sessions.second_factor() == "relaxed"),
        "standings": SimpleLazyObject(lambda: members.standings(viewer.user_id) if viewer else []),
        "menu": _menu(viewer),
        "firm_tabs": [tab for tab in FIRM_TABS if viewer and _offers(viewer, tab[0], "account.own")],
        "page": match.url_name if match else "",
        "no_passkeys": SimpleLazyObject(lambda: _no_passkeys(request)),
        "section": _section(match.url_name if match else "", viewer),
        "language": "zh" if chinese else "en",
        "lang": "zh-Hans" if chinese else "en",
        "other_language": ("en", "English") if chinese else ("zh-hans", "中文"),
    }


def _no_passkeys(request: HttpRequest) -> bool:
    """Tell whether browsers make no passkeys here: they do for a name by https, and for ``localhost`` (WebAuthn)."""
    host = split_domain_port(request.get_host())[0].strip("[]")
    try:
        ip_address(host)
    except ValueError:
        return not (request.is_secure() or host == "localhost")
    return True


def _menu(viewer: Viewer | None) -> tuple[tuple[str, Any, str], ...]:
    """Officials file nothing: their menu has no filing entry. Who owes a second factor has no menu yet."""
    if viewer is None or viewer.owes_factor:
        return ()
    own, theirs = {"file", "firm"}, {"cases", "inspections"}  # a firm finds these beside its entry
    over = {"file"} if viewer.party_state == "terminated" else set()
    return tuple(
        entry
        for entry in MENU
        if entry[0] not in (own if viewer.kind != "member" else theirs)
        and entry[0] not in over
        and _offers(viewer, entry[0])
    )


def _offers(viewer: Viewer, name: str, otherwise: str = "") -> bool:
    """Tell whether an entry is a viewer's: what it needs may be done, and it is for the viewer's kind of firm."""
    needs = NEEDS.get(name, otherwise)
    return (not needs or viewer.may(needs)) and (name not in FOR or bool(viewer.roles & FOR[name]))


SECTIONS = {
    "due": "home",
    "file_duty": "file",
    "receipt": "filings",
    "cancel": "filings",
    "job": "file",
    "battery": "batteries",
    "handover_answer": "handovers",
    "finding": "findings",
    "post": "posts",
    "erase_person": "posts",
    "own_reads": "firm",
    "vehicle": "batteries",
    "firm_change": "firm",
    "permits": "firm",
    "permit": "firm",
    "sites": "firm",
    "site": "firm",
    "site_new": "firm",
    "own_outlet": "firm",
    "manuals": "firm",
    "notices": "firm",
    "readings": "firm",
    "techinfo_ask": "techinfo",
    "techinfo_grant": "techinfo",
    "coverage": "firm",
    "members": "firm",
    "member": "firm",
    "party": "parties",
    "succession": "parties",
    "application": "applications",
    "case": "cases",
    "sheet": "signals",
    "case_open": "cases",
    **dict.fromkeys(("tip", "tips"), "signals"),
    **dict.fromkeys(("inspection", "inspection_new", "visit", "plan", "plan_new"), "inspections"),
}


def _section(name: str | None, viewer: Viewer | None) -> str:
    """Tell which menu entry a page belongs to; a firm finds cases and inspections beside its entry."""
    section = SECTIONS.get(name or "", name or "")
    beside = section in {"cases", "inspections"} and viewer and viewer.kind == "member"
    return "firm" if beside else section
