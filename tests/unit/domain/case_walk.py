"""Every way a case can go: a walk over all that can be done, by whom and when, told apart by what it leaves behind.

People     two officers who investigate, two of the desk who do not, one of another department, the party
walk()     (breach, actor) and the rules in force -> every state that can be reached, and what leads where
"""

from collections import deque
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache, partial
from typing import NamedTuple

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
    breaks,
    check,
    fold,
)
from suyuan.law.calendar import after_working_days
from suyuan.law.departments import Department
from suyuan.law.violations import BY_ID
from tests.unit.domain.case_facts import CALENDAR, NOTHING, after, denied, last_day, wrongs

ONE, TWO, HEAD, FOURTH, ON_SITE, ELSEWHERE, STRANGER, FIRM = 1, 2, 3, 4, 5, 7, 8, 9
PLACE = "430104"
BEGIN = datetime(2026, 9, 1, 1, tzinfo=UTC)
BREACH = date(2026, 5, 4)
TOO_LONG_AGO = date(2024, 5, 4)
SUIT = 190  # days, after which nobody can sue


class Pace(NamedTuple):
    """How papers go; days to correct and until a hearing; days after which all that is set has run out."""

    way: Way = Way.POST
    term: int = 10
    hearing: int = 16
    jump: int = 40


QUICK = Pace()
PUBLIC = Pace(Way.PUBLIC, 50, 56, 75)


@dataclass(frozen=True)
class Node:
    """A state: the file, the steps that led there, the instant, and what has really happened."""

    file: object
    acts: tuple[Act, ...]
    now: datetime
    known: dict

    def step(self, act):
        """Give the state after one more step, at once."""
        return Node(fold([act], self.file), (*self.acts, act), self.now, after(self.known, act))

    def wait(self, days):
        """Give the state when nobody has done anything for so many days."""
        return Node(self.file, self.acts, self.now + timedelta(days=days), self.known)


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


def other(department):
    return "market" if department != "market" else "reform"


def moves(node, department):
    """Give what may be tried between two desks and teams: before an order, and once the party was notified."""
    now, far = node.now, other(department)
    if node.file.order and not (node.file.proposal and node.file.proposal.delivered_date):
        return
    yield desk(HEAD, Step.REFER, now, department, to_department=Department(far), to_territory=PLACE)
    if node.file.order is None and node.file.referral is None:
        yield desk(HEAD, Step.ASSIGN, now, department, officers=(TWO, FOURTH))
    yield desk(STRANGER, Step.REFER, now, far, to_department=Department(department), to_territory=PLACE)
    for who, where, officers in ((ONE, department, (ONE, TWO)), (STRANGER, far, (STRANGER, ELSEWHERE))):
        yield from (desk(who, step, now, where) for step in (Step.RETURN, Step.RECALL))
        if node.file.proposal is None:
            yield desk(who, Step.ACCEPT, now, where, officers=officers)


def unproved(now, department, pace, handed):
    """Give what may be tried of deliveries and papers on odd days, and without what shows them."""
    today = (now + timedelta(hours=8)).date()
    yield desk(ONE, Step.DELIVER, now, department, paper=Paper.ORDER, way=Way.ELECTRONIC)
    yield desk(ONE, Step.DELIVER, now, department, paper=Paper.NOTICE, way=Way.POST)
    for day, proof in ((today - timedelta(days=1), ""), (today + timedelta(days=1), "e")):
        said = handed | {"happened_date": day, "proof": proof}
        yield desk(ONE, Step.DELIVER, now, department, paper=Paper.NOTICE, **said)
    posted = today - timedelta(days=pace.jump - 2)
    yield desk(HEAD, Step.ASK_HEARING, now, department, happened_date=posted, sha256="e")
    for step in (Step.DELIVER, Step.PAY):
        bare = replace(desk(HEAD, step, now, department), words="")
        yield replace(bare, paper=Paper.ORDER, **handed) if step is Step.DELIVER else bare


def outcomes(step, who, now, department, fines):
    """Give what a reconsideration or a court may say."""
    yield desk(who, step, now, department, penalty=Penalty.NONE, sha256="e")
    for fine in fines[1:3]:
        yield desk(who, step, now, department, penalty=Penalty.FINE, fine_fen=fine, sha256="e")
    if who == FOURTH:
        yield desk(FOURTH, step, now, department, penalty=Penalty.WARNING, sha256="e")
        yield desk(FOURTH, step, now, department, penalty=Penalty.NONE)


