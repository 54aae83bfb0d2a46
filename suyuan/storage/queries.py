"""命名查询 — reads ``sql/queries/<noun>.sql``: every statement has a name and a line that says what it gives.

    load()    the statements of one noun
    array()   keys as a parameter;   listed()  a few of them, or none;   packed()  very many, for ``reader()`` alone
    reader()  a cursor for statements that come again and again

-- name: find_trees
-- The trees filed under some tops, the earliest first.
SELECT ...
"""

import asyncio
import re
import struct
import threading
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import Connection, Cursor
from psycopg.adapt import Dumper
from psycopg.pq import Format

from suyuan.codes import packing
from suyuan.codes.packing import Keys

FOLDER = Path(__file__).parent / "sql" / "queries"


@cache
def load(noun: str) -> dict[str, str]:
    """Give the statements of one noun by name."""
    text = (FOLDER / f"{noun}.sql").read_text(encoding="utf-8")
    parts = re.split(r"^-- name: (\w+)\n", text, flags=re.MULTILINE)[1:]
    return {name: body.strip().rstrip(";") for name, body in zip(parts[::2], parts[1::2], strict=True)}


def array(keys: Keys) -> str:
    """Give keys as the text of a ``uuid[]`` parameter: a sixth of the cost of UUID objects."""
    return "{" + ",".join(packing.hexes(packing.to_bytes(keys).tobytes())) + "}"


def listed(keys: Iterable[UUID]) -> str:
    """Give some keys as text for a place that casts it to ``uuid[]``: an empty list has no binary form of its own."""
    return "{" + ",".join([key.hex for key in keys]) + "}"


class Packed(bytes):
    """Keys in the binary form of a ``uuid[]``."""


class _PackedDumper(Dumper):
    """Sends packed keys as they are."""

    format = Format.BINARY
    oid = 2951  # of uuid[] in PostgreSQL

    def dump(self, obj: bytes) -> bytes:
        """Give the bytes."""
        return obj


_HEAD = struct.Struct(
    "!iiiii"
)  # dimensions, whether any is NULL, the type of the items, how many, the first's number
_ITEM = np.dtype([("length", ">i4"), ("key", "V16")])
_UUID = 2950


def packed(keys: Keys) -> Packed:
    """Give keys as a ``uuid[]`` parameter of a cursor from ``reader()``: text takes both sides eight times as long."""
    items = np.empty(len(keys), _ITEM)
    items["length"] = 16
    items["key"] = packing.to_bytes(keys).view("V16").ravel()
    return Packed(_HEAD.pack(1, 0, _UUID, len(keys), 1) + items.tobytes())


_PREPARE_AFTER = 2  # executions of the same statement on one connection


class _Kept(threading.local):
    """What a thread keeps: Django's connection, which takes a while to look up by its alias, and a cursor on it."""

    django: BaseDatabaseWrapper | None = None
    connection: Connection[Any] | None = None
    cursor: Cursor[Any]


_kept = _Kept()


def reader() -> Cursor[Any]:
    """Give this thread's cursor for look-ups: PostgreSQL plans each statement once (``storage.address``
    asks for that as it connects), values travel in binary.

    Django's own cursors write the values into the statement, which is then parsed and planned every time: for a
    look-up by key that costs more than the look-up itself. The cursor is kept with its connection, for what it has
    learned of types; fetch everything before the next call.
    """
    django = _kept.django
    if asyncio._get_running_loop() is not None:  # noqa: SLF001 - the public one raises, which takes ten times as long
        django = connections[DEFAULT_DB_ALIAS]  # where a loop runs, Django has a connection for every context
    elif django is None:
        django = _kept.django = connections[DEFAULT_DB_ALIAS]
    django.close_if_health_check_failed()
    own = django.connection
    if own is None:
        django.ensure_connection()
        own = django.connection
    if _kept.connection is not own:
        cursor = Cursor(own)
        own.prepare_threshold = _PREPARE_AFTER
        cursor.format = Format.BINARY
        cursor.adapters.register_dumper(Packed, _PackedDumper)
        _kept.connection, _kept.cursor = own, cursor
    return _kept.cursor
