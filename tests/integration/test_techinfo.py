"""Technical information: published by version, opened for what is in hand until an instant, marked and traced."""

import io
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pypdfium2
import pytest
from django.db import connection
from django.test import Client
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject

from suyuan.domain.access import Viewer
from suyuan.domain.obligations import State
from suyuan.domain.techinfo import Hand
from suyuan.exports import marks
from suyuan.intake import papers
from suyuan.intake.refusal import Unreadable
from suyuan.law.duty import Role
from suyuan.law.measures_2026 import RULEBOOK
from suyuan.ops.techinfo import trace
from suyuan.services import clock
from suyuan.services.refusals import Refused, Unfit
from suyuan.services.techinfo import operations, queries
from suyuan.storage import accounts
from tests.authorization.planting import signed_in

NOW = datetime(2026, 11, 20, 4, tzinfo=UTC)
APPROVED = operations.Approval("GG-1", "2026-05-01")
STEPS = (
    "removal | 断开维修开关 | Open the service switch | high_voltage | 绝缘手套\n"
    "disassembly|拆下上盖|Take the cover off||T30"
)
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="80" height="60"><rect width="70" height="50"/></svg>'
OPERATOR = Viewer(account_id=0, user_id=0, kind="operator")


def pdf(*sizes):
    writer = PdfWriter()
    for size in sizes or ((420, 595), (1200, 800), (595, 842)):
        writer.add_blank_page(*size)
    return written(writer)


def written(writer):
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.fixture
def trade(road):
    """A maker with a manual; a pack in its car; an independent shop, a yard and a recycler."""
    maker, shop, yard, plant = (
        road.firm(role) for role in (Role.VEHICLE_MAKER, Role.REPAIRER, Role.DISMANTLER, Role.RECYCLER)
    )
    car, pack = road.car(), road.pack()
    road.file(maker, "24.2.a", road.certificate(car, pack.tree(), vehicle_model="TST7000"), at="2026-05-11")
    files = [("手册.pdf", pdf()), ("接线.svg", SVG)]
    manual = operations.publish(
        maker, model="TST7000", title="拆卸手册", steps=STEPS, files=files, at=NOW, approval=APPROVED
    ).manual_id
    return maker, shop, yard, plant, car, pack.code, manual


def ask(viewer, manual, code, *, vin="", purpose="removal", work="工单17", at=NOW):
    return operations.ask(viewer, manual, code=code, vin=vin, purpose=purpose, work=work, at=at)


def wrong(*given, **more):
    with pytest.raises(Unfit) as found:
        ask(*given, **more)
    return {problem.rule for problem in found.value.problems}


def test_it_opens_for_what_is_in_hand_and_for_nothing_else(road, trade):
    maker, shop, yard, plant, car, code, manual = trade
    assert wrong(shop, manual, code) == {"techinfo.not_in_hand"}
    assert wrong(shop, manual, code, vin=road.car()) == {"techinfo.not_in_hand"}
    assert wrong(plant, manual, code, vin=car, purpose="disassembly") == {"techinfo.not_in_hand"}
    assert ask(shop, manual, code, vin=car).hand is Hand.NAMED
    line = {"vin": car, "replaced_date": "2026-06-01", "old_code": code, "new_code": road.pack().code}
    road.file(shop, "24.5.c", line, at="2026-06-02")
    assert ask(shop, manual, code).hand is Hand.HELD
    road.file(maker, "24.2.c", road.outbound(road.pack().code, plant, "2026-06-03"), at="2026-06-04")
    assert wrong(yard, manual, code) == {"techinfo.not_in_hand"}
    assert wrong(shop, manual, code, purpose="disassembly", work=" ") == {
        "techinfo.purpose",
        "field.missing",
    }
    for outsider in (maker, road.firm(Role.SWAP_OPERATOR), OPERATOR):
        with pytest.raises(Refused, match="auth"):
            ask(outsider, manual, code)