def suits(now, violation, department):
    """Give what may be tried once a fine was delivered, at the courts and elsewhere."""
    yield desk(ONE, Step.SUE, now, department, sha256="e")
    yield desk(ONE, Step.SUE, now, department)
    yield Act(step=Step.ASK_REVIEW, at=now, account=FIRM, words="x")
    yield desk(ONE, Step.WITHDRAW, now, department, sha256="e")
    yield desk(HEAD, Step.WITHDRAW, now, department)
    for step in (Step.REVIEW, Step.JUDGE):
        yield from outcomes(step, FOURTH, now, department, edges(violation))
    yield desk(ONE, Step.PAY, now, department)
    yield from (desk(FOURTH, Step.CLOSE, now, department, reason=reason) for reason in Reason)


def choices(now, violation, department, pace=QUICK):
    """Give what may be tried at an instant: every step by everybody it could matter of, with what it may carry."""
    fines = edges(violation)
    today = (now + timedelta(hours=8)).date()
    due = today + timedelta(days=pace.term)
    handed = {"way": pace.way} | ({"happened_date": today} if pace.way is Way.POST else {})
    for who in (ONE, HEAD):
        yield desk(who, Step.ORDER, now, department, due_date=due)
        yield from (
            desk(who, Step.EVIDENCE, now, department, sha256="e", is_known=known) for known in (False, True)
        )
        yield from (desk(who, Step.RECHECK, now, department, result=result) for result in Result)
        yield desk(who, Step.NOTIFY, now, department)
        for penalty in (Penalty.WARNING, Penalty.FINE):
            for fine in fines if penalty is Penalty.FINE else (0,):
                yield desk(who, Step.PROPOSE, now, department, penalty=penalty, fine_fen=fine)
        weighty = {"penalty": Penalty.FINE, "fine_fen": fines[-2:][0], "is_weighty": True}
        yield desk(who, Step.PROPOSE, now, department, **weighty)
        yield from (desk(who, Step.CLOSE, now, department, reason=reason) for reason in Reason)
        yield from (desk(who, Step.DELIVER, now, department, paper=paper, **handed) for paper in Paper)
    yield from (desk(who, Step.HEAR, now, department, chair=who) for who in (ONE, HEAD, FOURTH))
    yield from unproved(now, department, pace, handed)
    yield desk(HEAD, Step.CLOSE, now, department, reason=Reason.BARRED, breach_date=TOO_LONG_AGO)
    for who in (ONE, FOURTH):
        yield from (desk(who, Step.LEGAL_CHECK, now, department, opinion=opinion) for opinion in Opinion)
    for who in (ONE, ON_SITE, HEAD, FOURTH):
        yield desk(who, Step.DECIDE, now, department, penalty=Penalty.NONE)
        yield desk(who, Step.DECIDE, now, department, penalty=Penalty.WARNING)
        yield from (
            desk(who, Step.DECIDE, now, department, penalty=Penalty.FINE, fine_fen=fine) for fine in fines
        )
    for who in (ONE, HEAD, FOURTH):
        yield from outcomes(Step.REVIEW, who, now, department, fines)
    yield desk(ONE, Step.EVIDENCE, now, department)
    yield desk(HEAD, Step.PAY, now, department)
    yield desk(HEAD, Step.STATE, now, department, waives=True)
    yield from (desk(HEAD, step, now, department) for step in (Step.AGREE, Step.DROP_HEARING))
    for days in (2, pace.hearing):
        day = last_day((now + timedelta(days=days, hours=8)).date())
        yield desk(HEAD, Step.ANNOUNCE, now, department, hearing_date=day)
    yield desk(HEAD, Step.ANNOUNCE, now, department, hearing_date=day, chair=ONE)
    yield desk(STRANGER, Step.DECIDE, now, other(department), penalty=Penalty.NONE)
    for step in (Step.STATE, Step.ASK_HEARING, Step.DROP_HEARING, Step.AGREE, Step.ASK_REVIEW):
        for waives in (False, True) if step is Step.STATE else (False,):
            yield Act(step=step, at=now, account=FIRM, words="x", waives=waives)


