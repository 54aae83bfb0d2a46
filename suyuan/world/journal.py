"""What happened and when it was reported (日记与申报): acts of the world, each with the day of its filing.

A firm files a duty on its own fixed weekday, every one, two or four weeks, so that a filing carries the
rows of many acts, as clerks do it. Every habit here leaves room before the statutory day, so acts left as
they are were filed in time.

Parts: `Act`, `Journal`, `DUE_DAYS`, `NEVER`.

Source: Article 24 of the Measures and, for dismantlers, the 15 working days of the 2018 rules.

>>> book = Journal(until=739000)
>>> act = book.record("91990000ZY0000501X", "24.8.a", 738000, {"vin": "x"})
>>> 1 <= act.filed - act.day <= 8
True
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from suyuan.world.coding import fold
from suyuan.world.works import Pack

Row = dict[str, Any]

# Days after which a filing of each duty is certainly late: the longer of the reading of 2018 and that of
# 2026, months and working days rounded up. Used to plant lateness that no reading of the law can excuse.
DUE_DAYS: dict[str, int] = {
    "24.1": 190, "24.2.a": 30, "24.2.b": 50, "24.2.c": 30, "24.3": 30, "24.4.a": 50, "24.4.b": 30,
    "24.5.a": 30, "24.5.b": 55, "24.5.c": 55, "24.6.a": 40, "24.6.b": 30, "24.6.c": 30, "24.7.a": 50,
    "24.7.b": 50, "24.8.a": 35, "24.8.b": 35,
}  # fmt: skip
_WEEKS_BETWEEN = {"24.2.b": 4, "24.5.b": 2, "24.5.c": 2, "24.7.a": 2, "24.7.b": 2}  # else weekly
_WEEK = 7
NEVER = date.max.toordinal()


@dataclass(slots=True, eq=False)
class Act:
    """One row to be: who reports it under which duty, the day it happened, the day it is filed.

    `packs` are the batteries whose codes complete the row when it is written: the whole tree if `tree`,
    else the pack codes alone.
    """

    by: str
    duty: str
    day: int
    row: Row
    filed: int
    packs: tuple[Pack, ...] = ()
    tree: bool = True

    def written(self) -> Row:
        """The row as the file carries it."""
        if not self.packs:
            return self.row
        if self.duty == "12.1":
            return self.packs[0].tree() | self.row
        packs = [pack.tree() if self.tree else {"pack_code": pack.code} for pack in self.packs]
        return self.row | {"packs": packs}


@dataclass(slots=True)
class Journal:
    """All acts so far; days are proleptic ordinals, nothing is filed after `until`."""

    until: int
    acts: list[Act] = field(default_factory=list)

    def record(
        self,
        by: str,
        duty: str,
        day: int,
        row: Row,
        *,
        filed: int | None = None,
        packs: tuple[Pack, ...] = (),
        tree: bool = True,
    ) -> Act:
        """Note an act of `day`; filed on the firm's next filing day unless `filed` says otherwise."""
        act = Act(by, duty, day, row, self.slot(by, duty, day) if filed is None else filed, packs, tree)
        self.acts.append(act)
        return act

    @staticmethod
    def slot(by: str, duty: str, day: int) -> int:
        """The first filing day of this firm for this duty after `day`; always a Monday to Friday."""
        weeks = _WEEKS_BETWEEN.get(duty, 1)
        period = _WEEK * weeks
        phase = fold(by + duty, 5) + 1 + _WEEK * fold(duty + by, weeks)
        return day + 1 + (phase - day - 1) % period

    @staticmethod
    def drop(gone: Iterable[Act]) -> None:
        """Leave these acts untold: they will never be filed."""
        for act in gone:
            act.filed = NEVER
