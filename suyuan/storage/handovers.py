"""移交 — hand-overs as the examiner enters them, read page by page: what is due first comes first."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
import numpy as np
import numpy.typing as npt
from psycopg import Cursor

from suyuan.codes import packing
from suyuan.codes.packing import Keys
from suyuan.domain import subjects as names
from suyuan.domain.custody.handovers import Tolerances
from suyuan.storage import queries
from suyuan.storage.custody import SQL, STEP
from suyuan.storage.filings import number
from suyuan.storage.queries import listed, reader
from suyuan.storage.wall import by_register

_MATCHING = queries.load("matching")
_COLUMNS = (
    "subject, ordinal, state, sender, receiver, sender_id, receiver_id, out_duty, into_duty, out_filing, into_filing,"
    " out_date, into_date, out_mass_g, into_mass_g, refused, transfer_no, due_date"
)
_SIDES = {"out": "sender_id = %(party)s", "in": "receiver_id = %(party)s"}
_PLACE = "(coalesce(due_date, 'infinity'), subject, ordinal)"


class StoredHandover(NamedTuple):
    """A line of the register of hand-overs; see 0009_custody.sql."""

    subject: UUID
    ordinal: int
    state: str
    sender: str
    receiver: str
    sender_id: int | None
    receiver_id: int | None
    out_duty: int | None
    into_duty: int | None
    out_filing: UUID | None
    into_filing: UUID | None
    out_date: date | None
    into_date: date | None
    out_mass_g: int | None
    into_mass_g: int | None
    refused: bool
    transfer_no: str
    due_date: date | None


class Place(NamedTuple):
    """A place in the list: due day (``infinity`` where none), battery, ordinal."""

    due: str
    subject: str
    ordinal: int


def page(
    *,
    party_id: int | None,
    side: str | None,
    states: Sequence[str],
    subjects: Sequence[UUID] | None,
    transfer_no: str,
    after: Place | None,
    limit: int,
) -> list[StoredHandover]:
    """Give hand-overs from a place on: of one party on one side or both, or of all that the reader sees."""
    conditions = ["true"]
    if party_id is not None:
        conditions.append(_SIDES.get(side or "", "%(party)s IN (sender_id, receiver_id)"))
    if states:
        conditions.append("state = ANY(%(states)s)")
    if subjects is not None:
        conditions.append("subject = ANY(%(subjects)s)")
    if transfer_no:
        conditions.append("transfer_no = %(transfer_no)s")
    if after is not None:
        conditions.append(f"{_PLACE} > (%(due)s::date, %(subject)s::uuid, %(ordinal)s)")
    asked = {
        "party": party_id,
        "states": list(states),
        "subjects": list(subjects or ()),
        "transfer_no": transfer_no,
        "limit": limit,
        **(after._asdict() if after else {}),
    }
    found = reader().execute(
        f"SELECT {_COLUMNS} FROM handover WHERE {' AND '.join(conditions)} ORDER BY {_PLACE} LIMIT %(limit)s",  # noqa: S608 - ours
        asked,
    )
    return list(map(StoredHandover._make, found.fetchall()))


def count(party_id: int, side: str) -> dict[str, int]:
    """Give how many hand-overs of a party stand in each state."""
    found = reader().execute(
        f"SELECT state, count(*) FROM handover WHERE {_SIDES[side]} GROUP BY state",  # noqa: S608 - ours
        {"party": party_id},
    )
    return dict(found.fetchall())


def singles(party_id: int) -> list[StoredHandover]:
    """Give the one-sided hand-overs of a party that still want their other side, what is due first."""
    columns = ", ".join(StoredHandover._fields)
    found = reader().execute(
        f"SELECT {columns} FROM handover WHERE (sender_id = %(party)s OR receiver_id = %(party)s)"  # noqa: S608 - ours
        " AND state IN ('open', 'expired') AND (out_filing IS NULL) <> (into_filing IS NULL)"
        " ORDER BY due_date, subject LIMIT 2000",
        {"party": party_id},
    )
    return list(map(StoredHandover._make, found.fetchall()))


def whole(cursor: Cursor[Any], codes: Iterable[str]) -> set[tuple[str, str]]:
    """Give (code, filing) of either side of the hand-overs of some codes of which both are on file."""
    keys = {key: code for code in codes if (key := names.key(code)) is not None}
    if not keys:
        return set()
    cursor.execute(SQL["whole_handovers"], {"subjects": listed(keys)})
    return {(keys[subject], number(filing)) for subject, *both in cursor.fetchall() for filing in both}


def under_way(until: date) -> list[tuple[int, int]]:
    """Give (sender, how many) of what left until a day and nobody has answered, of what the reader sees."""
    found = reader().execute(
        "SELECT sender_id, count(*) FROM handover WHERE state IN ('open', 'expired') AND into_filing IS NULL"
        " AND out_date <= %(until)s AND sender_id IS NOT NULL GROUP BY sender_id",
        {"until": until},
    )
    return found.fetchall()


@by_register
def under_way_of_many(until: date) -> list[tuple[int, int]]:
    """Give the same over hand-overs of which the asker reads none: for totals."""
    return under_way(until)


def astray(
    cursor: Cursor[Any], tolerances: Tolerances, today: date, *, heirs: Mapping[str, int]
) -> list[UUID]:
    """Give the batteries whose hand-overs stand otherwise than their movements have them; all are read.

    ``heirs``: by credit code, the parties that passed over to another and those to which they passed.
    """
    cursor.execute(_MATCHING["roomy"])
    asked = {
        "heirs": list(heirs.values()),
        "named": list(heirs),
        "percent": tolerances.mass.percent,
        "least_g": tolerances.mass.least_g,
        "window_days": tolerances.window_days,
        "today": today,
    }
    return [subject for (subject,) in cursor.execute(_MATCHING["astray"], asked).fetchall()]


def enter(cursor: Cursor[Any], subjects: Iterable[UUID], rows: Sequence[dict[str, Any]]) -> None:
    """Enter the hand-overs of some batteries in place of those on file."""
    cursor.execute(SQL["clear_handovers"], {"subjects": listed(subjects)})
    for start in range(0, len(rows), STEP):
        part = msgspec.json.encode(rows[start : start + STEP]).decode()
        cursor.execute(SQL["enter_handovers"], {"rows": part})


def clear(cursor: Cursor[Any], subjects: Keys) -> None:
    """Forget the hand-overs of some batteries."""
    cursor.execute(SQL["clear_handovers"], {"subjects": queries.packed(subjects)})


def enter_alike(
    cursor: Cursor[Any],
    patterns: Sequence[Mapping[str, Any]],
    *,
    subjects: Keys,
    pattern: npt.NDArray[np.int64],
    out: npt.NDArray[np.void],
    into: npt.NDArray[np.void],
    numbered: npt.NDArray[np.bool_],
) -> None:
    """Enter hand-overs that follow some patterns. ``out`` and ``into``: the row of either side (``EVENT``).

    Where a pattern has no such side, its row is not looked at.
    """
    rows = msgspec.json.encode(patterns).decode()
    for start in range(0, len(subjects), STEP):
        part = slice(start, start + STEP)
        cursor.execute(
            SQL["enter_alike"],
            {
                "rows": rows,
                "subjects": queries.packed(subjects[part]),
                "patterns": _numbers(pattern[part]),
                "out_filings": _filings(out[part]),
                "into_filings": _filings(into[part]),
                "out_masses": _numbers(out["mass"][part]),
                "into_masses": _numbers(into["mass"][part]),
                "numbered": _numbers(numbered[part].astype(np.int64)),
            },
        )


def _numbers(column: npt.NDArray[np.int64]) -> str:
    """Give numbers as the text of an array: a list of them costs the driver ten times as much."""
    return "{" + ",".join(map(str, column.tolist())) + "}"


def _filings(rows: npt.NDArray[np.void]) -> str:
    return "{" + ",".join(packing.hexes(np.ascontiguousarray(rows["filing"]).tobytes())) + "}"
