"""中间层 — what every request passes before it meets a page or the API.

Scheme      makes a request one by HTTPS where the platform is served so
Unkept      lets nobody keep a page of an account
RequestId   gives every request a number, the caller's own or a new one
ApiLane     takes requests of the API past what only pages need
FormGuard   refuses a form that is larger than any file may be, before anything reads it, and texts with NUL
"""

import asyncio
import random
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import copy_context
from typing import Any

from asgiref.sync import async_to_sync, iscoroutinefunction
from django.conf import settings
from django.db import connections
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, UnreadablePostError
from django.urls import Resolver404, resolve
from django.utils.cache import add_never_cache_headers, patch_vary_headers

from suyuan.ledger.credential import TYPE
from suyuan.portal.door import refusal
from suyuan.services.reads.operations import request_id
from suyuan.services.refusals import Refused

HEADER = "X-Request-Id"
_HEADER = (
    "HTTP_X_REQUEST_ID"  # the same, as WSGI has it: Django's table of headers is made anew for every request
)
GIVEN = re.compile(r"[A-Za-z0-9._-]{1,64}")


SCHEME = "suyuan.scheme"  # no header of a request can have this name


class Scheme:
    """Say that a request came by HTTPS; stands only where ``SUYUAN_HTTPS`` says that every one does.

    The server behind the proxy sees plain HTTP, and would write such addresses and take a form from ``https://`` for a
    forged one. What a header says of it is never heard: where there is no proxy, a client would say it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Note it where Django looks (setting ``SECURE_PROXY_SSL_HEADER``)."""
        request.META[SCHEME] = "https"
        return self.get_response(request)


ACCOUNTS = "/accounts/"


class Unkept:
    """Let neither a browser nor a proxy keep what is answered under ``/accounts/``: codes, secrets, addresses."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and forbid to keep it."""
        response = self.get_response(request)
        if request.path_info.startswith(ACCOUNTS):
            add_never_cache_headers(response)
        return response


class RequestId:
    """Set ``request.request_id`` and answer with the same number in ``X-Request-Id``."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Number the request, answer it, and say the number."""
        with numbered(request) as number:
            response = self.get_response(request)
        response[HEADER] = number
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer a body that was cut short plainly; whoever sent it has mostly gone."""
        del request
        cut = isinstance(exception, UnreadablePostError)
        return (
            HttpResponseBadRequest("The request was cut short.\n", content_type="text/plain") if cut else None
        )


@contextmanager
def numbered(request: HttpRequest) -> Iterator[str]:
    """Give a request its number, and let whoever asks meanwhile know it."""
    given = request.META.get(_HEADER, "")
    number = given if GIVEN.fullmatch(given) else f"{random.getrandbits(64):016x}"
    setattr(request, "request_id", number)  # noqa: B010 - HttpRequest declares no such attribute
    token = request_id.set(number)
    try:
        yield number
    finally:
        request_id.reset(token)


API = "/api/v1/"
API_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}


class ApiLane:
    """Answer the API without sessions, forms, page languages and content policy: it carries tokens, not cookies.

    Measured: the layers for pages cost a filing more than half of what the API itself does with it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Call the endpoint straight; pages, and addresses that the API does not know, go the long way."""
        path = request.path_info
        if path.startswith(CARD) and (call := _of_card(request)):
            path, request.META["QUERY_STRING"] = (
                call,
                "",
            )  # a label's address may have more to it, which asks nothing
        if not path.startswith(API):
            return self.get_response(request)
        try:
            match = resolve(path)
        except Resolver404:
            return self.get_response(request)
        request.resolver_match = match
        view = _awaited(match.func) if iscoroutinefunction(match.func) else match.func
        response = dressed(view(request, *match.args, **match.kwargs))
        if request.path_info.startswith(CARD):
            patch_vary_headers(response, ("Accept",))
        return response


CARD = "/b/"
_DATA = {"application/json": "", f"application/{TYPE}": "/credential", "application/jwt": "/credential"}
_OFFERED = ["text/html", *_DATA]


def data_of(accepted: str) -> str | None:
    """Tell which of a battery's data somebody who accepts these types wants; None: the page."""
    accepted = accepted.lower()
    if accepted in _DATA:
        return _DATA[accepted]
    if not any(kind in accepted for kind in _DATA):
        return None
    asked = HttpRequest()
    asked.META["HTTP_ACCEPT"] = accepted
    return _DATA.get(asked.get_preferred_type(_OFFERED) or "")


def _of_card(request: HttpRequest) -> str:
    """Give the call that answers for a battery's page to a program; "" for a browser."""
    code = request.path_info.removeprefix(CARD)
    wanted = data_of(request.META.get("HTTP_ACCEPT", ""))
    return f"{API}idcards/{code}{wanted}" if code and "/" not in code and wanted is not None else ""


def _awaited(view: Callable[..., Any]) -> Callable[..., HttpResponse]:
    """Give a coroutine as a view of this thread; where the thread runs a loop of its own, another one does it."""
    plain = async_to_sync(view)
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return plain

    def aside(*given: Any, **named: Any) -> HttpResponse:
        with ThreadPoolExecutor(1) as thread:
            answer: HttpResponse = thread.submit(copy_context().run, plain, *given, **named).result()
            thread.submit(connections.close_all)
        return answer

    return aside


def dressed(response: HttpResponse) -> HttpResponse:
    """Put on the API's answer what the layers for pages would."""
    for name, value in API_HEADERS.items():
        response.headers.setdefault(name, value)
    if not response.streaming:
        response.headers.setdefault("Content-Length", str(len(response.content)))
    return response


ENVELOPE = 64 * 1024  # what a form says beside its file


class FormGuard:
    """Refuse a page's form by its announced length, and texts with NUL; the API looks at its own bodies.

    Django bounds a form's fields, not its files: a gigabyte would be spooled to the disk and read. The search for the
    form's token reads the whole body, so this stands before it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> HttpResponse | None:
        """Answer 413 for a body that is too large, 422 for a text that no table can hold: who asks is known by now."""
        size, limit = request.META.get("CONTENT_LENGTH") or "", settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0
        if size.isdecimal() and int(size) > limit + ENVELOPE:
            return refusal(request, Refused("file.too_large", size=size, limit=str(limit)))
        fields = (*request.GET.lists(), *(request.POST.lists() if request.method == "POST" else ()))
        texts = (request.path_info, *(text for name, values in fields for text in (name, *values)))
        return refusal(request, Refused("form.sign")) if any("\0" in text for text in texts) else None
