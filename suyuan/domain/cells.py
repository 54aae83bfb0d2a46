"""字格 — the text of a column's cells read as days, numbers and words, all at once.

    filled, longer, hidden, capitals, among    what stands there, how long, unseen, in capitals, one of some words
    days        2026-05-01, 2026/5/1, 2026年5月1日, or with a midnight that a spreadsheet added
    decimals    decimals, exactly, as integers of 10**-places
    worded      words looked up, whatever their capitals

A filing may have a million cells in a column or one. The engine reads a million in a moment, but to be asked at all
costs it 0.1 ms, and a filing of one row asks thirty times; so up to ``FEW`` cells are read one by one. Both ways give
the same: a test holds them together.

>>> days(pl.Series(["2026-05-01", "2026/5/1", ""])).tolist()
[datetime.date(2026, 5, 1), datetime.date(2026, 5, 1), None]
>>> decimals(pl.Series(["-1.25", "1e3"]), 3)
(array([ True, False]), array([-1250,     0]))
"""

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import date

import numpy as np
import numpy.typing as npt
import polars as pl

from suyuan.domain.table import FEW

Mask = npt.NDArray[np.bool_]
Days = npt.NDArray[np.datetime64]

# Unicode's categories Cc and Cf (16.0), without tab, line feed and carriage return: one list for both engines.
UNSEEN = (
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e"
    "\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb\U000110bd\U000110cd"
    "\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0001\U000e0020-\U000e007f"
)
_UNSEEN = re.compile(f"[{UNSEEN}]")
_NUMBER = re.compile(r"([+-]?)([0-9]{1,12})(?:\.([0-9]*))?")


def _marks(marks: Iterable[bool], length: int) -> Mask:
    return np.fromiter(marks, np.bool_, length)


def filled(values: pl.Series) -> Mask:
    """Mark what is not empty."""
    if len(values) > FEW:
        return np.asarray((values != "").to_numpy(), np.bool_)
    return _marks((text != "" for text in values.to_list()), len(values))


def longer(values: pl.Series, most: int) -> Mask:
    """Mark what has more characters than ``most``."""
    if len(values) > FEW:
        return np.asarray((values.str.len_chars() > most).to_numpy(), np.bool_)
    return _marks((len(text) > most for text in values.to_list()), len(values))


def hidden(values: pl.Series) -> Mask:
    """Mark what holds signs that are not seen: of control, of direction, of no width. Tabs and new lines may stand."""
    if len(values) > FEW:
        return np.asarray(values.str.contains(f"[{UNSEEN}]").to_numpy(), np.bool_)
    return _marks(map(is_hiding, values.to_list()), len(values))


def is_hiding(text: str) -> bool:
    """Tell the same of one text."""
    return bool(_UNSEEN.search(text))


def capitals(values: pl.Series) -> pl.Series:
    """Give the text in capitals."""
    if len(values) > FEW:
        return values.str.to_uppercase()
    return pl.Series([text.upper() for text in values.to_list()], dtype=pl.String)


def among(values: pl.Series, words: Collection[str]) -> Mask:
    """Mark what is one of some words, whatever its capitals."""
    if len(values) > FEW:
        return np.asarray(values.str.to_lowercase().is_in(list(words)).to_numpy(), np.bool_)
    return _marks((text.lower() in words for text in values.to_list()), len(values))


def worded(values: pl.Series, names: Mapping[str, str]) -> pl.Series:
    """Look words up by their small letters; null where there is none."""
    if len(values) > FEW:
        return values.str.to_lowercase().replace_strict(names, default=None, return_dtype=pl.String)
    return pl.Series([names.get(text.lower()) for text in values.to_list()], dtype=pl.String)


def days(values: pl.Series) -> Days:
    """Read days; NaT where there is none."""
    plain = [_day(text) for text in values.to_list()] if len(values) <= FEW else None
    if plain is not None and False not in plain:
        return np.array(plain, "datetime64[D]")
    values = values.str.replace(
        r"^([+-]|[0-9]{5}).*$", "?"
    )  # the engine would read +10000-01-01, which has no date
    read = values.str.to_date("%Y-%m-%d", strict=False, exact=True)
    if bool((read.is_null() & (values != "")).any()):
        dashed_ = dashed(values.str.replace(r"[ T]0?0:00(:00(\.0+)?)?$", ""))
        read = dashed_.str.to_date("%Y-%m-%d", strict=False, exact=True)
    return read.to_numpy().astype("datetime64[D]")


def _day(text: str) -> date | bool | None:
    """Read a day that is written out in full; None for an empty cell, False where the engine must look."""
    if not text:
        return None
    if len(text) != len("2026-05-01") or text[4] != "-" or text[7] != "-":
        return False
    try:
        return date.fromisoformat(text)
    except ValueError:
        return False


def dashed(values: pl.Series) -> pl.Series:
    """Write the day at the beginning of a text with dashes: 2026/5/1, 2026年5月1日 -> 2026-5-1."""
    day = r"^([0-9]{4})[/.年]([0-9]{1,2})[/.月]([0-9]{1,2})日?($|[ T])"
    return values.str.replace(day, "${1}-${2}-${3}${4}")


def decimals(values: pl.Series, places: int) -> tuple[Mask, npt.NDArray[np.int64]]:
    """Read decimals of so many places: (well written, integers of 10**-places; 0 where not)."""
    if len(values) <= FEW:
        numbers = [_decimal(text, places) for text in values.to_list()]
        shape = _marks((number is not None for number in numbers), len(values))
        return shape, np.array([number or 0 for number in numbers], np.int64)
    shape = values.str.contains(rf"^[+-]?[0-9]{{1,12}}(\.[0-9]{{0,{places}}}0*)?$").to_numpy()
    whole = values.str.extract(r"^[+-]?([0-9]{1,12})").cast(pl.Int64, strict=False).fill_null(0).to_numpy()
    part = values.str.extract(rf"\.([0-9]{{0,{places}}})").fill_null("").str.pad_end(places, "0")
    small = part.cast(pl.Int64, strict=False).fill_null(0).to_numpy() if places else 0
    data = whole * 10**places + small
    data = np.where(values.str.starts_with("-").to_numpy(), -data, data)
    return np.asarray(shape, np.bool_), np.where(shape, data, 0).astype(np.int64)


def _decimal(text: str, places: int) -> int | None:
    """Read one decimal; more places than asked for must be noughts."""
    found = _NUMBER.fullmatch(text)
    if found is None:
        return None
    sign, whole, part = found[1], found[2], found[3] or ""
    if part[places:].strip("0"):
        return None
    number = int(whole + part[:places].ljust(places, "0"))
    return -number if sign == "-" else number
