"""执行与结案 — when a rule is broken of what follows a decision, and of the ends to which a case may come."""

from collections.abc import Callable

from suyuan.domain.cases.clocks import review_by
from suyuan.domain.cases.file import File
from suyuan.domain.cases.grounds import Setting, has_served
from suyuan.domain.cases.papers import Outcome
from suyuan.domain.cases.steps import Act, Paper, Penalty, Reason, Result, Step
from suyuan.law.calendar import after_days, after_months, off_rest_day
from suyuan.law.procedure import (
    APPEAL_DAYS,
    INSTANCES,
    REVIEW_DAYS,
    SUIT_DAYS_REVIEWED,
    SUIT_MONTHS,
    is_barred,
)
from suyuan.law.violations import Condition


def nothing_to_pay(file: File, _act: Act, _: Setting) -> bool:
    """No delivered fine waits to be paid; one that was left to the court may still be."""
    if file.closed not in {None, Reason.COURT}:
        return True
    decision = file.decision
    return (
        decision is None
        or decision.delivered_date is None
        or decision.penalty is not Penalty.FINE
        or decision.is_paid
    )


def no_receipt(_file: File, act: Act, _: Setting) -> bool:
    """Nothing says under which receipt it was paid."""
    return not act.words.strip()


def not_decided(file: File, _act: Act, _: Setting) -> bool:
    """No decision was delivered."""
    return file.decision is None or file.decision.delivered_date is None


def review_late(file: File, act: Act, setting: Setting) -> bool:
    """The term to ask for reconsideration is over, or it was asked for, be it that it has been answered."""
    last = review_by(file, setting.calendar)
    made = file.decision
    asked = made is not None and (made.review_asked_date or made.reviewed_date) is not None
    return asked or (last is not None and act.happened > last)


def sued(file: File, act: Act, _: Setting) -> bool:
    """A court has the decision before it: it is not reconsidered, and sued about again only against a judgment."""
    made = file.decision
    if made is None:
        return False
    if act.step is Step.ASK_REVIEW:
        return bool(made.suits or made.judgments)
    return made.is_pending or judged(file, act, _)


def judged(file: File, _act: Act, _: Setting) -> bool:
    """The second instance has judged it, and is final."""
    return file.decision is not None and file.decision.judgments >= INSTANCES


def suit_open(file: File, act: Act, setting: Setting) -> bool:
    """A court has yet to judge the decision, or its judgment may still be appealed."""
    made = file.decision
    if made is None or made.is_pending:
        return made is not None
    if made.judged_date is None or judged(file, act, setting):
        return False
    last = after_days(made.judged_date, APPEAL_DAYS, setting.calendar)
    return act.day <= off_rest_day(last, setting.calendar)


def review_open(file: File, act: Act, setting: Setting) -> bool:
    """Reconsideration was asked for and has no outcome; whom it does not answer in time may sue."""
    asked = file.decision.review_asked_date if file.decision else None
    if asked is None or act.step is not Step.SUE:
        return asked is not None
    return act.day <= off_rest_day(after_days(asked, REVIEW_DAYS, setting.calendar), setting.calendar)


def no_review(file: File, _act: Act, _: Setting) -> bool:
    """Nobody asked for reconsideration."""
    return file.decision is None or file.decision.review_asked_date is None


def nothing_decided(file: File, _act: Act, _: Setting) -> bool:
    """There is no decision."""
    return file.decision is None


def weighed(file: File, _act: Act, _: Setting) -> bool:
    """Who stands above the desk has the decision before it, or has said its word."""
    return file.decision is not None and file.decision.is_before_others


_WEIGHT = {Penalty.NONE: 0, Penalty.WARNING: 1, Penalty.FINE: 2}


def _is_heavier(act: Act, told: Outcome) -> bool:
    return act.penalty is not None and (
        _WEIGHT[act.penalty] > _WEIGHT[told.penalty] or act.fine_fen > told.fine_fen
    )


def heavier_anew(file: File, act: Act, _: Setting) -> bool:
    """Heavier than what the party had been told, and the desk took back: who defends itself is not the worse for it."""
    return file.taken_back is not None and _is_heavier(act, file.taken_back)


