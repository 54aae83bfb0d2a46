"""An inspection recorded on a device, sent twice, and read by desk and firm."""

import io
import time
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from uuid import uuid4

import msgspec
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from pypdf import PdfReader

from suyuan.domain.inspections import MOST_FILES, MOST_STATEMENTS, content_hash, officer, points_of
from suyuan.law.duty import Role
from suyuan.portal.views import inspections as pages
from suyuan.services.inspections import operations, queries
from suyuan.services.ledger import audit as audits
from suyuan.services.ledger import operations as ledger
from suyuan.services.ledger.audit import audit
from suyuan.services.refusals import Refused, Unfit
from suyuan.storage.inspections import roles_ordered
from suyuan.storage.models import DrawSeed, Inspection, InspectionAct, InspectionPlan, PartyRole
from tests.authorization.planting import signed_in
from tests.integration.inspection_desk import (
    BLANK,
    INK,
    INKS,
    NOW,
    SHA,
    TODAY,
    VIEW,
    Desk,
    a_record,
    due,
    official,
    sent,
    signed,
    wrong,
)


def test_a_record_is_kept_once_however_often_it_is_sent(road):
    desk = Desk(road, firms=1)
    firm, number, sender, at = due(desk)
    assert queries.get_inspection(firm, number) is None  # it learns of the visit when it is there
    told = a_record(firm, TODAY)
    assert {str(sent(sender, number, told, at=at)) for _ in range(3)} == {told["record_id"]}
    found = queries.get_inspection(sender, number)
    assert (found.inspection.state, len(found.steps)) == ("recorded", 2)
    assert found.record.codes[1].words == "标签烧毁"
    with pytest.raises(Refused) as other:
        sent(sender, number, a_record(firm, TODAY), at=at)
    assert other.value.code == "inspection.other_record"
    with pytest.raises(Refused) as late:
        operations.cancel(sender, number, {"words": "x"}, at=at)
    assert late.value.code == "inspection.over"
    own = queries.get_inspection(firm, number)
    assert (own.team, own.inspection.team) == ((), [])
    assert own.record == found.record
    operations.state(firm, number, {"words": "第三项情况有误"}, at=at)
    assert [one.step for one in queries.get_inspection(firm, number).steps] == ["record", "state"]
    assert queries.read_file(firm, number, SHA[VIEW])[0] == VIEW
    with pytest.raises(Refused):
        queries.read_file(firm, number, "0" * 64)
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(queries.minutes(firm, number))).pages)
    assert "现场检查笔录" in text
    assert SHA[VIEW][:20] in text.replace("\n", "").replace("\u200b", "")
    notice = PdfReader(io.BytesIO(queries.notice(sender, number, today=TODAY))).pages[0].extract_text()
    assert "举报线索" in notice
    assert [one.inspection.inspection_no for one in queries.find_inspections(firm, today=TODAY).items] == [
        number
    ]


def test_a_record_that_was_amended_after_it_was_taken_is_refused(road):
    desk = Desk(road, firms=1)
    firm, number, sender, at = due(desk)
    told = a_record(firm, TODAY)
    sent(sender, number, told, at=at)
    for change in (
        {"words": "后来想起"},
        {"statements": []},
        {"ended_at": "2026-09-01T03:00:00.001Z"},
    ):
        with pytest.raises(Refused) as amended:
            sent(sender, number, told | change, at=at)
        assert (amended.value.code, amended.value.status) == ("inspection.amended", 409)
    sent(sender, number, told, at=at)
    found = queries.get_inspection(sender, number)
    assert (found.record.words, len(found.steps)) == ("", 2)


PHOTO_TIMES = {
    "0001-01-01T00:00:00": "inspection.offset",
    "2199-01-01T00:00:00": "inspection.offset",
    "0001-01-01T00:00:00+14:00": "inspection.photo_time",
    "2199-01-01T00:00:00Z": "inspection.photo_time",
    "2026-08-31T15:59:59Z": "inspection.photo_time",
    "2026-09-01T03:10:01Z": "inspection.photo_time",
}


