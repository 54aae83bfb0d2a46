"""表头 — which column of a duty a heading means.

A heading is understood by the outer name, the Chinese or English text, their two-language forms and the
further headings of ``law``; case, spaces, underscores, full-width forms, stars and bracketed remarks such as
``（必填）`` do not matter. A unit in brackets that is not the column's own is refused: 克 under 千克 is a
thousandfold error that no later check can see.

    match     headings -> column names, or the refusal with every heading that is wrong
    coverage  how many headings of a row are known (finds the heading row of a workbook)

An unknown heading over an empty column is passed over; over data it refuses the file, because a
misspelled optional column would otherwise vanish in silence.
"""

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from suyuan.domain.table import Fault
from suyuan.intake.refusal import NO_ROWS, Unreadable
from suyuan.intake.spelling import bare, folded, normal
from suyuan.law.duty import Column, Duty

INSIDE = re.compile(r"[(\[【〔]([^)\]】〕]*)[)\]】〕]")
# Columns that our own workbooks add for the reader's eye; they are never data.
IGNORED = frozenset({"原文件行号rowinyourfile", "rowinyourfile", "原文件行号"})
UNITS = {
    "kg": "kg",  # as written in headings
    "千克": "kg", "公斤": "kg", "g": "g", "克": "g", "t": "t", "吨": "t", "mg": "mg", "毫克": "mg",
    "mah": "mah", "ah": "ah", "毫安时": "mah", "安时": "ah", "mv": "mv", "v": "v", "毫伏": "mv", "伏": "v",
    "kwh": "kwh", "wh": "wh",
}  # fmt: skip


def label(column: Column) -> str:
    """Give the two-language heading our own files carry; ``match`` understands it."""
    return f"{column.text.zh} {column.text.en}"


@dataclass(frozen=True, slots=True)
class Index:
    """The understood headings of one duty, by key; ``loose`` are the keys without bracketed remarks."""

    duty: Duty
    exact: dict[str, Column]
    loose: dict[str, Column]

    def find(self, heading: str) -> Column | None:
        """Give the column that a heading means, or None."""
        return self.exact.get(normal(heading)) or self.loose.get(bare(heading))

    def nearest(self, heading: str) -> str:
        """Name the known heading that looks most like this one, or nothing."""
        close = difflib.get_close_matches(bare(heading)[:100], list(self.exact), n=1, cutoff=0.5)
        return label(self.exact[close[0]]) if close else ""


# Keyed by identity: hashing a duty walks its whole tree, which would cost more than the look-up it saves.
_INDEXES: dict[int, Index] = {}


def index_of(duty: Duty) -> Index:
    """Give the (remembered) heading index of a duty."""
    known = _INDEXES.get(id(duty))
    if known is None:
        known = _INDEXES[id(duty)] = _build(duty)
    return known


def _build(duty: Duty) -> Index:
    exact: dict[str, Column] = {}
    loose: dict[str, Column | None] = {}
    for column in duty.columns:
        zh, en = column.text
        for heading in (column.name, zh, en, f"{zh}{en}", f"{en}{zh}", f"{zh}{column.name}", *column.also):
            exact.setdefault(normal(heading), column)
            key = bare(heading)
            # A key that two columns share once their brackets are gone says nothing.
            loose[key] = column if loose.get(key, column) is column else None
    return Index(duty, exact, {key: column for key, column in loose.items() if key and column is not None})


def coverage(duty: Duty, headings: Sequence[str]) -> int:
    """Count the distinct columns of the duty that a row of cells names."""
    index = index_of(duty)
    return len({column.name for heading in headings if heading and (column := index.find(heading))})


def match(duty: Duty, headings: Sequence[str], filled: Sequence[bool]) -> list[str | None]:
    """Give the column name of every heading, None where the column is passed over.

    ``filled`` tells which columns hold any data. Raises Unreadable naming every unknown, repeated and
    missing heading at once.
    """
    index = index_of(duty)
    names: list[str | None] = []
    faults: list[Fault] = []
    for position, (heading, holds) in enumerate(zip(headings, filled, strict=True), 1):
        column = index.find(heading) if heading else None
        names.append(column.name if column else None)
        if column is None:
            if holds and normal(heading) not in IGNORED:
                faults.append(_unknown(index, heading, position))
        elif column.name in names[:-1]:
            faults.append(_fault("heading.duplicate", heading, column.name, heading=heading))
        elif wrong := _wrong_unit(column, heading):
            faults.append(_fault("heading.unit", heading, column.name, heading=heading, unit=wrong))
    faults += [
        _fault("heading.missing", "", column.name, heading=label(column))
        for column in duty.columns
        if column.required and column.name not in names
    ]
    if faults:
        raise Unreadable(*faults)
    return names


def _fault(rule: str, value: str, column: str | None, **detail: str) -> Fault:
    return Fault(rule, column, value, NO_ROWS, "error", detail)


def _unknown(index: Index, heading: str, position: int) -> Fault:
    shown = heading or f"#{position}"
    return _fault("heading.unknown", shown[:200], None, heading=shown[:200], nearest=index.nearest(heading))


def _wrong_unit(column: Column, heading: str) -> str:
    """Give the unit in brackets when it is another one than the column's, else nothing."""
    own = column.name.rpartition("_")[2]
    if own not in UNITS.values():
        return ""
    for remark in INSIDE.findall(folded(heading)):
        unit = UNITS.get(remark.strip().casefold())
        if unit is not None and unit != own:
            return str(remark)
    return ""
