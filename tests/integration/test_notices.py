"""Notices to users: conditions, readings, age, what is handed over and sent, and the filing that proves it."""

import io
import json
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

import openpyxl
import pypdfium2
import pytest
from django.test import Client

from suyuan.codes import packing
from suyuan.domain.retirement import Channel, State
from suyuan.law.duty import Role
from suyuan.services import clock
from suyuan.services.filings.operations import cancel
from suyuan.services.notices import operations, queries, readings
from suyuan.services.parties.operations import Heir
from suyuan.services.refusals import Refused
from suyuan.storage import missed
from suyuan.storage.wall import as_register
from tests.integration.test_heirs import succeed

AT = datetime(2026, 11, 20, 4, tzinfo=UTC)
COUNTY = "440305"


@pytest.fixture
def trade(road):
    """A maker that filed conditions of a model of its own, with an outlet, and one vehicle that it sold."""
    maker = road.firm(Role.VEHICLE_MAKER)
    model = f"RET{maker.party_id}"
    conditions(road, maker, model)
    outlet = {
        "outlet_no": "SZ-1", "name": "深圳网点", "kind": "collection", "region_code": COUNTY, "address": "某路1号",
        "longitude": "113.93", "latitude": "22.53", "phone": "0000-0000000", "hours": "周一至周五 9:00-17:00",
        "status": "operating", "effective_date": "2026-05-01",
    }  # fmt: skip
    assert road.file(maker, "24.6.a", outlet, at="2026-05-02").state == "accepted"
    return maker, model, *sold(road, maker, model)


def conditions(road, maker, model, **more):
    line = {
        "vehicle_model": model,
        "from_date": "2026-06-01",
        "soh_below_percent": 70,
        "mileage_over_km": 300_000,
        "procedure_zh": "预约网点后送交。",
        "procedure_en": "Book an outlet and hand it in.",
        "contact": "0000-0000000",
    } | more
    return road.file(maker, "15.3.a", line, at="2026-06-01")


def sold(road, maker, model, day="2026-05-20"):
    car, pack = road.car(), road.pack()
    certificate = road.certificate(car, pack.tree(), day="2026-05-10", vehicle_model=model)
    assert road.file(maker, "24.2.a", certificate, at="2026-05-11").state == "accepted"
    sale = {"vin": car, "sold_date": day, "region_code": COUNTY}
    assert road.file(maker, "24.2.b", sale, at="2026-06-01").state == "accepted"
    return car, pack.code


def read(viewer, *lines, at=AT):
    body = "\n".join(json.dumps({"measured_date": "2026-11-01"} | line) for line in lines)
    return readings.report(viewer, body.encode(), name="r.ndjson", at=at)


def test_conditions_are_published_by_version_and_go_with_their_filing(road, trade):
    maker, model, *_ = trade
    later = conditions(road, maker, model, from_date="2026-10-01", soh_below_percent=75)
    client = Client()

    def limit(words, on):
        found = [one for one in queries.find_conditions(words, on=on) if one.party_id == maker.party_id]
        return [one.soh_below_percent for one in found]

    assert (limit(model, date(2026, 9, 30)), limit(model.lower(), date(2026, 11, 1))) == ([70], [75])
    told = client.get("/api/v1/retirement", {"q": model}).json()["items"]
    assert [(one["soh_below_percent"], one["receipt"]) for one in told] == [(75, later.receipt)]
    assert model in client.get("/retirement", {"q": model}).content.decode()
    cancel(later.receipt, viewer=maker, at=AT, reason="错误")
    assert limit(model, date(2026, 11, 1)) == [70]


def test_conditions_need_a_limit(road, trade):
    maker, model, *_ = trade
    receipt = conditions(road, maker, model, from_date="2026-07-01", soh_below_percent="", mileage_over_km="")
    assert [note.rule for note in receipt.errors] == ["check.at_least_one"]


