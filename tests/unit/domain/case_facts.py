"""What has happened in a case, from its steps alone, and what would be unlawful in the next: the file is asked nothing.

after()     what has really happened, and one more step -> what has happened then
wrongs()    what would be unlawful in a step that the rules let pass
denied()    what would be unlawful in refusing one
"""

from datetime import date, timedelta

from suyuan.domain.cases import Opinion, Paper, Penalty, Reason, Result, Step, Way
from suyuan.law.calendar import Calendar, after_working_days

CALENDAR = Calendar.usual()
OF_OTHERS = {Step.DECIDE, Step.WITHDRAW, Step.CLOSE, Step.HEAR, Step.LEGAL_CHECK, Step.ASSIGN}


def last_day(day):
    """Give a day, or the first working day after it."""
    while not CALENDAR.holidays.is_working(day):
        day += timedelta(days=1)
    return day


def served(act):
    """Give the day on which what was delivered counts as delivered (Civil Procedure Law, Article 95)."""
    day = act.happened_date or act.day
    return day + timedelta(days=30) if act.way is Way.PUBLIC else day


def heard(proposal, act):  # noqa: PLR0911, C901 - one answer for each step
    """Tell how far a party was told of a proposal and heard, after one more step."""
    match act.step:
        case Step.PROPOSE:
            owed = proposal is not None and proposal["asked"] and not proposal["held"]
            before = (proposal if proposal["told"] else proposal["before"]) if proposal else None
            return {
                "penalty": act.penalty, "fine": act.fine_fen, "told": None, "waived": False, "asked": owed,
                "held": False, "day": None, "called": False, "short": True, "chair": 0, "unseen": False,
                "before": before and {"told": before["told"], "waived": before["waived"]},
            }  # fmt: skip
        case _ if proposal is None:
            return None
        case Step.DELIVER if act.paper is Paper.NOTICE:
            return proposal | {"told": served(act), "before": None}
        case Step.DELIVER if act.paper is Paper.HEARING and proposal["day"]:
            short = after_working_days(served(act), 7, CALENDAR) >= proposal["day"]
            return proposal | {"short": short, "called": True}
        case Step.STATE if act.waives and proposal["told"]:
            return proposal | {"waived": True}
        case Step.EVIDENCE if proposal["told"] and not act.is_known:
            return proposal | {"unseen": True}
        case Step.ASK_HEARING:
            return proposal | {"asked": True}
        case Step.DROP_HEARING:
            return proposal | {"asked": False, "day": None, "called": False, "short": True}
        case Step.ANNOUNCE:
            return proposal | {
                "day": act.hearing_date,
                "called": False,
                "short": True,
                "chair": act.chair or act.account,
            }
        case Step.AGREE if proposal["called"]:
            return proposal | {"short": False}
        case Step.HEAR:
            return proposal | {"held": True}
    return proposal


def checked(check, act):
    """Tell whether a legal check is due, and whether one has passed of all that there is, after one more step."""
    if act.step is Step.LEGAL_CHECK:
        objected = act.opinion is Opinion.OBJECTED
        return {"due": check["due"] or objected, "passed": not objected}
    new = act.step in {Step.EVIDENCE, Step.RECHECK, Step.STATE, Step.HEAR, Step.PROPOSE}
    due = check["due"] or act.is_weighty or act.step is Step.HEAR
    return {"due": due, "passed": check["passed"] and not new}


NOTHING = {
    "investigated": frozenset(), "order": None, "refused": False, "ordered": None, "proposal": None, "decided": None,
    "ever_refused": False, "checkers": frozenset(), "check": {"due": False, "passed": False}, "closed": False,
    "reviewed": None, "opened": None, "decision_told": None, "suit": "none", "judged": None, "reviewing": None,
    "taken_back": None,
}  # fmt: skip


def after(known, act):  # noqa: C901, PLR0912 - one line for each step
    """Tell what has happened after one more step."""
    now = known | {"proposal": heard(known["proposal"], act), "check": checked(known["check"], act)}
    order = known["order"]
    match act.step:
        case Step.OPEN | Step.ACCEPT | Step.ASSIGN:
            now["investigated"] = known["investigated"] | {*act.officers, *act.inspectors}
            now["opened"] = known["opened"] or act
        case Step.ORDER:
            now |= {"order": {"due": act.due_date, "delivered": None, "looked": False}, "refused": False}
        case Step.DELIVER if act.paper is Paper.ORDER and order:
            now |= {"order": order | {"delivered": served(act)}, "ordered": known["ordered"] or served(act)}
        case Step.RECHECK if order:
            ran = order["delivered"] is not None and order["delivered"] < order["due"]
            now["refused"] = ran and act.day > last_day(order["due"]) and act.result is Result.REFUSED
            now["ever_refused"] |= now["refused"]
            now["order"] = order | {"looked": True}
        case Step.LEGAL_CHECK:
            now["checkers"] = known["checkers"] | {act.account}
        case Step.DECIDE:
            now["decided"] = act
        case Step.WITHDRAW:
            told = known["decided"] if known["decision_told"] else known["taken_back"]
            now |= {"decided": None, "decision_told": None, "taken_back": told}
        case Step.REVIEW:
            now |= {"reviewed": act.day, "reviewing": None}
        case Step.ASK_REVIEW:
            now["reviewing"] = act.day
        case Step.ASK_HEARING if not known["decision_told"]:
            now["decided"] = None
        case Step.STATE if act.happened_date and not known["decision_told"]:
            now["decided"] = None
        case Step.SUE:
            now["suit"] = "appealed" if known["suit"] == "judged" else "pending"
        case Step.JUDGE:
            now |= {"suit": "final" if known["suit"] in {"appealed", "judged"} else "judged"}
            now |= {"judged": act.day, "reviewing": None}
        case Step.DELIVER if act.paper is Paper.DECISION:
            now["decision_told"] = served(act)
        case Step.CLOSE:
            now["closed"] = True
    return now


