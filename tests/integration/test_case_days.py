"""What counts is the day on which something happened, who was there, and what was decided elsewhere meanwhile."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from threading import Thread

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client

from suyuan.domain.cases import Step
from suyuan.law.duty import Role
from suyuan.services.applications import operations as applications
from suyuan.services.cases import papers, queries
from suyuan.services.inspections import operations as inspections
from suyuan.services.parties.operations import Heir
from suyuan.services.parties.succession import ended
from suyuan.services.refusals import Refused, Unfit
from suyuan.storage import statistics
from suyuan.storage.parties import cards_by_id
from tests.integration.case_desk import BEGIN, LONELY, PAPER, Desk, asked, called, official, said
from tests.integration.inspection_desk import a_record, sent
from tests.integration.test_case_fairness import FINE, NONE, fined, told
from tests.integration.test_heirs import succeed
from tests.integration.test_registration import officer, typed


@pytest.fixture
def maker(road):
    return replace(road.firm(Role.VEHICLE_MAKER), machine=False)


def term(desk, number, name):
    return next(
        one.due_date for one in queries.get_case(desk.one, number, at=desk.now).clocks if one.term == name
    )


def test_a_paper_that_came_in_time_counts_though_it_is_entered_later(maker):
    desk = Desk()
    number = desk.open(maker)
    told(desk, number)
    last = term(desk, number, "answer")
    desk.now = datetime(last.year, last.month, last.day, 1, tzinfo=UTC) + timedelta(days=1)
    posted = {"happened_date": last.isoformat(), "words": "寄出日以邮戳为准"}
    assert desk.wrong(desk.two, number, "ask_hearing", words="x") == {"case.hearing_late"}
    assert desk.wrong(desk.two, number, "ask_hearing", **posted) == {"case.no_document"}
    ahead = posted | {"happened_date": (last + timedelta(days=9)).isoformat()}
    assert "case.odd_day" in desk.wrong(desk.two, number, "ask_hearing", file=PAPER, **ahead)
    before = posted | {"happened_date": "2026-09-02"}
    assert desk.wrong(desk.two, number, "ask_hearing", file=PAPER, **before) == {"case.odd_day"}
    assert desk.wrong(maker, number, "ask_hearing", **posted) == {
        "case.hearing_late"
    }  # its own word is of today
    desk.take(desk.two, number, "ask_hearing", file=PAPER, **posted)
    assert desk.wrong(desk.head, number, "decide", **FINE) == {"case.hearing_open"}


def test_a_reconsideration_asked_for_in_time_is_entered_when_the_desk_hears_of_it(maker):
    desk = Desk()
    number = desk.open(maker)
    fined(desk, maker, number)
    asked_on = (desk.now + timedelta(days=58)).date().isoformat()
    late = {"days": 66, "words": "市政府通知"}
    assert desk.wrong(desk.two, number, "ask_review", file=PAPER, **late) == {"case.review_late"}
    desk.take(desk.two, number, "ask_review", file=PAPER, happened_date=asked_on)
    desk.take(
        desk.head, number, "review", penalty="none", words="撤销"
    )  # whose outcome is not the desk's own
    assert queries.get_case(desk.head, number, at=desk.now).case.penalised_date is None


def test_a_delivery_counts_from_its_own_day_with_the_proof_of_it(maker):
    desk = Desk()
    number = desk.open(maker)
    desk.take(desk.one, number, "evidence", title="x")
    desk.take(desk.one, number, "order", due_date="2026-09-10", words="立即停止")
    desk.now = datetime(2026, 9, 10, 1, tzinfo=UTC)
    handed = {"paper": "order", "way": "in_person"}
    assert desk.wrong(desk.one, number, "deliver", **handed) == {"case.term_gone"}
    assert desk.wrong(desk.one, number, "deliver", happened_date="2026-09-05", **handed) == {
        "case.no_document"
    }
    assert desk.wrong(desk.one, number, "deliver", file=PAPER, happened_date="2026-08-31", **handed) == {
        "case.odd_day"
    }
    posted = handed | {"way": "post"}
    assert "case.posted_undated" in desk.wrong(desk.one, number, "deliver", bare=True, **posted)
    found = desk.take(desk.one, number, "deliver", file=PAPER, happened_date="2026-09-05", **handed)
    place = queries.get_case(maker, number, at=desk.now).steps[-1].place  # the party has its own numbering
    assert queries.read_file(maker, number, place, at=desk.now, proof=True)[0] == PAPER
    assert queries.read_file(maker, number, place, at=desk.now)[0] != PAPER
    assert found.file.order.delivered_date == date(2026, 9, 5)


def test_that_there_is_no_penalty_is_decided_in_spite_of_an_objection(maker):
    desk = Desk()
    number = desk.open(maker)
    asked(desk, maker, number)
    called(desk, maker, number)
    desk.take(desk.head, number, "hear", words="当事人证明未违法")
    desk.take(desk.lawyer, number, "legal_check", opinion="objected", words="违法事实不成立")
    assert desk.wrong(desk.head, number, "decide", **FINE) == {"case.unchecked"}
    desk.take(desk.head, number, "decide", **NONE)


def test_evidence_that_the_party_does_not_know_takes_a_fresh_notice(maker):
    desk = Desk()
    number = desk.open(maker)
    told(desk, number)
    desk.take(desk.one, number, "evidence", title="当事人提供的台账", is_known="on")
    desk.take(desk.one, number, "evidence", title="另查获的单据")
    desk.take(maker, number, "state", waives="on")
    assert desk.wrong(desk.head, number, "decide", **FINE) == {"case.outrun"}
    desk.take(desk.one, number, "propose", **FINE)
    desk.take(desk.one, number, "notify")
    desk.take(desk.one, number, "deliver", paper="notice", way="post")
    desk.take(maker, number, "state", waives="on")
    desk.take(desk.head, number, "decide", **FINE)


def test_no_act_is_fined_twice_though_neither_fine_was_delivered(maker):
    one, two = Desk(), Desk()
    numbers = [desk.open(maker) for desk in (one, two)]
    for desk, number in zip((one, two), numbers, strict=True):
        told(desk, number)
        desk.take(maker, number, "state", waives="on")
    said_of = []

    def decide(desk, number):
        try:
            desk.take(desk.head, number, "decide", **FINE)
            said_of.append("fined")
        except Unfit as unfit:
            said_of.extend(each.rule for each in unfit.problems)
        finally:
            connection.close()

    both = [Thread(target=decide, args=each) for each in zip((one, two), numbers, strict=True)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    assert sorted(said_of) == ["case.fined_before", "fined"]


def visited(desk, firm, day, *team, at):
    """Have somebody visit a firm on a day before the case."""
    number = inspections.order(
        desk.head,
        {
            "party": firm.uscc, "day": day.isoformat(), "words": "例行",
            "officers": ",".join(str(each.account_id) for each in team),
        },
        at=at,
    )  # fmt: skip
    sent(desk.head, number, a_record(firm, day), at=at + timedelta(hours=3))


def test_who_inspected_before_the_day_that_is_given_to_a_breach_does_not_decide(road):
    place = "431229"
    desk = Desk("commerce", place)
    firm = replace(road.firm(Role.DISMANTLER, region_code=place), machine=False)
    visited(desk, firm, BEGIN.date(), desk.head, desk.lawyer, at=BEGIN)
    desk.now = BEGIN + timedelta(days=1)
    given = {"violation": "36.2", "role": "dismantler", "breach_date": "2026-09-02"}
    with pytest.raises(Unfit) as found:  # all four of the desk would have investigated
        desk.open(firm, **given)
    assert {(each.field, each.rule) for each in found.value.problems} == {("officers", "case.nobody_left")}
    fifth = official("commerce", place)
    number = desk.open(firm, **given)
    desk.take(desk.one, number, "evidence", title="检查笔录")
    assert desk.wrong(desk.head, number, "decide", **NONE) == {"case.same_person"}
    desk.take(fifth, number, "decide", **NONE)


def test_a_visit_after_the_notice_takes_nobody_the_right_to_decide(road):
    place = "431230"
    desk = Desk("commerce", place)
    firm = replace(road.firm(Role.DISMANTLER, region_code=place), machine=False)
    number = desk.open(firm, violation="36.2", role="dismantler")
    desk.take(desk.one, number, "evidence", title="x")
    desk.take(desk.one, number, "order", due_date="2026-09-20")
    desk.take(desk.one, number, "deliver", paper="order", way="in_person")
    desk.take(desk.one, number, "propose", **FINE)
    desk.take(desk.one, number, "notify")
    desk.take(desk.one, number, "deliver", paper="notice", way="in_person")
    desk.take(firm, number, "state", waives="on")
    desk.now = datetime(2026, 9, 3, 1, tzinfo=UTC)
    visited(desk, firm, desk.now.date(), desk.head, desk.lawyer, at=desk.now)
    desk.now += timedelta(hours=6)
    desk.take(desk.head, number, "decide", **FINE)


def test_who_gave_up_its_role_after_the_breach_is_still_called_to_account(maker):
    desk = Desk()
    given = typed(name=maker.party_name, region_code="430104", reason="不再生产")
    asked = applications.ask_change(maker, given, ["recycler"], at=BEGIN)
    applications.approve(asked, viewer=officer(), at=BEGIN)
    with pytest.raises(Unfit) as found:
        desk.open(maker, role="dismantler", violation="36.2")  # which it never was
    assert ("role", "case.no_such_breach") in {(each.field, each.rule) for each in found.value.problems}
    desk.now = BEGIN + timedelta(days=2)
    with pytest.raises(Unfit) as found:
        desk.open(maker, breach_date="2026-09-02")  # nor was it one any longer
    assert [(each.field, each.rule) for each in found.value.problems] == [("role", "case.no_such_breach")]
    assert desk.open(maker)


def test_a_suit_that_waits_for_its_judgment_holds_the_court_s_hand(maker):
    desk = Desk()
    number = desk.open(maker)
    fined(desk, maker, number)
    with pytest.raises(Refused):
        desk.take(
            maker, number, "sue", file=PAPER
        )  # a court tells the desk, and no party freezes its own fine
    assert desk.wrong(desk.one, number, "sue", bare=True) == {"case.no_document"}
    desk.take(desk.one, number, "sue", days=20, words="某某人民法院（2026）某9999行初1号")
    assert desk.wrong(maker, number, "ask_review") == {"case.sued"}
    assert desk.wrong(desk.one, number, "sue") == {"case.sued"}
    assert desk.wrong(desk.head, number, "close", days=190, reason="court") == {"case.suit_open"}
    assert desk.wrong(desk.one, number, "judge", **FINE) == {"case.same_person"}
    desk.take(desk.head, number, "judge", words="判决驳回诉讼请求", **FINE)
    assert desk.wrong(desk.head, number, "close", reason="court") == {"case.suit_open"}  # it may be appealed
    desk.take(desk.head, number, "close", days=20, reason="court")
    assert [one.act.step.value for one in queries.get_case(maker, number, at=desk.now).steps][-3:] == [
        *("sue", "judge", "close")
    ]


def test_a_desk_of_three_comes_to_the_end_of_a_reconsideration(road):
    place = next(LONELY)
    desk = Desk.__new__(Desk)
    desk.one, desk.two, desk.head = (official("industry", place) for _ in range(3))
    desk.now = BEGIN
    firm = replace(road.firm(Role.VEHICLE_MAKER, region_code=place), machine=False)
    number = desk.open(firm)
    fined(desk, firm, number)
    desk.take(firm, number, "ask_review")
    assert desk.wrong(desk.one, number, "review", **FINE) == {"case.same_person"}
    desk.take(desk.head, number, "review", **FINE)
    desk.take(desk.one, number, "pay", words="凭证1")
    desk.take(desk.head, number, "close", reason="penalised")


def test_a_fine_goes_to_the_court_when_nobody_can_sue_any_more_and_is_entered_when_it_comes_in(maker):
    desk = Desk()
    desk.now = datetime(2026, 7, 1, 1, tzinfo=UTC)
    number = desk.open(maker)
    desk.take(desk.one, number, "evidence", title="x")
    desk.take(desk.one, number, "order", due_date="2026-07-20", words="x")
    desk.take(desk.one, number, "deliver", paper="order", way="in_person")
    desk.take(desk.two, number, "recheck", days=25, result="refused")
    desk.take(desk.one, number, "propose", **FINE)
    desk.take(desk.one, number, "notify")
    desk.take(desk.one, number, "deliver", paper="notice", way="in_person")
    desk.take(maker, number, "state", waives="on")
    desk.take(desk.head, number, "decide", **FINE)
    desk.now = datetime(2026, 8, 7, 1, tzinfo=UTC)
    desk.take(desk.one, number, "deliver", paper="decision", way="in_person")
    desk.take(maker, number, "ask_review", days=50)
    desk.now = datetime(2027, 2, 8, 1, tzinfo=UTC)  # six months ended in the Spring Festival
    desk.take(desk.head, number, "review", **FINE)
    desk.now = datetime(2027, 2, 12, 1, tzinfo=UTC)
    assert desk.wrong(desk.head, number, "close", reason="court") == {"case.not_enforceable"}  # fifteen days
    desk.now = datetime(2027, 2, 25, 1, tzinfo=UTC)
    desk.take(desk.head, number, "close", reason="court")
    assert Step.PAY in queries.get_case(desk.one, number, at=desk.now).offered
    found = desk.take(desk.one, number, "pay", words="执行款到账")
    assert (found.file.closed, found.file.decision.is_paid) == ("court", True)


def test_what_a_court_revoked_is_no_penalty_in_the_statistics(maker):
    desk = Desk()
    number = desk.open(maker)
    fined(desk, maker, number)
    desk.take(desk.lawyer, number, "judge", days=1, penalty="none", words="判决撤销")
    since, until = datetime(2026, 7, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)
    assert statistics.cases_of_all(since, until)[maker.party_id].penalised == 0


def test_the_chair_that_is_named_to_the_party_holds_the_hearing(maker):
    desk = Desk()
    number = desk.open(maker)
    asked(desk, maker, number)
    far = official("market")
    day = {"hearing_date": "2026-11-20", "words": "九时，二楼会议室"}
    for chair, rule in ((desk.one, "case.same_person"), (far, "case.not_yours")):
        assert rule in desk.wrong(desk.lawyer, number, "announce", chair=str(chair.account_id), **day)
    desk.take(desk.lawyer, number, "announce", chair=str(desk.head.account_id), **day)
    desk.take(desk.two, number, "deliver", paper="hearing", way="in_person")
    clocks = [each.due_date for each in queries.get_case(maker, number, at=desk.now).clocks]
    assert date(2026, 11, 20) in clocks
    desk.take(desk.lawyer, number, "announce", **day | {"hearing_date": "2026-11-24"})  # not yet delivered
    assert [each.due_date for each in queries.get_case(maker, number, at=desk.now).clocks] == clocks
    desk.take(
        desk.lawyer,
        number,
        "announce",
        chair=str(desk.head.account_id),
        **day | {"hearing_date": "2026-11-25"},
    )
    desk.take(desk.two, number, "deliver", paper="hearing", way="in_person")
    desk.now = datetime(2026, 11, 25, 1, tzinfo=UTC)
    assert desk.wrong(desk.lawyer, number, "hear") == {"case.other_chair"}
    desk.take(desk.head, number, "hear")


def test_what_bars_a_firm_bars_who_stands_in_its_place_and_papers_name_both(road):
    maker, heir = (replace(road.firm(Role.VEHICLE_MAKER), machine=False) for _ in range(2))
    desk = Desk()
    number = desk.open(maker)
    told(desk, number)
    succeed(maker, "merged", Heir(uscc=heir.uscc), days_ago=30)
    desk.take(desk.head, number, "decide", days=20, **FINE)
    paper = said(desk.head, number, Step.DECIDE, desk.now)
    assert maker.party_name in paper
    desk.take(desk.one, number, "deliver", paper="decision", way="in_person")
    later = desk.now.date() + timedelta(days=60)
    assert queries.last_barred(heir.party_id, today=later) is not None
    card = cards_by_id([maker.party_id])[maker.party_id]
    assert heir.party_name in papers.addressee(card, later)
    succeed(heir, "terminated")
    assert ended(card, later + timedelta(days=365)).heir is None


def test_the_opening_form_shows_what_is_open_about_the_firm(maker):
    desk, other = Desk(), Desk()
    number = desk.open(maker)
    client = Client()
    client.force_login(get_user_model().objects.get(pk=other.one.user_id))
    page = client.get(f"/cases/new?party={maker.uscc}")
    assert page.status_code == 200
    assert number in page.text
