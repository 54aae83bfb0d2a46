"""办案条件 — when a rule of a case is broken: a file, the step that is to be taken, its setting -> true or false."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from suyuan.domain.cases.clocks import answer_by, review_by
from suyuan.domain.cases.file import File
from suyuan.domain.cases.steps import Act, Opinion, Paper, Penalty, Reason, Result, Step
from suyuan.law.calendar import Calendar
from suyuan.law.procedure import LEAST_OFFICERS, TermId, ends, is_barred
from suyuan.law.violations import Condition, band, may_warn


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """When a step is taken, and by which calendar terms count."""

    now: datetime
    today: date
    calendar: Calendar


Broken = Callable[[File, Act, Setting], bool]


def unless_none(broken: Broken) -> Broken:
    """Ask it of a penalty alone: a decision that there is none waits for no notice, answer or hearing."""
    return lambda file, act, setting: act.penalty is not Penalty.NONE and broken(file, act, setting)


def out_of_turn(file: File, act: Act, setting: Setting) -> bool:
    """The step lies ahead, or before the last one."""
    return act.at > setting.now or (file.last_at is not None and act.at < file.last_at)


def not_of_desk(file: File, act: Act, _: Setting) -> bool:
    """Who takes it works at another desk than the one on which the case lies."""
    return (act.department, act.territory) != (file.department, file.territory)


def party_elsewhere(file: File, act: Act, setting: Setting) -> bool:
    """The party's own people, or an officer of the desk who enters what came in on paper."""
    return not act.is_of_party and not_of_desk(file, act, setting)


def not_of_target(file: File, act: Act, _: Setting) -> bool:
    """Who takes it works at another desk than the one to which the case was referred."""
    return file.referral is not None and (act.department, act.territory) != file.referral[:2]


def no_such_breach(_file: File, act: Act, setting: Setting) -> bool:
    """No such breach was in force on its day, such a firm cannot commit it, or its day lies ahead."""
    breach = File(violation=act.violation).breach
    if breach is None or act.role not in breach.organs or act.breach_date is None:
        return True
    return not breach.holds_on(act.breach_date) or act.breach_date > setting.today


def barred_at_opening(_file: File, act: Act, _: Setting) -> bool:
    """The breach is too old to be pursued."""
    return act.breach_date is not None and is_barred(act.breach_date, act.day)


def other_department(file: File, _act: Act, _: Setting) -> bool:
    """The breach is another department's to pursue."""
    breach = file.breach
    return breach is None or file.role is None or breach.organs.get(file.role) != file.department


def order_stands(file: File, _act: Act, _: Setting) -> bool:
    """An order to correct stands that was not re-checked."""
    return file.order is not None and file.order.result is None


def no_term(file: File, act: Act, _: Setting) -> bool:
    """There is no term, it has run out when it is set, or it is not longer than before."""
    if act.due_date is None or act.due_date <= act.day:
        return True
    return act.step is Step.EXTEND and file.order is not None and act.due_date <= file.order.due_date


def rechecked(file: File, _act: Act, _: Setting) -> bool:
    """The order was re-checked."""
    return file.order is not None and file.order.result is not None


def term_runs(file: File, act: Act, _: Setting) -> bool:
    """A refusal is noted while the term still runs."""
    return act.result is Result.REFUSED and file.order is not None and act.day <= file.order.due_date


def nothing_to_deliver(file: File, act: Act, _: Setting) -> bool:
    """No such document is waiting, or nothing says how it was delivered."""
    return (
        act.paper is None
        or act.way is None
        or not file.is_issued(act.paper)
        or file.delivered(act.paper) is not None
    )


def unknown_law(file: File, _act: Act, _: Setting) -> bool:
    """What may be fined is not in our text, or stands in another law."""
    return file.breach is None or not file.breach.is_known or file.breach.penalty is None


def not_ordered(file: File, _act: Act, _: Setting) -> bool:
    """No order to correct was delivered."""
    return not file.is_ordered


