"""统计与公布 — reporting on time, added up, and what of it may be published without telling of one firm.

    Tally        clocks that fell due in a month: how many, met in time, met late, still unmet; by how many firms
    Row          a line of a table: a province or a kind of firm, with its tally
    added()      tallies together
    publishable  lines -> those that may be shown, and the rest as one

A line of fewer firms than ``least`` is not shown. Where the lines left out together have too few firms as well, what
is missing from the total would tell of them: the smallest line that is shown is left out too, until they have enough.
Months are fixed and never overlap, so that no two tables differ by one firm.

Source: our reading, policy ``least_contributors``; Article 30 of the Measures (secrecy).

>>> rows = [Row("43", Tally(firms=9, due=90)), Row("44", Tally(firms=1, due=4)), Row("45", Tally(firms=5, due=20))]
>>> [row.name for row in publishable(rows, least=3).shown], publishable(rows, least=3).others.firms
(['43'], 6)
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Clocks that fell due, and what became of them; ``due`` counts them all, ``unmet`` those past their day."""

    firms: int = 0
    due: int = 0
    in_time: int = 0
    late: int = 0
    unmet: int = 0

    @property
    def on_time_permille(self) -> int | None:
        """Give the part that was met in time, in thousandths, rounded down; None where nothing fell due."""
        return self.in_time * 1000 // self.due if self.due else None


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table: what it is about, and its tally."""

    name: str
    tally: Tally


@dataclass(frozen=True, slots=True)
class Published:
    """What may be shown: lines, and the tally of all that are not shown, None where all are."""

    shown: tuple[Row, ...]
    others: Tally | None
    total: Tally


def added(tallies: Iterable[Tally]) -> Tally:
    """Add tallies of different firms up."""
    held = list(tallies)
    return Tally(**{each.name: sum(getattr(one, each.name) for one in held) for each in fields(Tally)})


def grouped(by_firm: Mapping[int, Tally], groups: Mapping[int, str]) -> list[Row]:
    """Add the tallies of firms up by group; a firm without a group is left out. By name."""
    found: dict[str, list[Tally]] = {}
    for firm, tally in by_firm.items():
        if firm in groups:
            found.setdefault(groups[firm], []).append(tally)
    return [Row(name, added(held)) for name, held in sorted(found.items())]


def publishable(rows: Sequence[Row], *, least: int) -> Published:
    """Give what may be shown of a table. ``least``: how many firms a shown number must be made of.

    A table whose lines have fewer firms altogether shows nothing, not even its total.
    """
    total = added(row.tally for row in rows)
    if total.firms < least:
        return Published((), None, Tally())
    shown = sorted(rows, key=lambda row: (row.tally.firms, row.name))
    hidden: list[Row] = []
    while shown and (shown[0].tally.firms < least or 0 < _firms(hidden) < least):
        hidden.append(shown.pop(0))
    others = added(row.tally for row in hidden) if hidden else None
    return Published(tuple(sorted(shown, key=lambda row: row.name)), others, total)


def _firms(rows: Iterable[Row]) -> int:
    return sum(row.tally.firms for row in rows)
