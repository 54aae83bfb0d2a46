"""回收服务网点 — outlets: where they are, whether they are open, how far away, and how fresh the word is.

    Outlet       one outlet as it stands on a day
    Asked        what somebody looks for
    Hours        opening hours, where the filer's own words can be read
    read_hours() "周一至周五 9:00-17:00" -> Hours, or None: then only the words are shown
    distance_m() between two points in micro-degrees

An outlet is what its firm filed under 24.6.a: each filing is a version that holds from its effective day to that of
the next. Nothing here is guessed: hours that cannot be read stay words.

Source: Articles 14 to 16 and 24(6) of the Measures; GB/T 38698.2-2023 (kinds); WGS-84.

>>> hours = read_hours("周一至周五 9:00-17:00")
>>> hours.is_open(datetime(2026, 5, 11, 10, 0)), hours.is_open(datetime(2026, 5, 10, 10, 0))
(True, False)
>>> read_hours("请先电话预约") is None
True
>>> round(distance_m((116_400_000, 39_900_000), (116_400_000, 39_910_000)))
1112
"""

import re
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from math import asin, cos, radians, sin, sqrt

from suyuan.law.measures_2026.art_24_6_a_outlets import CLOSED

EARTH_M = 6_371_008.8  # mean radius
MINUTES = 24 * 60
Point = tuple[int, int]  # longitude and latitude, micro-degrees