def test_what_reaches_a_limit_becomes_a_notice_once_and_the_rest_is_not_kept(road, trade):
    maker, model, car, code = trade
    other, _ = sold(road, maker, model)
    unset, _ = sold(road, maker, f"{model}X")
    lines = [{"vin": car, "soh_percent": 69}, {"vin": other, "soh_percent": 70, "mileage_km": 299_999}]
    found = read(maker, *lines, {"vin": unset, "soh_percent": 1})
    assert (len(found.due), found.known, found.below, found.unset, found.rejected) == (1, 0, 1, 1, 0)
    again = read(maker, *lines)
    assert (again.due, again.known, again.below) == ((), 1, 1)
    one = queries.find_notices(maker).items[0]
    assert (one.vin, one.code, one.reached, one.state) == (
        car, code, ("state_of_health", 69, 70), State.DUE
    )  # fmt: skip
    assert one.region_code == COUNTY


def test_a_vehicle_with_two_packs_has_a_notice_for_each(road, trade):
    maker, model, *_ = trade
    car, packs = road.car(), [road.pack(), road.pack()]
    row = road.certificate(car, packs[0].tree(), vehicle_model=model) | {
        "packs": [one.tree() for one in packs]
    }
    assert road.file(maker, "24.2.a", row, at="2026-05-11").state == "accepted"
    found = read(maker, {"vin": car, "soh_percent": 60}, {"vin": road.car(), "soh_percent": 60})
    assert (len(found.due), found.known, found.rejected, found.lines) == (2, 0, 1, 2)
    assert {one.code for one in queries.find_notices(maker).items} == {one.code for one in packs}
    again = read(maker, {"vin": car, "pack_code": packs[1].code, "soh_percent": 60})
    assert (again.due, again.known, again.rejected) == ((), 1, 0)


def test_far_driven_counts_too_and_a_workshop_must_have_filed_the_fitting(road, trade):
    maker, _, car, code = trade
    shop, stranger = road.firm(Role.REPAIRER), road.firm(Role.VEHICLE_MAKER)
    for viewer, line in (
        (shop, {"vin": car}),
        (shop, {"vin": car, "pack_code": road.pack().code}),
        (shop, {"vin": car, "pack_code": code}),
        (shop, {"vin": road.car(), "pack_code": code}),
        (stranger, {"vin": car}),
        (stranger, {"vin": road.car()}),
    ):
        found = read(viewer, line | {"mileage_km": 300_000})
        assert ([note.rule for note in found.notes], found.due) == (["reading.not_yours"], ())
    wrong = read(maker, {"vin": car, "pack_code": road.pack().code, "mileage_km": 300_000})
    assert [note.rule for note in wrong.notes] == ["reading.other_code"]
    put_in = road.pack().code
    line = {"vin": car, "old_code": code, "new_code": put_in, "replaced_date": "2026-06-01"}
    assert road.file(shop, "24.5.c", line, at="2026-06-02").state == "accepted"
    assert len(read(shop, {"vin": car, "pack_code": put_in, "mileage_km": 300_000}).due) == 1
    assert queries.count_notices(maker) == {State.DUE: 1}
    with pytest.raises(Refused):
        queries.find_notices(shop)
    with pytest.raises(Refused):
        read(road.firm(Role.RECYCLER), {"vin": car, "soh_percent": 1})


def test_no_answer_tells_a_workshop_which_battery_is_in_which_vehicle(road, trade):
    maker, model, *first = trade
    pairs = [first, *(sold(road, maker, model) for _ in range(5))]
    cars, codes = zip(*pairs, strict=True)
    shop = road.firm(Role.REPAIRER)
    for turn in range(len(pairs)):
        named = zip(cars, codes[turn:] + codes[:turn], strict=True)
        found = read(shop, *({"vin": car, "pack_code": code, "soh_percent": 1} for car, code in named))
        assert {note.rule for note in found.notes} == {"reading.not_yours"}
        assert (found.rejected, found.below, found.unset, found.known, found.due) == (6, 0, 0, 0, ())
    assert queries.count_notices(maker) == {}
    with as_register():
        tried = {code for party, code, _ in missed.since(date(2026, 1, 1)) if party == shop.party_id}
    assert tried == {packing.pack(code) for code in codes}


