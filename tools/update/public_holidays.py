"""节假日表 — write suyuan/law/holidays.dat from the ``holidays`` package (MIT), which follows the yearly notices.

Run it when a new notice is out (November) and the package has it: python tools/update/public_holidays.py
Years that have a notice come with their make-up working days; later years are by rule and say so.
"""

import re
from pathlib import Path

import holidays
from holidays.countries.china import ChinaStaticHolidays

FIRST, LAST = 2018, 2060
TARGET = Path(__file__).parents[2] / "suyuan" / "law" / "holidays.dat"
HEAD = """\
# Public holidays and make-up working days of China, one day a line: day, off or work, names.
# Ordinary weekends are not listed. Years up to the noticed one follow the notices of the General Office of
# the State Council; later ones the rule (Order 795 of 2024) and the lunar calendar, without make-up days.
# Written by tools/update/public_holidays.py from the package holidays {version} (MIT).
noticed {noticed}
"""


def names(zh: str, en: str) -> tuple[str, str]:
    """Give the plain names of a day, without the package's remarks on substitution."""
    if "调休" in zh:
        return "调休放假", "Day off by notice"
    return re.split(r"（|; ", zh, maxsplit=1)[0], re.split(r" \(|; ", en, maxsplit=1)[0]


def lines() -> list[str]:
    """Give the lines of all years, in order."""
    years = range(FIRST, LAST + 1)
    zh = holidays.China(years=years, language="zh_CN")
    en = holidays.China(years=years, language="en_US")
    out = {day: ("off", *names(zh[day], en[day])) for day in zh}
    for day in zh.weekend_workdays:
        if FIRST <= day.year <= LAST:
            out[day] = ("work", "调休上班", "Make-up working day")
    return [f"{day}\t{kind}\t{name}\t{english}" for day, (kind, name, english) in sorted(out.items())]


def main() -> None:
    """Write the file and say how much it holds."""
    noticed = max(ChinaStaticHolidays.special_public_holidays)
    body = lines()
    TARGET.write_text(
        HEAD.format(version=holidays.__version__, noticed=noticed) + "\n".join(body) + "\n",
        encoding="utf-8",
    )
    print(f"{TARGET.name}: {len(body)} days, by notice up to {noticed}")


if __name__ == "__main__":
    main()
