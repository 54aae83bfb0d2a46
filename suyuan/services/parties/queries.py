"""主体查询 — who is asking, and what a party's card shows."""

import hashlib
import time
from collections.abc import Callable, Iterable
from typing import TypeVar

from suyuan.domain.access import Viewer
from suyuan.services.remembered import Remembered
from suyuan.storage import accounts
from suyuan.storage import parties as store
from suyuan.storage.parties import PartyCard

_FRESH = 0.5  # seconds for which an account may be remembered: a revocation is felt within a second
_remembered: dict[tuple[str, str], tuple[float, Viewer | None]] = {}
_looking: set[tuple[str, str]] = set()
_cards: dict[int | str, tuple[float, PartyCard]] = {}
_MOST = 10_000
Key = TypeVar("Key", int, str)


def viewer_of_user(user_id: int) -> Viewer | None:
    """Give the viewer behind a signed-in user."""
    return _remember(("user", str(user_id)))


def viewer_of_token(token: str) -> Viewer | None:
    """Give the viewer behind a bearer token; None for an unknown or revoked one."""
    return _remember(("token", hashlib.sha256(token.encode()).hexdigest()))


def _remember(key: tuple[str, str]) -> Viewer | None:
    """Look a viewer up, or remember the last look for a moment.

    One request at a time looks; those that come meanwhile take the last look, up to twice as old. Otherwise all of
    a busy client's requests would look at the same moment, again and again.
    """
    known = _remembered.get(key)
    age = time.monotonic() - known[0] if known is not None else 2 * _FRESH
    if known is not None and (age < _FRESH or (age < 2 * _FRESH and key in _looking)):
        return known[1]
    _looking.add(key)
    try:
        found = accounts.by_user(int(key[1])) if key[0] == "user" else accounts.by_token_hash(key[1])
    finally:
        _looking.discard(key)
    if len(_remembered) >= _MOST:
        _remembered.clear()
    _remembered[key] = (time.monotonic(), found)
    return found


def cards_by_id(ids: Iterable[int]) -> dict[int, PartyCard]:
    """Give registered parties by their number, as they were a moment ago."""
    return _recent(ids, store.cards_by_id)


def cards_by_uscc(usccs: Iterable[str]) -> dict[str, PartyCard]:
    """Give the registered parties among these codes, as they were a moment ago."""
    return _recent(usccs, store.cards_by_uscc)


def _recent(
    keys: Iterable[Key], find: Callable[[Iterable[Key]], dict[Key, PartyCard]]
) -> dict[Key, PartyCard]:
    """Look cards up, or remember the last look: a history names the same few parties again and again."""
    now, wanted = time.monotonic(), set(keys)
    found = {
        key: known[1] for key in wanted if (known := _cards.get(key)) is not None and now - known[0] < _FRESH
    }
    if missing := wanted - found.keys():
        looked = find(missing)
        if len(_cards) >= _MOST:
            _cards.clear()
        _cards.update((key, (now, card)) for key, card in looked.items())
        found |= looked
    return found


_prefixes = Remembered(store.prefixes, _FRESH)


def prefixes(*, anew: bool = False) -> dict[str, int]:
    """Give the owner of every maker prefix, as it was a moment ago; ``anew``: as it is now."""
    if anew:
        _prefixes.forget()
    return _prefixes.get()


def find_party(uscc: str) -> PartyCard | None:
    """Give a registered party's card."""
    return store.cards_by_uscc([uscc.strip().upper()]).get(uscc.strip().upper())
