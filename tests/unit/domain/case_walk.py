"""Every way a case can go: a walk over all that can be done, by whom and when, told apart by what it leaves behind.

People     two officers who investigate, two of the desk who do not, one of another department, the party
walk()     (breach, actor) and the rules in force -> every state that can be reached, and what leads where
facts()    what has really happened, from the steps alone: asked nothing of the file that is under test
"""

from collections import deque
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from suyuan.domain.cases import (
    EMPTY,
    RULES,
    Act,
    Opinion,
    Paper,
    Penalty,
    Reason,
    Result,
    Setting,
    Step,
    Way,
    check,
    fold,
)
from suyuan.law.calendar import Calendar, after_working_days
from suyuan.law.violations import BY_ID

ONE, TWO, HEAD, FOURTH, STRANGER, FIRM = 1, 2, 3, 4, 8, 9
PLACE = "430104"
BEGIN = datetime(2026, 9, 1, 1, tzinfo=UTC)
BREACH = date(2026, 5, 4)
TERM = 10  # days to correct
JUMP = 40  # days after which every term of the walk has run out
CALENDAR = Calendar.usual()


@dataclass(frozen=True)
class Node:
    """A state: the file, the steps that led there, and the instant."""

    file: object
    acts: tuple[Act, ...]
    now: datetime


def setting(now):
    return Setting(now=now, today=date.fromordinal((now + timedelta(hours=8)).toordinal()), calendar=CALENDAR)


def desk(account, step, now, department, **carried):
    return Act(
        step=step, at=now, account=account, department=department, territory=PLACE, words="x", **carried
    )


def edges(violation):
    """Give the fines at both edges of what the article allows, and just outside."""
    fine = violation.penalty.fine if violation.penalty else None
    return (fine.low_fen - 1, fine.low_fen or 1, fine.high_fen, fine.high_fen + 1) if fine else (1_000_000,)


def choices(node, department):
    """Give what may be tried: every step by everybody it could matter of, with what it may carry."""
    fines = edges(node.file.breach)
    now, due = node.now, (node.now + timedelta(days=TERM, hours=8)).date()
    for who in (ONE, HEAD):
        yield desk(who, Step.ORDER, now, department, due_date=due)
        yield desk(who, Step.EVIDENCE, now, department)
        yield from (desk(who, Step.RECHECK, now, department, result=result) for result in Result)
        yield desk(who, Step.NOTIFY, now, department)
        for penalty in (Penalty.WARNING, Penalty.FINE):
            for fine in fines if penalty is Penalty.FINE else (0,):
                yield desk(who, Step.PROPOSE, now, department, penalty=penalty, fine_fen=fine)
        weighty = {"penalty": Penalty.FINE, "fine_fen": fines[-2:][0], "is_weighty": True}
        yield desk(who, Step.PROPOSE, now, department, **weighty)
        yield from (desk(who, Step.CLOSE, now, department, reason=reason) for reason in Reason)
        yield desk(who, Step.HEAR, now, department, chair=who)
        yield from (desk(who, Step.DELIVER, now, department, paper=paper, way=Way.POST) for paper in Paper)
    for who in (ONE, FOURTH):
        yield from (desk(who, Step.LEGAL_CHECK, now, department, opinion=opinion) for opinion in Opinion)
    for who in (ONE, HEAD, FOURTH):
        yield desk(who, Step.DECIDE, now, department, penalty=Penalty.NONE)
        yield desk(who, Step.DECIDE, now, department, penalty=Penalty.WARNING)
        yield from (
            desk(who, Step.DECIDE, now, department, penalty=Penalty.FINE, fine_fen=fine) for fine in fines
        )
    for who in (ONE, HEAD, FOURTH):
        yield desk(who, Step.REVIEW, now, department, penalty=Penalty.NONE)
        yield desk(who, Step.REVIEW, now, department, penalty=Penalty.FINE, fine_fen=fines[:2][-1])
    yield desk(HEAD, Step.PAY, now, department)
    for days in (2, TERM + 6):
        day = (now + timedelta(days=days, hours=8)).date()
        yield desk(HEAD, Step.ANNOUNCE, now, department, hearing_date=day)
    yield desk(
        STRANGER, Step.DECIDE, now, "market" if department != "market" else "reform", penalty=Penalty.NONE
    )
    for step in (Step.STATE, Step.ASK_HEARING, Step.AGREE, Step.ASK_REVIEW):
        for waives in (False, True) if step is Step.STATE else (False,):
            yield Act(step=step, at=now, account=FIRM, words="x", waives=waives)


