"""立足 — the standing in which a transaction asks the database: the second wall's doors, and the only ones.

    Pass     a role of PostgreSQL and the settings by which its policies choose rows
    of()         a reader -> its standing
    as_reader()  ask as a reader; ``reads`` does it for a function whose reader is its argument ``viewer``
    as_writer()  write as somebody
    as_register()  write as the register itself, which sees every party's rows; ``by_register`` asks as it
    loading()    write by COPY

The service logs in as a role of which no policy speaks: outside of these doors there are no rows. Role and settings
are taken together with BEGIN in one call, for this transaction alone (``SET LOCAL``): what is set for a session
would be the next client's behind a pooler. Inside a transaction the earlier standing is taken up again at the end.

Who may go through the register is a list that a test holds (``tests/architecture/test_wall.py``).

Source: PostgreSQL manual, "Row Security Policies", "SET ROLE"; decision page 0017.
"""

import re
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import cache, wraps
from inspect import signature
from typing import Any, NamedTuple, ParamSpec, TypeVar, cast

from django.db import DEFAULT_DB_ALIAS, connections, transaction
from psycopg import Cursor
from psycopg.errors import error_from_result
from psycopg.pq import ExecStatus, TransactionStatus
from psycopg.pq.abc import PGconn

from suyuan.domain.access import Part, Viewer
from suyuan.law.measures_2026 import RULEBOOK
from suyuan.storage import embedded

P = ParamSpec("P")
T = TypeVar("T")
_PLAIN = re.compile(r"[0-9A-Za-z_.:,]*")
_kept = threading.local()


class Pass(NamedTuple):
    """A role, and the settings ``suyuan.NAME`` that its policies read."""

    role: str
    settings: tuple[tuple[str, str], ...] = ()

    def words(self) -> bytes:
        """Give the statements that take the standing for the rest of a transaction. Raises ValueError."""
        for _, value in self.settings:
            if not _PLAIN.fullmatch(value):
                raise ValueError(value)
        told = "".join(f'; SET LOCAL suyuan."{name}" TO {value!r}' for name, value in self.settings)
        return f"SET LOCAL ROLE {self.role}{told}".encode()


NOBODY = Pass(embedded.SERVICE)
REGISTER = Pass(embedded.REGISTER)
LOAD = Pass("suyuan_load")
_POSTS = {"operator": "suyuan_operator", "auditor": "suyuan_auditor"}
# Division codes are digits, and the colon is the character behind the digit 9.
_BEYOND = ":"


def of(viewer: Viewer) -> Pass:
    """Give a reader's standing; who belongs to no party and holds no post has none."""
    if viewer.kind == "member":
        return _of_member(viewer) if viewer.party_id is not None else NOBODY
    role = _POSTS.get(viewer.kind)
    return Pass(role, (_who(viewer),)) if role else _of_official(viewer)


# Who asks when the platform itself must know, to answer a reader yes or no: the reader is told nothing of the story.
PLATFORM = [_POSTS["operator"]]


def reader(viewer: Viewer) -> list[str]:
    """Give a reader as the doors to stories are told of it: the role, then the values of its settings."""
    role, settings = of(viewer)
    return [role, *(value for _, value in settings)]


def _of_member(viewer: Viewer) -> Pass:
    bounded = viewer.is_bounded
    covered = [duty for duty in RULEBOOK.duties if viewer.duties and duty.id in viewer.duties]
    inside = str(viewer.party_id) if viewer.agent_id is None else ""
    return Pass(
        "suyuan_member",
        (
            ("party", str(viewer.party_id)),
            ("covered", ",".join(str(duty.number) for duty in covered) or "0" if bounded else ""),
            ("covered_names", ",".join(duty.id for duty in covered) if bounded else ""),
            ("account", str(viewer.account_id)),
            ("user", str(viewer.user_id)),
            ("inside", inside),
            ("house", inside if Part.ADMINISTRATOR in viewer.parts else ""),
            ("answers", "" if viewer.answers_as is None else str(viewer.answers_as)),
        ),
    )


def _who(viewer: Viewer) -> tuple[str, str]:
    """Give who asks in which post, as the access log writes it."""
    told = (str(viewer.account_id), viewer.kind, viewer.department, viewer.level, viewer.territory)
    return ("who", ":".join(told))


def _of_official(viewer: Viewer) -> Pass:
    """Give an official's standing: the divisions of the territory, and what the department reads there."""
    region = ("", _BEYOND) if viewer.sees_all else (viewer.territory, f"{viewer.territory}{_BEYOND}")
    if not viewer.sees_all and not viewer.territory:
        region = (_BEYOND, "")
    return Pass(
        "suyuan_official",
        (
            ("from", region[0]),
            ("until", region[1]),
            ("remit", "all" if viewer.sees_everything else "some"),
            *_of_department(viewer.department if viewer.remit is not None else ""),
            _who(viewer),
        ),
    )


