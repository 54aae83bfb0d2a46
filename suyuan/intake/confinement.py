"""关押 — the inside of a child process that reads one hostile file under limits.

    Refused  why the file is not taken: rule, value, details
    serve    read the order and the file from stdin, do the job, answer on stdout

Formats that expand (XLSX, Parquet) can be made to ask for any amount of memory by a few bytes. Their parsers
run where they can only kill themselves. Imports the standard library alone: the limits are set before the
parser is loaded.

    stdin   one line of JSON (limits and what the job must know), then the file
    stdout  one line of JSON: {"refused": [rule, value, details]} or the answer; then the rows as Arrow IPC
"""

import json
import os
import sys
from collections.abc import Callable
from typing import Any

Job = Callable[[bytes, dict[str, Any]], tuple[dict[str, Any], bytes]]


class Refused(Exception):
    """The file is not taken."""

    def __init__(self, rule: str, value: str = "", **detail: str) -> None:
        super().__init__(rule)
        self.rule = rule
        self.value = value
        self.detail = detail


def limit_self(memory: int, seconds: float) -> None:
    """Bind this process; where the system knows no such limits, the parent's clock remains."""
    try:
        import resource  # noqa: PLC0415  # not on Windows
    except ImportError:
        return
    for kind, value in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, int(seconds) + 1),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
    ):
        _, hard = resource.getrlimit(kind)
        ceiling = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(kind, (ceiling, ceiling))


def serve(job: Job) -> None:
    """Do the one job of this process, and leave it."""
    source = sys.stdin.buffer
    order: dict[str, Any] = json.loads(source.readline())
    limit_self(order["memory"], order["seconds"])
    table = b""
    try:
        answer, table = job(source.read(), order)
    except Refused as refused:
        answer = {"refused": [refused.rule, refused.value, refused.detail]}
    except MemoryError:
        answer = {"refused": ["file.memory", "", {}]}
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n" + table)
    sys.stdout.buffer.flush()
    # Threads of the parser have nothing left to say; leaving at once saves their orderly end.
    os._exit(0)
