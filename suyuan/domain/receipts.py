"""回执 — what a filer gets back: one receipt for every filing, accepted or refused, and why.

    Note      one broken rule with every place that shows it, free of language (it is stored)
    Receipt   the answer to a filing
    say()     a note in words, place by place, as the API gives it
    number()  a receipt number: SY-20260501-7K3M9Q2XD

A number is prefix, legal day and nine characters of Crockford's base 32 (45 bits). At 100,000 filings a day
the chance of any collision on that day is about 1.4e-4; the store's primary key decides, and a new number is drawn.
"""

import os
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

import numpy as np

from suyuan.codes import packing
from suyuan.domain.table import Fault, Place, Table
from suyuan.law.catalogue import RULES
from suyuan.law.duty import Duty, Text

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
PLACES_KEPT = 1000  # places listed of one note; its count stays exact


_drawn: list[int] = []  # 45 bits each: to ask the system for every number is a system call for every filing
os.register_at_fork(after_in_child=_drawn.clear)


def _draw() -> int:
    """Draw 45 bits."""
    try:
        return _drawn.pop()
    except IndexError:
        fresh = secrets.token_bytes(6 * 128)
        _drawn.extend(int.from_bytes(fresh[start : start + 6]) >> 3 for start in range(0, len(fresh), 6))
        return _drawn.pop()


def number(day: date) -> str:
    """Draw a receipt number for a filing received on this legal day."""
    drawn = _draw()
    tail = "".join(ALPHABET[drawn >> shift & 31] for shift in range(40, -1, -5))
    return f"SY-{day:%Y%m%d}-{tail}"


@dataclass(frozen=True, slots=True)
class Note:
    """One broken rule: what stood there and where; ``count`` is exact even where ``places`` is cut short."""

    rule: str
    severity: str
    column: str | None
    value: str
    count: int
    places: tuple[Place, ...]
    detail: dict[str, str]

    def words(self, duty: Duty, language: str) -> tuple[str, str]:
        """Give (what is wrong, how to mend it) in the language."""
        rule = RULES[self.rule]
        heading = self.column or ""
        if self.column is not None:
            try:
                heading = duty.column(self.column).text.get(language)
            except KeyError:
                heading = self.column
        gaps = {"value": self.value, "column": heading, **self.detail}
        return (_fill(rule.wrong, gaps, language), _fill(rule.fix, gaps, language))


def _fill(text: Text, gaps: dict[str, str], language: str) -> str:
    """Fill a rule's placeholders; a detail may carry both languages as ``zh|en``-suffixed names."""
    suffix = "_zh" if language.lower().startswith("zh") else "_en"
    local = {name.removesuffix(suffix): value for name, value in gaps.items() if name.endswith(suffix)}
    return text.get(language).format_map(_Gaps(gaps | local))


class _Gaps(dict[str, str]):
    """Leaves an unknown placeholder visible instead of failing the whole answer."""

    def __missing__(self, name: str) -> str:
        return "{" + name + "}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """The answer to a filing; ``state`` is accepted, refused, replaced, cancelled or (dry run) checked."""

    receipt: str
    duty: str
    party: str  # USCC
    state: str
    mode: str
    filed_at: datetime
    lines: int
    accepted: int
    rejected: int
    late: int
    notes: tuple[Note, ...] = ()
    provisional: tuple[tuple[int, str], ...] = ()  # data row, identifier given to an unreadable label
    source_name: str = ""
    document: str | None = None
    backfill: bool = False
    replaces: str | None = None
    replaced_by: str | None = None
    filed_by: str | None = None  # USCC of the agent that filed for the party
    repeated: bool = False  # an earlier answer, given again to the same request
    proof: dict[str, Any] = field(default_factory=dict)

    @property
    def errors(self) -> tuple[Note, ...]:
        """Give the notes that refused lines."""
        return tuple(note for note in self.notes if note.severity == "error")

    @property
    def warnings(self) -> tuple[Note, ...]:
        """Give the notes that refused nothing."""
        return tuple(note for note in self.notes if note.severity == "warning")


def notes(table: Table, faults: tuple[Fault, ...]) -> tuple[Note, ...]:
    """Turn faults into storable notes: places by data row, once per line, the most frequent note first."""
    alike: dict[tuple[str, str | None, str], list[Fault]] = {}
    for fault in faults:
        alike.setdefault((fault.rule, fault.column, fault.value[:200]), []).append(fault)
    made = (_note(table, same) for same in alike.values())
    return tuple(sorted(made, key=lambda note: (note.severity, -note.count)))


def _note(table: Table, alike: list[Fault]) -> Note:
    """Make one note of the faults that show the same value; a line counts once, however often it shows it."""
    first = alike[0]
    rows = first.rows if len(alike) == 1 else np.unique(np.concatenate([fault.rows for fault in alike]))
    lines, begins = np.unique(table.line[rows], return_index=True)
    shown = rows if table.source.paths is not None else rows[begins]
    places = tuple(table.place(row, first.column) for row in shown[:PLACES_KEPT].tolist())
    value, kept = first.value[:200], tuple(dict.fromkeys(places))
    return Note(first.rule, first.severity, first.column, value, len(lines), kept, first.detail)


def _per_place(duty: Duty, note: Note, language: str) -> list[dict[str, Any]]:
    """Give one entry for each place that a note lists; a note on the whole file has none and gives one."""
    message, fix = note.words(duty, language)
    article = RULES[note.rule].source or str(duty.cite)
    return [
        {
            "row": place.row or None,
            "column": note.column,
            "cell": place.cell,
            "pointer": place.pointer or note.detail.get("pointer"),
            "rule": note.rule,
            "value": note.value,
            "message": message,
            "fix": fix,
            "article": article,
        }
        for place in note.places or (Place(0, None, None),)
    ]


def say(duty: Duty, notes: tuple[Note, ...], language: str, most: int = 1000) -> Iterator[dict[str, Any]]:
    """Give ``{row, column, cell, pointer, rule, value, message, fix, article}`` per place, in row order."""
    spoken = [entry for note in notes for entry in _per_place(duty, note, language)]
    spoken.sort(key=lambda entry: entry["row"] or 0)
    yield from spoken[:most]


def key(receipt: str) -> UUID | None:
    """Give the key under which a receipt's filing is stored; None where the text is no receipt number."""
    plain = receipt.strip().upper().replace("-", "")
    return packing.pack(plain) if _PLAIN.fullmatch(plain) else None


_PLAIN = re.compile(f"SY[0-9]{{8}}[{ALPHABET}]{{9}}")


def with_labels(receipt: Receipt, given: tuple[tuple[int, str], ...]) -> Receipt:
    """Add the identifiers that unreadable labels were given."""
    return replace(receipt, provisional=given) if given else receipt
