"""审计 — holds the database against the public log: every leaf, every envelope, every row.

    audit()     all of it -> Report
    Fault       what is not as it was, and at which place of the log

What is read: leaves by place, with the envelopes, events and trees of their filings. Each commitment must open to the
fact that the database now tells; each row must have one of the marks that were committed to; the leaves must make the
published tiles and the root of the published checkpoint, or of one that was kept elsewhere.

Source: decision 0024; RFC 6962, section 2.1.
"""

import gc
import hashlib
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from multiprocessing import get_context
from typing import Any, NamedTuple

import msgspec
from django.db import connections

from suyuan.codes import packing
from suyuan.domain import leaves
from suyuan.domain.leaves import Kind, Stepped
from suyuan.ledger import notes, tree
from suyuan.ledger.commitment import entry
from suyuan.ledger.verifier import HASH, Checkpoint, leaf_hash
from suyuan.ledger.whole import TILE
from suyuan.services.ledger import rows
from suyuan.services.ledger.queries import published
from suyuan.storage import ledger as store
from suyuan.storage import log_files as files
from suyuan.storage.filings import spelt
from suyuan.storage.ledger import Audited, Rows

STEP = 32 * TILE
Ask = Callable[..., Callable[[], Any]]
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


class End(NamedTuple):
    """Since when a filing is on file no more, and which filing replaced it; ``place``: of the leaf that was read."""

    place: int
    since: datetime | None
    by: bytes | None


@dataclass
class Looked:
    """What some places hold: the hashes of their leaves, side by side, and what is not as it was."""

    low: int
    hashes: bytes = b""
    rows: int = 0
    faults: list[Fault] = field(default_factory=list)
    ended: dict[bytes, End] = field(default_factory=dict)  # filings whose state says so
    by_leaf: dict[bytes, End] = field(default_factory=dict)  # filings that a leaf here replaced or cancelled


def audit(
    *, kept: str | None = None, jobs: int = 1, told: Callable[[int, int], None] = lambda *_: None
) -> Report:
    """Hold the database against the log. ``kept``: a checkpoint (signed note) that was kept elsewhere.

    ``jobs``: processes that read side by side; ``told`` hears (places done, places in all).
    """
    found = published()
    last = notes.said(kept) if kept else found[0] if found else None
    size = store.placed()
    run = _Run(Report(size), last)
    spans = [(low, min(size, low + STEP)) for low in range(0, size, STEP)]
    with _aside(jobs) as ask:
        strangers = ask(store.strangers)
        for looked in _in_order(ask, spans, 2 * jobs):
            run.take(looked)
            told(run.done, size)
        run.close(strangers())
    return run.report


@contextmanager
def _aside(jobs: int) -> Iterator[Ask]:
    """Give how to ask for a call to be done aside, in one of some processes; of one job, when its result is fetched."""
    if jobs == 1:
        yield partial
        return
    connections.close_all()  # none may be shared with the processes that begin now
    # the rows of a window form no rings, and to look for some in them takes a tenth of the time
    with ProcessPoolExecutor(jobs, mp_context=get_context("fork"), initializer=gc.disable) as pool:
        yield lambda *call: pool.submit(*call).result


def _in_order(ask: Ask, spans: list[tuple[int, int]], ahead: int) -> Iterator[Looked]:
    """Look at some spans of places, in their order; ``ahead``: how many are asked for before their turn."""
    asked = deque(ask(look, *span) for span in spans[:ahead])
    for span in spans[ahead:]:
        yield asked.popleft()()
        asked.append(ask(look, *span))
    while asked:
        yield asked.popleft()()


def look(low: int, high: int) -> Looked:
    """Hold the leaves of some places against what they were made of."""
    rows = store.audit_rows(low, high)
    found = store.audit_leaves(low, high)
    numbers = _numbers([about for _, _, about, *_ in found])
    looked = Looked(low)
    hashes: list[bytes] = []
    looked.rows = sum(map(len, rows.marks.values())) // leaves.MARK
    for row, number in zip(found, numbers, strict=True):
        place, kind, _, seconds, _, commitment, *_ = row
        expected = low + len(hashes)
        hashes.append(leaf_hash(entry(kind, seconds, commitment)))
        if place != expected:
            looked.faults.append(Fault(expected, "leaf", "no leaf has this place"))
        if not _is_as_filed(row, number, rows):
            _name(looked, Audited._make(row), number, rows)
    if len(hashes) < high - low:
        looked.faults.append(Fault(low + len(hashes), "leaf", "no leaf has this place"))
    looked.hashes = b"".join(hashes)
    return looked


