"""输出 — data on stdout, everything else on stderr.

On a terminal a table is drawn; into a pipe it goes as tab-separated lines, so that no width cuts a code.
Colour is used on terminals only, and never where NO_COLOR is set.
"""

import json
import os
import sys
from collections.abc import Iterable, Sequence
from typing import Any, TextIO


def prepare() -> None:
    """Make both streams able to carry any text."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            if not stream.isatty():
                stream.reconfigure(encoding="utf-8")
            stream.reconfigure(errors="backslashreplace")


def colourful(stream: TextIO) -> bool:
    """Tell whether colour may be used on a stream."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def data(text: str) -> None:
    """Write data."""
    sys.stdout.write(text + "\n")


def as_json(value: Any) -> None:
    """Write data as one JSON document."""
    data(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def note(text: str) -> None:
    """Say something beside the data."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def red(text: str) -> str:
    """Mark a word of failure, where colour may be used."""
    return f"\x1b[31;1m{text}\x1b[0m" if colourful(sys.stderr) else text


def table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write rows as a table on a terminal, as tab-separated lines into a pipe."""
    texts = [["" if cell is None else str(cell) for cell in row] for row in rows]
    if not sys.stdout.isatty():
        for row in texts:
            data("\t".join(cell.replace("\t", " ").replace("\n", " ") for cell in row))
        return
    from rich import box  # noqa: PLC0415 - drawn tables only: a pipe need not wait for it
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text as Cell  # noqa: PLC0415

    drawn = Table(box=box.SIMPLE, show_edge=False, pad_edge=False)
    for heading in headings:
        drawn.add_column(heading, overflow="fold")
    for row in texts:
        drawn.add_row(*(Cell(cell) for cell in row))
    Console(no_color=not colourful(sys.stdout), highlight=False).print(drawn)


def pairs(rows: Iterable[tuple[str, object]]) -> None:
    """Write names and values, aligned on a terminal, tab-separated into a pipe; empty values are left out."""
    shown = [(name, str(value)) for name, value in rows if value not in (None, "", [], ())]
    if not sys.stdout.isatty():
        for name, value in shown:
            data(f"{name}\t{value}")
        return
    width = max((_width(name) for name, _ in shown), default=0)
    for name, value in shown:
        data(f"{name}{' ' * (width - _width(name))}  {value}")


def _width(text: str) -> int:
    """Count terminal cells: Chinese characters take two."""
    return sum(2 if ord(sign) > 0x2E7F else 1 for sign in text)  # noqa: PLR2004 - the first CJK block
