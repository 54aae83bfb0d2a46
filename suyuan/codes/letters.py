"""Letter tables (代码字母表): what the single letters inside a GB/T 34014 code mean, as dated data.

Parts of a table:

* ``levels``: position 4, the kind of product (产品类型代码)
* ``chemistries``: position 5, the kind of battery (电池类型代码)
* ``years``, ``months``, ``days``: the three positions of the production date (生产日期代码)

Source: GB/T 34014-2017, in force 2018-02-01. The tables of the standard are not published freely; this one
rests on published codes, on an industry consortium's pattern and on the rule that I, O, Q, U and Z stay
unused: 30 signs for a 30-year cycle, and with ``0`` exactly 31 signs for the days of a month. Public decoders
differ on days from the 27th on. The Measures cite the standard without a year, so a revision adds a table
here and changes none.

A letter that a table lacks makes a date or a kind *unknown*, never a code invalid.

>>> table_on(date(2026, 4, 1)).name
'GB/T 34014-2017'
>>> LETTERS.years["G"], LETTERS.months["1"], LETTERS.days["0"]
(2026, 1, 31)
>>> LETTERS.chemistries["B"].en
'lithium iron phosphate'
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple


class Meaning(NamedTuple):
    """What one letter stands for, in Chinese and in English."""

    zh: str
    en: str


# A table is one of a few constants of this module: compared by identity, so that caches may be keyed by it.
@dataclass(frozen=True, eq=False, repr=False)
class Letters:
    """The letter tables of one edition of the standard."""

    name: str
    in_force: date
    levels: Mapping[str, Meaning]
    chemistries: Mapping[str, Meaning]
    years: Mapping[str, int]
    months: Mapping[str, int]
    days: Mapping[str, int]

    def made(self, letters: str) -> date | None:
        """This will read three date letters; None when a letter is unknown or there is no such day."""
        if not self.knows_date(letters):
            return None
        try:
            return date(self.years[letters[0]], self.months[letters[1]], self.days[letters[2]])
        except ValueError:
            return None

    def knows_date(self, letters: str) -> bool:
        """This will tell whether all three date letters are in the table."""
        return letters[0] in self.years and letters[1] in self.months and letters[2] in self.days


_SIGNS = "123456789ABCDEFGHJKLMNPRSTVWXY"

GB_T_34014_2017 = Letters(
    name="GB/T 34014-2017",
    in_force=date(2018, 2, 1),
    levels={
        "P": Meaning("电池包", "battery pack"),
        "M": Meaning("模块", "battery module"),
        "C": Meaning("单体", "battery cell"),
    },
    chemistries={
        "A": Meaning("镍氢电池", "nickel-metal hydride"),
        "B": Meaning("磷酸铁锂电池", "lithium iron phosphate"),
        "C": Meaning("锰酸锂电池", "lithium manganese oxide"),
        "D": Meaning("钴酸锂电池", "lithium cobalt oxide"),
        "E": Meaning("三元材料电池", "ternary lithium (NCM or NCA)"),
        "F": Meaning("超级电容器", "supercapacitor"),
        "G": Meaning("钛酸锂电池", "lithium titanate"),
        "Z": Meaning("其他", "other"),
    },
    years={sign: 2011 + place for place, sign in enumerate(_SIGNS)},
    months={sign: 1 + place for place, sign in enumerate("123456789ABC")},
    days={sign: 1 + place for place, sign in enumerate(_SIGNS + "0")},
)

TABLES = (GB_T_34014_2017,)
LETTERS = TABLES[-1]


def table_on(day: date) -> Letters:
    """This will return the table in force on a day; before the first edition, the first."""
    return max(
        (table for table in TABLES if table.in_force <= day), key=lambda t: t.in_force, default=TABLES[0]
    )
