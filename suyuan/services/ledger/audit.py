"""审计 — holds the database against the public log: every leaf, every envelope, every row.

    audit()     all of it -> Report
    Fault       what is not as it was, and at which place of the log

What is read: leaves by place, with the envelopes, events and trees of their filings. Each commitment must open to the
fact that the database now tells; each row must have one of the marks that were committed to; the leaves must make the
published tiles and the root of the published checkpoint, or of one that was kept elsewhere.

Source: decision 0024; RFC 6962, section 2.1.
"""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from suyuan.codes import packing
from suyuan.domain import leaves
from suyuan.domain.leaves import Kind
from suyuan.ledger import tree
from suyuan.ledger.commitment import entry
from suyuan.ledger.verifier import HASH, Checkpoint, Note, leaf_hash
from suyuan.ledger.whole import TILE
from suyuan.services.ledger.queries import published
from suyuan.storage import ledger as store
from suyuan.storage import log_files as files
from suyuan.storage.filings import spelt
from suyuan.storage.ledger import Audited

STEP = 64 * TILE
MOST_FAULTS = 100
_ENDED = {"replaced", "cancelled"}


class Fault(NamedTuple):
    """What is not as it was. ``place``: of the leaf, or -1; ``what``: leaf, envelope, row, ...; ``where``: which."""

    place: int
    what: str
    where: str


@dataclass
class Report:
    """What an audit found. ``faults`` are the first, in the order of the log; ``count`` is exact."""

    size: int = 0
    root: bytes = b""
    rows: int = 0
    count: int = 0
    faults: list[Fault] = field(default_factory=list)

    def add(self, place: int, what: str, where: str) -> None:
        """Note a fault."""
        self.count += 1
        if len(self.faults) < MOST_FAULTS:
            self.faults.append(Fault(place, what, where))


def audit(*, kept: str | None = None, told: Callable[[int, int], None] = lambda *_: None) -> Report:
    """Hold the database against the log. ``kept``: a checkpoint (signed note) that was kept elsewhere.

    ``told`` hears (places done, places in all).
    """
    found = published()
    last = Checkpoint.parse(Note.parse(kept).text) if kept else found[0] if found else None
    size = store.placed()
    run = _Run(Report(size), last)
    for low in range(0, size, STEP):
        run.step(low, min(size, low + STEP))
        told(min(size, low + STEP), size)
    run.close()
    return run.report


