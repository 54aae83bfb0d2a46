"""推送 — one signed document to an address that a firm gave: no other machine is ever reached by it.

    problem_of()   an address that cannot be used -> the rule it breaks
    post()         a document -> Answer, or Undelivered

The address is a firm's word, so it is not trusted: only https, only hosts whose every address is public, no detour, a
short answer in a short time; what is checked is what is connected to. The body is signed with the keys that sign
digital identities (header ``suyuan-signature``: a JWS whose payload is the body, left out of it).

Source: RFC 7515, Appendix F (detached content); RFC 6890 (special-purpose addresses).
"""

import hashlib
import ipaddress
import socket
from typing import NamedTuple
from urllib.parse import urlsplit, urlunsplit

import httpx
from django.conf import settings

from suyuan.services.idcards.credentials import detached

PATIENCE_S = 5.0
LONGEST_URL, LONGEST_ANSWER = 500, 4096
_HTTPS = 443


class Answer(NamedTuple):
    """What came back: the status, and the SHA-256 of the first bytes of the body."""

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
        port = _HTTPS if parts.port is None else parts.port
    except ValueError:
        return "notice.url"
    near = settings.WEBHOOK_PRIVATE and parts.scheme == "http"
    plain = parts.hostname and not parts.username and not parts.password and not parts.fragment
    return "" if plain and port > 0 and (parts.scheme == "https" or near) else "notice.url"


def _place(host: str, port: int) -> str:
    """Give the one address to connect to. Raises Undelivered where the host has one that is not public."""
    try:
        found = {str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    except (OSError, UnicodeError):
        raise Undelivered("no such host") from None
    for each in found:
        if not settings.WEBHOOK_PRIVATE and not ipaddress.ip_address(each.partition("%")[0]).is_global:
            raise Undelivered("not a public address")
    return min(found)


def post(url: str, body: bytes, *, delivery: str) -> Answer:
    """Deliver a document; 2xx counts. ``delivery``: the same for every attempt. Raises Undelivered."""
    if problem_of(url):
        raise Undelivered("not an address")
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or (_HTTPS if parts.scheme == "https" else 80)
    address = _place(host, port)
    there = f"[{address}]:{port}" if ":" in address else f"{address}:{port}"
    headers = {
        "host": parts.netloc,
        "content-type": "application/json",
        "user-agent": "suyuan",
        "suyuan-delivery": delivery,
        "suyuan-signature": detached(body),
    }
    try:
        with (
            httpx.Client(timeout=PATIENCE_S, follow_redirects=False, trust_env=False) as client,
            client.stream(
                "POST",
                urlunsplit((parts.scheme, there, parts.path or "/", parts.query, "")),
                content=body,
                headers=headers,
                extensions={"sni_hostname": host},
            ) as answer,
        ):
            head = b""
            for chunk in answer.iter_raw(1024):
                head += chunk
                if len(head) >= LONGEST_ANSWER:
                    break
            status = answer.status_code
    except (httpx.HTTPError, OSError, ValueError) as reason:
        raise Undelivered(type(reason).__name__) from None
    if not 200 <= status < 300:  # noqa: PLR2004 - delivered
        raise Undelivered(f"HTTP {status}")
    return Answer(status, hashlib.sha256(head[:LONGEST_ANSWER]).hexdigest())
