"""主体查询 — who is asking, and what a party's card shows."""

import hashlib
import time

from suyuan.domain.access import Viewer
from suyuan.storage import accounts
from suyuan.storage import parties as store
from suyuan.storage.parties import PartyCard

_FRESH = 0.5  # seconds for which an account may be remembered: a revocation is felt within a second
_remembered: dict[tuple[str, str], tuple[float, Viewer | None]] = {}
_MOST = 10_000


def viewer_of_user(user_id: int) -> Viewer | None:
    """Give the viewer behind a signed-in user."""
    return _remember(("user", str(user_id)))


def viewer_of_token(token: str) -> Viewer | None:
    """Give the viewer behind a bearer token; None for an unknown or revoked one."""
    return _remember(("token", hashlib.sha256(token.encode()).hexdigest()))


def _remember(key: tuple[str, str]) -> Viewer | None:
    """Look a viewer up, or remember the last look for a moment."""
    known = _remembered.get(key)
    if known is not None and time.monotonic() - known[0] < _FRESH:
        return known[1]
    found = accounts.by_user(int(key[1])) if key[0] == "user" else accounts.by_token_hash(key[1])
    if len(_remembered) >= _MOST:
        _remembered.clear()
    _remembered[key] = (time.monotonic(), found)
    return found


def find_party(uscc: str) -> PartyCard | None:
    """Give a registered party's card."""
    return store.cards_by_uscc([uscc.strip().upper()]).get(uscc.strip().upper())
