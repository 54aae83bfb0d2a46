"""推送 — one signed document to an address that a firm gave: no other machine is ever reached by it.

    problem_of()   an address that cannot be used -> the rule it breaks
    post()         a document -> Answer, or Undelivered

The address is a firm's word, so it is not trusted: only https, only hosts whose every address is public, no detour;
what is checked is what is connected to. The whole exchange has one deadline, so it is held on the bare connection: a
library counts each read by itself, and an answer of one byte at a time would hold the worker for hours. The body is
signed with the keys that sign digital identities: the header ``suyuan-signature`` is a JWS whose payload is the body,
left out of it.

Source: RFC 9112 (HTTP/1.1); RFC 7515, Appendix F (detached content); RFC 6890 (special-purpose addresses).
"""

import hashlib
import ipaddress
import re
import socket
import ssl
import time
from typing import NamedTuple
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

from suyuan.services.idcards.credentials import detached

PATIENCE_S = 5.0
LONGEST_URL, LONGEST_ANSWER = 500, 4096
_HTTP, _HTTPS = 80, 443
_OF_FIRMS = 1024  # the first port that no service of the network itself has
_GLOBAL_V6 = ipaddress.ip_network("2000::/3")
_NOBODYS_V4 = ipaddress.ip_network("192.88.99.0/24")  # relays of 6to4, withdrawn by RFC 7526
_STATUS = re.compile(rb"HTTP/1\.[01] (\d{3})[ \r]")


class Answer(NamedTuple):
    """What came back: the status, and the SHA-256 of the first bytes."""

    status: int
    digest: str

    @property
    def words(self) -> str:
        """Give it as it is kept."""
        return f"HTTP {self.status}, SHA-256 {self.digest}"


class Undelivered(Exception):
    """Nothing was delivered; the text says why, without a word of what was answered."""


def problem_of(url: str) -> str:
    """Give the rule that an address breaks, "" for none. Names are not looked up here."""
    if len(url) > LONGEST_URL or not url.isascii() or any(sign.isspace() or sign < " " for sign in url):
        return "notice.url"
    try:
        parts = urlsplit(url)
        port = _port(parts)
    except ValueError:
        return "notice.url"
    near = settings.WEBHOOK_PRIVATE and parts.scheme == "http"
    plain = parts.hostname and not parts.username and not parts.password and not parts.fragment
    usual = port == _HTTPS or port >= (1 if settings.WEBHOOK_PRIVATE else _OF_FIRMS)
    return "" if plain and usual and (parts.scheme == "https" or near) else "notice.url"


def _port(parts: SplitResult) -> int:
    """Give the port of an address. Raises ValueError."""
    return (_HTTPS if parts.scheme == "https" else _HTTP) if parts.port is None else parts.port


def is_public(text: str) -> bool:
    """Tell whether an address is one of the open network, and leads nowhere else.

    >>> is_public("8.8.8.8"), is_public("127.0.0.1"), is_public("224.0.0.1"), is_public("64:ff9b::7f00:1")
    (True, False, False, False)
    """
    one = ipaddress.ip_address(text.partition("%")[0])
    if not one.is_global or one.is_multicast:
        return False
    if isinstance(one, ipaddress.IPv4Address):
        return one not in _NOBODYS_V4
    return one in _GLOBAL_V6 and one.sixtofour is None and one.teredo is None


def _place(host: str, port: int) -> str:
    """Give the one address to connect to. Raises Undelivered where the host has one that is not public."""
    try:
        found = {str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    except (OSError, UnicodeError):
        raise Undelivered("no such host") from None
    if not settings.WEBHOOK_PRIVATE and not all(map(is_public, found)):
        raise Undelivered("not a public address")
    return min(found)


class _Clock:
    """What is left of the time for an exchange."""

    def __init__(self) -> None:
        self._ends = time.monotonic() + PATIENCE_S

    @property
    def left(self) -> float:
        """Give the seconds left. Raises TimeoutError."""
        left = self._ends - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left


def post(url: str, body: bytes, *, delivery: str) -> Answer:
    """Deliver a document; 2xx counts. ``delivery``: the same for every attempt. Raises Undelivered."""
    if problem_of(url):
        raise Undelivered("not an address")
    parts = urlsplit(url)
    address = _place(parts.hostname or "", _port(parts))
    try:
        head = _exchanged(parts, address, _written(parts, body, delivery))
    except (OSError, ValueError) as reason:  # those of TLS and of time are of the first kind
        raise Undelivered(type(reason).__name__) from None
    found = _STATUS.match(head)
    if found is None:
        raise Undelivered("no answer of HTTP")
    status = int(found[1])
    if not 200 <= status < 300:  # noqa: PLR2004 - delivered
        raise Undelivered(f"HTTP {status}")
    return Answer(status, hashlib.sha256(head).hexdigest())


def _written(parts: SplitResult, body: bytes, delivery: str) -> bytes:
    """Write a request."""
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    lines = (
        f"POST {target} HTTP/1.1",
        f"Host: {parts.netloc}",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
        "User-Agent: suyuan",
        f"Suyuan-Delivery: {delivery}",
        f"Suyuan-Signature: {detached(body)}",
        "Connection: close",
        "",
        "",
    )
    return "\r\n".join(lines).encode("ascii") + body


def _exchanged(parts: SplitResult, address: str, request: bytes) -> bytes:
    """Send a request and give the first bytes of the answer: all of its head, or as much as is read. Raises OSError."""
    clock = _Clock()
    with socket.create_connection((address, _port(parts)), timeout=clock.left) as plain:
        line = plain
        if parts.scheme == "https":
            plain.settimeout(clock.left)
            line = ssl.create_default_context().wrap_socket(plain, server_hostname=parts.hostname)
        with line:
            line.settimeout(clock.left)
            line.sendall(request)
            head = b""
            while len(head) < LONGEST_ANSWER and b"\r\n\r\n" not in head:
                line.settimeout(clock.left)
                more = line.recv(LONGEST_ANSWER - len(head))
                if not more:
                    break
                head += more
            return head
