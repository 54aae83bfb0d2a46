"""长短 — whether a file is longer than a number of lines, told without reading it whole.

    exceeds   (content, lines) -> bool

Only to decide who does the work: a file that cannot be told is long, and the worker will say what is wrong with it.
"""

import zipfile
from io import BytesIO
from pathlib import Path
from typing import IO

import msgspec
import polars as pl

from suyuan.intake.refusal import Unreadable
from suyuan.intake.sniffing import sniff

_BLOCK = 1 << 20
_ENOUGH = 64 << 20  # expanded bytes of a sheet after which it is long whatever it holds


def exceeds(content: bytes | Path, lines: int, *, name: str = "", content_type: str | None = None) -> bool:
    """Tell whether a file has more data lines than this."""
    data = content if isinstance(content, bytes) else content.read_bytes()
    try:
        kind = sniff(data, name=name, content_type=content_type)
    except Unreadable:
        return False
    try:
        if kind == "xlsx":
            return _sheet_exceeds(data, lines)
        if kind == "parquet":
            return int(pl.scan_parquet(BytesIO(data)).select(pl.len()).collect().item()) > lines
        if kind == "json":
            return len(msgspec.json.decode(data, type=list[msgspec.Raw])) > lines
    except (
        zipfile.BadZipFile,
        pl.exceptions.PolarsError,
        msgspec.MsgspecError,
        OSError,
        ValueError,
        RuntimeError,
    ):
        return False  # broken: the reader will say so at once
    ends = data.count(b"\n") + (not data.endswith(b"\n"))
    return ends - (kind == "csv") > lines  # separated text begins with its headings


def _sheet_exceeds(data: bytes, lines: int) -> bool:
    """Count row tags of the largest sheet, no further than needed."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        sheets = [info for info in archive.infolist() if info.filename.startswith("xl/worksheets/")]
        if not sheets:
            return False
        with archive.open(max(sheets, key=lambda info: info.file_size)) as sheet:
            return _count(sheet, b"<row", lines + 20)


def _count(stream: IO[bytes], tag: bytes, most: int) -> bool:
    """Tell whether a tag stands more often than this."""
    found = read = 0
    tail = b""
    while block := stream.read(_BLOCK):
        read += len(block)
        found += (tail + block).count(tag)
        tail = block[-len(tag) + 1 :]
        if found > most or read > _ENOUGH:
            return True
    return False
