"""Who succeeded a firm in everything answers what it was told, and the desk is told who that is."""

import json

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from suyuan.domain.access import Viewer
from suyuan.law.duty import Role
from suyuan.services import clock
from suyuan.services.cases import queries as cases
from suyuan.services.findings import operations as findings
from suyuan.services.inspections import operations as inspections
from suyuan.services.inspections import queries as inspected
from suyuan.services.parties.operations import Heir
from suyuan.services.refusals import Refused
from suyuan.storage.queries import reader
from suyuan.storage.wall import as_register
from tests.authorization.firms import again, factor, keep_finding
from tests.integration import inspection_desk
from tests.integration.case_desk import Desk, ordered
from tests.integration.test_heirs import in_place, succeed
from tests.integration.test_keys import forgotten
from tests.integration.test_mandates import acting, given

pytestmark = pytest.mark.usefixtures("database")


def page(viewer, path, standing=""):
    """Give a page in English as somebody at a standing gets it."""
    factor(viewer)
    client = Client(headers={"accept-language": "en"})
    client.force_login(get_user_model().objects.get(pk=viewer.user_id))
    if standing:
        assert client.post(reverse("standings"), {"choose": standing}).status_code == 302
    return client.get(path)


def told(road):
    """Give a firm with a case in which a penalty was notified to it, and its desk."""
    maker, desk = road.firm(Role.VEHICLE_MAKER), Desk()
    number = desk.open(maker)
    ordered(desk, number)
    desk.take(desk.one, number, "propose", penalty="fine", fine="20,000")
    desk.take(desk.one, number, "notify")
    desk.take(desk.one, number, "deliver", paper="notice", way="post")
    return maker, desk, number


def test_the_successor_in_a_merger_reads_and_answers_a_case(road):
    maker, desk, number = told(road)
    heir, last, stranger = (road.firm(Role.VEHICLE_MAKER) for _ in range(3))
    succeed(maker, "merged", Heir(uscc=heir.uscc))
    place = in_place(heir, maker)
    assert [one.case.case_no for one in cases.find_cases(place).items] == [number]
    said = desk.take(place, number, "state", words="已由我单位承继")
    assert said.steps[-1].act.words == "已由我单位承继"
    assert {one.name for one in said.steps} == {""}
    assert cases.get_case(again(maker), number, at=desk.now) is not None
    for other in (again(heir), stranger):
        assert cases.get_case(other, number, at=desk.now) is None
    assert number in page(heir, "/cases", place.standing).text
    succeed(heir, "merged", Heir(uscc=last.uscc))
    desk.take(in_place(last, maker), number, "ask_hearing")
    assert in_place(heir, maker) is None


def test_who_took_over_some_duties_answers_no_case_unless_named_for_everything(road):
    maker, desk, number = told(road)
    part, whole = road.firm(Role.VEHICLE_MAKER), road.firm(Role.VEHICLE_MAKER)
    share = Heir(uscc=part.uscc, duties=frozenset({"24.2.a"}), prefixes=frozenset())
    succeed(maker, "split", share, survives=True, days_ago=1)
    viewer = in_place(part, maker)
    assert viewer.heir == "part"
    assert not any(
        viewer.may(act) for act in ("case.read", "case.answer", "inspection.read", "finding.answer")
    )
    with pytest.raises(Refused, match=r"auth\.not_allowed"):
        cases.get_case(viewer, number, at=desk.now)
    succeed(again(maker), "merged", Heir(uscc=whole.uscc))
    assert in_place(whole, maker).heir == "whole"
    assert cases.get_case(in_place(whole, maker), number, at=desk.now) is not None


def test_behind_the_acts_neither_agents_nor_heirs_of_a_part_have_rows_of_cases_or_inspections(
    road, monkeypatch
):
    maker, desk, number = told(road)
    agent, part = road.firm(Role.RECYCLER), road.firm(Role.VEHICLE_MAKER)
    given(maker, agent)
    some = Heir(uscc=part.uscc, duties=frozenset({"24.2.a"}), prefixes=frozenset())
    succeed(maker, "split", some, survives=True)
    viewers = acting(agent, maker), in_place(part, maker)
    monkeypatch.setattr(Viewer, "may", lambda *_: True)
    for viewer in viewers:
        assert cases.get_case(viewer, number, at=desk.now) is None
        assert inspected.find_inspections(viewer, today=inspection_desk.TODAY).items == []
    assert cases.get_case(again(maker), number, at=desk.now) is not None


def test_the_successor_says_its_word_on_an_inspection(road):
    desk = inspection_desk.Desk(road, firms=1)
    heir = road.firm(Role.DISMANTLER)
    firm, number, officer, later = inspection_desk.due(desk)
    inspection_desk.sent(officer, number, inspection_desk.a_record(firm, later.date()), at=later)
    succeed(firm, "merged", Heir(uscc=heir.uscc))
    place = in_place(heir, firm)
    inspections.state(place, number, {"words": "已整改"}, at=later)
    assert [one.step for one in inspected.get_inspection(place, number).steps] == ["record", "state"]
    assert number in page(heir, "/inspections", place.standing).text
    assert inspected.get_inspection(again(heir), number) is None


def test_the_successor_answers_a_finding(road):
    maker, heir = road.firm(Role.VEHICLE_MAKER), road.firm(Role.VEHICLE_MAKER)
    receipt = road.file(maker, "24.2.a", road.certificate(), at="2026-05-11").receipt
    evidence = json.dumps([{"party": maker.uscc, "receipt": receipt, "says": "x"}])
    with as_register():
        key = str(keep_finding(reader(), "two_packs", "x", maker.party_id, evidence=evidence))
    succeed(maker, "merged", Heir(uscc=heir.uscc))
    done = findings.act(in_place(heir, maker), key, "explain", "两张合格证", at=clock.now())
    assert (done.finding.state, [one.act for one in done.acts]) == ("explained", ["explain"])


def test_the_desk_is_told_that_a_firm_has_ended_and_who_succeeds(road):
    maker, desk, number = told(road)
    heir, lone = road.firm(Role.VEHICLE_MAKER), road.firm(Role.VEHICLE_MAKER)
    forms = [f"/cases/{number}", f"/cases/new?party={maker.uscc}", f"/inspections/new?party={maker.uscc}"]
    for form in forms:
        assert f"{maker.party_name} has ended" not in page(desk.one, form).text, form
    succeed(maker, "merged", Heir(uscc=heir.uscc))
    succeed(lone, "terminated")
    forgotten()
    for form in forms:
        assert f"{heir.party_name} ({heir.uscc}) succeeded it" in page(desk.one, form).text, form
    assert "nobody answers here" in page(desk.one, f"/cases/new?party={lone.uscc}").text
    assert desk.open(maker)  # the desk may still


def test_the_heir_is_told_that_it_stands_there_as_successor(road):
    maker, heir, agent = (road.firm(Role.VEHICLE_MAKER) for _ in range(3))
    given(maker, agent)
    assert "as its agent" in page(agent, "/home", acting(agent, maker).standing).text
    succeed(maker, "merged", Heir(uscc=heir.uscc))
    shown = page(heir, "/home", in_place(heir, maker).standing).text
    assert "as its successor" in shown
    assert "as its agent" not in shown
