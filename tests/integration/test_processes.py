"""Keeping processes: children run side by side, are started again, and always stop with their keeper."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from suyuan.ops import processes
from suyuan.ops.processes import Child, Stop, watch

SLEEP = (sys.executable, "-c", "import time; time.sleep(600)")

KEEPER = """
import sys
from suyuan.ops import processes
from suyuan.ops.processes import Child
one = Child("one", [sys.executable, "-c", "import time; time.sleep(600)"])
two = Child("two", ["/bin/sh", "-c", "sleep 600 & wait"])
told = []
def tick():
    if not told:
        told.append(1)
        print("running", flush=True)
with processes.signals() as stop:
    sys.exit(0 if processes.watch([one, two], stop, each_tick=tick, say=print) else 1)
"""


def _sessions_of(keeper: int) -> list[int]:
    """Give the children of a process, which each lead a session."""
    found = subprocess.run(["pgrep", "-P", str(keeper)], capture_output=True, text=True, check=False)
    return [int(each) for each in found.stdout.split()]


def _alive(session: int) -> bool:
    found = subprocess.run(["pgrep", "-r", "R,S,D", "-s", str(session)], capture_output=True, check=False)
    return found.returncode == 0


def _wait_until_gone(sessions: list[int], patience_s: float = 10) -> None:
    deadline = time.monotonic() + patience_s
    while any(_alive(each) for each in sessions):
        assert time.monotonic() < deadline, "a child outlived its keeper"
        time.sleep(0.05)


def _default_interrupt() -> None:
    # a test run in the background may have inherited an ignored SIGINT
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _start(argv: list[str], cwd: Path) -> subprocess.Popen[str]:
    started = subprocess.Popen(
        argv,
        cwd=cwd,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=_default_interrupt,  # noqa: PLW1509 - one signal call, no lock is taken
    )
    assert started.stdout is not None
    assert started.stdout.readline().strip() == "running"
    return started


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_every_child_and_their_children(number: signal.Signals, tmp_path: Path) -> None:
    with _start([sys.executable, "-c", KEEPER], tmp_path) as keeper:
        sessions = _sessions_of(keeper.pid)
        assert len(sessions) == 2
        keeper.send_signal(number)

        assert keeper.wait(timeout=10) == 0
        _wait_until_gone(sessions, 1)


def test_children_do_not_outlive_a_killed_keeper(tmp_path: Path) -> None:
    with _start([sys.executable, "-c", KEEPER], tmp_path) as keeper:
        sessions = _sessions_of(keeper.pid)
        keeper.kill()
        keeper.wait(timeout=10)

        _wait_until_gone(sessions[:1])


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("whole_group", [True, False], ids=["as a terminal does", "make alone"])
def test_a_signal_to_make_stops_what_its_recipe_runs(
    number: signal.Signals, *, whole_group: bool, tmp_path: Path
) -> None:
    (tmp_path / "keeper.py").write_text(textwrap.dedent(KEEPER), encoding="utf-8")
    (tmp_path / "Makefile").write_text(f"demo:\n\t@exec {sys.executable} keeper.py\n", encoding="utf-8")
    with _start(["make", "--no-print-directory", "demo"], tmp_path) as make:
        (keeper,) = _sessions_of(make.pid)
        sessions = _sessions_of(keeper)
        assert len(sessions) == 2
        if whole_group:
            os.killpg(make.pid, number)
        else:
            make.send_signal(number)

        make.wait(timeout=10)
        _wait_until_gone([keeper, *sessions], 1)


def test_a_child_that_dies_is_started_again(tmp_path: Path) -> None:
    stop = Stop()
    said: list[str] = []
    count = f"echo x >> {tmp_path}/lives; exit 3"

    def enough() -> None:
        if (tmp_path / "lives").exists() and len(
            (tmp_path / "lives").read_text(encoding="utf-8").split()
        ) >= 2:
            stop.set(signal.SIGTERM)

    assert watch([Child("short", ["/bin/sh", "-c", count])], stop, each_tick=enough, say=said.append)
    assert "short ended with exit status 3; starting it again in 0.5 s" in said[0]


def test_a_child_that_keeps_dying_ends_the_run_and_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "FIRST_PAUSE_S", 0.01)
    said: list[str] = []
    other: list[int] = []

    def look() -> None:
        other[:] = other or _sessions_of(os.getpid())

    kept = watch(
        [Child("well", SLEEP), Child("ill", ["/bin/false"])], Stop(), each_tick=look, say=said.append
    )

    assert not kept
    assert "ill ended 5 times in a row" in said[-1]
    _wait_until_gone(other, 1)


def test_a_child_that_will_not_stop_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "GRACE_S", 0.3)
    deaf = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)"
    stubborn = Child("deaf", (sys.executable, "-c", deaf)).start()
    time.sleep(0.5)
    processes.end([stubborn])

    assert stubborn.returncode == -signal.SIGKILL


def test_one_program_runs_to_its_end_or_to_the_stop() -> None:
    assert processes.run(Child("three", ["/bin/sh", "-c", "exit 3"]), Stop()) == 3

    stopped = Stop()
    stopped.set(signal.SIGINT)
    assert processes.run(Child("long", SLEEP), stopped) == -signal.SIGTERM