def facts(acts):  # noqa: C901, PLR0912 - one line for each step that leaves something
    """Tell what has happened, from the steps alone."""
    investigated, order, refused, proposal, decided, ordered = set(), None, False, None, None, False
    ever_refused, checkers = False, set()
    for act in acts:
        match act.step:
            case Step.OPEN | Step.ACCEPT:
                investigated |= set(act.officers)
            case Step.ORDER:
                order, refused = {"due": act.due_date, "delivered": None}, False
            case Step.DELIVER if act.paper is Paper.ORDER and order:
                order["delivered"], ordered = act.day, True
            case Step.DELIVER if act.paper is Paper.NOTICE and proposal:
                proposal["told"] = act.day
            case Step.DELIVER if act.paper is Paper.HEARING and proposal and proposal["day"]:
                proposal["short"] = after_working_days(act.day, 7, CALENDAR) >= proposal["day"]
                proposal["called"] = True
            case Step.RECHECK:
                late = order is not None and order["delivered"] is not None and act.day > order["due"]
                refused = late and act.result is Result.REFUSED
                ever_refused |= refused
            case Step.PROPOSE:
                proposal = {
                    "penalty": act.penalty,
                    "fine": act.fine_fen,
                    "told": None,
                    "waived": False,
                    "asked": False,
                    "held": False,
                    "weighty": act.is_weighty,
                    "opinion": None,
                    "day": None,
                    "called": False,
                    "short": True,
                }
            case Step.STATE if proposal:
                proposal["waived"] |= act.waives and proposal["told"] is not None
            case Step.ASK_HEARING if proposal:
                proposal["asked"] = True
            case Step.ANNOUNCE if proposal:
                proposal |= {"day": act.hearing_date, "called": False, "short": True}
            case Step.AGREE if proposal and proposal["called"]:
                proposal["short"] = False
            case Step.HEAR if proposal:
                proposal |= {"held": True, "opinion": None}
            case Step.LEGAL_CHECK if proposal:
                proposal["opinion"] = act.opinion
                checkers.add(act.account)
            case Step.DECIDE:
                decided = act
    return {
        "investigated": investigated, "order": order, "refused": refused, "ordered": ordered,
        "proposal": proposal, "decided": decided, "ever_refused": ever_refused, "checkers": checkers,
    }  # fmt: skip


def wrongs(violation, known, act):  # noqa: C901, PLR0912 - one question for each thing that may be wrong
    """Give what would be unlawful in a step that was taken, by what had happened before."""
    proposal = known["proposal"]
    if (
        act.step in {Step.DECIDE, Step.CLOSE, Step.HEAR, Step.LEGAL_CHECK}
        and act.account in known["investigated"]
    ):
        yield "who investigated decided, heard, checked or closed"
    if act.step is Step.CLOSE and act.reason in {Reason.CORRECTED, Reason.NO_BREACH} and not known["decided"]:
        if known["ever_refused"] or proposal:
            yield "let go after a refusal or a proposal, and nobody had decided"
        if known["ordered"] and violation.cite.item == "2" and violation.cite.article == 36:
            yield "let go where a fine comes with the order, and nobody had decided"
    if act.step is Step.HEAR and proposal:
        if not proposal["called"]:
            yield "the party had not been called to the hearing"
        if proposal["called"] and proposal["short"]:
            yield "the party had been called to the hearing too late"
        if proposal["day"] and act.day < proposal["day"]:
            yield "heard before the day"
    if act.step is not Step.DECIDE:
        return
    if act.department not in {organ.value for organ in violation.organs.values()}:
        yield "another department decided"
    if act.account in known["checkers"]:
        yield "who gave the legal check decided"
    if proposal and proposal["opinion"] is not Opinion.PASSED and (proposal["held"] or proposal["weighty"]):
        yield "no legal check had passed"
    if proposal and proposal["opinion"] is Opinion.OBJECTED:
        yield "decided against the legal check"
    if known["decided"] is not None:
        yield "decided twice"
    if act.penalty is Penalty.NONE:
        return
    if not known["ordered"]:
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


