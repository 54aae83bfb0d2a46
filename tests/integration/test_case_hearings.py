"""A party is called to its hearing and heard, a third person checks, and the papers of a case say what they must."""

from dataclasses import replace
from datetime import timedelta

import pytest

from suyuan.domain.cases import Step
from suyuan.law.duty import Role
from suyuan.services.cases import queries
from tests.integration.case_desk import Desk, asked, called, ordered, refused, said, soon


@pytest.fixture
def maker(road):
    return replace(road.firm(Role.VEHICLE_MAKER), machine=False)


def test_a_party_is_called_to_its_hearing_in_time(maker):
    desk = Desk()
    number = desk.open(maker)
    asked(desk, maker, number)
    assert desk.wrong(desk.head, number, "hear") == {"case.not_announced"}
    day = soon(desk).isoformat()
    desk.take(desk.head, number, "announce", hearing_date=day, words="上午九时，二楼会议室")
    assert "announce" in {
        clock.term.value for clock in queries.get_case(desk.one, number, at=desk.now).clocks
    }
    assert refused(maker, desk, number, "hear") == "auth.not_allowed"
    assert "hearing" not in {
        clock.term.value for clock in queries.get_case(maker, number, at=desk.now).clocks
    }
    assert desk.wrong(maker, number, "agree") == {"case.not_announced"}
    told = desk.take(desk.two, number, "deliver", paper="hearing", way="electronic", consents="on")
    assert "hearing" in {clock.term.value for clock in told.clocks}
    assert "二楼会议室" in said(maker, number, Step.DELIVER, desk.now)
    assert desk.wrong(desk.head, number, "hear", days=6) == {"case.short_notice"}
    assert desk.wrong(desk.head, number, "agree") == {"case.waived_unproved"}
    seen = desk.take(maker, number, "agree")
    assert seen.steps[-1].act.step is Step.AGREE
    desk.take(desk.head, number, "hear")


def test_a_party_may_want_its_hearing_no_more(maker):
    desk = Desk()
    number = desk.open(maker)
    asked(desk, maker, number)
    fine = {"penalty": "fine", "fine": "20000"}
    assert "answer" not in {clock.term.value for clock in queries.get_case(maker, number, at=desk.now).clocks}
    called(desk, maker, number)
    assert desk.wrong(desk.head, number, "drop_hearing") == {"case.waived_unproved"}
    desk.take(desk.head, number, "drop_hearing", words="书面撤回", file=b"%PDF-1.7\n%x")
    desk.take(maker, number, "ask_hearing")  # within its term it may want one again, and is called to it anew
    assert desk.wrong(desk.head, number, "hear") == {"case.not_announced"}
    desk.take(maker, number, "drop_hearing")
    assert desk.wrong(maker, number, "drop_hearing") == {"case.no_hearing"}
    assert desk.wrong(desk.head, number, "announce", hearing_date=soon(desk).isoformat()) == {
        "case.no_hearing"
    }
    later = desk.now + timedelta(days=30)
    late = queries.get_case(desk.head, number, at=later)
    missed = queries.Choice(party_id=maker.party_id, late=later.date(), is_open=True)
    assert not queries.find_cases(desk.head, choice=missed).items  # a right that ended makes nobody late
    assert [each.term.value for each in late.clocks] == ["answer", "decide"]
    assert desk.wrong(maker, number, "ask_hearing", days=30) == {"case.hearing_late"}
    desk.take(desk.head, number, "decide", **fine)


def test_a_hearing_that_was_asked_for_outlives_a_fresh_proposal(maker):
    desk = Desk()
    number = desk.open(maker)
    asked(desk, maker, number)
    fine = {"penalty": "fine", "fine": "20000"}
    desk.take(desk.one, number, "propose", **fine)
    day = soon(desk).isoformat()
    assert desk.wrong(desk.head, number, "announce", hearing_date=day) == {"case.not_notified"}
    desk.take(desk.one, number, "notify")
    found = desk.take(desk.one, number, "deliver", paper="notice", way="post")
    assert Step.ANNOUNCE in queries.get_case(desk.head, number, at=desk.now).offered
    assert found.file.proposal.hearing_asked
    assert desk.wrong(desk.head, number, "decide", days=30, **fine) == {"case.hearing_open"}
    called(desk, maker, number)
    desk.take(desk.head, number, "hear")


