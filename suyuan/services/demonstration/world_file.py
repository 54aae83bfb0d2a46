"""世界文件 — a world file for demonstrations, scoring and migration: party lines and filing lines, one JSON each.

    WorldFile   the parties of a file, and where each of its filings stands
    index()     reads a file once and remembers places, not contents
    filings()   gives the filings in the order of their instants

Lines may stand in any order. Filings are carried out as time passed, so they are sorted by their instant (those of
one instant stay as they stand); the rows are handed on as the bytes that were written, for the filer's own words
are what is checked. What a party line says beyond what we know is passed over.

Source: world files of the outer contract.

>>> from tempfile import TemporaryDirectory
>>> with TemporaryDirectory() as folder:
...     path = Path(folder, "world.ndjson")
...     late = '{"at": "2026-05-02T09:00:00+08:00", "by": "A", "duty": "9.1", "rows": [{"prefix": "B"}]}'
...     early = '{"at": "2026-05-01T09:00:00+08:00", "by": "A", "duty": "9.1", "rows": [{"prefix": "A"}]}'
...     _ = path.write_text(chr(10).join([late, early]))
...     [filing.rows for filing in index(path).filings()]
[b'[{"prefix": "A"}]', b'[{"prefix": "B"}]']
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

SHANGHAI = timezone(timedelta(hours=8))
_STEP = 1 << 20


class UnfitError(ValueError):
    """A line of a world file is none: which one, and why."""

    def __init__(self, line: int, why: str) -> None:
        super().__init__(f"line {line}: {why} / 第 {line} 行：{why}")


class _Line(msgspec.Struct):
    """A line of either kind; keys that we do not know are passed over."""

    party: dict[str, Any] | None = None
    at: datetime | None = None
    by: str = ""
    duty: str = ""
    rows: msgspec.Raw = msgspec.Raw()


class Filing(NamedTuple):
    """One filing line: when, by whom (USCC), under which duty, and its rows as a JSON array."""

    at: datetime
    by: str
    duty: str
    rows: bytes


@dataclass(frozen=True, slots=True)
class WorldFile:
    """The parties of a file, and (instant, start, length) of each of its filing lines in the order of instants."""

    path: Path
    parties: tuple[dict[str, Any], ...]
    places: tuple[tuple[datetime, int, int], ...]

    def __len__(self) -> int:
        return len(self.places)

    @property
    def begins_at(self) -> datetime | None:
        """Give the instant of the first filing."""
        return self.places[0][0] if self.places else None

    @property
    def ends_at(self) -> datetime | None:
        """Give the instant of the last filing."""
        return self.places[-1][0] if self.places else None

    def filings(self) -> Iterator[Filing]:
        """Give the filings in the order of their instants."""
        with self.path.open("rb", buffering=_STEP) as stream:
            for at, start, length in self.places:
                if stream.tell() != start:
                    stream.seek(start)
                line = _DECODER.decode(stream.read(length))
                yield Filing(at, line.by.strip().upper(), line.duty, bytes(line.rows))


_DECODER = msgspec.json.Decoder(_Line)


def index(path: Path) -> WorldFile:
    """Read a world file once. Raises UnfitError for a line that is neither party nor filing, OSError."""
    parties: list[dict[str, Any]] = []
    places: list[tuple[datetime, int, int]] = []
    start = 0
    with path.open("rb", buffering=_STEP) as stream:
        for number, text in enumerate(stream, start=1):
            if text.strip():
                line = _read(number, text)
                if line.party is not None:
                    parties.append(line.party)
                elif line.at is not None:
                    at = line.at if line.at.tzinfo else line.at.replace(tzinfo=SHANGHAI)
                    places.append((at, start, len(text)))
            start += len(text)
    places.sort(key=lambda place: place[0])
    return WorldFile(path, tuple(parties), tuple(places))


def _read(number: int, text: bytes) -> _Line:
    """Read one line. Raises UnfitError."""
    try:
        line = _DECODER.decode(text)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise UnfitError(number, str(error)) from None
    if line.party is None and not (line.at and line.by and line.duty and bytes(line.rows)):
        raise UnfitError(number, "neither a party nor a filing (at, by, duty, rows)")
    if line.party is not None and not {"uscc", "name", "region_code"} <= line.party.keys():
        raise UnfitError(number, "a party needs uscc, name and region_code")
    return line
