"""A case goes no unlawful way: shown by walking every way, and by switching the rules off one after the other."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from suyuan.domain.cases import (
    EMPTY,
    RULES,
    Act,
    File,
    Paper,
    Penalty,
    Reason,
    Result,
    Step,
    Way,
    check,
    fold,
    running,
)
from suyuan.domain.cases.ends import ENDS
from suyuan.domain.cases.file import Stage
from suyuan.domain.cases.papers import Decision, Order
from suyuan.domain.cases.steps import OF_PARTY, body, of_body
from suyuan.law.calendar import Calendar
from suyuan.law.catalogue import RULES as TEXTS
from suyuan.law.duty import Role
from suyuan.law.procedure import TermId, ends, is_barred
from suyuan.law.violations import BY_ID, CATALOGUE
from tests.unit.domain.case_walk import (
    BEGIN,
    CALENDAR,
    FIRM,
    ONE,
    PUBLIC,
    beginning,
    choices,
    setting,
    stuck,
    walk,
)

# One walk for each kind of breach: what may follow, after what, and who pursues it.
KINDS = {(one.penalty, one.is_known, bool(one.elsewhere)): (one.id, min(one.organs)) for one in CATALOGUE}
# The rules without which a case goes wrong at once, and what then happens.
BEARING = {
    ("case.not_yours", Step.DECIDE): "another department decided",
    ("case.same_person", Step.DECIDE): "who investigated decided, heard, checked or closed",
    ("case.same_person", Step.LEGAL_CHECK): "who investigated decided, heard, checked or closed",
    ("case.checked_it", Step.DECIDE): "who gave the legal check decided",
    ("case.unchecked", Step.DECIDE): "no legal check had passed",
    ("case.not_ordered", Step.RECHECK): "a re-check of what had not been ordered",
    ("case.term_runs", Step.RECHECK): "correction had not been refused",
    ("case.term_gone", Step.DELIVER): "correction had not been refused",
    ("case.out_of_band", Step.DECIDE): "outside the band",
    ("case.no_consent", Step.DELIVER): "delivered electronically without consent",
    ("case.delivery_unproved", Step.DELIVER): "delivered without proof",
    ("case.posted_undated", Step.DELIVER): "delivered by post on no day",
    ("case.odd_day", Step.DELIVER): "told before it happened",
    ("case.no_document", Step.DELIVER): "said to be earlier, and no document shows it",
    ("case.outrun", Step.DECIDE): "a penalty on evidence that the party had not seen",
    ("case.no_receipt", Step.PAY): "paid without a receipt",
    ("case.decided", Step.DECIDE): "decided twice",
    ("case.decided", Step.EVIDENCE): "evidence for what was decided without it",
    ("case.not_notified", Step.DECIDE): "the party had not been told",
    ("case.hearing_open", Step.DECIDE): "a hearing had not been held",
    ("case.may_answer", Step.DECIDE): "the party could still answer",
    ("case.waived_unproved", Step.STATE): "given up for the party without its paper",
    ("case.not_notified", Step.ANNOUNCE): "a hearing about what the party had not been told of",
    ("case.not_announced", Step.HEAR): "the party had not been called to the hearing",
    ("case.short_notice", Step.HEAR): "the party had been called to the hearing too late",
    ("case.hearing_ahead", Step.HEAR): "heard before the day",
    ("case.other_chair", Step.HEAR): "heard by another than was announced",
    ("case.no_document", Step.EVIDENCE): "said to be so, and no document shows it",
    ("case.no_document", Step.REVIEW): "said to be so, and no document shows it",
    ("case.heavier", Step.JUDGE): "heavier for having defended itself",
    ("case.not_enforceable", Step.CLOSE): "given to the court while the party could sue",
    ("case.heavier", Step.DECIDE): "heavier than told",
    ("case.undecided", Step.CLOSE): "let go with an order that nobody withdrew",
    ("case.not_barred", Step.CLOSE): "time-barred though it was found in time",
    ("case.review_late", Step.ASK_REVIEW): "reconsidered twice",
    ("case.review_open", Step.SUE): "sued or closed while it is reconsidered",
    ("case.review_open", Step.CLOSE): "sued or closed while it is reconsidered",
    ("case.judged", Step.JUDGE): "judged a third time",
    ("case.weighed", Step.WITHDRAW): "taken back from who stands above the desk",
    ("case.no_document", Step.WITHDRAW): "said to be so, and no document shows it",
    ("case.heavier_anew", Step.DECIDE): "heavier than what had been taken back",
    ("case.sued", Step.ASK_REVIEW): "reconsidered beside a suit",
    ("case.sued", Step.SUE): "sued twice",
    ("case.suit_open", Step.CLOSE): "closed while a judgment may be appealed",
    ("case.no_document", Step.SUE): "said to be so, and no document shows it",
    (
        "case.not_rechecked",
        Step.CLOSE,
    ): "closed as penalised, and nobody looked whether the order was followed",
    ("case.fine_due", Step.CLOSE): "let go where a fine comes with the order, and nobody had decided",
}


@pytest.mark.parametrize(("violation", "role"), sorted(KINDS.values()), ids=str)
def test_no_way_leads_to_an_unlawful_decision_and_none_ends_nowhere(violation, role):
    wrong, seen, leads = walk(violation, role)
    assert wrong == {}
    assert stuck(seen, leads) == set()
    decided = {node.file.decision.penalty.value for node in seen.values() if node.file.decision}
    penalty = BY_ID[violation].penalty
    assert ("fine" in decided) == (penalty is not None)  # and the walk does come as far as a lawful one
    print(f"\n{violation}: {len(seen)} states, 0 unlawful, 0 dead ends")  # noqa: T201 - the record of it


def test_a_case_on_its_way_to_another_desk_hears_its_party():
    about = "36.1", Role.VEHICLE_MAKER
    wrong, seen, leads = walk(*about, desks=True)
    assert wrong == {}
    assert stuck(seen, leads) == set()
    assert {node.file.department for node in seen.values()} == {"industry", "market"}
    silenced = tuple(
        replace(rule, steps=OF_PARTY, broken=lambda file, *_: file.delivered(Paper.NOTICE) is not None)
        if rule.code == "case.referred"
        else rule
        for rule in RULES
    )
    wrong, _, _ = walk(*about, silenced, desks=True)
    assert set(wrong) == {
        "the party was kept from stating its case",
        "the party was kept from asking for a hearing",
    }


@pytest.mark.parametrize(
    ("violation", "role"), [("36.1", Role.VEHICLE_MAKER), ("32.4", Role.BATTERY_IMPORTER)]
)
def test_a_fine_goes_no_unlawful_way_at_the_courts(violation, role):
    wrong, seen, leads = walk(violation, role, courts=True)
    assert wrong == {}
    assert stuck(seen, leads) == set()
    made = [node.file.decision for node in seen.values() if node.file.decision]
    assert {(each.suits, each.judgments) for each in made} >= {(1, 0), (1, 1), (2, 1), (2, 2)}
    assert any(node.file.taken_back and node.file.decision for node in seen.values())  # and decided anew
    print(f"\n{violation} at the courts: {len(seen)} states, 0 unlawful, 0 dead ends")  # noqa: T201 - the record of it


def test_what_is_announced_in_public_binds_when_its_thirty_days_are_over():
    wrong, seen, leads = walk("36.1", Role.VEHICLE_MAKER, pace=PUBLIC)
    assert wrong == {}
    assert stuck(seen, leads) == set()
    assert Penalty.FINE in {node.file.decision.penalty for node in seen.values() if node.file.decision}
    case = Told((9, 1))
    case.take(Step.ORDER, (9, 1), due_date=date(2026, 10, 1))
    assert case.deliver(Paper.ORDER, (9, 1), Way.PUBLIC) == ("case.term_gone",)
    case.take(Step.ORDER, (9, 1), due_date=date(2026, 10, 9))
    assert case.deliver(Paper.ORDER, (9, 1), Way.PUBLIC) == ()
    assert case.take(Step.RECHECK, (9, 30), result=Result.CORRECTED) == ("case.not_ordered",)
    assert case.take(Step.RECHECK, (10, 1), result=Result.CORRECTED) == ()


@pytest.mark.parametrize(("code", "step"), BEARING, ids=str)
def test_a_case_goes_wrong_without_the_rule(code, step):
    without = tuple(rule for rule in RULES if not (rule.code == code and step in rule.steps))
    assert len(without) < len(RULES)
    about = (
        ("36.2", Role.REPAIRER)
        if code in {"case.fine_due", "case.not_rechecked"}
        else ("32.1", Role.BATTERY_MAKER)
    )
    courts = step in {Step.SUE, Step.JUDGE, Step.WITHDRAW} or code in {
        "case.sued",
        "case.suit_open",
        "case.heavier_anew",
    }
    wrong, _, _ = walk(*about, without, first_wrong=True, courts=courts)
    assert BEARING[code, step] in wrong


def test_every_rule_has_words_and_every_step_a_rule():
    assert {rule.code for rule in RULES} <= set(TEXTS)
    assert {step for rule in RULES for step in rule.steps} == set(Step)


@given(st.data())
def test_a_step_is_stored_and_read_back_as_it_was(data):
    violation = BY_ID["32.1"]
    node, department = beginning(violation, Role.BATTERY_MAKER, RULES)
    for _ in range(data.draw(st.integers(0, 12))):
        act = data.draw(st.sampled_from(list(choices(node.now, violation, department))))
        again = of_body(act.step.value, act.at, act.account, body(act))
        assert again == act
        if not check(node.file, act, setting(node.now)):
            node = node.step(again)
    assert fold(node.acts) == node.file


def at(day):
    return datetime(2026, *day, 2, tzinfo=UTC)


def test_terms_run_over_holidays():
    usual = Calendar.usual()
    assert ends(TermId.ANSWER, date(2026, 9, 29), usual) == date(
        2026, 10, 12
    )  # 1 to 7 October are no working days
    assert ends(TermId.PAY, date(2026, 9, 20), usual) == date(
        2026, 10, 8
    )  # the last day falls into the holiday
    assert ends(TermId.DECIDE, date(2026, 7, 4), usual) == date(2026, 10, 8)
    assert ends(TermId.DELIVER, date(2026, 2, 13), usual) > date(2026, 2, 24)  # Spring Festival lies between
    assert not is_barred(date(2026, 4, 1), date(2028, 4, 1))
    assert is_barred(date(2026, 4, 1), date(2028, 4, 2))


class Told:
    """A case of one breach that is told step by step; each gives the rules that it breaks."""

    def __init__(self, day, violation="36.1", role=Role.VEHICLE_MAKER):
        self.file, self.department = EMPTY, BY_ID[violation].organs[role].value
        opening = {"violation": violation, "role": role, "breach_date": date(2026, 5, 4), "officers": (1, 2)}
        assert self.take(Step.OPEN, day, **opening) == self.take(Step.EVIDENCE, day, sha256="e") == ()

    def take(self, step, day, account=1, **carried):
        party = {"department": "", "territory": ""} if account == FIRM else {}
        given = {"department": self.department, "territory": "430104", "words": "x"} | party | carried
        act = Act(step=step, at=at(day), account=account, **given)
        broken = check(self.file, act, setting(at(day)))
        self.file = self.file if broken else fold([act], self.file)
        return broken

    def deliver(self, paper, day, way=Way.IN_PERSON, **more):
        return self.take(Step.DELIVER, day, paper=paper, way=way, **more)


def test_who_is_named_in_place_of_another_has_investigated_like_him():
    case = Told((9, 1))
    case.take(Step.ORDER, (9, 1), due_date=date(2026, 9, 10))
    assert case.take(Step.ASSIGN, (9, 2), account=3, officers=(5,)) == ("case.few_officers",)
    assert case.take(Step.ASSIGN, (9, 2), account=3, officers=(2, 5)) == ()
    assert case.take(Step.EVIDENCE, (9, 2), account=1, sha256="e") == ("case.not_officer",)
    assert case.take(Step.EVIDENCE, (9, 2), account=5, sha256="e") == ()
    for account, answer in ((1, ("case.same_person",)), (5, ("case.same_person",)), (4, ())):
        assert case.take(Step.DECIDE, (9, 3), account=account, penalty=Penalty.NONE) == answer


def test_a_term_that_ends_on_a_day_of_rest_ends_when_offices_work_again():
    case = Told((9, 28))
    case.take(Step.ORDER, (9, 28), due_date=date(2026, 10, 1))
    case.deliver(Paper.ORDER, (9, 28))
    assert running(case.file, CALENDAR)[0].due_date == date(2026, 10, 8)
    assert case.take(Step.RECHECK, (10, 8), result=Result.REFUSED) == ("case.term_runs",)
    assert case.take(Step.RECHECK, (10, 9), result=Result.REFUSED) == ()


def test_an_order_is_delivered_while_it_can_be_followed():
    case = Told((11, 2))
    case.take(Step.ORDER, (11, 2), due_date=date(2026, 11, 24))
    for late in (24, 25):
        assert case.deliver(Paper.ORDER, (11, late)) == ("case.term_gone",)
    assert case.take(Step.ORDER, (11, 25), due_date=date(2026, 11, 27)) == ()  # a fresh one takes its place
    assert case.deliver(Paper.ORDER, (11, 26)) == ()
    assert case.take(Step.ORDER, (11, 26), due_date=date(2026, 11, 28)) == ("case.order_stands",)


def test_a_day_far_ahead_is_a_slip_of_the_pen():
    case, far = Told((9, 1)), date(9999, 12, 31)
    assert case.take(Step.ORDER, (9, 1), due_date=far) == ("case.far_day",)
    assert case.take(Step.ORDER, (9, 1), due_date=date(2028, 9, 1)) == ()
    case.deliver(Paper.ORDER, (9, 1))
    assert case.take(Step.EXTEND, (9, 1), due_date=far) == ("case.far_day",)
    assert "case.far_day" in case.take(Step.ANNOUNCE, (9, 1), hearing_date=far)
    assert "case.hearing_at_rest" in case.take(Step.ANNOUNCE, (9, 1), hearing_date=date(2026, 10, 1))


def test_a_breach_before_the_measures_or_two_years_ago_opens_nothing():
    def opening(day, now, **more):
        given = {
            "department": "industry", "territory": "430104", "words": "x", "violation": "36.1",
            "role": Role.VEHICLE_MAKER, "officers": (1, 2), "breach_date": day,
        } | more  # fmt: skip
        return check(EMPTY, Act(step=Step.OPEN, at=now, account=1, **given), setting(now))

    late = datetime(2028, 6, 12, 2, tzinfo=UTC)
    assert opening(date(2026, 6, 10), at((9, 1))) == ()
    assert opening(date(2026, 3, 31), at((9, 1))) == ("case.no_such_breach",)
    assert opening(date(2026, 9, 2), at((9, 1))) == ("case.no_such_breach",)
    assert opening(date(2026, 6, 10), late) == ("case.barred",)
    assert opening(date(2026, 6, 10), at((9, 1)), role=Role.RECYCLER) == ("case.no_such_breach",)
    assert opening(date(2026, 6, 10), at((9, 1)), officers=(1, 1)) == ("case.few_officers",)


def test_a_revoked_penalty_that_was_paid_is_not_carried_out():
    day = date(2026, 9, 1)
    paid = Decision(
        penalty=Penalty.FINE,
        fine_fen=1_000_000,
        account=3,
        decided_date=day,
        delivered_date=day,
        is_paid=True,
    )
    assert ENDS[Reason.PENALISED](File(decision=paid))
    assert not ENDS[Reason.PENALISED](File(decision=paid, revoked=True))
    assert File(decision=replace(paid, delivered_date=None)).as_told.decision is None
    ordered = Order(due_date=date(2026, 9, 20), delivered_date=date(2026, 9, 2), result=Result.CORRECTED)
    again = Act(step=Step.ORDER, at=BEGIN, account=ONE, department="industry", due_date=date(2026, 12, 1))
    fresh = fold([again], File(order=ordered))
    assert (fresh.stage, fresh.as_told.stage) == (Stage.ORDERED, Stage.CORRECTED)


def test_a_case_knows_its_clocks():
    node, department = beginning(BY_ID["36.1"], Role.VEHICLE_MAKER, RULES)
    assert [clock.term for clock in running(node.file, CALENDAR)] == [TermId.DECIDE]
    assert department == "industry"
