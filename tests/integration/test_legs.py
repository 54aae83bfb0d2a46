"""Hand-overs in several legs, loads put together and taken apart, and receivers abroad: every end is matched."""

from datetime import UTC, date, datetime

import pytest

from suyuan.domain.access import Viewer
from suyuan.law.duty import Role
from suyuan.services.custody import operations as custody
from suyuan.services.custody import queries
from suyuan.services.findings import queries as findings

LATER = date(2026, 9, 30)  # every clock has run out
NOW = datetime(2026, 9, 30, 4, tzinfo=UTC)
MINISTRY = Viewer(account_id=0, user_id=0, kind="ministry", department="industry")
PERMITS = [
    {"kind": kind, "no": kind, "valid_from": "2020-01-01", "valid_to": None}
    for kind in ("project_approval", "environmental_impact_assessment", "pollutant_discharge_permit")
]


def plant_of(road):
    return road.firm(Role.RECYCLER, permits=PERMITS)


def sent(road, sender, receiver, codes, day, *, duty="24.8.b", number="", **more):
    rows = [road.outbound(code, receiver, day, transfer_no=number) | more for code in codes]
    return road.file(sender, duty, *rows, at=day)


def came(road, receiver, sender, codes, day, *, duty="24.7.a", number="", **more):
    rows = [road.inbound(code, sender, day, transfer_no=number) | more for code in codes]
    return road.file(receiver, duty, *rows, at=day)


def packs(road, count):
    return [road.pack().code for _ in range(count)]


def look(today=LATER):
    custody.examine(today=today, at=NOW)


def states(viewer, codes):
    return {
        (line.code, line.sender.uscc, line.receiver.uscc): line.state
        for code in codes
        for line in queries.find_handovers(viewer, code=code).items
    }


def found(*subjects):
    """Give what is found about some codes and transfers, the strange prefix of the tests' codes aside."""
    return {
        (one.kind, one.subject["id"])
        for subject in set(subjects) - {""}
        for one in findings.find_findings(
            MINISTRY, choice=findings.Choice(subject=subject, state="open"), limit=100
        ).items
        if one.kind != "foreign_prefix"
    }


@pytest.mark.parametrize(
    "days", [("02", "03", "04", "05"), ("02", "03", "03", "04"), ("02", "02", "02", "02")]
)
@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0)])
def test_from_hand_to_hand_on_following_days_every_leg_is_matched(road, days, order):
    roles = (Role.DISMANTLER, Role.VEHICLE_MAKER, Role.RECYCLER)
    firms = {
        place: road.firm(roles[place], **({"permits": PERMITS} if place == 2 else {})) for place in order
    }
    yard, outlet, plant = (firms[place] for place in range(3))
    (code,) = packs(road, 1)
    days = [f"2026-06-{day}" for day in days]
    sent(road, yard, outlet, [code], days[0])
    came(road, outlet, yard, [code], days[1], duty="24.6.b")
    sent(road, outlet, plant, [code], days[2], duty="24.6.c")
    came(road, plant, outlet, [code], days[3])
    look()
    assert set(states(outlet, [code]).values()) == {"matched"}
    assert len(states(outlet, [code])) == 2
    assert found(code) == set()


@pytest.mark.parametrize("number", ["", "mine", "first"])
def test_several_loads_taken_in_together_are_matched_each(road, number):
    yard, other, plant = road.firm(Role.DISMANTLER), road.firm(Role.DISMANTLER), plant_of(road)
    loads = [packs(road, 2) for _ in range(3)]
    numbers = [f"L{load[0][-7:]}" for load in loads]
    for sender, load, own in zip((yard, yard, other), loads, numbers, strict=True):
        sent(road, sender, plant, load, "2026-06-02", number=own)
    own = {"": "", "mine": f"M{loads[0][0][-7:]}", "first": numbers[0]}[number]
    rows = [
        road.inbound(code, sender, "2026-06-04", transfer_no=own)
        for sender, load in zip((yard, yard, other), loads, strict=True)
        for code in load
    ]
    road.file(plant, "24.7.a", *rows, at="2026-06-04")
    look()
    codes = [code for load in loads for code in load]
    assert set(states(plant, codes).values()) == {"matched"}
    assert len(states(plant, codes)) == 6
    assert found(*codes, *numbers, own or numbers[0]) == set()


