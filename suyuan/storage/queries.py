"""命名查询 — reads ``sql/queries/<noun>.sql``: every statement has a name and a line that says what it gives.

    load()    the statements of one noun
    array()   keys as a parameter;   listed()  a few of them, or none
    reader()  a cursor for statements that come again and again

-- name: find_trees
-- The trees filed under some tops, the earliest first.
SELECT ...
"""

import re
import threading
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections
from psycopg import Cursor
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
    return "{" + ",".join(hexes(packing.to_bytes(keys).tobytes())) + "}"


def listed(keys: Iterable[UUID]) -> str:
    """Give some keys as text for a place that casts it to ``uuid[]``: an empty list has no binary form of its own."""
    return "{" + ",".join([key.hex for key in keys]) + "}"


def hexes(keys: bytes) -> list[str]:
    """Give keys, 16 bytes for each, as hex text."""
    text = keys.hex()
    return [text[start : start + 32] for start in range(0, len(text), 32)]


_PREPARE_AFTER = 2  # executions of the same statement on one connection
_kept = threading.local()


def reader() -> Cursor[Any]:
    """Give this thread's cursor for look-ups: PostgreSQL plans each statement once (``storage.address``
    asks for that as it connects), values travel in binary.

    Django's own cursors write the values into the statement, which is then parsed and planned every time: for a
    look-up by key that costs more than the look-up itself. The cursor is kept with its connection, for what it has
    learned of types; fetch everything before the next call.
    """
    # not Django's ``connection``: that looks the alias up for every word
    alias = connections[DEFAULT_DB_ALIAS]
    alias.close_if_health_check_failed()
    alias.ensure_connection()
    own = alias.connection
    if getattr(_kept, "connection", None) is not own:
        cursor = Cursor(own)
        own.prepare_threshold = _PREPARE_AFTER
        cursor.format = Format.BINARY
        _kept.connection, _kept.cursor = own, cursor
    kept: Cursor[Any] = _kept.cursor
    return kept
