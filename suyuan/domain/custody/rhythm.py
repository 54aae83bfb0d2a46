"""序号节奏 — serial numbers of a product and day, as their maker filed them, and codes that do not fit among them.

    Day         what is filed of one product on one day of production
    plain()     keys -> which of them are packs with a serial number;  stems()  their product and day
    near()      the days round some days
    strays()    a day, with those round it -> the codes that stand far outside, and how unlikely they are
    findings()  strays, with the filings that name them -> findings

A code is seventeen characters that a maker's line gives to all packs of a day, and seven that count. Who invents a code
copies the first from a plate and makes up the rest. Its serial number then lies far from those that the maker filed; or
it names a day of which the maker filed nothing, between days of which it filed everything.

Makers need not file what they make, file it in any order, and number as they like. So nothing is said where a lot that
was left out would explain it: had a lot as large as those on file been numbered there, as many of its packs would
have been put into vehicles as of those. The finding says how unlikely it is that so few were.

Cells and modules are left alone: they are filed inside their packs, those of one day in packs of many.

Source: GB/T 34014-2017 (date of production, serial number); Article 10; policies ``rhythm_codes``, ``rhythm_margin``,
``rhythm_days``.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from suyuan.codes import packing
from suyuan.codes.letters import LETTERS
from suyuan.codes.packing import ALPHABET, BASE, Keys
from suyuan.domain.custody import alike
from suyuan.domain.custody.evidence import Register
from suyuan.domain.custody.forensics import made_on
from suyuan.domain.custody.found import Found, Kind, Piece, distinct, piece
from suyuan.domain.custody.silence import SERIAL, UNLIKELY, at_most
from suyuan.domain.life import Fact
from suyuan.law.calendar import legal_day
from suyuan.law.duty import Event, SubjectKind
from suyuan.law.policies import Policies

STEM = 17  # characters that all packs of a product, a line and a day share
NEAR_DAYS = 7  # on either side
DENSE_DAYS = 2  # that must be filed whole on either side of one that is not filed at all
_COUNTS = BASE**SERIAL
_DATES = BASE**3
_FIRST, _LAST = date(2011, 1, 1).toordinal(), date(2040, 12, 31).toordinal()
_UNKNOWN = -1


class Day(NamedTuple):
    """What is filed of the packs of one product, line and day; ``stem``: the characters that they share.

    ``made``: how many their maker filed; ``used``: of these, how many others put into vehicles; ``low`` and
    ``high``: the first and the last code of them; ``odd``: the codes that others named and the maker never did.
    """

    stem: str
    made: int = 0
    used: int = 0
    low: str = ""
    high: str = ""
    odd: tuple[str, ...] = ()

    @property
    def made_on(self) -> date | None:
        """Give the day of production; None where its letters are in no table."""
        return made_on(self.stem + "0" * SERIAL)


class Strays(NamedTuple):
    """Codes far outside; ``beside``: the days that show it; ``chance``: that a lot was left out there, of so few."""

    codes: tuple[str, ...]
    beside: tuple[Day, ...]
    chance: float


def plain(keys: Keys) -> npt.NDArray[np.bool_]:
    """Tell which keys are packs whose serial number is one."""
    found = packing.are_at(keys, 4, "P")
    rest = keys[:, 1] % np.uint64(_COUNTS)
    for _ in range(SERIAL):
        found &= (rest % np.uint64(BASE) - np.uint64(1)) < np.uint64(10)  # below "0" wraps round
        rest //= np.uint64(BASE)
    return found


def stems(keys: Keys) -> Keys:
    """Give the keys of what is before the serial number, for every key."""
    found = keys.copy()
    found[:, 1] -= found[:, 1] % np.uint64(_COUNTS)
    return found


def last_of(some: Keys) -> Keys:
    """Give the last key that begins with each of some stems."""
    found = some.copy()
    found[:, 1] += np.uint64(_COUNTS - 1)
    return found


def _calendar() -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Give the day of three date letters, and the letters of a day, as numbers."""
    letters = np.array(
        [_letters(date.fromordinal(day)) for day in range(_FIRST, _LAST + 1)], np.int64
    )  # of every day in the table's thirty years
    days = np.full(_DATES, _UNKNOWN, np.int64)
    days[letters] = np.arange(len(letters))
    return days, letters


def _letters(day: date) -> int:
    """Give the date letters of a day as a number."""
    number = 0
    for table, value in ((_YEARS, day.year), (_MONTHS, day.month), (_DAYS, day.day)):
        number = number * BASE + 1 + ALPHABET.index(table[value])
    return number


_YEARS, _MONTHS, _DAYS = (
    {number: letter for letter, number in table.items()}
    for table in (LETTERS.years, LETTERS.months, LETTERS.days)
)
_DAY_OF, _LETTERS_OF = _calendar()


