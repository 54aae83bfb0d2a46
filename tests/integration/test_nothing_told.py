"""A rehearsal, and a filing that is refused, tell nothing of what others have on file."""

from typing import Any

import pytest

from suyuan.domain.access import Viewer
from suyuan.law.duty import Role
from suyuan.world.coding import credit_code

NOBODY = credit_code(49_999_999)
TELLING = {"stored.unknown_code", "stored.unknown_vehicle", "stored.destination_unknown"}


def rules(receipt: Any) -> set[str]:
    return {note.rule for note in receipt.notes}


def scrapped(car: str, pack: str) -> dict[str, Any]:
    return {
        "vin": car,
        "scrapped_date": "2026-06-01",
        "certificate_no": "S1",
        "pack_code": pack,
        "pack_present": "yes",
    }


@pytest.fixture
def known(road) -> tuple[Viewer, str, str]:
    """Give a maker, and a vehicle and a pack that it has filed."""
    maker, car, pack = road.firm(Role.VEHICLE_MAKER), road.car(), road.pack()
    road.file(maker, "24.2.a", road.certificate(car, pack.tree()), at="2026-05-11")
    return maker, car, pack.code


def test_a_rehearsal_answers_alike_for_what_is_known_and_what_is_not(road, known):
    maker, car, pack = known
    dismantler, recycler = road.firm(Role.DISMANTLER), road.firm(Role.RECYCLER)
    asked = [scrapped(car, pack), scrapped(road.car(), road.pack().code)]
    told = [road.file(dismantler, "24.8.a", row, at="2026-06-02", dry_run=True) for row in asked]
    assert [(one.state, rules(one)) for one in told] == [("checked", rules(told[0]))] * 2
    inbound = road.inbound(pack, maker, "2026-06-05")
    asked = [inbound, inbound | {"source_uscc": NOBODY}]
    told = [road.file(recycler, "24.7.a", row, at="2026-06-06", dry_run=True) for row in asked]
    assert [(one.state, rules(one)) for one in told] == [("checked", rules(told[0]))] * 2


def test_a_refused_file_tells_no_more_than_a_rehearsal(road):
    dismantler = road.firm(Role.DISMANTLER)
    bad = scrapped("not a VIN", road.pack().code)
    for mode in ("all", "good"):
        row = scrapped(road.car() if mode == "all" else "not a VIN", road.pack().code)
        told = road.file(dismantler, "24.8.a", row, bad, at="2026-06-02", mode=mode)
        assert told.state == "refused"
        assert not rules(told) & TELLING
    told = road.file(
        dismantler, "24.8.a", scrapped(road.car(), road.pack().code), bad, at="2026-06-02", mode="good"
    )
    assert told.accepted == 1
    assert {note.rule: note.count for note in told.notes if note.rule in TELLING} == {
        "stored.unknown_code": 1,
        "stored.unknown_vehicle": 1,
    }
