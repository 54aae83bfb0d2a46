"""先问 — the look-ups of a load, asked together in one round trip before anybody needs their answers.

    Rehearsal   a cursor for going through a load as if nothing were on file; remembers what is asked
    Foresight   a cursor that has asked all of it at once; whoever asks again is answered from there

On a busy machine a round trip is two changes of process, and each may have to wait for its turn: ten look-ups of a
load took longer than the writing. What is written makes the answers old, so the first write forgets them.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Self

from psycopg import Cursor
from psycopg.pq import Format

from suyuan.storage.wall import REGISTER

Question = tuple[str, dict[str, Any]]
Row = tuple[Any, ...]


class Unrehearsed(Exception):
    """Something is to be written before all has been asked: such a load cannot be rehearsed."""


class Rehearsal:
    """Stands in for a cursor: finds nothing and remembers every question."""

    def __init__(self) -> None:
        self.questions: list[Question] = []

    def execute(self, statement: str, parameters: dict[str, Any]) -> Self:
        """Remember a question. Raises Unrehearsed."""
        if not _reads(statement):
            raise Unrehearsed(statement)
        self.questions.append((statement, parameters))
        return self

    def fetchall(self) -> list[Row]:
        """Find nothing."""
        return []

    def copy(self, statement: object) -> None:
        """Refuse to write. Raises Unrehearsed."""
        raise Unrehearsed(statement)


@lru_cache(maxsize=256)
def _reads(statement: str) -> bool:
    """Tell whether a statement only reads: what stands under its comment begins so."""
    lines = (line for line in statement.splitlines() if not line.startswith("--"))
    return next(lines, "").startswith("SELECT")


class Foresight(Cursor[Any]):
    """A cursor of the road: look-ups are prepared once for the connection, values travel in binary."""

    def __init__(self, reader: Cursor[Any]) -> None:
        super().__init__(reader.connection)
        self.format = Format.BINARY
        self._answers: dict[str, list[Row]] = {}
        self._told: list[Row] | None = None

    def ask(self, questions: Sequence[Question]) -> bool:
        """Ask everything at once, as the register; tell whether anything was found."""
        cursors = []
        with self.connection.pipeline():
            Cursor(self.connection).execute(REGISTER.words())
            for statement, parameters in questions:
                cursor = Cursor(self.connection)
                cursor.format = Format.BINARY
                cursors.append(cursor.execute(statement, parameters))
        for question, cursor in zip(questions, cursors, strict=True):
            self._answers[repr(question)] = cursor.fetchall()
        return any(self._answers.values())

    def execute(self, query: Any, params: Any = None, **options: Any) -> Self:
        """Carry a statement out, or take the answer that is known already."""
        self._told = None
        if not _reads(str(query)):
            self._answers.clear()
        elif self._answers:
            self._told = self._answers.get(repr((query, params)))
        return self if self._told is not None else super().execute(query, params, **options)

    def copy(self, *arguments: Any, **options: Any) -> Any:
        """Copy rows in."""
        self._answers.clear()
        return super().copy(*arguments, **options)

    def fetchall(self) -> list[Any]:
        """Give what was found."""
        return super().fetchall() if self._told is None else self._told