class Opening(StrEnum):
    """Whether somebody may go there now."""

    OPEN = "open"  # within its hours
    SHUT = "shut"  # outside them
    UNSAID = "unsaid"  # its hours are words that only people can read
    CLOSED = "closed"  # the outlet is no more
    AHEAD = "ahead"  # it opens on a later day


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """An outlet as it stands on a day. ``said_at``: when its firm last filed or confirmed it.

    ``accepts``: ``undamaged``, ``any`` or "" (not said). ``until_date``: the day from which another version holds.
    ``receipt``: of the filing, "" where it came with the register. ``held``: opened while its firm was suspended.
    """

    outlet_no: str
    uscc: str
    firm: str
    name: str
    kind: str
    region_code: str
    address: str
    longitude_udeg: int
    latitude_udeg: int
    phone: str
    hours: str
    status: str
    accepts: str
    effective_date: date
    until_date: date | None
    said_at: datetime
    held: bool
    receipt: str = ""

    @property
    def place(self) -> Point:
        """Give where it is."""
        return self.longitude_udeg, self.latitude_udeg

    @property
    def is_closed(self) -> bool:
        """Tell whether the filer's word for its state ends it."""
        return self.status.strip().lower() in CLOSED

    def opening(self, at: datetime) -> Opening:
        """Tell whether it is open at an instant of local time."""
        if self.is_closed:
            return Opening.CLOSED
        if self.effective_date > at.date():
            return Opening.AHEAD
        hours = read_hours(self.hours)
        if hours is None:
            return Opening.UNSAID
        return Opening.OPEN if hours.is_open(at) else Opening.SHUT

    def is_stale(self, at: datetime, *, days: int) -> bool:
        """Tell whether its firm has not filed or confirmed it for so many days."""
        return (at - self.said_at).days >= days


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What somebody looks for; ``region``: the leading digits of a division, two, four or six.

    ``places``: divisions that the words may name; what lies in any of them is meant as well.
    """

    region: str = ""
    words: str = ""
    places: tuple[str, ...] = ()
    kind: str = ""
    accepts: str = ""
    uscc: str = ""
    near: Point | None = None


@dataclass(frozen=True, slots=True)
class Hours:
    """Opening hours: (days of the week, 0 = Monday; first minute; last minute, exclusive) each."""

    spans: tuple[tuple[frozenset[int], int, int], ...]

    def is_open(self, at: datetime) -> bool:
        """Tell whether an instant of local time lies within; a span may run past midnight."""
        minute, day = at.hour * 60 + at.minute, at.weekday()
        for days, first, last in self.spans:
            if day in days and first <= minute < last:
                return True
            if last > MINUTES and (day - 1) % 7 in days and minute < last - MINUTES:
                return True
        return False


_WEEK = "一二三四五六日"
_ENGLISH = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_CLOCK = r"(\d{1,2})[:：](\d{2})"
_SPAN = re.compile(rf"{_CLOCK}(?:-|–|—|~|～|－|至|到){_CLOCK}")
_DAY = rf"(?:周|星期|礼拜)?[{_WEEK}天]|(?:{'|'.join(_ENGLISH)})[a-z]*"
_DAYS = re.compile(rf"({_DAY})(?:(?:-|–|—|~|～|－|至|到)({_DAY}))?")
_DAILY = re.compile(r"每天|每日|全年无休|daily|every day|周一至周日|周一到周日", re.IGNORECASE)
_ALWAYS = re.compile(r"24\s*小时|24\s*h(?:ours?)?\b|全天", re.IGNORECASE)
_LINK = re.compile(r"[\s,，、;；:：()（）.。和及与]|营业|时间|and", re.IGNORECASE)


def read_hours(words: str) -> Hours | None:
    """Read opening hours; None where anything in them is not understood."""
    if _ALWAYS.search(words) and not _LINK.sub("", _DAILY.sub("", _ALWAYS.sub("", words))):
        return Hours(((frozenset(range(7)), 0, MINUTES),))
    spans: list[tuple[frozenset[int], int, int]] = []
    at, days = 0, frozenset[int]()
    for found in _SPAN.finditer(words):
        named = _days(words[at : found.start()])
        if named is None:
            return None
        days = named or days or frozenset(range(7))
        first, last = _minutes(*found.groups()[:2]), _minutes(*found.groups()[2:])
        if first is None or last is None or first == last:
            return None
        spans.append((days, first, last if last > first else last + MINUTES))
        at = found.end()
    return Hours(tuple(spans)) if spans and not _LINK.sub("", words[at:]) else None


def _minutes(hour: str, minute: str) -> int | None:
    """Give the minute of the day; None where no clock shows it."""
    told = int(hour) * 60 + int(minute)
    return told if told <= MINUTES and int(minute) < 60 else None  # noqa: PLR2004


def _days(words: str) -> frozenset[int] | None:
    """Give the days that are named; none where there are none, None where something is not understood."""
    left = _DAILY.sub("", words)
    named = set(range(7)) if left != words else set[int]()
    for first, last in _DAYS.findall(left.lower()):
        low, high = _weekday(first), _weekday(last or first)
        named.update((low + step) % 7 for step in range((high - low) % 7 + 1))
    return None if _LINK.sub("", _DAYS.sub("", left.lower())) else frozenset(named)


def _weekday(word: str) -> int:
    if word[:3] in _ENGLISH:
        return _ENGLISH.index(word[:3])
    return _WEEK.index(word[-1].replace("天", "日"))


def distance_m(one: Point, other: Point) -> float:
    """Give the distance of two points along the ground, in metres (great circle)."""
    (west, south), (east, north) = (
        (radians(at[0] / 1_000_000), radians(at[1] / 1_000_000)) for at in (one, other)
    )
    half = sin((north - south) / 2) ** 2 + cos(south) * cos(north) * sin((east - west) / 2) ** 2
    return 2 * EARTH_M * asin(sqrt(min(1.0, half)))


def box(place: Point, radius_m: float) -> tuple[Point, Point]:
    """Give the south-western and north-eastern corners of a box that holds every point so near."""
    tall = radius_m / EARTH_M / radians(1) * 1_000_000
    furthest = min(89.0, abs(place[1]) / 1_000_000 + tall / 1_000_000)
    wide = tall / cos(radians(furthest))
    west, south = round(place[0] - wide) - 1, round(place[1] - tall) - 1
    return (west, south), (round(place[0] + wide) + 1, round(place[1] + tall) + 1)