@pytest.mark.parametrize(
    ("change", "rules"),
    [
        ({"points": {}}, {"inspection.unanswered"}),
        ({"measures": []}, {"inspection.measures"}),
        ({"measures": ["fly"]}, {"inspection.measures"}),
        ({"signatures": {"firm": SHA[INK]}}, {"inspection.officers_sign"}),
        (
            {"signatures": {"officer-0": SHA[INKS[0]], "firm": SHA[INK]}},
            {"inspection.form", "inspection.officers_sign"},
        ),
        ({"signed": {}}, {"inspection.signed_other"}),
        ({"signed": {"firm": "0" * 64}}, {"inspection.signed_other"}),
        ({"signatures": {"officers": [SHA[one] for one in INKS]}}, {"inspection.unsigned"}),
        (
            {"signatures": {"officers": [SHA[INK], SHA[INKS[0]]], "firm": SHA[INK]}},
            {"inspection.signature_shared"},
        ),
        ({"present": ""}, {"inspection.present"}),
        ({"codes": [{"code": "0000"}]}, {"inspection.code"}),
        ({"photos": []}, {"inspection.file_strange"}),
        ({"ended_at": "2026-09-01T00:00:00+00:00"}, {"inspection.times"}),
        ({"ended_at": "2026-09-01T23:00:00+00:00"}, {"inspection.times"}),
        ({"began_at": "2026-08-31T01:00:00+00:00"}, {"inspection.day"}),
        ({"began_at": "2026-09-01T00:49:59Z"}, {"inspection.before_order"}),
        ({"began_at": "2026-09-01T01:00:00"}, {"inspection.offset"}),
        ({"began_at": "0001-01-01T00:00:00+14:00"}, {"inspection.day"}),
        ({"ended_at": "9999-12-31T23:59:59-14:00"}, {"inspection.times"}),
        *(
            ({"photos": [{"sha256": SHA[VIEW], "taken_at": taken_at}]}, {rule})
            for taken_at, rule in PHOTO_TIMES.items()
        ),
        *(
            (change, {"inspection.unseen"})
            for change in (
                {"present": "甲\0乙"},
                {"words": "a\u202eb"},
                {"codes": [{"code": "\u202e\u0007ABC", "words": "x"}]},
                {"statements": [{"who": "\u200b", "words": "x"}]},
                {"photos": [{"sha256": SHA[VIEW], "taken_at": "2026-09-01T02:00:00Z", "words": "\ufeff"}]},
            )
        ),
        ({"statements": [{"who": "甲", "words": " "}]}, {"field.missing"}),
        ({"statements": [{"who": "甲", "words": "x"}] * (MOST_STATEMENTS + 1)}, {"inspection.many"}),
        ({"codes": [{"code": "X" * 65, "words": "x"}]}, {"inspection.long"}),
        ({"present": "甲" * 201, "words": "x" * 4001}, {"inspection.long"}),
        ({"weather": "fine"}, {"inspection.form"}),
        ({"record_id": "1"}, {"inspection.form"}),
    ],
)
def test_a_record_that_lacks_something_is_refused_with_its_reason(road, change, rules):
    desk = Desk.__new__(Desk)
    desk.place, desk.officers = "421223", [official("421223") for _ in range(2)]
    desk.firms = [replace(road.firm(Role.DISMANTLER, region_code=desk.place), machine=False)]
    firm, number, sender, at = due(desk)
    told = a_record(firm, TODAY)
    assert wrong(sender, number, told | change, at=at) == rules
    sent(sender, number, told, at=at)


