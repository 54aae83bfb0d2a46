"""日历 — the calendar that clocks are counted by: the shipped holidays, the administrator's overrides, the policies."""

import time

from suyuan.law.calendar import Calendar
from suyuan.storage import settings

_cached: tuple[float, Calendar] | None = None
_FRESH = 5.0  # seconds for which a new override may lag


def counting() -> Calendar:
    """Give the calendar in force on this platform."""
    global _cached  # noqa: PLW0603 - one calendar for the process
    if _cached is None or time.monotonic() - _cached[0] > _FRESH:
        usual = Calendar.usual()
        table = "\n".join(
            f"{day}\t{'work' if working else 'off'}\t行政调整\tBy notice"
            for day, working in settings.holiday_overrides().items()
        )
        holidays = usual.holidays.with_overrides(table) if table else usual.holidays
        _cached = (time.monotonic(), Calendar(holidays, usual.policies))
    return _cached[1]
