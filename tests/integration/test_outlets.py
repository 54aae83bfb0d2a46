"""Outlets: versions by effective day, places on the map, closed ones, the nearest first, what firms say since."""

import json
import random
from datetime import UTC, date, datetime
from itertools import count

import pytest
from django.test import Client

from suyuan.domain.outlets import Asked, distance_m
from suyuan.law.duty import Role
from suyuan.services.filings import operations as filings
from suyuan.services.outlets import operations, queries
from suyuan.services.refusals import Refused
from suyuan.storage import outlets as store

NOW = datetime(2026, 6, 20, 2, tzinfo=UTC)  # ten in the morning in Shanghai, a Saturday
CHANGSHA = (112_940_000, 28_230_000)
NUMBERS = count(1)


def row(**more):
    return {
        "outlet_no": f"T-{next(NUMBERS)}",
        "name": "测试回收服务网点",
        "kind": "collection",
        "region_code": "430104",
        "address": "示例路1号",
        "longitude": "112.93",
        "latitude": "28.21",
        "phone": "0731-00000000",
        "hours": "周一至周六 9:00-17:00",
        "status": "open",
        "effective_date": "2026-06-01",
    } | more


@pytest.fixture
def maker(road):
    return road.firm(Role.VEHICLE_MAKER)


def rules(receipt):
    return {note.rule for note in receipt.notes}


def listed(maker, at=NOW, **more):
    return [one.outlet.outlet_no for one in queries.find(Asked(uscc=maker.uscc, **more), at=at).items]


def test_a_change_holds_from_its_day_and_a_cancelled_one_is_undone(road, maker):
    first = row()
    number = first["outlet_no"]
    road.file(maker, "24.6.a", first, at="2026-06-02")
    later = road.file(
        maker, "24.6.a", first | {"hours": "24小时", "effective_date": "2026-06-10"}, at="2026-06-11"
    )
    earlier = first | {"hours": "9:00-12:00", "effective_date": "2026-05-01"}
    road.file(maker, "24.6.a", earlier, at="2026-06-12")
    road.file(maker, "24.6.a", first | {"status": "closed", "effective_date": "2026-08-01"}, at="2026-06-12")

    def hours(day):
        at = datetime.fromisoformat(f"{day}T04:00:00+00:00")
        return [one.outlet.hours for one in queries.find(Asked(uscc=maker.uscc), at=at).items]

    days = ("2026-04-30", "2026-05-01", "2026-06-01", "2026-06-10", "2026-07-31", "2026-08-01")
    assert [hours(day) for day in days] == [
        [],
        ["9:00-12:00"],
        ["周一至周六 9:00-17:00"],
        ["24小时"],
        ["24小时"],
        [],
    ]
    filings.cancel(later.receipt, viewer=maker, at=NOW, reason="x")
    assert hours("2026-06-10") == ["周一至周六 9:00-17:00"]
    told = queries.own_history(maker, number, at=NOW)
    assert [one.outlet.effective_date.month for one in told] == [8, 6, 5]
    assert queries.history(maker.uscc, number, at=NOW) == told[1:]
    assert all(one.outlet.receipt.startswith("SY-") for one in told)


def test_of_one_day_the_last_word_counts(road, maker):
    first = row()
    road.file(maker, "24.6.a", first, at="2026-06-02")
    road.file(maker, "24.6.a", first | {"phone": "0731-11111111"}, at="2026-06-03")
    (found,) = queries.find(Asked(uscc=maker.uscc), at=NOW).items
    assert found.outlet.phone == "0731-11111111"


@pytest.mark.parametrize(
    ("place", "refused"),
    [
        ({}, False),
        ({"longitude": "112.975"}, False),  # 1.3 km over the border of the district
        ({"longitude": "112.99"}, True),  # 2.8 km
        ({"longitude": "121.47", "latitude": "31.23"}, True),  # Shanghai
        ({"region_code": "110105"}, True),
        ({"longitude": "112.93", "latitude": "29.9"}, True),
    ],
)
def test_a_place_outside_its_division_is_refused_with_the_distance(road, maker, place, refused):
    receipt = road.file(maker, "24.6.a", row(**place), at="2026-06-02")
    assert ("outlet.elsewhere" in rules(receipt), receipt.state == "refused") == (refused, refused)
    if refused:
        (note,) = [note for note in receipt.notes if note.rule == "outlet.elsewhere"]
        assert float(note.detail["away_km"]) > 2


def test_a_number_twice_on_a_day_is_refused(road, maker):
    twice = row()
    receipt = road.file(maker, "24.6.a", twice, twice | {"phone": "1"}, at="2026-06-02")
    assert (receipt.state, rules(receipt)) == ("refused", {"file.duplicate"})


