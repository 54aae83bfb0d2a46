"""比对 — checked columns against what is stored: repeated, contradicting, contested, unknown.

    Comparison   what the store says: faults, acts already on file, codes to register, adopt or contest
    compare()    several filings of one duty -> Comparison

The same party saying the same again is told so and nothing is written twice; saying something else about the
same thing, it is told to correct. What contradicts *another* party is evidence: stored as filed, warned about in
general terms, held in a finding; the register's answer stays with the earlier evidence.
"""

import json
from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, cast
from uuid import UUID

import numpy as np
import numpy.typing as npt
from psycopg import Cursor

from suyuan.codes import packing
from suyuan.codes.packing import Keys
from suyuan.codes.uscc import is_abroad
from suyuan.domain import subjects
from suyuan.domain.facts import EVENT_NUMBER, Acts, bodies, object_kind_of, words_at_object
from suyuan.domain.row_checks import FailedRows
from suyuan.domain.table import Fault
from suyuan.domain.trees import Forest
from suyuan.law.duty import Effect, Event, Kind, SubjectKind
from suyuan.services.notices import checks as notices
from suyuan.services.outlets import checks as outlets
from suyuan.storage import batteries, events

Mask = npt.NDArray[np.bool_]
VEHICLE_DUTY = 4  # 24.2.a: the certificate that makes a vehicle known
FITTED, REMOVED = EVENT_NUMBER[Event.FITTED], EVENT_NUMBER[Event.REMOVED]
SWAPPED = EVENT_NUMBER[Event.SWAPPED]


@dataclass
class Comparison:
    """What the store says about the acts. ``repeat`` bool[a]: on file already, word for word.

    ``new`` bool[k], ``adopt`` bool[k], ``contest`` bool[k] speak of the forest's nodes; ``home`` uint64[k, 2]
    is the top under which each node stands (or will).
    """

    faults: list[Fault]
    repeat: Mask
    new: Mask
    adopt: Mask
    contest: Mask
    home: Keys


@dataclass(frozen=True, slots=True)
class _Desk:
    """What lies before the comparison: the acts, the filings being replaced, what is found."""

    cursor: Cursor[Any]
    acts: Acts
    replaced: Sequence[UUID | None]
    found: Comparison
    failed: FailedRows


def compare(
    cursor: Cursor[Any],
    acts: Acts,
    *,
    careful: bool,
    replaced: Sequence[UUID | None],
    prefixes: Callable[..., dict[str, int]],
    parties: set[str],
) -> Comparison:
    """Compare acts with the store. ``careful`` looks every code up; otherwise new trees are taken to be new.

    ``replaced``: per file, the filing that it corrects, which no longer counts. ``parties``: registered USCCs.
    """
    nodes = 0 if acts.forest is None else len(acts.forest.keys)
    found = Comparison(
        faults=[],
        repeat=np.zeros(len(acts.row), np.bool_),
        new=np.ones(nodes, np.bool_),
        adopt=np.zeros(nodes, np.bool_),
        contest=np.zeros(nodes, np.bool_),
        home=np.zeros((nodes, 2), np.uint64),
    )
    failed = FailedRows(acts.duty, acts.checked.fields, found.faults)
    desk = _Desk(cursor, acts, replaced, found, failed)
    if acts.forest is not None:
        _trees(desk, acts.forest, careful=careful)
    _said_before(desk)
    for effect in acts.duty.effects:
        if effect.event in _PLACES:
            _placed_elsewhere(desk, effect)
    _unknown(cursor, acts, failed)
    _prefixes(acts, prefixes, failed)
    outlets.check(cursor, acts, failed)
    notices.check(cursor, acts, failed)
    for name in ("destination_uscc", "source_uscc"):
        if name in acts.checked.fields:
            typed = acts.field(name)
            strange = np.array([_is_strange(value, parties) for value in typed.data.to_list()]) & typed.ok
            failed.add(typed.rows(strange), "stored.destination_unknown", name)
    return found


def _is_strange(uscc: str | None, parties: Container[str]) -> bool:
    """Tell whether a party should be registered and is not; a unit abroad cannot be."""
    return uscc not in parties and not is_abroad(uscc or "")