def test_a_reading_from_before_the_battery_came_says_nothing_of_it(trade):
    maker, _, car, _ = trade
    early = read(maker, {"vin": car, "soh_percent": 1, "measured_date": "2026-05-09"})
    assert ([(note.rule, note.column) for note in early.notes], early.due) == (
        [("reading.before", "measured_date")],
        (),
    )
    assert len(read(maker, {"vin": car, "soh_percent": 1, "measured_date": "2026-05-10"}).due) == 1


def test_bad_lines_are_named(trade):
    maker, _, car, _ = trade
    found = read(
        maker,
        {"vin": car, "soh_percent": 101},
        {"vin": car, "measured_date": "2027-01-01", "soh_percent": 1},
        {"vin": car, "measured_date": "2026-10-01"},
    )
    assert sorted(((note.rule, note.column) for note in found.notes), key=str) == [
        ("check.at_least_one", None),
        ("date.future", "measured_date"),
        ("number.range", "soh_percent"),
    ]
    with pytest.raises(Refused) as refused:
        readings.report(maker, b"PK\x03\x04rubbish", name="r.xlsx", at=AT)
    assert refused.value.words("en")[0]


def test_age_makes_a_notice_due_from_the_sale_or_from_the_fitting_of_a_later_battery(road):
    maker, shop = road.firm(Role.VEHICLE_MAKER), road.firm(Role.REPAIRER)
    model = f"AGE{maker.party_id}"
    conditions(road, maker, model, soh_below_percent="", mileage_over_km="", months_over=6)
    old, _ = sold(road, maker, model, day="2026-05-20")
    young, _ = sold(road, maker, model, day="2026-05-21")
    mended, before = sold(road, maker, model, day="2026-05-12")
    line = {"vin": mended, "replaced_date": "2026-06-01", "old_code": before, "new_code": road.pack().code}
    assert road.file(shop, "24.5.c", line, at="2026-06-02").state == "accepted"
    assert readings.sweep(today=date(2026, 11, 19), at=AT) == 0
    readings.sweep(today=date(2026, 11, 20), at=AT)
    assert [(one.vin, one.reached) for one in queries.find_notices(maker).items] == [(old, ("age", 6, 6))]
    readings.sweep(today=date(2026, 11, 21), at=AT + timedelta(days=1))
    readings.sweep(today=date(2026, 11, 21), at=AT + timedelta(days=1))
    assert [one.vin for one in queries.find_notices(maker).items] == [young, old]
    readings.sweep(today=date(2026, 12, 1), at=AT + timedelta(days=11))
    assert mended in [one.vin for one in queries.find_notices(maker).items]


def test_a_list_and_letters_say_what_to_do_and_where_and_are_kept(road, trade):
    maker, model, car, code = trade
    other, _ = sold(road, maker, model)
    read(maker, {"vin": car, "soh_percent": 60})
    number = operations.hand(maker, Channel.FILE, at=AT)
    found, content = queries.get_handing(maker, number)
    rows = list(openpyxl.load_workbook(io.BytesIO(content)).active.values)
    assert rows[1][1:8] == (
        car,
        code,
        model,
        "健康状态（%） State of health (%)",
        60,
        70,
        AT.replace(tzinfo=None, day=1, month=11, hour=0),
    )
    assert "深圳网点" in rows[1][11]
    assert (found.number, found.digest) == (1, sha256(content).hexdigest())
    with pytest.raises(Refused) as none:
        operations.hand(maker, Channel.LETTERS, at=AT)
    assert none.value.code == "notice.none"
    read(maker, {"vin": other, "mileage_km": 400_000})
    _, letters = queries.get_handing(maker, operations.hand(maker, Channel.LETTERS, at=AT))
    text = pypdfium2.PdfDocument(letters)[0].get_textpage().get_text_range()
    assert other in text
    assert "Book an outlet" in text
    assert queries.count_notices(maker) == {State.HANDED: 2}
    with pytest.raises(Refused):
        queries.get_handing(road.firm(Role.VEHICLE_MAKER), number)


