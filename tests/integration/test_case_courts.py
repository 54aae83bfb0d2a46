"""A decision after it was made: what came in time before it, what the courts say of it, and where it may be pursued."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from suyuan.domain.cases import Step
from suyuan.domain.cases.hearings import answer_by
from suyuan.law.calendar import Calendar
from suyuan.law.duty import Role
from suyuan.services.applications import operations as applications
from suyuan.services.cases import queries
from suyuan.services.inspections import operations as inspections
from suyuan.services.refusals import Refused, Unfit
from suyuan.storage import documents, statistics
from tests.authorization.planting import signed_in
from tests.integration.case_desk import BEGIN, PAPER, Desk, ordered
from tests.integration.inspection_desk import a_record, sent
from tests.integration.test_case_fairness import FINE, NONE, fined, told
from tests.integration.test_registration import officer, typed


@pytest.fixture
def maker(road):
    return replace(road.firm(Role.VEHICLE_MAKER), machine=False)


def penalised(maker):
    """Give how often a firm counts as penalised in the statistics."""
    since, until = datetime(2026, 7, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC)
    return statistics.cases_of_all(since, until)[maker.party_id].penalised


def last_answer_day(desk, number):
    found = queries.get_case(desk.head, number, at=desk.now)
    return answer_by(found.file, Calendar.usual())


def stage(desk, number):
    return queries.get_case(desk.head, number, at=desk.now).case.stage


def test_a_hearing_asked_for_in_time_undoes_a_decision_that_has_not_reached_its_party(maker):
    desk = Desk()
    number = desk.open(maker)
    told(desk, number)
    last = last_answer_day(desk, number)
    desk.now += timedelta(days=(last - desk.now.date()).days + 1)
    desk.take(desk.head, number, "decide", **FINE)
    desk.take(desk.one, number, "ask_hearing", happened_date=last.isoformat(), file=PAPER)
    assert stage(desk, number) == "notified"
    assert desk.wrong(desk.one, number, "deliver", paper="decision", way="in_person") == {
        "case.nothing_to_deliver"
    }
    assert desk.wrong(desk.head, number, "decide", **FINE) == {"case.hearing_open", "case.unchecked"} or (
        desk.wrong(desk.head, number, "decide", **FINE) == {"case.hearing_open"}
    )
    assert Step.ANNOUNCE in queries.get_case(desk.head, number, at=desk.now).offered


def test_a_statement_posted_before_a_decision_undoes_it_and_one_made_after_it_does_not(maker):
    desk = Desk()
    number = desk.open(maker)
    told(desk, number)
    last = last_answer_day(desk, number)
    desk.now += timedelta(days=(last - desk.now.date()).days + 1)
    desk.take(desk.head, number, "decide", **FINE)
    desk.take(maker, number, "state", days=1)
    assert stage(desk, number) == "decided"
    assert desk.wrong(desk.one, number, "state", happened_date=last.isoformat(), bare=True) == {
        "case.no_document"
    }
    desk.take(desk.one, number, "state", happened_date=last.isoformat(), file=PAPER)
    assert stage(desk, number) == "notified"
    desk.take(desk.head, number, "decide", **FINE)


def drawn_up(maker):
    """Give a desk and the number of its case, whose order waits to be delivered."""
    desk = Desk()
    number = desk.open(maker)
    desk.take(desk.one, number, "evidence", title="x")
    desk.take(desk.one, number, "order", due_date="2026-11-20")
    return desk, number


def test_nothing_is_delivered_electronically_on_an_earlier_day(maker):
    desk, number = drawn_up(maker)
    given = {"paper": "order", "way": "electronic", "consents": "on", "file": PAPER}
    desk.now += timedelta(days=30)
    assert desk.wrong(desk.one, number, "deliver", happened_date="2026-09-05", **given) == {"case.odd_day"}
    desk.take(desk.one, number, "deliver", **given)


def test_the_last_day_of_the_calendar_is_answered_and_not_a_fault(maker):
    desk, number = drawn_up(maker)
    given = {"paper": "order", "way": "public", "happened_date": "9999-12-31"}
    assert "case.odd_day" in desk.wrong(desk.one, number, "deliver", **given)
    client = signed_in(desk.one)
    form = {f"deliver-{name}": value for name, value in given.items()} | {"step": "deliver", "seen": "3"}
    assert client.post(f"/cases/{number}", form).status_code == 422


def test_a_first_judgment_may_be_appealed_and_the_second_is_final(maker):
    desk = Desk()
    number = desk.open(maker)
    fined(desk, maker, number)
    desk.take(desk.one, number, "sue", days=20, words="某某人民法院（2026）某9999行初1号")
    desk.take(desk.head, number, "judge", days=100, words="撤销", **NONE)
    assert queries.get_case(desk.head, number, at=desk.now).case.penalised_date is None
    assert penalised(maker) == 0
    assert desk.wrong(desk.head, number, "close", reason="revoked") == {"case.suit_open"}
    desk.take(desk.one, number, "sue", days=10, words="上诉，某某中级人民法院（2026）某9999行终1号")
    assert desk.wrong(desk.head, number, "close", reason="revoked", days=40) == {"case.suit_open"}
    assert desk.wrong(desk.head, number, "judge", penalty="fine", fine="30000") == {"case.heavier"}
    desk.take(desk.head, number, "judge", words="撤销一审判决，维持处罚", **FINE)
    assert queries.get_case(desk.head, number, at=desk.now).case.penalised_date  # it stands again
    assert penalised(maker) == 1
    for step, more in (("sue", {}), ("judge", NONE)):
        assert desk.wrong(desk.head, number, step, **more) & {"case.sued", "case.judged"}
    desk.take(desk.one, number, "pay", words="凭证9")
    desk.take(desk.head, number, "close", reason="penalised")


def test_what_a_reconsideration_revoked_stays_revoked_when_a_court_upholds_that(maker):
    desk = Desk()
    number = desk.open(maker)
    fined(desk, maker, number)
    desk.take(maker, number, "ask_review")
    desk.take(desk.lawyer, number, "review", words="撤销", **NONE)
    desk.take(desk.head, number, "judge", words="维持复议决定", **NONE)
    assert desk.wrong(desk.head, number, "close", days=40, reason="no_penalty") == {"case.no_end"}
    desk.take(desk.head, number, "close", reason="revoked")


def test_a_court_may_lower_a_fine_below_the_band(maker):
    desk = Desk()
    number = desk.open(maker)
    fined(desk, maker, number)
    desk.take(desk.one, number, "sue", days=20, words="某某人民法院（2026）某9999行初2号")
    assert desk.wrong(desk.head, number, "judge", penalty="fine", fine="") == {"case.heavier"}
    desk.take(desk.head, number, "judge", penalty="fine", fine="5000", words="变更为五千元")
    assert queries.get_case(desk.head, number, at=desk.now).file.decision.fine_fen == 500_000


def test_whom_a_reconsideration_does_not_answer_may_sue_and_the_judgment_ends_both(maker):
    desk = Desk()
    number = desk.open(maker)
    fined(desk, maker, number)
    desk.take(maker, number, "ask_review")
    assert desk.wrong(desk.one, number, "sue", days=30) == {"case.review_open"}
    desk.take(desk.one, number, "sue", days=60, words="某某人民法院（2026）某9999行初3号")
    desk.take(desk.head, number, "judge", words="撤销", **NONE)
    desk.take(desk.head, number, "close", days=40, reason="revoked")


def test_a_visit_before_the_notice_was_entered_counts_whatever_day_the_notice_is_given(maker):
    desk = Desk()
    number = desk.open(maker)
    ordered(desk, number)
    desk.take(desk.one, number, "propose", **FINE)
    desk.take(desk.one, number, "notify")
    posted = desk.now.date()
    desk.now += timedelta(days=2)
    team = f"{desk.head.account_id},{desk.two.account_id}"
    visit = {"party": maker.uscc, "day": desk.now.date().isoformat(), "words": "复查", "officers": team}
    visited = inspections.order(desk.head, visit, at=desk.now - timedelta(hours=1))
    desk.now += timedelta(hours=3)
    sent(desk.head, visited, a_record(maker, desk.now.date()), at=desk.now)
    desk.take(
        desk.one,
        number,
        "deliver",
        days=1,
        paper="notice",
        way="post",
        happened_date=posted.isoformat(),
        file=PAPER,
    )
    desk.take(maker, number, "state", waives="on")
    assert desk.wrong(desk.head, number, "decide", **FINE) == {"case.same_person"}
    desk.take(desk.lawyer, number, "decide", **FINE)


def test_who_moved_away_is_pursued_where_it_broke_the_law(maker):
    desk, new = Desk(), Desk(territory="440305")
    asked = applications.ask_change(
        maker, typed(name=maker.party_name, region_code="440305", reason="迁址"), ["vehicle_maker"], at=BEGIN
    )
    applications.approve(asked, viewer=officer(), at=BEGIN)
    for one in (desk, new):
        one.now = BEGIN + timedelta(days=1)
        assert one.open(maker)
    with pytest.raises(Unfit) as found:
        desk.open(maker, breach_date="2026-09-02")  # it had gone
    assert {(each.field, each.rule) for each in found.value.problems} == {("party", "case.party")}


def test_a_document_that_is_not_what_was_kept_is_not_shown(maker):
    desk = Desk()
    number = desk.open(maker)
    fined(desk, maker, number)
    found = queries.get_case(maker, number, at=desk.now)
    place = next(one.place for one in found.steps if one.act.paper and one.act.paper.value == "decision")
    content, _ = queries.read_file(maker, number, place, at=desk.now)
    digest = documents.digest(content)
    kept = documents.path(digest)
    try:
        kept.write_bytes(b"%PDF-1.7\nforged fine of 1 yuan")
        with pytest.raises(Refused) as refused:
            queries.read_file(maker, number, place, at=desk.now)
        assert refused.value.code == "document.altered"
        client: Client = signed_in(maker)
        assert client.get(f"/cases/{number}/{place}").status_code in {404, 409}
    finally:
        kept.write_bytes(content)
