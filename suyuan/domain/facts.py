"""事实 — checked columns become what is to be stored: acts and their events.

    Acts       what was done: an act is a row or, in a duty with a tree, all rows of one tree
    events()   Acts -> one row per fact and end
    bodies()   each act's own words, as filed

Source: effects of the duty modules; Article 24 of the Measures.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

import msgspec
import numpy as np
import numpy.typing as npt
import polars as pl

from suyuan.codes import packing
from suyuan.codes.packing import Keys
from suyuan.domain import subjects
from suyuan.domain.checking import Checked, event_days, trigger_days
from suyuan.domain.fields import Field
from suyuan.domain.row_checks import chosen, said
from suyuan.domain.table import FEW, picked
from suyuan.domain.trees import Forest
from suyuan.law.duty import Duty, Effect, Event, Kind, SubjectKind

Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
Days = npt.NDArray[np.datetime64]

EVENT_NUMBER: dict[Event, int] = {event: number for number, event in enumerate(Event, start=1)}
EVENT_OF: dict[int, Event] = {number: event for event, number in EVENT_NUMBER.items()}
COUNTERPARTY = ("destination_uscc", "source_uscc", "repairer_uscc")


@dataclass(frozen=True)
class Acts:
    """The acts of the accepted rows. ``row`` (int[a]) is the row that speaks for the act; ``top`` its code.

    ``filings``, ``receipts`` and ``parties`` are per file;
    ``received`` (datetime64[D][n]) is per row: the legal day on which it counts as filed.
    """

    checked: Checked
    row: Ints
    forest: Forest | None
    filings: tuple[UUID, ...]
    receipts: tuple[str, ...]
    parties: tuple[int, ...]
    received: Days

    @property
    def duty(self) -> Duty:
        """Give the duty."""
        return self.checked.duty

    @cached_property
    def file(self) -> Ints:
        """Give the file of every act."""
        return self.checked.file[self.row]

    @cached_property
    def party(self) -> Ints:
        """Give the party of every act."""
        return np.array(self.parties, np.int64)[self.file]

    @cached_property
    def line(self) -> Ints:
        """Give the data row of every act in its file."""
        return self.checked.line[self.row].astype(np.int64)

    @cached_property
    def trigger(self) -> npt.NDArray[np.datetime64]:
        """Give the day that starts the clock; where the form has none, the day of receipt."""
        days = trigger_days(self.duty, self.checked.fields)[self.row]
        return np.where(np.isnat(days), self.received[self.row], days)

    @cached_property
    def happened(self) -> Days:
        """Give the day on which it happened; where no column says, that of the code made, else of receipt."""
        received = self.received[self.row]
        if self.forest is None or self.duty.happened or self.duty.trigger:
            days = event_days(self.duty, self.checked.fields)[self.row]
        else:
            days = self._made(self.forest)
        return np.where(np.isnat(days), received, days)

    def _made(self, forest: Forest) -> Days:
        """Give the day of production in the code of every top; NaT where it has none."""
        days = np.full(len(self.row), np.datetime64("NaT", "D"))
        for depth, name in enumerate(self.duty.tree):
            field, mine = self.field(name), forest.depth[forest.tops] == depth
            if field.made is not None and mine.any():
                made = field.rows(field.made)[self.row[mine]].astype(np.int64)
                days[mine] = np.where(made < 0, days[mine], made.astype("datetime64[D]"))
        days[days > self.received[self.row]] = np.datetime64("NaT")  # nothing is on file before it was made
        return days

    def field(self, name: str) -> Field:
        """Give a typed column."""
        return self.checked.fields[name]

    def text(self, name: str) -> pl.Series:
        """Give a column's text as filed, one per act."""
        return self._of_acts(name, self.field(name).raw.values)

    def said(self, name: str) -> pl.Series:
        """Give what a column says in its one spelling, one per act: 2026/5 is 2026-05, letters are capitals."""
        return self._of_acts(name, said(self.field(name)))

    def _of_acts(self, name: str, values: pl.Series) -> pl.Series:
        """Give the values of a column's runs, one per act."""
        at = self.field(name).raw.at
        return picked(values, self.row if at is None else at[self.row])

    def keys(self, name: str, kind: SubjectKind) -> tuple[Keys, Mask]:
        """Give (keys uint64[a, 2], filled bool[a]) of what a column names."""
        field = self.field(name)
        if self.duty.tree and name == self.duty.tree[0] and self.forest is not None:
            return self.forest.keys[self.forest.tops], np.ones(len(self.row), np.bool_)
        if field.column.kind in {Kind.CODE, Kind.VIN}:
            keys, good = field.rows(field.data)[self.row], field.good[self.row]
            if field.column.kind is Kind.CODE and "code_condition" in self.checked.fields:
                keys, good = self._labelled(keys, good)
            return keys, good
        texts = self.said(name).to_list()
        return subjects.derived_column(kind, self.party.tolist(), texts), np.array(
            [bool(text) for text in texts]
        )

    def _labelled(self, keys: Keys, good: Mask) -> tuple[Keys, Mask]:
        """Give a temporary identifier to every unreadable label."""
        keys = keys.copy()
        for act in np.flatnonzero(~good).tolist():
            label = subjects.unreadable(self.receipts[int(self.file[act])], int(self.line[act]))
            keys[act] = packing.from_uuids([label])[0]
        return keys, np.ones(len(good), np.bool_)

    def names(self, name: str, keys: Keys, kind: SubjectKind) -> list[str]:
        """Give the outer names of a column's subjects."""
        return subjects.names(keys) if kind in subjects.PACKED else self.said(name).to_list()

    def stands(self, when: tuple[str, tuple[str, ...]] | None, unless: Sequence[str] = ()) -> Mask:
        """Tell per act whether a condition holds."""
        mask = np.ones(len(self.row), np.bool_)
        if when is not None:
            mask &= chosen(self.field(when[0]), when[1])[self.row]
        for name in unless:
            field = self.field(name)
            mask &= ~field.rows(field.filled)[self.row]
        return mask