def _said_before(desk: _Desk) -> None:
    """Tell repetitions and contradictions of the filer's own earlier words, and what another says is its to say.

    A duty that is filed once per subject (a vehicle's certificate) compares whatever the day; any other compares
    the same subject on the same day. Only batteries and vehicles can be contradicted: a batch may well leave twice.
    """
    acts, found, failed = desk.acts, desk.found, desk.failed
    words: list[dict[str, Any]] | None = None
    again, differs, contested = (np.zeros(len(acts.row), np.bool_) for _ in range(3))
    for effect in acts.duty.effects:
        if acts.field(effect.subject).column.kind is Kind.CODES:
            continue
        keys, target, stands = _worded_end(acts, effect)
        earlier = events.find_same(desk.cursor, keys[stands], acts.duty.number)
        if not earlier:
            continue
        words = words or [json.loads(text) for text in bodies(acts).to_list()]
        raw, objects, kind = packing.to_bytes(keys), packing.to_uuids(target), EVENT_NUMBER[effect.event]
        for act in np.flatnonzero(stands).tolist():
            said = [one for one in earlier.get(raw[act].tobytes(), ()) if one.kind == kind]
            contested[act] |= acts.duty.once and any(one.party_id != acts.party[act] for one in said)
            same = [
                one
                for one in said
                if one.party_id == acts.party[act]
                and one.filing != desk.replaced[int(acts.file[act])]
                and (
                    acts.duty.once
                    or (one.object == objects[act] and _same_time(acts, act, one.happened_date))
                )
            ]
            if any(one.body == words[act] and one.object == objects[act] for one in same):
                again[act] = True
            elif same and (acts.duty.once or effect.kind in subjects.PACKED):
                differs[act] = True
    again &= ~differs
    if acts.forest is not None:
        tree = acts.forest.tree
        grown = np.zeros(len(acts.row), np.bool_)
        grown[tree[found.new | found.adopt | found.contest]] = True
        differs |= again & grown
        again &= ~grown
    found.repeat = again
    failed.add_rows(acts.row[again], "stored.already_filed", acts.duty.subject)
    failed.add_rows(acts.row[differs], "stored.same_party_differs", acts.duty.subject)
    failed.add_rows(acts.row[contested], "stored.disputed", acts.duty.subject)


def _same_time(acts: Acts, act: int, other: date) -> bool:
    """Tell whether an act speaks of the same day, or in a monthly duty of the same month."""
    day = cast("date", acts.happened[act].astype(object))
    monthly = acts.duty.subject_kind is SubjectKind.MONTH
    return day == other or (monthly and (day.year, day.month) == (other.year, other.month))


def _worded_end(acts: Acts, effect: Effect) -> tuple[Keys, Keys, Mask]:
    """Give (keys, objects, acts it stands for) of the end that carries the words of the line."""
    keys, filled = acts.keys(effect.subject, effect.kind)
    stands = acts.stands(effect.when, effect.unless)
    if effect.object is None:
        return keys, np.zeros((len(keys), 2), np.uint64), stands & filled
    object_kind = object_kind_of(acts.duty)
    others, there = acts.keys(effect.object, object_kind)
    if words_at_object(acts.duty, effect):
        return others, keys, stands & filled & there
    return keys, others, stands & filled & there


def _trees(desk: _Desk, forest: Forest, *, careful: bool) -> None:
    """Sort the forest's nodes into new, known, adopted and contested ones."""
    found = desk.found
    tree = forest.tree
    top_keys = forest.keys[forest.tops]
    known_tops = batteries.find_tops(desk.cursor, top_keys)
    raw_tops = packing.to_bytes(top_keys)
    home = top_keys.copy()
    looked = np.zeros(len(top_keys), np.bool_)
    for index in range(len(top_keys)):
        registered = known_tops.get(raw_tops[index].tobytes())
        if registered is not None:
            looked[index] = True
            home[index] = packing.from_bytes(registered)[0]
    found.home = home.take(tree, axis=0)
    ask = np.ones(len(tree), np.bool_) if careful else looked[tree]
    if not ask.any():
        return
    stored = batteries.find_tops(desk.cursor, forest.keys[ask])
    raw, raw_home = packing.to_bytes(forest.keys), packing.to_bytes(found.home)
    contested: list[tuple[int, bytes]] = []
    for node in np.flatnonzero(ask).tolist():
        code = raw[node].tobytes()
        top = stored.get(code)
        if top is None:
            continue
        found.new[node] = False
        if top == raw_home[node].tobytes():
            continue
        if top == code:
            found.adopt[node] = True
        else:
            contested.append((node, top))
    if contested:
        _contest(desk, forest, contested)


def _contest(desk: _Desk, forest: Forest, contested: list[tuple[int, bytes]]) -> None:
    """A code that stands under another top: what the filer alone said is to be corrected, else it is evidence."""
    acts, found, failed = desk.acts, desk.found, desk.failed
    trees = batteries.find_trees(desk.cursor, list({UUID(bytes=top) for _, top in contested}))
    own: list[int] = []
    others: list[int] = []
    for node, top in contested:
        row = forest.row[node]
        file = int(acts.checked.file[row])
        claims = [
            claim
            for claim in trees.get(UUID(bytes=top), ())
            if claim.replaced_at is None and claim.filing != desk.replaced[file]
        ]
        if not claims:
            found.adopt[node] = True
        elif all(claim.party_id == acts.parties[file] for claim in claims):
            own.append(int(row))
        else:
            others.append(int(row))
            found.contest[node] = True
    lowest = acts.duty.tree[-1]
    failed.add_rows(np.array(own, np.int64), "stored.same_party_differs", lowest)
    failed.add_rows(np.array(others, np.int64), "stored.disputed", lowest)


_PLACES = frozenset({Event.FITTED, Event.REMOVED})


