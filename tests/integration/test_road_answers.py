"""The road of a filing: what the same filer is told when filing again, otherwise, in part, or only to try."""

import pytest

from suyuan.law.duty import Role
from suyuan.services.batteries import queries as batteries
from suyuan.services.filings import operations, queries
from suyuan.services.refusals import Refused


def rules(receipt):
    return {note.rule for note in receipt.notes}


@pytest.fixture
def maker(road):
    return road.firm(Role.VEHICLE_MAKER)


def test_the_same_request_again_gives_the_same_receipt_and_writes_nothing(road, maker):
    row = road.certificate()
    first = road.file(maker, "24.2.a", row, at="2026-05-12", key="again")
    before = road.counted()
    second = road.file(maker, "24.2.a", row, at="2026-05-13", key="again")
    assert (second.receipt, second.repeated, first.repeated) == (first.receipt, True, False)
    assert second.filed_at == first.filed_at
    assert road.counted() == before


def test_the_file_itself_is_its_key(road, maker):
    row = road.certificate()
    first, second = (road.file(maker, "24.2.a", row, at=f"2026-05-{day}") for day in (12, 13))
    assert (second.receipt, second.repeated) == (first.receipt, True)


def test_one_key_for_two_bodies_is_refused(road, maker):
    road.file(maker, "24.2.a", road.certificate(), at="2026-05-12", key="one")
    with pytest.raises(Refused) as refusal:
        road.file(maker, "24.2.a", road.certificate(), at="2026-05-12", key="one")
    assert (refusal.value.code, refusal.value.status) == ("idempotency.conflict", 409)


def test_two_parties_may_use_the_same_key(road):
    receipts = [
        road.file(road.firm(Role.VEHICLE_MAKER), "24.2.a", road.certificate(), at="2026-05-12", key="k")
        for _ in range(2)
    ]
    assert [one.state for one in receipts] == ["accepted", "accepted"]
    assert receipts[0].receipt != receipts[1].receipt


def test_a_refused_file_may_be_sent_again_when_the_reason_has_gone(road, maker):
    row = road.certificate(day="2026-05-20")
    early = road.file(maker, "24.2.a", row, at="2026-05-12")
    assert (early.state, rules(early)) == ("refused", {"date.future"})
    later = road.file(maker, "24.2.a", row, at="2026-05-21")
    assert (later.state, later.repeated) == ("accepted", False)
    assert queries.get_receipt(early.receipt, maker).state == "refused"


def test_a_dry_run_tells_everything_and_writes_nothing(road, maker):
    good, bad = road.certificate(), road.certificate("X", road.pack().tree())
    before = road.counted()
    told = road.file(maker, "24.2.a", good, bad, at="2026-05-12", mode="good", dry_run=True)
    assert (told.state, told.accepted, told.rejected) == ("checked", 1, 1)
    assert road.counted() == before
    assert queries.get_receipt(told.receipt, maker) is None


def test_a_role_that_does_not_bear_the_duty_is_refused(road):
    with pytest.raises(Refused) as refusal:
        road.file(road.firm(Role.RECYCLER), "24.2.a", {"vin": "X"}, at="2026-05-12")
    assert refusal.value.status == 403


@pytest.mark.parametrize(("mode", "accepted"), [("all", 0), ("good", 1)])
def test_one_bad_line_refuses_all_or_only_itself(road, maker, mode, accepted):
    kept = road.pack()
    good, bad = (
        road.certificate(road.car(), kept.tree()),
        road.certificate("LY9000000T0000000", road.pack().tree()),
    )
    receipt = road.file(maker, "24.2.a", good, bad, at="2026-05-12", mode=mode)
    assert (receipt.accepted, receipt.rejected, receipt.lines) == (accepted, 2 - accepted, 2)
    found = batteries.get_battery(kept.code, maker, as_of=receipt.filed_at.date())
    assert (found is not None) is bool(accepted)


