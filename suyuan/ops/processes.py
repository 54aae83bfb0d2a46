"""看护进程 — run a few programs side by side in the foreground until told to stop.

``watch`` starts each child in a session of its own and keeps it: one that dies is started again after a pause
that doubles, and one that keeps dying within moments ends the whole run with an error. SIGINT, SIGTERM and
SIGHUP stop every child, politely first. Children also die with us (Linux: parent-death signal), so that a
``kill -9`` of the operator's command leaves nothing behind that holds a port.

Parts: ``Child`` (what to run), ``Stop`` (the signals, as a flag), ``watch`` (run until stopped), ``run`` (one
program to its end, stoppable).
"""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

TICK_S = 0.1
FIRST_PAUSE_S = 0.5
LONGEST_PAUSE_S = 30.0
# A child that lived this long was well; its next death is a first one again.
HEALTHY_S = 60.0
# So many deaths in a row without ever being well: starting it again will not help.
DEATHS = 5
GRACE_S = 8.0
PR_SET_PDEATHSIG = 1
STDERR = 2
LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


@dataclass(frozen=True)
class Child:
    """A program to run: a name for people, its argument vector and what to add to the environment."""

    name: str
    argv: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)

    def start(self) -> subprocess.Popen[bytes]:
        """Start the program in a session of its own: a Ctrl-C in the terminal reaches it through us only."""
        return subprocess.Popen(  # noqa: S603 - our own argv, no shell
            list(self.argv),
            env={**os.environ, **self.environment},
            start_new_session=True,
            stdin=subprocess.DEVNULL,
            stdout=STDERR,  # standard output is ours: it carries the line that says we are ready
            preexec_fn=_die_with_parent,  # noqa: PLW1509 - one prctl call, no lock is taken
        )


class Stop:
    """Whether we were told to stop. Truthy after a signal; ``signal`` says which."""

    def __init__(self) -> None:
        self.signal = 0
        self._make = _make_parent()

    def __bool__(self) -> bool:
        if not self.signal and self._make and _make_gave_up(self._make):
            self.signal = signal.SIGINT
        return self.signal != 0

    def set(self, number: int, _frame: FrameType | None = None) -> None:
        """Note a signal."""
        self.signal = number


@contextmanager
def signals() -> Iterator[Stop]:
    """Turn SIGINT, SIGTERM and SIGHUP into a flag for the length of a ``with`` block."""
    stop = Stop()
    before = {each: signal.signal(each, stop.set) for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        yield stop
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


def run(child: Child, stop: Stop) -> int:
    """Run one program to its end and return its exit status; a stop ends it early."""
    process = child.start()
    while process.poll() is None:
        if stop:
            end([process])
            break
        time.sleep(TICK_S / 4)
    return process.returncode


def watch(
    children: Sequence[Child], stop: Stop, *, each_tick: Callable[[], None], say: Callable[[str], None]
) -> bool:
    """Keep the children running until ``stop``; return False when one of them could not be kept.

    ``each_tick`` is called about ten times a second; ``say`` is told of each death.
    """
    kept = [_Kept(child) for child in children]
    try:
        while not stop:
            for one in kept:
                if not one.look(time.monotonic(), say):
                    return False
            each_tick()
            time.sleep(TICK_S)
    finally:
        end([one.process for one in kept if one.process])
    return True


def end(processes: Sequence[subprocess.Popen[bytes]]) -> None:
    """Stop programs with everything they started: SIGTERM, then SIGKILL after a grace of eight seconds."""
    _signal_all(processes, signal.SIGTERM)
    deadline = time.monotonic() + GRACE_S
    while any(process.poll() is None for process in processes) and time.monotonic() < deadline:
        time.sleep(TICK_S / 4)
    # also what a child left behind in its group when it went
    _signal_all(processes, signal.SIGKILL)
    for process in processes:
        process.wait()


class _Kept:
    """One child with its history of deaths."""

    def __init__(self, child: Child) -> None:
        self.child = child
        self.process: subprocess.Popen[bytes] | None = None
        self.started_s = 0.0
        self.start_again_s = 0.0
        self.deaths = 0

    def look(self, now_s: float, say: Callable[[str], None]) -> bool:
        """Start the child if it is due, notice its death; return False when it dies too often."""
        if self.process is None:
            if now_s >= self.start_again_s:
                self.process, self.started_s = self.child.start(), now_s
            return True
        if (status := self.process.poll()) is None:
            return True
        end([self.process])
        self.process = None
        self.deaths = 1 if now_s - self.started_s > HEALTHY_S else self.deaths + 1
        if self.deaths >= DEATHS:
            how = _words(status)
            say(f"{self.child.name} ended {self.deaths} times in a row (last with {how}); giving up")
            return False
        pause_s = min(FIRST_PAUSE_S * 2 ** (self.deaths - 1), LONGEST_PAUSE_S)
        say(f"{self.child.name} ended with {_words(status)}; starting it again in {pause_s:.1f} s")
        self.start_again_s = now_s + pause_s
        return True


def _signal_all(processes: Sequence[subprocess.Popen[bytes]], number: int) -> None:
    for process in processes:
        try:
            os.killpg(process.pid, number)  # its session's group has its number
        except ProcessLookupError:
            continue


def _words(status: int) -> str:
    return f"exit status {status}" if status >= 0 else signal.Signals(-status).name


def _die_with_parent() -> None:
    if LIBC is not None:
        LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _make_parent() -> int:
    """Return the process id of the ``make`` that runs us, or 0.

    ``make`` passes a SIGTERM on to its recipe but not a SIGINT: it trusts the terminal to have sent that to
    everyone, and then waits for us. When only ``make`` was signalled we must notice that ourselves.
    """
    parent = os.getppid()
    try:
        named_make = "make" in (Path("/proc") / str(parent) / "comm").read_text(encoding="utf-8")
    except OSError:
        return 0
    return parent if named_make and _catches_interrupt(parent) else 0


def _make_gave_up(make: int) -> bool:
    # once make took a SIGINT it no longer catches that signal, and waits; it may also have been killed
    return os.getppid() != make or not _catches_interrupt(make)


def _catches_interrupt(pid: int) -> bool:
    try:
        status = (Path("/proc") / str(pid) / "status").read_text(encoding="utf-8")
    except OSError:
        return False
    caught = int(next(line for line in status.splitlines() if line.startswith("SigCgt")).split()[1], 16)
    return bool(caught >> (signal.SIGINT - 1) & 1)
