"""线索排序 — which firms deserve a look first, and why: reasons with their points, which anybody can add up.

    Reason    what speaks for a look: its kind, how many, since when, the article
    Signal    a firm with its reasons, its points and how much it reports
    POINTS    what one of a kind counts;  MOST  how many of a kind count
    ranked    firms with their reasons -> signals, the most pressing first

A kind that rests on numbers of others counts less than one that rests on a rule, and of each kind only the first few
count, so that a firm does not stand first for being big alone. How much it reports stands beside the points.

Source: our reading, policy ``signal_points``; Article 28 of the Measures asks for precise inspection.

>>> first, second = ranked({"a": [Reason("overdue", 3)], "b": [Reason("not_entitled", 1)]}, {"a": 10})
>>> (first.uscc, first.points), (second.uscc, second.points)
(('b', 8), ('a', 6))
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from suyuan.domain.custody.found import KINDS, Kind

OVERDUE = "overdue"  # duties past their day, beside the kinds of findings
TIP = "tip"  # what the public told and an official took up: unread, anybody could weigh down any firm
UNANSWERED = "unanswered"  # findings past the day by which the firm should have said something
MOST = 5  # of one kind that count
_USUAL, _STATISTICAL = 4, 1
POINTS: dict[str, int] = {
    **{kind.value: _STATISTICAL if about.statistical else _USUAL for kind, about in KINDS.items()},
    **dict.fromkeys(
        (
            Kind.NOT_ENTITLED.value,
            Kind.FORBIDDEN_USE.value,
            Kind.TWO_PLACES.value,
            Kind.AFTER_RECYCLING.value,
        ),
        8,
    ),
    **dict.fromkeys((Kind.MISSING_PACK.value, Kind.REFUSED_ACCEPTANCE.value, Kind.YIELD_IMPOSSIBLE.value), 6),
    Kind.LATE.value: 1,
    OVERDUE: 2,
    UNANSWERED: 3,
    TIP: 3,
}


class Reason(NamedTuple):
    """What speaks for a look at a firm. ``since``: the oldest of them."""

    kind: str
    number: int
    since: date | None = None

    @property
    def article(self) -> str:
        """Give the article that is touched."""
        return (
            KINDS[Kind(self.kind)].article
            if self.kind in set(Kind)
            else "24"
            if self.kind == OVERDUE
            else "27"
        )

    @property
    def points(self) -> int:
        """Give what it counts."""
        return POINTS.get(self.kind, _USUAL) * min(self.number, MOST)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """A firm with what speaks for a look; ``due``: reports that fell due in a year, as a measure of its size."""

    uscc: str
    reasons: tuple[Reason, ...]
    due: int

    @property
    def points(self) -> int:
        """Give the sum of its reasons."""
        return sum(reason.points for reason in self.reasons)


def ranked(reasons: Mapping[str, Sequence[Reason]], due: Mapping[str, int]) -> list[Signal]:
    """Give firms with something to look at, the most points first, then the smaller firm, then by credit code."""
    found = [
        Signal(uscc=uscc, reasons=tuple(sorted(held, key=_first)), due=due.get(uscc, 0))
        for uscc, held in reasons.items()
        if any(reason.number for reason in held)
    ]
    return sorted(found, key=lambda one: (-one.points, one.due, one.uscc))


def _first(reason: Reason) -> tuple[int, str]:
    return (-reason.points, reason.kind)
