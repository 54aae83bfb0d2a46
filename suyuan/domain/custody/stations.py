"""换电月报中断 — operators of swap stations whose monthly return no longer comes, or never came.

    Operator  swaps reported by month, batteries that left by month, the share of its vehicles that is still in use
    owed()    the latest months whose return is past its day
    silent()  operators that had something to report in them, by all that is on file, and reported nothing

A month without a swap needs no return (policy ``no_swap_no_return``): a return that is missing opens no clock, and
nobody is late. What is on file elsewhere says whether there was nothing to report. An operator that reported swaps
month by month goes on swapping as long as its vehicles are on the road; one from which batteries come had them in hand.

Source: Article 24(4), first clause; policy ``silent_swap_months``.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from math import exp

from msgspec import Struct

from suyuan.domain.custody.evidence import Register
from suyuan.domain.custody.found import Found, Kind, Piece
from suyuan.domain.custody.silence import FEWEST, UNLIKELY
from suyuan.law.duty import SubjectKind
from suyuan.law.measures_2026 import RULEBOOK

RETURN = RULEBOOK.by_id["24.4.a"]
RATE_MONTHS = 6  # from which the usual number of swaps is taken
LEFT = 5  # batteries that came from an operator which never made a return, below which nothing is said
LEFT_MONTHS = 2  # in which they came: a single load may be the stock of who never began


class Operator(Struct, frozen=True, kw_only=True):
    """An operator by USCC. ``swaps`` and ``left``: number by first day of the month; ``receipt``: of its last return.

    ``left``: batteries handed over by it, on its own word or on that of who took them in, whichever is more.
    """

    uscc: str
    swaps: Mapping[date, int] = {}
    left: Mapping[date, int] = {}
    in_use: float = 1.0
    receipt: str = ""


def _before(month: date) -> date:
    """Give the first day of the month before."""
    return (month - timedelta(days=1)).replace(day=1)


def owed(register: Register) -> tuple[date, ...]:
    """Give the latest months whose return is past its day, as many as the policy asks for; else none."""
    wanted = register.calendar.policies.silent_swap_months
    since = min(version.since for version in RETURN.versions)
    month = register.today.replace(day=1)
    found: list[date] = []
    while len(found) < wanted and month > since:
        month = _before(month)
        if month >= since and register.due(RETURN.id, month) < register.today:
            found.append(month)
    return tuple(reversed(found)) if len(found) == wanted else ()


def usual(swaps: Mapping[date, int], until: date) -> float:
    """Give how many swaps a month an operator reported before a day, in its last months of reporting."""
    told = sorted(month for month, number in swaps.items() if number > 0 and month < until)
    if not told:
        return 0.0
    months = [told[-1]]
    while len(months) < RATE_MONTHS and months[-1] > told[0]:
        months.append(_before(months[-1]))
    return sum(swaps.get(month, 0) for month in months) / len(months)


def is_quiet(one: Operator, months: tuple[date, ...]) -> bool:
    """Tell whether an operator reported no swap in some months or since."""
    return bool(months) and all(number <= 0 for month, number in one.swaps.items() if month >= months[0])


def silent(operators: Iterable[Operator], register: Register) -> Iterator[Found]:
    """Give the operators that had something to report and did not."""
    months = owed(register)
    for one in operators:
        if not is_quiet(one, months):
            continue
        says = _by_its_swaps(one, months) if any(one.swaps.values()) else _by_what_left(one, months)
        if not says:
            continue
        yield Found(
            kind=Kind.SILENT_SWAP_OPERATOR,
            subject_kind=SubjectKind.PARTY,
            subject=one.uscc,
            cause="returns",
            parties=(one.uscc,),
            evidence=(Piece(one.uscc, one.receipt, says, "", months[-1].isoformat()),),
        )


def _span(months: tuple[date, ...]) -> str:
    return f"{months[0]:%Y-%m} – {months[-1]:%Y-%m}"


def _by_its_swaps(one: Operator, months: tuple[date, ...]) -> str:
    """Say what an operator's earlier returns let expect; nothing where that is little."""
    expected = usual(one.swaps, months[0]) * one.in_use * len(months)
    chance = exp(-expected)
    if expected < FEWEST or chance >= UNLIKELY:
        return ""
    return f"{_span(months)}: 0 < {expected:.1f} (p = {chance:.1e})"


def _by_what_left(one: Operator, months: tuple[date, ...]) -> str:
    """Say how many batteries came from an operator that never made a return; nothing where they are few."""
    left = [number for month, number in one.left.items() if month >= months[0] and number > 0]
    if sum(left) < LEFT or len(left) < LEFT_MONTHS:
        return ""
    return f"{_span(months)}: 0 / {sum(left)}"
