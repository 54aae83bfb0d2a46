"""Sums of what was filed: they equal a plain count over the events, and follow a cancellation."""

from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from openpyxl import load_workbook

from suyuan.domain.access import Viewer
from suyuan.law.duty import Role
from suyuan.services import clock
from suyuan.services.custody import operations as custody
from suyuan.services.filings import operations as filings
from suyuan.services.findings import queries as findings
from suyuan.services.flows.queries import Flows, find_flows
from suyuan.services.posts import operations as posts
from suyuan.services.posts.operations import Office
from suyuan.storage import accounts
from tests.integration.conftest import NUMBERS

NOW = datetime(2026, 6, 20, 4, tzinfo=UTC)
MINISTRY = Viewer(account_id=0, user_id=0, kind="ministry", department="industry")
SPAN = {"since": date(2019, 1, 1), "until": date(2027, 1, 1)}
COUNT = """
SELECT kind, count(*) FROM event
WHERE replaced_at IS NULL AND (body IS NOT NULL OR object = '00000000-0000-0000-0000-000000000000')
  AND kind IN (5, 6, 7, 9, 10, 11) GROUP BY kind
"""
KINDS = {5: "fitted", 6: "sold", 7: "removed", 9: "shipped", 10: "received", 11: "refused"}


def stages(viewer, **more):
    return {one.stage: one.number for one in find_flows(viewer, **SPAN | more).stages}


def look():
    custody.examine(today=date(2026, 6, 20), at=NOW)


@pytest.fixture
def cast(road):
    return road.firm(Role.SWAP_OPERATOR), road.firm(Role.RECYCLER)


def test_sums_are_what_a_count_over_the_events_gives(world_small):
    del world_small
    look()
    with connection.cursor() as cursor:
        cursor.execute(COUNT)
        counted = {KINDS[kind]: number for kind, number in cursor.fetchall()}
    told = stages(MINISTRY)
    assert counted
    assert {stage: told.get(stage) for stage in counted} == counted


def test_a_firm_reads_its_own_and_a_cancelled_filing_is_taken_off(road, cast):
    station, plant = cast
    packs = [road.pack().code for _ in range(3)]
    rows = [road.outbound(code, plant, "2026-06-10") for code in packs]
    receipt = road.file(station, "24.4.b", *rows, at="2026-06-12")
    look()
    found = find_flows(station, **SPAN)
    assert [(one.stage, one.number, one.mass_g) for one in found.stages] == [("shipped", 3, 900_000)]
    assert [(one.sender, one.receiver, one.number) for one in found.flows] == [
        ("swap_operator", "recycler", 3)
    ]
    assert stages(plant) == {}
    assert stages(station, until=date(2026, 5, 1)) == {}
    provinces = find_flows(station, **SPAN, by="province").flows
    assert [(one.sender, one.receiver) for one in provinces] == [("43", "43")]
    filings.cancel(receipt.receipt, viewer=station, at=NOW, reason="twice")
    look()
    assert stages(station) == {}


def test_the_call_of_the_api(road, cast):
    station, plant = cast
    road.file(station, "24.4.b", road.outbound(road.pack().code, plant, "2026-06-10"), at="2026-06-12")
    look()
    token = accounts.issue_token(station.account_id, name="t", at=clock.now())
    client = Client(headers={"authorization": f"Bearer {token}"})
    told = client.get("/api/v1/flows?from=2026-06-01&until=2026-06-30").json()
    assert told["stages"] == [{"stage": "shipped", "number": 1, "mass_kg": 300.0}]
    assert client.get("/api/v1/flows?by=colour").status_code == 422
    assert client.get("/api/v1/flows?from=yesterday").status_code == 422


def test_stocks_places_and_the_page_and_its_workbook_say_the_same(road, cast):
    station, plant = cast
    codes = [road.pack().code for _ in range(4)]
    road.file(
        station, "24.4.b", *(road.outbound(code, plant, "2026-06-10") for code in codes), at="2026-06-12"
    )
    look()
    found = find_flows(station, **SPAN)
    assert [(one.stock, one.number) for one in found.stocks] == [("under_way", 4)]
    assert [(one.province, one.sent, one.taken) for one in found.places] == [("43", 4, 0)]
    client = Client(headers={"accept-language": "en"})
    client.force_login(User.objects.get(pk=station.user_id))
    page = client.get("/flows?from=2026-06&until=2026-06").text
    assert "sent, not yet answered" in page
    book = load_workbook(BytesIO(client.get("/flows?from=2026-06&until=2026-06&format=xlsx").content))
    tables = {sheet.title: list(sheet.values)[1:] for sheet in book}
    assert tables["Stages"] == [("Shipped", 4, 1200)]
    assert tables["Stocks"] == [("sent, not yet answered", 4)]
    assert tables["Flows"] == [
        ("Battery-swap operator", "Comprehensive-utilisation enterprise (recycler)", 4, 1200)
    ]
    leaks = sum(
        one.number for one in find_flows(station, since=date(2026, 6, 1), until=date(2026, 6, 1)).leaks
    )
    assert [row[1:] for row in tables["Provinces"]] == [(4, 0, leaks)]
    table = client.get("/flows?from=2026-06&until=2026-06&format=csv").text
    assert "Shipped,4,1200.0" in table


