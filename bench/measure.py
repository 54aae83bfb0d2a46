"""量法 — rounds of A-B-B-A, the median of their ratios and the worst of them; nothing is typed in.

Figure    one line of the answer
rounds()  two sides, alternated -> a Pair for every round
watched() seconds on the clock and CPU seconds of some processes
"""

import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Any

import psutil


@dataclass(frozen=True)
class Figure:
    """One measured figure. ``lower``: less is better. ``goal`` is ours to reach."""

    id: str
    what: str
    value: float
    worst: float
    unit: str
    goal: float
    lower: bool = False

    @property
    def met(self) -> bool:
        """Tell whether the goal is reached by the median round."""
        return self.value <= self.goal if self.lower else self.value >= self.goal

    def as_json(self) -> dict[str, Any]:
        """Give the entry of ``results.json``."""
        entry = asdict(self)
        entry.pop("lower")
        return entry | {"value": _rounded(self.value), "worst": _rounded(self.worst)}


@dataclass
class Watch:
    """What a stretch of work took."""

    seconds: float = 0.0
    cpu: float = 0.0


@dataclass(frozen=True)
class Pair:
    """One round: the sums of both halves of each side, as rates or seconds."""

    ours: float
    theirs: float


def figure_of(
    values: list[float], *, name: str, what: str, unit: str, goal: float, lower: bool = False
) -> Figure:
    """Make a figure of one value per round."""
    return Figure(name, what, median(values), max(values) if lower else min(values), unit, goal, lower)


def rounds(count: int, ours: Callable[[], float], theirs: Callable[[], float]) -> list[Pair]:
    """Run ours, theirs, theirs, ours; so often. Each side returns its seconds (per unit of work)."""
    pairs = []
    for number in range(count):
        first, second, third, fourth = ours(), theirs(), theirs(), ours()
        pairs.append(Pair(first + fourth, second + third))
        say(f"  round {number + 1}: ours {first:.4g} {fourth:.4g}, theirs {second:.4g} {third:.4g}")
    return pairs


@contextmanager
def watched(*processes: int) -> Iterator[Watch]:
    """Take the time of a stretch, and the CPU seconds that process trees spent in it (0 = this one)."""
    watch = Watch()
    before, began = cpu_seconds(processes), time.perf_counter()
    yield watch
    watch.seconds = time.perf_counter() - began
    watch.cpu = cpu_seconds(processes) - before


def cpu_seconds(roots: tuple[int, ...]) -> float:
    """Sum the CPU seconds of process trees, those of children already gone included."""
    total = 0.0
    for root in roots:
        top = psutil.Process(root or os.getpid())
        for process in (top, *(top.children(recursive=True) if root else ())):
            try:
                spent = process.cpu_times()
            except psutil.NoSuchProcess:
                continue
            total += spent.user + spent.system
            if process is top and root:
                total += spent.children_user + spent.children_system
    return total


def say(text: str) -> None:
    """Tell how the measuring goes, on standard error."""
    print(text, file=sys.stderr, flush=True)


def machine() -> str:
    """Describe the machine: processor, cores, memory, system, and how busy it is."""
    names = [line for line in _read("/proc/cpuinfo").splitlines() if line.startswith("model name")]
    processor = names[0].partition(":")[2].strip() if names else platform.processor()
    memory = psutil.virtual_memory().total / 2**30
    busy = " ".join(f"{load:.1f}" for load in os.getloadavg())
    return (
        f"{processor}, {os.cpu_count()} cores, {memory:.0f} GB, {platform.system()} {platform.release()}, "
        f"Python {platform.python_version()}, load average {busy}"
    )


def commit() -> str:
    """Give the commit that is measured; ``+`` tells that files differ from it."""
    told = subprocess.run(
        ["git", "describe", "--always", "--abbrev=12", "--dirty=+", "--exclude=*"],
        capture_output=True, text=True, check=False, cwd=Path(__file__).parent,
    )  # fmt: skip
    return told.stdout.strip() or "unknown"


def _read(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8")
    except OSError:
        return ""


def _rounded(value: float) -> float:
    return float(f"{value:.4g}")
