"""写入 — one transaction's worth of a filing: codes, trees, events, clocks, the filing, its leaf.

Nothing here decides: it writes what ``compare`` and ``domain.facts`` found, by COPY wherever rows can be many.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any, NamedTuple

import msgspec
import numpy as np
from psycopg import Cursor

from suyuan.codes import packing
from suyuan.codes.matrix import Bytes
from suyuan.codes.packing import Keys
from suyuan.domain import clocks, facts, leaves
from suyuan.domain.clocks import Clocks, Known, Partner
from suyuan.domain.facts import Acts
from suyuan.domain.idcards import Turn
from suyuan.domain.receipts import Receipt
from suyuan.domain.trees import Forest, Ints
from suyuan.law.calendar import Calendar
from suyuan.law.duty import Bearer, Duty, Kind, SubjectKind
from suyuan.law.measures_2026 import RULEBOOK, art_15_3_a_conditions
from suyuan.ledger.commitment import Opening, commit
from suyuan.services.filings.aside import aside
from suyuan.services.filings.compare import VEHICLE_DUTY, Comparison
from suyuan.services.filings.draft import Draft
from suyuan.services.idcards import identities as idcards
from suyuan.storage import batteries, events, notices, obligations, outlets, partners
from suyuan.storage import parties as party_store
from suyuan.storage.copy import Sheet, TreeRow, TreeSheet, copy_codes, sheet, spread, tree_sheet
from suyuan.storage.outbox import Outbox

CONDITIONS = art_15_3_a_conditions.DUTY.id
# Duties whose clocks another filing may have opened before: only they can find a clock waiting.
OPENED_ELSEWHERE = frozenset(
    name for duty in RULEBOOK.duties for opens in duty.opens for name in opens.duties
)


def _siblings(duty: Duty) -> list[int]:
    """Give the duties that meet the same waiting clock: a sender may report its outbound under any item it bears."""
    names = {duty.id}
    for other in RULEBOOK.duties:
        for opens in other.opens:
            if duty.id in opens.duties:
                names.update(opens.duties)
    return sorted(RULEBOOK.by_id[name].number for name in names)


@dataclass(frozen=True, slots=True)
class Ground:
    """What a batch is written on: the calendar, parties named, the filers per file, instants per file."""

    calendar: Calendar
    partners: Mapping[str, Partner]
    filers: Sequence[Partner]
    at: Sequence[datetime]
    clocks: bool = True  # a backfill starts none


class Laid(NamedTuple):
    """What is ready to be sent: trees, events, the filer's own clocks, and as rows if none can wait.

    ``marks``: those of the rows, by filing (32 hex digits). ``ended``: the packs whose life ends, by filing.
    """

    trees: TreeSheet
    events: Sheet
    own: Clocks | None
    met: Sheet | None
    marks: dict[str, list[bytes]]
    ended: list[tuple[str, Turn]]


def write_acts(outbox: Outbox, acts: Acts, found: Comparison, ground: Ground) -> None:
    """Write the codes, trees, events and clocks of accepted acts; what is small goes into the outbox."""
    if acts.forest is None:
        write_codes(outbox, acts, found)
        put_facts(outbox, acts, ground, lay_out(acts, ground))
        return
    worth = len(acts.forest.keys) > MANY_CODES
    with aside(lambda: write_codes(outbox, acts, found), worth=worth) as sent:
        laid = lay_out(acts, ground)
        sent()
    put_facts(outbox, acts, ground, laid)


MANY_CODES = 20_000  # above which their COPY goes on beside the laying out of the rest


def write_codes(outbox: Outbox, acts: Acts, found: Comparison) -> None:
    """Register the codes of accepted acts, and what is said of codes that are registered; new packs get an identity."""
    cursor, forest = outbox.cursor, acts.forest
    if forest is None:
        _register(outbox, acts)
    else:
        new = found.new & ~found.contest
        order = forest.order
        copy_codes(cursor, forest.keys, found.home, order=order[new[order]])
        _write_trees(cursor, forest, acts, found)
        tops = forest.tops[new[forest.tops]]
        outbox.turn(idcards.issued(forest.keys[tops], acts.checked.file[forest.row[tops]], acts))


def put_facts(outbox: Outbox, acts: Acts, ground: Ground, laid: Laid) -> None:
    """Put trees, events and clocks into the outbox."""
    outbox.put_trees(laid.trees)
    outbox.put("event", laid.events)
    outbox.mark(laid.marks)
    outbox.turn(laid.ended)
    if ground.clocks:
        _write_clocks(outbox, acts, ground, laid)


def enter_registers(acts: Acts, ground: Ground) -> None:
    """Enter what is filed into the registers that the public reads: outlets, conditions of retirement."""
    if acts.duty.subject_kind is not SubjectKind.OUTLET and acts.duty.id != CONDITIONS:
        return
    told = [
        (party, msgspec.json.decode(words), acts.filings[file], ground.at[file])
        for party, file, words in zip(
            acts.party.tolist(), acts.file.tolist(), facts.bodies(acts).to_list(), strict=True
        )
    ]
    if acts.duty.id == CONDITIONS:
        notices.keep([notices.Filed(*one) for one in told])
    else:
        outlets.keep([outlets.Filed(*one) for one in told])


def lay_out(acts: Acts, ground: Ground) -> Laid:
    """Lay out what is to be sent; asks the store nothing."""
    columns = facts.events(acts)
    trees = _tree_rows(acts, ground)
    marks = _marks(columns, trees)
    ended = idcards.ended(columns) if columns else []
    if columns:
        file = acts.file[columns.pop("act")].tolist()
        columns |= {"recorded_at": spread(ground.at, file)}
    own = clocks.own_clocks(acts, ground.calendar) if ground.clocks else None
    met = None
    if own is not None and len(own) and acts.duty.once and acts.duty.id not in OPENED_ELSEWHERE:
        met = obligations.sheet_of(own, range(len(own)), acts.filings, ground.at)
    return Laid(tree_sheet(trees), sheet(columns), own, met, marks, ended)


def _marks(columns: Mapping[str, Any], trees: Sequence[TreeRow]) -> dict[str, list[bytes]]:
    """Give the marks of rows of events and of trees, by filing."""
    marks: dict[str, list[bytes]] = {}
    if columns:
        for filing, mark in zip(columns["filing"], leaves.event_marks(columns), strict=True):
            marks.setdefault(filing, []).append(mark)
    for top, filing, party, _, manifest, _ in trees:
        marks.setdefault(filing.hex, []).append(leaves.mark(leaves.tree_text(top.bytes, party, manifest)))
    return marks


def _tree_rows(acts: Acts, ground: Ground) -> list[TreeRow]:
    """Give the rows of every tree."""
    forest = acts.forest
    if forest is None:
        return []
    modules = np.flatnonzero(forest.depth == 1)
    whole = _pieces(packing.listing(forest.keys), forest.start)
    inner = _pieces(packing.to_bytes(forest.keys[modules]), np.searchsorted(modules, forest.start))
    tops = packing.to_uuids(forest.keys[forest.tops])
    return [
        (top, acts.filings[file], party, ground.at[file], manifest, within)
        for top, file, party, manifest, within in zip(
            tops, acts.file.tolist(), acts.party.tolist(), whole, inner, strict=True
        )
    ]


def _pieces(rows: Bytes, start: Ints) -> list[bytes]:
    """Cut rows of bytes into those of each tree; ``start`` has the end added."""
    return [rows[low:high].tobytes() for low, high in pairwise(start.tolist())]


def _write_trees(cursor: Cursor[Any], forest: Forest, acts: Acts, found: Comparison) -> None:
    """Place codes that stood alone, and keep contested claims."""
    if found.adopt.any():
        batteries.adopt(cursor, forest.keys[found.adopt], found.home[found.adopt])
    if found.contest.any():
        nodes = np.flatnonzero(found.contest)
        batteries.contest(
            cursor,
            forest.keys[nodes],
            found.home[nodes],
            [acts.filings[int(acts.checked.file[forest.row[node]])] for node in nodes],
        )


def _register(outbox: Outbox, acts: Acts) -> None:
    """Register codes that this filing names for the first time."""
    for column in acts.duty.columns:
        if column.kind is Kind.CODE:
            keys, _ = acts.keys(column.name, SubjectKind.BATTERY)
            named = acts.field(column.name).good[acts.row] | (column.name == "code")
            _register_column(outbox, acts, keys[named], acts.file[named])
        elif column.kind is Kind.CODES:
            act, keys = facts.listed(acts, column.name, np.ones(len(acts.row), np.bool_))
            _register_column(outbox, acts, keys, acts.file[act])


def _register_column(outbox: Outbox, acts: Acts, keys: Keys, files: Ints) -> None:
    """Register the codes of a column, each with the file that names it."""
    if not len(keys):
        return
    fresh = batteries.register_alone(outbox.cursor, keys)
    new = np.array([raw.tobytes() in fresh for raw in packing.to_bytes(keys)], np.bool_)
    outbox.turn(idcards.issued(keys[new], files[new], acts))


def _write_clocks(outbox: Outbox, acts: Acts, ground: Ground, laid: Laid) -> None:
    """Meet the filer's own clock and open those that the acts start."""
    if laid.met is not None:
        outbox.put("obligation", laid.met)
    elif laid.own is not None and len(laid.own):
        _meet_or_insert(outbox, laid.own, acts, ground)
    duties = {duty.id: duty for duty in RULEBOOK.duties}
    for nth, opens in enumerate(acts.duty.opens):
        if nth or acts.duty.id in opens.duties:
            outbox.send()  # what has just been opened must be found
        vehicle_filers = _vehicle_filers(outbox.cursor, acts) if opens.bearer is Bearer.VEHICLE_FILER else {}
        served = (
            partners.served(outbox.cursor, acts.party.tolist()) if opens.meets_for_partner else frozenset()
        )
        known = Known(duties, ground.partners, vehicle_filers, ground.filers, served)
        started = clocks.openings(acts, opens, ground.calendar, known)
        if started is not None:
            numbers = [duties[name].number for name in opens.duties]
            _open(outbox, started, numbers, acts, ground)


