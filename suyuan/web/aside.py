"""旁路线程 — a few threads that work for coroutines, which wait meanwhile and let others on.

    Aside    ``await aside(function, argument)``

An executor of the standard library keeps two futures and four locks for every call: 25 µs, a twentieth of a battery's
page. Here a call is one future of the loop, and one queue written in C.
"""

import asyncio
import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import Any, TypeVar

T = TypeVar("T")
_Call = tuple[asyncio.Future[Any], Callable[[Any], Any], Any]


class Aside:
    """Threads with a queue; they end with the process."""

    def __init__(self, threads: int, name: str) -> None:
        """Start the threads."""
        self._calls: SimpleQueue[_Call] = SimpleQueue()
        for number in range(threads):
            threading.Thread(target=self._work, name=f"{name}_{number}", daemon=True).start()

    def __call__(self, function: Callable[[Any], T], argument: Any) -> asyncio.Future[T]:
        """Have a function called by the next free thread; what it gives or raises is the future's."""
        waiting: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._calls.put((waiting, function, argument))
        return waiting

    def _work(self) -> None:
        while True:
            waiting, function, argument = self._calls.get()
            try:
                told, wrong = function(argument), None
            except BaseException as error:  # noqa: BLE001 - it is raised where the caller waits
                told, wrong = None, error
            try:
                waiting.get_loop().call_soon_threadsafe(_settle, waiting, told, wrong)
            except RuntimeError:  # the loop was closed meanwhile: nobody waits
                continue


def _settle(waiting: asyncio.Future[Any], told: Any, wrong: BaseException | None) -> None:
    if waiting.done():  # whoever asked has gone
        return
    if wrong is None:
        waiting.set_result(told)
    elif isinstance(wrong, StopIteration):  # which no future takes
        waiting.set_exception(RuntimeError(repr(wrong)))
    else:
        waiting.set_exception(wrong)