def test_rows_of_one_vehicle_stand_or_fall_together(road, maker):
    number, (one, other) = road.car(), (road.pack(), road.pack())
    flat = road.certificate(number)
    flat.pop("packs")
    rows = [flat | {"pack_code": one.code}, flat | {"pack_code": other.code[:-1]}]
    untouched = road.certificate()
    receipt = road.file(maker, "24.2.a", *rows, untouched, at="2026-05-12", mode="good")
    assert (receipt.accepted, receipt.rejected) == (1, 2)
    assert "file.group_held" in rules(receipt)
    assert batteries.get_battery(one.code, maker, as_of=receipt.filed_at.date()) is None


def test_the_same_words_in_another_file_are_told_and_not_stored_twice(road, maker):
    said, fresh = road.certificate(), road.certificate()
    road.file(maker, "24.2.a", said, at="2026-05-12")
    before = road.counted()
    again = road.file(maker, "24.2.a", said, fresh, at="2026-05-13")
    assert (again.state, again.accepted) == ("accepted", 2)
    assert "stored.already_filed" in rules(again)
    after = road.counted()
    assert after["code"] - before["code"] == 4
    assert after["tree"] - before["tree"] == 1


def test_the_same_party_saying_otherwise_is_told_to_correct(road, maker):
    number, one = road.car(), road.pack()
    road.file(maker, "24.2.a", road.certificate(number, one.tree()), at="2026-05-12")
    before = road.counted()
    other = road.file(maker, "24.2.a", road.certificate(number, one.tree(), brand="另一"), at="2026-05-13")
    assert (other.state, rules(other)) == ("refused", {"stored.same_party_differs", "code.unknown_maker"})
    assert {**road.counted(), "filing": 0} == {**before, "filing": 0}


def test_a_module_of_the_own_pack_cannot_move_to_another_unsaid(road, maker):
    one, other = road.pack(), road.pack()
    road.file(maker, "24.2.a", road.certificate(road.car(), one.tree()), at="2026-05-12")
    moved = road.file(
        maker, "24.2.a", road.certificate(road.car(), other.tree(module=one.module)), at="2026-05-13"
    )
    assert (moved.state, "stored.same_party_differs" in rules(moved)) == ("refused", True)


def test_a_late_line_is_marked_and_accepted(road, maker):
    due = road.file(maker, "24.2.a", road.certificate(), at="2026-06-01")
    assert due.late == 0, "10 May and 20 days is Saturday 30 May: due on Monday 1 June"
    late = road.file(maker, "24.2.a", road.certificate(), at="2026-06-02")
    assert (late.state, late.accepted, late.late) == ("accepted", 1, 1)


def test_an_unreadable_label_is_given_a_name_under_which_it_is_found(road):
    sender, receiver = road.firm(Role.BATTERY_MAKER), road.firm(Role.RECYCLER)
    row = {
        "code": "", "code_condition": "missing", "label_text": "9Z1?", "out_date": "2026-05-12",
        "destination_uscc": receiver.uscc, "destination_name": "x", "mass_kg": 300, "transfer_no": "T1",
    }  # fmt: skip
    receipt = road.file(sender, "24.3", row, at="2026-05-13")
    ((line, name),) = receipt.provisional
    assert line == 1
    found = batteries.get_battery(name, sender, as_of=receipt.filed_at.date())
    assert (found.state, found.code) == ("in_transit", name)


def test_an_answer_is_only_for_its_own_party(road, maker):
    receipt = road.file(maker, "24.2.a", road.certificate(), at="2026-05-12")
    stranger = road.firm(Role.VEHICLE_MAKER)
    assert queries.get_receipt(receipt.receipt, stranger) is None
    with pytest.raises(Refused) as refusal:
        operations.cancel(receipt.receipt, viewer=stranger, at=receipt.filed_at, reason="x")
    assert refusal.value.status == 404
