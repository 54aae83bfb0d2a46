"""登录状态 — one's own sign-in: for whom one speaks, where one is signed in, and signing out elsewhere."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache

from suyuan.portal.door import STANDING, refusal, viewer_of
from suyuan.services.members import queries as members
from suyuan.services.refusals import Refused
from suyuan.services.sessions import operations, queries


@never_cache
@login_required
def sessions(request: HttpRequest) -> HttpResponse:
    """Show where the person is signed in; end one of these or all others."""
    user_id, own = int(request.user.pk or 0), request.session.session_key or ""
    if request.method == "POST":
        asked = request.POST.get("session", "")
        try:
            if asked.isdecimal():
                operations.end(user_id, int(asked))
            else:
                operations.end_others(user_id, but=own)
        except Refused as refused:
            return refusal(request, refused)
        return redirect("sessions")
    context = {
        "sessions": queries.find_sessions(user_id),
        "own": own,
        "has_factor": queries.has_second_factor(user_id),
        "has_password": getattr(request.user, "has_usable_password", bool)(),
    }
    return render(request, "portal/sessions.html", context)


@never_cache
@login_required
def standings(request: HttpRequest) -> HttpResponse:
    """Choose for which firm or office one speaks; the session keeps it."""
    found = members.standings(int(request.user.pk or 0))
    if request.method == "POST":
        chosen = request.POST.get("choose", "")
        if chosen not in {each.key for each in found}:
            return refusal(request, Refused("not_found"))
        request.session[STANDING] = chosen
        back = request.POST.get("next", "")
        safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
        return redirect(back if safe else resolve_url("home"))
    viewer = viewer_of(request)
    context = {"standings": found, "now": viewer.standing if viewer else "", "ended": viewer is None}
    return render(request, "portal/standings.html", context)
