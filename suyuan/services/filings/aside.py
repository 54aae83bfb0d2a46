"""并行 — work that can go on beside the road: hashing while reading, sending codes while laying out the rest.

Both leave Python's lock free for most of their time, so that on two cores they cost next to nothing. Only large
filings gain: starting a thread takes longer than the work of a small one.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

Result = TypeVar("Result")


@contextmanager
def aside(work: Callable[[], Result], *, worth: bool) -> Iterator[Callable[[], Result]]:
    """Start work in a thread where it is worth it; give the call that brings its result (or its error).

    Where it is not, that call does the work itself. Leaving the block waits for the thread, whatever happened: no
    work on a connection outlives the transaction it belongs to.
    """
    if not worth:
        yield work
        return
    with ThreadPoolExecutor(max_workers=1) as thread:
        yield thread.submit(work).result