def not_refused(file: File, _act: Act, _: Setting) -> bool:
    """The article asks for a refusal, and there is none."""
    breach = file.breach
    if breach is None or breach.penalty is None:
        return False  # another rule's
    fine = band(breach, ordered=True, refused=file.is_refused)
    return fine is None and not may_warn(breach, ordered=True, refused=file.is_refused)


def out_of_band(file: File, act: Act, _: Setting) -> bool:
    """A fine within the band and nothing else; a warning where the article has one."""
    breach = file.breach
    if breach is None or act.penalty is None:
        return True
    if act.penalty is Penalty.NONE:
        return act.step is Step.PROPOSE or act.fine_fen != 0
    if act.penalty is Penalty.WARNING:
        return act.fine_fen != 0 or not may_warn(breach, ordered=file.is_ordered, refused=file.is_refused)
    fine = band(breach, ordered=file.is_ordered, refused=file.is_refused)
    return fine is None or not fine.holds(act.fine_fen)


def not_proposed(file: File, _act: Act, _: Setting) -> bool:
    """No penalty is proposed."""
    return file.proposal is None


def notified(file: File, _act: Act, _: Setting) -> bool:
    """The party was notified of this very proposal."""
    return file.proposal is not None and file.proposal.is_notified


def not_notified(file: File, _act: Act, _: Setting) -> bool:
    """The notice of the proposal has not reached the party."""
    return file.proposal is None or file.proposal.delivered_date is None


def not_told(file: File, _act: Act, _: Setting) -> bool:
    """No document has reached the party: it does not know of the case."""
    return not any(file.delivered(paper) for paper in Paper)


def hearing_late(file: File, act: Act, setting: Setting) -> bool:
    """The term to ask for a hearing is over."""
    last = answer_by(file, setting.calendar)
    return last is not None and act.day > last


def hearing_asked(file: File, _act: Act, _: Setting) -> bool:
    """A hearing was asked for."""
    return file.proposal is not None and file.proposal.hearing_asked


def no_hearing(file: File, _act: Act, _: Setting) -> bool:
    """No hearing waits to be held."""
    return file.proposal is None or not file.proposal.hearing_asked or file.proposal.hearing_held


def no_hearing_day(_file: File, act: Act, _: Setting) -> bool:
    """It is announced for no day, or for none that lies ahead."""
    return act.hearing_date is None or act.hearing_date <= act.day


def not_announced(file: File, _act: Act, _: Setting) -> bool:
    """No notice of the hearing has reached the party."""
    return file.delivered(Paper.HEARING) is None


def hearing_ahead(file: File, act: Act, _: Setting) -> bool:
    """The day for which the hearing was announced has not come."""
    hearing = file.proposal.hearing if file.proposal else None
    return hearing is not None and act.day < hearing.due_date


def short_notice(file: File, _act: Act, setting: Setting) -> bool:
    """The notice came too late before the day that it names, and the party did not agree to that."""
    hearing = file.proposal.hearing if file.proposal else None
    if hearing is None or hearing.delivered_date is None or hearing.is_agreed:
        return False
    return ends(TermId.ANNOUNCE, hearing.delivered_date, setting.calendar) >= hearing.due_date


def hearing_open(file: File, _act: Act, _: Setting) -> bool:
    """A hearing that was asked for was not held."""
    return file.proposal is not None and file.proposal.hearing_asked and not file.proposal.hearing_held


def unchecked(file: File, _act: Act, _: Setting) -> bool:
    """It takes a legal check, after a hearing or by its weight, and none has passed; or the last one objected."""
    proposal = file.proposal
    if proposal is None or proposal.opinion is Opinion.PASSED:
        return False
    return proposal.hearing_held or proposal.is_weighty or proposal.opinion is Opinion.OBJECTED


def may_still_answer(file: File, act: Act, setting: Setting) -> bool:
    """The party may still state its case: its term runs, it did not waive it, and it was not heard."""
    last = answer_by(file, setting.calendar)
    if last is None or file.proposal is None or file.proposal.is_waived or file.proposal.hearing_held:
        return False
    return act.day <= last