@cache
def _of_department(department: str) -> tuple[tuple[str, str], ...]:
    """Give what a department reads: of which roles, under which duties, which permits."""
    remit = Viewer(account_id=0, user_id=0, kind="inspector", department=department).remit
    if remit is None:
        return tuple((name, "") for name in ("roles", "listed", "seen", "pairs", "duties", "permits"))
    bearing = {role for duty in remit.duties for role in RULEBOOK.by_id[duty].who}
    pairs = [f"{role.value}:{duty.number}" for duty in RULEBOOK.duties for role in duty.who & remit.roles]
    return (
        ("roles", ",".join(sorted(remit.roles))),
        ("listed", ",".join(sorted(remit.listed))),
        ("seen", ",".join(sorted(remit.listed | bearing))),
        ("pairs", ",".join(sorted(pairs))),
        ("duties", ",".join(str(RULEBOOK.by_id[duty].number) for duty in sorted(remit.duties))),
        ("permits", ",".join(sorted(remit.permits))),
    )


@contextmanager
def asking(standing: Pass) -> Iterator[None]:
    """Ask in a standing: in a transaction of its own, or for a part of the one at work."""
    if connections[DEFAULT_DB_ALIAS].in_atomic_block:
        with _within(standing, outer=True):
            yield
    else:
        with writing(standing):
            yield


@contextmanager
def writing(standing: Pass, *, durable: bool = False, said: bool = False) -> Iterator[None]:
    """Write in a standing, all or nothing; ``durable``: never inside another transaction."""
    outer = connections[DEFAULT_DB_ALIAS].in_atomic_block
    with transaction.atomic(durable=durable), _within(standing, outer=outer, said=said):
        yield


def as_reader(viewer: Viewer) -> AbstractContextManager[None]:
    """Ask as a reader."""
    return asking(of(viewer))


def as_writer(viewer: Viewer, *, durable: bool = False) -> AbstractContextManager[None]:
    """Write as somebody: what is not its own cannot be touched."""
    return writing(of(viewer), durable=durable)


def as_register(*, durable: bool = False, said: bool = False) -> AbstractContextManager[None]:
    """Write, or ask and then write, as the register itself; ``said``: the first look-ups take the role with them."""
    return writing(REGISTER, durable=durable, said=said)


def reads(function: Callable[P, T]) -> Callable[P, T]:
    """Let a function ask as its argument ``viewer``."""
    place = list(signature(function).parameters).index("viewer")

    @wraps(function)
    def asked(*args: P.args, **kwargs: P.kwargs) -> T:
        viewer = args[place] if len(args) > place else kwargs["viewer"]
        with as_reader(cast("Viewer", viewer)):
            return function(*args, **kwargs)

    return asked


def by_register(function: Callable[P, T]) -> Callable[P, T]:
    """Let a function ask as the register itself."""

    @wraps(function)
    def asked(*args: P.args, **kwargs: P.kwargs) -> T:
        with asking(REGISTER):
            return function(*args, **kwargs)

    return asked


@contextmanager
def loading(cursor: Cursor[Any]) -> Iterator[None]:
    """Write by COPY: as the role that may write and not read, then as the register again."""
    cursor.execute(LOAD.words().decode(), {})
    yield
    cursor.execute(REGISTER.words().decode(), {})


def at_once(statement: str, parameters: Sequence[Any]) -> None:
    """Carry a statement of the register's out at once, on a connection of its own, whatever is under way here."""
    aside = connections[DEFAULT_DB_ALIAS].copy()
    try:
        aside.set_autocommit(False)
        with aside.cursor() as cursor:
            cursor.execute(REGISTER.words().decode())
            cursor.execute(statement, parameters)
        aside.commit()
    finally:
        aside.close()


def _stack() -> list[Pass]:
    """Give the standings of this thread's transaction, the present one last."""
    if not hasattr(_kept, "stack"):
        _kept.stack = []
    stack: list[Pass] = _kept.stack
    return stack


@contextmanager
def _within(standing: Pass, *, outer: bool, said: bool = False) -> Iterator[None]:
    """Take a standing; ``outer``: a transaction goes on after the block, in the standing from before."""
    stack = _stack()
    before = stack[-1] if stack and outer else None
    if standing == before:
        yield
        return
    if not outer:
        stack.clear()
    if not said:
        _take(standing.words())
    stack.append(standing)
    try:
        yield
    finally:
        stack.pop()
        # a transaction that broke is undone to a point at which the earlier standing was in force
        if outer and _sent().transaction_status == TransactionStatus.INTRANS:
            _take(before.words() if before else b"SET LOCAL ROLE TO DEFAULT")


def _sent() -> PGconn:
    """Give this thread's connection of libpq."""
    alias = connections[DEFAULT_DB_ALIAS]
    alias.ensure_connection()
    sent: PGconn = alias.connection.pgconn
    return sent


def _take(words: bytes) -> None:
    """Send the words of a standing; where the transaction has not begun yet, it begins in the same call."""
    alias = connections[DEFAULT_DB_ALIAS]
    with alias.wrap_database_errors:
        sent = _sent()
        begun = sent.transaction_status == TransactionStatus.INTRANS
        result = sent.exec_(words if begun else b"BEGIN; " + words)
        if result.status != ExecStatus.COMMAND_OK:
            raise error_from_result(result)
