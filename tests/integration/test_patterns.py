"""Serial numbers out of their maker's rhythm, and swap operators that fall silent: along the road, in any order."""

import random
from datetime import UTC, date, datetime, timedelta

import pytest

from suyuan.domain import subjects
from suyuan.law.duty import Role
from suyuan.services.custody import operations as custody
from suyuan.services.filings import operations as filings
from suyuan.services.findings import queries as findings
from suyuan.storage import patterns, settings
from suyuan.storage.queries import reader
from suyuan.storage.wall import as_register
from suyuan.world.coding import date_letters
from tests.integration.test_handovers import MINISTRY, PERMITS

ON = date(2026, 4, 20)
LINES = iter("123456789ABCDEFGHJKLMNPQRSTVWXY")
DAYS = iter(range(5_000))


@pytest.fixture(scope="module")
def prefix():
    return "8R4"


@pytest.fixture(scope="module")
def known():
    return {}


@pytest.fixture
def cast(road, prefix, known):
    """A maker, a vehicle maker and a shop; the prefix has one owner for all tests."""
    if not known:
        known["maker"] = road.firm(Role.BATTERY_MAKER, prefixes=[prefix])
        known["cars"], known["shop"] = road.firm(Role.VEHICLE_MAKER), road.firm(Role.REPAIRER)
    return known["maker"], known["cars"], known["shop"]


def stem(prefix, line, on=ON):
    return f"{prefix}PB41HY00L1{line}{date_letters(on.toordinal())}"


def at(day):
    return day.isoformat()


def unlooked():
    """Forget on which day was looked last: on that day nobody looks again."""
    with as_register():
        settings.keep("custody_swept_until", date.min.isoformat())


def look(since=date(2026, 8, 1)):
    """Look as of another day each time, whatever day another test looked at last."""
    today = since + timedelta(days=next(DAYS) % 300)
    unlooked()
    custody.examine(today=today, at=datetime(today.year, today.month, today.day, 4, tzinfo=UTC))


def standing(subject, kind="serial_rhythm"):
    choice = findings.Choice(kind=kind, subject=subject)
    return [
        one for one in findings.find_findings(MINISTRY, choice=choice, limit=100).items if one.state == "open"
    ]


def made(road, maker, codes, day="2026-05-02"):
    return [
        lambda: road.file(maker, "12.1", *({"pack_code": code, "mass_kg": 400} for code in codes), at=day)
    ]


def sold(road, cars, codes):
    rows = [road.certificate(pack={"pack_code": code}) for code in codes]
    return [lambda row=row: road.file(cars, "24.2.a", row, at="2026-05-20") for row in rows]


def replaced(road, shop, old, new, day="2026-06-01"):
    row = {"vin": road.car(), "replaced_date": day, "old_code": old, "new_code": new}
    return [lambda: road.file(shop, "24.5.c", row, at="2026-06-05")]


@pytest.mark.parametrize("seed", range(4))
def test_a_made_up_number_is_found_in_any_order_and_closes_when_its_maker_files_it(road, cast, prefix, seed):
    maker, cars, shop = cast
    run = stem(prefix, next(LINES))
    codes, stray = [f"{run}{number:07d}" for number in range(1, 25)], f"{run}7345671"
    near = f"{run}0004000"
    acts = [
        *made(road, maker, codes[:12]),
        *made(road, maker, codes[12:]),
        *sold(road, cars, codes[:8]),
        *replaced(road, shop, codes[20], stray),
        *replaced(road, shop, codes[21], near),
    ]
    random.Random(seed).shuffle(acts)  # noqa: S311 - an order, not a secret
    for act in acts:
        assert act().accepted
        if seed % 2:
            custody.examine(
                today=date(2026, 6, 10) + timedelta(days=next(DAYS) % 20),
                at=datetime(2026, 6, 10, tzinfo=UTC),
            )
            assert standing(stray) == [], "the maker's own file may be on its way"
    look()
    (found,) = standing(stray)
    assert [piece["says"][:4] for piece in found.evidence] == ["24: ", run[:4]]
    assert found.parties == (shop.uscc, maker.uscc)
    assert standing(near) == []
    (mine,) = findings.find_findings(shop, choice=findings.Choice(subject=stray), limit=9).items
    assert [piece["says"] for piece in mine.evidence] == [stray], "the maker's numbers are the maker's"
    (receipt,) = [act() for act in made(road, maker, [stray], "2026-07-01")]
    look()
    assert standing(stray) == []
    (over,) = [
        one
        for one in findings.find_findings(MINISTRY, choice=findings.Choice(subject=stray), limit=9).items
        if one.kind == "serial_rhythm"
    ]
    assert (over.state, over.closed_by) == ("closed", receipt.receipt)


def test_a_maker_that_files_a_part_is_believed(road, cast, prefix):
    """One lot is filed, another of other numbers is not, and its packs are in vehicles."""
    maker, cars, shop = cast
    run = stem(prefix, next(LINES))
    codes = [f"{run}{number:07d}" for number in range(1, 25)]
    unfiled = [f"{run}{number:07d}" for number in range(4_000_001, 4_000_010)]
    for act in [
        *made(road, maker, codes),
        *sold(road, cars, [*codes[:9], *unfiled]),
        *replaced(road, shop, codes[20], unfiled[3]),
    ]:
        assert act().accepted
    look()
    assert [standing(code) for code in unfiled] == [[]] * len(unfiled)