def _meet_or_insert(outbox: Outbox, own: Clocks, acts: Acts, ground: Ground) -> None:
    """Meet the clock that waits for this subject, else enter a clock that is met as it is opened."""
    stored = obligations.find_same(outbox.cursor, own, _siblings(acts.duty))
    raw = packing.to_bytes(own.subject)
    meets: list[tuple[int, obligations.StoredClock]] = []
    fresh: list[int] = []
    for index in range(len(own)) if stored else ():
        mine = stored.get((int(own.party[index]), raw[index].tobytes()), [])
        cause = own.cause[index].astype(object)
        open_ones = [clock for clock in mine if clock.met_date is None]
        if open_ones:
            nearest = min(open_ones, key=lambda clock: abs((clock.opened_date - cause).days))
            meets.append((index, nearest))
        elif all((clock.duty, clock.cause_date) != (acts.duty.number, cause) for clock in mine):
            fresh.append(index)
    obligations.meet(outbox.cursor, own, meets, list(acts.filings))
    obligations.insert(outbox, own, fresh if stored else range(len(own)), acts.filings, ground.at)


def _open(outbox: Outbox, started: Clocks, duties: list[int], acts: Acts, ground: Ground) -> None:
    """Open clocks, unless the bearer has one about the same subject within the matching window."""
    window = ground.calendar.policies.matching_window_days
    stored = obligations.find_same(outbox.cursor, started, duties)
    raw = packing.to_bytes(started.subject)
    chosen: list[int] = []
    seen: set[tuple[int, int, bytes]] = set()
    whose = zip(started.party.tolist(), map(bytes, raw), strict=True)
    for index, (duty, cause, key) in enumerate(
        zip(started.duty.tolist(), started.cause.tolist(), whose, strict=True)
    ):
        near = any(abs((clock.cause_date - cause).days) <= window for clock in stored.get(key, ()))
        if not near and (duty, *key) not in seen:
            seen.add((duty, *key))
            chosen.append(index)
    obligations.insert(outbox, started, chosen, acts.filings, ground.at)


