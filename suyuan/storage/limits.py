"""计数 — how often something happened lately, counted by all web processes together (decision 0018).

Counts stand under a keyed hash: who was counted cannot be found by trying all addresses against the table.
"""

import time

from django.core.cache import cache
from django.db import connection
from django.utils.crypto import salted_hmac

from suyuan.storage.wall import by_register


def _hidden(what: str) -> str:
    return salted_hmac("suyuan.limits", what, algorithm="sha256").hexdigest()


@by_register
def count(what: str, *, within_s: int) -> int:
    """Count one more, and give how many there were since the first of them, at most so many seconds ago."""
    key = f"count-{_hidden(what)}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])
        now = time.time()
        number, until = cache.get(key) or (0, now + within_s)
        cache.set(key, (number + 1, until), until - now)  # ``incr`` would begin another span of five minutes
    return int(number) + 1


@by_register
def is_within(what: str, one: str, *, most: int, within_s: int) -> bool:
    """Tell whether one more different thing may be tried, or one that was tried already; the first begins a span.

    What was turned away is not among those tried: it is turned away again until the span is over.
    """
    key, told = (f"tried-{_hidden(each)}" for each in (what, f"{what} {one}"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])
    now = time.time()
    tried, until = cache.get(key) or ((), now + within_s)
    if told not in tried and len(tried) < most:
        tried = (*tried, told)
        cache.set(key, (tried, until), until - now)
    return told in tried
