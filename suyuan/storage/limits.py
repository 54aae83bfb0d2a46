"""计数 — how often something happened lately, counted by all web processes together (decision 0018).

Counts stand under a keyed hash: who was counted cannot be found by trying all addresses against the table.
"""

import time

from django.core.cache import cache
from django.db import connection
from django.utils.crypto import salted_hmac

from suyuan.storage.wall import by_register


@by_register
def count(what: str, *, within_s: int) -> int:
    """Count one more, and give how many there were since the first of them, at most so many seconds ago."""
    key = f"count-{salted_hmac('suyuan.limits', what, algorithm='sha256').hexdigest()}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])
        now = time.time()
        number, until = cache.get(key) or (0, now + within_s)
        cache.set(key, (number + 1, until), until - now)  # ``incr`` would begin another span of five minutes
    return int(number) + 1
