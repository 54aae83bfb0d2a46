"""读入 — the door of the room: one file of any format into one table.

    read  (duty, bytes or path) -> Table, or Unreadable

The format is sniffed, the size is judged, and the reader of that format does the rest.
"""

from pathlib import Path

from suyuan.domain.table import Table
from suyuan.intake.columnar import read_columnar
from suyuan.intake.delimited import read_delimited
from suyuan.intake.json_lines import read_json
from suyuan.intake.media import Format
from suyuan.intake.refusal import Limits, Unreadable, refuse
from suyuan.intake.sniffing import ALIASES, FORMATS, sniff
from suyuan.intake.workbook import read_workbook
from suyuan.law.duty import Duty

DEFAULT = Limits()


def read(
    duty: Duty,
    content: bytes | Path,
    *,
    format: str | None = None,  # noqa: A002  # the word of the outer contract
    name: str = "",
    content_type: str | None = None,
    limits: Limits = DEFAULT,
) -> Table:
    """Read one filing. ``format`` overrides what the bytes, the content type and the name suggest.

    Raises Unreadable, and nothing else, when the file as a whole cannot be taken; faults of single rows
    and cells stand in the table.
    """
    data = _load(content, limits)
    kind = sniff(data, name=name, content_type=content_type) if format is None else _asked(format, data)
    name = name or (content.name if isinstance(content, Path) else "")
    if kind in {"json", "ndjson"}:
        return read_json(duty, data, kind, name=name, limits=limits)
    if kind == "csv":
        return read_delimited(duty, data, name=name, limits=limits)
    if kind == "xlsx":
        return read_workbook(duty, data, name=name, limits=limits)
    return read_columnar(duty, data, name=name, limits=limits)


def _asked(format_: str, data: bytes) -> Format:
    """Give the format that the caller insists on. Raises Unreadable for an unknown one or an empty file."""
    if not data:
        raise refuse("file.empty")
    lowered = format_.lower().lstrip(".")
    for known in FORMATS:
        if known in (lowered, ALIASES.get(lowered)):
            return known
    raise refuse("file.unknown_format", format_[:40], found=format_[:40])


def _load(content: bytes | Path, limits: Limits) -> bytes:
    """Give the bytes, judging the size before reading them."""
    try:
        size = content.stat().st_size if isinstance(content, Path) else len(content)
        if size > limits.size:
            raise refuse("file.too_large", str(size), size=str(size), limit=str(limits.size))
        return content.read_bytes() if isinstance(content, Path) else bytes(content)
    except OSError as error:
        raise refuse("file.damaged", str(error), reason=str(error)) from None


__all__ = ["Limits", "Unreadable", "read"]
