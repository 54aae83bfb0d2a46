"""主体查询 — who is asking, and what a party's card shows."""

import hashlib
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TypeVar

from suyuan.domain.access import Viewer
from suyuan.domain.access.chain import NOBODY, Makers
from suyuan.services import clock
from suyuan.services.keys import uses
from suyuan.services.parties import succession
from suyuan.services.parties.succession import answerable, answers_for
from suyuan.services.refusals import Refused
from suyuan.services.remembered import Remembered
from suyuan.services.sessions.queries import asks_factor
from suyuan.services.threads import in_thread
from suyuan.storage import accounts, keys, mandates
from suyuan.storage import parties as store
from suyuan.storage.parties import PartyCard

__all__ = [
    "answerable",
    "answers_for",
    "cards_by_id",
    "cards_by_uscc",
    "find_party",
    "forget_user",
    "viewer_of_token",
    "viewer_of_user",
]

_FRESH = 0.5  # seconds for which an account may be remembered: a revocation is felt within a second
_remembered: dict[tuple[str, str], tuple[float, Viewer | None]] = {}
_looking: set[tuple[str, str]] = set()
_cards: dict[int | str, tuple[float, PartyCard | None]] = {}  # None: nobody is registered so
_MOST = 10_000
Key = TypeVar("Key", int, str)


def viewer_of_user(user_id: int, standing: str = "") -> Viewer | None:
    """Give the viewer behind a signed-in user, in the standing it chose or else in its first."""
    return _remember((f"user {user_id}", standing))


def forget_user(user_id: int) -> None:
    """Look a user up anew at the next request: what the user may do has just changed."""
    for key in [key for key in list(_remembered) if key[0] == f"user {user_id}"]:
        _remembered.pop(key, None)


def viewer_of_token(token: str, uscc: str = "") -> Viewer | None:
    """Give the viewer behind a bearer token; None for an unknown or revoked one.

    ``uscc``: the party to act for, by membership or mandate; Refused ``mandate.none`` where it is not given, and
    ``auth.factor`` where the token was agreed to without the second factor that its person must have.
    """
    digest = hashlib.sha256(token.encode()).hexdigest()
    viewer = _remember(("token", digest))
    if viewer is None or uscc in {"", viewer.uscc}:
        return _with_factor(viewer)
    acting = _remember((f"token {uscc}", digest))
    if acting is None:
        raise Refused("mandate.none")
    return _with_factor(acting)


async def aviewer_of_token(token: str, uscc: str = "") -> Viewer | None:
    """As ``viewer_of_token``, for a coroutine: a thread looks up what is not remembered."""
    known = _remembered.get(("token", hashlib.sha256(token.encode()).hexdigest()))
    if known is not None and time.monotonic() - known[0] < _FRESH:
        viewer = known[1]
        if viewer is None or uscc in {"", viewer.uscc}:
            return _with_factor(viewer)
    return await in_thread(viewer_of_token, token, uscc)


def _with_factor(viewer: Viewer | None) -> Viewer | None:
    """Give a viewer who owes no second factor. Raises Refused ``auth.factor`` for one who does."""
    if viewer is not None and viewer.owes_factor:
        raise Refused("auth.factor")
    return viewer


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
        found = _look(*key)
        if found is not None:
            found = succession.passed_on(found, clock.today())
    finally:
        _looking.discard(key)
    if len(_remembered) >= _MOST:
        _remembered.clear()
    _remembered[key] = (time.monotonic(), found)
    return found


def _look(kind: str, what: str) -> Viewer | None:
    """Look a viewer up: by the hash of a token, or by user and standing."""
    if kind.startswith("token"):
        viewer, use, strong = keys.behind(what)
        if use is not None:
            uses.note(use)
        uscc = kind.removeprefix("token").strip()
        viewer = _acting(viewer, uscc) if viewer is not None and uscc else viewer
        owes = viewer is not None and not strong and asks_factor(viewer)
        return replace(viewer, owes_factor=True) if viewer is not None and owes else viewer
    user_id = int(kind.removeprefix("user "))
    if not what.startswith("mandate-"):
        return accounts.by_user(user_id, what)
    agent, _, principal = what.removeprefix("mandate-").partition("-")
    as_agent = accounts.by_user(user_id, f"party-{agent}")
    if as_agent is None or not principal.isdecimal():
        return None
    today = clock.today()
    under = mandates.acting(as_agent, on=today, principal_id=int(principal))
    return under or succession.acting(as_agent, on=today, party_id=int(principal))


def _acting(viewer: Viewer, uscc: str) -> Viewer | None:
    """Give a token's viewer for another party: its person's other firm, or a principal of the firm."""
    other = None if viewer.bound else accounts.of_other_firm(viewer, uscc)
    today = clock.today()
    return (
        other
        or mandates.acting(viewer, on=today, uscc=uscc)
        or succession.acting(viewer, on=today, uscc=uscc)
    )


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
    wanted = set(keys)
    if not wanted:
        return {}
    now = time.monotonic()
    known = {
        key: last[1] for key in wanted if (last := _cards.get(key)) is not None and now - last[0] < _FRESH
    }
    if missing := wanted - known.keys():
        looked = find(missing)
        if len(_cards) >= _MOST:
            _cards.clear()
        fresh = {key: looked.get(key) for key in missing}
        _cards.update((key, (now, card)) for key, card in fresh.items())
        known |= fresh
    return {key: card for key, card in known.items() if card is not None}


def _held() -> tuple[dict[str, int], dict[str, Makers]]:
    """Look up who holds every maker prefix, and who held it."""
    held = store.makers()
    own = {prefix: party for prefix, each in held.items() for party, until in each.items() if until is None}
    return own, held


_prefixes = Remembered(_held, _FRESH)


def prefixes(*, anew: bool = False) -> dict[str, int]:
    """Give the owner of every maker prefix, as it was a moment ago; ``anew``: as it is now."""
    if anew:
        _prefixes.forget()
    return _prefixes.get()[0]


def makers(prefix: str) -> Makers:
    """Give the parties whose maker prefix this is or was, as it was a moment ago, each with its last instant."""
    return _prefixes.get()[1].get(prefix, NOBODY)


def find_party(uscc: str) -> PartyCard | None:
    """Give a registered party's card."""
    return store.cards_by_uscc([uscc.strip().upper()]).get(uscc.strip().upper())


def find_watched(viewer: Viewer, uscc: str) -> PartyCard | None:
    """Give the card of a party that an official's territory covers, None for any other."""
    card = find_party(uscc)
    return card if card and viewer.watches(card.region_code) else None