def review_heavier(file: File, act: Act, _: Setting) -> bool:
    """Reconsideration and suit uphold, lower or revoke (Reconsideration Law, Article 63: never to the asker's harm).

    How far they lower it is theirs to say, below the band as well. A second instance may restore what the first took.
    """
    made = file.decision
    if made is None or act.penalty is None:
        return True
    unlike = (act.penalty is Penalty.FINE) != (act.fine_fen > 0)
    return unlike or _is_heavier(act, made.at_issue)


ENDS: dict[Reason, Callable[[File], bool]] = {
    Reason.CORRECTED: lambda file: (
        file.order is not None and file.order.result is Result.CORRECTED and file.decision is None
    ),
    Reason.PENALISED: lambda file: (
        file.penalised_date is not None
        and file.decision is not None
        and (file.decision.penalty is Penalty.WARNING or file.decision.is_paid)
    ),
    Reason.NO_PENALTY: lambda file: (
        file.decision is not None
        and not file.revoked
        and file.decision.penalty is Penalty.NONE
        and file.decision.delivered_date is not None
    ),
    Reason.REVOKED: lambda file: file.revoked,
    Reason.NO_BREACH: lambda file: file.decision is None,
    Reason.OTHER_LAW: lambda file: (
        file.decision is None
        and file.breach is not None
        and (file.breach.elsewhere is not None or not file.breach.is_known)
    ),
    Reason.BARRED: lambda file: file.decision is None,
    Reason.COURT: lambda file: (
        file.penalised_date is not None
        and file.decision is not None
        and file.decision.penalty is Penalty.FINE
        and not file.decision.is_paid
    ),
}


def no_end(file: File, act: Act, _: Setting) -> bool:
    """The case has not come to this end, or the decision by which it ends has not reached the party."""
    if act.reason is None or not ENDS[act.reason](file):
        return True
    ends_by_it = act.reason in {Reason.PENALISED, Reason.NO_PENALTY}
    return ends_by_it and not has_served(file.delivered(Paper.DECISION), act)


def not_rechecked(file: File, act: Act, _: Setting) -> bool:
    """It is closed as penalised, or left to a court, while nobody looked whether the order that stands was followed."""
    return (
        act.reason in {Reason.PENALISED, Reason.COURT}
        and file.is_ordered
        and file.order is not None
        and file.order.result is None
    )


def undecided(file: File, act: Act, _: Setting) -> bool:
    """It is closed without a decision, after a refusal, a proposal, or an order that is said to have had no ground."""
    groundless = file.was_ordered and act.reason is not Reason.CORRECTED
    return _is_let_go(file, act) and (file.was_refused or file.proposal is not None or groundless)


def fine_is_due(file: File, act: Act, _: Setting) -> bool:
    """It is closed without a decision where the article joins a fine to the order, and the order was delivered."""
    penalty = file.breach.penalty if file.breach else None
    joined = penalty is not None and penalty.condition is Condition.ORDERED
    return _is_let_go(file, act) and joined and file.was_ordered


def _is_let_go(file: File, act: Act) -> bool:
    return act.reason in {Reason.CORRECTED, Reason.NO_BREACH, Reason.BARRED} and file.decision is None


def not_yet_barred(file: File, act: Act, _: Setting) -> bool:
    """It is closed as time-barred, and was found in time: the two years end when it is found, not while it is pursued.

    The breach may have ended on another day than the one with which the case was opened.
    """
    ended = act.breach_date or file.breach_date
    if act.reason is not Reason.BARRED or ended is None or file.opened_date is None:
        return False
    lawful = file.breach is not None and file.breach.holds_on(
        ended
    )  # what was no breach yet is none that is barred
    return not lawful or not is_barred(ended, file.opened_date)


def not_enforceable(file: File, act: Act, setting: Setting) -> bool:
    """It is given to the court while the party may still sue (Administrative Compulsion Law, Article 53).

    After a reconsideration the party has time from its outcome on (Administrative Litigation Law, Article 45).
    """
    made, calendar = file.decision, setting.calendar
    if act.reason is not Reason.COURT or made is None or made.delivered_date is None:
        return False
    last = after_months(made.delivered_date, SUIT_MONTHS, calendar)
    if made.reviewed_date is not None:
        last = max(last, after_days(made.reviewed_date, SUIT_DAYS_REVIEWED, calendar))
    return act.day <= off_rest_day(last, calendar)
