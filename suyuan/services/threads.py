"""线程 — what may wait for the database or take long, asked for by a coroutine: a thread does it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from asgiref.sync import sync_to_async
from django.db import close_old_connections

Given = ParamSpec("Given")
Value = TypeVar("Value")

# Threads of our own: those of a loop end with it, and with them their connections.
_threads = ThreadPoolExecutor(8, thread_name_prefix="aside")


async def in_thread(act: Callable[Given, Value], *given: Given.args, **named: Given.kwargs) -> Value:
    """Do something in a thread whose connection has been looked after; raises what it raises."""

    def looked_after() -> Value:
        close_old_connections()
        return act(*given, **named)

    return await sync_to_async(looked_after, thread_sensitive=False, executor=_threads)()
