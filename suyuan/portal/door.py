"""门 — who stands at the door: a page for the signed-in asks here, and a refusal becomes a page here."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url
from django.utils import translation
from django.views.decorators.cache import never_cache

from suyuan.domain.access import Viewer
from suyuan.services.parties import queries as parties
from suyuan.services.refusals import Refused

P = ParamSpec("P")
Page = Callable[Concatenate[HttpRequest, P], HttpResponse]
OwnPage = Callable[Concatenate[HttpRequest, Viewer, P], HttpResponse]


def language() -> str:
    """Give the language of this answer: zh or en."""
    return "zh" if (translation.get_language() or "en").startswith("zh") else "en"


def viewer_of(request: HttpRequest) -> Viewer | None:
    """Give the signed-in asker, or None."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated or user.pk is None:
        return None
    return parties.viewer_of_user(user.pk)


def signed_in(view: OwnPage[P]) -> Page[P]:
    """Let the signed-in pass with their Viewer; others sign in first. What is refused becomes a page."""

    @wraps(view)
    def page(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path(), resolve_url(settings.LOGIN_URL))
        viewer = viewer_of(request)
        if viewer is None:
            return render(request, "portal/no_account.html", status=403)
        try:
            return view(request, viewer, *args, **kwargs)
        except Refused as refused:
            return refusal(request, refused)

    return never_cache(page)


@contextmanager
def readable() -> Iterator[None]:
    """Answer 400 where the address holds what cannot be read, such as a cursor that is none of ours."""
    try:
        yield
    except ValueError as error:
        raise BadRequest from error


def refusal(request: HttpRequest, refused: Refused) -> HttpResponse:
    """Show what was refused and how to mend it."""
    wrong, fix = refused.words(language())
    context = {"wrong": wrong, "fix": fix, "code": refused.code}
    return render(request, "portal/refused.html", context, status=refused.status)
