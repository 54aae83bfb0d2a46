"""整改清单 — the notes of a receipt, grouped so that one mistake is one entry however many rows show it.

    Group    one rule broken in one column: how many rows, what is wrong, how to mend it
    Sample   one value that stood there, with some of the places

>>> from suyuan.portal.shown.fixlist import spread
>>> spread(["D2", "D3", "D4", "D9"])
'D2–D4, D9'
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from suyuan.domain.receipts import Note
from suyuan.domain.table import Place
from suyuan.law.catalogue import RULES
from suyuan.law.duty import Duty

MOST_SAMPLES = 20
MOST_RUNS = 12
CELL = re.compile(r"([A-Z]+)([0-9]+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One value and where it stands: cells of a workbook (``D2–D9``), else data rows."""

    value: str
    count: int
    places: str
    more: int
    message: str
    fix: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """One entry of the fix list."""

    rule: str
    severity: str
    column: str | None
    heading: str
    count: int
    message: str
    fix: str
    article: str
    samples: tuple[Sample, ...]
    values: int

    @property
    def anchor(self) -> str:
        """Name the entry for links from the summary."""
        return f"fix-{self.rule.replace('.', '-')}-{self.column or 'file'}"


def groups(told: Iterable[Note], duty: Duty, language: str) -> tuple[Group, ...]:
    """Group notes by rule and column: errors first, then by the number of rows."""
    collected: dict[tuple[str, str, str | None], list[Note]] = {}
    for note in told:
        collected.setdefault((note.severity, note.rule, note.column), []).append(note)
    made = [_group(duty, notes, language) for notes in collected.values()]
    return tuple(sorted(made, key=lambda group: (group.severity != "error", -group.count)))


def _group(duty: Duty, notes: list[Note], language: str) -> Group:
    notes.sort(key=lambda note: -note.count)
    first = notes[0]
    message, fix = first.words(duty, language)
    return Group(
        rule=first.rule,
        severity=first.severity,
        column=first.column,
        heading=_heading(duty, first.column, language),
        count=sum(note.count for note in notes),
        message=message,
        fix=fix,
        article=RULES[first.rule].source or str(duty.cite),
        samples=tuple(_sample(duty, note, language) for note in notes[:MOST_SAMPLES]),
        values=len(notes),
    )


def _heading(duty: Duty, column: str | None, language: str) -> str:
    try:
        return duty.column(column).text.get(language) if column else ""
    except KeyError:
        return column or ""


def _sample(duty: Duty, note: Note, language: str) -> Sample:
    message, fix = note.words(duty, language)
    places = [named(place) for place in note.places]
    runs = list(_runs(places))
    shown = runs[:MOST_RUNS]
    return Sample(
        value=note.value,
        count=note.count,
        places=", ".join(text for text, _size in shown),
        more=max(note.count - sum(size for _text, size in shown), 0),
        message=message,
        fix=fix,
    )


def named(place: Place) -> str:
    """Name a place as its owner finds it: the workbook's cell, else the data row."""
    return place.cell or str(place.row)


def spread(places: Iterable[str]) -> str:
    """Write neighbouring places as runs."""
    return ", ".join(text for text, _size in _runs(places))


def _runs(places: Iterable[str]) -> Iterator[tuple[str, int]]:
    """Fold neighbours of one column: D2, D3, D4 -> (D2–D4, 3)."""
    first = last = ""
    size = 0
    for place in places:
        if size and _next(last) == place:
            last, size = place, size + 1
            continue
        if size:
            yield (first if size == 1 else f"{first}–{last}"), size
        first = last = place
        size = 1
    if size:
        yield (first if size == 1 else f"{first}–{last}"), size


def _next(place: str) -> str:
    match = CELL.fullmatch(place)
    if match:
        return f"{match[1]}{int(match[2]) + 1}"
    return str(int(place) + 1) if place.isdigit() else ""
