"""期间计算 — statutory counting: from the day of an event to the last day on which its report is in time.

    Calendar        holidays and policies; everything here is computed from these two
    due             deadline, event day -> last day, or None where the text sets no number
    due_on          the same for a duty: picks the version in force on the event day
    due_column      the same for a whole column of days
    closes_at       the instant at which a last day ends
    legal_day       the day of an instant in Asia/Shanghai

Each rule of counting is a function of its own with the article it follows. Those are the rules of the Civil
Code on periods of time; that they govern reports to an administration is general practice and stands in no
text we have seen, so each is also a named policy (law.policies).

The clock is never read: days come in, days go out.

Source: Civil Code (2020), Articles 200 to 204; days of rest from law.holidays.

>>> calendar = Calendar.usual()
>>> str(due(Days(20), date(2026, 5, 1), calendar))
'2026-05-21'
>>> str(due(Days(15), date(2026, 9, 20), calendar))  # day 15 is 5 October, a holiday
'2026-10-08'
>>> str(due(Months(6), date(2026, 8, 31), calendar))  # 28 February 2027 is a Sunday
'2027-03-01'
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone

import numpy as np
import numpy.typing as npt

from suyuan.law.duty import Days, Deadline, Duty, MonthlyBy, Months, Promptly, Version
from suyuan.law.holidays import Holidays
from suyuan.law.policies import Policies

ONE_DAY = timedelta(days=1)
SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")  # no summer time since 1992
WIDEST_TABLE = 400_000  # days; a column that spans more is sorted instead of looked up

DayColumn = npt.NDArray[np.datetime64]


@dataclass(frozen=True, slots=True)
class Calendar:
    """What counting depends on besides the deadline itself."""

    holidays: Holidays
    policies: Policies

    @classmethod
    def usual(cls) -> "Calendar":
        """Give the shipped holidays with the default policies."""
        return cls(Holidays.shipped(), Policies())


def due(deadline: Deadline, trigger: date, calendar: Calendar) -> date | None:
    """Give the last day in time for an event on ``trigger``; None where the text sets no number.

    Raises OverflowError past the year 9999.
    """
    match deadline:
        case Promptly():
            return None
        case Days():
            count = days_of(deadline, calendar.policies)
            if deadline.working or not calendar.policies.calendar_days:
                return after_working_days(trigger, count, calendar)
            return off_rest_day(after_days(trigger, count, calendar), calendar)
        case Months():
            return off_rest_day(after_months(trigger, deadline.count, calendar), calendar)
        case MonthlyBy():
            return off_rest_day(day_of_next_month(trigger, deadline.day, calendar), calendar)


def due_on(duty: Duty, trigger: date, calendar: Calendar) -> tuple[Version | None, date | None]:
    """Give the version in force on the event day and its last day; (None, None) before the first."""
    version = duty.version_on(trigger)
    if version is None:
        return None, None
    return version, due(version.deadline, trigger, calendar)


def due_column(duty: Duty, triggers: DayColumn, calendar: Calendar) -> DayColumn:
    """Give the last day of every event: (datetime64[D][n]) -> datetime64[D][n], NaT where there is none.

    Agrees with ``due_on`` value by value. Each distinct day is counted once, whatever the number of rows.
    """
    days = triggers.astype("datetime64[D]", copy=False)
    filled = ~np.isnat(days)
    if not filled.all():
        answer = np.full(len(days), np.datetime64("NaT"), dtype="datetime64[D]")
        answer[filled] = due_column(duty, days[filled], calendar)
        return answer
    if not len(days):
        return days
    first, span = days.min(), int((days.max() - days.min()).astype(np.int64)) + 1
    if span > WIDEST_TABLE:
        distinct, places = np.unique(days, return_inverse=True)
        table = _due_of(duty, distinct, calendar)
        return table[places]
    place: npt.NDArray[np.int64] = (days - first).astype(np.int64)
    present = np.zeros(span, np.bool_)
    present[place] = True
    distinct = np.flatnonzero(present)
    table = np.full(span, np.datetime64("NaT"), dtype="datetime64[D]")
    table[distinct] = _due_of(duty, first + distinct, calendar)
    return table[place]


def trigger_columns(duty: Duty, policies: Policies) -> tuple[str, ...]:
    """Give the columns that may start the clock, first filled first, as the policy on sales has it."""
    if "sale_clock" in duty.policies and policies.sale_clock == "sold":
        return ("sold_date",)
    return duty.trigger


# --- the rules of counting, one by one -------------------------------------------------------------------


def first_counted(trigger: date, calendar: Calendar) -> date:
    """Give the first day that counts: the day after the event (Civil Code 201: the first day is left out)."""
    return trigger + ONE_DAY if calendar.policies.first_day_not_counted else trigger


def after_days(trigger: date, count: int, calendar: Calendar) -> date:
    """Give the last of so many calendar days (Civil Code 200: periods count by the civil calendar)."""
    return first_counted(trigger, calendar) + timedelta(days=count - 1)


def after_working_days(trigger: date, count: int, calendar: Calendar) -> date:
    """Give the last of so many working days; made-up working weekends count, holidays do not.

    A period of working days cannot end on a day of rest, so nothing moves (2018 rules; notices on holidays).
    """
    day = first_counted(trigger, calendar)
    while True:
        if calendar.holidays.is_working(day):
            count -= 1
            if count <= 0:
                return day
        day += ONE_DAY


def after_months(trigger: date, count: int, calendar: Calendar) -> date:
    """Give the matching day so many months on, or that month's last (Civil Code 202)."""
    year, month = divmod(trigger.year * 12 + trigger.month - 1 + count, 12)
    matching = _in_month(year, month + 1, trigger.day)
    return matching if calendar.policies.first_day_not_counted else matching - ONE_DAY


def day_of_next_month(trigger: date, day: int, calendar: Calendar) -> date:
    """Give the named day of the month after the event's; itself included (Civil Code 204)."""
    year, month = divmod(trigger.year * 12 + trigger.month, 12)
    named = _in_month(year, month + 1, day)
    return named if calendar.policies.monthly_inclusive else named - ONE_DAY


def off_rest_day(last: date, calendar: Calendar) -> date:
    """Move a last day of rest to the next working day (Civil Code 203: when the holiday is over)."""
    roll = calendar.policies.holiday_roll
    if roll == "none" or (roll == "public_holidays" and not calendar.holidays.is_public_holiday(last)):
        return last
    while not calendar.holidays.is_working(last):
        last += ONE_DAY
    return last


def days_of(deadline: Days, policies: Policies) -> int:
    """Give the number of days, from the named policy where the text has none."""
    return int(getattr(policies, deadline.policy)) if deadline.policy else deadline.count


def closes_at(last: date) -> datetime:
    """Give the instant (UTC) at which a last day ends: 24:00 in Shanghai (Civil Code 203)."""
    return datetime.combine(last + ONE_DAY, time(), SHANGHAI).astimezone(UTC)


def legal_day(at: datetime) -> date:
    """Give the legal day of an instant: its date in Asia/Shanghai. ``at`` carries an offset."""
    return at.astimezone(SHANGHAI).date()


def _in_month(year: int, month: int, day: int) -> date:
    if year > date.max.year:
        raise OverflowError("no day past the year 9999")
    return date(year, month, min(day, monthrange(year, month)[1]))


def _due_of(duty: Duty, days: DayColumn, calendar: Calendar) -> DayColumn:
    found = [due_on(duty, day, calendar)[1] for day in days.tolist()]
    return np.array(found, dtype="datetime64[D]")