def test_what_is_not_in_order_wants_words_and_a_refusal_to_sign_a_witness(road):
    desk = Desk(road, firms=1)
    firm, number, sender, at = due(desk)
    points = points_of(firm.roles, TODAY)
    bad = {name: {"answer": "not_in_order"} for name in points}
    assert wrong(sender, number, a_record(firm, TODAY, points=bad), at=at) == {"inspection.unsaid"}
    assert wrong(
        sender, number, a_record(firm, TODAY) | {"points": bad | {"x": {"answer": "in_order"}}}, at=at
    ) == {
        "inspection.unsaid",
        "inspection.point",
    }
    assert wrong(sender, number, a_record(firm, TODAY), at=at, files=(INK, *INKS)) == {
        "inspection.file_missing"
    }
    assert wrong(sender, number, a_record(firm, TODAY), at=at, files=(INK, *INKS, VIEW, b"MZ")) == {
        "inspection.file_strange"
    }
    officers = {"officers": [SHA[one] for one in INKS]}
    told = a_record(firm, TODAY, signatures=officers, refused="不认可", witness="社区 乙")
    sent(sender, number, told, at=at)
    assert queries.get_inspection(firm, number).record.refused == "不认可"


def test_a_signature_is_over_what_is_sent_and_is_not_blank(road):
    desk = Desk(road, firms=1)
    firm, number, sender, at = due(desk)
    told = signed(sender, number, a_record(firm, TODAY))
    later = told | {"statements": [*told["statements"], {"who": "甄厂长", "words": "我承认"}]}
    assert wrong(sender, number, later, at=at) == {"inspection.signed_other"}
    one = {name: sha for name, sha in told["signatures"].items() if name != officer(sender.account_id)}
    alone = a_record(firm, TODAY, signatures=one)
    assert wrong(sender, number, alone, at=at) == {"inspection.officers_sign"}
    blank = told | {"signatures": told["signatures"] | {"firm": SHA[BLANK]}}
    assert wrong(sender, number, blank, at=at, files=(*INKS, VIEW, BLANK)) == {"inspection.signature_blank"}
    sent(sender, number, told, at=at)
    found = queries.get_inspection(sender, number)
    (over,) = set(found.record.signed.values())
    kept = next(one.body["record"] for one in found.steps if one.step == "record")
    assert over == content_hash(msgspec.json.encode(kept))  # whoever reads the step can reckon it again
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(queries.minutes(firm, number))).pages)
    assert over[:20] in text.replace("\n", "").replace("\u200b", "")


def test_a_clock_that_is_a_little_behind_its_order_is_taken(road):
    desk = Desk.__new__(Desk)
    desk.place, desk.officers = "421224", [official("421224") for _ in range(2)]
    desk.firms = [replace(road.firm(Role.DISMANTLER, region_code=desk.place), machine=False)]
    firm, number, sender, at = due(desk)
    sent(sender, number, a_record(firm, TODAY, began_at="2026-09-01T00:50:00Z"), at=at)


def test_a_record_has_its_photographs_and_a_signature_of_each(road):
    desk = Desk(road, firms=1)
    firm, number, sender, at = due(desk)
    views = [VIEW + bytes([each]) for each in range(MOST_FILES)]
    taken = [{"sha256": sha256(one).hexdigest(), "taken_at": "2026-09-01T01:00:00Z"} for one in views]
    sent(sender, number, a_record(firm, TODAY, photos=taken), at=at, files=(*views, INK, *INKS))
    assert len(queries.get_inspection(sender, number).record.photos) == MOST_FILES


