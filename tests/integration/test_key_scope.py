"""A key for some duties: what it does beside filing belongs to one of them, or is refused in words that say why."""

import json

import pytest
from django.test import Client

from suyuan.law.duty import Role
from suyuan.services.findings import queries as findings
from suyuan.services.keys import operations as keys

pytestmark = pytest.mark.usefixtures("database")
READING = [{"vin": "LY00000A8R0000001", "measured_date": "2026-06-01", "soh_percent": "68"}]
CODE = "TTTPB31HY00L10G510000001"
REFUSAL = {"party": "x", "day": "2026-06-01", "words": "x"}


def door(firm, duties):
    """Give a program's way in: its answers as (status, code of the problem)."""
    key = keys.issue(firm, name="t", duties=duties, last_day=keys.default_end())
    client = Client(headers={"authorization": f"Bearer {key.text}"})

    def ask(path, body, *, as_form=False):
        sent = {"data": body} if as_form else {"data": json.dumps(body), "content_type": "application/json"}
        answer = client.post(f"/api/v1/{path}", **sent)
        return answer.status_code, answer.json().get("code", "")

    return ask


SCOPE, READS, UNFIT = (403, "key.scope"), (403, "key.read_only"), (422, "application.unfit")


HAND = {"channel": "file"}


@pytest.mark.parametrize(
    ("role", "asked", "scopes", "found"),
    [
        (Role.VEHICLE_MAKER, ("readings", READING), ("24.1", "15.3.b"), (200, "")),
        (Role.REPAIRER, ("readings", READING), (None, "24.5.c"), (200, "")),
        (Role.VEHICLE_MAKER, ("notices/handings", HAND), ("24.1", "15.3.b"), (409, "notice.none")),
        (Role.DISMANTLER, (f"batteries/{CODE}/refused", REFUSAL), ("24.8.a", "24.8.b"), UNFIT),
    ],
)
def test_what_belongs_to_no_duty_of_a_key_is_not_done_by_it(road, role, asked, scopes, found):
    firm = road.firm(role)
    outside, inside = scopes
    assert outside is None or door(firm, [outside])(*asked) == SCOPE
    assert door(firm, ())(*asked) == READS
    assert door(firm, [inside])(*asked) == found
    assert door(firm, None)(*asked) == found


def test_a_manual_is_filed_under_the_duty_of_its_model(road):
    firm = road.firm(Role.VEHICLE_MAKER)
    manual = {"vehicle_model": "TST7000", "title": "x", "steps": "x"}
    assert door(firm, ["24.2.a"])("techinfo", manual, as_form=True) == SCOPE
    assert door(firm, ())("techinfo", manual, as_form=True) == READS
    assert door(firm, ["24.1"])("techinfo", manual, as_form=True) == UNFIT
    both = road.firm(Role.VEHICLE_MAKER, Role.BATTERY_MAKER, prefixes=["QK7"])
    pack = manual | {"vehicle_model": "QK7PE01"}
    assert door(both, ["24.1"])("techinfo", pack, as_form=True) == SCOPE
    assert door(both, ["9.1"])("techinfo", pack, as_form=True) == UNFIT


def test_a_finding_is_answered_by_a_key_of_the_duty_under_which_its_evidence_was_filed(road):
    firm, rival = road.firm(Role.VEHICLE_MAKER), road.firm(Role.VEHICLE_MAKER)
    pack = road.pack()
    for party in (rival, firm):
        road.file(party, "24.2.a", road.certificate(pack=pack.tree()), at="2026-05-11")
    (finding, *_) = findings.find_findings(firm).items
    path = f"findings/{finding.id}/acts"
    for act in ("explain", "confirm"):
        body = {"act": act, "words": "x"}
        assert door(firm, ["24.1", "24.2.b"])(path, body) == SCOPE
        assert door(firm, ())(path, body) == READS
    stranger = road.firm(Role.VEHICLE_MAKER)
    assert door(stranger, ["24.1"])(path, body) == (404, "not_found")
    assert door(firm, ["24.2.a"])(path, body) == (200, "")
