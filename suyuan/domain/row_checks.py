"""行校验 — the executors of the duty modules' declarative checks, each over whole columns.

    FailedRows   collects failing rows as faults grouped by the value shown
    run()        executes a duty's checks
"""

from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from suyuan.domain.fields import Field
from suyuan.domain.table import Fault, Severity
from suyuan.law import duty as law
from suyuan.law.duty import Duty, Kind

Mask = npt.NDArray[np.bool_]
Files = npt.NDArray[np.int64]


class FailedRows:
    """Turns masks of failing rows into faults, one for each distinct value shown."""

    def __init__(self, duty: Duty, typed: dict[str, Field], faults: list[Fault]) -> None:
        self.duty, self.typed, self.faults = duty, typed, faults

    def add(self, mask: Mask, rule: str, column: str | None, *, warning: bool = False, **detail: str) -> None:
        """Note the rows under the mask."""
        if mask.any():
            self.add_rows(np.flatnonzero(mask), rule, column, warning=warning, **detail)

    def add_rows(
        self,
        rows: npt.NDArray[np.int64],
        rule: str,
        column: str | None,
        *,
        warning: bool = False,
        **detail: str,
    ) -> None:
        """Note these rows."""
        if not len(rows):
            return
        severity: Severity = "warning" if warning else "error"
        if column is None:
            self.faults.append(Fault(rule, None, "", np.unique(rows).astype(np.int32), severity, detail))
            return
        raw = self.typed[column].raw
        runs = rows if raw.at is None else raw.at[rows]
        values = raw.values.gather(pl.Series(runs.astype(np.int64))).to_list()
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


def run(duty: Duty, typed: dict[str, Field], file: Files, filers: npt.NDArray[Any], failed: FailedRows) -> None:
    """Execute the duty's checks in their order."""
    for item in duty.checks:
        match item:
            case law.RequiredWhen():
                _required_when(item, typed, failed)
            case law.NotBefore():
                _not_before(item, typed, failed)
            case law.SameMonth():
                _same_month(item, typed, failed)
            case law.Different():
                _different(item, typed, failed)
            case law.NotFiler():
                _not_filer(item, typed, file, filers, failed)
            case law.SameLevel():
                _same_level(item, typed, failed)
            case law.AtLeastOne():
                _at_least_one(item, typed, failed)
            case law.UniqueInFile():
                _unique(item, typed, file, failed)
            case law.SameWithin():
                _same_within(item, typed, file, failed)


def _filled(field: Field) -> Mask:
    return field.rows(field.filled)


def chosen(field: Field, values: tuple[str, ...]) -> Mask:
    """Mark the rows whose choice or boolean is one of the values: bool[n]."""
    if field.column.kind is Kind.BOOLEAN:
        wanted = np.isin(np.where(field.data, "yes", "no"), values) & field.filled
    else:
        wanted = pl.Series(field.data).is_in(list(values)).to_numpy() & field.ok
    return field.rows(wanted)


def _required_when(item: law.RequiredWhen, typed: dict[str, Field], failed: FailedRows) -> None:
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


def _not_before(item: law.NotBefore, typed: dict[str, Field], failed: FailedRows) -> None:
    later, earlier = typed[item.later], typed[item.earlier]
    mask = later.good & earlier.good & (_day(later) < _day(earlier))
    failed.add(mask, item.rule, item.later, **failed.both("earlier", item.earlier))


def _same_month(item: law.SameMonth, typed: dict[str, Field], failed: FailedRows) -> None:
    day, month = typed[item.column], typed[item.month]
    mask = day.good & month.good & (_day(day).astype("datetime64[M]") != month.rows(month.data))
    failed.add(mask, item.rule, item.column, **failed.both("month", item.month))


def _different(item: law.Different, typed: dict[str, Field], failed: FailedRows) -> None:
    first, second = typed[item.first], typed[item.second]
    same = first.raw.spread().str.to_uppercase() == second.raw.spread().str.to_uppercase()
    failed.add(first.good & second.good & same.to_numpy(), item.rule, item.second, **failed.both("first", item.first))


def _not_filer(
    item: law.NotFiler, typed: dict[str, Field], file: Files, filers: npt.NDArray[Any], failed: FailedRows
) -> None:
    field = typed[item.column]
    if len(filers) == 1:
        mask = field.rows((field.data == filers[0]).to_numpy()) if filers[0] else np.zeros(len(file), np.bool_)
    else:
        named = field.rows(field.data.to_numpy())
        mask = (named == filers[file]) & (named != "")
    failed.add(mask & field.good, item.rule, item.column)


def _same_level(item: law.SameLevel, typed: dict[str, Field], failed: FailedRows) -> None:
    first, second = typed[item.first], typed[item.second]
    if first.level is None or second.level is None:
        return
    mask = first.good & second.good & (first.rows(first.level) != second.rows(second.level))
    failed.add(mask, item.rule, item.second, warning=True, **failed.both("first", item.first))


def _at_least_one(item: law.AtLeastOne, typed: dict[str, Field], failed: FailedRows) -> None:
    empty = ~np.any([_filled(typed[name]) for name in item.columns], axis=0)
    names = {
        f"columns_{language}": ", ".join(failed.heading(name, language) for name in item.columns)
        for language in ("zh", "en")
    }
    failed.add(empty, item.rule, None, **names)


def _unique(item: law.UniqueInFile, typed: dict[str, Field], file: Files, failed: FailedRows) -> None:
    complete = np.all([typed[name].good for name in item.columns], axis=0)
    frame = pl.DataFrame(
        {"file": file} | {name: typed[name].raw.spread().str.to_uppercase() for name in item.columns}
    ).filter(pl.Series(complete))
    again = ~frame.select(pl.struct(pl.all()).is_first_distinct()).to_series().to_numpy()
    failed.add_rows(np.flatnonzero(complete)[again], item.rule, item.columns[0])


def _same_within(item: law.SameWithin, typed: dict[str, Field], file: Files, failed: FailedRows) -> None:
    """Compare only the rows at which a run of the group or of one of the columns begins."""
    edge = np.zeros(len(file), np.bool_)
    edge[:1] = True
    edge[1:] |= file[1:] != file[:-1]
    for name in (item.group, *item.columns):
        at = typed[name].raw.at
        edge[1:] |= True if at is None else at[1:] != at[:-1]
    rows = np.flatnonzero(edge)
    frame = pl.DataFrame(
        {"file": file[rows], "row": rows}
        | {name: _at(typed[name], rows) for name in dict.fromkeys((item.group, *item.columns))}
    )
    keys = ["file", item.group]
    counts = frame.group_by(keys).agg(pl.col(item.columns).n_unique())
    for name in item.columns:
        torn = counts.filter(pl.col(name) > 1).select(keys)
        if torn.height:
            odd = frame.join(torn, on=keys, how="semi").filter(
                pl.col(name) != pl.col(name).first().over(keys)
            )
            failed.add_rows(odd["row"].to_numpy(), item.rule, name, **failed.both("group", item.group))


def _at(field: Field, rows: npt.NDArray[np.int64]) -> pl.Series:
    """Give the text of some rows."""
    runs = rows if field.raw.at is None else field.raw.at[rows].astype(np.int64)
    return field.raw.values.gather(pl.Series(runs))
