"""覆盖台账 — what was sold where, kept as filings are examined, and the outlets that stand beside it.

add_sales, add_loose   what some filings say of sales, and of batteries that no vehicle maker bought
sales, loose, outlets  what coverage is worked out from
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from psycopg import Cursor

from suyuan.codes import packing
from suyuan.codes.packing import Keys
from suyuan.domain.facts import EVENT_NUMBER
from suyuan.law.duty import Event
from suyuan.law.measures_2026 import RULEBOOK
from suyuan.law.measures_2026.art_24_6_a_outlets import CLOSED
from suyuan.storage import queries
from suyuan.storage.queries import reader
from suyuan.storage.wall import by_register

SQL = queries.load("coverage")
PREFIX = 3
SOLD, FITTED, SWAPPED = (EVENT_NUMBER[one] for one in (Event.SOLD, Event.FITTED, Event.SWAPPED))
INDEPENDENT = [RULEBOOK.by_id["24.5.c"].number]  # repairs by shops that no vehicle maker stands behind
_CERTIFICATE = RULEBOOK.by_id["24.2.a"].number


def add_sales(cursor: Cursor[Any], signs: Mapping[UUID, int]) -> None:
    """Add what some filings say was sold. ``signs``: by filing, 1, or -1 where it was taken back."""
    told = {"filings": list(signs), "signs": list(signs.values()), "sold": SOLD}
    if signs:
        cursor.execute(SQL["add_sales"], told)


def add_loose(cursor: Cursor[Any], batteries: Keys) -> None:
    """Work out anew who put some batteries to use first."""
    if not len(batteries):
        return
    asked = {
        "subjects": queries.array(batteries),
        "swapped": SWAPPED,
        "fitted": FITTED,
        "duties": INDEPENDENT,
    }
    cursor.execute(SQL["forget_loose"], {"subjects": asked["subjects"]})
    found = cursor.execute(SQL["first_uses"], asked).fetchall()
    if not found:
        return
    subjects, parties, days, filings = zip(*found, strict=True)
    names = packing.texts(packing.from_bytes(b"".join(subjects)))
    kept = {
        "subjects": [UUID(bytes=one) for one in subjects],
        "prefixes": [name[:PREFIX] for name in names],
        "parties": list(parties),
        "days": list(days),
        "filings": [UUID(bytes=one) for one in filings],
    }
    cursor.execute(SQL["keep_loose"], kept)


@by_register
def sales(until: date, parties: Collection[int] | None) -> list[tuple[int, str, int]]:
    """Give (firm, division, vehicles) sold until a day; ``parties`` None: of all firms."""
    asked = {"until": until, "parties": None if parties is None else sorted(parties)}
    return reader().execute(SQL["sales"], asked).fetchall()


@by_register
def loose(until: date, prefixes: Iterable[str] | None) -> list[tuple[str, str, int]]:
    """Give (maker prefix, division, batteries) that were sold to nobody who makes vehicles."""
    asked = {
        "until": until,
        "prefixes": None if prefixes is None else sorted(prefixes),
        "fitted": FITTED,
        "certificate": _CERTIFICATE,
    }
    return reader().execute(SQL["loose"], asked).fetchall()


@by_register
def outlets(until: date) -> list[tuple[int, str, datetime]]:
    """Give (firm, division, when it last spoke of it) of every outlet that stands open on a day."""
    return reader().execute(SQL["outlets"], {"until": until, "closed": sorted(CLOSED)}).fetchall()
