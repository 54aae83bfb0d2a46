"""待办清单 — obligations grouped by state, due day and duty: one line for 137 vehicles due on one day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from suyuan.domain.obligations import Obligation, State

ORDER = {State.OVERDUE: 0, State.OPEN: 1, State.AWAITING: 2, State.MET_LATE: 3, State.MET: 4}
FAR = date.max


@dataclass(frozen=True, slots=True)
class Line:
    """Obligations of one duty that fall due on one day."""

    state: State
    due_on: date | None
    duty: str
    article: str
    rows: tuple[Obligation, ...]


def lines(obligations: Iterable[Obligation]) -> tuple[Line, ...]:
    """Group obligations: overdue first, then by due day, awaiting last."""
    found: dict[tuple[State, date | None, str], list[Obligation]] = {}
    for each in obligations:
        found.setdefault((each.state, each.due_on, each.duty), []).append(each)
    made = [
        Line(state, due, duty, rows[0].article, tuple(rows)) for (state, due, duty), rows in found.items()
    ]
    return tuple(sorted(made, key=lambda line: (ORDER[line.state], line.due_on or FAR, line.duty)))