class _Run:
    """One audit on its way: the tree so far, and what was ended by leaves and by the database."""

    def __init__(self, report: Report, last: Checkpoint | None) -> None:
        self.report, self.last = report, last
        self.edge: dict[tuple[int, int], bytes] = {}  # partial tiles
        self.ended: dict[bytes, int] = {}  # filings whose state says so, with their places
        self.by_leaf: set[bytes] = set()  # filings that a later leaf replaced or cancelled
        self.done = 0

    def step(self, low: int, high: int) -> None:
        """Go through some places."""
        rows = self._rows(low, high)
        hashes: list[bytes] = []
        for leaf in store.audit_leaves(low, high):
            expected = low + len(hashes)
            if leaf.place != expected:
                self.report.add(expected, "leaf", "no leaf has this place")
            hashes.append(leaf_hash(entry(leaf.kind, leaf.seconds, leaf.commitment)))
            self._look(leaf, rows.pop(leaf.place, ()))
        if len(hashes) < high - low:
            self.report.add(low + len(hashes), "leaf", "no leaf has this place")
        self._against_tiles(low, hashes)
        self._grow(hashes)

    def _rows(self, low: int, high: int) -> dict[int, list[store.MarkedRow]]:
        """Give the marked rows on file of the filings at some places."""
        found: dict[int, list[store.MarkedRow]] = defaultdict(list)
        for place, row in store.audit_rows(low, high):
            found[place].append(row)
        return found

    def _look(self, leaf: Audited, rows: Iterable[store.MarkedRow]) -> None:
        """Hold one leaf against what it was made of."""
        if not leaf.salt:
            self.report.add(leaf.place, "lost", leaf.fact or "")
            return
        if leaf.kind != Kind.FILING:
            self._look_at_fact(leaf)
            return
        if leaf.envelope is None:
            self.report.add(leaf.place, "filing", f"{_number(leaf.about)} is gone")
            return
        marks = leaf.marks or b""
        replaces = _number(leaf.replaces) if leaf.replaces else ""
        fact = leaves.closed(leaf.envelope, _number(leaf.about), replaces, marks)
        if hashlib.sha256(leaf.salt + fact).digest() != leaf.commitment:
            self.report.add(leaf.place, "envelope", f"{_number(leaf.about)}: not what was committed to")
        if leaf.replaces:
            self.by_leaf.add(leaf.replaces)
        ended = leaf.state in _ENDED
        if ended:
            self.ended[leaf.about] = leaf.place
        self._look_at_rows(leaf, marks, rows, ended=ended)

    def _look_at_rows(
        self, leaf: Audited, marks: bytes, rows: Iterable[store.MarkedRow], *, ended: bool
    ) -> None:
        """Hold the rows of a filing against their marks."""
        size = leaves.MARK
        known = [marks[at : at + size] for at in range(0, len(marks), size)]
        left = set(known)
        count = 0
        for row in rows:
            count += 1
            if row.mark in left:
                left.discard(row.mark)
            elif row.mark not in known:
                self.report.add(leaf.place, "row", f"{_number(leaf.about)}: {row.where()}")
            if row.ended != ended:
                self.report.add(leaf.place, "row", f"{_number(leaf.about)}: ended otherwise: {row.where()}")
        self.report.rows += count
        if count < len(known):
            self.report.add(leaf.place, "row", f"{_number(leaf.about)}: {len(known) - count} rows are gone")
        elif count > len(known):
            self.report.add(leaf.place, "row", f"{_number(leaf.about)}: {count - len(known)} rows too many")

    def _look_at_fact(self, leaf: Audited) -> None:
        """Hold a leaf against the fact that stands beside it."""
        if hashlib.sha256(leaf.salt + (leaf.fact or "").encode()).digest() != leaf.commitment:
            self.report.add(leaf.place, "fact", "not what was committed to")
        if leaf.kind == Kind.CANCELLATION:
            self.by_leaf.add(leaf.about)

    def _against_tiles(self, low: int, hashes: list[bytes]) -> None:
        """Hold the hashes of leaves against the published tiles: the first that differs is named."""
        size = self.last.size if self.last else 0
        for start in range(low, min(size, low + len(hashes)), TILE):
            width = min(TILE, size - start)
            try:
                tile = files.read_tile(0, start // TILE, width)
            except OSError:
                self.report.add(start, "tile", "a published tile is gone")
                continue
            mine = hashes[start - low : start - low + width]
            if b"".join(mine) == tile:
                continue
            at = next(
                (at for at, one in enumerate(mine) if one != tile[at * HASH : (at + 1) * HASH]), len(mine)
            )
            self.report.add(start + at, "leaf", "not the leaf that was published")

    def _grow(self, hashes: list[bytes]) -> None:
        """Let the tree grow by some leaves; at the size of the checkpoint its root must be the checkpoint's."""
        cut = self.last.size - self.done if self.last else 0
        parts = [hashes[:cut], hashes[cut:]] if 0 < cut <= len(hashes) else [hashes]
        for part in parts:
            if not part:
                continue
            tiles, self.report.root = tree.grow(self.done, part, read=self._read)
            self.done += len(part)
            self.edge = {key: tile for key, tile in self.edge.items() if len(tile) < TILE * HASH}
            self.edge |= {(one.level, one.number): one.hashes for one in tiles if one.width < TILE}
            if self.last and self.done == self.last.size and self.report.root != self.last.root:
                self.report.add(self.done, "root", "the leaves do not make the checkpoint's root")

    def _read(self, level: int, number: int, width: int) -> bytes:
        return self.edge[level, number][: width * HASH]

    def close(self) -> None:
        """Look at what no leaf speaks of, and at what was ended without one."""
        for about, place in self.ended.items():
            if about not in self.by_leaf:
                self.report.add(place, "state", f"{_number(about)}: ended without a leaf that says so")
        if self.last and self.done < self.last.size:
            self.report.add(self.done, "leaf", f"the checkpoint speaks of {self.last.size} leaves")
        for what, about in store.strangers():
            self.report.add(-1, what, _number(about))


def _number(about: bytes) -> str:
    """Give the receipt number behind a filing's key."""
    return spelt(packing.texts(packing.from_bytes(about))[0].strip())
