"""一并读入 — several small JSON filings of one duty read into one bundle: the columns are made once for all of them.

    is_small       whether a body may be read so: one object, or NDJSON
    read_together  bodies -> (bundle, which of them are in it)

Only what is beyond doubt is taken: each body decodes by itself, none has rows of another kind than the rest, and
the colons of all weigh as much as the keys of all. No body can have fewer colons than keys, so equal sums mean that
none repeats a key. With any doubt nothing is taken, and each body is read by itself, as it always may be.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from suyuan.domain.bundles import Bundle
from suyuan.domain.table import Source, Table
from suyuan.intake.json_lines import decoded, table_of, unrepeated
from suyuan.intake.nested import is_nested
from suyuan.intake.shapes import shape_of
from suyuan.law.duty import Duty

SMALL = 1 << 16  # bytes


def is_small(content: bytes | Path, format_: str | None) -> bool:
    """Tell whether a body is a little JSON, whatever it was declared as: its first sign says so."""
    return (
        isinstance(content, bytes)
        and len(content) <= SMALL
        and content[:1] == b"{"
        and format_ in {None, "ndjson"}
    )


def read_together(duty: Duty, contents: Sequence[bytes]) -> tuple[Bundle | None, list[int]]:
    """Read small bodies; give the places of those that are in the bundle, in their order."""
    shape = shape_of(duty)
    every = [
        (place, rows)
        for place, content in enumerate(contents)
        if b"\\u003" not in content and (rows := decoded(shape, content, array=False))
    ]
    nests = [bool(shape.children) and is_nested(shape, rows) for _, rows in every]
    alike = [one for one, nested in zip(every, nests, strict=True) if nested is nests[0]]
    if len(alike) < 2:  # noqa: PLR2004 - one by itself is read by itself
        return None, []
    rows = [row for _, own in alike for row in own]
    read = table_of(shape, rows, Source())
    places = [place for place, _ in alike]
    if read.table.faults or not unrepeated(
        shape, rows, b"".join([contents[place] for place in places]), read
    ):
        return None, []
    return _bundle(read.table, [len(own) for _, own in alike]), places


def _bundle(table: Table, lines: list[int]) -> Bundle:
    """Cut a table that counts its lines through into filings of so many lines."""
    first = np.cumsum([0, *lines])
    start = np.searchsorted(table.line, first + 1)
    line = table.line - np.repeat(first[:-1], np.diff(start)).astype(np.int32)
    return Bundle(Table(table.columns, line, table.source), tuple(start.tolist()))
