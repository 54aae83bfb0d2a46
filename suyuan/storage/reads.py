"""读取台账 — the access log: rows are added and read, never changed.

add()       what one answer showed to somebody with a post
page()      the log as the auditor reads it
of_party()  the log as the administrator of a party reads it
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from suyuan.storage import queries
from suyuan.storage.models import Account

SQL = queries.load("reads")
LAST = 2**63 - 1  # before every row


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row to enter; ``parties``: whose records were shown, (None,) where they are nobody's in particular."""

    at: datetime
    account_id: int
    post: str
    department: str
    level: str
    territory: str
    act: str
    object_kind: str
    object_id: str
    parties: Sequence[int | None]
    request_id: str


def add(row: Row) -> None:
    """Enter what one answer showed, in the caller's transaction if there is one."""
    with connection.cursor() as cursor:
        cursor.execute(
            SQL["add"],
            {
                "at": row.at,
                "account_id": row.account_id,
                "post": row.post,
                "department": row.department,
                "level": row.level,
                "territory": row.territory,
                "act": row.act,
                "object_kind": row.object_kind,
                "object_id": row.object_id,
                "parties": list(row.parties),
                "request_id": row.request_id,
            },
        )


def page(
    *,
    account_id: int | None,
    uscc: str | None,
    act: str | None,
    department: str | None,
    since: datetime | None,
    until: datetime | None,
    before: int,
    limit: int,
) -> list[tuple[Any, ...]]:
    """Give one page of the log, the newest first; ``before`` is the id of the last row of the page before."""
    asked = {
        "access_log.account_id = %(account_id)s": account_id,
        "party.uscc = %(uscc)s": uscc,
        "access_log.act = %(act)s": act,
        "access_log.department = %(department)s": department,
        "access_log.at >= %(since)s": since,
        "access_log.at < %(until)s": until,
    }
    conditions = ["access_log.id < %(before)s", *(text for text, value in asked.items() if value is not None)]
    statement = SQL["find_page"].replace("{condition}", " AND ".join(conditions))
    with connection.cursor() as cursor:
        cursor.execute(
            statement,
            {
                "account_id": account_id,
                "uscc": uscc,
                "act": act,
                "department": department,
                "since": since,
                "until": until,
                "before": before,
                "limit": limit,
            },
        )
        return list(cursor.fetchall())


def account_of(username: str) -> int:
    """Give the number of an account, 0 for a name that nobody has."""
    return Account.objects.filter(user__username=username).values_list("id", flat=True).first() or 0


def of_party(party_id: int, *, before: int, limit: int) -> list[tuple[Any, ...]]:
    """Give one page of who read a party's records, the newest first."""
    with connection.cursor() as cursor:
        cursor.execute(SQL["find_of_party"], {"party_id": party_id, "before": before, "limit": limit})
        return list(cursor.fetchall())
