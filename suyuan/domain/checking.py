"""校验 — a duty's checks over whole columns: the same for page, API, command line and the offline check.

    Checked    the typed columns of one or several filings of a duty, their forest and their faults
    check()    tables, or a bundle of them -> Checked

Several filings of the same duty are checked as one long table (``file`` tells which); checks that compare rows
never look across two filings. What is compared with the store comes later, in ``services``.

Source: the columns and checks of the duty modules, Article 24 of the Measures.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from suyuan.codes import region
from suyuan.domain import fields, trees
from suyuan.domain.bundles import Bundle
from suyuan.domain.fields import Field
from suyuan.domain.row_checks import FailedRows, Ground, run
from suyuan.domain.table import Column, Fault, Rows, Table
from suyuan.law.duty import Duty, Kind

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Checked:
    """Typed columns of n rows from one or several filings. ``line`` counts data rows within each file."""

    duty: Duty
    bundle: Bundle
    fields: dict[str, Field]
    file: npt.NDArray[np.int64]
    line: Rows
    faults: tuple[Fault, ...]
    bad: Mask
    forest: trees.Forest | None

    def __len__(self) -> int:
        return len(self.line)

    @cached_property
    def held(self) -> Mask:
        """Mark rows that have no error themselves but share their act (vehicle, pack) with a row that has."""
        if self.duty.group is None or not self.bad.any():
            return np.zeros(len(self), np.bool_)
        acts = self.acts
        return np.isin(acts, np.unique(acts[self.bad])) & ~self.bad

    @cached_property
    def acts(self) -> npt.NDArray[np.int64]:
        """Number the act that each row belongs to: rows of one file that share the duty's group column."""
        if self.duty.group is None:
            return np.arange(len(self))
        values = self.fields[self.duty.group].raw.spread()
        frame = pl.DataFrame({"file": self.file, "value": values})
        return frame.select(pl.struct("file", "value").rank("dense")).to_series().to_numpy().astype(np.int64)

    def faults_of(self, file: int) -> tuple[Fault, ...]:
        """Give the faults of one file, with rows counted inside that file."""
        if len(self.bundle) == 1 or not self.faults:
            return self.faults
        low, high = self.bundle.start[file : file + 2]
        tables = self.bundle.tables[file : file + 1]  # none where no table has faults of its own
        mine = [
            fault for table in tables for fault in table.faults if not len(fault.rows)
        ]  # of the whole file
        for fault in self.faults:
            rows = fault.rows[(fault.rows >= low) & (fault.rows < high)] - low
            if len(rows):
                mine.append(replace(fault, rows=rows.astype(np.int32)))
        return tuple(mine)


def check(
    duty: Duty,
    tables: Sequence[Table] | Bundle,
    *,
    todays: Sequence[date],
    filers: Sequence[str],
    before: date | None = None,
) -> Checked:
    """Check filings of one duty. ``todays``: the legal day of each; ``filers``: USCC of each ("" = unknown)."""
    bundle = tables if isinstance(tables, Bundle) else Bundle.of(tables)
    file, line = bundle.file, bundle.table.line
    typed: dict[str, Field] = {}
    faults: list[Fault] = []
    for column in duty.columns:
        texts = bundle.table.columns.get(column.name) or Column.constant("", len(line))
        typed[column.name], found = fields.read(column, texts)
        faults.extend(found)
    reading = list(bundle.table.faults)
    days = np.array(todays, "datetime64[D]")[file]
    failed = FailedRows(duty, typed, faults)
    _days(duty, typed, days, failed)
    if before is not None:
        _backfilled(duty, typed, before, failed)
    run(duty, Ground(typed, file, np.array(filers, dtype=object), failed))
    forest = _trees(duty, typed, file, failed)
    faults = reading + _unsaid(faults, reading, len(line))
    bad = np.zeros(len(line), np.bool_)
    for fault in faults:
        if fault.severity == "error":
            bad[fault.rows] = True
    return Checked(duty, bundle, typed, file, line, tuple(faults), bad, forest)


