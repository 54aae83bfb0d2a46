"""A case from the report of a breach to its closing, at its desk, at its party's, and at another desk."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection

from suyuan.domain.cases import Step
from suyuan.law.calendar import legal_day
from suyuan.law.catalogue import RULES
from suyuan.law.duty import Role
from suyuan.law.violations import barred_until
from suyuan.services import clock
from suyuan.services.cases import operations, queries
from suyuan.services.inspections import operations as inspections
from suyuan.services.parties import firm as firms
from suyuan.services.parties import operations as parties
from suyuan.services.reads.queries import find_own_reads
from suyuan.services.refusals import Refused, Unfit
from suyuan.storage.cases import Choice
from suyuan.storage.models import CaseFile
from tests.authorization.planting import signed_in
from tests.integration.case_desk import (
    LONELY,
    PAPER,
    Desk,
    called,
    official,
    ordered,
    refused,
    said,
    words_of,
)


@pytest.fixture
def maker(road):
    return replace(road.firm(Role.VEHICLE_MAKER), machine=False)


def test_a_case_from_opening_to_closing(maker):
    desk = Desk()
    number = desk.open(maker)
    assert number.startswith("GX430104-2026-")
    assert queries.get_case(maker, number, at=desk.now) is None  # not before it is told
    assert desk.wrong(desk.one, number, "order", due_date="2026-09-20") == {"case.no_evidence"}
    found = ordered(desk, number)
    assert found.case.stage == "refused"
    place = next(one.place for one in found.steps if one.act.step is Step.ORDER)
    assert "二〇二六年九月二十日" in words_of(desk.one, number, place, desk.now).replace("\n", "")
    assert desk.wrong(desk.one, number, "propose", penalty="fine", fine="30000.01") == {"case.out_of_band"}
    assert desk.wrong(desk.one, number, "propose", penalty="warning") == {"case.out_of_band"}
    desk.take(desk.one, number, "propose", penalty="fine", fine="20,000")
    assert (
        queries.get_case(maker, number, at=desk.now).case.stage == "refused"
    )  # it is not told of the proposal
    desk.take(desk.one, number, "notify")
    desk.take(desk.one, number, "deliver", paper="notice", way="post")
    assert desk.wrong(desk.head, number, "decide", penalty="fine", fine="20000") == {"case.may_answer"}
    seen = desk.take(maker, number, "state", words="已在追回")
    assert {one.act.step for one in seen.steps} == {Step.DELIVER, Step.STATE}
    assert {one.name for one in seen.steps} == {""}  # no officer's name
    assert [one.place for one in seen.steps] == [1, 2, 3]  # nor how many steps it is not told of
    assert seen.file is None
    desk.take(maker, number, "ask_hearing")
    assert desk.wrong(desk.head, number, "decide", days=30, penalty="fine", fine="20000") == {
        "case.hearing_open"
    }
    assert "case.same_person" in desk.wrong(desk.one, number, "hear")
    called(desk, maker, number)
    desk.take(desk.head, number, "hear")
    desk.take(desk.lawyer, number, "legal_check", opinion="passed")
    assert desk.wrong(desk.two, number, "decide", penalty="fine", fine="20000") == {"case.same_person"}
    assert desk.wrong(desk.head, number, "decide", penalty="fine", fine="25000") == {"case.heavier"}
    desk.take(desk.head, number, "decide", penalty="fine", fine="12000.50", words="情节较轻")
    found = desk.take(desk.one, number, "deliver", paper="decision", way="in_person")
    assert [clock.term.value for clock in found.clocks] == ["pay"]
    text = said(maker, number, Step.DELIVER, desk.now)
    assert "人民币壹万贰仟元零伍角" in text
    assert maker.uscc in text
    assert desk.wrong(desk.head, number, "close", reason="penalised") == {"case.no_end"}
    desk.take(desk.head, number, "pay", days=3, file=b"%PDF-1.4\nx")
    assert desk.wrong(desk.one, number, "close", reason="penalised") == {"case.same_person"}
    closed = desk.take(desk.head, number, "close", reason="penalised")
    assert closed.case.stage == "closed"
    assert closed.offered == (Step.ASK_REVIEW, Step.SUE, Step.JUDGE)
    assert closed.clocks == ()


def test_who_applies_the_two_years_after_a_penalty_sees_them_and_nothing_else_of_the_case(road, monkeypatch):
    desk, yard = Desk("commerce"), replace(road.firm(Role.DISMANTLER), machine=False)
    number = desk.open(yard, violation="36.2", role="dismantler")
    ordered(desk, number)
    desk.take(desk.one, number, "propose", penalty="fine", fine="20,000")
    desk.take(desk.one, number, "notify")
    desk.take(desk.one, number, "deliver", paper="notice", way="in_person")
    desk.take(desk.head, number, "decide", days=20, penalty="fine", fine="12000")
    desk.take(desk.one, number, "deliver", paper="decision", way="in_person")
    penalised = legal_day(desk.now)
    until = barred_until(penalised)
    firm = firms.get_firm(yard.uscc, yard, today=penalised).profile
    industry, environment = official(), official("environment", "43")
    ministry, operator = official(territory="", kind="ministry"), official("", "", kind="operator")
    for viewer, seen in (
        (yard, number), (desk.head, number), (official("commerce", "43"), number),
        *((each, "") for each in (industry, environment, ministry, operator)),
        *((each, None) for each in (official("transport"), official(territory="440307"))),
        (road.firm(Role.DISMANTLER), None),
    ):  # fmt: skip
        for day in (penalised, until, penalised - timedelta(1), until + timedelta(1)):
            runs = penalised <= day <= until and seen is not None
            told = [(seen, "36.2", penalised, until)] if runs else []
            assert queries.consequences(viewer, firm, today=day) == told, viewer
    english = {"accept-language": "en"}
    monkeypatch.setattr(clock, "today", lambda: penalised)
    for viewer in (industry, ministry, operator):
        page = signed_in(viewer).get(f"/parties/{yard.uscc}", headers=english).text
        assert "under Article 36(2): cannot be named" in page
        assert until.isoformat() in page
        assert number not in page

    def mark(at, *, listed=True):
        parties.mark_white_listed(yard.party_id, listed=listed, viewer=operator, reason="公告第1号", at=at)

    with pytest.raises(Refused) as barred:
        mark(desk.now)
    assert (barred.value.code, RULES["party.barred"].source) == ("party.barred", "42")
    assert until.isoformat() in barred.value.words("zh")[0]
    assert until.isoformat() in barred.value.words("en")[0]
    mark(desk.now, listed=False)
    mark(desk.now + (until - penalised) + timedelta(1))
    assert firms.get_firm(yard.uscc, yard, today=penalised).profile.white_listed


def test_who_sees_a_case(maker, road):
    desk, other = Desk(), replace(road.firm(Role.VEHICLE_MAKER), machine=False)
    number = desk.open(maker)
    above, beside, far = official(territory="43"), official("commerce"), official(territory="440307")
    for viewer, sees in (
        (desk.head, True),
        (above, True),
        (beside, False),
        (far, False),
        (other, False),
        (maker, False),
    ):
        assert (queries.get_case(viewer, number, at=desk.now) is not None) == sees
        listed = {one.case.case_no for one in queries.find_cases(viewer, limit=500).items}
        assert (number in listed) == sees
    assert desk.wrong(above, number, "close", reason="no_breach") >= {"case.not_yours"}
    read = find_own_reads(maker, limit=500).items
    assert {one.act for one in read} & {
        "case.read",
        "signal.read",
    } == set()  # nor by who looked at its records
    for viewer in (beside, far, other):
        assert refused(viewer, desk, number, "state") == "not_found"
    ordered(desk, number)
    assert queries.get_case(maker, number, at=desk.now) is not None
    assert queries.get_case(other, number, at=desk.now) is None
    assert refused(maker, desk, number, "close", reason="no_breach") == "auth.not_allowed"
    inner = next(
        one.place
        for one in queries.get_case(desk.one, number, at=desk.now).steps
        if one.act.step is Step.EVIDENCE
    )
    with pytest.raises(Refused):
        queries.read_file(maker, number, inner, at=desk.now)


def test_a_case_is_referred_taken_up_and_returned(maker):
    desk, market = Desk(), Desk("market")
    number = desk.open(maker)
    desk.take(desk.one, number, "evidence", title="x")
    desk.take(desk.one, number, "refer", to_department="market")
    assert desk.wrong(desk.one, number, "evidence", title="y") == {"case.referred"}
    market.now = desk.now
    seen = queries.get_case(market.one, number, at=market.now)
    assert {Step.ACCEPT, Step.RETURN} <= set(seen.offered)
    assert [clock.term.value for clock in seen.clocks] == ["accept"]
    assert market.wrong(market.one, number, "accept", officers=str(desk.two.account_id)) == {
        "case.few_officers"
    }
    assert market.wrong(market.one, number, "recall") >= {"case.not_yours"}
    assert market.take(market.one, number, "return", words="不属本部门") is None  # it reads it no longer
    desk.now = market.now
    desk.take(desk.one, number, "refer", to_department="market", words="再次移送")
    desk.take(desk.two, number, "recall", words="移送有误")
    assert refused(market.one, market, number, "accept") == "not_found"
    assert desk.wrong(desk.one, number, "recall") == {"case.not_referred"}
    desk.take(desk.one, number, "evidence", title="y")
    desk.take(desk.one, number, "refer", to_department="market", words="再次移送")
    market.now = desk.now
    found = market.take(
        market.one, number, "accept", officers=f"{market.one.account_id} {market.two.account_id}"
    )
    assert (found.case.department, found.case.stage) == ("market", "open")
    assert market.wrong(market.one, number, "order", due_date="2026-12-01") == {"case.other_department"}
    assert queries.get_case(desk.one, number, at=market.now) is not None  # who handed it on keeps reading


def test_who_inspected_on_site_does_not_decide(maker, road):
    desk, other = Desk(), replace(road.firm(Role.VEHICLE_MAKER), machine=False)
    third, fourth, far = (
        official(),
        official(),
        official("market"),
    )  # of the desk's own one must be left to decide
    team = f"{desk.head.account_id},{desk.lawyer.account_id}"
    visit = {"party": maker.uscc, "day": "2026-09-02", "words": "举报", "officers": team}
    visited = inspections.order(desk.head, visit, at=desk.now)
    for firm, number in ((maker, "JC-1"), (other, visited)):
        with pytest.raises(Unfit) as found:
            desk.open(firm, inspection=number)
        assert {(each.field, each.rule) for each in found.value.problems} == {("inspection", "not_found")}
    number = desk.open(maker, inspection=visited)
    desk.take(desk.one, number, "evidence", title="x")
    assert desk.wrong(desk.head, number, "decide", penalty="none") == {"case.same_person"}
    named = {"officers": f"{third.account_id} {far.account_id}"}
    assert desk.wrong(fourth, number, "assign", **named) == {"case.few_officers"}
    assert desk.wrong(desk.one, number, "assign", officers=f"{third.account_id} {desk.two.account_id}") == {
        "case.same_person"
    }
    desk.take(fourth, number, "assign", officers=f"{third.account_id} {desk.two.account_id}")
    assert desk.wrong(desk.one, number, "evidence", title="x") == {"case.not_officer"}
    for who in (desk.one, third):
        assert desk.wrong(who, number, "decide", penalty="none") == {"case.same_person"}
    desk.take(fourth, number, "decide", penalty="none")


def test_a_case_is_not_referred_to_a_desk_where_nobody_works(road):
    place = next(LONELY)
    desk, firm = (
        Desk(territory=place),
        replace(road.firm(Role.VEHICLE_MAKER, region_code=place), machine=False),
    )
    number = desk.open(firm)
    desk.take(desk.one, number, "evidence", title="x")
    assert desk.wrong(desk.one, number, "refer", to_department="reform") == {"case.empty_desk"}


def test_what_a_form_says_wrongly_is_told_at_its_field(maker):
    desk = Desk()
    for more, field, rule in (
        ({"party": "x"}, "party", "case.party"),
        ({"violation": "99"}, "violation", "case.no_such_breach"),
        ({"role": "recycler"}, "violation", "case.no_such_breach"),
        ({"breach_date": "2026-02-30"}, "breach_date", "date.format"),
        ({"breach_date": "2026-03-31"}, "violation", "case.no_such_breach"),
        ({"breach_date": "2027-01-01"}, "violation", "case.no_such_breach"),
        ({"words": " "}, "words", "case.no_words"),
        ({"officers": str(desk.one.account_id)}, "officers", "case.few_officers"),
        ({"officers": f"{desk.one.account_id},999999"}, "officers", "case.few_officers"),
        ({"finding": "x"}, "finding", "not_found"),
    ):
        with pytest.raises(Unfit) as found:
            desk.open(maker, **more)
        assert (field, rule) in {(each.field, each.rule) for each in found.value.problems}, more
    number = desk.open(maker)
    assert desk.wrong(desk.one, number, "evidence", title="x", file=b"MZ\x90") == {"permit.proof_kind"}
    assert desk.wrong(desk.one, number, "recheck", result="maybe") >= {"case.choice"}
    assert desk.wrong(desk.one, number, "propose", penalty="fine", fine="1e4") >= {"case.fine"}
    assert desk.wrong(desk.one, number, "evidence", title="x", file=b"") == {"case.empty_file"}
    for signs in ("\u202e", "\u200b", "\x00", "\ue000"):
        assert desk.wrong(desk.one, number, "evidence", title="x", words=f"照片{signs}") == {
            "field.hidden_text"
        }
        assert desk.wrong(desk.one, number, "evidence", title=f"x{signs}x") == {"field.hidden_text"}
    desk.take(desk.one, number, "evidence", title="x", words="两行\r\n\t说明")
    far = desk.wrong(desk.one, number, "order", due_date="9999-12-31")
    assert far == {"case.far_day"}
    with pytest.raises(Refused) as stale:
        operations.take(desk.one, number, Step.EVIDENCE, {"title": "x"}, seen=7, at=desk.now)
    assert stale.value.code == "case.changed"


def test_numbers_follow_each_other_and_lists_page(maker):
    desk = Desk(territory="430111")
    with pytest.raises(Unfit):
        desk.open(maker)  # the firm is not of that county
    desk = Desk()
    numbers = [desk.open(maker) for _ in range(5)]
    assert [int(number[-4:]) for number in numbers] == list(
        range(int(numbers[0][-4:]), int(numbers[0][-4:]) + 5)
    )
    found, cursor = [], ""
    while True:
        page = queries.find_cases(desk.one, choice=Choice(party_id=maker.party_id), cursor=cursor, limit=2)
        found += [one.case.case_no for one in page.items]
        cursor = page.next
        if not cursor:
            break
    assert found == numbers[::-1]
    assert queries.count_cases(desk.one, Choice(party_id=maker.party_id)) == {"open": 5}


def test_a_form_that_is_sent_twice_opens_one_case(maker, road):
    desk, other = Desk(), replace(road.firm(Role.VEHICLE_MAKER), machine=False)
    number = desk.open(maker, form_key="a")
    desk.take(desk.one, number, "evidence", title="x")
    assert desk.open(maker, form_key="a") == number  # though the case has gone on
    for firm, more in ((maker, {"words": "另一件事"}), (other, {}), (maker, {"breach_date": "2026-06-11"})):
        with pytest.raises(Unfit) as found:
            desk.open(firm, form_key="a", **more)
        (problem,) = found.value.problems
        assert (problem.rule, problem.value) == ("form.sent_before", number)
    assert desk.open(maker, form_key="b") != number
    desk.one, desk.two = desk.two, desk.one
    assert desk.open(maker, form_key="a") != number  # another sender's key is another key
    assert queries.count_cases(desk.one, Choice(party_id=maker.party_id)) == {"open": 3}


def test_a_form_that_is_sent_twice_at_once_opens_one_case(maker):
    desk = Desk()
    begin = Barrier(2)

    def send(_):
        begin.wait()
        try:
            return desk.open(maker, form_key="at once")
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert len(set(pool.map(send, range(2)))) == 1
    assert CaseFile.objects.filter(party_id=maker.party_id).count() == 1


def test_of_four_equal_posts_at_once_one_is_taken(maker):
    desk = Desk()
    number = desk.open(maker)
    begin = Barrier(4)

    def send(_):
        begin.wait()
        try:
            operations.take(desk.one, number, Step.EVIDENCE, {"title": "x"}, seen=1, at=desk.now, file=PAPER)
        except Refused as refusal:
            return refusal.code
        finally:
            connection.close()
        return "taken"

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(send, range(4))) == ["case.changed"] * 3 + ["taken"]


def test_neither_side_can_freeze_a_case(maker, monkeypatch):
    desk = Desk()
    number = desk.open(maker)
    monkeypatch.setattr(operations, "MOST_OF_PARTY", 2)
    monkeypatch.setattr(operations, "MOST_OF_DESK", 3)
    ordered(desk, number)
    for _ in range(2):
        desk.take(maker, number, "state")
        desk.take(desk.one, number, "evidence", title="x")
    assert desk.wrong(maker, number, "state") == {"case.said_enough"}
    assert desk.wrong(desk.one, number, "evidence", title="x") == {"case.done_enough"}
    desk.take(desk.head, number, "decide", penalty="none")
    desk.take(desk.one, number, "deliver", paper="decision", way="post")
    desk.take(desk.head, number, "close", reason="no_penalty")
