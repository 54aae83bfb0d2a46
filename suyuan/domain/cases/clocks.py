"""案件时限 — which terms run in a case, and until when."""

from dataclasses import dataclass
from datetime import date

from suyuan.domain.cases.file import File
from suyuan.domain.cases.steps import Penalty
from suyuan.law.calendar import Calendar, off_rest_day
from suyuan.law.procedure import TermId, ends, last_start


@dataclass(frozen=True, slots=True)
class Clock:
    """One running term and its last day."""

    term: TermId
    due_date: date


def correct_by(file: File, calendar: Calendar) -> date | None:
    """Give the last day of the term to correct: the next working day where the day that was set is one of rest."""
    return off_rest_day(file.order.due_date, calendar) if file.order else None


def answer_by(file: File, calendar: Calendar) -> date | None:
    """Give the last day on which a notified party may state its case; None before the notice was delivered."""
    delivered = file.proposal.delivered_date if file.proposal else None
    return ends(TermId.ANSWER, delivered, calendar) if delivered else None


def review_by(file: File, calendar: Calendar) -> date | None:
    """Give the last day on which reconsideration may be asked for; None before the decision was delivered."""
    delivered = file.decision.delivered_date if file.decision else None
    return ends(TermId.REVIEW, delivered, calendar) if delivered else None


def running(file: File, calendar: Calendar) -> tuple[Clock, ...]:
    """Give the terms that run, the earliest first."""
    if file.closed is not None or file.opened_date is None:
        return ()
    found: list[Clock] = []
    if file.referral is not None:
        return (Clock(TermId.ACCEPT, ends(TermId.ACCEPT, file.referral[2], calendar)),)
    correct = correct_by(file, calendar)
    if correct and file.is_ordered and file.order and file.order.result is None:
        found.append(Clock(TermId.CORRECT, correct))
    if file.decision is None:
        found.append(Clock(TermId.DECIDE, ends(TermId.DECIDE, file.opened_date, calendar)))
        answer = answer_by(file, calendar)
        if answer and file.proposal and not (file.proposal.is_waived or file.proposal.hearing_asked):
            found.append(Clock(TermId.ANSWER, answer))
        found += _of_hearing(file, calendar)
    elif file.decision.delivered_date is None:
        found.append(Clock(TermId.DELIVER, ends(TermId.DELIVER, file.decision.decided_date, calendar)))
    else:
        found += _after_decision(file, file.decision.delivered_date, calendar)
    return tuple(sorted(found, key=lambda clock: (clock.due_date, clock.term.value)))


def _of_hearing(file: File, calendar: Calendar) -> list[Clock]:
    """Until the notice has arrived, its last day; from then on the day of the hearing."""
    proposal = file.proposal
    if proposal is None or proposal.hearing is None or proposal.hearing_held:
        return []
    day = proposal.hearing.due_date
    if proposal.hearing.delivered_date:
        return [Clock(TermId.HEARING, day)]
    return [Clock(TermId.ANNOUNCE, last_start(TermId.ANNOUNCE, day, calendar))]


def _after_decision(file: File, delivered: date, calendar: Calendar) -> list[Clock]:
    decision = file.decision
    if decision is None or decision.penalty is not Penalty.FINE or decision.is_paid:
        return []
    return [Clock(TermId.PAY, ends(TermId.PAY, delivered, calendar))]