def _unsaid(faults: list[Fault], reading: list[Fault], rows: int) -> list[Fault]:
    """Leave out what the reader said already: of a cell that could not be read, nothing more is to be said."""
    if not reading:
        return faults
    said: dict[str | None, Mask] = {}
    for fault in reading:
        column = None if fault.rule.startswith("json.") else fault.column  # a broken line says nothing at all
        said.setdefault(column, np.zeros(rows, np.bool_))[fault.rows] = True
    nothing = np.zeros(rows, np.bool_)
    whole = said.get(None, nothing)
    kept = []
    for fault in faults:
        fresh = fault.rows[~(whole | said.get(fault.column, nothing))[fault.rows]]
        if len(fresh):
            kept.append(fault if len(fresh) == len(fault.rows) else replace(fault, rows=fresh))
    return kept


_FUTURE = {Kind.DATE: "date.future", Kind.INSTANT: "instant.future", Kind.MONTH: "month.future"}


def _days(duty: Duty, typed: dict[str, Field], today: npt.NDArray[np.datetime64], failed: FailedRows) -> None:
    """Refuse days that have not come; warn of codes made after the event that they are filed for."""
    for column in duty.columns:
        if column.kind in _FUTURE and column.past:
            field = typed[column.name]
            day = field.rows(field.data)
            if column.kind is Kind.INSTANT:
                day = (day + np.timedelta64(8, "h")).astype("datetime64[D]")
            limit = today.astype("datetime64[M]") if column.kind is Kind.MONTH else today
            failed.add(field.good & (day > limit), _FUTURE[column.kind], column.name)
    event = event_days(duty, typed)
    day = np.where(np.isnat(event), today, np.minimum(event, today)).astype("datetime64[D]")
    latest = day.astype(np.int64)
    _regions(duty, typed, day, failed)
    for column in duty.columns:
        field = typed[column.name]
        if column.kind is Kind.CODE and field.made is not None and len(latest):
            if field.made.max(initial=-1) <= latest.min(initial=2**31):
                continue
            failed.add(field.good & (field.rows(field.made) > latest), "code.date_after_event", column.name)


def _backfilled(duty: Duty, typed: dict[str, Field], before: date, failed: FailedRows) -> None:
    """Refuse a backfill of what happened on or after the cut-off day."""
    if duty.trigger:
        late = trigger_days(duty, typed) >= np.datetime64(before)
        failed.add(late, "check.after_cutoff", duty.trigger[0], cutoff=before.isoformat())


def _regions(
    duty: Duty, typed: dict[str, Field], day: npt.NDArray[np.datetime64], failed: FailedRows
) -> None:
    """Refuse division codes that were not in use on the day of the event."""
    for column in duty.columns:
        if column.kind is Kind.REGION and len(day):
            field = typed[column.name]
            rows, length = fields.matrix_of(field.raw.spread())
            retired = region.check_column(rows, length, on=day) == region.REASONS.index("retired")
            failed.add(field.good & retired, "region.retired", column.name)


def trigger_days(duty: Duty, typed: dict[str, Field]) -> npt.NDArray[np.datetime64]:
    """Give the day that starts the clock, per row (NaT where no trigger column is filled)."""
    return _first_filled(duty.trigger, typed)


def event_days(duty: Duty, typed: dict[str, Field]) -> npt.NDArray[np.datetime64]:
    """Give the day on which it happened, per row (NaT where no column says)."""
    return _first_filled(duty.happened or duty.trigger, typed)


def _first_filled(names: Sequence[str], typed: dict[str, Field]) -> npt.NDArray[np.datetime64]:
    """Give the day in the first filled of some columns; of a month its first, of an instant that of Shanghai."""
    days: npt.NDArray[np.datetime64] | None = None
    for name in names:
        field = typed[name]
        own = field.rows(field.data)
        if field.column.kind is Kind.INSTANT:
            own = (own + np.timedelta64(8, "h")).astype("datetime64[D]")
        elif field.column.kind is Kind.MONTH:
            own = own.astype("datetime64[D]")
        own = np.where(field.good, own, np.datetime64("NaT"))
        days = own if days is None else np.where(np.isnat(days), own, days)
    if days is None:
        length = len(next(iter(typed.values())).raw)
        return np.full(length, np.datetime64("NaT"), "datetime64[D]")
    return days.astype("datetime64[D]")


