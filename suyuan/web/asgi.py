"""ASGI 入口 — the door that the web server calls, and which of two ways a request goes.

    lane    small filings: taken in and answered by coroutines, so that hundreds may wait for one commit
    rest    everything else, by the threads of the WSGI application

Measured: thirty-four threads that waited for commits shared one interpreter's lock, and a filing took 2.6 ms of this
process; coroutines, and no layers in front of the endpoint, made it 1.4.
"""

from collections.abc import Awaitable, Callable
from io import BytesIO
from typing import Any, cast

from a2wsgi import WSGIMiddleware
from django.conf import settings
from django.core.handlers.asgi import ASGIRequest

from suyuan.intake.json_together import SMALL
from suyuan.web import wsgi

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

# What stands below needs Django set up, which ``wsgi`` has done.
from suyuan.api import filings  # noqa: E402
from suyuan.web.middleware import dressed, numbered  # noqa: E402

LANE = "/api/v1/filings/"

_rest = cast("Application", WSGIMiddleware(cast("Any", wsgi.application), workers=settings.THREADS))


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer one request."""
    if scope["type"] == "http" and scope["method"] == "POST" and scope["path"].startswith(LANE):
        duty, length = scope["path"].removeprefix(LANE), _length(scope)
        if duty and "/" not in duty and 0 < length <= SMALL:
            await _lane(scope, receive, send, duty=duty, length=length)
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
    headers = [(name.lower().encode("ascii"), value.encode("latin-1")) for name, value in response.items()]
    await send({"type": "http.response.start", "status": response.status_code, "headers": headers})
    await send({"type": "http.response.body", "body": response.content})


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
