"""From acts to a world file (写成文件): acts of one firm, duty and filing day become one filing.

Parts: `lines`, `write`, `write_answers`.

Source: world files of the outer contract.

>>> from suyuan.world.making import make
>>> kinds = ["party" if "party" in line else "filing" for line in lines(make(vehicles=5, seed=1))]
>>> kinds == sorted(kinds, reverse=True)
True
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from suyuan.world.coding import fold, iso
from suyuan.world.journal import Act
from suyuan.world.state import World

_ROWS_PER_FILING = 500
_OPENS_MINUTE, _OPEN_MINUTES = 8 * 60 + 30, 9 * 60


def _instant(act: Act, part: int) -> str:
    """When a filing goes out: an office hour that depends on firm, duty and day; further parts a second
    apart.
    """
    second = (_OPENS_MINUTE + fold(f"{act.by}{act.duty}{act.filed}", _OPEN_MINUTES)) * 60 + part
    return f"{iso(act.filed)}T{second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}+08:00"


def _filings(world: World) -> Iterator[tuple[str, list[Act]]]:
    groups: dict[tuple[str, str, int], list[Act]] = {}
    for act in world.journal.acts:
        if act.filed <= world.until:
            groups.setdefault((act.by, act.duty, act.filed), []).append(act)
    found = []
    for acts in groups.values():
        acts.sort(key=lambda act: act.day)
        for part, start in enumerate(range(0, len(acts), _ROWS_PER_FILING)):
            chunk = acts[start : start + _ROWS_PER_FILING]
            found.append((_instant(chunk[0], part), chunk))
    found.sort(key=lambda item: (item[0], item[1][0].by, item[1][0].duty))
    yield from found


def lines(world: World) -> Iterator[dict[str, Any]]:
    """The lines of the world file: parties first, then filings in the order of their instants."""
    for party in world.cast.parties:
        yield {"party": party.line()}
    for at, acts in _filings(world):
        yield {"at": at, "by": acts[0].by, "duty": acts[0].duty, "rows": [act.written() for act in acts]}


def write(content: Iterator[dict[str, Any]], path: Path) -> int:
    """Write lines as NDJSON to `path`; returns how many."""
    encoder = msgspec.json.Encoder()
    count = 0
    with path.open("wb") as file:
        for line in content:
            file.write(encoder.encode(line))
            file.write(b"\n")
            count += 1
    return count


def write_answers(world: World, path: Path) -> int:
    """Write the answer key of the planted faults as NDJSON; returns how many."""
    return write((answer.line() for answer in world.answers), path)