def test_a_closed_outlet_takes_nothing_in(road, maker):
    yard, plant = road.firm(Role.DISMANTLER), road.firm(Role.RECYCLER)
    shut, stands = row(), row()
    road.file(maker, "24.6.a", shut, stands, at="2026-06-02")
    road.file(maker, "24.6.a", shut | {"status": "停业", "effective_date": "2026-06-05"}, at="2026-06-06")

    def came(number, day):
        line = road.inbound(road.pack().code, yard, day, outlet_no=number)
        return road.file(maker, "24.6.b", line, at="2026-06-12")

    assert came(stands["outlet_no"], "2026-06-10").state == "accepted"
    assert came(shut["outlet_no"], "2026-06-04").state == "accepted"
    refused = came(shut["outlet_no"], "2026-06-10")
    assert (refused.state, "outlet.own_closed" in rules(refused)) == ("refused", True)
    assert "outlet.unknown" in rules(came("nowhere", "2026-06-10"))

    def went(to, number):
        line = road.outbound(road.pack().code, to, "2026-06-10", outlet_no=number)
        return road.file(yard, "24.8.b", line, at="2026-06-12")

    warned = went(maker, shut["outlet_no"])
    assert (warned.state, "outlet.closed_then" in rules(warned)) == ("accepted", True)
    assert not rules(went(maker, stands["outlet_no"])) & {"outlet.closed_then", "outlet.unknown"}
    assert "outlet.unknown" in rules(went(plant, stands["outlet_no"]))


def test_the_nearest_come_first_whatever_the_latitude(road, maker):
    drawn = random.Random(6)  # noqa: S311 - points on a map
    rows = [
        row(
            region_code="230102" if north > 40 else "450204",
            longitude=f"{east:.5f}",
            latitude=f"{north:.5f}",
        )
        for north in (45.74, 24.34)
        for east in (126.56 if north > 40 else 109.37,)
        for east, north in [
            (east + drawn.uniform(-0.04, 0.04), north + drawn.uniform(-0.02, 0.02)) for _ in range(60)
        ]
    ]
    assert road.file(maker, "24.6.a", *rows, at="2026-06-02", mode="good").accepted >= 60
    everything = list(queries.every(Asked(uscc=maker.uscc), at=NOW))
    for place in [(126_580_000, 45_740_000), (109_400_000, 24_300_000), (118_000_000, 35_000_000)]:
        found = queries.find(Asked(uscc=maker.uscc, near=place), at=NOW, most=20)
        slow = sorted(everything, key=lambda one: (distance_m(place, one.outlet.place), one.outlet.outlet_no))
        assert [one.outlet.outlet_no for one in found.items] == [one.outlet.outlet_no for one in slow[:20]]
        assert [one.away_m for one in found.items] == sorted(one.away_m for one in found.items)
        assert found.next is None


def test_pages_follow_one_another_and_filters_hold(road, maker):
    rows = [row(accepts="any" if number % 2 else "", name=f"网点{number}") for number in range(7)]
    road.file(maker, "24.6.a", *rows, at="2026-06-02")
    asked, seen, after = Asked(uscc=maker.uscc), [], ""
    while True:
        page = queries.find(asked, at=NOW, after=after, most=3)
        seen += [one.outlet.outlet_no for one in page.items]
        if page.next is None:
            break
        after = page.next
    assert sorted(seen) == sorted(one["outlet_no"] for one in rows)
    assert len(listed(maker, accepts="any")) == 3
    assert len(listed(maker, words="网点3")) == 1
    assert listed(maker, words="网点%") == []
    assert len(listed(maker, region="4301")) == 7
    assert listed(maker, region="11") == []
    with pytest.raises(Refused):
        queries.find(asked, at=NOW, after="x")


def test_a_confirmation_makes_it_fresh_and_the_checklist_is_the_firms_own(road, maker):
    stranger = road.firm(Role.VEHICLE_MAKER)
    filed = row()
    number = filed["outlet_no"]
    road.file(maker, "24.6.a", filed, at="2026-06-02")
    later = datetime(2027, 3, 1, tzinfo=UTC)
    (found,) = queries.find(Asked(uscc=maker.uscc), at=later).items
    assert found.stale
    with pytest.raises(Refused, match="not_found"):
        operations.confirm(stranger, number, at=later)
    operations.confirm(maker, number, at=later)
    (found,) = queries.find(Asked(uscc=maker.uscc), at=later).items
    assert (found.stale, found.said_date) == (False, date(2027, 3, 1))
    operations.answer(maker, number, {"safety": "yes", "discharge": "no", "watch": "yes"}, at=later)
    (outlet,) = queries.own(maker, today=date(2027, 3, 1))
    said = {one.requirement.id: one.answer for one in queries.checklist(maker, outlet)}
    assert said == {
        "planning": None, "environment": None, "safety": True, "fire_collection": None, "discharge": False,
    }  # fmt: skip
    assert not any(one.said_at for one in queries.checklist(stranger, outlet))
    road.file(maker, "24.6.a", filed | {"status": "closed", "effective_date": "2027-03-02"}, at="2027-03-02")
    with pytest.raises(Refused, match=r"outlet\.closed"):
        operations.confirm(maker, number, at=datetime(2027, 3, 3, tzinfo=UTC))


