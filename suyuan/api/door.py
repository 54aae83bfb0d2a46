"""接口的门 — who comes in, and the frame round every call.

    Bearer   Authorization: Bearer TOKEN -> the viewer behind it
    frame    request id, language, HEAD, and a problem document for whatever went wrong
    answer   an exception -> its problem document

Nothing leaves the frame as a traceback or as a page: an error of ours is logged with the request's id and
answered in general words.
"""

import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import TimeoutError as FutureTimeout
from contextlib import contextmanager
from functools import wraps
from typing import Any, cast

import psycopg
from asgiref.sync import iscoroutinefunction
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.db.utils import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.cache import patch_vary_headers
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.security import HttpBearer

from suyuan.api import problems
from suyuan.api.problems import Complaint
from suyuan.domain.access import Viewer
from suyuan.services.parties.queries import aviewer_of_token, viewer_of_token
from suyuan.services.refusals import Refused

View = Callable[..., Any]  # gives an answer, or a coroutine that does
_LONGEST_TOKEN = 200
_REQUEST_ID = "X-Request-Id"
PRINCIPAL = "Suyuan-Principal"  # credit code of the party for which an agent acts
_UNAVAILABLE = (
    OperationalError,
    InterfaceError,
    psycopg.OperationalError,
    psycopg.InterfaceError,
    FutureTimeout,
)


class Bearer(HttpBearer):
    """The only way in: a token of a machine or person. ``is_async``: before a view that is a coroutine."""

    def __init__(self, *, is_async: bool = False) -> None:
        super().__init__()
        self.is_async = is_async

    def __call__(self, request: HttpRequest) -> Any:
        """Read the header where WSGI has put it: Django's table of all headers takes longer to make than the rest."""
        scheme, _, token = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
        return self.authenticate(request, token) if scheme.lower() == self.openapi_scheme else None

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        """Give the viewer behind a token, or None where there is none. Raises Refused ``mandate.none``."""
        token = token.strip()
        if not token or len(token) > _LONGEST_TOKEN or not token.isascii() or "\x00" in token:
            return None
        return (aviewer_of_token if self.is_async else viewer_of_token)(token, _acting_for(request))


def _acting_for(request: HttpRequest) -> str:
    """Give the credit code of the party that the caller acts for, as the header says; empty = its own."""
    return str(request.META.get(f"HTTP_{PRINCIPAL.upper().replace('-', '_')}", "")).strip().upper()


def viewer_of(request: HttpRequest) -> Viewer:
    """Give the viewer that ``Bearer`` let in."""
    viewer = getattr(request, "auth", None)  # set by ninja
    if not isinstance(viewer, Viewer):
        raise Complaint("auth.missing", headers=_CHALLENGE)
    return viewer


_CHALLENGE = {"WWW-Authenticate": 'Bearer realm="suyuan"'}


def answer(request: HttpRequest, error: Exception) -> HttpResponseBase:  # noqa: PLR0911 - a table of outcomes
    """Turn whatever a call raised into its problem document."""
    if isinstance(error, Complaint):
        return problems.of_complaint(request, error)
    if isinstance(error, Refused):
        return problems.of_refused(request, error)
    if isinstance(error, AuthenticationError):
        code = "auth.dead" if request.META.get("HTTP_AUTHORIZATION") else "auth.missing"
        return problems.of_complaint(request, Complaint(code, headers=_CHALLENGE))
    if isinstance(error, Http404):
        return problems.of_complaint(request, Complaint("not_found"))
    if isinstance(error, ValidationError | BadRequest | SuspiciousOperation):
        return problems.of_complaint(request, Complaint("request.body"))
    if isinstance(error, HttpError):
        code = "not_found" if error.status_code == 404 else "request.body"  # noqa: PLR2004
        return problems.of_complaint(request, Complaint(code))
    if isinstance(error, _UNAVAILABLE):
        return problems.of_broken(request, error, "server.unavailable")
    return problems.of_broken(request, error)


def frame(view: View) -> View:
    """Put the frame round a view."""

    @wraps(view)
    def framed(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with _read_as_get(request):
            try:
                response = view(request, *args, **kwargs)
            except Exception as error:  # noqa: BLE001 - the last wall before the outside
                response = answer(request, error)
        return _finish(request, response)

    @wraps(view)
    async def aframed(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with _read_as_get(request):
            try:
                response = await view(request, *args, **kwargs)
            except Exception as error:  # noqa: BLE001 - as above
                response = answer(request, error)
        return _finish(request, response)

    chosen = aframed if iscoroutinefunction(view) else framed
    setattr(chosen, "csrf_exempt", True)  # noqa: B010 - bearer tokens only: no cookie lets anyone in
    return chosen


def straight(view: View) -> View:
    """Let a view's callers in and put the frame round it, for a way on which nobody looks the address up."""
    bearer = Bearer(is_async=True)

    @wraps(view)
    async def let_in(request: HttpRequest, **place: str) -> HttpResponseBase:
        waiting = bearer(request)
        viewer = await waiting if waiting is not None else None
        if viewer is None:
            raise AuthenticationError
        setattr(request, "auth", viewer)  # noqa: B010 - as ninja does
        return cast("HttpResponseBase", await view(request, **place))

    return frame(let_in)


@contextmanager
def _read_as_get(request: HttpRequest) -> Iterator[None]:
    """Number a request, and let HEAD be answered as GET is."""
    if not getattr(request, "request_id", None):
        setattr(request, "request_id", uuid.uuid4().hex)  # noqa: B010 - as the middleware does
    method = request.method
    if method == "HEAD":
        request.method = "GET"
    yield
    request.method = method


def _finish(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """Put the headers that every answer carries, and words into a bare 405."""
    if response.status_code == 405 and not response.headers["Content-Type"].startswith(problems.MEDIA_TYPE):  # noqa: PLR2004
        allow = {"Allow": response.headers.get("Allow", "GET")}
        response = problems.of_complaint(
            request, Complaint("request.method", headers=allow, value=request.method)
        )
    response[_REQUEST_ID] = problems.request_id_of(request)
    response.setdefault("Content-Language", problems.language_of(request))
    response.setdefault("Cache-Control", "no-store")
    if "Vary" in response:
        patch_vary_headers(response, _VARIES)
    else:
        response["Vary"] = VARY
    return response


_VARIES = ("Accept-Language", "Authorization", PRINCIPAL)
VARY = ", ".join(_VARIES)


def nowhere(request: HttpRequest) -> HttpResponseBase:  # noqa: ARG001 - a view
    """Answer an address that no call has."""
    raise Complaint("not_found")
