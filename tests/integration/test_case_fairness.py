"""What one side does in a case takes nothing from the other, and nobody is left without a way on."""

from dataclasses import replace
from datetime import timedelta

import pytest

from suyuan.domain.cases import Step
from suyuan.law.duty import Role
from suyuan.services.cases import operations, queries
from suyuan.services.inspections import operations as inspections
from suyuan.services.refusals import Unfit
from tests.integration.case_desk import BEGIN, LONELY, PAPER, Desk, asked, called, ordered, said
from tests.integration.inspection_desk import a_record, sent

FINE = {"penalty": "fine", "fine": "20000"}
NONE = {"penalty": "none"}


@pytest.fixture
def maker(road):
    return replace(road.firm(Role.VEHICLE_MAKER), machine=False)


def told(desk, number):
    """Take a case on to a notice that has reached its party."""
    ordered(desk, number)
    desk.take(desk.one, number, "propose", **FINE)
    desk.take(desk.one, number, "notify")
    desk.take(desk.one, number, "deliver", paper="notice", way="post")


def fined(desk, maker, number):
    """Take a case on to a fine that has reached its party."""
    told(desk, number)
    desk.take(maker, number, "state", waives="on")
    desk.take(desk.head, number, "decide", **FINE)
    desk.take(desk.one, number, "deliver", paper="decision", way="post")


def test_who_has_waived_asks_for_no_hearing_behind_a_decision(maker):
    desk = Desk()
    number = desk.open(maker)
    told(desk, number)
    desk.take(maker, number, "state", waives="on")
    assert Step.ASK_HEARING not in queries.get_case(maker, number, at=desk.now).offered
    desk.take(desk.head, number, "decide", **FINE)
    assert desk.wrong(maker, number, "ask_hearing") == {"case.waived"}


def test_a_fresh_proposal_takes_nothing_from_the_notice_that_was_delivered(maker):
    desk = Desk()
    number = desk.open(maker)
    told(desk, number)
    desk.take(desk.one, number, "propose", penalty="fine", fine="15000")
    desk.take(maker, number, "ask_hearing")  # nor is it told that there is a fresh one
    assert desk.wrong(maker, number, "ask_hearing") == {"case.hearing_asked"}
    desk.take(desk.one, number, "notify")
    desk.take(desk.one, number, "deliver", paper="notice", way="post")
    assert desk.wrong(desk.head, number, "decide", days=30, penalty="fine", fine="15000") == {
        "case.hearing_open"
    }


def test_what_officers_enter_for_the_party_uses_up_nothing_of_its_own(maker, monkeypatch):
    desk = Desk()
    number = desk.open(maker)
    monkeypatch.setattr(operations, "MOST_OF_PARTY", 1)
    fined(desk, maker, number)
    assert desk.wrong(desk.one, number, "ask_review") == {"case.no_document"}
    other = Desk()
    second = other.open(maker)
    ordered(other, second)
    for _ in range(3):
        other.take(other.one, second, "state", words="当面陈述")
    other.take(maker, second, "state")
    assert other.wrong(maker, second, "state") == {"case.said_enough"}


def test_outcomes_of_reconsideration_and_of_a_court_carry_their_papers(maker):
    desk = Desk()
    number = desk.open(maker)
    fined(desk, maker, number)
    desk.take(maker, number, "ask_review")
    assert desk.wrong(desk.lawyer, number, "review", bare=True, **FINE) == {"case.no_document"}
    desk.take(desk.lawyer, number, "review", **FINE)
    assert desk.wrong(desk.lawyer, number, "judge", bare=True, **NONE) == {"case.no_document"}
    assert desk.wrong(desk.lawyer, number, "judge", penalty="fine", fine="20001") == {"case.heavier"}
    desk.take(desk.lawyer, number, "judge", penalty="fine", fine="12000")
    assert queries.get_case(maker, number, at=desk.now).steps[-1].act.step is Step.JUDGE
    desk.take(desk.lawyer, number, "judge", **NONE)  # of the second instance
    closed = desk.take(desk.head, number, "close", reason="revoked")
    assert closed.case.penalised_date is None


def test_a_decision_without_penalty_that_is_upheld_is_not_revoked(maker):
    desk = Desk()
    number = desk.open(maker)
    ordered(desk, number)
    desk.take(desk.head, number, "decide", **NONE)
    desk.take(desk.one, number, "deliver", paper="decision", way="post")
    desk.take(maker, number, "ask_review")
    desk.take(desk.lawyer, number, "review", **NONE)
    desk.take(desk.head, number, "close", reason="no_penalty")


