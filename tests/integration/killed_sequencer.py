"""Publishes round after round in a child that is killed at a named point, or after a moment; says what is then out.

python killed_sequencer.py KILLS SEED      one line of JSON after each kill: the point, the checkpoint
"""

import json
import os
import random
import signal
import sys
import time

import django

POINTS = ("placed", "tiles", "signing", "published", "some moment")


def main() -> None:
    """Kill and tell."""
    django.setup()
    from django.db import connections  # noqa: PLC0415 - once Django is set up

    from suyuan.services.ledger import operations  # noqa: PLC0415 - as above
    from suyuan.storage import log_files  # noqa: PLC0415 - as above

    kills, drawn = int(sys.argv[1]), random.Random(int(sys.argv[2]))  # noqa: S311 - when, not a secret
    connections.close_all()
    for number in range(kills):
        point, moment_s = POINTS[number % len(POINTS)], drawn.random() * 0.03
        child = os.fork()
        if child == 0:
            while True:
                operations.publish(
                    passed=lambda done, at=point: (
                        os.kill(os.getpid(), signal.SIGKILL) if done == at else None
                    ),
                )
        if point == "some moment":
            time.sleep(moment_s)
            os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        told = {"point": point, "signal": os.WTERMSIG(status), "checkpoint": log_files.checkpoint()}
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