def acts(
    checked: Checked,
    accepted: Mask,
    *,
    forest: Forest | None,
    filings: Sequence[UUID],
    receipts: Sequence[str],
    parties: Sequence[int],
    received: Days,
) -> Acts:
    """Find the acts among the accepted rows."""
    row = np.flatnonzero(accepted) if forest is None else forest.row[forest.tops]
    return Acts(checked, row, forest, tuple(filings), tuple(receipts), tuple(parties), received)


@dataclass(frozen=True, slots=True)
class Ends:
    """One side of an effect: the acts it stands for, the subject, and the object (zero = none)."""

    act: Ints
    subject: Keys
    object: Keys
    kind: int
    body: bool


def events(acts: Acts) -> dict[str, Any]:
    """Give the event rows of the acts as columns: one row per effect, and one more from the object's end.

    Columns: subject, filing, object (32 hex digits), line, kind, party_id, duty, happened_date, counterparty, body;
    and ``act``, the act that each row comes from. Without rows there are no columns.
    """
    ends = [end for effect in acts.duty.effects for end in _ends(acts, effect) if len(end.act)]
    if not ends:
        return {}
    act = np.concatenate([end.act for end in ends])
    sizes = [len(end.act) for end in ends]
    filing = [key.hex for key in acts.filings]
    named = next((acts.said(name) for name in COUNTERPARTY if name in acts.checked.fields), None)
    return {
        "act": act,
        "subject": hexes(np.concatenate([end.subject for end in ends])),
        "filing": [filing[file] for file in acts.file[act].tolist()],
        "line": acts.line[act],
        "kind": np.repeat([end.kind for end in ends], sizes),
        "object": hexes(np.concatenate([end.object for end in ends])),
        "party_id": acts.party[act],
        "duty": np.full(len(act), acts.duty.number),
        "happened_date": acts.happened[act],
        "counterparty": [None] * len(act) if named is None else [text or None for text in picked(named, act)],
        "body": _worded(bodies(acts), act, np.repeat([end.body for end in ends], sizes)),
    }


def _worded(words: pl.Series, act: Ints, stands: Mask) -> pl.Series:
    """Give the words at those ends where they stand."""
    taken = picked(words, act)
    if stands.all():
        return taken
    return pl.Series(
        [text if here else None for text, here in zip(taken, stands.tolist(), strict=True)], dtype=pl.String
    )


