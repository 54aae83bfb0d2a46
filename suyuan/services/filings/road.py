"""同车合运 — group commit: filings that arrive at the same moment are checked and written together.

Whoever asks, a coroutine or a thread, hands the body over as it came. Two drivers take turns: one gathers a load,
reads it as one table and checks it, while the other compares its own with the store, writes it and commits; only one
does each at a time, and loads are written in the order in which they were gathered. One request alone never waits.

Measured: a load costs this process as much as twenty of the filings in it. So where several clients file at once, a
driver waits for its company, no longer than a load takes; only where they are many are they shared out between the two.
"""

import asyncio
import os
import threading
import time
from collections import deque
from concurrent.futures import Future

from django.db import close_old_connections, connection

from suyuan.domain.receipts import Receipt
from suyuan.intake.json_together import is_small
from suyuan.services.filings import draft, operations
from suyuan.services.filings.draft import Draft
from suyuan.services.filings.operations import Ready
from suyuan.services.refusals import Refused
from suyuan.services.submission import Submission
from suyuan.services.threads import in_thread

DRIVERS = 2
MOST_FILINGS = 128  # in one transaction
MOST_ROWS = 50_000
WORTH = 32  # filings that make a load worth while: fewer clients than twice as many travel in one
WAIT_S = 120.0
GATHER_S = 0.050  # for which a load may wait for its company at the most
FRESH_S = 1.0  # after which a connection is looked at before it is used: to ask costs a round trip
IDLE_S = 30.0  # after which an idle driver's connection is closed
Waiting = tuple[Draft, Future[Receipt | Refused]]


class Road:
    """The drivers of this process: two threads, started with the first filing."""

    def __init__(self) -> None:
        self._waiting: deque[Waiting] = deque()
        self._arrived = threading.Condition()
        self._gathering, self._writing = threading.Lock(), threading.Lock()
        self._drivers: list[threading.Thread] = []
        self._process = os.getpid()
        self._under_way = 0  # filings that have been taken and not been answered yet
        self._company = 1  # filings that were seen to be here at once
        self._took_s = 0.0  # what the last load took, from gathered to answered

    def submit(self, submission: Submission) -> Receipt:
        """File a submission and wait for its receipt. Raises Refused."""
        return _given(self.hand_in(submission).result(timeout=WAIT_S))

    def hand_in(self, submission: Submission) -> Future[Receipt | Refused]:
        """Put a submission on the road with whatever else is waiting. Raises Refused ``law.role``."""
        one = draft.taken(submission)
        answer: Future[Receipt | Refused] = Future()
        answer.set_running_or_notify_cancel()  # what is handed in is filed, whether or not its asker still waits
        with self._arrived:
            self._waiting.append((one, answer))
            if sum(driver.is_alive() for driver in self._drivers) < DRIVERS:
                self._start()
            self._arrived.notify()
        return answer

    def _start(self) -> None:
        """Start the drivers that are missing; a forked process has none of its parent's."""
        if self._process != os.getpid():
            self._process = os.getpid()
            self._gathering, self._writing = threading.Lock(), threading.Lock()
        self._drivers = [driver for driver in self._drivers if driver.is_alive()]
        while len(self._drivers) < DRIVERS:
            self._drivers.append(threading.Thread(target=self._drive, name="road", daemon=True))
            self._drivers[-1].start()

    def _drive(self) -> None:
        """Gather a load, make it ready, write it when it is its turn, answer; for ever."""
        used_s = 0.0
        while True:
            while not self._gathering.acquire(timeout=IDLE_S):
                connection.close()
            try:
                taken = self._gather()
                began_s = time.monotonic()
                ready = _ready(taken, rested=time.monotonic() - used_s > FRESH_S)
                self._writing.acquire()
            finally:
                self._gathering.release()
            try:
                answers = _carried(taken, ready)
            finally:
                self._writing.release()
            used_s = time.monotonic()
            with self._arrived:
                self._company = len(self._waiting) + self._under_way
                self._under_way -= len(taken)
                self._took_s = used_s - began_s
            for (_, answer), given in zip(taken, answers, strict=True):
                if isinstance(given, Exception) and not isinstance(given, Refused):
                    answer.set_exception(given)
                else:
                    answer.set_result(given)

    def _gather(self) -> list[Waiting]:
        """Wait for filings, and for those that were here a moment ago; take what fits into one transaction."""
        with self._arrived:
            while not self._waiting:
                if not self._arrived.wait(timeout=IDLE_S):
                    connection.close()
            self._arrived.wait_for(
                lambda: len(self._waiting) >= self._share(), timeout=min(GATHER_S, self._took_s)
            )
            most = max(self._share(), (len(self._waiting) + 1) // 2)
            taken = [self._waiting.popleft()]
            rows = taken[0][0].weight
            while self._waiting and len(taken) < min(most, MOST_FILINGS) and rows < MOST_ROWS:
                rows += self._waiting[0][0].weight
                taken.append(self._waiting.popleft())
            self._under_way += len(taken)
        return taken

    def _share(self) -> int:
        """Give how many filings the next load should have: half of the company, or all of a small one."""
        half = (self._company + 1) // 2
        return min(half if half >= WORTH else self._company, MOST_FILINGS)


def _ready(taken: list[Waiting], *, rested: bool) -> Ready | None:
    """Make a load ready; None where something breaks, to be found by trying each by itself."""
    try:
        if rested:
            close_old_connections()
        return operations.make_ready([one for one, _ in taken])
    except Exception:  # noqa: BLE001 - whatever it is, it will come again
        return None


def _carried(taken: list[Waiting], ready: Ready | None) -> list[Receipt | Exception]:
    """File one load; if it fails as a whole, each filing is tried by itself, so that only the guilty one fails."""
    try:
        return [*operations.file_ready(ready or operations.make_ready([one for one, _ in taken]))]
    except Exception as error:  # noqa: BLE001 - whatever it is, the waiting requests must hear of it
        close_old_connections()
        if len(taken) == 1:
            return [error]
        return [answer for pair in taken for answer in _carried([pair], None)]


ROAD = Road()


def submit(submission: Submission) -> Receipt:
    """File a submission through this process's road. Raises Refused."""
    return ROAD.submit(submission)


async def filed(submission: Submission) -> Receipt:
    """As ``submit``, for a coroutine. Raises Refused."""
    if is_small(submission.content, submission.format):
        answer = ROAD.hand_in(submission)
    else:  # it is read before it is handed in
        answer = await in_thread(ROAD.hand_in, submission)
    return _given(await asyncio.wait_for(asyncio.wrap_future(answer), WAIT_S))


def _given(answer: Receipt | Refused) -> Receipt:
    """Give the receipt of an answer. Raises Refused."""
    if isinstance(answer, Refused):
        raise answer
    return answer
