"""会话查询 — a person's sessions, and whether the sign-in still owes a second factor.

The policy ``second_factor`` is ``required`` everywhere but in a demonstration, which relaxes it so that its sign-ins
work as they are printed; a demonstration that is told to (setting ``second_factor`` = required) asks for it as well.
"""

import time
from collections.abc import Collection

from suyuan.domain.access import Viewer
from suyuan.storage import sessions as store
from suyuan.storage import settings
from suyuan.storage.sessions import Session

__all__ = [
    "Session",
    "asks_factor",
    "find_sessions",
    "has_second_factor",
    "has_shown_factor",
    "newest_factor",
    "owes_factor",
    "second_factor",
]

_FRESH = 0.5  # seconds, as for viewers
_known: list[tuple[float, str]] = []


def second_factor() -> str:
    """Give the policy in force: required, relaxed."""
    if _known and time.monotonic() - _known[0][0] < _FRESH:
        return _known[0][1]
    answer = "relaxed" if settings.is_demonstration() else "required"
    if answer == "relaxed" and settings.recall("second_factor") == "required":
        answer = "required"
    _known[:] = [(time.monotonic(), answer)]
    return answer


def has_second_factor(user_id: int) -> bool:
    """Tell whether a user has an authenticator app or a passkey."""
    return store.has_second_factor(user_id)


def asks_factor(viewer: Viewer) -> bool:
    """Tell whether the standing is one that is asked for a second factor, by the policy in force."""
    return viewer.needs_factor and second_factor() == "required"


def has_shown_factor(user_id: int, shown: Collection[int]) -> bool:
    """Tell whether a user has a second factor, and one of these factors that were shown is still the user's."""
    return store.is_second_factor_shown(user_id, shown)


def newest_factor(user_id: int) -> int:
    """Give the number of the second factor that a user has just set up."""
    return store.newest_factor(user_id)


def owes_factor(viewer: Viewer, shown: Collection[int]) -> bool:
    """Tell whether a session must show a second factor before anything else, set up first where there is none.

    ``shown``: the factors that were shown in this very session. That the person has one is not enough: the session
    may be one that gave a password before the factor was set up elsewhere.
    """
    return asks_factor(viewer) and not has_shown_factor(viewer.user_id, shown)


def find_sessions(user_id: int) -> list[Session]:
    """Give where a person is signed in, the latest first."""
    return store.of_user(user_id)
