"""Who takes a battery back, on any day: by vehicle or code, through mergers and ends; and who refused to."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client

from suyuan.domain.takeback import Ground, Way
from suyuan.law.duty import Role
from suyuan.services import clock
from suyuan.services.custody import operations as custody
from suyuan.services.findings import operations as acts
from suyuan.services.findings import queries as findings
from suyuan.services.parties.operations import Heir
from suyuan.services.refusals import Refused, Unfit
from suyuan.services.takeback import operations, queries
from suyuan.storage import accounts
from tests.integration.test_heirs import succeed

# A maker's code has one holder, and a test's firms stay: each firm of these tests has a code of its own.
PREFIXES = (f"8S{letter}" for letter in "0123456789ABCDEFGHJKLMNPRSTUVWXYZ")
NOW = datetime(2026, 6, 20, 4, tzinfo=UTC)
TODAY = date(2026, 6, 20)


def bearer(code, viewer, on):
    found = queries.get_bearer(code, viewer, as_of=date.fromisoformat(on))
    return found and (
        found.answer.ground,
        found.answer.way,
        found.card.uscc if found.card else found.answer.uscc,
        [each.uscc for each in found.line],
    )


@pytest.fixture
def trade(road):
    """A pack that a vehicle maker fitted, which an independent shop then took out and replaced by a loose one."""
    maker, shop = road.firm(Role.VEHICLE_MAKER), road.firm(Role.REPAIRER)
    prefix = next(PREFIXES)
    cells = road.firm(Role.BATTERY_MAKER, prefixes=[prefix])
    car, pack = road.car(), road.pack()
    road.file(maker, "24.2.a", road.certificate(car, pack.tree(), day="2026-05-10"), at="2026-05-11")
    new = f"{prefix}PE0100000A1G51{maker.party_id:07d}"
    line = {"vin": car, "replaced_date": "2026-06-01", "old_code": pack.code, "new_code": new}
    assert road.file(shop, "24.5.c", line, at="2026-06-02").state == "accepted"
    return maker, shop, cells, pack.code, new


def test_a_fitted_battery_is_its_vehicle_makers_and_a_loose_one_is_its_makers(trade):
    maker, shop, cells, old, new = trade
    assert bearer(old, shop, "2026-06-10") == (Ground.LOADED, Way.ITSELF, maker.uscc, [maker.uscc])
    assert bearer(new, shop, "2026-06-10") == (Ground.LOOSE, Way.ITSELF, cells.uscc, [cells.uscc])
    assert bearer(old, cells, "2026-06-10") is None  # not in its chain


def test_who_only_claims_a_battery_is_told_nothing(road, trade):
    _, _, _, old, _ = trade
    thief = road.firm(Role.REPAIRER)
    line = {"vin": road.car(), "replaced_date": "2026-06-05", "old_code": old, "new_code": road.pack().code}
    road.file(thief, "24.5.c", line, at="2026-06-06")
    assert bearer(old, thief, "2026-06-10") is None


def test_the_duty_follows_mergers_and_ends_with_an_arrangement_or_with_nobody(road, trade):
    maker, shop, _, old, _ = trade
    heir, yard = road.firm(Role.VEHICLE_MAKER), road.firm(Role.RECYCLER)
    today = clock.today()
    earlier, later = today - timedelta(days=2), today - timedelta(days=1)

    succeed(maker, "merged", Heir(uscc=heir.uscc), days_ago=2)
    before = (earlier - timedelta(days=1)).isoformat()
    assert bearer(old, shop, before)[1:3] == (Way.ITSELF, maker.uscc)
    line = [maker.uscc, heir.uscc]
    assert bearer(old, shop, earlier.isoformat()) == (Ground.LOADED, Way.SUCCESSION, heir.uscc, line)
    arrangement = {
        "destination_uscc": yard.uscc, "destination_name": yard.party_name, "from_date": later.isoformat(),
        "scope": "all", "contact": "0",
    }  # fmt: skip
    receipt = road.file(heir, "17.2", arrangement, at=earlier.isoformat())
    assert receipt.state == "accepted"
    succeed(heir, "terminated", days_ago=1)
    assert bearer(old, shop, earlier.isoformat())[1] is Way.SUCCESSION
    assert bearer(old, shop, today.isoformat()) == (Ground.LOADED, Way.ARRANGEMENT, yard.uscc, line)


def test_without_an_arrangement_nobody_answers(trade):
    maker, shop, _, old, _ = trade
    succeed(maker, "terminated", days_ago=1)
    assert bearer(old, shop, clock.today().isoformat())[1:3] == (Way.NOBODY, "")


def report(viewer, code, maker, **more):
    given = {"code": code, "party": maker.uscc, "day": "2026-06-10", "words": "拒绝接收"}
    return operations.report(viewer, given | more, at=NOW)


def test_a_refusal_becomes_a_finding_that_both_see_and_that_can_become_a_case(trade):
    maker, shop, cells, old, new = trade
    finding = report(shop, old, maker)
    assert report(shop, old, maker) == finding
    for viewer in (shop, maker):
        case = findings.get_finding(viewer, finding)
        assert set(case.finding.parties) == {shop.uscc, maker.uscc}
        assert case.finding.article == "15(4)"
        assert [piece["says"] for piece in case.finding.evidence] == ["拒绝接收"]
    assert case.finding.owner == maker.uscc
    assert findings.get_finding(cells, finding) is None
    acts.act(maker, finding, "explain", "当日停电", at=NOW)
    assert findings.get_finding(shop, finding).finding.state == "explained"
    report(shop, old, maker)  # said again, it is not asked again
    assert findings.get_finding(shop, finding).finding.state == "explained"
    ministry = shop.__class__(account_id=0, user_id=0, kind="ministry", department="industry")
    assert acts.act(ministry, finding, "case", "x", at=NOW).finding.state == "case"
    assert findings.get_finding(shop, report(shop, new, cells)).finding.article == "14(3)"


def test_a_refusal_is_over_once_the_battery_was_taken_in_after_all(road, trade):
    maker, shop, _, old, _ = trade
    finding = report(shop, old, maker)
    before = ["open", "open", "closed"]
    for day, state in zip(("2026-06-01", "2026-06-04", "2026-06-18"), before, strict=True):
        receipt = road.file(maker, "24.6.b", road.inbound(old, shop, day), at=day)
        assert receipt.state == "accepted"
        custody.examine(today=TODAY, at=NOW)
        found = findings.get_finding(shop, finding).finding
        assert found.state == state
        if state == "open":
            road.file(maker, "24.6.c", road.outbound(old, shop, day), at=day)
    assert found.closed_by in {"", receipt.receipt}


def test_a_refusal_that_the_law_does_not_know_is_turned_away(road, trade):
    maker, shop, cells, old, _ = trade
    yard = road.firm(Role.DISMANTLER)

    def wrong(viewer, maker, code=old, **more):
        with pytest.raises(Unfit) as found:
            report(viewer, code, maker, **more)
        return {problem.rule for problem in found.value.problems}

    with pytest.raises(Refused, match="auth"):
        report(maker, old, cells)
    assert wrong(shop, yard) == {"refusal.party"}
    assert wrong(shop, shop) == {"refusal.party"}
    assert wrong(shop, maker, day="2026-03-31") == {"refusal.before"}
    assert wrong(shop, maker, day="2026-06-21") == {"date.future"}
    assert wrong(shop, maker, day="x", words=" ") == {"date.format", "field.missing"}
    assert wrong(shop, maker, "0" * 24) == {"refusal.code"}
    assert wrong(shop, maker, road.pack().code) == {"refusal.not_yours"}
    assert wrong(yard, maker) == {"refusal.not_yours"}


def test_the_interface_says_the_same(trade):
    maker, shop, _, old, _ = trade
    token = accounts.issue_token(shop.account_id, name="t", at=clock.true_now())
    client = Client(headers={"authorization": f"Bearer {token}"})
    answer = client.get(f"/api/v1/batteries/{old}/takeback", {"as_of": "2026-06-10"}).json()
    assert (answer["article"], answer["ground"], answer["party"]) == ("15", "loaded", maker.uscc)
    told = {"party": maker.uscc, "day": "2026-06-10", "words": "x"}
    made = client.post(f"/api/v1/batteries/{old}/refused", told, content_type="application/json")
    assert made.status_code == 201
    assert (
        client.get(f"/api/v1/findings/{made.json()['finding']}").json()["finding"]["kind"]
        == "refused_acceptance"
    )
    bad = client.post(
        f"/api/v1/batteries/{old}/refused", told | {"day": "x"}, content_type="application/json"
    )
    assert (bad.status_code, bad.json()["errors"][0]["column"]) == (422, "day")
