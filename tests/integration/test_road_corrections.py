"""Corrections and cancellations: what was said stays known, what is said now counts, and the clocks follow."""

from datetime import date

import pytest

from suyuan.law.duty import Role
from suyuan.services.batteries import queries as batteries
from suyuan.services.filings import operations, queries
from suyuan.services.refusals import Refused
from suyuan.services.vehicles import queries as vehicles


def rules(receipt):
    return {note.rule for note in receipt.notes}


@pytest.fixture
def maker(road):
    return road.firm(Role.VEHICLE_MAKER)


def cancel(receipt, viewer, day):
    at = receipt.filed_at.replace(day=day)
    return operations.cancel(receipt.receipt, viewer=viewer, at=at, reason="填错了")


def test_a_correction_supersedes_and_both_days_know_their_own_answer(road, maker):
    vin, wrong, right = road.car(), road.pack(), road.pack()
    first = road.file(maker, "24.2.a", road.certificate(vin, wrong.tree()), at="2026-05-12")
    second = road.file(
        maker, "24.2.a", road.certificate(vin, right.tree()), at="2026-05-20", replaces=first.receipt
    )
    old = queries.get_receipt(first.receipt, maker)
    assert (old.state, old.replaced_by) == ("replaced", second.receipt)
    assert (second.state, second.replaces) == ("accepted", first.receipt)
    before, after = (vehicles.get_vehicle(vin, maker, as_of=date(2026, 5, day)).batteries for day in (19, 21))
    assert [one.code for one in before] == [wrong.code]
    assert [one.code for one in after] == [right.code]
    assert batteries.get_battery(wrong.code, maker, as_of=date(2026, 5, 19)).vehicle == vin
    assert batteries.get_battery(wrong.code, maker, as_of=date(2026, 5, 21)) is None


def test_a_correction_may_repeat_what_was_right(road, maker):
    vin, one = road.car(), road.pack()
    first = road.file(maker, "24.2.a", road.certificate(vin, one.tree()), at="2026-05-12")
    row = road.certificate(vin, one.tree(), brand="改正")
    second = road.file(maker, "24.2.a", row, at="2026-05-20", replaces=first.receipt)
    assert (second.state, rules(second)) == ("accepted", {"code.unknown_maker"})
    assert vehicles.get_vehicle(vin, maker, as_of=date(2026, 5, 21)).brand == "改正"
    assert batteries.get_battery(one.cells[0], maker, as_of=date(2026, 5, 21)).idcard == one.code


def test_only_a_standing_filing_of_ones_own_can_be_corrected(road, maker):
    row = road.certificate()
    first = road.file(maker, "24.2.a", row, at="2026-05-12")
    road.file(maker, "24.2.a", row | {"brand": "二"}, at="2026-05-13", replaces=first.receipt)
    for viewer, replaces, code in (
        (maker, first.receipt, "filing.superseded"),
        (road.firm(Role.VEHICLE_MAKER), first.receipt, "not_found"),
        (maker, "SY-20260512-000000000", "not_found"),
    ):
        with pytest.raises(Refused) as refusal:
            road.file(viewer, "24.2.a", row | {"brand": "三"}, at="2026-05-14", replaces=replaces)
        assert refusal.value.code == code


def test_a_refused_correction_leaves_the_earlier_filing_standing(road, maker):
    vin, one = road.car(), road.pack()
    first = road.file(maker, "24.2.a", road.certificate(vin, one.tree()), at="2026-05-12")
    bad = road.submission(
        maker, "24.2.a", road.certificate(vin, one.tree(), day="2027-01-01"), at="2026-05-20",
        replaces=first.receipt,
    )  # fmt: skip
    good = road.submission(road.firm(Role.VEHICLE_MAKER), "24.2.a", road.certificate(), at="2026-05-20")
    answers = operations.file_all([operations.draft.of(one) for one in (bad, good)])
    assert [one.state for one in answers] == ["refused", "accepted"]
    assert queries.get_receipt(first.receipt, maker).state == "accepted"
    assert batteries.get_battery(one.code, maker, as_of=date(2026, 5, 21)).vehicle == vin


def test_a_cancelled_filing_is_known_before_and_gone_after(road, maker):
    vin, one = road.car(), road.pack()
    first = road.file(maker, "24.2.a", road.certificate(vin, one.tree()), at="2026-05-12")
    gone = cancel(first, maker, 15)
    assert (gone.state, gone.receipt) == ("cancelled", first.receipt)
    assert batteries.get_battery(one.cells[0], maker, as_of=date(2026, 5, 14)).idcard == one.code
    assert batteries.get_battery(one.cells[0], maker, as_of=date(2026, 5, 15)) is None
    assert road.clocks(maker, "24.2.b") == []
    again = road.file(maker, "24.2.a", road.certificate(vin, one.tree()), at="2026-05-16")
    assert (again.state, again.repeated) == ("accepted", False)
    assert batteries.get_battery(one.cells[0], maker, as_of=date(2026, 5, 16)).idcard == one.code


