"""Coverage equals a slow reference on random worlds: sales, loose batteries, outlets, cancellations, successions."""

import random
from collections import Counter
from datetime import UTC, date, datetime

import pytest

from suyuan.codes import region
from suyuan.domain.access import Viewer
from suyuan.domain.coverage import State, covers
from suyuan.law.duty import Role
from suyuan.law.policies import Policies
from suyuan.services import clock
from suyuan.services.coverage import queries
from suyuan.services.custody import operations as custody
from suyuan.services.filings import operations as filings
from suyuan.services.parties.operations import Heir
from suyuan.storage import outlets
from suyuan.storage.outlets import Filed
from tests.integration.test_heirs import succeed
from tests.integration.test_outlets import row

NOW = datetime(2026, 11, 20, 4, tzinfo=UTC)
PLACES = ("430104", "430111", "440307", "440605", "110105", "110108", "500103", "419001", "650103")
MINISTRY = Viewer(account_id=0, user_id=0, kind="ministry", department="industry")


def look():
    custody.examine(today=date(2026, 11, 20), at=NOW)


def of(viewer, *firms):
    mine = {firm.uscc for firm in firms}
    return {
        (one.uscc, one.region): (one.sold, one.outlets, one.stale, one.state)
        for one in queries.find_coverage(viewer, at=NOW)
        if one.uscc in mine
    }


def reference(sold, offered, area, thin):
    """Count everything one by one."""
    found = {}
    for uscc, place in {(uscc, area(place)) for uscc, place in sold}:
        number = sum(one == uscc and area(other) == place for one, other in sold)
        there = [old for one, other, old in offered if one == uscc and area(other) == place]
        if not there:
            state = State.GAP
        elif number > thin * len(there):
            state = State.THIN
        else:
            state = State.STALE if all(there) else State.COVERED
        found[uscc, place] = (number, len(there), sum(there), state)
    return found


@pytest.mark.parametrize("seed", range(3))
def test_vehicle_firms_stand_as_a_count_one_by_one_says(road, seed, monkeypatch):
    drawn = random.Random(seed)  # noqa: S311 - a made-up world
    monkeypatch.setattr(queries, "Policies", lambda: Policies.of({"thin_cover_vehicles": 2}))
    firms = [road.firm(Role.VEHICLE_MAKER), road.firm(Role.VEHICLE_IMPORTER)]
    sold, offered = [], []
    for firm in firms:
        for _ in range(25):
            place = drawn.choice(PLACES)
            line = {"vin": road.car(), "sold_date": f"2026-0{drawn.randint(4, 9)}-10", "region_code": place}
            receipt = road.file(firm, "24.2.b", line, at="2026-10-01")
            if drawn.random() < 0.2:
                look()
                filings.cancel(receipt.receipt, viewer=firm, at=NOW, reason="x")
            else:
                sold.append((firm.uscc, place))
        for _ in range(8):
            place, old, shut = drawn.choice(PLACES), drawn.random() < 0.5, drawn.random() < 0.2
            at = datetime(2025 if old else 2026, 11, 1, tzinfo=UTC)
            said = row(region_code=place, effective_date="2025-01-01", status="closed" if shut else "open")
            outlets.keep([Filed(firm.party_id, said, at=at)])
            offered += [] if shut else [(firm.uscc, place, old)]
    look()
    heir = road.firm(Role.VEHICLE_MAKER)
    if seed:  # what one firm sold and offers is then another's to answer for
        succeed(firms[1], "merged", Heir(uscc=heir.uscc), days_ago=(clock.today() - NOW.date()).days + 1)
        gone = firms.pop(1).uscc
        sold = [(heir.uscc if uscc == gone else uscc, place) for uscc, place in sold]
        # the outlets of a firm that has ended stand no more: who took over files them as its own
        offered = [one for one in offered if one[0] != gone]
    firms.append(heir)
    assert of(MINISTRY, *firms) == reference(sold, offered, region.prefecture, 2)
    assert not seed or any(uscc == heir.uscc for uscc, _ in of(MINISTRY, *firms))
    assert of(firms[0], *firms) == {
        key: value for key, value in of(MINISTRY, *firms).items() if key[0] == firms[0].uscc
    }


def test_loose_batteries_count_with_their_maker_by_province_and_not_what_a_certificate_names(road):
    maker = road.firm(Role.BATTERY_MAKER, prefixes=["8Y7"])
    shop = road.firm(Role.REPAIRER, region_code="440307")
    station = road.firm(Role.SWAP_OPERATOR, region_code="650103")
    cars = road.firm(Role.VEHICLE_MAKER)
    codes = [f"8Y7PE0100000A1G51{number:07d}" for number in range(1, 7)]

    def swapped(code, month, day):
        line = {"month": month, "vin": road.car(), "code": code, "replaced_at": f"{day}T10:00:00+08:00"}
        return road.file(station, "24.4.a", line, at="2026-10-05")

    def repaired(new):
        line = {
            "vin": road.car(),
            "replaced_date": "2026-08-01",
            "old_code": road.pack().code,
            "new_code": new,
        }
        return road.file(shop, "24.5.c", line, at="2026-08-10")

    assert swapped(codes[0], "2026-07", "2026-07-10").state == "accepted"
    swapped(codes[0], "2026-08", "2026-08-11")  # the same battery, a month later
    swapped(codes[1], "2026-08", "2026-08-12")
    gone = repaired(codes[2])
    repaired(codes[3])
    swapped(codes[3], "2026-09", "2026-09-01")  # the shop was first
    repaired(codes[4])
    factory = road.certificate(None, {"pack_code": codes[4], "modules": []}, day="2026-05-01")
    road.file(cars, "24.2.a", factory, at="2026-05-02")
    look()
    filings.cancel(gone.receipt, viewer=shop, at=NOW, reason="x")
    look()
    found = {
        (one.region, one.sold, one.state)
        for one in queries.find_coverage(maker, at=NOW)
        if one.article == "14"
    }
    assert found == {("650000", 2, State.GAP), ("440000", 1, State.GAP)}
    outlets.keep([Filed(maker.party_id, row(region_code="440605", effective_date="2026-01-01"), at=NOW)])
    assert of(maker, maker)[maker.uscc, "440000"] == (1, 1, 0, State.COVERED)


def test_a_stranger_and_an_agent_see_nothing(road):
    firm = road.firm(Role.VEHICLE_MAKER)
    line = {"vin": road.car(), "sold_date": "2026-05-10", "region_code": "430104"}
    road.file(firm, "24.2.b", line, at="2026-05-11")
    look()
    assert of(firm, firm)
    assert of(road.firm(Role.VEHICLE_MAKER), firm) == {}
    outside = Viewer(
        account_id=0, user_id=0, kind="inspector", department="industry", territory="54", level="province"
    )
    within = Viewer(
        account_id=0, user_id=0, kind="inspector", department="industry", territory="43", level="province"
    )
    assert of(outside, firm) == {}
    assert of(within, firm) == of(firm, firm)


def test_every_province_and_city_is_counted_once():
    sold = [("A", place, 1) for place in PLACES]
    for article, area in (("14", region.province), ("15", region.prefecture)):
        found = covers(sold, [], article=article, thin=1)
        assert {one.region: one.sold for one in found} == Counter(area(place) for place in PLACES)
    assert {one.region for one in covers(sold, [], article="15", thin=1)} >= {"110000", "500000", "419001"}
