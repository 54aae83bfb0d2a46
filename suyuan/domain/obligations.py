"""法定时限 — the state of a statutory clock: awaiting, open, overdue, met, met_late.

Source: Article 24 of the Measures; states of the outer contract.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class State(StrEnum):
    """States of an obligation as the outside reads them."""

    AWAITING = "awaiting"
    OPEN = "open"
    OVERDUE = "overdue"
    MET = "met"
    MET_LATE = "met_late"


def state_on(today: date, *, due: date | None, met: date | None) -> State:
    """Tell the state on a legal day.

    >>> state_on(date(2026, 5, 22), due=date(2026, 5, 21), met=None)
    <State.OVERDUE: 'overdue'>
    >>> state_on(date(2026, 5, 22), due=date(2026, 5, 21), met=date(2026, 5, 21))
    <State.MET: 'met'>
    """
    if met is not None and met <= today:
        return State.MET_LATE if due is not None and met > due else State.MET
    if due is None:
        return State.AWAITING
    return State.OVERDUE if today > due else State.OPEN


@dataclass(frozen=True, slots=True, kw_only=True)
class Obligation:
    """One clock of one party about one subject (``subject_kind``/``subject_id`` of the outer contract)."""

    duty: str
    article: str
    party: str  # USCC
    party_name: str
    subject_kind: str
    subject_id: str
    opened_on: date
    due_on: date | None
    met_on: date | None
    state: State
    cursor: str = ""

    def days_left(self, today: date) -> int | None:
        """Count the days until the due day; negative once it has passed."""
        return None if self.due_on is None else (self.due_on - today).days