def test_a_fine_that_is_never_paid_ends_at_the_court_once_nobody_can_sue(maker):
    desk = Desk()
    number = desk.open(maker)
    fined(desk, maker, number)
    assert desk.wrong(desk.head, number, "close", reason="penalised") == {"case.no_end"}
    assert desk.wrong(desk.head, number, "close", reason="court", days=150) == {"case.not_enforceable"}
    closed = desk.take(desk.head, number, "close", reason="court", days=40)
    assert closed.case.penalised_date  # it stands, and so does what follows of it


def test_no_act_is_fined_twice(maker):
    one, desk, other = Desk(), Desk(), Desk()
    first, second, later = one.open(maker), desk.open(maker), other.open(maker, breach_date="2026-06-11")
    fined(one, maker, first)
    told(desk, second)
    desk.take(maker, second, "state", waives="on")
    with pytest.raises(Unfit) as found:
        desk.take(desk.head, second, "decide", **FINE)
    assert [(each.rule, each.value) for each in found.value.problems] == [("case.fined_before", first)]
    desk.take(desk.head, second, "decide", **NONE)
    fined(other, maker, later)


def test_somebody_is_left_to_decide(road):
    place = next(LONELY)
    desk = Desk(territory=place)
    firm = replace(road.firm(Role.VEHICLE_MAKER, region_code=place), machine=False)
    everybody = ",".join(str(one.account_id) for one in (desk.one, desk.two, desk.head, desk.lawyer))
    with pytest.raises(Unfit) as found:
        desk.open(firm, officers=everybody)
    assert {(each.field, each.rule) for each in found.value.problems} == {("officers", "case.nobody_left")}
    number = desk.open(firm)
    told(desk, number)
    assert desk.wrong(desk.head, number, "assign", officers=everybody) == {"case.nobody_left"}
    desk.take(desk.lawyer, number, "legal_check", opinion="passed")
    assert desk.wrong(desk.head, number, "legal_check", opinion="passed") == {"case.nobody_left"}
    desk.take(desk.head, number, "decide", days=30, **FINE)


def test_who_inspected_the_firm_since_the_breach_does_not_decide_whatever_the_form_says(maker):
    desk = Desk()
    number = desk.open(maker)
    team = f"{desk.head.account_id},{desk.two.account_id}"
    visit = {"party": maker.uscc, "day": "2026-09-02", "words": "复查", "officers": team}
    visited = inspections.order(desk.head, visit, at=desk.now)
    desk.take(desk.one, number, "evidence", title="x")
    assert Step.DECIDE in queries.get_case(desk.head, number, at=desk.now).offered  # ordered is not yet made
    later = desk.now.replace(day=2) + timedelta(hours=3)
    sent(desk.head, visited, a_record(maker, later.date()), at=later)
    desk.now = later
    assert Step.DECIDE not in queries.get_case(desk.head, number, at=desk.now).offered
    assert desk.wrong(desk.head, number, "decide", **NONE) == {"case.same_person"}
    desk.take(desk.lawyer, number, "decide", **NONE)


def test_a_hearing_is_chaired_by_who_announced_it_and_a_department_ends_only_what_it_pursues(maker):
    desk, market = Desk(), Desk("market")
    number = desk.open(maker)
    asked(desk, maker, number)
    called(desk, maker, number)
    assert desk.wrong(desk.lawyer, number, "hear") == {"case.other_chair"}
    assert "主持人" in said(maker, number, Step.DELIVER, desk.now)
    strange = market.open(maker, breach_date="2026-06-11")  # a breach that industry pursues
    market.take(market.one, strange, "evidence", title="x")
    assert market.wrong(market.head, strange, "decide", **NONE) == {"case.other_department"}
    market.take(market.head, strange, "close", reason="no_breach")  # opened by mistake, it is let go


def test_evidence_is_a_document(maker):
    desk = Desk()
    number = desk.open(maker)
    given = {"title": "照片", "words": "见照片"}
    with pytest.raises(Unfit) as found:
        operations.take(desk.one, number, Step.EVIDENCE, given, seen=1, at=BEGIN)
    assert {each.rule for each in found.value.problems} == {"case.no_document"}
    operations.take(desk.one, number, Step.EVIDENCE, given, seen=1, at=BEGIN, file=PAPER)
