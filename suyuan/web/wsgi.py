"""WSGI 入口 — the way of pages and most calls, and the guard against bodies that were cut short.

A connection that breaks in the middle of an upload looks like the end of the body. Half a file at a line's end would
read as a whole one; so a body that is shorter than its Content-Length is an error here, before anything reads it.
"""

import os
from collections.abc import Callable, Iterable
from typing import Any, Protocol

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "suyuan.web.settings")
_django = get_wsgi_application()


class Stream(Protocol):
    """What a WSGI server gives as the body."""

    def read(self, size: int = -1, /) -> bytes:
        """Give so many bytes, fewer at the end."""


class WholeBody:
    """A body that must have its announced length. Raises OSError where it ends early."""

    def __init__(self, body: Stream, length: int) -> None:
        self._body, self._left = body, length

    def read(self, size: int = -1) -> bytes:
        """Give so many bytes (-1 = the rest), fewer only at the announced end."""
        wanted = self._left if size < 0 else min(size, self._left)
        parts: list[bytes] = []
        while wanted:
            part = self._body.read(wanted)
            if not part:
                raise OSError(f"the body ended {self._left} bytes early")
            parts.append(part)
            wanted -= len(part)
            self._left -= len(part)
        return b"".join(parts)

    def readline(self, size: int = -1) -> bytes:
        """Give one line; Django reads bodies by blocks, so byte by byte will do."""
        line = bytearray()
        while self._left and (size < 0 or len(line) < size) and not line.endswith(b"\n"):
            line += self.read(1)
        return bytes(line)


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer one request."""
    length = environ.get("CONTENT_LENGTH") or ""
    if length.isdecimal():
        environ["wsgi.input"] = WholeBody(environ["wsgi.input"], int(length))
    return _django(environ, start_response)
