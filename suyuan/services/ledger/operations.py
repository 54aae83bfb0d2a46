"""账本写入 — the sequencer: leaves that wait get places, places become tiles, tiles a signed checkpoint.

    publish()    one round: all that waits is published, or the round says why not
    trouble()    why the next round would publish nothing
    adopt()      after an older backup was restored: what the log has and the database lost
    rotate()     a further key;  retire() ends one

A round may be killed anywhere: places are given in one transaction, tiles follow from places, and the checkpoint comes
last, when all it speaks of is on the disk. What a killed round left is written again, byte for byte the same.

The log is never written anew from the database: a round goes on from the tiles that are there. So a database that says
less, or something else, than what is published (an older backup, an altered row) cannot make a second history; the
round stops and says so.

Source: RFC 6962; C2SP tlog-tiles, tlog-checkpoint; decision 0024.
"""

from collections.abc import Callable
from dataclasses import dataclass

import structlog

from suyuan.ledger import notes, tree
from suyuan.ledger.tree import Tile
from suyuan.ledger.verifier import Checkpoint, Note, leaf_hash, read_entry
from suyuan.ledger.whole import TILE
from suyuan.services.ledger import witnesses
from suyuan.storage import ledger as store
from suyuan.storage import log_files as files
from suyuan.storage.queries import reader
from suyuan.storage.wall import as_register

AT_ONCE = 1 << 16  # leaves: as many fill tiles of two levels exactly
_log = structlog.get_logger(__name__)
Bundle = tuple[int, int, bytes]
Passed = Callable[[str], None]


class Forked(Exception):
    """The database and the published log tell different histories; nothing is signed until somebody looks."""


@dataclass(frozen=True)
class Round:
    """What one round did: the size before and after."""

    before: int
    after: int


def publish(*, passed: Passed = lambda _: None) -> Round:
    """Publish all that waits. Raises Forked, OSError (a full disk: nothing is signed that is not there).

    ``passed`` is told of each step that is done: placed, tiles, signing, published.
    """
    with files.locked():
        note = files.checkpoint()
        old = notes.said(note) if note else Checkpoint(files.origin(), 0, b"")
        with as_register(durable=True):
            cursor = reader()
            store.alone(cursor)
            size = store.size(cursor)
            _unforked(old, size)
            while placed := store.place(cursor, size, AT_ONCE):
                size += placed
        passed("placed")
        signers = files.keys("log")
        if note is None or size > old.size or not _is_signed(note, signers):
            _extend(old, size, signers, passed)
            _log.info("published", size=size, fresh=size - old.size)
        return Round(old.size, size)


def _unforked(old: Checkpoint, size: int) -> None:
    """Hold the published log against the database. Raises Forked."""
    if size < old.size:
        raise Forked(f"the log has {old.size} entries and the database {size}: an older backup was restored")
    if old.origin != files.origin():
        raise Forked(f"the published log is that of {old.origin}")
    low = max(0, old.size - 1) // TILE * TILE
    if list(files.read_entries(low, old.size)) != store.span(low, old.size):
        raise Forked(f"the last published entries, from {low} on, are not those of the database")


def _is_signed(note: str, signers: list[notes.Signer]) -> bool:
    """Tell whether just these keys signed what is published: after a rotation it is signed anew."""
    origin = files.origin()
    return {known for name, known, _ in Note.parse(note).signatures if name == origin} == {
        signer.key.id for signer in signers
    }


def _extend(old: Checkpoint, size: int, signers: list[notes.Signer], passed: Passed) -> None:
    """Write the tiles of the places that are new, then the checkpoint."""
    at_size, written, bundled = old.size, list[Tile](), list[Bundle]()
    root = tree.root(old.size, read=files.read_tile)
    if old.size and root != old.root:
        raise Forked("the tiles do not make the published root")
    while at_size < size:
        until = min(size, (at_size // AT_ONCE + 1) * AT_ONCE)
        low = at_size // TILE * TILE
        entries = store.span(low, until)
        if len(entries) != until - low:
            raise Forked(f"places from {low} to {until} have a hole")
        fresh = [leaf_hash(one) for one in entries[at_size - low :]]
        tiles, root = tree.grow(at_size, fresh, read=files.read_tile)
        bundles = _bundles(low, entries)
        files.write(tiles, bundles)
        passed("tiles")
        written, bundled, at_size = written + tiles, bundled + bundles, until
    checkpoint = Checkpoint(old.origin, size, root)
    passed("signing")
    note = notes.signed(checkpoint.text, [signer.sign for signer in signers])
    files.publish_policy(witnesses.policy(signer.key for signer in [*signers, *files.keys("promise")]))
    files.publish(note)
    passed("published")
    if cosigned := witnesses.ask(note, read=files.read_tile):
        files.publish(note + cosigned)
    files.clear(written, bundled)


def _bundles(low: int, entries: list[bytes]) -> list[Bundle]:
    """Lay entries out, from a place on that begins a bundle."""
    found = []
    for start in range(0, len(entries), TILE):
        part = entries[start : start + TILE]
        content = b"".join(len(one).to_bytes(2) + one for one in part)
        found.append(((low + start) // TILE, len(part), content))
    return found


def adopt() -> tuple[int, int]:
    """Take over from the public log what the database has lost: (entries taken over, of which nothing else is left).

    After an older backup was restored. The log then shows which filings are missing; who has a receipt of them can
    prove it, and files again.
    """
    with files.locked():
        note = files.checkpoint()
        published = notes.said(note).size if note else 0
        with as_register(durable=True):
            cursor = reader()
            store.alone(cursor)
            size = store.size(cursor)
            if size >= published:
                return 0, 0
            missing = [read_entry(one) for one in files.read_entries(size, published)]
            return published - size, store.adopt(cursor, size, missing)


def trouble() -> str:
    """Say why the next round would publish nothing; empty: it would. Raises OSError."""
    with files.locked():
        note = files.checkpoint()
        if note is None:
            return ""
        with as_register():
            size = store.size(reader())
        try:
            _unforked(notes.said(note), size)
        except (Forked, OSError) as reason:
            return str(reason)
    return ""


def rotate(kind: str = "log") -> str:
    """Let a further key sign; give it as published. Raises OSError."""
    return files.add_key(kind).key.text


def retire(known: str, kind: str = "log") -> bool:
    """Let a key sign no more, unless it is the last; tell whether it does."""
    return files.retire_key(kind, known)