def wrongs_before_a_hearing(proposal, act):
    """Give what would be unlawful in how a party is called and heard."""
    if act.department and not act.sha256 and (act.waives or act.step in {Step.AGREE, Step.DROP_HEARING}):
        yield "given up for the party without its paper"
    if act.step in {Step.ANNOUNCE, Step.HEAR} and not (proposal and proposal["told"]):
        yield "a hearing about what the party had not been told of"
    if act.step is Step.HEAR and proposal:
        if not proposal["called"]:
            yield "the party had not been called to the hearing"
        if proposal["called"] and proposal["short"]:
            yield "the party had been called to the hearing too late"
        if proposal["day"] and act.day < proposal["day"]:
            yield "heard before the day"
        if proposal["chair"] and act.account != proposal["chair"]:
            yield "heard by another than was announced"


def wrongs_of_proof(act):
    """Give what would be unlawful in how something is said to have been delivered or paid."""
    if act.step is Step.DELIVER and act.way is Way.ELECTRONIC and not act.consents:
        yield "delivered electronically without consent"
    if act.step is Step.DELIVER and act.way is not Way.ELECTRONIC and not act.words:
        yield "delivered without proof"
    if act.step is Step.PAY and not act.words:
        yield "paid without a receipt"
    if act.step is Step.DELIVER and act.way is Way.POST and not act.happened_date:
        yield "delivered by post on no day"
    if act.happened_date and act.happened_date < act.day and not (act.sha256 or act.proof):
        yield "said to be earlier, and no document shows it"
    if act.happened_date and act.happened_date > act.day:
        yield "told before it happened"
    if act.step in {Step.EVIDENCE, Step.WITHDRAW, Step.REVIEW, Step.SUE, Step.JUDGE} and not act.sha256:
        yield "said to be so, and no document shows it"


def wrongs_of_suits(known, act):
    """Give what would be unlawful beside a reconsideration or a suit."""
    if act.step is Step.ASK_REVIEW and known["suit"] != "none":
        yield "reconsidered beside a suit"
    if act.step is Step.WITHDRAW and (known["suit"] != "none" or known["reviewing"] or known["reviewed"]):
        yield "taken back from who stands above the desk"
    if act.step is Step.JUDGE and known["suit"] == "final":
        yield "judged a third time"
    if act.step is Step.SUE and known["suit"] not in {"none", "judged"}:
        yield "sued twice"
    asked = known["reviewing"]
    if asked and (act.step is Step.CLOSE or (act.step is Step.SUE and (act.day - asked).days <= 60)):
        yield "sued or closed while it is reconsidered"
    if act.step is Step.CLOSE and known["suit"] in {"pending", "appealed"}:
        yield "closed while a court has it"
    if act.step is Step.CLOSE and known["suit"] == "judged" and (act.day - known["judged"]).days <= 15:
        yield "closed while a judgment may be appealed"
    owed = known["proposal"] and known["proposal"]["asked"] and not known["proposal"]["held"]
    if (
        act.step is Step.DELIVER
        and act.paper is Paper.DECISION
        and owed
        and known["decided"].penalty is not Penalty.NONE
    ):
        yield "a decision delivered while a hearing was owed"


def wrongs_at_the_end(known, act):
    """Give what would be unlawful in what follows a decision, or in how a case is closed."""
    order, opened = known["order"], known["opened"]
    if act.step is Step.ASK_REVIEW and known["reviewed"]:
        yield "reconsidered twice"
    if act.step in {Step.REVIEW, Step.JUDGE} and act.fine_fen > known["decided"].fine_fen:
        yield "heavier for having defended itself"
    if act.step is not Step.CLOSE:
        return
    if act.reason in {Reason.NO_BREACH, Reason.BARRED} and known["ordered"] and not known["decided"]:
        yield "let go with an order that nobody withdrew"
    if act.reason is Reason.PENALISED and order and order["delivered"] and not order["looked"]:
        yield "closed as penalised, and nobody looked whether the order was followed"
    if act.reason is Reason.COURT and (act.day - known["decision_told"]).days < 181:
        yield "given to the court while the party could sue"
    if act.reason is Reason.COURT and known["reviewed"] and (act.day - known["reviewed"]).days <= 15:
        yield "given to the court while the party could sue after a reconsideration"
    ended = act.breach_date or opened.breach_date
    if act.reason is Reason.BARRED and ended < date(2026, 4, 1):
        yield "time-barred, and it was no breach then"
    if act.reason is Reason.BARRED and opened.day <= ended.replace(year=ended.year + 2):
        yield "time-barred though it was found in time"


