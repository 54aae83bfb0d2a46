"""统计与公布 — figures of firms, added up, and what of them may be published without telling of one firm.

    Tally        clocks that fell due in a month: how many, met in time, met late, still unmet; by how many firms
    Cases        what happened in cases in a span: told of, ended as corrected, penalised, how many came again
    Row          a line of a table: a province or a kind of firm, with its figures
    added()      figures together
    publishable  lines -> those that may be shown, and the rest as one

A line of fewer firms than ``least`` is not shown. Where the lines left out together have too few firms as well, what
is missing from the total would tell of them: the smallest line that is shown is left out too, until they have enough.
Spans are fixed and do not overlap, and what happened in one is told once, as it was known at its end: so no two tables
differ by one firm, nor one table from itself on another day.

Source: our reading, policy ``least_contributors``; Article 30 of the Measures (secrecy).

>>> rows = [Row("43", Tally(firms=9, due=90)), Row("44", Tally(firms=1, due=4)), Row("45", Tally(firms=5, due=20))]
>>> found = publishable(Tally, rows, least=3)
>>> [row.name for row in found.shown], found.others.firms
(['43'], 6)
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Generic, TypeVar


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Numbers that add up, and of how many firms they are."""

    firms: int = 0


T = TypeVar("T", bound=Figures)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally(Figures):
    """Clocks that fell due, and what became of them; ``due`` counts them all, ``unmet`` those past their day."""

    due: int = 0
    in_time: int = 0
    late: int = 0
    unmet: int = 0

    @property
    def on_time_permille(self) -> int | None:
        """Give the part that was met in time, in thousandths, rounded down; None where nothing fell due."""
        return self.in_time * 1000 // self.due if self.due else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cases(Figures):
    """What happened in cases of which their firms were told. ``cases``: of how many they were told in the span;
    ``again``: for the same breach within two years.
    """

    cases: int = 0
    corrected: int = 0
    penalised: int = 0
    again: int = 0


@dataclass(frozen=True, slots=True)
class Row(Generic[T]):
    """A line of a table: what it is about, and its figures."""

    name: str
    tally: T


@dataclass(frozen=True, slots=True)
class Published(Generic[T]):
    """What may be shown: lines, and the figures of all that are not shown, None where all are."""

    shown: tuple[Row[T], ...]
    others: T | None
    total: T


def added(kind: type[T], tallies: Iterable[T]) -> T:
    """Add figures of different firms up."""
    held = list(tallies)
    return kind(**{each.name: sum(getattr(one, each.name) for one in held) for each in fields(kind)})


def grouped(kind: type[T], by_firm: Mapping[int, T], groups: Mapping[int, str]) -> list[Row[T]]:
    """Add the figures of firms up by group; a firm without a group is left out. By name."""
    found: dict[str, list[T]] = {}
    for firm, tally in by_firm.items():
        if firm in groups:
            found.setdefault(groups[firm], []).append(tally)
    return [Row(name, added(kind, held)) for name, held in sorted(found.items())]


def publishable(kind: type[T], rows: Sequence[Row[T]], *, least: int) -> Published[T]:
    """Give what may be shown of a table. ``least``: how many firms a shown number must be made of.

    A table whose lines have fewer firms altogether shows nothing, not even its total.
    """
    total = added(kind, (row.tally for row in rows))
    if total.firms < least:
        return Published((), None, kind())
    shown = sorted(rows, key=lambda row: (row.tally.firms, row.name))
    hidden: list[Row[T]] = []
    while shown and (shown[0].tally.firms < least or 0 < _firms(hidden) < least):
        hidden.append(shown.pop(0))
    others = added(kind, (row.tally for row in hidden)) if hidden else None
    return Published(tuple(sorted(shown, key=lambda row: row.name)), others, total)


def _firms(rows: Iterable[Row[T]]) -> int:
    return sum(row.tally.firms for row in rows)