def test_a_firm_says_a_word_once_however_often_its_form_is_sent_and_not_without_end(road, monkeypatch):
    desk = Desk(road, firms=1)
    firm, number, sender, at = due(desk)
    sent(sender, number, a_record(firm, TODAY), at=at)
    client = signed_in(firm)
    for words, key, status in (
        ("有误", "a", 302),
        ("有误", "a", 302),
        ("改口", "a", 422),
        ("补充", "b", 302),
    ):
        answer = client.post(f"/inspections/{number}", {"words": words, "form_key": key})
        assert answer.status_code == status
    told = [one.body["words"] for one in queries.get_inspection(firm, number).steps if one.step == "state"]
    assert told == ["有误", "补充"]
    assert 'name="form_key"' in client.get(f"/inspections/{number}").content.decode()
    monkeypatch.setattr(operations, "MOST_OF_FIRM", 2)
    with pytest.raises(Unfit) as enough:
        operations.state(firm, number, {"words": "还有"}, at=at)
    assert [one.rule for one in enough.value.problems] == ["inspection.said_enough"]


def test_the_points_are_those_of_the_roles_that_the_firm_had_when_it_was_ordered(road):
    desk = Desk(road, firms=1)
    firm, number, sender, at = due(desk)
    drawn = Desk(road, firms=1).drawn(objects="1").inspections[0].inspection.inspection_no
    points = points_of(firm.roles, TODAY)
    PartyRole.objects.create(party_id=firm.party_id, role=Role.SWAP_OPERATOR)
    time.sleep(0.6)  # for half a second the firm's roles of a moment ago would do
    assert len(queries.get_inspection(sender, number).card.roles) == len(firm.roles) + 1
    assert queries.get_inspection(sender, number).points == points
    sent(sender, number, a_record(firm, TODAY), at=at)
    own = queries.get_inspection(firm, number)
    assert own.points == points
    assert [one.step for one in own.steps] == ["record"]  # the order itself is not the firm's
    assert roles_ordered(drawn) == firm.roles
    with transaction.atomic():
        InspectionAct.objects.filter(about=number, place=1).update(
            body={}
        )  # ordered before roles were written down
        assert roles_ordered(number) == frozenset()
        transaction.set_rollback(True)


def test_others_neither_read_nor_record(road):
    desk, other = Desk(road, firms=1), Desk(road, firms=1)
    firm, number, _, at = due(desk)
    away = desk.officers[2]
    told = a_record(firm, TODAY)
    with pytest.raises(Refused) as not_sent:
        sent(away, number, told, at=at)
    assert not_sent.value.code == "inspection.not_team"
    above = official(desk.place[:4])
    assert queries.get_inspection(above, number).inspection.inspection_no == number
    for viewer, code in (
        (other.officers[0], "not_found"),
        (official(desk.place, "commerce"), "not_found"),
        (above, "auth.not_allowed"),
    ):
        with pytest.raises(Refused) as refused:
            operations.cancel(viewer, number, {"words": "x"}, at=at)
        assert refused.value.code == code
    assert queries.get_inspection(other.firms[0], number) is None
    with pytest.raises(Unfit) as strange:
        operations.order(
            desk.officers[0],
            {
                "party": other.firms[0].uscc,
                "day": "2026-09-01",
                "words": "x",
                "officers": str(away.account_id),
            },
            at=NOW,
        )
    assert {one.rule for one in strange.value.problems} == {"inspection.party", "inspection.officers"}
    plan = other.drawn()
    assert queries.get_plan(desk.officers[0], plan.plan.plan_no) is None
    assert queries.get_plan(official(other.place[:2]), plan.plan.plan_no).is_own is False


def test_the_audit_names_a_step_that_was_changed(road, monkeypatch):
    monkeypatch.setattr(audits, "MOST_FAULTS", 10**6)  # of other tests there may be many
    desk = Desk(road, firms=2)
    number = desk.drawn(objects="1").plan.plan_no
    ledger.publish()
    before = audit()
    assert [fault for fault in before.faults if number in fault.where] == []
    changes = (
        (
            "UPDATE inspection_act SET body = jsonb_set(body, '{drawn,drawn_date}', '\"2026-09-05\"') WHERE about = %s"
            " AND step = 'draw'"
        ),
        "UPDATE inspection_act SET at = at + interval '1 second' WHERE about = %s AND place = 1",
        "DELETE FROM inspection_act WHERE about = %s AND place = 2",
    )
    for change in changes:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(change, [number])
                assert cursor.rowcount == 1
            found = audit()
            transaction.set_rollback(True)
        # of the last step, its row tells as well
        assert found.count == before.count + 1 + ("DELETE" in change), change
        assert {"inspection", "step of an inspection is gone"} & {fault.what for fault in found.faults}
    assert DrawSeed.objects.count() == InspectionPlan.objects.count()


