"""Sums of what was filed: they equal a plain count over the events, and follow a cancellation."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test import Client

from suyuan.domain.access import Viewer
from suyuan.law.duty import Role
from suyuan.services import clock
from suyuan.services.custody import operations as custody
from suyuan.services.filings import operations as filings
from suyuan.services.flows.queries import find_flows
from suyuan.storage import accounts

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