def test_what_is_on_its_way_counts_and_what_was_handed_on_no_longer(road, trade):
    maker, _, _, plant, _, _, manual = trade
    car, pack = road.car(), road.pack()
    road.file(maker, "24.2.a", road.certificate(car, pack.tree(), vehicle_model="TST7000"), at="2026-05-11")
    line = {"vin": car, "replaced_date": "2026-06-01", "old_code": pack.code, "new_code": road.pack().code}
    road.file(maker, "24.5.b", line, at="2026-06-02")
    road.file(maker, "24.6.c", road.outbound(pack.code, plant, "2026-06-03"), at="2026-06-04")
    assert ask(plant, manual, pack.code, purpose="testing").hand is Hand.ADDRESSED
    road.file(plant, "24.7.a", road.inbound(pack.code, maker, "2026-06-05"), at="2026-06-06")
    assert ask(plant, manual, pack.code, purpose="disassembly").hand is Hand.HELD


def test_a_manual_of_another_model_stays_shut(road, trade):
    maker, shop, _, _, car, code, manual = trade
    other = operations.publish(
        maker, model="TST8000", title="拆卸手册", steps=STEPS, files=(), at=NOW, approval=APPROVED
    ).manual_id
    assert (
        wrong(shop, other, code, vin=car)
        == wrong(shop, other, code, vin=road.car())
        == {"techinfo.not_in_hand"}
    )
    found = queries.find_manuals(shop, code=code, vin=car, today=clock.today())
    assert [one.manual.manual_id for one in found] == [manual]
    assert queries.find_manuals(shop, code=code, today=clock.today()) == []
    assert queries.find_manuals(shop, code=road.pack().code, vin=car, today=clock.today()) == []


def test_it_ends_to_the_second(trade):
    _, shop, _, _, car, code, manual = trade
    grant = ask(shop, manual, code, vin=car)
    assert grant.expires_at - grant.granted_at == timedelta(hours=72)
    assert queries.read_steps(shop, grant.grant_id, at=grant.expires_at - timedelta(seconds=1))
    for read in (queries.read_steps, lambda *given, at: queries.read_file(*given, 0, at=at)):
        with pytest.raises(Refused, match=r"techinfo\.expired"):
            read(shop, grant.grant_id, at=grant.expires_at)


def test_a_leave_is_its_firms_alone(road, trade):
    _, shop, _, _, car, code, manual = trade
    grant = ask(shop, manual, code, vin=car)
    other = road.firm(Role.REPAIRER)
    for number in (grant.grant_id, 10**8):
        with pytest.raises(Refused, match="not_found"):
            queries.read_steps(other, number, at=NOW)


def test_the_filer_learns_how_often_and_by_which_kind_and_not_by_whom(trade):
    maker, shop, _, _, car, code, manual = trade
    grant = ask(shop, manual, code, vin=car)
    queries.read_steps(shop, grant.grant_id, at=NOW)
    queries.read_file(shop, grant.grant_id, 0, at=NOW)
    (own,) = queries.own_manuals(maker)
    assert dict(own.reads) == {"repairer": 2}
    assert shop.uscc not in repr(own)
    assert shop.party_name not in repr(own)
    second = operations.publish(
        maker, model="TST7000", title="拆卸手册", steps=STEPS, files=(), at=NOW
    ).manual_id
    assert [(one.manual.version, one.manual.superseded) for one in queries.own_manuals(maker)] == [
        (2, False),
        (1, True),
    ]
    listed = queries.find_manuals(shop, model="tst7000", today=clock.today())
    assert [second] == [one.manual.manual_id for one in listed if one.maker.uscc == maker.uscc]