def test_a_battery_that_left_its_vehicle_needs_no_notice(road, trade):
    maker, _, car, code = trade
    read(maker, {"vin": car, "soh_percent": 60})
    line = {"vin": car, "replaced_date": "2026-11-05", "old_code": code, "new_code": road.pack().code}
    assert road.file(road.firm(Role.REPAIRER), "24.5.c", line, at="2026-11-06").state == "accepted"
    with pytest.raises(Refused):
        operations.hand(maker, Channel.FILE, at=AT)
    assert queries.count_notices(maker) == {State.LAPSED: 1}


def test_the_proof_that_a_user_was_told_is_a_filing_about_the_notice_alone(road, trade):
    maker, _, car, _ = trade
    read(maker, {"vin": car, "soh_percent": 60})
    operations.hand(maker, Channel.FILE, at=AT)
    number = queries.find_notices(maker).items[0].notice_no
    told = {"notice_no": number, "told_date": "2026-11-21", "way": "app", "reference": "M-1"}
    stranger = road.firm(Role.VEHICLE_MAKER)
    for viewer, line in ((maker, told | {"notice_no": "TZ00000000000000"}), (stranger, told)):
        refused = road.file(viewer, "15.3.b", line, at="2026-11-22")
        assert [note.rule for note in refused.errors] == ["notice.unknown"]
    receipt = road.file(maker, "15.3.b", told, at="2026-11-22")
    one = queries.find_notices(maker).items[0]
    assert (one.state, one.told_date, one.told_receipt) == (State.TOLD, date(2026, 11, 21), receipt.receipt)
    cancel(receipt.receipt, viewer=maker, at=AT + timedelta(days=3), reason="错误")
    assert queries.find_notices(maker).items[0].state is State.HANDED


def test_who_was_told_already_is_not_handed_over_again(road, trade):
    maker, model, car, _ = trade
    other, _ = sold(road, maker, model)
    read(maker, {"vin": car, "soh_percent": 60}, {"vin": other, "soh_percent": 60})
    first, second = queries.find_notices(maker).items
    told = {"notice_no": first.notice_no, "told_date": "2026-11-21", "way": "phone"}
    assert queries.count_due(maker) == 2
    assert road.file(maker, "15.3.b", told, at="2026-11-22").state == "accepted"
    assert queries.count_due(maker) == 1
    _, content = queries.get_handing(maker, operations.hand(maker, Channel.FILE, at=AT))
    rows = list(openpyxl.load_workbook(io.BytesIO(content)).active.values)
    assert [row[0] for row in rows[1:]] == [second.notice_no]


def test_an_heir_gets_the_notices_of_a_firm_that_ended(road, trade):
    maker, _, car, _ = trade
    heir = road.firm(Role.VEHICLE_MAKER)
    read(maker, {"vin": car, "soh_percent": 60})
    succeed(maker, "merged", Heir(uscc=heir.uscc), days_ago=1)
    readings.sweep(today=clock.today(), at=clock.now())
    one = queries.find_notices(heir).items[0]
    assert (one.vin, one.state) == (car, State.DUE)
    _, content = queries.get_handing(heir, operations.hand(heir, Channel.FILE, at=clock.now()))
    assert "预约网点后送交。" in [
        cell for row in openpyxl.load_workbook(io.BytesIO(content)).active.values for cell in row
    ]
