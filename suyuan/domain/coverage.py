"""覆盖 — sales against outlets: where a firm sells and offers nothing, too little, or something out of date.

    Duty        Article 14 (battery makers, by province) or 15 (vehicle firms, by prefecture)
    Cover       one firm in one division: what it sold there, its outlets, how it stands
    covers()    sales and outlets -> covers, the worst first

A firm's own outlets count, and those of the firms it took over from; what was sold by a firm that another answers for
counts with that other. How many outlets match a volume of sales no text says: the policies ``thin_cover_vehicles`` and
``thin_cover_batteries`` hold our reading.

Source: Articles 14(1), 15(1) and 17 of the Measures; GB/T 2260.

>>> one = covers([("A", "440307", 5)], [], article="15", thin=100)[0]
>>> one.region, one.state.value
('440300', 'gap')
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from suyuan.codes import region


class State(StrEnum):
    """How a firm stands in a division, the worst first."""

    GAP = "gap"  # it sells there and offers no outlet
    THIN = "thin"  # more was sold for each outlet than the policy has
    STALE = "stale"  # no outlet there was confirmed lately
    COVERED = "covered"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """One firm in one division. ``stale``: how many of its outlets there nobody confirmed lately."""

    uscc: str
    region: str
    article: str
    sold: int
    outlets: int
    stale: int
    state: State


LEVEL = {"14": region.province, "15": region.prefecture}
Sold = tuple[str, str, int]  # credit code of who answers, division, number
Offered = tuple[str, str, bool]  # credit code of who answers, division, whether it is stale


def covers(sold: Iterable[Sold], offered: Iterable[Offered], *, article: str, thin: int) -> list[Cover]:
    """Hold sales against outlets, by firm and by the divisions that the article counts; the worst first."""
    area = LEVEL[article]
    numbers: Counter[tuple[str, str]] = Counter()
    outlets: Counter[tuple[str, str]] = Counter()
    stale: Counter[tuple[str, str]] = Counter()
    for uscc, code, number in sold:
        numbers[uscc, area(code)] += number
    for uscc, code, old in offered:
        outlets[uscc, area(code)] += 1
        stale[uscc, area(code)] += old
    found = [
        Cover(
            uscc=uscc,
            region=code,
            article=article,
            sold=number,
            outlets=outlets[uscc, code],
            stale=stale[uscc, code],
            state=_state(number, outlets[uscc, code], stale[uscc, code], thin),
        )
        for (uscc, code), number in numbers.items()
        if number > 0
    ]
    order = list(State)
    return sorted(found, key=lambda one: (order.index(one.state), -one.sold, one.region, one.uscc))


def _state(sold: int, outlets: int, stale: int, thin: int) -> State:
    if not outlets:
        return State.GAP
    if sold > thin * outlets:
        return State.THIN
    return State.STALE if stale == outlets else State.COVERED
