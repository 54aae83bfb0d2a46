import subprocess
import sys
from datetime import date, timedelta

import holidays
import pytest

from suyuan.law.holidays import Holidays

KNOWN = Holidays.shipped()


@pytest.mark.parametrize("year", range(2018, 2061))
def test_every_day_agrees_with_the_package(year):
    package = holidays.China(years=year)
    day = date(year, 1, 1)
    while day.year == year:
        assert KNOWN.is_working(day) == package.is_working_day(day), day
        day += timedelta(1)


@pytest.mark.parametrize("year", range(2018, 2027))
def test_made_up_working_days_agree_with_the_package(year):
    package = holidays.China(years=year)
    assert {day for day in KNOWN.work if day.year == year} == {
        day for day in package.weekend_workdays if day.year == year
    }


def test_a_made_up_saturday_is_worked_and_a_plain_one_is_not():
    assert KNOWN.is_working(date(2026, 10, 10))
    assert not KNOWN.is_working(date(2026, 10, 17))
    assert KNOWN.name(date(2026, 10, 10)).en == "Make-up working day"
    assert KNOWN.name(date(2026, 10, 17)) is None


def test_a_year_without_a_notice_says_so():
    assert KNOWN.is_noticed(date(2026, 12, 31))
    assert not KNOWN.is_noticed(date(2027, 1, 1))


def test_a_later_notice_is_laid_over_the_table():
    notice = (
        "# notice for 2027\nnoticed 2027\n\n"
        "2027-02-20\twork\t调休上班\tMake-up working day\n"
        "2027-02-11\toff\t春节\tSpring Festival\n"
    )
    later = KNOWN.with_overrides(notice)
    assert later.is_working(date(2027, 2, 20))
    assert not later.is_working(date(2027, 2, 11))
    assert later.is_noticed(date(2027, 6, 1))
    assert KNOWN.is_working(date(2027, 2, 11))


def test_a_holiday_can_become_a_working_day_and_back():
    worked = KNOWN.with_overrides("2026-10-07\twork\t上班\tWorked")
    assert worked.is_working(date(2026, 10, 7))
    assert not worked.with_overrides("2026-10-07\toff\t国庆节\tNational Day").is_working(date(2026, 10, 7))


@pytest.mark.parametrize(
    "line", ["2026-13-01\toff\ta\tb", "2026-10-01\tfree\ta\tb", "2026-10-01 off", "noticed x"]
)
def test_a_line_that_cannot_be_read_is_named(line):
    with pytest.raises(ValueError, match="line 2"):
        KNOWN.with_overrides(f"# head\n{line}")


def test_importing_the_law_reads_no_file_and_loads_no_holiday_package():
    program = (
        "import sys, suyuan.law.measures_2026, suyuan.law.calendar as c, suyuan.law.holidays as h;"
        "assert h._shipped.cache_info().currsize == 0;"
        "c.Calendar.usual(); assert 'holidays' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