def _ends(acts: Acts, effect: Effect) -> list[Ends]:
    """Work out both ends of one effect."""
    stands = acts.stands(effect.when, effect.unless)
    act, subject = _subject(acts, effect, stands)
    target = np.zeros((len(act), 2), np.uint64)
    number = EVENT_NUMBER[effect.event]
    if effect.object is None:
        return [Ends(act, subject, target, number, body=True)]
    keys, filled = acts.keys(effect.object, object_kind_of(acts.duty))
    filled = filled[act]
    act, subject, target = act[filled], subject[filled], keys[act[filled]]
    body_there = words_at_object(acts.duty, effect)
    return [
        Ends(act, subject, target, number, body=not body_there),
        Ends(act, target, subject, number, body=body_there),
    ]


def object_kind_of(duty: Duty) -> SubjectKind:
    """Tell what a duty's effects have as their object: its batch, or a battery or vehicle (both pack alike)."""
    return SubjectKind.BATCH if duty.subject_kind is SubjectKind.BATCH else SubjectKind.BATTERY


def words_at_object(duty: Duty, effect: Effect) -> bool:
    """Tell at which end a line's words are kept: at the vehicle, or at the duty's own subject."""
    return effect.object is not None and (
        duty.subject == effect.object or duty.column(effect.object).kind is Kind.VIN
    )


def _subject(acts: Acts, effect: Effect, stands: Mask) -> tuple[Ints, Keys]:
    """Give (acts, keys) of an effect's subject; a list column gives one row for each code on any row of the act."""
    if acts.field(effect.subject).column.kind is Kind.CODES:
        return listed(acts, effect.subject, stands)
    keys, filled = acts.keys(effect.subject, effect.kind)
    act = np.flatnonzero(stands & filled)
    return act, keys[act]


def listed(acts: Acts, name: str, stands: Mask) -> tuple[Ints, Keys]:
    """Give (acts, keys) of the codes in a list column, on any row of the acts that stand."""
    field = acts.field(name)
    act, row = np.arange(len(acts.row)), acts.row
    if acts.forest is not None:
        row, first = np.unique(acts.forest.row, return_index=True)
        act = acts.forest.tree[first]
    runs = row if field.raw.at is None else field.raw.at[row]
    named = stands[act] & field.ok[runs]
    lists = [field.data[run] for run in runs[named].tolist()]
    if not lists:
        return act[:0], np.zeros((0, 2), np.uint64)
    act, keys = np.repeat(act[named], [len(one) for one in lists]), np.concatenate(lists)
    frame = pl.DataFrame({"act": act, "hi": keys[:, 0], "lo": keys[:, 1]})
    fresh = frame.select(pl.struct(pl.all()).is_first_distinct()).to_series().to_numpy()
    return act[fresh], keys[fresh]


def bodies(acts: Acts) -> pl.Series:
    """Give each act's own words, as filed, as JSON: every column but the lower levels of a tree.

    The names stand in the order in which ``jsonb`` keeps them: the words then read the same before and after.
    """
    names = sorted(
        (one.name for one in acts.duty.columns if one.name not in acts.duty.tree[1:]), key=stored_order
    )
    if len(acts.row) <= FEW:
        columns = [[text or None for text in acts.text(name).to_list()] for name in names]
        said = (dict(zip(names, words, strict=True)) for words in zip(*columns, strict=True))
        return pl.Series([msgspec.json.encode(words).decode() for words in said], dtype=pl.String)
    frame = pl.DataFrame({name: acts.text(name).replace("", None) for name in names})
    return frame.select(pl.struct(pl.all()).struct.json_encode()).to_series()


def stored_order(name: str) -> tuple[int, str]:
    """Give what ``jsonb`` sorts a name by: its length, then its letters."""
    return len(name), name


_HEX = np.array([f"{byte:02x}" for byte in range(256)], "S2").view(np.uint16)


def hexes(keys: Keys) -> list[str] | pl.Series:
    """Give keys as text of 32 hex digits, which PostgreSQL reads as ``uuid``."""
    raw = packing.to_bytes(keys)
    if len(keys) <= FEW:
        return packing.hexes(raw.tobytes())
    return pl.Series(_HEX[raw].reshape(len(keys), -1).view("S32").ravel()).cast(pl.String)
