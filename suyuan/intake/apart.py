"""隔离读取 — has a child process read a file, and judges how it ended.

    run  (child module, order, file, limits) -> (answer, bytes), or Unreadable
    ask  the same -> (answer, rows)

The child is started afresh: a fork of a threaded server would inherit its locks. It sees nothing of the server's
settings or secrets, and whatever happens to it, this process stays small and alive.
"""

import io
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import polars as pl

from suyuan.intake.refusal import Limits, Unreadable, refuse

ROOT = Path(__file__).resolve().parents[2]
PASSED_ON = ("PATH", "LANG", "LC_ALL", "SYSTEMROOT", "TEMP", "TMP", "LD_LIBRARY_PATH")
# Threads cost address space, of which the child has little.
QUIET = {"POLARS_MAX_THREADS": "1", "RAYON_NUM_THREADS": "2"}
KILLED_BY_CLOCK = {-number for number in (getattr(signal, "SIGXCPU", None),) if number}
KILLED_BY_MEMORY = {
    -getattr(signal, name) for name in ("SIGABRT", "SIGKILL", "SIGSEGV", "SIGBUS") if hasattr(signal, name)
}
# Short of memory, a library that cannot be loaded shows as a name that is missing.
MEMORY_SIGNS = (b"MemoryError", b"memory allocation", b"thread creation failed", b"ImportError", b"NameError")


def ask(
    child: str, content: bytes, limits: Limits, order: dict[str, Any] | None = None
) -> tuple[dict[str, Any], pl.DataFrame]:
    """Have a child module of this package read a file into rows. Raises Unreadable."""
    answer, table = run(child, content, limits, order)
    return answer, pl.read_ipc(io.BytesIO(table))


def run(
    child: str, content: bytes, limits: Limits, order: dict[str, Any] | None = None
) -> tuple[dict[str, Any], bytes]:
    """Have a child module of this package do its job with a file. Raises Unreadable."""
    whole = {
        "unzipped": limits.unzipped,
        "columns": limits.columns,
        "rows": limits.rows,
        "memory": limits.memory,
        "seconds": limits.seconds,
    }
    passed = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    environment = passed | QUIET | {"PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])}
    try:
        done = subprocess.run(  # noqa: S603  # our own module, by our own interpreter
            [sys.executable, "-m", f"suyuan.intake.{child}"],
            input=json.dumps(whole | (order or {})).encode() + b"\n" + content,
            capture_output=True,
            timeout=limits.seconds,
            env=environment,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise refuse("file.too_slow", limit=f"{limits.seconds:g}") from None
    line, _, table = done.stdout.partition(b"\n")
    if done.returncode or not line:
        raise _died(done.returncode, done.stderr, limits)
    answer: dict[str, Any] = json.loads(line)
    if "refused" in answer:
        rule, value, detail = answer["refused"]
        raise refuse(rule, value, **detail)
    return answer, table


def _died(code: int, stderr: bytes, limits: Limits) -> Unreadable:
    """Say why the child gave no answer: out of time, out of memory, or a parser that failed."""
    if code in KILLED_BY_CLOCK:
        return refuse("file.too_slow", limit=f"{limits.seconds:g}")
    if code in KILLED_BY_MEMORY or any(sign in stderr for sign in MEMORY_SIGNS):
        return refuse("file.memory")
    return refuse("file.damaged", reason=stderr[-200:].decode(errors="replace"))
