"""What travels in one load: each is answered as if it had come alone, and in its own order."""

import threading

import pytest
from django.db import connection

from suyuan.law.duty import Role
from suyuan.services.filings import draft, operations
from suyuan.services.filings import road as travelled
from suyuan.services.refusals import Refused
from suyuan.storage.copy import FEW
from suyuan.storage.foresight import Rehearsal, Unrehearsed


def rules(receipt):
    return {note.rule for note in receipt.notes}


def together(*submissions):
    """File submissions as one load."""
    return operations.file_all([draft.taken(one) for one in submissions])


@pytest.fixture
def maker(road):
    return road.firm(Role.VEHICLE_MAKER)


def body(road, maker, content, **more):
    """Give a submission of bytes as they are."""
    one = road.submission(maker, "24.2.a", at="2026-05-12", **more)
    return type(one)(**{name: getattr(one, name) for name in one.__slots__} | {"content": content})


def test_a_broken_body_among_good_ones_spoils_only_itself(road, maker):
    good = [road.submission(maker, "24.2.a", road.certificate(), at="2026-05-12") for _ in range(3)]
    row = road.submission(maker, "24.2.a", road.certificate(), at="2026-05-12").content
    twice = body(road, maker, row.replace(b'"brand"', b'"brand": "x", "brand"'))
    answers = together(good[0], body(road, maker, b'{"vin": '), good[1], twice, good[2])
    assert [one.state for one in answers] == ["accepted", "refused", "accepted", "refused", "accepted"]
    assert rules(answers[3]) & {"json.repeated_key", "json.duplicate_key"}
    assert len({one.receipt for one in answers}) == 5


def test_a_load_says_of_each_filing_what_it_would_be_told_alone(road, maker):
    late = road.certificate(day="2026-04-01")
    bad = road.certificate("LY9000000T0000000")
    kinds = [road.certificate(), late, bad, road.certificate(day="2026-05-20"), road.certificate()]
    answers = together(*(road.submission(maker, "24.2.a", row, at="2026-05-12") for row in kinds))
    told = [(one.state, one.lines, one.accepted, one.late, rules(one)) for one in answers]
    dry = [
        road.file(maker, "24.2.a", row, at="2026-05-12", dry_run=True, key=f"d{nth}")
        for nth, row in enumerate(kinds)
    ]
    for (state, lines, accepted, tardy, said), alone in zip(told, dry, strict=True):
        assert (lines, tardy) == (alone.lines, alone.late if state == "accepted" else 0)
        assert said - {"code.unknown_maker"} == rules(alone) - {"code.unknown_maker", "stored.already_filed"}
        assert accepted == (lines if state == "accepted" else 0)
    assert [state for state, *_ in told] == ["accepted", "accepted", "refused", "refused", "accepted"]
    assert told[1][3] == 1


def test_duties_and_formats_may_be_mixed(road, maker):
    sender, receiver = road.firm(Role.BATTERY_MAKER), road.firm(Role.RECYCLER)
    csv = f"vin,sold_date,licensed_date,region_code\n{road.car()},2026-05-11,2026-05-11,310115\n"
    sold = road.submission(maker, "24.2.b", at="2026-05-12", format="csv")
    sold = type(sold)(**{name: getattr(sold, name) for name in sold.__slots__} | {"content": csv.encode()})
    code = road.pack().code
    answers = together(
        road.submission(maker, "24.2.a", road.certificate(), at="2026-05-12"),
        sold,
        road.submission(sender, "24.3", road.outbound(code, receiver, "2026-05-11"), at="2026-05-12"),
        road.submission(maker, "24.2.a", road.certificate(), at="2026-05-12", dry_run=True),
        road.submission(maker, "24.2.a", road.certificate(), at="2026-05-12", mode="good"),
    )
    assert [one.state for one in answers] == ["accepted", "accepted", "accepted", "checked", "accepted"]
    assert [one.duty for one in answers] == ["24.2.a", "24.2.b", "24.3", "24.2.a", "24.2.a"]
    assert "stored.unknown_vehicle" in rules(answers[1])
    assert [clock.met_on is None for clock in road.clocks(receiver, "24.7.a")] == [True]


