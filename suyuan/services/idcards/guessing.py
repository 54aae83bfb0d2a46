"""猜号 — who looks up code after code that nobody registered is kept waiting.

    barred()   must this address wait?
    missed()   it has looked up an unknown code

A genuine label is misread once or twice. Who guesses along serial numbers meets unknown codes again and again, and is
then told nothing at all for a while, not even of codes that are there. The count is shared by all web processes; that
an address is barred each of them remembers by itself, so that a look-up of a known code asks nobody.
"""

import time
from collections.abc import Callable

from suyuan.storage import limits

MOST, WITHIN_S = 30, 600
_barred: dict[str, float] = {}
_MOST_REMEMBERED = 10_000


def is_any_barred() -> bool:
    """Tell whether any address must wait; mostly none must."""
    return bool(_barred)


def barred(address: Callable[[], str]) -> bool:
    """Tell whether an address must wait; while nobody must, it is not even asked for."""
    if not _barred:
        return False
    until = _barred.get(address())
    if until is None:
        return False
    if until > time.monotonic():
        return True
    _barred.pop(address(), None)
    return False


def missed(address: str) -> None:
    """Count that an address looked up a code that nobody registered."""
    if limits.count(f"stranger {address}", within_s=WITHIN_S) > MOST:
        if len(_barred) >= _MOST_REMEMBERED:
            _barred.clear()
        _barred[address] = time.monotonic() + WITHIN_S
