"""待办 — home is what is due: overdue first, by day, with the article; officials see late lists."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from suyuan.domain.access import Viewer
from suyuan.domain.obligations import State
from suyuan.law.measures_2026 import RULEBOOK
from suyuan.portal.door import readable, signed_in
from suyuan.portal.shown import duelist
from suyuan.services import clock
from suyuan.services.applications import queries as applications
from suyuan.services.cases import queries as cases
from suyuan.services.filings import queries as filings
from suyuan.services.keys import queries as keys
from suyuan.services.mandates import queries as mandates
from suyuan.services.members import queries as members
from suyuan.services.notices import queries as notices
from suyuan.services.obligations import queries as obligations
from suyuan.services.offers import queries as offers
from suyuan.services.parties import firm as firms
from suyuan.services.signing import queries as signing

UNMET = {State.OVERDUE, State.OPEN, State.AWAITING}
TILES = (State.OVERDUE, State.OPEN, State.AWAITING, State.MET_LATE)
ON_HOME = 200
RECENT = 5


@signed_in
def home(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Show what is due to the clerk, and what is late to the official."""
    if viewer.may("log.read"):
        return redirect("access_log")  # the auditor's whole work
    today = clock.today()
    summary = obligations.summarise(viewer, today=today)
    states = {State.OVERDUE} if viewer.is_official else UNMET
    page = obligations.find_obligations(viewer, today=today, states=states, limit=ON_HOME)
    context = {
        "today": today,
        "counts": [(state.value, summary.counts.get(state, 0)) for state in TILES],
        "late_by_duty": [
            (duty, number) for duty, state, number in summary.by_duty if state is State.OVERDUE and number
        ],
        "lines": duelist.lines(page.items),
        "items": page.items,
        "more": page.next is not None,
        "duties": _duties(viewer),
        "ending_keys": keys.ending(viewer),
        "ending_mandates": mandates.ending(viewer),
        "offers": offers.waiting(viewer),
    }
    if viewer.is_official:
        context["applications_waiting"] = applications.count_waiting(viewer)
        return render(request, "portal/home_official.html", context)
    context["nobody_signs"] = members.lacks_signer(viewer)
    context["permit_notices"] = firms.permit_notices(viewer, today=today)
    context["to_sign"] = signing.waiting(viewer)
    context["returned"] = [each for each in signing.waiting(viewer, state="returned") if each.own]
    context["notices_due"] = notices.count_due(viewer)
    context["cases_open"] = cases.count_open(viewer)
    context["recent"] = filings.find_filings(viewer, limit=RECENT).items
    return render(request, "portal/home.html", context)


def _duties(viewer: Viewer) -> tuple[object, ...]:
    own = RULEBOOK.for_roles(viewer.roles, partner=viewer.partner) if viewer.roles else ()
    return tuple(duty for duty in own if viewer.covers(duty.id) and viewer.bears(duty))


@signed_in
def due(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Show the rows behind a number: obligations of one state, or duty, or party."""
    asked = request.GET
    states = {State(asked["state"])} if asked.get("state") in set(State) else None
    today = clock.today()
    with readable():
        page = obligations.find_obligations(
            viewer,
            today=today,
            states=states,
            duty=asked.get("duty") or None,
            party=asked.get("party") or None,
            cursor=asked.get("cursor") or None,
        )
    context = {
        "today": today,
        "items": page.items,
        "next": page.next,
        "state": asked.get("state", ""),
        "duty_id": asked.get("duty", ""),
        "party": asked.get("party", ""),
        "states": [state.value for state in State],
        "duties": RULEBOOK.duties if viewer.is_official else _duties(viewer),
    }
    return render(request, "portal/due.html", context)