def test_the_same_vehicle_in_two_bodies_is_taken_in_order(road, maker):
    row = road.certificate()
    answers = together(
        road.submission(maker, "24.2.a", row, at="2026-05-12", key="one"),
        road.submission(maker, "24.2.a", road.certificate(), at="2026-05-12"),
        road.submission(maker, "24.2.a", row | {"brand": "另一"}, at="2026-05-12", key="two"),
        road.submission(maker, "24.2.a", row, at="2026-05-12", key="three"),
    )
    assert [one.state for one in answers] == ["accepted", "accepted", "refused", "accepted"]
    assert "stored.same_party_differs" in rules(answers[2])
    assert "stored.already_filed" in rules(answers[3])


def test_a_load_that_finds_something_on_file_is_compared_in_earnest(road, maker):
    known, other = road.certificate(), road.firm(Role.VEHICLE_MAKER)
    road.file(maker, "24.2.a", known, at="2026-05-11")
    before = road.counted()
    fresh, again, rival = together(
        road.submission(maker, "24.2.a", road.certificate(), at="2026-05-12"),
        road.submission(maker, "24.2.a", known, at="2026-05-12", key="again"),
        road.submission(other, "24.2.a", road.certificate(), at="2026-05-12"),
    )
    assert [one.state for one in (fresh, again, rival)] == ["accepted"] * 3
    assert "stored.already_filed" in rules(again)
    assert road.counted()["tree"] == before["tree"] + 2
    replay = together(road.submission(maker, "24.2.a", known, at="2026-05-12", key="again"))[0]
    assert (replay.receipt, replay.repeated) == (again.receipt, True)


def test_a_code_that_stood_alone_sends_the_load_back_to_look_at_every_code(road, maker):
    sender, receiver, pack = road.firm(Role.BATTERY_MAKER), road.firm(Role.RECYCLER), road.pack()
    road.file(sender, "24.3", road.outbound(pack.cells[0], receiver, "2026-05-11"), at="2026-05-12")
    answers = together(
        road.submission(maker, "24.2.a", road.certificate(pack=pack.tree()), at="2026-05-12"),
        road.submission(maker, "24.2.a", road.certificate(), at="2026-05-12"),
    )
    assert [one.state for one in answers] == ["accepted", "accepted"]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(DISTINCT top) FROM code JOIN tree USING (top) WHERE party_id = %s", [maker.party_id]
        )
        assert cursor.fetchone() == (2,)


def test_a_load_that_breaks_is_tried_one_by_one(road, maker, monkeypatch):
    asked = [road.submission(maker, "24.2.a", road.certificate(), at="2026-05-12") for _ in range(4)]
    guilty, make_ready = asked[2].content, operations.make_ready

    def breaks(drafts):
        if any(one.submission.content == guilty for one in drafts):
            raise RuntimeError("guilty")
        return make_ready(drafts)

    monkeypatch.setattr(operations, "make_ready", breaks)
    own, answers = travelled.Road(), [None] * 4

    def send(nth):
        try:
            answers[nth] = own.submit(asked[nth]).state
        except (RuntimeError, Refused) as error:
            answers[nth] = str(error)

    threads = [threading.Thread(target=send, args=(nth,)) for nth in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == ["accepted", "accepted", "guilty", "accepted"]


def test_a_rehearsal_finds_nothing_and_writes_nothing():
    rehearsal = Rehearsal()
    assert rehearsal.execute("-- Of some.\nSELECT 1", {"a": 1}).fetchall() == []
    assert rehearsal.questions == [("-- Of some.\nSELECT 1", {"a": 1})]
    with pytest.raises(Unrehearsed):
        rehearsal.execute("INSERT INTO leaf SELECT", {})
    with pytest.raises(Unrehearsed):
        rehearsal.copy("COPY code FROM STDIN")


def test_a_long_filing_is_copied_in_by_who_may_not_read(road, maker):
    """Above ``storage.copy.FEW`` rows trees, events and clocks go by COPY, which row-level security would refuse."""
    many = FEW + 1
    rows = [road.certificate() for _ in range(many)]
    before = road.counted()
    receipt = road.file(maker, "24.2.a", *rows, at="2026-05-12")
    after = road.counted()
    assert (receipt.state, receipt.accepted) == ("accepted", many)
    assert after["tree"] - before["tree"] == many
    assert after["event"] - before["event"] >= 2 * many
    assert len(road.clocks(maker, "24.2.a")) > 0