@pytest.mark.parametrize("place", [0, 1])
def test_a_copy_leads_back_to_its_reader_after_it_was_printed(trade, place, tmp_path, capsys):
    _, shop, _, _, car, code, manual = trade
    grant = ask(shop, manual, code, vin=car)
    name, copy = queries.read_file(shop, grant.grant_id, place, at=NOW)
    assert name.endswith(f"{grant.mark}.pdf")
    assert marks.read_file(copy) == [grant.mark]
    document = pypdfium2.PdfDocument(copy)
    for page in document:
        assert shop.party_name in page.get_textpage().get_text_range().replace(" ", "")
        grey = np.array(page.render(scale=100 / 72, grayscale=True).to_numpy()).squeeze()
        noisy = grey.astype(np.int16) + np.random.default_rng(place).integers(-40, 40, grey.shape)
        printed = np.ascontiguousarray(np.clip(noisy, 0, 255).astype(np.uint8))
        for sheet in (printed, np.ascontiguousarray(np.rot90(printed)), printed[: len(printed) // 2].copy()):
            assert marks.read(sheet) == [grant.mark]
    traced = queries.traced(OPERATOR, grant.mark)
    assert (traced.firm.uscc, traced.grant.code, traced.user_id) == (shop.uscc, code, shop.user_id)
    with pytest.raises(Refused):
        queries.traced(shop, grant.mark)
    photograph = tmp_path / "page.jpg"
    Image.fromarray(printed).save(photograph, quality=60)
    (tmp_path / "copy.pdf").write_bytes(copy)
    for what in (grant.mark, photograph, tmp_path / "copy.pdf"):
        assert trace(str(what)) == 0
        assert f"firm {shop.uscc}" in capsys.readouterr().out
    assert trace("0" * 16) == 1
    assert queries.traced(OPERATOR, "0" * 16) is None
    assert PdfReader(io.BytesIO(copy)).metadata["/SuyuanMark"] == grant.mark


def acting(**action):
    """Make a PDF with a link that does something."""
    writer = PdfWriter()
    page = writer.add_blank_page(100, 100)
    does = DictionaryObject({NameObject(f"/{name}"): value for name, value in action.items()})
    note = DictionaryObject({NameObject("/Subtype"): NameObject("/Link"), NameObject("/A"): does})
    page[NameObject("/Annots")] = ArrayObject([note])
    return written(writer)


def hostile():
    opening = PdfWriter()
    opening.add_blank_page(100, 100)
    script = {"/S": NameObject("/JavaScript"), "/JS": TextStringObject("app.alert(1)")}
    opening.root_object[NameObject("/OpenAction")] = DictionaryObject(
        {NameObject(name): value for name, value in script.items()}
    )
    yield "a.pdf", written(opening), "paper.active"
    yield "b.pdf", acting(S=NameObject("/Launch"), F=TextStringObject("x")), "paper.active"
    yield (
        "c.pdf",
        acting(S=NameObject("/URI"), URI=TextStringObject("https://example.org/v.mp4")),
        "paper.link",
    )
    carrying = PdfWriter()
    carrying.add_blank_page(100, 100)
    carrying.add_attachment("x.exe", b"MZ")
    yield "d.pdf", written(carrying), "paper.active"
    locked = PdfWriter()
    locked.add_blank_page(100, 100)
    locked.encrypt("secret")
    yield "e.pdf", written(locked), "paper.locked"
    yield "f.pdf", b"%PDF-1.7\n" + b"\x00" * 100, "file.damaged"
    yield "g.pdf", b"MZ\x90\x00" * 40, "paper.kind"
    yield "h.png", pdf(), "paper.disguised"
    yield "i.pdf", SVG, "paper.disguised"
    yield "j.svg", SVG.replace(b"<rect", b"<script>alert(1)</script><rect"), "paper.active"
    yield "k.svg", SVG.replace(b"<rect", b'<rect onload="alert(1)"'), "paper.active"
    yield "l.svg", SVG.replace(b"<rect", b'<image href="https://example.org/a.png"/><rect'), "paper.link"
    yield "m.svg", b'<!DOCTYPE svg [<!ENTITY a "b">]>' + SVG, "paper.active"
    yield "n.svg", SVG.replace(b"<rect", b"<style>@import url(x)</style><rect"), "paper.link"
    yield "o.svg", b"<svg", "file.damaged"
    yield "p.png", b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\rIHDR" + b"\xff" * 20, "paper.pixels"


@pytest.mark.parametrize(("name", "content", "rule"), [pytest.param(*each, id=each[0]) for each in hostile()])
def test_a_paper_that_does_something_is_refused_and_says_why(name, content, rule):
    with pytest.raises(Unreadable) as found:
        papers.look(name, content)
    assert found.value.faults[0].rule == rule
    assert found.value.faults[0].value.startswith(name) or rule == "file.damaged"


def test_what_is_wrong_is_named_line_by_line_and_file_by_file(trade):
    maker, *_ = trade
    steps = "removal | 断开 | \nfly | a | b\nremoval | 甲 | a | magic\nremoval | 看 https://x.cn | see it"
    files = [
        ("j.svg", SVG.replace(b"<rect", b"<script/><rect")),
        ("big.pdf", b"%PDF-" + b"0" * papers.LARGEST),
    ]
    with pytest.raises(Unfit) as found:
        operations.publish(maker, model="", title="x", steps=steps, files=files, at=NOW)
    told = [(problem.field, problem.rule) for problem in found.value.problems]
    assert told == [
        ("vehicle_model", "field.missing"),
        ("steps", "techinfo.languages"),
        ("steps", "techinfo.stage"),
        ("steps", "techinfo.hazard"),
        ("steps", "techinfo.link"),
        ("files", "paper.active"),
        ("files", "paper.large"),
    ]
    assert all(all(problem.words(language)) for problem in found.value.problems for language in ("zh", "en"))


def test_pages_and_interface_say_the_same(trade):
    maker, shop, _, _, car, code, manual = trade
    token = accounts.issue_token(shop.account_id, name="t", at=clock.true_now())
    client = Client(headers={"authorization": f"Bearer {token}"})
    (listed,) = client.get("/api/v1/techinfo", {"code": code, "vin": car}).json()["items"]
    assert (listed["id"], listed["party"], listed["steps"], len(listed["files"])) == (
        manual,
        maker.uscc,
        2,
        2,
    )
    body = {"code": code, "vin": car, "purpose": "removal", "work": "x"}
    grant = client.post(f"/api/v1/techinfo/{manual}/grants", body, content_type="application/json").json()
    opened = client.get(f"/api/v1/techinfo/grants/{grant['id']}").json()
    assert [step["en"] for step in opened["steps"]] == ["Open the service switch", "Take the cover off"]
    copy = client.get(f"/api/v1/techinfo/grants/{grant['id']}/files/0")
    assert (copy["Content-Type"], marks.read_file(copy.content)) == ("application/pdf", [grant["mark"]])
    bad = client.post(
        f"/api/v1/techinfo/{manual}/grants", body | {"vin": ""}, content_type="application/json"
    )
    assert (bad.status_code, bad.json()["errors"][0]["column"]) == (422, "code")
    page = signed_in(maker).get("/firm/manuals")
    assert (page.status_code, "拆卸手册" in page.content.decode()) == (200, True)
    for path in (
        "/techinfo",
        f"/techinfo?code={code}&vin={car}",
        f"/techinfo/{manual}",
        f"/techinfo/grants/{grant['id']}",
    ):
        assert signed_in(shop).get(path).status_code == 200, path
    mine = accounts.issue_token(maker.account_id, name="t", at=clock.true_now())
    filing = Client(headers={"authorization": f"Bearer {mine}"})
    paper = io.BytesIO(pdf((300, 300)))
    paper.name = "新版.pdf"
    fields = {"vehicle_model": "TST7000", "title": "拆卸手册", "steps": STEPS, "files": [paper]}
    assert filing.post("/api/v1/techinfo", fields).status_code == 201
    assert filing.get("/api/v1/techinfo").status_code == 403


def test_what_says_the_same_is_the_same_version_whoever_is_quicker(trade):
    maker, *_ = trade
    given = {
        "model": "TST7100",
        "title": "手册",
        "steps": STEPS,
        "files": [("手册.pdf", pdf((100, 100)))],
        "at": NOW,
        "approval": APPROVED,
    }

    def publish(_):
        try:
            return operations.publish(maker, **given).manual_id
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(publish, range(4)))) == 1
    operations.publish(maker, **given | {"steps": f"{STEPS}\nremoval|再查|Check again"})
    assert [
        one.manual.version for one in queries.own_manuals(maker) if one.manual.vehicle_model == "TST7100"
    ] == [2, 1]