def _placed_elsewhere(desk: _Desk, effect: Effect) -> None:
    """A battery that is fitted while it is in another vehicle, or taken out of a vehicle that it is not in."""
    acts, failed = desk.acts, desk.failed
    keys, filled = acts.keys(effect.subject, effect.kind)
    stored = events.find_fittings(desk.cursor, keys[filled], (FITTED, REMOVED, SWAPPED))
    if not stored:
        return
    vins, _ = acts.keys("vin", SubjectKind.VEHICLE)
    raw, vin_of = packing.to_bytes(keys), packing.to_uuids(vins)
    own: list[int] = []
    others: list[int] = []
    for act in np.flatnonzero(filled).tolist():
        file = int(acts.file[act])
        history = [one for one in stored.get(raw[act].tobytes(), ()) if one.filing != desk.replaced[file]]
        clash = _clash(history, effect.event, vin_of[act], cast("date", acts.happened[act].astype(object)))
        if clash is None:
            continue
        if clash.party_id == acts.party[act]:
            own.append(act)
            continue
        others.append(act)
    failed.add_rows(acts.row[own], "stored.same_party_differs", effect.subject)
    failed.add_rows(acts.row[others], "stored.disputed", effect.subject)


def _clash(history: Sequence[events.Same], event: Event, vin: UUID, day: date) -> events.Same | None:
    """Find the earlier word that this one contradicts; batteries that are swapped move without one."""
    if any(one.kind == SWAPPED for one in history):
        return None
    out = {one.object: one for one in history if one.kind == REMOVED}
    inside = [one for one in history if one.kind == FITTED and one.object not in out]
    if any(one.object == vin for one in inside):
        return None
    if (
        event is Event.REMOVED and vin in out
    ):  # on the same day it is the same replacement, told by both sides
        return out[vin] if out[vin].happened_date != day else None
    return inside[0] if inside else None


def _unknown(cursor: Cursor[Any], acts: Acts, failed: FailedRows) -> None:
    """Warn of vehicles and batteries that nobody has filed before; they are registered all the same."""
    for column in acts.duty.columns:
        field = acts.field(column.name)
        if column.kind is Kind.VIN and acts.duty.number != VEHICLE_DUTY:
            known = events.find_known(cursor, field.data[field.ok])
            strange = np.array([key.tobytes() not in known for key in packing.to_bytes(field.data)], np.bool_)
            failed.add(field.rows(strange & field.ok), "stored.unknown_vehicle", column.name)
        elif column.kind is Kind.CODE and not acts.duty.tree and column.name != "new_code":
            tops = batteries.find_tops(cursor, field.data[field.ok])
            strange = np.array([key.tobytes() not in tops for key in packing.to_bytes(field.data)], np.bool_)
            failed.add(field.rows(strange & field.ok), "stored.unknown_code", column.name)


def _prefixes(acts: Acts, prefixes: Callable[..., dict[str, int]], failed: FailedRows) -> None:
    """Warn of maker prefixes that nobody holds, and of a producer's codes under another's prefix.

    A prefix that nobody held a moment ago is looked up anew.
    """
    owner = {_leading(prefix): party for prefix, party in prefixes().items()}
    looked = False
    produced = any(effect.event is Event.PRODUCED for effect in acts.duty.effects)
    for column in acts.duty.columns:
        if column.kind is not Kind.CODE:
            continue
        field = acts.field(column.name)
        number = packing.leading(field.data, 3)
        makers = number[field.ok]
        for maker in np.unique(makers[np.diff(makers, prepend=0) != 0]).tolist():  # neighbours share theirs
            mask = field.rows(field.ok & (number == maker))
            if maker not in owner and not looked:
                owner = {_leading(prefix): party for prefix, party in prefixes(anew=True).items()}
                looked = True
            if maker not in owner:
                _prefix_fault(failed, mask, "code.unknown_maker", column.name)
            elif produced:
                party = np.array(acts.parties)[acts.checked.file]
                _prefix_fault(failed, mask & (party != owner[maker]), "code.foreign_prefix", column.name)


_leading = cache(packing.leading_of)


def _prefix_fault(failed: FailedRows, mask: Mask, rule: str, column: str) -> None:
    """Note one prefix once, with all its rows: every code under it differs, the mistake does not."""
    rows = np.flatnonzero(mask).astype(np.int32)
    if len(rows):
        value = failed.typed[column].raw.value(int(rows[0]))[:3]
        failed.faults.append(Fault(rule, column, value, rows, "warning"))


def narrowed(found: Comparison, before: Acts, after: Acts) -> Comparison:
    """Carry a comparison over to fewer acts: nodes of the smaller forest are found by their keys."""
    if before.forest is None or after.forest is None:
        return found
    place = {key.tobytes(): node for node, key in enumerate(packing.to_bytes(before.forest.keys))}
    kept = np.array([place[key.tobytes()] for key in packing.to_bytes(after.forest.keys)], np.int64)
    return Comparison(
        faults=found.faults,
        repeat=found.repeat,
        new=found.new[kept],
        adopt=found.adopt[kept],
        contest=found.contest[kept],
        home=found.home[kept],
    )
