"""计数 — how often something happened lately, counted by all web processes together (decision 0018)."""

import hashlib

from django.core.cache import cache


def count(what: str, *, within_s: int) -> int:
    """Count one more, and give how many there were since the first of them, at most so many seconds ago."""
    key = f"count-{hashlib.sha256(what.encode()).hexdigest()}"
    if cache.add(key, 1, within_s):
        return 1
    try:
        return int(cache.incr(key))
    except ValueError:  # it ran out between the two
        cache.add(key, 1, within_s)
        return 1