def is_heavier_anew(told, act):
    """Tell whether a penalty is heavier than the one that reached the party and was taken back."""
    order = [Penalty.NONE, Penalty.WARNING, Penalty.FINE]
    return told is not None and (order.index(act.penalty), act.fine_fen) > (
        order.index(told.penalty),
        told.fine_fen,
    )


def wrongs_of_decision(violation, known, act):  # noqa: C901, PLR0912 - one question for each thing that may be wrong
    """Give what would be unlawful in a decision."""
    proposal = known["proposal"]
    if act.department not in {organ.value for organ in violation.organs.values()}:
        yield "another department decided"
    if act.account in known["checkers"]:
        yield "who gave the legal check decided"
    if known["decided"] is not None:
        yield "decided twice"
    if act.penalty is Penalty.NONE:
        return
    if is_heavier_anew(known["taken_back"], act):
        yield "heavier than what had been taken back"
    if known["check"]["due"] and not known["check"]["passed"]:
        yield "no legal check had passed"
    if proposal and proposal["unseen"]:
        yield "a penalty on evidence that the party had not seen"
    if known["ordered"] is None or known["ordered"] > act.day:
        yield "no order to correct had been delivered"
    if violation.penalty is None or not violation.is_known:
        yield "nothing may be punished here"
        return
    if violation.penalty.condition.value == "refused" and not known["refused"]:
        yield "correction had not been refused"
    if act.penalty is Penalty.WARNING and not violation.penalty.warning:
        yield "no warning in the article"
    if (
        act.penalty is Penalty.FINE
        and not violation.penalty.fine.low_fen <= act.fine_fen <= violation.penalty.fine.high_fen
    ):
        yield "outside the band"
    if proposal is None or proposal["told"] is None:
        yield "the party had not been told"
        return
    if proposal["asked"] and not proposal["held"]:
        yield "a hearing had not been held"
    over = after_working_days(proposal["told"], 5, CALENDAR) < act.day
    if not (over or proposal["waived"] or proposal["held"]):
        yield "the party could still answer"
    if act.penalty is Penalty.FINE and (
        proposal["penalty"] is not Penalty.FINE or act.fine_fen > proposal["fine"]
    ):
        yield "heavier than told"


def wrongs(violation, known, act):
    """Give what would be unlawful in a step that was taken, by what had happened before."""
    proposal = known["proposal"]
    if (act.step in OF_OTHERS and act.account in known["investigated"]) or act.chair in known["investigated"]:
        yield "who investigated decided, heard, checked or closed"
    if act.step is Step.CLOSE and act.reason in {Reason.CORRECTED, Reason.NO_BREACH} and not known["decided"]:
        if known["ever_refused"] or proposal:
            yield "let go after a refusal or a proposal, and nobody had decided"
        if known["ordered"] and violation.cite.item == "2" and violation.cite.article == 36:
            yield "let go where a fine comes with the order, and nobody had decided"
    yield from wrongs_of_proof(act)
    yield from wrongs_of_suits(known, act)
    yield from wrongs_at_the_end(known, act)
    order = known["order"]
    if act.step is Step.RECHECK and not (order and order["delivered"] and order["delivered"] <= act.day):
        yield "a re-check of what had not been ordered"
    if act.step is Step.EVIDENCE and known["decided"]:
        yield "evidence for what was decided without it"
    yield from wrongs_before_a_hearing(proposal, act)
    if act.step is Step.DECIDE:
        yield from wrongs_of_decision(violation, known, act)


def denied(known, act):
    """Give what would be unlawful in that a step of the party's own was refused, also one that came on paper."""
    own = act.is_of_party or (act.happened_date and act.sha256)
    if not own or known["decision_told"] or known["closed"]:
        return
    order, proposal = known["order"], known["proposal"]
    last = proposal if proposal and proposal["told"] else proposal and proposal["before"]
    told = last["told"] if last else None
    if act.step is Step.STATE and (told or (order and order["delivered"])):
        yield "the party was kept from stating its case"
    asked_on = act.happened_date or act.day
    in_time = told and not last["waived"] and told <= asked_on <= after_working_days(told, 5, CALENDAR)
    if act.step is Step.ASK_HEARING and in_time and not proposal["asked"]:
        yield "the party was kept from asking for a hearing"
    if act.step is Step.DROP_HEARING and told and proposal["asked"] and not proposal["held"]:
        yield "the party was held to a hearing that it no longer wants"
