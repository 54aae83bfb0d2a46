"""办案条件 — when a rule of a case is broken: a file, the step that is to be taken, its setting -> true or false.

What concerns the hearing of the party is in ``hearings``, the decision and the end in ``ends``.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from suyuan.domain.cases.clocks import correct_by
from suyuan.domain.cases.file import File
from suyuan.domain.cases.steps import Act, Paper, Penalty, Result, Step, Way
from suyuan.law.calendar import Calendar
from suyuan.law.procedure import FARTHEST_DAYS, LEAST_OFFICERS, is_barred
from suyuan.law.violations import band, may_warn


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


def other_department(file: File, act: Act, _: Setting) -> bool:
    """The breach is another department's to pursue; who opened the case by mistake may still let go of it."""
    if act.step is Step.CLOSE and len(file.desks) == 1 and file.order is None and file.decision is None:
        return False
    breach = file.breach
    return breach is None or file.role is None or breach.organs.get(file.role) != file.department


def has_served(day: date | None, act: Act) -> bool:
    """What was delivered, or announced, has reached its party by the day of a step."""
    return day is not None and day <= act.day


def order_stands(file: File, _act: Act, _: Setting) -> bool:
    """An order to correct stands that was delivered and not re-checked."""
    return file.is_ordered and file.order is not None and file.order.result is None


def no_term(file: File, act: Act, _: Setting) -> bool:
    """There is no term, it has run out when it is set, or it is not longer than before."""
    if act.due_date is None or act.due_date <= act.day:
        return True
    return act.step is Step.EXTEND and file.order is not None and act.due_date <= file.order.due_date


def rechecked(file: File, _act: Act, _: Setting) -> bool:
    """The order was re-checked."""
    return file.order is not None and file.order.result is not None


def term_runs(file: File, act: Act, setting: Setting) -> bool:
    """A refusal is noted while the term still runs."""
    last = correct_by(file, setting.calendar)
    return act.result is Result.REFUSED and last is not None and act.day <= last


def term_gone(file: File, act: Act, _: Setting) -> bool:
    """An order is delivered whose term does not lie ahead: nobody could follow it."""
    return act.paper is Paper.ORDER and file.order is not None and file.order.due_date <= act.served_date


def far_day(_file: File, act: Act, _: Setting) -> bool:
    """A term ends, or a hearing is set, so far ahead that it is a slip of the pen."""
    days = (act.due_date, act.hearing_date)
    return any(day is not None and (day - act.day).days > FARTHEST_DAYS for day in days)


def nothing_to_deliver(file: File, act: Act, _: Setting) -> bool:
    """No such document is waiting, or nothing says how it was delivered."""
    return (
        act.paper is None
        or act.way is None
        or not file.is_issued(act.paper)
        or file.delivered(act.paper) is not None
    )


def not_consented(_file: File, act: Act, _: Setting) -> bool:
    """It is delivered electronically, and nothing says that the party signed its consent."""
    return act.way is Way.ELECTRONIC and not act.consents


def delivery_unproved(_file: File, act: Act, _: Setting) -> bool:
    """Nothing says who took it, under which number it was sent, or where it was announced.

    What is delivered electronically stands on the platform, which is its proof.
    """
    return act.way is not Way.ELECTRONIC and not act.words.strip()


def no_document(_file: File, act: Act, _: Setting) -> bool:
    """Evidence, an outcome, or a request for reconsideration that an officer enters, and no document shows it."""
    return not act.sha256 and not act.is_of_party


def earlier_unshown(file: File, act: Act, setting: Setting) -> bool:
    """It is said to have happened on an earlier day than it is entered, and no document shows that."""
    return act.happened < act.day and not act.proof and no_document(file, act, setting)


_ANSWERS = {
    Step.STATE: (Paper.ORDER, Paper.NOTICE),
    Step.ASK_HEARING: (Paper.NOTICE,),
    Step.ASK_REVIEW: (Paper.DECISION,),
}


def odd_day(file: File, act: Act, _: Setting) -> bool:
    """It is said to have happened after it is entered, or before what it delivers or answers was there.

    What is delivered electronically the platform shows from its entry on, and not on an earlier day. An answer may be
    one to the first notice: what the party asked for then it is still owed.
    """
    there = {Paper.NOTICE: file.noticed_date}
    answered = [
        day for paper in _ANSWERS.get(act.step, ()) if (day := there.get(paper) or file.delivered(paper))
    ]
    first = min(answered) if answered else file.drawn.get(act.paper) if act.paper else None
    if act.way is Way.ELECTRONIC:
        first = act.day
    return act.happened > act.day or (
        act.happened_date is not None and first is not None and act.happened < first
    )


def posted_undated(_file: File, act: Act, _: Setting) -> bool:
    """It went by post, and nothing says on which day the receipt tells that it arrived."""
    return act.way is Way.POST and act.happened_date is None


def unknown_law(file: File, _act: Act, _: Setting) -> bool:
    """What may be fined is not in our text, or stands in another law."""
    return file.breach is None or not file.breach.is_known or file.breach.penalty is None


def not_ordered(file: File, act: Act, _: Setting) -> bool:
    """No order to correct was delivered, or its public notice still runs."""
    return not has_served(file.delivered(Paper.ORDER), act)


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
    ordered = has_served(file.delivered(Paper.ORDER), act)
    if act.penalty is Penalty.NONE:
        return act.step is Step.PROPOSE or act.fine_fen != 0
    if act.penalty is Penalty.WARNING:
        return act.fine_fen != 0 or not may_warn(breach, ordered=ordered, refused=file.is_refused)
    fine = band(breach, ordered=ordered, refused=file.is_refused)
    return fine is None or not fine.holds(act.fine_fen)


def is_same_person(file: File, act: Act, _: Setting) -> bool:
    """Who takes it, or is to chair a hearing, has investigated the case."""
    return act.account in file.investigated or act.chair in file.investigated


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