def key(node):
    """Tell states apart by what may still matter: dates by whether their terms have run out."""
    day = setting(node.now).today
    known = node.known
    gone = {
        "delivered": lambda at: at <= day,
        "due": lambda at: last_day(at) < day,
        "day": lambda at: at <= day,
        "told": lambda at: after_working_days(at, 5, CALENDAR) < day,
    }

    def told(held):
        if held and held.get("unseen"):  # it takes a fresh proposal, to which no more is handed on
            return held["asked"] and not held["held"], held["waived"], gone["told"](held["told"])
        if held and held.get(
            "before"
        ):  # all that matters of an earlier notice is whether it may still be answered
            before = held["before"]
            held = held | {"before": not before["waived"] and not gone["told"](before["told"])}
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
        ended = made.delivered_date is not None and [
            (day - made.delivered_date).days > last for last in (60, 184)
        ]
        return (
            file.closed, file.revoked, file.is_refused, made.penalty, made.fine_fen, made.account,
            made.delivered_date is not None, made.is_paid, made.suits, made.judgments, made.disputed,
            made.review_asked_date and (day - made.review_asked_date).days > 60,
            *(since and (day - since).days > 15 for since in (made.judged_date, made.reviewed_date)), *(ended or ()),
            made.delivered_date is not None and made.delivered_date <= day, told(known["order"]),
        )  # fmt: skip
    return (
        file.stage, file.taken_back, file.department, file.referral and file.referral[0],
        FOURTH in known["investigated"], file.evidence > 0,
        known["ordered"] is not None and known["ordered"] <= day, known["refused"],
        known["ever_refused"], bool(known["checkers"]), *known["check"].values(),
        file.order and (file.order.result, file.order.delivered_date is not None),
        told(known["order"]), told(known["proposal"]),
        file.proposal and not file.proposal.is_outrun
        and (file.proposal.is_notified, file.proposal.hearing and file.proposal.hearing.is_agreed),
    )  # fmt: skip


def beginning(violation, role, rules):
    """Give the state of a case that was just opened by the department that pursues the breach."""
    department = violation.organs[role].value
    act = Act(
        step=Step.OPEN, at=BEGIN, account=ONE, department=department, territory=PLACE, words="x",
        violation=violation.id, role=role, breach_date=BREACH, officers=(ONE, TWO), inspectors=(ONE, ON_SITE),
    )  # fmt: skip
    assert check(EMPTY, act, setting(BEGIN), rules) == ()
    return Node(EMPTY, (), BEGIN, NOTHING).step(act), department


def fined(violation, role, rules):
    """Give the state of a case whose party was fined the least, and the department."""
    node, department = beginning(violation, role, rules)
    fine, handed = edges(violation)[1], {"way": Way.IN_PERSON}
    for days, who, step, carried in (
        (0, ONE, Step.EVIDENCE, {"sha256": "e"}),
        (0, ONE, Step.ORDER, {"due_date": date(2026, 9, 11)}),
        (0, ONE, Step.DELIVER, {"paper": Paper.ORDER, **handed}),
        (20, ONE, Step.RECHECK, {"result": Result.REFUSED}),
        (0, ONE, Step.PROPOSE, {"penalty": Penalty.FINE, "fine_fen": fine}),
        (0, ONE, Step.NOTIFY, {}),
        (0, ONE, Step.DELIVER, {"paper": Paper.NOTICE, **handed}),
        (25, HEAD, Step.DECIDE, {"penalty": Penalty.FINE, "fine_fen": fine}),
        (0, ONE, Step.DELIVER, {"paper": Paper.DECISION, **handed}),
    ):
        node = node.wait(days)
        act = desk(who, step, node.now, department, **carried)
        assert check(node.file, act, setting(node.now)) == (), step
        node = node.step(act)
    return node, department


def walk(
    violation_id, role, rules=RULES, *, first_wrong=False, desks=False, courts=False, pace=QUICK, most=60_000
):
    """Give (what went wrong, by a path that shows it; states; what leads where).

    ``first_wrong``: stop there. ``desks``: the case may also go to another desk and come back.
    ``courts``: it begins with a delivered fine, and goes on at the courts. ``pace``: how papers are delivered, and how
    long things take.
    """
    violation = BY_ID[violation_id]
    first, department = (fined if courts else beginning)(violation, role, rules)
    asked = {step: tuple(rule for rule in rules if step in rule.steps) for step in Step}
    tried = {True: suits, False: partial(choices, pace=pace)}
    at = cache(lambda now, sued: (setting(now), tuple(tried[sued](now, violation, department))))
    wrong, leads, seen, queue = {}, {}, {key(first): first}, deque([(key(first), first)])
    while queue and len(seen) < most and not (first_wrong and wrong):
        name, node = queue.popleft()
        when, always = at(node.now, courts and node.file.delivered(Paper.DECISION) is not None)
        here, known = leads.setdefault(name, set()), node.known
        waited = (node.now - node.acts[-1].at).days
        following = [node.wait(pace.jump)] if waited < pace.jump else []
        if node.file.penalised_date and waited < SUIT:
            following.append(node.wait(SUIT))
        undo = (desk(HEAD, Step.WITHDRAW, node.now, department, sha256="e"),) if courts else ()
        for act in (*always, *undo, *(moves(node, department) if desks else ())):
            if any(breaks(node.file, act, when, asked[act.step])):
                for what in denied(known, act):
                    wrong.setdefault(what, (*node.acts, act))
                continue
            for what in wrongs(violation, known, act):
                wrong.setdefault(what, (*node.acts, act))
            following.append(node.step(act))
        for each in following:
            name = key(each)
            here.add(name)
            if name not in seen:
                seen[name] = each
                queue.append((name, each))
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
