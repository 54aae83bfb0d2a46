"""ASGI 入口 — the door that the web server calls, and which of two ways a request goes.

    lane    small filings: taken in and answered by coroutines, so that hundreds may wait for one commit
    cards   a scanned code asked for as JSON: by a few threads, without the layers for pages
    rest    everything else, by the threads of the WSGI application

Measured: thirty-four threads that waited for commits shared one interpreter's lock, and a filing took 2.6 ms of this
process; coroutines, and no layers in front of the endpoint, made it 1.4.
"""

import random
from collections.abc import Awaitable, Callable
from contextvars import copy_context
from http import HTTPStatus
from io import BytesIO
from typing import Any, cast

from a2wsgi import WSGIMiddleware
from django.conf import settings
from django.core.handlers.asgi import ASGIRequest
from django.db import close_old_connections

from suyuan.intake.json_together import SMALL
from suyuan.web import wsgi
from suyuan.web.aside import Aside

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

# What stands below needs Django set up, which ``wsgi`` has done.
from suyuan.api import filings, idcards  # noqa: E402
from suyuan.web.middleware import API_HEADERS, CARD, data_of, dressed, numbered  # noqa: E402

LANE = "/api/v1/filings/"

# Two, so that one works while the other waits for the database; four were a tenth slower, on one core and on two.
_cards = Aside(2, "cards")
_rest = cast("Application", WSGIMiddleware(cast("Any", wsgi.application), workers=settings.THREADS))


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer one request."""
    if scope["type"] == "http" and scope["method"] == "POST" and scope["path"].startswith(LANE):
        duty, length = scope["path"].removeprefix(LANE), _length(scope)
        if duty and "/" not in duty and 0 < length <= SMALL:
            await _lane(scope, receive, send, duty=duty, length=length)
            return

    if scope["type"] == "http" and scope["method"] == "GET" and scope["path"].startswith(CARD):
        code = scope["path"].removeprefix(CARD)
        if code and "/" not in code and data_of(_accepted(scope)) == "":
            await _card(scope, send, code=code)
            return

    async def received() -> dict[str, Any]:
        return await receive()  # the server's own is no coroutine, which a thread could wait for

    await _rest(scope, received, send)


async def _lane(scope: Scope, receive: Receive, send: Send, *, duty: str, length: int) -> None:
    """Take one filing; one whose body was cut short gets no answer, for nobody is there to hear it."""
    body = await _whole(receive, length)
    if body is None:
        return
    request = ASGIRequest(scope, BytesIO(body))
    with numbered(request):
        response = dressed(await filings.straight(request, ref=duty))
    await _answer(send, response)


async def _card(scope: Scope, send: Send, *, code: str) -> None:
    """Answer for a scanned code; a thread asks the database.

    What anybody may read of a known code takes no request and no response of Django's, which cost a fifth of it. All
    else goes the longer way: who shows a token or a number of its own, a code that is unknown, a connection that was
    lost meanwhile.
    """
    if not any(name in _PERSONAL for name, _ in scope["headers"]):
        body = await _cards(idcards.public, code)
        if body is not None:
            number = f"{random.getrandbits(64):016x}".encode()
            headers = [*_HEADERS, (b"x-request-id", number), (b"content-length", str(len(body)).encode())]
            await send({"type": "http.response.start", "status": HTTPStatus.OK, "headers": headers})
            await send({"type": "http.response.body", "body": body})
            return
    request = ASGIRequest(scope, BytesIO())
    with numbered(request):
        context = copy_context()
        response = dressed(await _cards(lambda asked: context.run(_looked_up, request, asked), code))
    await _answer(send, response)


_PERSONAL = {b"authorization", b"x-request-id"}
_HEADERS = [
    (name.lower().encode(), value.encode())
    for name, value in {**API_HEADERS, **idcards.HEADERS, "Content-Type": "application/json"}.items()
]


def _looked_up(request: ASGIRequest, code: str) -> Any:
    close_old_connections()
    return idcards.straight(request, code=code)


async def _answer(send: Send, response: Any) -> None:
    headers = [(name.lower().encode("ascii"), value.encode("latin-1")) for name, value in response.items()]
    await send({"type": "http.response.start", "status": response.status_code, "headers": headers})
    await send({"type": "http.response.body", "body": response.content})


def _accepted(scope: Scope) -> str:
    """Give the types that a caller accepts."""
    return ",".join(value.decode("latin-1") for name, value in scope["headers"] if name == b"accept")


def _length(scope: Scope) -> int:
    """Give the announced length of a body; -1 where none is."""
    for name, value in scope["headers"]:
        if name == b"content-length":
            return int(value) if value.isdigit() else -1
    return -1


async def _whole(receive: Receive, length: int) -> bytes | None:
    """Give a body of its announced length, or None where it ends early."""
    parts, more = [], True
    while more:
        message = await receive()
        if message["type"] != "http.request":
            return None
        parts.append(message.get("body", b""))
        more = message.get("more_body", False)
    body = b"".join(parts)
    return body if len(body) == length else None
