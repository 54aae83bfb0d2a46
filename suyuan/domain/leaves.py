"""账本之叶 — what the ledger's commitments cover: a filing's envelope, and a mark for every row that it put on file.

    Kind            what a leaf is about
    filing_fact     who filed what, when, and the hash of its rows' marks, as canonical JSON
    identity_fact   what became of the digital identity of a pack, and why
    step_fact       one step of a case or an inspection: when, by whom, and the hash of what it carries
    event_marks     rows of events -> their marks;  tree_text() is a tree as it is marked
    sealed          the marks of one filing, in order

A mark is the first half of a SHA-256 over the row as text. The marks are kept beside the salt, so that an audit can
tell which row is no longer what was filed, and not only that one is.

>>> mark = event_mark(1, 9, "00" * 16, "00" * 16, 7, 3, date(2026, 5, 1), None, '{"vin":null}')
>>> len(mark), len(sealed([mark, mark]))
(16, 32)

Source: decisions 0007 and 0024; RFC 8785 (the canonical form of JSON, here of flat objects with names in ASCII).
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from enum import IntEnum
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
import numpy as np
import polars as pl

from suyuan.domain.receipts import Receipt

MARK = 16  # bytes
_FEW = 64  # rows below which text is put together one by one


class Kind(IntEnum):
    """What a leaf is about; the number stands in the ledger's entries."""

    LOST = 0  # an entry of the public log whose fact is no longer on file
    FILING = 1
    CANCELLATION = 2
    IDENTITY = 3
    CASE = 4
    INSPECTION = 5


class _Head(msgspec.Struct, frozen=True):
    """The first part of the envelope of a filing; the names stand in the order of the alphabet, as RFC 8785 asks."""

    accepted: int
    agent: str
    backfill: bool
    body_sha256: str
    duty: str
    filed_at: str
    lines: int
    party: str


def filing_fact(receipt: Receipt, *, body_hash: bytes, agent: str, marks: bytes) -> bytes:
    """Give what a filing's commitment covers; ``marks``: those of its rows, sealed."""
    head = _Head(
        accepted=receipt.accepted,
        agent=agent,
        backfill=receipt.backfill,
        body_sha256=body_hash.hex(),
        duty=receipt.duty,
        filed_at=_instant(receipt.filed_at),
        lines=receipt.lines,
        party=receipt.party,
    )
    envelope = msgspec.json.encode(head)[:-1].decode() + ',"receipt":"'
    return closed(envelope, receipt.receipt, (receipt.replaces or "").strip().upper(), marks)


def closed(envelope: str, receipt: str, replaces: str, marks: bytes) -> bytes:
    """Put the fact about a filing together: its first part up to the receipt's number, and the rest."""
    rows = hashlib.sha256(marks).hexdigest()
    return f'{envelope}{receipt}","replaces":"{replaces}","rows_sha256":"{rows}","type":"filing/2"}}'.encode()


def cancellation_fact(receipt: str, *, at: datetime, reason: str) -> bytes:
    """Give what the commitment to a cancellation covers."""
    told = {"at": _instant(at), "reason": reason, "receipt": receipt, "type": "cancellation/1"}
    return msgspec.json.encode(told, order="deterministic")


def identity_fact(code: str, event: str, why: str, *, at: datetime) -> bytes:
    """Give what the commitment to an event of a digital identity covers; anybody may read it.

    ``event``: issued, ended, restored, revoked (``domain.idcards.IdentityEvent``); ``why``: a word, or the operator's
    reason.
    """
    told = {"at": _instant(at), "code": code, "event": event, "type": "identity/1", "why": why}
    return msgspec.json.encode(told, order="deterministic")


class Stepped(NamedTuple):
    """One step of a case or an inspection, by ``number``; ``leaf``: by which the step names its leaf."""

    number: str
    place: int
    step: str
    leaf: UUID
    account: int
    at: datetime
    body: Mapping[str, Any]


def step_fact(kind: Kind, taken: Stepped) -> bytes:
    """Give what the commitment to a step of a case or an inspection covers."""
    held = msgspec.json.encode(taken.body, order="deterministic")
    noun = kind.name.lower()
    told = {
        "account": taken.account,
        "at": _instant(taken.at),
        "body_sha256": hashlib.sha256(held).hexdigest(),
        noun: taken.number,
        "leaf": taken.leaf.hex,
        "place": taken.place,
        "step": taken.step,
        "type": f"{noun}/1",
    }
    return msgspec.json.encode(told, order="deterministic")


def _instant(at: datetime) -> str:
    """Give an instant in UTC, to the microsecond: the store gives it back so."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def event_mark(  # noqa: PLR0917 - a row has so many columns
    line: int,
    kind: int,
    subject: str,
    object_: str,
    party: int,
    duty: int,
    day: date,
    counterparty: str | None,
    body: str | None,
) -> bytes:
    """Give the mark of an event: subject and object as 32 hex digits, ``body`` as compact JSON in the store's order."""
    text = f"event\t{line}\t{kind}\t{subject}\t{object_}\t{party}\t{duty}\t{day}\t{counterparty or ''}\t{body or ''}"
    return mark(text.encode())


def mark(row: bytes) -> bytes:
    """Give the mark of a row as text."""
    return hashlib.sha256(row).digest()[:MARK]


_EVENT = ("line", "kind", "subject", "object", "party_id", "duty", "happened_date", "counterparty", "body")


def event_marks(columns: Mapping[str, Any]) -> list[bytes]:
    """Give the marks of rows of events, as columns under the table's names."""
    count = len(columns["line"])
    if count <= _FEW:
        laid = [_listed(columns[name]) for name in _EVENT]
        return [event_mark(*row) for row in zip(*laid, strict=True)]
    frame = pl.DataFrame({name: columns[name] for name in _EVENT}, infer_schema_length=None)
    words = [pl.lit("event"), *(pl.col(name).cast(pl.String).fill_null("") for name in _EVENT)]
    texts = frame.select(pl.concat_str(words, separator="\t")).to_series().to_list()
    sha256 = hashlib.sha256
    return [sha256(text.encode()).digest()[:MARK] for text in texts]


def _listed(cells: Any) -> Sequence[Any]:
    if isinstance(cells, np.ndarray):
        return list(cells.tolist())
    return cells.to_list() if isinstance(cells, pl.Series) else cells


def tree_text(top: bytes, party: int, manifest: bytes) -> bytes:
    """Give a tree as the text that is marked: its top's key, who filed it, the codes as listed."""
    return b"tree\t%s\t%d\t%s" % (top.hex().encode(), party, manifest)


def sealed(marks: Iterable[bytes]) -> bytes:
    """Give the marks of one filing side by side, in the order of their bytes."""
    joined = b"".join(marks)
    if len(joined) <= _FEW * MARK:
        return b"".join(sorted(joined[at : at + MARK] for at in range(0, len(joined), MARK)))
    pairs = np.frombuffer(joined, ">u8").reshape(-1, 2)
    return pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))].tobytes()
