"""行校验 — the executors of the duty modules' declarative checks, each over whole columns.

FailedRows   collects failing rows as faults grouped by the value shown
run()        executes a duty's checks
"""

from dataclasses import dataclass
from functools import singledispatch
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from suyuan.domain import cells
from suyuan.domain.fields import Field
from suyuan.domain.table import FEW, Fault, firsts, picked
from suyuan.law import checks
from suyuan.law.catalogue import RULES
from suyuan.law.checks import Check
from suyuan.law.duty import Duty, Kind

Mask = npt.NDArray[np.bool_]
Files = npt.NDArray[np.int64]


class FailedRows:
    """Turns masks of failing rows into faults, one for each distinct value shown."""

    def __init__(self, duty: Duty, typed: dict[str, Field], faults: list[Fault]) -> None:
        self.duty, self.typed, self.faults = duty, typed, faults

    def add(self, mask: Mask, rule: str, column: str | None, **detail: str) -> None:
        """Note the rows under the mask."""
        if mask.any():
            self.add_rows(np.flatnonzero(mask), rule, column, **detail)

    def add_rows(
        self,
        rows: npt.NDArray[np.int64],
        rule: str,
        column: str | None,
        **detail: str,
    ) -> None:
        """Note these rows."""
        if not len(rows):
            return
        severity = RULES[rule].severity
        if column is None:
            self.faults.append(Fault(rule, None, "", np.unique(rows).astype(np.int32), severity, detail))
            return
        raw = self.typed[column].raw
        runs = rows if raw.at is None else raw.at[rows]
        values = picked(raw.values, runs).to_list()
        grouped: dict[str, list[int]] = {}
        for row, value in zip(rows.tolist(), values, strict=True):
            grouped.setdefault(value, []).append(row)
        for value, mine in grouped.items():
            self.faults.append(Fault(rule, column, value, np.unique(mine).astype(np.int32), severity, detail))

    def heading(self, column: str, language: str) -> str:
        """Give a column's heading."""
        return self.duty.column(column).text.get(language)

    def both(self, name: str, column: str) -> dict[str, str]:
        """Give a detail that names another column in both languages."""
        return {f"{name}_zh": self.heading(column, "zh"), f"{name}_en": self.heading(column, "en")}


@dataclass(frozen=True, slots=True)
class Ground:
    """What a check is executed on: the typed columns, each row's file, each file's filer, and where it tells."""

    typed: dict[str, Field]
    file: Files
    filers: npt.NDArray[Any]
    failed: FailedRows


def run(duty: Duty, ground: Ground) -> None:
    """Execute the duty's checks in their order."""
    for item in duty.checks:
        execute(item, ground)


@singledispatch
def execute(item: Check, ground: Ground) -> None:
    """Execute one check; each kind of check registers its executor below. Raises NotImplementedError."""
    raise NotImplementedError(f"{item} on {ground}")


def _filled(field: Field) -> Mask:
    return field.rows(field.filled)


def chosen(field: Field, values: tuple[str, ...]) -> Mask:
    """Mark the rows whose choice or boolean is one of the values: bool[n]."""
    if field.column.kind is Kind.BOOLEAN:
        wanted = np.isin(np.where(field.data, "yes", "no"), values) & field.ok
    else:
        wanted = pl.Series(field.data).is_in(list(values)).to_numpy() & field.ok
    return field.rows(wanted)


_CAPITALS = frozenset({Kind.CODE, Kind.CODES, Kind.PREFIX, Kind.VIN, Kind.USCC})
_NUMERIC = frozenset(
    {Kind.DATE, Kind.INSTANT, Kind.MONTH, Kind.BOOLEAN, Kind.MASS, Kind.INTEGER, Kind.DEGREES}
)


def said(field: Field) -> pl.Series:
    """Give what each run says in one spelling: 2026/5/1 is 2026-05-01. Text and the unreadable stay as they stand."""
    kind, raw = field.column.kind, field.raw.values
    if kind in _CAPITALS:
        return cells.capitals(raw)
    if kind is Kind.CHOICE or kind in _NUMERIC:
        data = pl.Series(field.data.astype("datetime64[D]") if kind is Kind.MONTH else field.data)
        texts = data.cast(pl.String)
        if kind is Kind.MONTH:
            texts = texts.str.head(len("YYYY-MM"))
        return texts.zip_with(pl.Series(field.ok, dtype=pl.Boolean), raw)
    return raw


def _said(field: Field, rows: npt.NDArray[np.int64]) -> pl.Series:
    """Give what some rows say, in one spelling."""
    return picked(said(field), rows if field.raw.at is None else field.raw.at[rows])


@execute.register
def _required_when(item: checks.RequiredWhen, ground: Ground) -> None:
    typed, failed = ground.typed, ground.failed
    asked = chosen(typed[item.when], item.values)
    if item.negate:
        asked = ~asked
    mask = asked & ~_filled(typed[item.column])
    failed.add(mask, item.rule, item.column, **failed.both("when", item.when), values=", ".join(item.values))


def _day(field: Field) -> npt.NDArray[Any]:
    days = field.rows(field.data)
    if field.column.kind is Kind.INSTANT:
        days = days + np.timedelta64(8, "h")
    return days.astype("datetime64[D]")


