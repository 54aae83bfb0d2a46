"""请求编号 — every request has a number, the caller's own or a new one, on the answer and in the log."""

import re
import secrets
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, UnreadablePostError

HEADER = "X-Request-Id"
GIVEN = re.compile(r"[A-Za-z0-9._-]{1,64}")


class RequestId:
    """Set ``request.request_id`` and answer with the same number in ``X-Request-Id``."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Number the request, answer it, and say the number."""
        given = request.headers.get(HEADER, "")
        number = given if GIVEN.fullmatch(given) else secrets.token_hex(8)
        setattr(request, "request_id", number)  # noqa: B010 - HttpRequest declares no such attribute
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
