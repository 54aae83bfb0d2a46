"""记取 — what changes rarely and is asked for all the time: looked up by one, remembered for a moment by all.

When the moment is over, one thread looks; those that come meanwhile take the last look, up to twice as old.
Otherwise all threads of a busy server would look at the same moment, each on a connection of its own.
"""

import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

from suyuan.services.threads import in_thread

Value = TypeVar("Value")


class Remembered(Generic[Value]):
    """The last look at something: at most ``fresh_s`` seconds old, or twice that while somebody looks."""

    def __init__(self, look: Callable[[], Value], fresh_s: float) -> None:
        self._look, self._fresh_s = look, fresh_s
        self._last: tuple[float, Value] | None = None
        self._looking = threading.Lock()

    def get(self) -> Value:
        """Give the value, looking it up where nobody has lately."""
        last = self._last
        age_s = time.monotonic() - last[0] if last is not None else 2 * self._fresh_s
        if last is not None and age_s < self._fresh_s:
            return last[1]
        alone = self._looking.acquire(blocking=age_s >= 2 * self._fresh_s)
        if not alone and last is not None:
            return last[1]
        try:
            if self._last is not last and self._last is not None:
                return self._last[1]  # somebody has looked while this thread waited
            found = self._look()
            self._last = (time.monotonic(), found)
            return found
        finally:
            self._looking.release()

    async def aget(self) -> Value:
        """Give the value to a coroutine; a thread looks it up where nobody has lately."""
        last = self._last
        if last is not None and time.monotonic() - last[0] < self._fresh_s:
            return last[1]
        return await in_thread(self.get)

    def forget(self) -> None:
        """Look again next time."""
        self._last = None
