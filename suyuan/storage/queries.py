"""命名查询 — reads ``sql/queries/<noun>.sql``: every statement has a name and a line that says what it gives.

    load()    the statements of one noun
    reader()  a cursor for statements that come again and again

-- name: find_trees
-- The trees filed under some tops, the earliest first.
SELECT ...
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from django.db import connection
from psycopg import Cursor
from psycopg.pq import Format

FOLDER = Path(__file__).parent / "sql" / "queries"


@cache
def load(noun: str) -> dict[str, str]:
    """Give the statements of one noun by name."""
    text = (FOLDER / f"{noun}.sql").read_text(encoding="utf-8")
    parts = re.split(r"^-- name: (\w+)\n", text, flags=re.MULTILINE)[1:]
    return {name: body.strip().rstrip(";") for name, body in zip(parts[::2], parts[1::2], strict=True)}


_PREPARE_AFTER = 5  # executions of the same statement on one connection


@contextmanager
def reader() -> Iterator[Cursor[Any]]:
    """Lend a cursor whose statements PostgreSQL plans once for each connection; values travel in binary.

    Django's own cursors write the values into the statement, which is then parsed and planned every time: for
    a look-up by key that costs more than the look-up.
    """
    with connection.cursor() as wrapped:
        own = wrapped.cursor.connection
        own.prepare_threshold = _PREPARE_AFTER
        with Cursor(own) as cursor:
            cursor.format = Format.BINARY
            yield cursor
