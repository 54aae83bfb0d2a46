"""会话用例 — sign out elsewhere: one browser, or all others."""

from django.db import transaction

from suyuan.services.refusals import Refused
from suyuan.storage import sessions as store


def end(user_id: int, session_id: int) -> None:
    """End one session of a person; that browser's next request is signed out. Raises Refused ``not_found``."""
    with transaction.atomic():
        if not store.end(user_id, session_id):
            raise Refused("not_found")


def end_others(user_id: int, *, but: str) -> int:
    """End every session of a person but the one of this key; give how many."""
    with transaction.atomic():
        others = [row for row in store.of_user(user_id) if row.key != but]
        for row in others:
            store.end(user_id, row.id)
    return len(others)