def test_a_filing_is_cancelled_once_and_with_a_reason(road, maker):
    first = road.file(maker, "24.2.a", road.certificate(), at="2026-05-12")
    with pytest.raises(Refused) as refusal:
        operations.cancel(first.receipt, viewer=maker, at=first.filed_at, reason=" ")
    assert refusal.value.code == "filing.no_reason"
    cancel(first, maker, 15)
    with pytest.raises(Refused) as refusal:
        cancel(first, maker, 16)
    assert refusal.value.code == "filing.cancelled"


def test_a_cancelled_sale_lets_its_clock_wait_again_as_it_did_before(road, maker):
    vin = road.car()
    road.file(maker, "24.2.a", road.certificate(vin), at="2026-05-12")
    (waiting,) = road.clocks(maker, "24.2.b")
    sale = {"vin": vin, "sold_date": "2026-05-20", "region_code": "430104"}
    sold = road.file(maker, "24.2.b", sale, at="2026-05-21")
    (met,) = road.clocks(maker, "24.2.b")
    assert (met.state, met.opened_on, met.met_on) == ("met", date(2026, 5, 20), date(2026, 5, 21))
    cancel(sold, maker, 25)
    assert road.clocks(maker, "24.2.b") == [waiting]


def test_a_cancelled_inbound_opens_the_receivers_clock_again(road):
    sender, receiver, one = road.firm(Role.BATTERY_MAKER), road.firm(Role.RECYCLER), road.pack()
    road.file(sender, "24.3", road.outbound(one.code, receiver, "2026-05-12"), at="2026-05-13")
    (presumed,) = road.clocks(receiver, "24.7.a")
    taken = road.file(receiver, "24.7.a", road.inbound(one.code, sender, "2026-05-14"), at="2026-05-18")
    (met,) = road.clocks(receiver, "24.7.a")
    assert (met.opened_on, met.met_on) == (date(2026, 5, 14), date(2026, 5, 18))
    cancel(taken, receiver, 20)
    assert road.clocks(receiver, "24.7.a") == [presumed]


def test_a_cancelled_outbound_takes_back_only_what_it_opened(road):
    sender, receiver = road.firm(Role.BATTERY_MAKER), road.firm(Role.RECYCLER)
    taken, awaited = road.pack(), road.pack()
    rows = [road.outbound(one.code, receiver, "2026-05-12") for one in (taken, awaited)]
    sent = road.file(sender, "24.3", *rows, at="2026-05-13")
    road.file(receiver, "24.7.a", road.inbound(taken.code, sender, "2026-05-14"), at="2026-05-18")
    cancel(sent, sender, 20)
    (kept,) = road.clocks(receiver, "24.7.a")
    assert (kept.subject_id, kept.state) == (taken.code, "met"), "who reported stays known to have reported"
    assert road.clocks(sender, "24.3") == []


def test_a_withdrawn_tree_leaves_its_codes_to_the_party_that_contested_them(road, maker):
    other, one, rival = road.firm(Role.VEHICLE_MAKER), road.pack(), road.pack()
    first = road.file(maker, "24.2.a", road.certificate(None, one.tree()), at="2026-05-12")
    claim = rival.tree(module=one.module)
    second = road.file(other, "24.2.a", road.certificate(None, claim), at="2026-05-13")
    assert "stored.disputed" in rules(second)
    assert batteries.get_battery(one.module, maker, as_of=date(2026, 5, 14)).idcard == one.code
    cancel(first, maker, 20)
    found = batteries.get_battery(one.module, other, as_of=date(2026, 5, 21))
    assert found is not None
    assert found.idcard == rival.code


def test_two_corrections_at_once_leave_one(road, maker):
    row = road.certificate()
    first = road.file(maker, "24.2.a", row, at="2026-05-12")
    drafts = [
        operations.draft.of(
            road.submission(maker, "24.2.a", row | {"brand": brand}, at="2026-05-13", replaces=first.receipt)
        )
        for brand in ("甲", "乙")
    ]
    answers = operations.file_all(drafts)
    assert answers[0].state == "accepted"
    assert isinstance(answers[1], Refused)
    assert answers[1].code == "filing.superseded"