def heavier(file: File, act: Act, _: Setting) -> bool:
    """Heavier than the party was told: a fine instead of a warning, or a higher one."""
    if file.proposal is None or act.penalty is not Penalty.FINE:
        return False
    return file.proposal.penalty is not Penalty.FINE or act.fine_fen > file.proposal.fine_fen


def is_same_person(file: File, act: Act, _: Setting) -> bool:
    """Who takes it has investigated the case, or reviews what he decided."""
    who = act.chair if act.step is Step.HEAR and act.chair else act.account
    if who in file.investigated or act.account in file.investigated:
        return True
    return act.step is Step.REVIEW and file.decision is not None and file.decision.account == act.account


def nothing_to_pay(file: File, _act: Act, _: Setting) -> bool:
    """No delivered fine waits to be paid."""
    decision = file.decision
    return (
        decision is None
        or decision.delivered_date is None
        or decision.penalty is not Penalty.FINE
        or decision.is_paid
    )


def not_decided(file: File, _act: Act, _: Setting) -> bool:
    """No decision was delivered."""
    return file.decision is None or file.decision.delivered_date is None


def review_late(file: File, act: Act, setting: Setting) -> bool:
    """The term to ask for reconsideration is over, or it was asked for."""
    last = review_by(file, setting.calendar)
    asked = file.revoked or (file.decision is not None and file.decision.review_asked)
    return asked or (last is not None and act.day > last)


def no_review(file: File, _act: Act, _: Setting) -> bool:
    """Nobody asked for reconsideration."""
    return file.decision is None or not file.decision.review_asked


def review_heavier(file: File, act: Act, _: Setting) -> bool:
    """Reconsideration upholds, lowers or revokes (Reconsideration Law, Article 63: never to the asker's harm)."""
    decision = file.decision
    if decision is None or act.penalty is None:
        return True
    if act.penalty is Penalty.NONE:
        return act.fine_fen != 0
    if act.penalty is not decision.penalty or act.fine_fen > decision.fine_fen:
        return True
    if act.fine_fen == decision.fine_fen:
        return False
    fine = band(file.breach, ordered=True, refused=file.is_refused) if file.breach else None
    return fine is None or not fine.holds(act.fine_fen)


def refers_nowhere(file: File, act: Act, _: Setting) -> bool:
    """It names no desk, or its own."""
    target = (act.to_department or "", act.to_territory)
    return act.to_department is None or target == (file.department, file.territory)


def not_referred(file: File, _act: Act, _: Setting) -> bool:
    """The case is not on its way."""
    return file.referral is None


def few_officers(_file: File, act: Act, _: Setting) -> bool:
    """Fewer officers are named than the law asks."""
    return len(set(act.officers)) < LEAST_OFFICERS


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
}


def no_end(file: File, act: Act, _: Setting) -> bool:
    """The case has not come to this end."""
    return act.reason is None or not ENDS[act.reason](file)


def undecided(file: File, act: Act, _: Setting) -> bool:
    """It is closed without a decision, after an order was refused or a penalty was proposed."""
    return _is_let_go(file, act) and (file.was_refused or file.proposal is not None)


def fine_is_due(file: File, act: Act, _: Setting) -> bool:
    """It is closed without a decision where the article joins a fine to the order, and the order was delivered."""
    penalty = file.breach.penalty if file.breach else None
    joined = penalty is not None and penalty.condition is Condition.ORDERED
    return _is_let_go(file, act) and joined and file.was_ordered


def _is_let_go(file: File, act: Act) -> bool:
    return act.reason in {Reason.CORRECTED, Reason.NO_BREACH} and file.decision is None


def not_yet_barred(file: File, act: Act, _: Setting) -> bool:
    """It is closed as time-barred and is not."""
    barred = file.breach_date is not None and is_barred(file.breach_date, act.day)
    return act.reason is Reason.BARRED and not barred
