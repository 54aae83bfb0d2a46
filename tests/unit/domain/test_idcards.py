"""Digital identities: the status of every position in a life, the steps that anybody may know, completeness."""

from datetime import UTC, date, datetime

import pytest

from suyuan.codes import packing
from suyuan.domain import idcards
from suyuan.domain.access.identity import READS, Audience
from suyuan.domain.idcards import Status
from suyuan.domain.life import Fact, Position
from suyuan.law.datapoints import GROUPS, POINTS, in_force
from suyuan.law.duty import Event, Role

CODE = "9Z1PE0100000A1G510000001"
DAY = date(2026, 6, 30)


def fact(event, day=date(2026, 6, 1), *, subject=CODE, **body):
    return Fact(
        event=event,
        subject=subject,
        object="",
        party_id=7,
        duty="24.3",
        filing="SY",
        happened_date=day,
        recorded_at=datetime(2026, 6, 2, tzinfo=UTC),
        counterparty="",
        body=body,
    )


REUSED = fact(Event.PRODUCED, predecessor_codes="9Z1PE0100000A1G510000009")


@pytest.mark.parametrize(
    ("state", "facts", "roles", "status"),
    [
        ("registered", [fact(Event.PRODUCED)], set(), Status.ACTIVE),
        ("registered", [REUSED], set(), Status.SECOND_LIFE),
        ("fitted", [REUSED], set(), Status.ACTIVE),
        ("removed", [fact(Event.REMOVED)], {Role.REPAIRER}, Status.IN_REPAIR),
        ("removed", [fact(Event.REMOVED, date(2026, 5, 30))], {Role.REPAIRER}, Status.RETIRED),
        ("removed", [fact(Event.REMOVED)], {Role.RECYCLER}, Status.RETIRED),
        ("removed", [fact(Event.SCRAPPED)], {Role.REPAIRER}, Status.RETIRED),
        ("in_transit", [fact(Event.SHIPPED)], set(), Status.IN_TRANSIT),
        ("in_transit", [fact(Event.SHIPPED, use="vehicle")], set(), Status.IN_TRANSIT),
        ("in_transit", [fact(Event.SHIPPED, use="telecom_backup")], set(), Status.SECOND_LIFE),
        ("in_transit", [REUSED, fact(Event.SHIPPED)], set(), Status.SECOND_LIFE),
        ("held", [fact(Event.RECEIVED)], {Role.RECYCLER}, Status.RETIRED),
        ("held", [fact(Event.SWAPPED)], {Role.SWAP_OPERATOR}, Status.ACTIVE),
        ("refused", [fact(Event.REFUSED)], {Role.DISMANTLER}, Status.RETIRED),
        ("recycled", [fact(Event.RECYCLED)], set(), Status.RECYCLED),
        ("recoded", [fact(Event.RECODED)], set(), Status.SECOND_LIFE),
    ],
)
def test_every_position_in_a_life_has_its_status(state, facts, roles, status):
    assert idcards.status(Position(state), facts, frozenset(roles), day=DAY, repair_days=30) is status


def test_the_steps_that_anybody_may_know_name_no_firm_no_vehicle_and_no_hand_over():
    facts = [fact(event) for event in Event] + [fact(Event.FITTED), fact(Event.FITTED, subject="another")]
    told = idcards.steps(facts, [CODE], {7: "430104"})
    assert [step.event for step in told] == [
        "produced",
        "recoded",
        "fitted",
        "removed",
        "recycled",
        "scrapped",
    ]
    assert {step.region for step in told} == {"43"}
    assert set(idcards.Step.__struct_fields__) == {"event", "happened_on", "region"}


def test_completeness_counts_what_must_be_there_and_names_what_is_not():
    points = in_force(DAY)
    counted = [point.id for point in points if point.counted]
    nothing = idcards.completeness({}, counted)
    assert (nothing.filed, len(nothing.missing)) == (0, nothing.counted)
    whole = idcards.completeness({point.id: 0 for point in points}, counted)
    assert (whole.filed, whole.missing) == (whole.counted, ())
    assert whole.counted < len(points)


def test_the_list_is_dated_named_once_and_read_by_somebody():
    assert in_force(date(2026, 3, 31)) == ()
    assert len({point.id for point in POINTS}) == len(POINTS)
    assert {point.group for point in POINTS} == set(GROUPS)
    assert set(READS) == {point.id for point in POINTS}
    assert all(point.source.zh and point.source.en for point in POINTS)
    for name, readers in READS.items():
        assert {Audience.CHAIN, Audience.AUTHORITY} <= readers, name
    public = {name for name, readers in READS.items() if Audience.PUBLIC in readers}
    assert not public & {
        "vin",
        "vehicle_model",
        "holder",
        "receipts",
        "events",
        "handovers",
        "successors",
        "predecessors",
    }


def test_only_codes_of_packs_are_packs():
    texts = [CODE, CODE.replace("9Z1P", "9Z1M"), CODE.replace("9Z1P", "9Z1C"), "9Z1PE01A1G50000001RP"]
    keys = packing.from_uuids([*map(packing.pack, texts), packing.provisional(b"x")])
    assert idcards.are_packs(keys).tolist() == [True, False, False, True, False]
