"""读取查询 — the access log for the auditor, and for a party's administrator what was read of its own.

find_reads()      the whole log, filtered; the look itself is entered in it
between()         legal days -> the instants between which a read is asked for
find_own_reads()  who read the records of the viewer's party: department and level, never a person
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from suyuan.domain.access import Page, Viewer
from suyuan.law.calendar import SHANGHAI
from suyuan.services.reads.operations import record
from suyuan.services.refusals import Refused
from suyuan.storage import reads as store
from suyuan.storage.wall import reads


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """One privileged read as the auditor sees it."""

    id: int
    at: datetime
    account: str | None  # None: the person was erased
    post: str
    department: str
    level: str
    territory: str
    act: str
    object_kind: str
    object_id: str
    party: str | None
    party_name: str | None
    request_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnRead:
    """One privileged read as the party sees it whose records were read."""

    at: datetime
    post: str
    department: str
    level: str
    act: str
    object_kind: str
    object_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What of the log is asked for; None = any."""

    account: str | None = None
    party: str | None = None
    act: str | None = None
    department: str | None = None
    since: datetime | None = None
    until: datetime | None = None

    def told(self, account_id: int | None) -> str:
        """Say what was asked, for the log itself: the person as a number, which survives being erased."""
        values = {name: getattr(self, name) for name in self.__slots__} | {"account": account_id}
        return " ".join(f"{name}={value}" for name, value in values.items() if value is not None)


def between(first: date | None, last: date | None) -> tuple[datetime | None, datetime | None]:
    """Give (since, until) of the legal days from a first to a last one, both included; None = no bound."""
    since = None if first is None else datetime.combine(first, time(), SHANGHAI)
    if last is None or last == date.max:
        return since, None
    return since, datetime.combine(last + timedelta(days=1), time(), SHANGHAI)


@reads
def find_reads(viewer: Viewer, asked: Asked, *, cursor: str | None = None, limit: int = 50) -> Page[Read]:
    """Give one page of the access log, the newest first. Raises Refused, and ValueError for a bad cursor."""
    if not viewer.may("log.read"):
        raise Refused("auth.not_allowed")
    account_id = store.account_of(asked.account) if asked.account is not None else None
    rows = store.page(
        account_id=account_id,
        uscc=asked.party,
        act=asked.act,
        department=asked.department,
        since=asked.since,
        until=asked.until,
        before=_place(cursor),
        limit=limit + 1,
    )
    record(viewer, "log.read", kind="log", name=asked.told(account_id))
    names = list(Read.__slots__)
    items = tuple(Read(**dict(zip(names, row, strict=True))) for row in rows[:limit])
    return Page(items, str(items[-1].id) if len(rows) > limit else None)


@reads
def find_own_reads(viewer: Viewer, *, cursor: str | None = None, limit: int = 50) -> Page[OwnRead]:
    """Give one page of who read the party's records. Raises Refused, and ValueError for a bad cursor."""
    if not viewer.may("access.own") or viewer.party_id is None:
        raise Refused("auth.not_allowed")
    rows = store.of_party(viewer.party_id, before=_place(cursor), limit=limit + 1)
    names = list(OwnRead.__slots__)
    items = tuple(OwnRead(**dict(zip(names, row[1:], strict=True))) for row in rows[:limit])
    return Page(items, str(rows[limit - 1][0]) if len(rows) > limit else None)


def _place(cursor: str | None) -> int:
    """Read a cursor of ours: the id of the last row. Raises ValueError."""
    if cursor is None:
        return store.LAST
    if not (cursor.isascii() and cursor.isdecimal() and len(cursor) < 19):  # noqa: PLR2004 - digits of a bigint
        raise ValueError("cursor")
    return int(cursor)
