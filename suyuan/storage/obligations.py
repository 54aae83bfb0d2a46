"""时限台账 — the clocks on file."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import numpy as np
from django.db import connection
from psycopg import Cursor

from suyuan.domain.clocks import Clocks
from suyuan.domain.facts import hexes
from suyuan.storage import queries
from suyuan.storage.copy import Sheet, sheet, spread
from suyuan.storage.outbox import Outbox
from suyuan.storage.wall import by_register

SQL = queries.load("obligations")
STEP = 20_000


@dataclass(frozen=True, slots=True)
class StoredClock:
    """One clock on file."""

    party_id: int
    duty: int
    subject: UUID
    cause_date: date
    opened_date: date
    due_date: date | None
    met_date: date | None
    opened_filing: UUID


def find_same(
    cursor: Cursor[Any], clocks: Clocks, duties: list[int]
) -> dict[tuple[int, bytes], list[StoredClock]]:
    """Give the clocks on file of the same parties about the same subjects, by (party, subject's 16 bytes)."""
    found: dict[tuple[int, bytes], list[StoredClock]] = {}
    parties = sorted({int(party) for party in clocks.party})
    for start in range(0, len(clocks), STEP):
        cursor.execute(
            SQL["find_same"],
            {
                "subjects": queries.array(clocks.subject[start : start + STEP]),
                "parties": parties,
                "duties": duties,
            },
        )
        for row in cursor.fetchall():
            clock = StoredClock(*row)
            found.setdefault((clock.party_id, clock.subject.bytes), []).append(clock)
    return found


def insert(
    outbox: Outbox,
    clocks: Clocks,
    chosen: Sequence[int],
    filings: Sequence[UUID],
    at: Sequence[datetime],
) -> None:
    """Enter new clocks; ``chosen`` are the indexes to write, ``filings`` and ``at`` are per file."""
    if chosen:
        outbox.put("obligation", sheet_of(clocks, chosen, filings, at))


def sheet_of(clocks: Clocks, chosen: Sequence[int], filings: Sequence[UUID], at: Sequence[datetime]) -> Sheet:
    """Lay new clocks, at least one, out for ``insert``."""
    chosen = list(chosen)
    files = clocks.file[chosen].tolist()
    hexed = [filing.hex for filing in filings]
    keys = [hexed[file] for file in files]
    unmet = np.isnat(clocks.met[chosen]).tolist()
    return sheet(
        {
            "party_id": clocks.party[chosen],
            "duty": clocks.duty[chosen],
            "subject": hexes(clocks.subject[chosen]),
            "cause_date": clocks.cause[chosen],
            "subject_kind": [clocks.kind.value] * len(chosen),
            "subject_id": [clocks.name[index] for index in chosen],
            "opened_date": clocks.opened[chosen],
            "due_date": clocks.due[chosen],
            "met_date": clocks.met[chosen],
            "opened_filing": keys,
            "met_filing": [None if open_ else key for key, open_ in zip(keys, unmet, strict=True)],
            "recorded_at": spread(at, files),
        },
    )


def meet(
    cursor: Cursor[Any], clocks: Clocks, pairs: list[tuple[int, StoredClock]], filings: list[UUID]
) -> None:
    """Meet clocks on file: ``pairs`` of (index of the new clock, the clock on file)."""
    if not pairs:
        return
    index = [new for new, _ in pairs]
    cursor.execute(
        SQL["meet"],
        {
            "party": [old.party_id for _, old in pairs],
            "duty": [old.duty for _, old in pairs],
            "filed": clocks.duty[index].tolist(),
            "subject": [old.subject for _, old in pairs],
            "cause": [old.cause_date for _, old in pairs],
            "opened": clocks.opened[index].astype(object).tolist(),
            "due": clocks.due[index].astype(object).tolist(),
            "met": clocks.met[index].astype(object).tolist(),
            "filing": [filings[int(clocks.file[new])] for new in index],
        },
    )


def met_days(cursor: Cursor[Any], filing: UUID) -> dict[str, date]:
    """Give the day on which each subject (by its outer name) was filed by one filing."""
    cursor.execute(SQL["find_met_days"], {"filing": filing})
    return {str(name).upper(): day for name, day in cursor.fetchall()}


def count(condition: str, parameters: dict[str, Any]) -> list[tuple[int, str, int]]:
    """Count clocks by (duty, state); ``condition`` is SQL of ours over ``obligation`` and ``party``."""
    with connection.cursor() as cursor:
        cursor.execute(SQL["count_states"].replace("{condition}", condition), parameters)
        return list(cursor.fetchall())


@by_register
def count_of_many(condition: str, parameters: dict[str, Any]) -> list[tuple[int, str, int]]:
    """Count the same over rows of which the asker reads none, without what fewer than three parties contribute to."""
    with connection.cursor() as cursor:
        cursor.execute(SQL["count_states_of_many"].replace("{condition}", condition), parameters)
        return list(cursor.fetchall())


def any_unmet(party_id: int, duties: list[int]) -> bool:
    """Tell whether a party has an unmet clock of one of these duties."""
    with connection.cursor() as cursor:
        cursor.execute(SQL["any_unmet"], {"party_id": party_id, "duties": duties})
        row = cursor.fetchone()
    return bool(row and row[0])


def take_back(cursor: Cursor[Any], filing: UUID, *, at: datetime) -> None:
    """Take back the clocks that a filing opened, and open again those that it met."""
    del at
    cursor.execute(SQL["reopen_met"], {"filing": filing})
    cursor.execute(SQL["hand_over_met"], {"filing": filing})
    cursor.execute(SQL["remove_opened"], {"filing": filing})