def test_a_battery_maker_files_for_packs_of_its_own_and_they_open_with_the_code(road, trade):
    _, shop, *_ = trade
    owner, other = (
        road.firm(Role.BATTERY_MAKER, prefixes=["7TI"]),
        road.firm(Role.BATTERY_MAKER, prefixes=["7TJ"]),
    )
    pack = f"7TIPB31HY00L10G51{owner.party_id:07d}"
    given = {"model": "7TIPB31", "title": "电池包拆解", "steps": STEPS, "files": (), "at": NOW}
    for viewer, model in ((other, "7TIPB31"), (owner, "TST7000"), (owner, "7TIMB31"), (owner, "7TIPB3")):
        with pytest.raises(Unfit) as found:
            operations.publish(viewer, **given | {"model": model})
        assert [problem.rule for problem in found.value.problems] == ["techinfo.product"]
    with pytest.raises(Unfit) as unknown:
        operations.publish(owner, **given)
    assert [problem.rule for problem in unknown.value.problems] == ["techinfo.unspecified"]
    specified = {column.name: column.example for column in RULEBOOK.by_id["9.1"].columns} | {
        "prefix": "7TIPB31"
    }
    receipt = road.file(owner, "9.1", specified, at="2026-06-01")
    assert receipt.state == "accepted", receipt.notes
    manual = operations.publish(owner, **given).manual_id
    car, old = road.car(), road.pack().code
    line = {"vin": car, "replaced_date": "2026-06-01", "old_code": pack, "new_code": old}
    assert road.file(shop, "24.5.c", line, at="2026-06-02").state == "accepted"
    found = queries.find_manuals(shop, code=pack, today=clock.today())
    assert [one.manual.manual_id for one in found] == [manual]
    assert ask(shop, manual, pack).hand is Hand.HELD
    found = queries.find_manuals(shop, vin=car, today=clock.today())
    assert [one.manual.manual_id for one in found] == [manual]
    assert queries.find_manuals(road.firm(Role.REPAIRER), vin=car, today=clock.today()) == []