def _vehicle_filers(cursor: Cursor[Any], acts: Acts) -> dict[bytes, Partner]:
    """Find who filed the certificates of the vehicles."""
    keys, filled = acts.keys("vin", SubjectKind.VEHICLE)
    ids = events.find_vehicle_filers(cursor, keys[filled], VEHICLE_DUTY)
    cards = party_store.cards_by_id(ids.values())
    return {
        vin: Partner(party, cards[party].roles, cards[party].partner)
        for vin, party in ids.items()
        if party in cards
    }


def write_filings(outbox: Outbox, drafts: Sequence[Draft], receipts: Sequence[Receipt]) -> None:
    """Write the envelopes and, for accepted filings, the leaves that wait for the ledger; they wait for examination."""
    rows = []
    queued = []
    fresh = []
    for draft, receipt in zip(drafts, receipts, strict=True):
        asked = draft.submission
        rows.append(
            {
                "party_id": asked.viewer.party_id,
                "filing": draft.filing.hex,
                "duty": asked.duty.number,
                "state": receipt.state,
                "mode": asked.mode,
                "filed_at": asked.at,
                "lines": receipt.lines,
                "accepted": receipt.accepted,
                "rejected": receipt.rejected,
                "late": receipt.late,
                "idempotency_key": draft.key,
                "body_hash": "\\x" + draft.body_hash.hex(),
                "document": receipt.document,
                "source_name": asked.name or "-",
                "user_id": asked.viewer.user_id,
                "agent_id": asked.viewer.agent_id,
                "backfill": asked.backfill,
                "replaces": packing.pack(asked.replaces.replace("-", "")).hex if asked.replaces else None,
                "answer": msgspec.json.encode(
                    {"notes": receipt.notes, "provisional": receipt.provisional}
                ).decode(),
            }
        )
        if receipt.state == "accepted":
            fresh.append({"filing": draft.filing.hex, "sign": 1, "queued_at": asked.at})
            queued.append(_leaf(draft, receipt, outbox.marks.get(draft.filing.hex, ())))
            queued += idcards.leaves_of(
                outbox.turns.get(draft.filing.hex, ()), filing=draft.filing, at=asked.at
            )
    outbox.put_rows("filing", rows)
    outbox.put_rows("leaf", queued)
    outbox.put_rows("unexamined", fresh)


def _leaf(draft: Draft, receipt: Receipt, marks: Sequence[bytes]) -> dict[str, Any]:
    """Give the leaf of an accepted filing."""
    rows = leaves.sealed(marks)
    agent = draft.submission.viewer.agent_uscc
    fact = leaves.filing_fact(receipt, body_hash=draft.body_hash, agent=agent, marks=rows)
    salt, commitment = commit(fact)
    draft.opening = Opening(leaves.Kind.FILING, draft.submission.at, salt, fact)
    return {
        "about": draft.filing.hex,
        "kind": leaves.Kind.FILING,
        "queued_at": draft.submission.at,
        "salt": "\\x" + salt.hex(),
        "commitment": "\\x" + commitment.hex(),
        "marks": "\\x" + rows.hex(),
    }