def test_a_legal_check_comes_before_a_decision_that_is_marked(maker):
    desk = Desk()
    number = desk.open(maker)
    ordered(desk, number)
    desk.take(desk.one, number, "propose", penalty="fine", fine="20,000", is_weighty="on")
    desk.take(desk.one, number, "notify")
    desk.take(desk.one, number, "deliver", paper="notice", way="post")
    fine = {"penalty": "fine", "fine": "20000"}
    assert desk.wrong(desk.head, number, "decide", days=30, **fine) == {"case.unchecked"}
    assert desk.wrong(desk.lawyer, number, "legal_check") == {"case.no_opinion"}
    found = desk.take(desk.lawyer, number, "legal_check", opinion="passed")
    assert Step.DECIDE not in found.offered  # to who has checked
    assert Step.LEGAL_CHECK not in {
        one.act.step for one in queries.get_case(maker, number, at=desk.now).steps
    }
    assert desk.wrong(desk.lawyer, number, "decide", **fine) == {"case.checked_it"}
    for who, step in ((desk.one, "evidence"), (maker, "state")):  # of which the check knew nothing
        desk.take(who, number, step, title="补充", is_known="on")
        assert desk.wrong(desk.head, number, "decide", **fine) == {"case.unchecked"}
        desk.take(desk.lawyer, number, "legal_check", opinion="passed")
    desk.take(desk.one, number, "propose", **fine)  # the same, no longer marked
    desk.take(desk.one, number, "notify")
    desk.take(desk.one, number, "deliver", paper="notice", way="post")
    assert desk.wrong(desk.head, number, "decide", days=30, **fine) == {"case.unchecked"}
    desk.take(desk.lawyer, number, "legal_check", opinion="passed")
    desk.take(desk.head, number, "decide", **fine)
    assert desk.wrong(desk.one, number, "evidence", title="事后") == {"case.decided"}


def test_papers_name_their_provisions_and_a_hearing_has_its_record(maker):
    desk = Desk()
    number = desk.open(maker)
    asked(desk, maker, number)
    for step in (Step.ORDER, Step.NOTIFY):
        text = said(desk.one, number, step, desk.now)
        assert "第三十六条第一款" in text
        assert "Article 36, paragraph 1" in text
    assert "《行政处罚法》第四十四条、第四十五条、第六十三条" in text
    assert "改正期限To be corrected by: 2026-09-20" in text.replace("改正期限 ", "改正期限")
    assert "拒不改正 correction refused" in text
    called(desk, maker, number)
    desk.take(desk.head, number, "hear", words="当事人陈述已追回八成\n<b>#sys</b>")
    for viewer in (maker, desk.one):
        text = said(viewer, number, Step.HEAR, desk.now)
        for part in (
            "听证笔录",
            "二楼会议室",
            "罚款 fine 人民币贰万元整",
            "已追回八成<b>#sys</b>",
            "第六十四条第八项",
            "签名",
        ):
            assert part in text, part
    assert desk.one.name not in text
    desk.take(desk.lawyer, number, "legal_check", opinion="passed")
    desk.take(desk.head, number, "decide", penalty="none", words="及时改正")
    desk.take(desk.one, number, "deliver", paper="decision", way="in_person")
    text = said(maker, number, Step.DELIVER, desk.now)
    assert "不予行政处罚决定书" in text
    assert "罚款自收到" not in text


def test_the_second_document_of_its_kind_has_a_number_of_its_own(maker):
    desk = Desk()
    number = desk.open(maker)
    for due, end in (("2026-09-20", "责改"), ("2026-12-20", "责改-2")):
        desk.take(desk.one, number, "evidence", title="现场照片", file=b"%PDF-1.7\n%x")
        desk.take(desk.one, number, "order", due_date=due)
        found = desk.take(desk.one, number, "deliver", paper="order", way="in_person")
        assert found.steps[-1].act.title == f"{number} {end}"
        assert f"{number}{end}" in said(maker, number, Step.DELIVER, desk.now).replace(" ", "")
        desk.take(desk.two, number, "recheck", days=25, result="corrected")


def test_a_refusal_tells_a_party_no_more_than_was_delivered(maker):
    desk = Desk()
    number = desk.open(maker)
    ordered(desk, number)
    desk.take(desk.one, number, "propose", penalty="fine", fine="20,000")
    desk.take(desk.one, number, "notify")
    desk.take(desk.one, number, "deliver", paper="notice", way="post")
    desk.take(desk.head, number, "decide", days=20, penalty="fine", fine="20,000")
    assert "case.decided" not in desk.wrong(maker, number, "ask_hearing")
    desk.take(maker, number, "state")  # heard, though late: it knows of no decision
    desk.take(desk.one, number, "deliver", paper="decision", way="in_person")
    assert "case.decided" in desk.wrong(maker, number, "state")


def test_a_letter_of_referral_lists_what_goes_with_the_case(maker):
    desk, market = Desk(), Desk("market")
    number = desk.open(maker)
    ordered(desk, number)
    desk.take(desk.one, number, "refer", to_department="market", words="属市场监管部门职责")
    text = said(market.one, number, Step.REFER, desk.now)
    assert "市场监" in text.split("移送函")[1]
    for part in ("属市场监管部门职责", "第二十九条", maker.uscc, "现场照片", "3. "):
        assert (part in text) == (part != "3. "), part
    kept = {one.act.sha256 for one in queries.get_case(desk.one, number, at=desk.now).steps[:-1]} - {""}
    assert len(kept) == 2  # the evidence and the order, which is listed once though it was delivered
    assert all(each in text for each in kept)
    with pytest.raises(StopIteration):
        said(maker, number, Step.REFER, desk.now)