def _trees(
    duty: Duty, typed: dict[str, Field], file: npt.NDArray[np.int64], failed: FailedRows
) -> trees.Forest | None:
    """Build the forest of a duty with a code tree and refuse codes that stand twice."""
    if not duty.tree or not len(file):
        return None
    columns = [typed[name] for name in duty.tree]
    unread = np.any([field.rows(field.filled & ~field.ok) for field in columns], axis=0)
    forest = forest_of(
        duty, typed, file, ~unread
    )  # a row of which a level cannot be read says nothing of a parent
    _repeated(duty, typed, file, ~unread, failed)
    double = forest.doubles(file)
    if len(double):
        _doubles(duty, forest, double, file, failed)
    return forest


def _repeated(
    duty: Duty, typed: dict[str, Field], file: npt.NDArray[np.int64], rows: Mask, failed: FailedRows
) -> None:
    """Refuse a row that names no cell and repeats an earlier one: its codes stand there already."""
    columns = [typed[name] for name in duty.tree]
    bare = np.flatnonzero(rows & ~columns[-1].good & np.any([field.good for field in columns], axis=0))
    if len(bare) < 2:  # noqa: PLR2004 - one alone repeats nothing
        return
    keys = [field.rows(field.data)[bare] for field in columns]
    words: dict[str, Any] = {f"{nth}{half}": key[:, half] for nth, key in enumerate(keys) for half in (0, 1)}
    if duty.group is not None:
        words["group"] = typed[duty.group].raw.spread().gather(pl.Series(bare)).str.to_uppercase()
    frame = pl.DataFrame({"file": file[bare]} | words)
    again = ~frame.select(pl.struct(pl.all()).is_first_distinct()).to_series().to_numpy()
    failed.add_rows(bare[again], "file.duplicate", duty.tree[0])


def forest_of(duty: Duty, typed: dict[str, Field], file: npt.NDArray[np.int64], rows: Mask) -> trees.Forest:
    """Build the forest of the chosen rows; rows in the answer are counted in the whole table."""
    columns = [typed[name] for name in duty.tree]
    levels = [trees.Level(field.rows(field.data), field.good) for field in columns]
    filled = np.logical_or.reduce([level.present for level in levels])
    chosen = np.flatnonzero(rows & filled)
    if len(chosen) < len(file):
        levels = [level.of(chosen) for level in levels]
        file = file[chosen]
    forest = trees.build(levels, file)
    return trees.Forest(forest.keys, chosen[forest.row], forest.parent, forest.depth, forest.start)


def _doubles(
    duty: Duty,
    forest: trees.Forest,
    double: npt.NDArray[np.int64],
    file: npt.NDArray[np.int64],
    failed: FailedRows,
) -> None:
    """Tell a repeated row (same code, same parent) from a code under two parents."""
    parent = np.where(forest.parent[double] >= 0, forest.parent[double], double)
    frame = pl.DataFrame(
        {
            "hi": forest.keys[double, 0],
            "lo": forest.keys[double, 1],
            "file": file[forest.row[double]],
            "above": forest.keys[parent, 0] ^ (forest.keys[parent, 1] << np.uint64(1)),
            "depth": forest.depth[double],
        }
    ).with_columns(
        parents=pl.col("above").n_unique().over("hi", "lo", "file"),
        nth=pl.int_range(pl.len()).over("hi", "lo", "file"),
    )
    torn = (frame["parents"] > 1).to_numpy()
    later = (frame["nth"] > 0).to_numpy()
    for depth, column in enumerate(duty.tree):
        here = forest.depth[double] == depth
        failed.add_rows(forest.row[double[here & torn]], "file.two_parents", column)
        failed.add_rows(forest.row[double[here & ~torn & later]], "file.duplicate", column)