def test_a_vin_alone_tells_nothing_of_a_battery_that_is_still_in_the_vehicle(trade):
    _, shop, yard, plant, car, code, manual = trade
    for viewer in (shop, yard, plant):
        assert queries.find_manuals(viewer, vin=car, today=clock.today()) == []
    listed = queries.find_manuals(shop, code=code, vin=car, today=clock.today())
    assert [one.manual.manual_id for one in listed] == [manual]


def test_a_manual_with_its_approval_meets_the_clock_of_24_1_in_the_same_act(road, trade):
    maker, *_ = trade
    given = {"model": "TST7200", "title": "手册", "steps": STEPS, "files": [("手册.pdf", pdf())], "at": NOW}
    for number, day, rule in (
        ("GG-1", "", "field.missing"),
        ("", "2026-05-01", "field.missing"),
        ("x", "1", "date.format"),
    ):
        with pytest.raises(Unfit) as found:
            operations.publish(maker, **given, approval=operations.Approval(number, day))
        assert [problem.rule for problem in found.value.problems] == [rule]
    assert [one for one in queries.own_manuals(maker) if one.manual.vehicle_model == "TST7200"] == []
    made = operations.publish(maker, **given, approval=operations.Approval("GG-1", "2026-06-01"))
    (clock_of,) = [one for one in road.clocks(maker, "24.1") if one.subject_id == "TST7200"]
    assert (clock_of.subject_id, clock_of.state, clock_of.due_on) == (
        "TST7200",
        State.MET,
        date(2026, 12, 1),
    )
    again = operations.publish(maker, **given, approval=operations.Approval("GG-1", "2026-06-01"))
    assert again == made
