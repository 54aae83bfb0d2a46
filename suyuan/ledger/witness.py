"""见证 — a witness of logs: cosigns a checkpoint once it has proof that nothing earlier was changed.

    Witness     its key, the logs that it knows, and its own small store
    Answer      what it says, as tlog-witness has it: status, content type, body

The store is a file of SQLite that belongs to the witness and to nobody else. What it has cosigned is on the disk before
the cosignature is given out: after any crash it still knows the largest tree that it has seen, and of two requests at
once the second is held against the first.

Source: C2SP tlog-witness, tlog-cosignature.
"""

import hashlib
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from suyuan.ledger.notes import Signer
from suyuan.ledger.verifier import (
    LONGEST_PROOF,
    LONGEST_TEXT,
    Checkpoint,
    Key,
    Note,
    Rejected,
    check_consistency,
    hash_of,
    number_of,
)

_TABLE = """CREATE TABLE IF NOT EXISTS seen
    (origin TEXT PRIMARY KEY, size TEXT NOT NULL, root BLOB NOT NULL, note TEXT NOT NULL)"""
_PLAIN = "text/plain; charset=utf-8"


class Answer(NamedTuple):
    """What a witness answers."""

    status: int
    kind: str
    body: str


class _Asked(NamedTuple):
    """A request, read."""

    old: int
    proof: list[bytes]
    note: Note
    checkpoint: Checkpoint
    text: str


class Witness:
    """A witness of some logs."""

    def __init__(self, store: Path, signer: Signer, logs: Iterable[Key]) -> None:
        self.store, self.signer, self.logs = store, signer, list(logs)
        with closing(self._opened()) as opened, opened:
            opened.execute(_TABLE)

    def _opened(self) -> sqlite3.Connection:
        opened = sqlite3.connect(self.store, timeout=10, isolation_level=None)
        opened.execute("PRAGMA synchronous = FULL")
        return opened

    def seen(self, origin: str) -> Checkpoint | None:
        """Give the largest tree of a log that this witness has cosigned."""
        with closing(self._opened()) as opened:
            row = opened.execute("SELECT size, root FROM seen WHERE origin = ?", [origin]).fetchone()
        return Checkpoint(origin, int(row[0]), bytes(row[1])) if row else None

    def add_checkpoint(self, body: str, *, at: datetime) -> Answer:
        """Answer ``POST /add-checkpoint``."""
        try:
            asked = _read(body)
        except Rejected as reason:
            return Answer(400, _PLAIN, f"{reason}\n")
        known = [key for key in self.logs if key.name == asked.checkpoint.origin]
        if not known:
            return Answer(404, _PLAIN, "this log is not known here\n")
        try:
            signed = bool(asked.note.by(known))
        except Rejected:
            signed = False
        if not signed:
            return Answer(403, _PLAIN, "no known key of this log signed this\n")
        if asked.old > asked.checkpoint.size:
            return Answer(400, _PLAIN, "the old size is larger than the new\n")
        return self._cosigned(asked, at)

    def _cosigned(self, asked: _Asked, at: datetime) -> Answer:
        """Hold a checkpoint against the last one, remember it, and cosign it: one at a time."""
        checkpoint = asked.checkpoint
        with closing(self._opened()) as opened:
            opened.execute("BEGIN IMMEDIATE")
            row = opened.execute(
                "SELECT size, root FROM seen WHERE origin = ?", [checkpoint.origin]
            ).fetchone()
            size, root = (int(row[0]), bytes(row[1])) if row else (0, b"")
            if asked.old != size or (size and size == checkpoint.size and root != checkpoint.root):
                return Answer(409, "text/x.tlog.size", f"{size}\n")
            try:
                if size:
                    check_consistency(size, checkpoint.size, root, checkpoint.root, asked.proof)
                else:  # of a first tree nothing is known, but that an empty one has the root of nothing
                    empty = checkpoint.root if checkpoint.size else hashlib.sha256().digest()
                    check_consistency(checkpoint.size, checkpoint.size, checkpoint.root, empty, asked.proof)
            except Rejected as reason:
                return Answer(422, _PLAIN, f"{reason}\n")
            opened.execute(
                "INSERT OR REPLACE INTO seen VALUES (?, ?, ?, ?)",
                [checkpoint.origin, str(checkpoint.size), checkpoint.root, asked.text],
            )
            opened.execute("COMMIT")
        return Answer(200, _PLAIN, self.signer.cosign(asked.note.text, at))


def _read(body: str) -> _Asked:
    """Read a request. Raises Rejected."""
    head, gap, note = body.partition("\n\n")
    lines = head.split("\n")
    if (
        not gap
        or len(body) > LONGEST_TEXT
        or not lines[0].startswith("old ")
        or len(lines) - 1 > LONGEST_PROOF
    ):
        raise Rejected("witness.form", "this is no request to cosign")
    old = number_of(lines[0].removeprefix("old "), "witness.form")
    proof = [hash_of(line, "witness.form") for line in lines[1:]]
    read = Note.parse(note)
    return _Asked(old, proof, read, Checkpoint.parse(read.text), note)
