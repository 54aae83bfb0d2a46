"""Threads beside the loop: what they give, what they raise, and callers who have gone."""

import asyncio
import threading
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import pytest

from suyuan.web.aside import Aside

T = TypeVar("T")


def run(coroutine: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine in a thread: the browser's tests leave a loop running in the first one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, coroutine).result()


def test_what_a_thread_gives_or_raises_reaches_who_waits():
    aside = Aside(2, "aside")

    async def asked() -> list[object]:
        assert await aside(lambda _: threading.current_thread().name, None) in {"aside_0", "aside_1"}
        with pytest.raises(ZeroDivisionError):
            await aside(lambda number: 1 / number, 0)
        with pytest.raises(RuntimeError, match="StopIteration"):
            await aside(next, iter(()))
        return await asyncio.gather(*(aside(str, number) for number in range(200)))

    assert run(asked()) == [str(number) for number in range(200)]


def test_a_caller_who_has_gone_holds_nobody_up():
    aside, going = Aside(1, "aside"), threading.Event()

    async def left() -> None:
        gone = aside(lambda _: going.wait(10), None)
        gone.cancel()
        going.set()
        assert await aside(str, 7) == "7"

    run(left())
    going.clear()

    async def closed() -> None:
        aside(lambda _: going.wait(10), None)  # answered when there is no loop any more

    run(closed())
    going.set()

    async def later() -> str:
        return await aside(str, 8)

    assert run(later()) == "8"
