"""申报台账 — filings on file, as receipts."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import Cursor
from psycopg.rows import dict_row

from suyuan.codes import packing
from suyuan.domain.receipts import Note, Receipt
from suyuan.domain.table import Place
from suyuan.law.measures_2026 import RULEBOOK
from suyuan.storage import queries
from suyuan.storage.events import decoded
from suyuan.storage.foresight import Question
from suyuan.storage.queries import reader
from suyuan.storage.wall import by_register

SQL = queries.load("filings")


@dataclass(frozen=True, slots=True)
class StoredFiling:
    """A filing on file."""

    party_id: int
    filing: UUID
    body_hash: bytes
    region_code: str
    receipt: Receipt

    def again(self) -> Receipt:
        """Give the receipt as the answer to a repeated request."""
        return replace(self.receipt, repeated=True)


def number(filing: UUID) -> str:
    """Give the receipt number behind a filing's key."""
    return spelt(packing.unpack(filing))


def spelt(text: str) -> str:
    """Give a receipt number as it is printed: what a filing's key reads as, with its hyphens."""
    return f"{text[:2]}-{text[2:10]}-{text[10:]}"


def _stored(row: dict[str, Any]) -> StoredFiling:
    answer = decoded(row["answer"])
    notes = tuple(
        Note(**{**note, "places": tuple(Place(*place) for place in note["places"])})
        for note in answer["notes"]
    )
    receipt = Receipt(
        receipt=number(row["filing"]),
        duty=RULEBOOK.by_number[row["duty"]].id,
        party=row["uscc"],
        state=row["state"],
        mode=row["mode"],
        filed_at=row["filed_at"],
        lines=row["lines"],
        accepted=row["accepted"],
        rejected=row["rejected"],
        late=row["late"],
        notes=notes,
        provisional=tuple((line, name) for line, name in answer["provisional"]),
        source_name="" if row["source_name"] == "-" else row["source_name"],
        document=row["document"],
        backfill=row["backfill"],
        replaces=number(row["replaces"]) if row["replaces"] else None,
        replaced_by=number(row["replaced_by"]) if row["replaced_by"] else None,
        filed_by=row["agent_uscc"],
        proof={"state": "queued"} if row["state"] != "refused" else {},
    )
    return StoredFiling(
        row["party_id"], row["filing"], bytes(row["body_hash"]), row.get("region_code", ""), receipt
    )


def _rows(cursor: Cursor[Any], statement: str, parameters: dict[str, Any]) -> list[StoredFiling]:
    with Cursor(cursor.connection, row_factory=dict_row) as named:
        named.execute(statement, parameters)
        return [_stored(row) for row in named.fetchall()]


def find_by_key(cursor: Cursor[Any], asked: Sequence[tuple[int, str]]) -> dict[tuple[int, str], StoredFiling]:
    """Give earlier filings under (party, idempotency key); mostly there are none."""
    found = {
        (party, key): find_one(cursor, filing)
        for party, key, filing in cursor.execute(*by_key(asked)).fetchall()
    }
    return {key: filing for key, filing in found.items() if filing is not None}


def by_key(asked: Sequence[tuple[int, str]]) -> Question:
    """Put the question of ``find_by_key``."""
    return SQL["find_by_key"], {"parties": [party for party, _ in asked], "keys": [key for _, key in asked]}


def find_one(cursor: Cursor[Any], filing: UUID, *, hold: bool = False) -> StoredFiling | None:
    """Give one filing by its key; ``hold`` keeps others from correcting it until the transaction ends."""
    found = _rows(cursor, SQL["hold_one" if hold else "find_one"], {"filing": filing})
    return found[0] if found else None


def find_page(cursor: Cursor[Any], condition: str, parameters: dict[str, Any]) -> list[StoredFiling]:
    """Give one page of filings; ``condition`` is SQL of ours over ``filing`` and ``party``."""
    return _rows(cursor, SQL["find_page"].replace("{condition}", condition), parameters)


def under(party_id: int, keys: Sequence[UUID], duties: Sequence[int]) -> dict[UUID, int]:
    """Give those of a party's filings that were filed under some duties (numbers), each with its duty."""
    asked = {"party_id": party_id, "keys": list(keys), "duties": list(duties)}
    return dict(reader().execute(SQL["find_under"], asked).fetchall())


@by_register
def last_filed_at() -> datetime | None:
    """Give the instant of the latest filing."""
    row = reader().execute(SQL["last_filed_at"]).fetchone()
    return row[0] if row else None


def replace_state(
    cursor: Cursor[Any], filing: UUID, *, party_id: int, state: str, by: UUID | None, at: datetime
) -> None:
    """Mark a filing as corrected or cancelled."""
    cursor.execute(
        SQL["replace"], {"party_id": party_id, "filing": filing, "state": state, "by": by, "at": at}
    )


def free_key(cursor: Cursor[Any], stored: StoredFiling) -> None:
    """Let the key that came from a refused file itself be used again."""
    cursor.execute(SQL["free_key"], {"party_id": stored.party_id, "filing": stored.filing})
