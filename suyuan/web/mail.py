"""邮件设置 — how mail leaves: one address of a server, read into what Django asks for.

>>> sent = settings("smtp+tls://post@mail.example:587?from=noreply@mail.example")
>>> (sent.host, sent.port, sent.upgraded, sent.encrypted, sent.sender)
('mail.example', 587, True, False, 'noreply@mail.example')
>>> settings("").backend
'django.core.mail.backends.dummy.EmailBackend'
"""

from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

from suyuan.web.config import Misconfigured

PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}
SMTP = "django.core.mail.backends.smtp.EmailBackend"
NONE = "django.core.mail.backends.dummy.EmailBackend"


class Mail(NamedTuple):
    """``encrypted``: from the first byte; ``upgraded``: by STARTTLS."""

    backend: str = NONE
    host: str = ""
    port: int = 25
    user: str = ""
    password: str = ""
    encrypted: bool = False
    upgraded: bool = False
    sender: str = "suyuan@localhost"


def settings(address: str) -> Mail:
    """Read ``smtp[s|+tls]://user@host:port?from=…&password_file=…``; empty sends nothing. Raises Misconfigured."""
    if not address:
        return Mail()
    parts = urlsplit(address)
    if parts.scheme not in PORTS or not parts.hostname:
        raise Misconfigured("SUYUAN_MAIL: write smtp+tls://user@host:port?from=address&password_file=path")
    asked = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    try:
        password = Path(asked["password_file"]).read_text().strip() if "password_file" in asked else ""
    except OSError as error:
        raise Misconfigured(f"SUYUAN_MAIL: the password file cannot be read: {error}") from None
    return Mail(
        backend=SMTP,
        host=parts.hostname,
        port=parts.port or PORTS[parts.scheme],
        user=unquote(parts.username or ""),
        password=password,
        encrypted=parts.scheme == "smtps",
        upgraded=parts.scheme == "smtp+tls",
        sender=asked.get("from", f"suyuan@{parts.hostname}"),
    )