@pytest.mark.parametrize("own", ["same", "none", "one of its own", "each its own"])
def test_one_load_taken_in_in_parts_is_matched_throughout(road, own):
    yard, plant = road.firm(Role.DISMANTLER), plant_of(road)
    codes = packs(road, 4)
    number = f"L{codes[0][-7:]}"
    sent(road, yard, plant, codes, "2026-06-02", number=number)
    given = {
        "same": (number, number),
        "none": (number, ""),
        "one of its own": (number, f"M{codes[0][-7:]}"),
        "each its own": (f"M{codes[0][-7:]}", f"N{codes[0][-7:]}"),
    }[own]
    came(road, plant, yard, codes[:1], "2026-06-03", number=given[0])
    look(date(2026, 6, 4))
    assert found(*codes, number) == set()
    came(road, plant, yard, codes[1:], "2026-06-20", number=given[1])
    look()
    assert set(states(plant, codes).values()) == {"matched"}
    assert found(*codes, number, *(given)) == set()


def test_what_is_missing_of_a_load_is_still_told_of_the_load(road):
    yard, plant = road.firm(Role.DISMANTLER), plant_of(road)
    codes = packs(road, 3)
    number = f"L{codes[0][-7:]}"
    sent(road, yard, plant, codes, "2026-06-02", number=number)
    came(road, plant, yard, codes[:2], "2026-06-03", number=number)
    look()
    assert found(number) == {("code_set_mismatch", number)}
    assert found(*codes) == {(kind, codes[2]) for kind in ("no_inbound", "late", "trail_cold")}


def test_a_receiver_abroad_is_waited_for_by_nobody(road):
    yard, plant = road.firm(Role.DISMANTLER), plant_of(road)
    sold, back = packs(road, 2)
    abroad = {"destination_uscc": "150483782", "destination_name": "Overseas Works"}
    receipt = sent(road, yard, plant, [sold, back], "2026-06-02", **abroad)
    assert receipt.accepted == 2
    assert "stored.destination_unknown" not in {note.rule for note in receipt.notes}
    source = {"source_uscc": "150483782", "source_name": "Overseas Works"}
    came(road, plant, yard, [back], "2026-06-20", **source)
    look()
    assert states(yard, [sold]) == {(sold, yard.uscc, "150483782"): "settled"}
    assert states(plant, [back]) == {(back, "150483782", plant.uscc): "settled"}
    assert found(sold, back) == {("not_entitled", sold), ("not_entitled", back)}
    assert road.clocks(yard, "24.8.b", today=LATER.isoformat())[0].met_on is not None


def test_what_comes_back_and_goes_out_again_is_no_second_return(road):
    one, other = (road.firm(Role.BATTERY_MAKER) for _ in range(2))
    (code,) = packs(road, 1)
    for day, (sender, receiver) in enumerate(((one, other), (other, one), (one, other)), start=10):
        sent(road, sender, receiver, [code], f"2026-06-{day}", duty="24.6.c")
        came(road, receiver, sender, [code], f"2026-06-{day}", duty="24.6.b")
    look()
    lines = sorted(queries.find_handovers(one, code=code).items, key=lambda line: line.ordinal)
    assert [line.state for line in lines] == ["matched", "returned", "matched"]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)], ids=["sent first", "taken first"])
def test_a_permit_that_ended_on_the_way_is_told_whoever_files_first(road, order):
    ending = [permit | {"valid_to": "2026-06-10"} for permit in PERMITS]
    station, plant = road.firm(Role.SWAP_OPERATOR), road.firm(Role.RECYCLER, permits=ending)
    (code,) = packs(road, 1)
    for which in order:
        if which:
            came(road, plant, station, [code], "2026-06-11")
        else:
            sent(road, station, plant, [code], "2026-06-10", duty="24.4.b")
        look()
    assert found(code) == {("not_entitled", code)}


def test_a_transfer_number_that_is_used_again_much_later_is_another_load_s(road):
    station, plant = road.firm(Role.SWAP_OPERATOR), plant_of(road)
    first, lost = packs(road, 2)
    number = f"AGAIN{lost[-6:]}"
    sent(road, station, plant, [first], "2026-06-01", duty="24.4.b", number=number)
    came(road, plant, station, [first], "2026-06-02", number=number)
    sent(road, station, plant, [lost], "2026-08-10", duty="24.4.b", number=number)
    look()
    assert found(number, first) == set()
    assert {kind for kind, _ in found(lost)} >= {"no_inbound"}
