"""按列读取 — many events as one array of numbers.

    events_about()   what stands on file of some subjects, as rows of ``domain.custody.alike.EVENT``
    events_in()      what stands of some filings
    events_beside()  what other filings say of some subjects and stands
    events_of()      what some filings say, whether it still stands or not

PostgreSQL lays the rows side by side and sends them as one value, which is the array as it comes. Measured: a row costs
3 µs so, 8 µs as a message of a binary COPY, 15 µs as an object.
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import numpy as np
from psycopg import Cursor

from suyuan.codes.packing import Keys
from suyuan.domain.custody.alike import EVENT, Rows
from suyuan.storage import queries
from suyuan.storage.queries import listed

_COLUMNS = queries.load("custody")["columns"]
_WIRE = EVENT.newbyteorder(">")


def events_about(cursor: Cursor[Any], subjects: Keys) -> Rows:
    """Give what stands on file of some subjects."""
    where = "WHERE event.subject = ANY(%(keys)s::uuid[]) AND event.replaced_at IS NULL"
    return _read(cursor, where, keys=queries.packed(subjects))


def events_in(cursor: Cursor[Any], filings: Iterable[UUID]) -> Rows:
    """Give what some filings say and stands.

    By the index: where the filings on file are large, PostgreSQL takes these to be so as well and walks through all.
    """
    where = "WHERE event.filing = ANY(%(filings)s::uuid[]) AND event.replaced_at IS NULL"
    cursor.execute("SET LOCAL enable_seqscan TO off")
    rows = _read(cursor, where, filings=listed(filings))
    cursor.execute("SET LOCAL enable_seqscan TO DEFAULT")
    return rows


def events_beside(cursor: Cursor[Any], subjects: Keys, filings: Iterable[UUID]) -> Rows:
    """Give what stands on file of some subjects by other filings than these.

    Subjects as an array: a join is planned over the whole table once that is large, and the cost is to follow what was
    filed. Filings as a query: PostgreSQL looks its values up by hash, where it goes through an array for every row.
    """
    where = """WHERE event.subject = ANY(%(keys)s::uuid[]) AND event.replaced_at IS NULL
        AND event.filing NOT IN (SELECT unnest(%(filings)s::uuid[]))"""
    return _read(cursor, where, keys=queries.packed(subjects), filings=listed(filings))


def events_of(cursor: Cursor[Any], filings: Iterable[UUID]) -> Rows:
    """Give what some filings say, whether it still stands or not."""
    return _read(cursor, "WHERE event.filing = ANY(%(filings)s::uuid[])", filings=listed(filings))


def _read(cursor: Cursor[Any], where: str, **parameters: Any) -> Rows:
    """Read rows of events."""
    found = cursor.execute(f"{_COLUMNS} {where}", parameters).fetchone()
    return np.frombuffer(found[0] or b"" if found else b"", _WIRE).astype(EVENT)
