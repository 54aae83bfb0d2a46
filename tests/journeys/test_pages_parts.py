"""Pages without a database: what is shown is grouped, derived and worded as the rulebook says."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.template.loader import get_template
from django.test import Client
from django.utils import translation

from suyuan.domain.obligations import Obligation, State
from suyuan.domain.receipts import Note, Receipt
from suyuan.domain.table import Place
from suyuan.exports import receipt_pdf
from suyuan.law.duty import Duty, Event
from suyuan.law.measures_2026 import RULEBOOK
from suyuan.portal import deadlines, words
from suyuan.portal.forms import entry
from suyuan.portal.shown import duelist, fixlist, identity
from suyuan.portal.templatetags import firm_tags
from suyuan.portal.templatetags import suyuan_tags as tags
from suyuan.services import clock

TODAY = date(2026, 5, 24)
PORTAL = Path(fixlist.__file__).parent.parent
TEMPLATES = sorted((PORTAL / "templates").rglob("*.html"))
OUTBOUND = RULEBOOK.by_id["24.2.c"]
every_duty = pytest.mark.parametrize("duty", RULEBOOK.duties, ids=lambda duty: duty.id)


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> Iterator[Client]:
    monkeypatch.setattr(clock, "today", lambda: TODAY)
    yield Client()
    translation.activate("en")


def receipt(*notes: Note, state: str = "refused") -> Receipt:
    return Receipt(
        receipt="SY-20260524-7K3M9Q2XD",
        duty="24.2.c",
        party="91999999AY10000019",
        state=state,
        mode="all",
        filed_at=datetime(2026, 5, 24, 6, tzinfo=UTC),
        lines=100,
        accepted=0,
        rejected=100,
        late=0,
        notes=notes,
        document="9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    )


def note(rule: str, value: str, *rows: int, column: str = "code", severity: str = "error") -> Note:
    places = tuple(Place(row, f"A{row + 1}", None) for row in rows)
    return Note(rule, severity, column, value, len(rows), places, {})


def test_one_mistake_is_one_entry_however_many_rows_show_it() -> None:
    wrong = note("uscc.check_character", "91999999AY1000001X", *range(1, 813), column="destination_uscc")
    groups = fixlist.groups(
        [note("code.length", "A1", 9), note("code.length", "A2", 4), wrong], OUTBOUND, "en"
    )
    assert [(group.rule, group.count, group.values) for group in groups] == [
        ("uscc.check_character", 812, 1),
        ("code.length", 2, 2),
    ]
    assert groups[0].samples[0].places == "A2–A813"
    assert groups[0].article == "GB 32100-2015"


def test_errors_come_before_warnings_and_places_that_were_cut_are_counted() -> None:
    many = replace(note("code.date_unknown", "X", 1, severity="warning"), count=5000)
    groups = fixlist.groups([many, note("code.length", "A1", 3)], OUTBOUND, "zh")
    assert [group.severity for group in groups] == ["error", "warning"]
    assert groups[1].samples[0].more == 4999


def test_obligations_of_one_day_and_duty_are_one_line() -> None:
    def clock_of(subject: str, due: date | None, state: State) -> Obligation:
        return Obligation(
            duty="24.2.a",
            article="24(2)",
            party="",
            party_name="",
            subject_kind="vehicle",
            subject_id=subject,
            opened_on=TODAY,
            due_on=due,
            met_on=None,
            state=state,
        )

    soon, late = date(2026, 5, 27), date(2026, 5, 18)
    found = duelist.lines(
        [
            clock_of("A", None, State.AWAITING),
            clock_of("B", soon, State.OPEN),
            clock_of("C", soon, State.OPEN),
            clock_of("D", late, State.OVERDUE),
        ]
    )
    assert [(line.state.value, len(line.rows)) for line in found] == [
        ("overdue", 1),
        ("open", 2),
        ("awaiting", 1),
    ]


@every_duty
def test_every_duty_has_a_form_and_its_row_is_a_file(duty: Duty) -> None:
    spoken = entry.Words(language="zh", today=TODAY, yes="是", no="否")
    fields = entry.fields(duty, spoken, values={})
    assert [field.name for field in fields] == [column.name for column in duty.columns]
    assert all(field.label for field in fields)
    typed = entry.row(duty, {column.name: column.example for column in duty.columns} | {"act": "file"})
    head, line = entry.content(typed).decode().splitlines()
    assert head.split(",") == [column.name for column in duty.columns]
    assert duty.columns[0].example in line


def test_what_came_back_stands_beside_its_field() -> None:
    spoken = entry.Words(language="en", today=TODAY, yes="Yes", no="No")
    fields = entry.fields(OUTBOUND, spoken, values={"code": "A1"}, wrong=[note("code.length", "A1", 1)])
    wrong = [field for field in fields if field.errors]
    assert [field.name for field in wrong] == ["code"]
    assert wrong[0].value == "A1"
    assert "24" in wrong[0].errors[0][0]


@every_duty
def test_every_duty_is_explained_in_both_languages(client: Client, duty: Duty) -> None:
    for language, text in (("zh-hans", duty.text.zh), ("en", duty.text.en)):
        answer = client.get(f"/duties/{duty.id}", headers={"accept-language": language})
        assert answer.status_code == 200
        assert text in answer.content.decode()


def test_the_rules_page_names_every_duty_and_policy(client: Client) -> None:
    page = client.get("/rules", headers={"accept-language": "zh-CN"}).content.decode()
    assert all(f"/duties/{duty.id}" in page for duty in RULEBOOK.duties)
    assert "“日”指自然日还是工作日？" in page


def test_a_deadline_is_said_in_both_languages() -> None:
    with translation.override("en"):
        assert (
            deadlines.clock(RULEBOOK.by_id["24.2.a"], TODAY, "en")
            == "within 20 days, counted from: Certificate date"
        )
        assert (
            deadlines.in_words(RULEBOOK.by_id["24.4.a"].versions[-1].deadline)
            == "by day 15 of the next month"
        )
    with translation.override("zh-hans"):
        assert deadlines.clock(RULEBOOK.by_id["24.2.a"], TODAY, "zh").startswith("20日内")


@pytest.mark.parametrize("code", ["04QCB76836300JBC40000903", "9Z1PE01A1G0000001RP"])
def test_a_code_is_drawn_in_groups_that_copy_without_gaps(code: str) -> None:
    drawn = re.sub(r"<[^>]+>", "", tags.code(code, link=False))
    assert drawn == code


def test_a_swapped_code_is_explained_with_the_right_one() -> None:
    read = identity.read("jbc4000090304qcb76836300")
    assert not read.is_code
    assert read.readings[0] == "04QCB76836300JBC40000903"


def test_every_state_has_a_word_a_tone_and_a_sign() -> None:
    signs = set(re.findall(r'<symbol id="([a-z]+)"', (PORTAL / "static/portal/icons.svg").read_text()))
    for table in words.TABLES.values():
        for pill in table.values():
            assert pill.tone in {"good", "warn", "bad", "info", "mute"}
            assert pill.sign in signs
    assert set(words.EVENT) == {event.value for event in Event}
    assert set(words.OBLIGATION) == {state.value for state in State}


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_template_compiles_and_loads_nothing_from_elsewhere(path: Path) -> None:
    get_template(path.relative_to(PORTAL / "templates").as_posix())
    text = path.read_text()
    data = r"[^>]*type=\"application/json\""  # read by a script of ours, run by nobody
    assert not re.search(rf"<script(?![^>]*\bsrc=)(?!{data})", text), "inline script"
    assert not re.search(r"""\son[a-z]+=["']""", text), "inline handler"
    assert not re.search(r"""(src|href)=["'](https?:)?//""", text), "from another server"


def test_the_receipt_is_a_pdf_in_both_languages() -> None:
    found = receipt(note("code.length", "A1", 3))
    shown = receipt_pdf.content(found, OUTBOUND, party_name="示例有限公司")
    assert shown["title"] == {"zh": "不予接收通知", "en": "Notice of refusal"}
    assert shown["notes"][0]["places"] == "1 行 rows · A4"
    assert receipt_pdf.render(found, OUTBOUND, party_name="示例有限公司").startswith(b"%PDF")


@pytest.mark.parametrize(("language", "shown"), [("zh-hans", "营业"), ("en", "open")])
def test_the_state_of_an_outlet_is_told_in_the_readers_language(language: str, shown: str) -> None:
    with translation.override(language):
        assert firm_tags.outlet_status("open") == shown
        assert firm_tags.outlet_status("装修中") == "装修中"


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", ("Articles 18 to 20", "GB/T 34014")), ("zh-hans", ("第18至20条", "GB/T 34014"))],
)
def test_a_range_of_articles_is_put_into_words(language: str, words: tuple[str, str]) -> None:
    with translation.override(language):
        assert [re.sub("<[^>]+>", "", tags.article(text)) for text in ("18-20", "GB/T 34014")] == list(words)
