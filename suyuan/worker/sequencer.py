"""排序进程 — ``python -m suyuan.worker.sequencer``: publishes what waits for the public log, round after round.

It also draws the inspections whose commitment it has just published. A process of its own: a round must not wait for a
long file or an examination. A round that fails is told and tried again, later each time; that the log and
the database tell different histories is told until somebody looks (``suyuan-ops ledger status``).
"""

import os
import time

import django
import structlog

_PAUSE_S, _LONGEST_PAUSE_S = 1.0, 60.0


def main() -> None:
    """Publish until killed."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "suyuan.web.settings")
    django.setup()
    from django.db import close_old_connections  # noqa: PLC0415 - once Django is set up

    from suyuan.services import clock  # noqa: PLC0415 - as above
    from suyuan.services.inspections import plans  # noqa: PLC0415 - as above
    from suyuan.services.ledger import operations  # noqa: PLC0415 - as above

    log = structlog.get_logger(__name__)
    pause_s = _PAUSE_S
    while True:
        try:
            operations.publish()
            pause_s = _PAUSE_S
        except Exception as reason:  # noqa: BLE001 - whatever it is, what waits is not lost
            pause_s = min(pause_s * 2, _LONGEST_PAUSE_S)
            log.warning("nothing published", reason=f"{type(reason).__name__}: {reason}", again_in_s=pause_s)
            close_old_connections()
        try:
            plans.draw_waiting(at=clock.now())  # with the very checkpoint that first covers a commitment
        except Exception as reason:  # noqa: BLE001 - a draw that fails must not hold up the log; it waits, and is seen
            log.warning("nothing drawn", reason=f"{type(reason).__name__}: {reason}")
            close_old_connections()
        time.sleep(pause_s)


if __name__ == "__main__":
    main()
