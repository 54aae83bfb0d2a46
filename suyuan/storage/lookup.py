"""按键查询 — a look-up that everything else waits for: prepared once for each connection, one call of libpq.

    Lookup    a statement with named places; ``rows`` gives what it finds

A cursor of psycopg waits in Python for each turn of the socket, and learns the shape of every answer anew: 35 µs on
a look-up by keys that PostgreSQL answers in 40. Values and loaders are psycopg's own, in binary; a uuid comes as its
16 bytes, for an object of it costs more than what is done with it.
"""

import re
import threading
from collections.abc import Sequence
from typing import Any, cast

from psycopg import Cursor, abc
from psycopg.adapt import PyFormat, Transformer
from psycopg.errors import error_from_result
from psycopg.pq import DiagnosticField, ExecStatus, Format, TransactionStatus
from psycopg.pq.abc import PGconn, PGresult
from psycopg.types.string import ByteaBinaryLoader

from suyuan.storage.queries import reader

_PLACE = re.compile(r"%\((\w+)\)s")
_UNKNOWN = (
    b"26000"  # invalid_sql_statement_name: the connection has dropped what was prepared, or never saw it
)
_IDLE, _FOUND, _BINARY = TransactionStatus.IDLE, ExecStatus.TUPLES_OK, Format.BINARY


class _Kept(threading.local):
    """What a thread keeps with its connection: a cursor, and for each look-up how its values and answers are read."""

    cursor: Cursor[Any] | None = None
    adapting: dict[bytes, abc.Transformer]

    def on(self, shared: Cursor[Any]) -> Cursor[Any]:
        """Give the cursor on the connection of the thread's shared one."""
        cursor = self.cursor
        if cursor is None or cursor.connection is not shared.connection:
            cursor = self.cursor = Cursor(shared.connection)
            cursor.format = _BINARY
            cursor.adapters.register_loader("uuid", ByteaBinaryLoader)
            self.adapting = {}
        return cursor


_kept = _Kept()


class Lookup:
    """A statement that reads, by the name under which connections prepare it; its places are ``%(name)s``."""

    def __init__(self, name: str, statement: str) -> None:
        """Take a statement; nothing is sent yet."""
        self._statement = statement
        self._places = list(dict.fromkeys(_PLACE.findall(statement)))
        self._name = f"suyuan_{name}".encode()
        self._given, self._binary = [PyFormat.BINARY] * len(self._places), [_BINARY] * len(self._places)
        numbered = _PLACE.sub(lambda found: f"${self._places.index(found[1]) + 1}", statement)
        self._numbered = numbered.encode()

    def rows(self, **values: Any) -> list[tuple[Any, ...]]:
        """Give what the statement finds for these values, every one of them given. Raises psycopg.Error.

        Inside a transaction, psycopg's cursor does it: there a forgotten statement would be the transaction's end.
        """
        cursor = _kept.on(reader())
        sent = cursor.connection.pgconn
        if sent.transaction_status != _IDLE:
            return cursor.execute(self._statement, values).fetchall()
        learned = _kept.adapting.get(self._name)
        adapting = learned or Transformer(cursor)
        result = self._run(sent, adapting, [values[place] for place in self._places])
        if result.status != _FOUND:
            raise error_from_result(result)
        adapting.set_pgresult(result, set_loaders=learned is None, format=_BINARY)
        _kept.adapting[self._name] = adapting
        return adapting.load_rows(0, result.ntuples, tuple)

    def _run(self, sent: PGconn, adapting: abc.Transformer, values: list[Any]) -> PGresult:
        """Carry the statement out, preparing it where the connection does not know it."""
        dumped = cast("Sequence[abc.Buffer]", adapting.dump_sequence(values, self._given))
        result = sent.exec_prepared(self._name, dumped, self._binary, _BINARY)
        if result.status != _FOUND and result.error_field(DiagnosticField.SQLSTATE) == _UNKNOWN:
            ready = sent.prepare(self._name, self._numbered, adapting.types)
            if ready.status != ExecStatus.COMMAND_OK:
                return ready
            result = sent.exec_prepared(self._name, dumped, self._binary, _BINARY)
        return result