def _is_as_filed(row: tuple[Any, ...], number: str, rows: Rows) -> bool:
    """Tell whether a leaf is that of a filing that stands, replaces none, and is as it was filed: nearly all are."""
    place, kind, _, _, salt, commitment, marks, _, state, replaces, envelope, when, ended_at, _ = row
    if kind != Kind.FILING or envelope is None or marks is None or when or replaces or state in _ENDED:
        return False
    fact = leaves.closed(envelope, number, "", marks)
    return (
        ended_at is None
        and hashlib.sha256(salt + fact).digest() == commitment
        and _has_rows(rows, place, marks, ended=None)
    )


def _has_rows(rows: Rows, place: int, marks: bytes, *, ended: datetime | None) -> bool:
    """Tell whether the rows of a filing are those that were marked, each ended at an instant, or none."""
    mine = rows.marks.get(place, b"")
    over = {ended: len(mine) // leaves.MARK} if ended and mine else {}
    return (mine == marks or leaves.sealed([bytes(mine)]) == marks) and rows.ended.get(place, {}) == over


def _name(looked: Looked, leaf: Audited, number: str, rows: Rows) -> None:
    """Look at a leaf that is not simply as it was filed, and name what is wrong with it, if anything is."""
    if not leaf.salt:
        looked.faults.append(Fault(leaf.place, "lost", leaf.fact or ""))
    elif leaf.kind != Kind.FILING:
        _look_at_fact(looked, leaf)
    elif leaf.envelope is None:
        looked.faults.append(Fault(leaf.place, "filing", f"{number} is gone"))
    else:
        _look_at_filing(looked, leaf, number, rows)


def _look_at_filing(looked: Looked, leaf: Audited, number: str, rows: Rows) -> None:
    """Hold the envelope and the rows of a filing against its leaf."""
    if leaf.marks is None:
        looked.faults.append(
            Fault(leaf.place, "unmarked", f"{number}: older than marks, or they were emptied")
        )
    marks = leaf.marks or b""
    replaces = ""
    if leaf.replaces:
        replaces = _numbers([leaf.replaces])[0]
        looked.by_leaf[leaf.replaces] = End(leaf.place, _filed_at(leaf.envelope or ""), leaf.about)
    fact = leaves.closed(leaf.envelope or "", number, replaces, marks)
    if hashlib.sha256(leaf.salt + fact).digest() != leaf.commitment or leaf.when:
        looked.faults.append(Fault(leaf.place, "envelope", f"{number}: not what was committed to"))
    if leaf.state in _ENDED:
        by = leaf.ended_by if leaf.state == "replaced" else None
        looked.ended[leaf.about] = End(leaf.place, leaf.ended_at, by)
    elif leaf.ended_at is not None:
        looked.faults.append(Fault(leaf.place, "state", f"{number}: it stands, and says since when not"))
    if not _has_rows(rows, leaf.place, marks, ended=leaf.ended_at):
        looked.faults += _of_rows(leaf, number, marks, ended=leaf.ended_at)


def _filed_at(envelope: str) -> datetime:
    """Read from an envelope when a filing was filed."""
    return datetime.fromisoformat(envelope.partition('"filed_at":"')[2].partition('"')[0])


def _of_rows(leaf: Audited, number: str, marks: bytes, *, ended: datetime | None) -> Iterator[Fault]:
    """Name the rows of a filing that are not what was filed."""
    size = leaves.MARK
    known = [marks[at : at + size] for at in range(0, len(marks), size)]
    left = set(known)
    altered = 0
    for mark, over, text in store.told_rows(leaf.place):
        row = " ".join(text.split("\t")[:5])
        if mark not in left:
            altered += 1
            yield Fault(leaf.place, "row", f"{number}: {row}")
        left.discard(mark)
        if over != ended:
            yield Fault(leaf.place, "row", f"{number}: ended otherwise: {row}")
    if len(left) > altered:
        yield Fault(leaf.place, "row", f"{number}: {len(left) - altered} rows are gone")


def _look_at_fact(looked: Looked, leaf: Audited) -> None:
    """Hold a leaf against the fact that stands beside it: what was committed to, and about the same thing."""
    fact = (leaf.fact or "").encode()
    if hashlib.sha256(leaf.salt + fact).digest() != leaf.commitment:
        looked.faults.append(Fault(leaf.place, "fact", "not what was committed to"))
    elif not _is_about(leaf, fact):
        looked.faults.append(Fault(leaf.place, "fact", f"it speaks of something else: {fact.decode()}"))
    elif leaf.kind == Kind.CANCELLATION:
        looked.by_leaf[leaf.about] = End(leaf.place, datetime.fromisoformat(leaf.when or ""), None)


def _is_about(leaf: Audited, fact: bytes) -> bool:
    """Tell whether a fact is about what its leaf stands beside, at the instant that both name."""
    try:
        told = msgspec.json.decode(fact, type=dict[str, Any])
    except msgspec.MsgspecError:
        return False
    if told.get("at") != leaf.when:
        return False
    if leaf.kind in {Kind.CASE, Kind.INSPECTION}:
        return told.get("leaf") == leaf.about.hex()
    mine = packing.texts(packing.from_bytes(leaf.about))[0].strip()
    if leaf.kind == Kind.IDENTITY:
        return told.get("code") == mine
    return told.get("receipt") == spelt(mine)


class _Run:
    """One audit on its way: the tree so far, and what was ended by leaves and by the database."""

    def __init__(self, report: Report, last: Checkpoint | None) -> None:
        self.report, self.last = report, last
        self.edge: dict[tuple[int, int], bytes] = {}  # partial tiles
        self.ended: dict[bytes, End] = {}
        self.by_leaf: dict[bytes, End] = {}
        self.done = 0

    def take(self, looked: Looked) -> None:
        """Take what was found at some places."""
        for fault in looked.faults:
            self.report.add(*fault)
        self.report.rows += looked.rows
        self.ended |= looked.ended
        self.by_leaf |= looked.by_leaf
        self._against_tiles(looked.low, looked.hashes)
        self._grow(looked.hashes)

    def _against_tiles(self, low: int, hashes: bytes) -> None:
        """Hold the hashes of leaves against the published tiles: the first that differs is named."""
        size = self.last.size if self.last else 0
        for start in range(low, min(size, low + len(hashes) // HASH), TILE):
            width = min(TILE, size - start)
            try:
                tile = files.read_tile(0, start // TILE, width)
            except OSError:
                self.report.add(start, "tile", "a published tile is gone")
                continue
            mine = hashes[(start - low) * HASH : (start - low + width) * HASH]
            if mine == tile:
                continue
            cuts = range(0, len(mine), HASH)
            at = next((cut for cut in cuts if mine[cut : cut + HASH] != tile[cut : cut + HASH]), len(mine))
            self.report.add(start + at // HASH, "leaf", "not the leaf that was published")

    def _grow(self, hashes: bytes) -> None:
        """Let the tree grow by some leaves; at the size of the checkpoint its root must be the checkpoint's."""
        cut = max(0, self.last.size - self.done) * HASH if self.last else 0
        for part in filter(None, (hashes[:cut], hashes[cut:])):
            tiles, self.report.root = tree.grow(self.done, [part], read=self._read)
            self.done += len(part) // HASH
            self.edge = {key: tile for key, tile in self.edge.items() if len(tile) < TILE * HASH}
            self.edge |= {(one.level, one.number): one.hashes for one in tiles if one.width < TILE}
            if self.last and self.done == self.last.size and self.report.root != self.last.root:
                self.report.add(self.done, "root", "the leaves do not make the checkpoint's root")

    def _read(self, level: int, number: int, width: int) -> bytes:
        return self.edge[level, number][: width * HASH]

    def close(self, strangers: list[tuple[str, bytes]]) -> None:
        """Look at what no leaf speaks of (``store.strangers``), and at what was ended otherwise than by one."""
        self.of_ends()
        if self.last and self.done < self.last.size:
            self.report.add(self.done, "leaf", f"the checkpoint speaks of {self.last.size} leaves")
        for what, about in strangers:
            self.report.add(-1, what, about.hex() if what.startswith("step") else _numbers([about])[0])
        self._of_steps()

    def of_ends(self) -> None:
        """Hold which filings have ended, and since when, against the leaves that ended them."""
        for about, end in self.ended.items():
            number, told = _numbers([about])[0], self.by_leaf.get(about)
            if told is None:
                self.report.add(end.place, "state", f"{number}: ended without a leaf that says so")
            elif end[1:] != told[1:]:
                self.report.add(end.place, "state", f"{number}: ended otherwise than its leaf says")
        for about in self.by_leaf.keys() - self.ended.keys():
            says = f"{_numbers([about])[0]}: it stands, and this leaf ended it"
            self.report.add(self.by_leaf[about].place, "state", says)

    def _of_steps(self) -> None:
        """Hold the steps of cases and inspections against their leaves, and their rows against the steps."""
        taken: dict[str, list[Stepped]] = {}
        placed: dict[str, int] = {}
        broken: set[str] = set()
        for row in store.step_rows():
            self.report.rows += 1
            taken.setdefault(row.taken.number, []).append(row.taken)
            placed[row.taken.number] = max(row.leaf_place, placed.get(row.taken.number, -1))
            if leaves.step_fact(row.kind, row.taken).decode() != row.fact:
                says = f"{row.taken.number}: step {row.taken.place} is not as it was taken"
                self.report.add(row.leaf_place, row.kind.name.lower(), says)
                broken.add(row.taken.number)
        for mine in taken.values():
            mine.sort(key=lambda one: one.place)
        for number, what in rows.altered(taken, broken):
            self.report.add(placed.get(number, -1), "row", f"{number}: {what}")


def _numbers(abouts: Sequence[bytes]) -> list[str]:
    """Give the receipt numbers behind filings' keys."""
    return list(map(spelt, packing.texts(packing.from_bytes(b"".join(abouts)))))
