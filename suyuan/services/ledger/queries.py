"""账本查询 — what the log knows: its state, its files, and the proof of one filing.

state()      how far the log is, and what waits
promises()   what is signed the moment filings are on file
proof_of()   how far a filing is on its way into the log, and its proof once it is there
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache, lru_cache
from typing import Any
from uuid import UUID

from suyuan.domain import leaves
from suyuan.domain.leaves import Kind
from suyuan.domain.receipts import Receipt
from suyuan.ledger import notes, tree
from suyuan.ledger.commitment import Opening, entry
from suyuan.ledger.notes import Signer
from suyuan.ledger.verifier import HEADER, Checkpoint, Key, Policy, leaf_hash
from suyuan.storage import ledger as store
from suyuan.storage import log_files as files

MERGE_DELAY = timedelta(seconds=60)  # within which an accepted filing is in the published log


@dataclass(frozen=True)
class State:
    """How far the log is. ``checkpoint`` None: nothing is published yet; ``since``: the oldest that waits."""

    checkpoint: Checkpoint | None
    note: str
    waiting: int
    since: datetime | None


def published() -> tuple[Checkpoint, str] | None:
    """Give the published checkpoint with its note."""
    note = files.checkpoint()
    return (_read(note), note) if note else None


@lru_cache(maxsize=2)
def _read(note: str) -> Checkpoint:
    return notes.said(note)


def state() -> State:
    """Give how far the log is, and what waits."""
    waiting, since = store.waiting()
    found = published()
    return State(found[0] if found else None, found[1] if found else "", waiting, since)


def log_keys() -> list[Key]:
    """Give the keys that sign the log."""
    return [signer.key for signer in files.keys("log")]


def file(path: str) -> bytes | None:
    """Give a public file of the log; None where there is none."""
    if not files.is_public(path):
        return None
    try:
        return files.read(path)
    except OSError:
        return None


@cache
def _promiser() -> Signer:
    return files.keys("promise")[-1]


def promises(openings: Sequence[Opening], *, at: datetime) -> list[str]:
    """Promise that facts which are on file will be in the log within a minute: a proof for each, signed once.

    Each is a ``.tlog-proof`` like the later one, but over a tree of these facts alone, under a name of its own: so
    one signature serves all that were filed together, and one check serves promise and proof.
    """
    entries = [entry(one.kind, one.seconds, one.commitment) for one in openings]
    root, steps = tree.paths([leaf_hash(one) for one in entries])
    signer, until = _promiser(), int((at + MERGE_DELAY).timestamp())
    note = notes.signed(Checkpoint(signer.key.name, len(entries), root, until).text, [signer.sign])
    return [
        _laid(one, index, path, note) for index, (one, path) in enumerate(zip(openings, steps, strict=True))
    ]


def proof_of(receipt: Receipt, *, filing: UUID, body_hash: bytes) -> Receipt:
    """Give a receipt with how far it is on its way into the log; once it is there, with the proof."""
    if receipt.state == "refused":
        return receipt
    found = store.find(filing, Kind.FILING)
    if not found:
        return receipt
    leaf = found[0]
    if leaf.marks is None:  # it is older than marks, or they were emptied
        return replace(receipt, proof={"state": "unmarked"})
    fact = leaves.filing_fact(receipt, body_hash=body_hash, agent=receipt.filed_by or "", marks=leaf.marks)
    return replace(receipt, proof=proof_of_leaf(leaf, fact))


def place_of_step(leaf: UUID) -> int | None:
    """Give the place of the leaf of an inspection's step in the published log; None while it waits."""
    found, last = store.find(leaf, Kind.INSPECTION), published()
    place = found[0].place if found else None
    return place if place is not None and last is not None and place < last[0].size else None


def policy() -> Policy:
    """Give the policy of this log, as who trusts its own key would hold it."""
    return Policy.parse(files.read("policy").decode())


def proof_of_leaf(leaf: store.Leaf, fact: bytes, *, since: int = 0) -> dict[str, Any]:
    """Give how far a leaf is on its way, and its proof.

    ``since``: an earlier size of the log; the proof then also shows (``consistency``, in hex) what its root was.
    """
    opening = leaf.opening(fact)
    if not opening.opens(leaf.commitment):
        return {"state": "contradicted"}
    last = published()
    if leaf.place is None or last is None or leaf.place >= last[0].size:
        return {"state": "queued"}
    checkpoint, note = last
    path = tree.inclusion(leaf.place, checkpoint.size, read=files.read_tile)
    return {
        "state": "logged",
        "index": leaf.place,
        "size": checkpoint.size,
        "log": checkpoint.origin,
        "tlog_proof": _laid(opening, leaf.place, path, note),
    } | ({"consistency": _beginning(since, checkpoint.size)} if since else {})


def _beginning(old: int, new: int) -> list[str]:
    return [one.hex() for one in tree.consistency(old, new, read=files.read_tile)]


def _laid(opening: Opening, index: int, path: Sequence[bytes], note: str) -> str:
    """Give a self-contained proof (``.tlog-proof``): what was committed to, its place, the path, the checkpoint."""
    return f"{HEADER}\nextra {opening.extra}\nindex {index}\n{notes.coded(path)}\n{note}"