def test_a_day_without_production_between_days_with_it_is_found(road, cast, prefix):
    maker, cars, shop = cast
    line = next(LINES)
    stray = f"{stem(prefix, line)}0000003"
    old = ""
    for step in (-2, -1, 1, 2):
        codes = [f"{stem(prefix, line, ON + timedelta(days=step))}{number:07d}" for number in range(1, 21)]
        old = codes[-1]
        for act in [*made(road, maker, codes), *sold(road, cars, codes[:6])]:
            assert act().accepted
    for act in replaced(road, shop, old, stray):
        assert act().accepted
    look()
    (found,) = standing(stray)
    assert len(found.evidence) == 3
    for act in made(road, maker, [stray]):
        act()
    look()
    assert standing(stray) == []


def test_products_and_days_of_which_the_maker_filed_all_are_not_kept_and_what_it_takes_back_shows(
    road, cast, prefix
):
    maker, cars, shop = cast
    run = stem(prefix, next(LINES))
    codes, stray = [f"{run}{number:07d}" for number in range(1, 25)], f"{run}7345671"
    (late,) = [act() for act in made(road, maker, [stray])]
    for act in [*made(road, maker, codes), *sold(road, cars, codes[:8])]:
        assert act().accepted
    for act in replaced(road, shop, codes[20], stray):
        assert act().accepted
    look()
    assert standing(stray) == []
    with as_register():
        kept = reader().execute("SELECT stem FROM rhythm").fetchall()
    assert run not in {subjects.name(key) for (key,) in kept}
    filings.cancel(late.receipt, viewer=maker, at=datetime(2026, 7, 1, 4, tzinfo=UTC), reason="误报")
    look()
    assert len(standing(stray)) == 1


# --- monthly returns ---


def swapped(road, station, cars, month):
    packs = [road.pack().code for _ in cars]
    rows = [
        {
            "month": f"2026-{month:02d}",
            "vin": car,
            "code": pack,
            "replaced_at": f"2026-{month:02d}-20T12:00:00+08:00",
        }
        for car, pack in zip(cars, packs, strict=True)
    ]
    return road.file(station, "24.4.a", *rows, at=f"2026-{month + 1:02d}-08")


def quiet(station):
    return standing(station.uscc, "silent_swap_operator")


def test_an_operator_whose_returns_stop_is_found_until_it_reports(road):
    station, other, idle = (road.firm(Role.SWAP_OPERATOR) for _ in range(3))
    cars, others = [road.car() for _ in range(6)], [road.car() for _ in range(6)]
    for month in (4, 5, 6):
        assert swapped(road, station, cars, month).accepted == 6
    for month in range(4, 10):
        assert swapped(road, other, others, month).accepted == 6
    look(date(2026, 8, 1).replace(month=10, day=20))
    assert quiet(other) == quiet(idle) == []
    (found,) = quiet(station)
    assert " < " in found.evidence[0]["says"]
    assert found.article == "24(4)"


def test_vehicles_that_are_scrapped_or_swapped_elsewhere_owe_nothing(road):
    station, other = road.firm(Role.SWAP_OPERATOR), road.firm(Role.SWAP_OPERATOR)
    yard = road.firm(Role.DISMANTLER)
    cars = [road.car() for _ in range(6)]
    for month in (4, 5, 6):
        swapped(road, station, cars, month)
    swapped(road, other, cars[:3], 7)
    for car in cars[3:]:
        row = {
            "vin": car,
            "scrapped_date": "2026-07-05",
            "certificate_no": "B1",
            "pack_code": "",
            "pack_present": False,
            "missing_reason": "换电车型",
        }
        assert road.file(yard, "24.8.a", row, at="2026-07-08").accepted == 1
    with as_register():
        told = patterns.swapped_vehicles(reader(), [station.party_id], date(2026, 1, 1))
    assert told == {station.party_id: (6, 0)}
    look(date(2026, 10, 20))
    assert quiet(station) == []


def test_who_never_reported_is_found_by_what_comes_from_it_and_closes_with_its_return(road):
    station, plant = road.firm(Role.SWAP_OPERATOR), road.firm(Role.RECYCLER, permits=PERMITS)
    for month in (8, 9):
        day = f"2026-{month:02d}-10"
        rows = [road.inbound(road.pack().code, station, day) for _ in range(3)]
        assert road.file(plant, "24.7.a", *rows, at=f"2026-{month:02d}-12").accepted == 3
    unlooked()
    custody.examine(today=date(2026, 10, 21), at=datetime(2026, 10, 21, tzinfo=UTC))
    (found,) = quiet(station)
    assert found.evidence[0]["says"] == "2026-07 – 2026-09: 0 / 6"
    receipt = swapped(road, station, [road.car()], 9)
    unlooked()
    custody.examine(today=date(2026, 10, 22), at=datetime(2026, 10, 22, tzinfo=UTC))
    assert quiet(station) == []
    choice = findings.Choice(kind="silent_swap_operator", subject=station.uscc)
    (over,) = findings.find_findings(MINISTRY, choice=choice, limit=9).items
    assert (over.state, over.closed_by) == ("closed", receipt.receipt)
