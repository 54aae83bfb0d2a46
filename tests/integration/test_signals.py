"""Signals are what stands against the firms one watches, counted once; nobody else's."""

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from suyuan.domain.access import Viewer
from suyuan.domain.obligations import State
from suyuan.domain.signals import OVERDUE
from suyuan.law.duty import Role
from suyuan.law.measures_2026 import RULEBOOK
from suyuan.services import clock
from suyuan.services.findings import queries as findings
from suyuan.services.obligations import queries as obligations
from suyuan.services.parties.firm import get_firm
from suyuan.services.reads.queries import Asked, find_own_reads, find_reads
from suyuan.services.refusals import Refused
from suyuan.services.signals import queries
from suyuan.services.signals.sheet import get_sheet
from suyuan.storage import accounts
from tests.authorization.firms import person

STANDS = {"open", "explained", "confirmed"}


def every(ask):
    cursor, found = None, []
    while True:
        page = ask(cursor)
        found += page.items
        cursor = page.next
        if cursor is None:
            return found


def test_signals_are_what_a_count_one_by_one_says(world_small, viewer_of):
    firms = {entry["uscc"] for entry in world_small.sign_ins}  # other tests leave findings of their own
    ministry, today = viewer_of("ministry"), clock.today()
    counts = Counter(
        (one.owner, one.kind)
        for one in every(lambda cursor: findings.find_findings(ministry, cursor=cursor, limit=200))
        if one.state in STANDS and one.owner
    )
    late = every(
        lambda cursor: obligations.find_obligations(
            ministry, today=today, states={State.OVERDUE}, cursor=cursor, limit=200
        )
    )
    counts.update((one.party, OVERDUE) for one in late)
    found = queries.find_signals(ministry, today=today)
    told = {
        (each.card.uscc, reason.kind): reason.number
        for each in found
        for reason in each.signal.reasons
        if reason.kind != "unanswered"
    }
    assert {key: number for key, number in told.items() if key[0] in firms} == {
        key: number for key, number in counts.items() if key[0] in firms
    }
    assert {uscc for uscc, _ in told} & firms


@pytest.mark.usefixtures("world_small")
def test_an_official_gets_the_firms_of_its_territory_and_a_firm_nothing(viewer_of):
    today = clock.today()
    county = viewer_of("inspector_county")
    for each in queries.find_signals(county, today=today):
        assert each.card.region_code.startswith(county.territory)
    for role in ("vehicle_maker", "operator"):
        with pytest.raises(Refused):
            queries.find_signals(viewer_of(role), today=today)
    every_one = {each.card.uscc for each in queries.find_signals(viewer_of("ministry"), today=today)}
    here = {each.card.uscc for each in queries.find_signals(viewer_of("ministry"), place="43", today=today)}
    assert here <= every_one


@pytest.mark.usefixtures("world_small")
def test_three_statements_whatever_the_number_of_firms(viewer_of):
    ministry, today = viewer_of("ministry"), clock.today()
    queries.find_signals(ministry, today=today)  # cards are remembered for a moment
    with CaptureQueriesContext(connection) as asked:
        queries.find_signals(ministry, today=today)
    assert (
        len([one for one in asked if one["sql"].lstrip().upper().startswith(("SELECT", "WITH", "--"))]) <= 6
    )


@pytest.mark.usefixtures("world_small")
def test_a_sheet_holds_what_the_other_pages_say_and_is_for_its_officials(viewer_of):
    today, ministry = clock.today(), viewer_of("ministry")
    found = queries.find_signals(ministry, today=today)
    uscc = next(each.card.uscc for each in found if any(one.kind == OVERDUE for one in each.signal.reasons))
    sheet = get_sheet(ministry, uscc, today=today)
    assert sheet.signal == next(each.signal for each in found if each.card.uscc == uscc)
    clocks = every(
        lambda cursor: obligations.find_obligations(
            ministry, today=today, party=uscc, cursor=cursor, limit=200
        )
    )
    by_duty = Counter(one.duty for one in clocks)
    assert {line.duty.id: line.number for line in sheet.duties if line.number} == dict(by_duty)
    overdue = Counter(one.duty for one in clocks if one.state is State.OVERDUE)
    assert {line.duty.id: line.overdue for line in sheet.duties if line.overdue} == dict(overdue)
    assert sheet.points
    assert sum(one.number for one in sheet.partners) <= sum(one.number for one in sheet.stages)
    assert get_sheet(ministry, "91999999000000000X", today=today) is None
    county = viewer_of("inspector_county")
    outside = next(each.card for each in found if not each.card.region_code.startswith(county.territory))
    assert get_sheet(county, outside.uscc, today=today) is None


def test_a_firm_is_not_warned_by_its_own_log_that_a_visit_is_prepared(road):
    firm = replace(road.firm(Role.DISMANTLER, region_code="430605"), machine=False)
    officer = accounts.create_stretched(
        username="sheet-reader", stretched="!", kind="inspector", party_id=None, territory="43", department="commerce"
    )  # fmt: skip
    assert get_sheet(officer, firm.uscc, today=clock.today()).firm.profile.uscc == firm.uscc
    assert find_own_reads(firm).items == ()
    auditor = Viewer(account_id=990_005, user_id=5, kind="auditor")
    mine = find_reads(auditor, Asked(account="sheet-reader")).items
    assert {(one.act, one.object_id) for one in mine} >= {
        ("signal.read", firm.uscc)
    }  # who audits still sees it
    get_firm(firm.uscc, officer, today=clock.today())
    assert [one.act for one in find_own_reads(firm).items] == ["party.read"]


def test_a_sheet_says_what_is_not_the_departments_to_read(road):
    plant, maker = road.firm(Role.RECYCLER), road.firm(Role.VEHICLE_MAKER)
    outbound = road.outbound(road.pack().code, plant, "2026-06-01")
    assert road.file(maker, "24.6.c", outbound, at="2026-06-02").state == "accepted"
    words = {}
    for department in ("industry", "reform"):
        officer = person("inspector", territory="4301", department=department)
        client = Client(headers={"accept-language": "en"})
        client.force_login(get_user_model().objects.get(pk=officer.user_id))
        words[department] = client.get(f"/parties/{plant.uscc}/sheet").content.decode()
    assert "outside your department" in words["reform"]
    assert "Nothing stands against it" not in words["reform"]
    assert words["reform"].count("not your department") == len(RULEBOOK.for_roles(plant.roles, partner=False))
    assert "Reports past their day" in words["industry"]
    assert "not your department" not in words["industry"]


def test_what_should_be_there_is_what_came_in_and_did_not_leave(road):
    plant, maker = road.firm(Role.RECYCLER), road.firm(Role.VEHICLE_MAKER)
    packs = [road.pack().code for _ in range(3)]
    for place, code in enumerate(packs):
        day = f"2026-06-{place + 1:02d}"
        assert road.file(plant, "24.7.a", road.inbound(code, maker, day), at="2026-06-20").state == "accepted"
    assert (
        road.file(maker, "24.6.c", road.outbound(packs[0], plant, "2026-06-01"), at="2026-06-20").state
        == "accepted"
    )
    officer = accounts.create_stretched(
        username="holding-officer", stretched="!", kind="inspector", party_id=None, territory="430104",
        department="industry",
    )  # fmt: skip
    holding = get_sheet(officer, plant.uscc, today=clock.today()).holding
    assert (holding.there, holding.since, holding.gone) == (3, date(2026, 6, 1), 0)
    assert get_sheet(officer, maker.uscc, today=clock.today()).holding == (0, None, 1)
