"""最近使用 — when keys and programs were last used, written beside the requests and not in them.

A request does no more than note the use in memory. One thread of the process writes what was noted: the first use
of a key soon after, then each key once a minute at most.
"""

import threading
import time
from datetime import datetime

import structlog
from django.db import close_old_connections, connection

from suyuan.services import clock
from suyuan.storage import keys as store
from suyuan.storage.keys import Use

LOG = structlog.get_logger()
EVERY_S = 60.0  # a key's use is written once in this time
_GATHER_S = 0.2
_MOST = 10_000


class Uses:
    """The uses of this process that wait to be written."""

    def __init__(self) -> None:
        self._waiting: dict[Use, datetime] = {}
        self._written: dict[Use, float] = {}
        self._arrived = threading.Event()
        self._writer: threading.Thread | None = None
        self._lock = threading.Lock()

    def note(self, use: Use) -> None:
        """Note a use; costs a look into a dictionary."""
        if time.monotonic() - self._written.get(use, -EVERY_S) < EVERY_S:
            return
        with self._lock:
            if len(self._written) >= _MOST:
                self._written.clear()
            self._written[use] = time.monotonic()
            self._waiting[use] = clock.true_now()
            if self._writer is None or not self._writer.is_alive():
                self._writer = threading.Thread(target=self._drive, name="uses", daemon=True)
                self._writer.start()
        self._arrived.set()

    def _drive(self) -> None:
        """Write what is noted; for ever."""
        while True:
            self._arrived.wait()
            time.sleep(_GATHER_S)
            self._arrived.clear()
            with self._lock:
                taken, self._waiting = self._waiting, {}
            try:
                close_old_connections()
                store.note_uses(taken)
            except Exception:  # a use that is not noted harms nobody
                LOG.exception("uses.unwritten")
            finally:
                connection.close()


USES = Uses()


def note(use: Use) -> None:
    """Note that a key or program was used just now."""
    USES.note(use)