def test_anybody_may_ask_and_bad_questions_are_answered(road, maker):
    filed = row(name='<script>alert(1)</script>"', accepts="any")
    road.file(maker, "24.6.a", filed, at="2026-06-02")
    browser = Client()
    answer = browser.get("/api/v1/outlets", {"near": "112.94,28.23", "party": maker.uscc})
    (found,) = answer.json()["items"]
    assert (found["outlet_no"], found["party"], found["accepts"]) == (filed["outlet_no"], maker.uscc, "any")
    assert found["distance_m"] == round(distance_m(CHANGSHA, (112_930_000, 28_210_000)))
    for wrong in ({"near": "912,28"}, {"near": "x"}, {"region": "43010"}, {"kind": "shop"}, {"nearby": "1"}):
        assert browser.get("/api/v1/outlets", wrong).status_code == 422, wrong
    assert browser.get("/api/v1/outlets", {"cursor": "x"}).status_code == 404
    for path in ("/outlets", "/outlets/embed", f"/outlets/{maker.uscc}/{filed['outlet_no']}"):
        page = browser.get(path, {"party": maker.uscc})
        assert page.status_code == 200
        assert b"<script>alert" not in page.content
        assert b"&lt;script&gt;" in page.content
    assert browser.get("/outlets/embed")["Content-Security-Policy"].count("frame-ancestors *") == 1
    assert "X-Frame-Options" not in browser.get("/outlets/embed").headers
    assert browser.get("/outlets")["X-Frame-Options"] == "DENY"
    told = json.loads(browser.get("/outlets/list.geojson", {"party": maker.uscc}).content)
    assert told["features"][0]["geometry"]["coordinates"] == [112.93, 28.21]
    table = browser.get("/outlets/list.csv", {"party": maker.uscc}).content.decode("utf-8-sig").splitlines()
    assert table[1].split(",")[0] == filed["outlet_no"]
    assert browser.get(f"/outlets/{maker.uscc}/nothing").status_code == 404
    assert browser.get("/map/shapes.zip").status_code == 404


def test_names_of_places_are_understood():
    browser = Client()
    assert "440300" in browser.get("/outlets", {"q": "深圳"}).content.decode()
    assert "440300" in browser.get("/outlets", {"q": "shenzhen"}).content.decode()
    assert "430104" in browser.get("/outlets", {"q": "430104"}).content.decode()


def test_a_name_that_several_places_bear_means_all_of_them(road):
    maker = road.firm(Role.VEHICLE_MAKER)
    filed = row(region_code="110105", longitude="116.4551", latitude="39.9249")
    assert road.file(maker, "24.6.a", filed, at="2026-06-02").state == "accepted"
    page = Client().get("/outlets", {"q": "朝阳区", "party": maker.uscc}).content.decode()
    assert filed["outlet_no"] in page
    assert "220104" in page  # the other one is offered


def test_what_came_with_the_register_is_listed_too(road):
    maker = road.firm(Role.BATTERY_MAKER, outlets=[row(outlet_no="R-1")])
    assert listed(maker) == ["R-1"]
    assert store.versions(maker.uscc, "R-1")[0].receipt == ""


def test_an_outlet_lies_in_a_county_and_an_unusual_word_for_its_state_is_warned_about(road):
    maker = road.firm(Role.VEHICLE_MAKER)
    for code in ("430000", "430100"):
        refused = road.file(maker, "24.6.a", row(region_code=code), at="2026-05-02")
        assert "outlet.county" in {note.rule for note in refused.errors}
    for word, rules in (("暂停营业", set()), ("营业中", set()), ("???", {"outlet.status"})):
        taken = road.file(maker, "24.6.a", row(outlet_no=word, status=word), at="2026-05-02")
        assert {note.rule for note in taken.warnings} & {"outlet.status"} == rules
    stands = {one.outlet_no: one.is_closed for one in queries.own(maker, today=date(2026, 11, 20))}
    assert stands == {"暂停营业": True, "营业中": False, "???": False}