@execute.register
def _not_before(item: checks.NotBefore, ground: Ground) -> None:
    typed, failed = ground.typed, ground.failed
    later, earlier = typed[item.later], typed[item.earlier]
    mask = later.good & earlier.good & (_day(later) < _day(earlier))
    failed.add(mask, item.rule, item.later, **failed.both("earlier", item.earlier))


@execute.register
def _same_month(item: checks.SameMonth, ground: Ground) -> None:
    typed, failed = ground.typed, ground.failed
    day, month = typed[item.column], typed[item.month]
    mask = day.good & month.good & (_day(day).astype("datetime64[M]") != month.rows(month.data))
    failed.add(mask, item.rule, item.column, **failed.both("month", item.month))


@execute.register
def _different(item: checks.Different, ground: Ground) -> None:
    typed, failed = ground.typed, ground.failed
    first, second = typed[item.first], typed[item.second]
    same = first.raw.spread().str.to_uppercase() == second.raw.spread().str.to_uppercase()
    failed.add(
        first.good & second.good & same.to_numpy(), item.rule, item.second, **failed.both("first", item.first)
    )


@execute.register
def _not_filer(item: checks.NotFiler, ground: Ground) -> None:
    typed, failed = ground.typed, ground.failed
    field = typed[item.column]
    if len(ground.filers) == 1:
        mask = (
            field.rows((field.data == ground.filers[0]).to_numpy())
            if ground.filers[0]
            else np.zeros(len(ground.file), np.bool_)
        )
    else:
        named = field.rows(field.data.to_numpy())
        mask = (named == ground.filers[ground.file]) & (named != "")
    failed.add(mask & field.good, item.rule, item.column)


@execute.register
def _same_level(item: checks.SameLevel, ground: Ground) -> None:
    typed, failed = ground.typed, ground.failed
    first, second = typed[item.first], typed[item.second]
    if first.level is None or second.level is None:
        return
    mask = first.good & second.good & (first.rows(first.level) != second.rows(second.level))
    failed.add(mask, item.rule, item.second, **failed.both("first", item.first))


@execute.register
def _at_least_one(item: checks.AtLeastOne, ground: Ground) -> None:
    typed, failed = ground.typed, ground.failed
    empty = ~np.any([_filled(typed[name]) for name in item.columns], axis=0)
    names = {
        f"columns_{language}": ", ".join(failed.heading(name, language) for name in item.columns)
        for language in ("zh", "en")
    }
    failed.add(empty, item.rule, None, **names)


@execute.register
def _unique(item: checks.UniqueInFile, ground: Ground) -> None:
    typed, failed = ground.typed, ground.failed
    complete = np.all([typed[name].good for name in item.columns], axis=0)
    rows = np.flatnonzero(complete)
    texts = [cells.capitals(_said(typed[name], rows)) for name in item.columns]
    again = ~firsts([ground.file[rows], *texts])
    failed.add_rows(rows[again], item.rule, item.columns[0])


@execute.register
def _same_within(item: checks.SameWithin, ground: Ground) -> None:
    """Compare only the rows at which a run of the group or of one of the columns begins."""
    typed, failed = ground.typed, ground.failed
    edge = np.zeros(len(ground.file), np.bool_)
    edge[:1] = True
    edge[1:] |= ground.file[1:] != ground.file[:-1]
    for name in (item.group, *item.columns):
        at = typed[name].raw.at
        edge[1:] |= True if at is None else at[1:] != at[:-1]
    rows = np.flatnonzero(edge & _filled(typed[item.group]))
    group, file = typed[item.group], ground.file[rows]
    names = _texts(group, said(group), rows)
    for name in item.columns:
        field = typed[name]
        odd = _torn(file, names, _texts(field, field.raw.values, rows))
        if len(odd):  # it may be but the spelling: 2026/5/1 is 2026-05-01
            odd = _torn(file, names, _texts(field, said(field), rows))
        failed.add_rows(rows[odd], item.rule, name, **failed.both("group", item.group))


Texts = pl.Series | list[str]


def _texts(field: Field, values: pl.Series, rows: Files) -> Texts:
    """Give what some rows show of the values of a field's runs: few as a list, many as the engine has them."""
    places = rows if field.raw.at is None else field.raw.at[rows]
    if len(rows) > FEW:
        return values[places]
    known = values.to_list() if len(values) <= FEW else values
    return [known[place] for place in places.tolist()]


def _torn(file: Files, group: Texts, words: Texts) -> Files:
    """Give the places that say otherwise than the first of their group."""
    if isinstance(words, list):
        first: dict[tuple[int, str], str] = {}
        keys = zip(file.tolist(), group, strict=True)
        heads = [first.setdefault(key, word) for key, word in zip(keys, words, strict=True)]
        return np.array([place for place, head in enumerate(heads) if words[place] != head], np.int64)
    frame = pl.DataFrame({"file": file, "group": group, "words": words})
    odd = frame.select(pl.col("words") != pl.col("words").first().over("file", "group")).to_series()
    return np.flatnonzero(odd.to_numpy())
