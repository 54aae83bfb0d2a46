"""批量写入 — rows into the big tables, by COPY only.

    copy_codes()   (code, top): fixed width, binary COPY of a buffer that numpy lays out
    tree_sheet()   lays trees out, with their manifests and modules; copy_trees() sends many of them in binary
    sheet()        lays out any other table's columns while the connection is busy; copy_sheet() sends them as CSV

Measured: a binary COPY whose buffer is one numpy array costs the client 0.05 s for a million rows; building
Python objects row by row costs 5 s. Sorted keys load three times faster than scattered ones (an index page is
visited once), so codes are sorted first. A few rows are not copied at all: ``storage.outbox`` sends them together.
"""

import struct
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any, NamedTuple
from uuid import UUID

import numpy as np
import numpy.typing as npt
import polars as pl
from psycopg import Cursor, sql

from suyuan.codes import packing
from suyuan.codes.packing import Keys
from suyuan.storage.wall import loading

_SIGNATURE = b"PGCOPY\n\xff\r\n\0" + bytes(8)
_TRAILER = b"\xff\xff"
_CODE_ROW = np.dtype([("fields", ">i2"), ("n1", ">i4"), ("code", "V16"), ("n2", ">i4"), ("top", "V16")])
_CHUNK = 1 << 14  # rows
FEW = 512  # rows
_TREE_HEAD = struct.Struct("!hi16si16siiiqi")
_UUID = 2950  # the type's number in PostgreSQL
_EPOCH, _MICROSECOND = datetime(2000, 1, 1, tzinfo=UTC), timedelta(microseconds=1)

Cells = Sequence[Any] | npt.NDArray[Any] | pl.Series
# top, filing, party, instant, manifest (codes listed), modules (16 bytes for each key)
TreeRow = tuple[UUID, UUID, int, datetime, bytes, bytes]


def copy_codes(
    cursor: Cursor[Any],
    codes: Keys,
    tops: Keys,
    *,
    order: npt.NDArray[np.intp] | None = None,
    table: str = "code",
) -> None:
    """Copy code registrations, sorted by code: uint64[n, 2] and the top of each. Raises UniqueViolation.

    ``order``: the places of the codes to be sent, sorted by code; without it, all are sorted here. They are laid
    out a piece at a time, so that the server is at work from the first piece on.
    """
    if order is None:
        order = packing.order(codes)
    if not len(order):
        return
    rows = np.empty(min(len(order), _CHUNK), _CODE_ROW)
    rows["fields"], rows["n1"], rows["n2"] = 2, 16, 16
    statement = sql.SQL("COPY {} (code, top) FROM STDIN (FORMAT binary)").format(sql.Identifier(table))
    with cursor.copy(statement) as copy:
        copy.write(_SIGNATURE)
        for start in range(0, len(order), _CHUNK):
            places = order[start : start + _CHUNK]
            piece = rows[: len(places)]
            piece["code"] = packing.to_bytes(codes.take(places, axis=0)).view("V16").ravel()
            piece["top"] = packing.to_bytes(tops.take(places, axis=0)).view("V16").ravel()
            copy.write(piece.tobytes())
        copy.write(_TRAILER)


class TreeSheet(NamedTuple):
    """Trees ready to be sent: a few as they are, many in binary."""

    rows: list[TreeRow]
    binary: bytes


def tree_sheet(rows: list[TreeRow]) -> TreeSheet:
    """Lay trees out."""
    if len(rows) <= FEW:
        return TreeSheet(rows, b"")
    laid = [_SIGNATURE]
    for top, filing, party, at, manifest, modules in rows:
        instant = (at - _EPOCH) // _MICROSECOND
        head = _TREE_HEAD.pack(6, 16, top.bytes, 16, filing.bytes, 4, party, 8, instant, len(manifest))
        laid += head, manifest, _uuids(modules)
    return TreeSheet([], b"".join((*laid, _TRAILER)))


def copy_trees(cursor: Cursor[Any], binary: bytes) -> None:
    """Copy trees that are laid out in binary."""
    statement = "COPY tree (top, filing, party_id, recorded_at, manifest, modules) FROM STDIN (FORMAT binary)"
    with loading(cursor), cursor.copy(statement) as copy:
        copy.write(binary)


def _uuids(keys: bytes) -> bytes:
    """Give the field of a ``uuid[]``: 16 bytes for each key."""
    count = len(keys) // 16
    items = b"".join([b"\0\0\0\x10" + keys[start : start + 16] for start in range(0, len(keys), 16)])
    shape = struct.pack("!ii", count, 1) if count else b""
    return struct.pack("!iiii", 12 + len(shape) + len(items), bool(count), 0, _UUID) + shape + items


class Sheet(NamedTuple):
    """Rows ready to be sent, under the table's column names: a few as they are, many as CSV."""

    names: tuple[str, ...]
    rows: list[tuple[Any, ...]]
    csv: bytes


def sheet(columns: Mapping[str, Cells]) -> Sheet:
    """Lay out columns whose names are the table's; None and NaT are NULL, bytes stand as hex text."""
    names = tuple(columns)
    if not names or len(columns[names[0]]) <= FEW:
        return Sheet(names, list(zip(*map(_listed, columns.values()), strict=True)), b"")
    buffer = BytesIO()
    frame = pl.DataFrame(dict(columns), infer_schema_length=None)
    frame.write_csv(buffer, include_header=False, null_value="", quote_style="non_numeric")
    return Sheet(names, [], buffer.getvalue())


def copy_sheet(cursor: Cursor[Any], table: str, laid: Sheet) -> None:
    """Copy rows that are laid out as CSV."""
    statement = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT csv)").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, laid.names))
    )
    with loading(cursor), cursor.copy(statement) as copy:
        copy.write(laid.csv)


def spread(values: Sequence[Any], places: list[int]) -> Cells:
    """Give the values at many places; the engine is slow at taking in objects such as instants one by one."""
    if len(places) <= FEW:
        return [values[place] for place in places]
    return pl.Series(values).gather(places)


def _listed(cells: Cells) -> Sequence[Any]:
    """Give a column's cells as Python values."""
    if isinstance(cells, np.ndarray):
        return list((cells.astype(object) if cells.dtype.kind == "M" else cells).tolist())
    return cells.to_list() if isinstance(cells, pl.Series) else cells