def near(some: Keys) -> Keys:
    """Give the stems of the same product and line on all days round those of some stems, themselves among them."""
    high, low = some[:, 0], some[:, 1] // np.uint64(_COUNTS)
    day = _DAY_OF[(low % np.uint64(_DATES)).astype(np.int64)]
    line = low - low % np.uint64(_DATES)
    found = [some]
    for step in range(-NEAR_DAYS, NEAR_DAYS + 1):
        there = (day != _UNKNOWN) & (day + step >= 0) & (day + step < len(_LETTERS_OF))
        letters = _LETTERS_OF[day[there] + step].astype(np.uint64)
        found.append(np.stack([high[there], (line[there] + letters) * np.uint64(_COUNTS)], axis=1))
    return alike.numbered(np.concatenate(found))[0]


def serial(code: str) -> int | None:
    """Give the serial number of a code; None where it is not one."""
    tail = code[STEM:]
    return int(tail) if len(tail) == SERIAL and tail.isascii() and tail.isdigit() else None


def strays(day: Day, round_it: Sequence[Day], policies: Policies) -> Strays | None:
    """Give the codes of a day that its maker's serial numbers make improbable; None where nothing can be said."""
    odd = sorted(code for code in day.odd if serial(code) is not None)
    others = [other for other in round_it if other.stem != day.stem]
    if not odd:
        return None
    if day.made >= policies.rhythm_codes:
        beside = (day, *others)
        far = [code for code in odd if not any(_fits(code, one, policies.rhythm_margin) for one in beside)]
        return _unless_left_out(far, day.used, (day,))
    if day.made:
        return None
    return _between(day, odd, others, policies)


def _fits(code: str, day: Day, margin: int) -> bool:
    """Tell whether a serial number is not far from those of a day; where these are no numbers, every one fits."""
    if not day.made:
        return False
    low, high, number = serial(day.low), serial(day.high), serial(code)
    if low is None or high is None or number is None:
        return True
    reach = max(margin, high - low)  # a maker that filed a part may have made as many again
    return low - reach <= number <= high + reach


def _between(day: Day, odd: Sequence[str], others: Sequence[Day], policies: Policies) -> Strays | None:
    """Judge a day of which the maker filed nothing by those before and after it."""
    on = day.made_on
    if on is None:
        return None
    dated = sorted(
        (one.made_on, one)
        for one in others
        if one.made >= policies.rhythm_codes and one.made_on is not None and one.made_on != on
    )
    before = [one for made, one in dated if made is not None and made < on]
    after = [one for made, one in dated if made is not None and made > on]
    if min(len(before), len(after)) < DENSE_DAYS:
        return None
    lot = min(one.used for one in (*before, *after))
    return _unless_left_out(odd, lot, (before[-1], after[0]))


def _unless_left_out(far: Sequence[str], lot: int, beside: tuple[Day, ...]) -> Strays | None:
    """Leave codes alone of which so many are named that they may be a lot that was never filed."""
    if not far:
        return None
    chance = at_most(len(far), lot)
    return Strays(tuple(far), beside, chance) if chance < UNLIKELY else None


def findings(
    told: Strays, maker: str, words: Mapping[str, Sequence[Fact]], register: Register
) -> Iterator[Found]:
    """Give a finding for every stray. ``maker``: a USCC; ``words``: what is filed of the strays and of the days' ends.

    It is true so many days after the code was first named: until then the maker's own file may be on its way.
    """
    shown = [_shown(one, told.chance, maker, words) for one in told.beside]
    wait = timedelta(days=register.calendar.policies.rhythm_days)
    for code in told.codes:
        if not words.get(code):
            continue
        first = min(words[code], key=lambda one: (one.recorded_at, one.filing))
        yield Found(
            kind=Kind.SERIAL_RHYTHM,
            subject_kind=SubjectKind.BATTERY,
            subject=code,
            cause="serial",
            parties=distinct((register.uscc(first.party_id), maker)),
            evidence=(*shown, piece(first, register.uscc(first.party_id), code)),
            since=legal_day(first.recorded_at) + wait,
        )


def _shown(day: Day, chance: float, maker: str, words: Mapping[str, Sequence[Fact]]) -> Piece:
    """Give what the maker filed of a day as evidence: how many, from which code to which, and how unlikely."""
    made = [one for one in words.get(day.low, ()) if one.event in {Event.PRODUCED, Event.FITTED}]
    first = min(made, key=lambda one: (one.recorded_at, one.filing), default=None)
    on = day.made_on
    return Piece(
        maker,
        first.filing if first else "",
        f"{day.made}: {day.low} – {day.high} (p = {chance:.1e})",
        Event.PRODUCED.value,
        on.isoformat() if on else "",
    )
