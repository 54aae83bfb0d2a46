"""Writing identifiers for made-up things (编造合法编码): battery dates, VINs, fictitious credit codes,
the seed's dice.

Every code made here is well formed and carries a right check character; none is taken from a real product
or firm.

Parts: `iso`, `date_letters`, `vin`, `credit_code`, `dice`, `fold`.

Source: GB/T 34014-2017 (date letters), GB 16735 (VIN), GB 32100-2015 (credit code).

>>> from datetime import date
>>> date_letters(date(2026, 1, 2).toordinal())
'G12'
>>> date_letters(date(2022, 7, 31).toordinal())
'C70'
"""

from datetime import date
from functools import cache
from zlib import crc32

import numpy as np

from suyuan.codes import uscc
from suyuan.codes.letters import LETTERS
from suyuan.codes.vin import check_character

_MODEL_YEARS = "ABCDEFGHJKLMNPRSTVWXY123456789"  # GB 16735, from 2010
_YEAR = {number: letter for letter, number in LETTERS.years.items()}
_MONTH = {number: letter for letter, number in LETTERS.months.items()}
_DAY = {number: letter for letter, number in LETTERS.days.items()}


@cache
def iso(ordinal: int) -> str:
    """The day with this proleptic ordinal as YYYY-MM-DD."""
    return date.fromordinal(ordinal).isoformat()


@cache
def date_letters(ordinal: int) -> str:
    """Year, month and day of production as the three characters of a battery code (2011 to 2040)."""
    day = date.fromordinal(ordinal)
    return f"{_YEAR[day.year]}{_MONTH[day.month]}{_DAY[day.day]}"


def vin(wmi: str, descriptor: str, model_year: int, plant: str, serial: int) -> str:
    """A VIN of a three-character `wmi`, five-character `descriptor` and a six-digit `serial`, check digit
    worked out.
    """
    year = _MODEL_YEARS[(model_year - 2010) % 30]
    draft = f"{wmi}{descriptor}0{year}{plant}{serial:06d}"
    return f"{draft[:8]}{check_character(draft)}{draft[9:]}"


def credit_code(number: int) -> str:
    """The unified social credit code of the fictitious firm with this number."""
    return str(uscc.make_fictitious(number))


def dice(seed: int, name: str) -> np.random.Generator:
    """A generator of its own for each named part of the world, so that one part's changes leave the
    others alone.
    """
    return np.random.default_rng([seed, crc32(name.encode())])


def fold(text: str, size: int) -> int:
    """A number in [0, size) that depends on `text` alone: for habits that need no dice."""
    return crc32(text.encode()) % size