def test_leaks_are_those_of_the_months_and_lead_to_as_many_rows(road, cast):
    station, plant = cast
    road.file(station, "24.4.b", road.outbound(road.pack().code, plant, "2026-05-04"), at="2026-05-05")
    custody.examine(today=date(2026, 12, 20), at=datetime(2026, 12, 20, tzinfo=UTC))
    try:
        told = {one.kind: one.number for one in find_flows(station, **SPAN).leaks}
        may = find_flows(station, since=date(2026, 5, 1), until=date(2026, 5, 31)).leaks
        assert told["no_inbound"] == 1
        assert {one.kind: one.number for one in may} == told
        assert find_flows(station, since=date(2026, 6, 1), until=date(2026, 12, 1)).leaks == ()
        choice = findings.Choice(
            kind="no_inbound", state="open", since=date(2026, 5, 1), until=date(2026, 5, 31)
        )
        assert len(findings.find_findings(station, choice=choice).items) == 1
        client = Client(headers={"accept-language": "en"})
        client.force_login(User.objects.get(pk=station.user_id))
        address = "/findings?kind=no_inbound&state=open&from=2026-05-01&until=2026-05-31"
        (number,) = [one.id for one in findings.find_findings(station, choice=choice).items]
        assert f"/findings/{number}" in client.get(address).text
        book = load_workbook(BytesIO(client.get(f"{address}&format=xlsx").content))
        assert [row[2] for row in list(book["Findings"].values)[1:]] == ["24"]
        assert client.get("/findings?from=2026-06-01&until=2026-06-30&format=xlsx").status_code == 200
    finally:
        look()


def inspector(territory, department):
    """Appoint an official of a province."""
    number = next(NUMBERS)
    operator = accounts.create_stretched(
        username=f"flows-{number}", stretched="!", kind="operator", party_id=None
    )
    office = Office(kind="inspector", department=department, level="province", territory=territory)
    made = posts.appoint(operator, username=f"flows-official-{number}", office=office)
    return accounts.by_user(made.post.user_id)


def test_a_department_without_records_gets_totals_of_several_firms_and_never_of_few(road):
    reform = inspector("43", "reform")
    plant = road.firm(Role.RECYCLER)
    stations = [road.firm(Role.SWAP_OPERATOR) for _ in range(3)]
    span = {"since": date(2021, 2, 1), "until": date(2021, 3, 1)}  # a month in which nobody else files
    seen = []
    for station in stations:
        row = road.outbound(road.pack().code, plant, "2021-02-10")
        road.file(station, "24.4.b", row, at="2026-06-12")
        look()
        seen.append([(one.stage, one.number) for one in find_flows(reform, **span).stages])
    assert seen == [[], [], [("shipped", 3)]]
    assert find_flows(reform, **span).flows[0].number == 3
    for elsewhere in ("44", "4"):  # what its territory does not hold is not opened by asking for it
        assert all(one.province == "43" for one in find_flows(reform, **SPAN, province=elsewhere).places)
    assert find_flows(inspector("54", "reform"), **SPAN) == Flows()


@pytest.mark.parametrize("days", ["until=9999-12-31", "until=9999-12", "until=0001-01-01", "from=9999-12-31"])
def test_days_at_either_end_of_the_calendar_are_answered(road, days):
    firm = road.firm(Role.SWAP_OPERATOR)
    page, door = Client(), Client(headers={"authorization": f"Bearer {token(firm)}"})
    page.force_login(User.objects.get(pk=firm.user_id))
    assert page.get(f"/flows?{days}").status_code == 200
    assert page.get(f"/flows?{days}&format=csv").status_code == 200
    assert door.get(f"/api/v1/flows?{days}").status_code in {200, 422}


def token(viewer):
    return accounts.issue_token(viewer.account_id, name="t", at=clock.true_now())
