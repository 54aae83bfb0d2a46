"""身份提供方 — the identity providers of provinces (OpenID Connect), read into what allauth asks for.

Each entry: ``id`` (in the address), ``name``, ``server_url``, ``client_id``, ``secret_file`` (path; or none for a
public client) and ``territory`` (leading division digits: whose officials the provider may sign in; empty = all).

>>> entry = '{"id": "anhui", "name": "Anhui", "server_url": "https://id.example", "client_id": "s", "territory": "34"}'
>>> declared = f"[{entry}]"
>>> settings(declared)["openid_connect"]["APPS"][0]["settings"]["territory"]
'34'
>>> origins(declared)
['https://id.example']
"""

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from suyuan.web.config import Misconfigured

NEEDED = {"id", "name", "server_url", "client_id"}
KNOWN = NEEDED | {"secret_file", "territory"}
NEAR = {"localhost", "127.0.0.1"}  # where an unencrypted provider is one of the same machine


def _declared(text: str) -> list[dict[str, str]]:
    """Read the declaration: JSON, or the path of a file with it. Raises Misconfigured."""
    try:
        source = text if text.lstrip().startswith("[") else Path(text).read_text(encoding="utf-8")
        entries = json.loads(source) if text else []
    except (OSError, ValueError) as error:
        raise Misconfigured(f"SUYUAN_OIDC_PROVIDERS: {error}") from None
    for entry in entries:
        if not isinstance(entry, dict) or not entry.keys() >= NEEDED or entry.keys() - KNOWN:
            raise Misconfigured(
                f"SUYUAN_OIDC_PROVIDERS: an entry has {sorted(NEEDED)}, maybe secret_file, territory"
            )
        place = urlsplit(entry["server_url"])
        if place.scheme != "https" and place.hostname not in NEAR:
            raise Misconfigured(f"SUYUAN_OIDC_PROVIDERS: {entry['id']} is not reached by https")
    return list(entries)


def _secret(entry: dict[str, str]) -> str:
    try:
        return Path(entry["secret_file"]).read_text().strip() if entry.get("secret_file") else ""
    except OSError as error:
        raise Misconfigured(f"SUYUAN_OIDC_PROVIDERS: {error}") from None


def settings(text: str) -> dict[str, Any]:
    """Give allauth's SOCIALACCOUNT_PROVIDERS. Raises Misconfigured."""
    apps = [
        {
            "provider_id": entry["id"],
            "name": entry["name"],
            "client_id": entry["client_id"],
            "secret": _secret(entry),
            "settings": {"server_url": entry["server_url"], "territory": entry.get("territory", "")},
        }
        for entry in _declared(text or "[]")
    ]
    return {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": apps}}


def origins(text: str) -> list[str]:
    """Give the places to which a sign-in form may lead, for the content policy."""
    places = (urlsplit(entry["server_url"]) for entry in _declared(text or "[]"))
    return sorted({f"{place.scheme}://{place.netloc}" for place in places})
