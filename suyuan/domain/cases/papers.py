"""文书 — what a case has drawn up: order, proposal with its hearing, decision; and how far each reached the party."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from suyuan.domain.cases.steps import Opinion, Penalty, Result


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """The order to correct that stands."""

    due_date: date
    delivered_date: date | None = None
    result: Result | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hearing:
    """The day for which a hearing is announced, who chairs it, and how far the party was told of it."""

    due_date: date
    chair: int = 0
    delivered_date: date | None = None
    is_agreed: bool = False  # the party asks for no longer notice
    earlier: "Hearing | None" = None  # the last that the party was called to, before a fresh notice


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """The penalty that is proposed, and how far the party was told of it.

    ``opinion``: of the last legal check; None once something came up that it has not seen.
    ``told_date``: on which the delivery of its notice was entered.
    """

    penalty: Penalty
    fine_fen: int
    is_notified: bool = False
    delivered_date: date | None = None
    told_date: date | None = None
    is_waived: bool = False
    hearing_asked: bool = False
    hearing_held: bool = False
    hearing: Hearing | None = None
    opinion: Opinion | None = None
    is_outrun: bool = False  # evidence came in after the notice that the party does not know


class Outcome(NamedTuple):
    """A penalty, and how high it is."""

    penalty: Penalty
    fine_fen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What was decided, by whom, and what became of it: ``penalty`` and ``fine_fen`` are what stands.

    ``suits``, ``judgments``: how many instances were begun, and have judged; ``disputed``: what the first was about.
    """

    penalty: Penalty
    fine_fen: int
    account: int
    decided_date: date
    delivered_date: date | None = None
    is_paid: bool = False
    review_asked_date: date | None = None  # which has not been answered
    reviewed_date: date | None = None
    suits: int = 0
    judgments: int = 0
    judged_date: date | None = None
    disputed: Outcome | None = None

    @property
    def is_pending(self) -> bool:
        """Tell whether a court has yet to judge a suit."""
        return self.suits > self.judgments

    @property
    def outcome(self) -> Outcome:
        """Give what stands."""
        return Outcome(self.penalty, self.fine_fen)

    @property
    def at_issue(self) -> Outcome:
        """Give what a court judges, or a reconsideration looks at: the last word of the authorities."""
        return self.disputed or self.outcome

    @property
    def is_before_others(self) -> bool:
        """Tell whether a reconsideration or a court has it, or has said its word on it."""
        return bool(self.review_asked_date or self.reviewed_date or self.suits or self.judgments)
