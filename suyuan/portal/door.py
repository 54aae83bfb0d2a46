"""门 — who stands at the door: a page for the signed-in asks here, and a refusal becomes a page here."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import wraps
from http import HTTPStatus
from typing import Any, Concatenate, ParamSpec, cast

from csp.decorators import csp_update
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import translation
from django.views.decorators.cache import never_cache

from suyuan.domain.access import Viewer
from suyuan.portal.ways import factors_shown
from suyuan.services.members import queries as members
from suyuan.services.parties import queries as parties
from suyuan.services.refusals import Refused, told
from suyuan.services.sessions import queries as sessions

STANDING = "standing"  # name of the session's entry and of the field of a form that remembers it
P = ParamSpec("P")
Page = Callable[Concatenate[HttpRequest, P], HttpResponse]
OwnPage = Callable[Concatenate[HttpRequest, Viewer, P], HttpResponse]


def language() -> str:
    """Give the language of this answer: zh or en."""
    return "zh" if (translation.get_language() or "en").startswith("zh") else "en"


def viewer_of(request: HttpRequest) -> Viewer | None:
    """Give the signed-in asker in the standing that the session holds, or None.

    The first standing is taken where none was chosen yet, and then kept: if it ends, the session does not slip
    into the next one by itself.
    """
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated or user.pk is None:
        return None
    chosen = request.session.get(STANDING, "")
    viewer = parties.viewer_of_user(user.pk, chosen)
    if viewer is None:
        return None
    if not chosen:
        request.session[STANDING] = viewer.standing
    return (
        replace(viewer, owes_factor=True) if sessions.owes_factor(viewer, factors_shown(request)) else viewer
    )


def signed_in(view: OwnPage[P]) -> Page[P]:
    """Let the signed-in pass with their Viewer; others sign in first. What is refused becomes a page."""

    @wraps(view)
    def page(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path(), resolve_url(settings.LOGIN_URL))
        viewer = viewer_of(request)
        if viewer is None:
            return _without_standing(request)
        if viewer.owes_factor:
            return _to_factor(request, viewer)
        if request.POST.get(STANDING, viewer.standing) != viewer.standing:
            return refusal(request, Refused("session.other_standing"))
        try:
            return view(request, viewer, *args, **kwargs)
        except Refused as refused:
            return refusal(request, told(refused, viewer))

    return never_cache(page)


def _to_factor(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Ask for the second factor; who has none sets one up."""
    if sessions.has_second_factor(viewer.user_id):
        return redirect_to_login(request.get_full_path(), resolve_url("mfa_reauthenticate"))
    return redirect("mfa_index")


def _without_standing(request: HttpRequest) -> HttpResponse:
    """Say that the standing has ended, and offer those that remain; a form's content goes nowhere."""
    left = members.standings(request.user.pk or 0)
    if not left:
        return render(request, "portal/no_standing.html", status=403)
    return render(request, "portal/standings.html", {"standings": left, "ended": True}, status=403)


def with_reader(view: Page[P]) -> Page[P]:
    """Let a page read symbols with zxing, which is compiled to WebAssembly: the content policy must allow that."""
    allow = csp_update({"script-src": ["'self'", "'wasm-unsafe-eval'"]})
    return cast("Page[P]", allow(cast("Any", view)))


@contextmanager
def readable() -> Iterator[None]:
    """Answer 400 where the address holds what cannot be read, such as a cursor that is none of ours."""
    try:
        yield
    except ValueError as error:
        raise BadRequest from error


def beside(refused: Refused) -> Refused:
    """Give a refusal that can stand beside a form; what is not there or not allowed goes on to its own page."""
    if refused.status in {HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND}:
        raise refused
    return refused


def refusal(request: HttpRequest, refused: Refused) -> HttpResponse:
    """Show what was refused and how to mend it."""
    wrong, fix = refused.words(language())
    context = {"wrong": wrong, "fix": fix, "code": refused.code}
    return render(request, "portal/refused.html", context, status=refused.status)