def key(node):
    """Tell states apart by what may still matter: dates by whether their terms have run out."""
    day = setting(node.now).today
    known = facts(node.acts)
    gone = {
        "due": lambda at: at < day,
        "day": lambda at: at <= day,
        "told": lambda at: after_working_days(at, 5, CALENDAR) < day,
    }

    def told(held):
        return (
            None
            if held is None
            else tuple(
                (
                    part,
                    gone[part](value)
                    if part in gone and value
                    else bool(value)
                    if isinstance(value, date)
                    else value,
                )
                for part, value in held.items()
            )
        )

    file = node.file
    if file.closed is not None and file.decision is None:
        return (file.closed,)
    if file.decision is not None:  # what led to it no longer matters, but for what a review may still weigh
        made = file.decision
        ended = made.delivered_date is not None and (day - made.delivered_date).days > 60
        return (
            file.closed, file.revoked, file.is_refused, made.penalty, made.fine_fen, made.account,
            made.delivered_date is not None, made.is_paid, made.review_asked, ended,
        )  # fmt: skip
    return (
        file.stage, file.evidence > 0, known["ordered"], known["refused"],
        known["ever_refused"], bool(known["checkers"]),
        file.order and (file.order.result, file.order.delivered_date is not None),
        told(known["order"]), told(known["proposal"]),
        file.proposal and (file.proposal.is_notified, file.proposal.hearing and file.proposal.hearing.is_agreed),
    )  # fmt: skip


def beginning(violation, role, rules):
    """Give the state of a case that was just opened by the department that pursues the breach."""
    department = violation.organs[role].value
    act = Act(
        step=Step.OPEN, at=BEGIN, account=ONE, department=department, territory=PLACE, words="x",
        violation=violation.id, role=role, breach_date=BREACH, officers=(ONE, TWO),
    )  # fmt: skip
    assert check(EMPTY, act, setting(BEGIN), rules) == ()
    return Node(fold([act]), (act,), BEGIN), department


def walk(violation_id, role, rules=RULES, *, first_wrong=False, most=60_000):
    """Give (what went wrong, by a path that shows it; states; what leads where). ``first_wrong``: stop there."""
    violation = BY_ID[violation_id]
    first, department = beginning(violation, role, rules)
    wrong, leads, seen, queue = {}, {}, {key(first): first}, deque([first])
    while queue and len(seen) < most and not (first_wrong and wrong):
        node = queue.popleft()
        here, known = leads.setdefault(key(node), set()), facts(node.acts)
        later = replace(node, now=node.now + timedelta(days=JUMP))
        following = [later] if (node.now - node.acts[-1].at).days < JUMP else []
        for act in choices(node, department):
            if check(node.file, act, setting(node.now), rules):
                continue
            for what in wrongs(violation, known, act):
                wrong.setdefault(what, (*node.acts, act))
            following.append(Node(fold([act], node.file), (*node.acts, act), node.now))
        for each in following:
            name = key(each)
            here.add(name)
            if name not in seen:
                seen[name] = each
                queue.append(each)
    assert len(seen) < most
    return wrong, seen, leads


def stuck(seen, leads):
    """Give the states from which no way leads to a closed case."""
    back = {}
    for name, targets in leads.items():
        for target in targets:
            back.setdefault(target, set()).add(name)
    reached = {name for name, node in seen.items() if node.file.closed is not None}
    queue = deque(reached)
    while queue:
        for name in back.get(queue.popleft(), ()):
            if name not in reached:
                reached.add(name)
                queue.append(name)
    return set(seen) - reached
