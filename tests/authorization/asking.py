"""Asking: one request of one actor, its outcome in one word, and nothing of it left behind."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction

from suyuan.services.parties import queries as known
from tests.authorization.cast import Actor
from tests.authorization.firms import Thing
from tests.authorization.oracle import EXPIRED, FACTOR, GONE, IN, LOGIN, REFUSED
from tests.authorization.table import Line

_PLACE = re.compile(r"{(\w+)}")
_CSRF = re.compile(r'(name="csrfmiddlewaretoken" value="|"X-CSRFToken": ?")[^"]+')
_REQUEST = re.compile(r"\b[0-9a-f]{16}(?:[0-9a-f]{16})?\b")
_OWN_HEADERS = frozenset({"X-Request-Id", "Content-Length", "Set-Cookie", "Expires"})
BROKEN = 500
SERIAL = 7  # last characters of a code or VIN


@contextmanager
def undone(*, forgetting: bool = True) -> Iterator[None]:
    """Take back whatever is written meanwhile, also by code that insists on a transaction of its own.

    ``forgetting``: what was looked up meanwhile may be of what was written, and is forgotten as well.
    """
    outer, viewers = transaction.atomic(), dict(known._remembered)  # noqa: SLF001 - what is remembered is undone too
    outer._from_testcase = True  # type: ignore[attr-defined]  # noqa: SLF001 - as Django's own TestCase does
    with outer:
        yield
        transaction.set_rollback(True)
    if forgetting:
        known._remembered.clear()  # noqa: SLF001 - as above
        known._remembered.update(viewers)  # noqa: SLF001 - as above


def address(line: Line, thing: Thing | None) -> str:
    """Give the address of a line for a thing; other places get what is nobody's."""
    others = {
        "kind": "project_approval",
        "provider_id": "nobody",
        "pk": "2000000000",
        "uidb36": "x",
        "key": "y",
        "place": "0",
    }
    text = thing.id if thing else "x"
    spelled = "/" + _PLACE.sub(lambda place: others.get(place[1], text), line.route)
    return spelled.replace(".*", "no-such-call")


def ask(line: Line, actor: Actor, thing: Thing | None, method: str = "") -> Any:
    """Send one request; what it wrote is undone."""
    name = (method or line.method).lower()
    more: dict[str, Any] = {"headers": actor.headers}
    if name == "post":
        more["data"] = line.data
        if line.json:
            more |= {"data": json.dumps(line.data), "content_type": "application/json"}
        elif line.route == "api/v1/filings/{ref}":
            more |= {"data": b"[]", "content_type": "application/json"}
    actor.client.raise_request_exception = False
    actor.client.cookies.pop("messages", None)  # what was said of the request before this one
    with undone(forgetting=name != "get"):
        answer = getattr(actor.client, name)(address(line, thing), **more)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    answer.text_body = body.decode(errors="replace")
    return answer


def outcome(answer: Any) -> str:
    """Give the outcome in one word."""
    status, location = answer.status_code, answer.headers.get("Location", "")
    if status >= BROKEN:
        return f"broken {status}"
    if status == 401 or location.startswith("/accounts/login/?"):
        return LOGIN
    if status in {301, 302} and location.startswith("/accounts/factor/") and "reauthenticate" not in location:
        return FACTOR
    return {403: REFUSED, 404: GONE, 405: "method", 410: EXPIRED}.get(status, IN)


def blank(answer: Any, thing: Thing) -> tuple[int, dict[str, str], str]:
    """Give an answer without what may differ between two requests: their numbers and the text asked for.

    What the page of an unknown code reads from the code itself is part of the text asked for.
    """
    parts = f"|(?<=>){thing.id[-SERIAL:]}(?=<)" if thing.kind in {"battery", "vehicle"} else ""
    before = "(?<=/)" if thing.id.isdecimal() else "(?<![0-9A-Za-z])"
    named = re.compile(f"{before}{re.escape(thing.id)}(?![0-9A-Za-z]){parts}")
    headers = {
        name: named.sub("~", value) for name, value in answer.headers.items() if name not in _OWN_HEADERS
    }
    body = named.sub("~", _CSRF.sub(r"\1~", answer.text_body))
    return answer.status_code, headers, _REQUEST.sub("~", body)
