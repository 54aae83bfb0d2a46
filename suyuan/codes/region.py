"""Administrative division (行政区划), GB/T 2260: six digits for a place, with the years each code was in use.

* 1-2 province (省、自治区、直辖市、特别行政区)
* 3-4 prefecture (市、地区、自治州、盟): 90 for county-level divisions directly under the province; 01 and 02
  in municipalities are collective codes
* 5-6 county (县、区、县级市、旗): 01 in a city is the collective code of its districts (市辖区)

A code whose place was abolished is retired, so a table needs dates. ``region.dat`` knows them by the year,
from the yearly differences of the code books since 1980; in the year of a change the old and the new code are
both let pass. Credit codes keep the division of their day: a retired code there is no fault.

Sources: GB/T 2260-2007 and its amendments, through the National Database for Geographical Names
(国家地名信息库); ``THIRD_PARTY.md`` names the data set and its licence. English names are pinyin by rule.

>>> ningde = get("350902", on=date(2026, 4, 1))
>>> ningde.name, ningde.english, ningde.level
('蕉城区', 'Jiaocheng District', 'county')
>>> name(province("350902")), name(prefecture("350902"), "en")
('福建省', 'Ningde City')
>>> validate("110103", on=date(2026, 4, 1))
Traceback (most recent call last):
    ...
suyuan.codes.fault.CodeFault: 110103 (Chongwen District) was in use until 2010; now 110101
>>> validate("990000", on=date(2026, 4, 1))
Traceback (most recent call last):
    ...
suyuan.codes.fault.CodeFault: 990000 is no division of GB/T 2260
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import NewType

import numpy as np
import numpy.typing as npt

from suyuan.codes import matrix
from suyuan.codes.fault import CodeFault
from suyuan.codes.matrix import Bytes, Counts

RegionCode = NewType("RegionCode", str)

REASONS = ("", "unknown", "retired")

LENGTH = 6
MUNICIPALITIES = ("11", "12", "31", "50")
LEVELS = ("province", "prefecture", "county")
_DIRECT = "90"
_EVER = 9999


@dataclass(frozen=True)
class Region:
    """A division in one span of years.

    ``since`` and ``until`` are the first and last day on which the code is let pass: None when older than the
    data, and when still in use.
    """

    code: str
    name: str
    english: str
    since: date | None
    until: date | None
    successors: tuple[str, ...]
    former_names: tuple[str, ...]

    @property
    def level(self) -> str:
        """``province``, ``prefecture`` or ``county``."""
        return "province" if self.code[2:] == "0000" else "prefecture" if self.code[4:] == "00" else "county"

    def in_use(self, on: date) -> bool:
        """This will tell whether the code was in use on a day."""
        return (self.since is None or self.since <= on) and (self.until is None or on <= self.until)


@cache
def _lines() -> dict[str, list[str]]:
    """Read the data once: lines by code. They become Regions only when asked for."""
    found: dict[str, list[str]] = {}
    text = resources.files("suyuan.codes").joinpath("region.dat").read_text("utf-8")
    for line in text.splitlines():
        if not line.startswith("#"):
            found.setdefault(line[:LENGTH], []).append(line)
    return found


@cache
def spans(code: str) -> tuple[Region, ...]:
    """This will return every span of years in which a code was in use, oldest first."""
    return tuple(_region(line) for line in _lines().get(code, ()))


def _region(line: str) -> Region:
    code, since, until, named, english, successors = line.split("\t")
    names = tuple(entry.partition(":")[2] for entry in named.split(";"))
    return Region(
        code=code,
        name=names[-1],
        english=english,
        since=date(int(since), 1, 1) if since else None,
        until=date(int(until), 12, 31) if until else None,
        successors=tuple(filter(None, successors.split(","))),
        former_names=names[:-1],
    )


def get(code: str, *, on: date) -> Region | None:
    """This will return the division that a code named on a day; None when it named none."""
    return next((region for region in reversed(spans(code)) if region.in_use(on)), None)


def validate(text: str, *, on: date) -> RegionCode:
    """This will return the code of a division in use on a day.

    Raises: CodeFault ``unknown`` or ``retired``.
    """
    code = matrix.compact(text)
    if get(code, on=on):
        return RegionCode(code)
    known = spans(code)
    if not known:
        raise CodeFault(
            "region",
            "unknown",
            zh=f"{code}不是GB/T 2260中的行政区划代码",
            en=f"{code} is no division of GB/T 2260",
            text=code,
        )
    last = known[-1]
    now = f";现为{'、'.join(last.successors)}", f"; now {', '.join(last.successors)}"
    zh, en = now if last.successors else ("", "")
    when_zh, when_en = f"用至{last.until}", f"was in use until {last.until.year if last.until else ''}"
    if last.since and on < last.since:
        when_zh, when_en, zh, en = (
            f"自{last.since.year}年起使用",
            f"is in use only since {last.since.year}",
            "",
            "",
        )
    raise CodeFault(
        "region",
        "retired",
        zh=f"{code}({last.name}){when_zh}{zh}",
        en=f"{code} ({last.english}) {when_en}{en}",
        text=code,
    )


def name(code: str, lang: str = "zh") -> str:
    """This will name a division (``zh`` or ``en``), in use or retired; an unknown code is its own name."""
    known = spans(code)
    if not known:
        return code
    return known[-1].english if lang.startswith("en") else known[-1].name


def named(text: str, *, on: date, most: int = 12) -> list[str]:
    """This will return the codes of divisions in use whose Chinese or English name begins so, the largest first."""
    asked = text.strip().casefold()
    if not asked:
        return []
    found = [
        each
        for name, english, each in _by_name()
        if (name.startswith(asked) or english.startswith(asked)) and each.in_use(on)
    ]
    return [each.code for each in sorted(found, key=lambda each: (LEVELS.index(each.level), each.code))][
        :most
    ]


@cache
def _by_name() -> list[tuple[str, str, Region]]:
    newest = [spans(code)[-1] for code in known_codes()]
    return [(each.name, each.english.casefold(), each) for each in newest]


def path(code: str, lang: str = "zh") -> tuple[str, ...]:
    """This will name a division from its province down."""
    codes = dict.fromkeys([province(code), prefecture(code), code])
    return tuple(name(each, lang) for each in codes if spans(each))


def stem(text: str) -> str:
    """Give the digits that all divisions within a place share; nothing for what is no code.

    >>> stem("500000"), stem("421000"), stem("430104"), stem("43"), stem("x")
    ('50', '4210', '430104', '43', '')
    """
    if not (text.isascii() and text.isdecimal()):
        return ""
    code = text[:6]
    return code[:2] if code[2:] == "0000" else code[:4] if code[4:] == "00" else code


def province(code: str) -> RegionCode:
    """This will return the code of the province a code lies in."""
    return RegionCode(code[:2] + "0000")


def prefecture(code: str) -> RegionCode:
    """This will return the code at the level of a city with districts (设区的市), as coverage duties count.

    A municipality counts as one city; a county-level division directly under its province counts for itself.
    """
    if code[2:] == "0000" or code[:2] in MUNICIPALITIES:
        return province(code)
    if code[2:4] == _DIRECT:
        return RegionCode(code)
    return RegionCode(code[:4] + "00")


def parent(code: str) -> RegionCode | None:
    """This will return the code one level up; None for a province."""
    if code[2:] == "0000":
        return None
    above = prefecture(code)
    return above if above != code else province(code)


def children(code: str, *, on: date) -> tuple[Region, ...]:
    """This will list the divisions directly below, in use on a day, without the collective codes."""
    ordered = known_codes()
    stem = code.rstrip("0") if code[2:] != "0000" else code[:2]
    stem = code[:4] if code[4:] == "00" and code[2:4] != "00" else stem
    begin, end = bisect_left(ordered, stem), bisect_left(ordered, stem + ":")
    below = (get(each, on=on) for each in ordered[begin:end] if parent(each) == code)
    return tuple(region for region in below if region and not _is_collective(region.code))


def provinces(*, on: date) -> tuple[Region, ...]:
    """This will list the provinces in use on a day, in order of code."""
    found = (get(each, on=on) for each in known_codes() if each.endswith("0000"))
    return tuple(region for region in found if region)


@cache
def known_codes() -> list[str]:
    """This will list every code of the table, in use or retired, in order."""
    return sorted(_lines())


def _is_collective(code: str) -> bool:
    return name(code) in {"市辖区", "县"} or name(code).endswith("直辖县级行政区划")


@cache
def _years() -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int16], npt.NDArray[np.int16]]:
    """Every span as columns, sorted by code: code, first year, last year."""
    rows = [line.split("\t", 3)[:3] for code in known_codes() for line in _lines()[code]]
    codes = np.array([int(row[0]) for row in rows], np.int32)
    since = np.array([int(row[1] or 0) for row in rows], np.int16)
    until = np.array([int(row[2] or _EVER) for row in rows], np.int16)
    return codes, since, until


def check_column(rows: Bytes, length: Counts, *, on: date | npt.NDArray[np.datetime64]) -> Bytes:
    """This will judge a column of codes laid out by ``matrix.matrix_of``: for each row a place in REASONS.

    ``on`` is one day for all, or a day for each row (``datetime64[D]``).
    """
    digits = rows[:, :LENGTH].astype(np.int32) - ord("0")
    sound = (length == LENGTH) & ((digits >= 0) & (digits <= 9)).all(axis=1)  # noqa: PLR2004 - the digits
    numbers = np.where(sound, digits @ (10 ** np.arange(LENGTH - 1, -1, -1)), -1)
    year = (
        np.full(len(rows), on.year) if isinstance(on, date) else on.astype("datetime64[Y]").astype(int) + 1970
    )
    codes, since, until = _years()
    first, last = np.searchsorted(codes, numbers), np.searchsorted(codes, numbers, side="right")
    reason = np.where(first == last, REASONS.index("unknown"), REASONS.index("retired")).astype(np.uint8)
    # a code has a handful of spans at most: one round for each
    for turn in range(int((last - first).max(initial=0))):
        place = np.minimum(first + turn, len(codes) - 1)
        reason[(first + turn < last) & (since[place] <= year) & (year <= until[place])] = 0
    return reason
