"""A desk takes its own decision back where it was wrong: what follows, what the party reads, and who may not."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import transaction

from suyuan.domain.cases import Step
from suyuan.law.duty import Role
from suyuan.services.cases import queries
from suyuan.services.ledger import audit as audits
from suyuan.services.ledger import operations as ledger
from suyuan.services.ledger.audit import audit
from suyuan.storage.models import CaseAct
from tests.integration.case_desk import PAPER, Desk
from tests.integration.test_case_courts import last_answer_day, penalised, stage
from tests.integration.test_case_fairness import FINE, NONE, fined, told


@pytest.fixture
def maker(road):
    return replace(road.firm(Role.VEHICLE_MAKER), machine=False)


def case(maker, so_far=fined):
    desk = Desk()
    number = desk.open(maker)
    so_far(desk, number) if so_far is told else so_far(desk, maker, number)
    return desk, number


def steps(viewer, desk, number):
    return [one.act.step for one in queries.get_case(viewer, number, at=desk.now).steps]


def test_a_request_that_came_in_time_and_was_found_after_delivery_is_heard(maker):
    desk, number = case(maker, told)
    last = last_answer_day(desk, number)
    desk.now += timedelta(days=(last - desk.now.date()).days + 1)
    desk.take(desk.head, number, "decide", **FINE)
    desk.take(desk.one, number, "deliver", paper="decision", way="in_person")
    assert penalised(maker) == 1
    posted = {"happened_date": last.isoformat(), "file": PAPER}
    assert desk.wrong(desk.one, number, "ask_hearing", **posted) == {"case.decided"}
    assert desk.wrong(desk.one, number, "withdraw") == {"case.same_person"}
    assert desk.wrong(desk.head, number, "withdraw", bare=True) == {"case.no_document"}
    desk.take(desk.head, number, "withdraw", words="期限内寄出的听证要求今日收到")
    found = queries.get_case(desk.head, number, at=desk.now)
    assert (found.case.stage, found.case.penalised_date) == ("notified", None)
    assert penalised(maker) == 0
    assert steps(maker, desk, number)[-1] is Step.WITHDRAW
    desk.take(desk.one, number, "ask_hearing", **posted)
    assert "case.hearing_open" in desk.wrong(desk.head, number, "decide", **FINE)
    assert Step.ANNOUNCE in queries.get_case(desk.head, number, at=desk.now).offered


def test_what_was_taken_back_is_not_decided_more_heavily(maker):
    desk, number = case(maker, told)
    desk.now += timedelta(days=20)
    desk.take(desk.head, number, "decide", penalty="fine", fine="15000")
    desk.take(desk.one, number, "deliver", paper="decision", way="in_person")
    desk.take(desk.head, number, "withdraw", words="金额计算有误")
    assert desk.wrong(desk.head, number, "decide", penalty="fine", fine="15001") == {"case.heavier_anew"}
    desk.take(desk.head, number, "decide", penalty="fine", fine="12000")
    desk.take(desk.one, number, "deliver", paper="decision", way="in_person")
    desk.take(desk.one, number, "pay", words="凭证1")
    desk.take(desk.head, number, "close", reason="penalised")


def test_that_a_decision_was_taken_back_before_it_reached_the_party_stays_in_the_house(maker, monkeypatch):
    monkeypatch.setattr(audits, "MOST_FAULTS", 10**6)  # of other tests there may be many
    desk, number = case(maker, told)
    desk.now += timedelta(days=20)
    desk.take(desk.head, number, "decide", penalty="fine", fine="15000")
    desk.take(desk.head, number, "withdraw", words="决定书写错了金额")
    assert Step.WITHDRAW not in steps(maker, desk, number)
    desk.take(desk.head, number, "decide", **FINE)  # the party knows of no other
    desk.take(desk.one, number, "deliver", paper="decision", way="in_person")
    desk.take(desk.lawyer, number, "withdraw", words="事实不清")
    assert steps(maker, desk, number).count(Step.WITHDRAW) == 1
    assert stage(desk, number) == "notified"
    ledger.publish()
    assert [fault for fault in audit().faults if number in fault.where] == []
    with transaction.atomic():
        CaseAct.objects.filter(case__case_no=number, step="withdraw").update(is_open=True)
        assert {fault.what for fault in audit().faults if number in fault.where} == {"row"}
        transaction.set_rollback(True)


def test_nobody_takes_back_what_stands_above_the_desk(maker):
    desk, number = case(maker)
    desk.take(maker, number, "ask_review")
    assert desk.wrong(desk.head, number, "withdraw") == {"case.weighed"}
    desk.take(desk.lawyer, number, "review", words="维持", **FINE)
    assert desk.wrong(desk.head, number, "withdraw") == {"case.weighed"}
    desk, number = case(maker, told)
    assert desk.wrong(desk.head, number, "withdraw") == {"case.nothing_decided"}
    desk.take(desk.head, number, "decide", days=20, **NONE)
    desk.take(desk.one, number, "deliver", paper="decision", way="in_person")
    desk.take(desk.head, number, "close", reason="no_penalty")
    assert desk.wrong(desk.head, number, "withdraw") == {"case.over"}


def test_an_answer_to_the_first_notice_is_heard_though_a_second_has_gone_out(maker):
    desk, number = case(maker, told)
    desk.take(desk.one, number, "propose", days=3, penalty="fine", fine="18000")
    desk.take(desk.one, number, "notify")
    desk.take(desk.one, number, "deliver", days=2, paper="notice", way="in_person")
    posted = (desk.now.date() - timedelta(days=3)).isoformat()
    early = (desk.now.date() - timedelta(days=9)).isoformat()
    given = {"happened_date": early, "file": PAPER}
    assert desk.wrong(desk.one, number, "ask_hearing", **given) == {"case.odd_day"}
    desk.take(desk.one, number, "ask_hearing", happened_date=posted, file=PAPER)
    assert Step.ANNOUNCE in queries.get_case(desk.head, number, at=desk.now).offered