def test_the_audit_names_a_plan_or_a_visit_whose_row_is_not_as_its_steps_left_it(road, monkeypatch):
    monkeypatch.setattr(audits, "MOST_FAULTS", 10**6)
    desk = Desk(road, firms=2)
    number = desk.drawn(objects="1").plan.plan_no
    ledger.publish()
    plan = InspectionPlan.objects.filter(plan_no=number)
    visit = Inspection.objects.filter(plan=plan.get())
    sent_out = visit.get().inspection_no
    spared = next(one.party_id for one in desk.firms if one.party_id != visit.get().party_id)
    of_visit = {
        "party": spared, "plan": None, "inspection_date": TODAY + timedelta(days=300), "team": [1, 2], "words": "x",
        "state": "cancelled", "record_id": uuid4(), "told_at": NOW, "department": "market",
    }  # fmt: skip
    of_plan = {
        "title": "x", "made_at": NOW + timedelta(days=1), "state": "revealed", "leaf": uuid4(), "territory": "430104",
    }  # fmt: skip
    changes = [
        *((visit, sent_out, column, value) for column, value in of_visit.items()),
        *((plan, number, column, value) for column, value in of_plan.items()),
        (DrawSeed.objects.filter(plan=plan.get()), number, "seed", "ab" * 32),
    ]
    for rows, whose, column, value in changes:
        with transaction.atomic():
            assert rows.update(**{column: value}) == 1
            found = [one for one in audit().faults if sent_out in one.where or number in one.where]
            transaction.set_rollback(True)
        name = "department" if column == "territory" else column
        assert [(one.what, one.where) for one in found] == [
            ("row", f"{whose}: {name} is not as its steps left it")
        ]
        assert found[0].place >= 0
    for rows, whose, name, value in (
        (DrawSeed.objects.filter(plan=plan.get()), number, "seed", "zz"),
        (plan, number, "department", "zzz"),
        (visit, sent_out, "department", "zzz"),
    ):
        with transaction.atomic():
            rows.update(**{name: value})
            found = {one.where for one in audit().faults if sent_out in one.where or number in one.where}
            transaction.set_rollback(True)
        assert found == {f"{whose}: its row or its steps cannot be read"}
    for rows, gone in (
        (visit, {sent_out}),
        (plan, {number, sent_out}),
        (DrawSeed.objects.filter(plan=plan.get()), set()),
    ):
        with transaction.atomic():
            rows.delete()
            found = {one.where for one in audit().faults if sent_out in one.where or number in one.where}
            transaction.set_rollback(True)
        seed = {f"{number}: its row or its steps cannot be read"}
        assert found == ({f"{each}: its row is gone" for each in gone} or seed)


def test_the_files_of_a_record_are_not_read_where_they_are_too_large_together(road, monkeypatch):
    desk = Desk(road, firms=1)
    firm, number, sender, _ = due(desk)
    monkeypatch.setattr(pages, "MOST_TOGETHER", len(INK) + len(VIEW) - 1)
    client = signed_in(sender)
    told = SimpleUploadedFile("record.json", msgspec.json.encode(a_record(firm, TODAY)))
    files = [SimpleUploadedFile("a", INK), SimpleUploadedFile("b", VIEW)]
    answer = client.post(f"/inspections/{number}/record", {"record": told, "file": files})
    assert (answer.status_code, answer.json()["problems"][0][0]) == (422, "photos")
    assert queries.get_inspection(sender, number).record is None
