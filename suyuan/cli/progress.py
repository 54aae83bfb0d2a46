"""进度 — how far an upload or a job is: a bar on a terminal, elsewhere a line each ten seconds."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from suyuan.cli import output

_EACH = 10.0
Move = Callable[[float, str], None]


@contextmanager
def meter(label: str) -> Iterator[Move]:
    """Give a function ``move(share from 0 to 1, words)``."""
    if sys.stderr.isatty():
        with _bar(label) as move:
            yield move
        return
    yield _lines(label)


def _lines(label: str) -> Move:
    """Speak at most each ten seconds: a log is no place for a bar."""
    spoken = time.monotonic()

    def move(share: float, words: str) -> None:
        nonlocal spoken
        if time.monotonic() - spoken >= _EACH:
            spoken = time.monotonic()
            output.note(f"{label}: {share:.0%} {words}".rstrip())

    return move


@contextmanager
def _bar(label: str) -> Iterator[Move]:
    """Draw a bar."""
    from rich.console import Console  # noqa: PLC0415 - terminals only
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn  # noqa: PLC0415

    console = Console(stderr=True, no_color=not output.colourful(sys.stderr))
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[words]}"),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task(label, total=1.0, words="")
        yield lambda share, words: progress.update(task, completed=share, words=words)
