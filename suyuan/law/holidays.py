r"""法定节假日与调休 — days of rest and made-up working days of China, as dated data.

    Holidays           the days off and the working weekends; ``shipped()`` reads holidays.dat once
    with_overrides     the same with a table laid over it: a notice that came after the release

Up to the noticed year the days follow the notices of the General Office of the State Council, with their
made-up working days; later years follow the rule and the lunar calendar and cannot know those. A due day
beyond the noticed year may therefore still move: ``is_noticed`` tells.

Source: Regulation on Public Holidays (Order 795 of 2024) and the yearly notices, by way of the ``holidays``
package (MIT); the file is written by tools/update/public_holidays.py.

>>> known = Holidays.shipped()
>>> known.is_working(date(2026, 2, 14)), known.is_working(date(2026, 2, 17))
(True, False)
>>> known.name(date(2026, 10, 1)).zh
'国庆节'
>>> later = known.with_overrides("2027-02-20\twork\t调休上班\tMake-up working day")
>>> later.is_working(date(2027, 2, 20))
True
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from suyuan.law.duty import Text

SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Holidays:
    """Days off and working weekends by name; ``noticed`` is the last year that follows a notice."""

    off: Mapping[date, Text]
    work: Mapping[date, Text]
    noticed: int

    @classmethod
    def shipped(cls) -> "Holidays":
        """Give the table of this release; read at the first call only."""
        return _shipped()

    def is_working(self, day: date) -> bool:
        """Tell whether offices work on that day."""
        if day in self.off:
            return False
        return day.weekday() < SATURDAY or day in self.work

    def is_public_holiday(self, day: date) -> bool:
        """Tell whether the day is off by holiday or notice, not merely a weekend."""
        return day in self.off

    def is_noticed(self, day: date) -> bool:
        """Tell whether that day's year has its notice: if not, due days in it may still move."""
        return day.year <= self.noticed

    def name(self, day: date) -> Text | None:
        """Give the name of a holiday or of a made-up working day."""
        return self.off.get(day) or self.work.get(day)

    def with_overrides(self, table: str) -> "Holidays":
        """Lay a table of the same form over this one; its days win, ``noticed YEAR`` raises the noticed year.

        Raises ValueError with the line that cannot be read.
        """
        off, work = dict(self.off), dict(self.work)
        noticed = self.noticed
        for number, line in enumerate(table.splitlines(), 1):
            if not line.strip() or line.startswith("#"):
                continue
            try:
                if line.startswith("noticed "):
                    noticed = int(line.split()[1])
                    continue
                day, kind, zh, en = line.split("\t")
                into, other = {"off": (off, work), "work": (work, off)}[kind]
                into[date.fromisoformat(day)] = Text(zh, en)
            except (ValueError, KeyError, IndexError) as error:
                raise ValueError(f"holiday table, line {number}: {line!r}") from error
            other.pop(date.fromisoformat(day), None)
        return Holidays(off, work, noticed)


@cache
def _shipped() -> Holidays:
    table = files("suyuan.law").joinpath("holidays.dat").read_text(encoding="utf-8")
    return Holidays({}, {}, 0).with_overrides(table)
