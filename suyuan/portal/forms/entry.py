"""手工填报 — a form for one row, derived from the columns of a duty.

The form holds no check of its own: the row is filed like any file; what comes back stands beside its field.
"""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from suyuan.domain.receipts import Note
from suyuan.law.duty import Column, Duty, Kind

FEW = 4  # so many options are shown as buttons, more as a list


Mend = tuple[str, str]  # (what is wrong, how to mend it)


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The language, the day and the two words that a form needs from the page."""

    language: str
    today: date
    yes: str
    no: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field on the screen. ``shape``: text, area, date, month,
    datetime-local, list, radio, check, checks, file.
    """

    name: str
    label: str
    hint: str
    shape: str
    required: bool
    value: str
    errors: tuple[Mend, ...] = ()
    options: tuple[tuple[str, str], ...] = ()
    mode: str = "text"  # the keyboard a phone shows
    scan: bool = False
    longest: int | None = None
    latest: str = ""

    @property
    def id(self) -> str:
        """Name the field in the page."""
        return f"field-{self.name}"

    @property
    def chosen(self) -> frozenset[str]:
        """Give what is chosen of several, as a form sends it."""
        return frozenset(self.value.split(","))


SHAPES = {Kind.DATE: "date", Kind.MONTH: "month", Kind.INSTANT: "datetime-local"}
MODES = {Kind.MASS: "decimal", Kind.INTEGER: "numeric", Kind.DEGREES: "decimal", Kind.REGION: "numeric"}
LONGEST = {Kind.VIN: 17, Kind.USCC: 18, Kind.PREFIX: 7, Kind.REGION: 6}
SCANNED = frozenset({Kind.CODE, Kind.CODES, Kind.VIN})


def fields(
    duty: Duty, words: Words, *, values: Mapping[str, str], wrong: Iterable[Note] = ()
) -> tuple[Field, ...]:
    """Derive the fields of a duty's form, with what was typed and what was found wrong in it."""
    errors: dict[str, list[Mend]] = {}
    for note in wrong:
        errors.setdefault(note.column or "", []).append(note.words(duty, words.language))
    return tuple(
        _field(column, words, values.get(column.name, ""), tuple(errors.get(column.name, ())))
        for column in duty.columns
    )


def _field(column: Column, words: Words, value: str, errors: tuple[Mend, ...]) -> Field:
    options = tuple((option.value, option.text.get(words.language)) for option in column.options)
    if column.kind is Kind.BOOLEAN:
        options = (("yes", words.yes), ("no", words.no))
    shape = SHAPES.get(column.kind, "text")
    if options:
        shape = "radio" if len(options) <= FEW else "list"
    latest = {"date": words.today.isoformat(), "month": f"{words.today:%Y-%m}"}.get(shape, "")
    return Field(
        name=column.name,
        label=column.text.get(words.language),
        hint=column.note.get(words.language) if column.note else "",
        shape=shape,
        required=column.required,
        value=value,
        errors=errors,
        options=options,
        mode=MODES.get(column.kind, "text"),
        scan=column.kind in SCANNED,
        longest=LONGEST.get(column.kind),
        latest=latest if column.past else "",
    )


def row(duty: Duty, posted: Mapping[str, str]) -> dict[str, str]:
    """Take the duty's columns out of what was posted; what was left empty is an empty cell."""
    return {column.name: str(posted.get(column.name, "")).strip() for column in duty.columns}


def content(typed: Mapping[str, str]) -> bytes:
    """Write the row as a CSV file of one line, as any program would file it."""
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=list(typed), lineterminator="\n")
    writer.writeheader()
    writer.writerow(dict(typed))
    return text.getvalue().encode()
