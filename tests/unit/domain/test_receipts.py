"""Receipts: numbers that are keys, and notes whose counts stay exact however many places they list."""

from datetime import date

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from suyuan.codes import packing
from suyuan.domain import receipts
from suyuan.domain.receipts import PLACES_KEPT, Note, Receipt
from suyuan.domain.table import Column, Fault, Place, Source, Table
from suyuan.law.catalogue import RULES
from suyuan.law.measures_2026 import RULEBOOK

DUTY = RULEBOOK.by_id["24.3"]
DAY = date(2026, 5, 1)


def table(rows, *, line=None, **source):
    lines = np.arange(1, rows + 1) if line is None else np.array(line)
    return Table(
        {"code": Column(pl.Series(["x"] * rows, dtype=pl.String))}, lines.astype(np.int32), Source(**source)
    )


def fault(*rows, rule="code.length", column="code", value="X", severity="error", **detail):
    return Fault(rule, column, value, np.array(rows, np.int32), severity, detail)


# --- numbers ---------------------------------------------------------------------------------------------


def test_a_number_reads_back_from_its_key_in_any_case():
    for _ in range(50):
        number = receipts.number(DAY)
        assert number.startswith("SY-20260501-")
        key = receipts.key(f" {number.lower()} ")
        assert key == receipts.key(number.replace("-", ""))
        assert packing.unpack(key) == number.replace("-", "")


def test_numbers_of_a_day_differ_and_sort_by_day():
    assert len({receipts.number(DAY) for _ in range(200)}) == 200
    assert receipts.key(receipts.number(DAY)) < receipts.key(receipts.number(date(2026, 5, 2)))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "SY",
        "SY-20260501-7K3M9Q2X",
        "SY-20260501-7K3M9Q2XDD",
        "SX-20260501-7K3M9Q2XD",
        "9Z2PE01G510000001RP",
        "SY-20260501-7K3M9Q2Xé",
        "SY-20260501-7K3M9Q2XU",
        "SY-2026O501-7K3M9Q2XD",
        "SY" + "９" * 17,
        "SY" + "é" * 17,
    ],
)
def test_what_is_no_receipt_number_has_no_key(text):
    assert receipts.key(text) is None


# --- notes -----------------------------------------------------------------------------------------------


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(["X", "Y"]), st.sets(st.integers(0, 19), min_size=1).map(sorted)),
        max_size=5,
    ),
    st.lists(st.integers(0, 2), min_size=20, max_size=20),
)
def test_a_line_counts_once_for_a_note_however_often_it_shows_it(shown, steps):
    line = np.cumsum(steps) + 1
    made = receipts.notes(table(20, line=line), tuple(fault(*rows, value=value) for value, rows in shown))
    for note in made:
        lines = {int(line[row]) for value, rows in shown if value == note.value for row in rows}
        assert note.count == len(lines)
        assert {place.row for place in note.places} == lines
        assert len(note.places) == len(lines)
    assert {note.value for note in made} == {value for value, _ in shown}


def test_the_count_stays_exact_where_the_places_are_cut():
    rows = PLACES_KEPT + 500
    (note,) = receipts.notes(table(rows), (fault(*range(rows)),))
    assert note.count == rows
    assert len(note.places) == PLACES_KEPT
    assert note.places[-1].row == PLACES_KEPT


def test_errors_come_before_warnings_and_the_frequent_before_the_rare():
    faults = (
        fault(0, 1, 2, rule="code.date_unknown", severity="warning"),
        fault(0, value="A"),
        fault(1, 2, value="B"),
    )
    notes = receipts.notes(table(3), faults)
    assert [(note.rule, note.value) for note in notes] == [
        ("code.length", "B"),
        ("code.length", "A"),
        ("code.date_unknown", "X"),
    ]


def test_places_are_those_of_the_file():
    workbook = table(3, format="xlsx", letters={"code": "D"}, first=5)
    (note,) = receipts.notes(workbook, (fault(2),))
    assert note.places == (Place(3, "D7", None),)
    array = table(3, format="json")
    (note,) = receipts.notes(array, (fault(2),))
    assert note.places == (Place(3, None, "/2/code"),)


def test_a_note_on_the_whole_file_has_no_place_and_is_said_once():
    (note,) = receipts.notes(table(0), (fault(rule="file.empty", column=None, value=""),))
    assert (note.count, note.places) == (0, ())
    (entry,) = receipts.say(DUTY, (note,), "en")
    assert entry["row"] is None


# --- words -----------------------------------------------------------------------------------------------


FIRST = (Place(1, None, None),)


def note(rule="code.wrong_level", column="code", value="X", places=FIRST, **detail):
    return Note(rule, "error", column, value, len(places), places, detail)


def test_words_follow_the_language():
    zh, _ = note(levels="P").words(DUTY, "zh-Hans")
    en, _ = note(levels="P").words(DUTY, "en")
    assert zh != en
    assert any("一" <= sign <= "鿿" for sign in zh)
    assert not any("一" <= sign <= "鿿" for sign in en)


def test_a_detail_in_both_languages_is_said_in_one():
    one = note("check.required_when", when_zh="编码状况", when_en="Condition", values="damaged")
    zh, en = one.words(DUTY, "zh-Hans")[0], one.words(DUTY, "en")[0]
    assert "编码状况" in zh
    assert "Condition" not in zh
    assert "编码状况" not in en


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("language", ["zh-Hans", "en"])
def test_every_rule_speaks_even_without_its_details(rule, language):
    message, fix = note(rule).words(DUTY, language)
    assert message
    assert fix


def test_an_unknown_placeholder_stays_visible():
    message, _ = note().words(DUTY, "en")
    assert "{levels}" in message
    assert "{levels}" not in note(levels="P").words(DUTY, "en")[0]


def test_a_value_with_braces_is_shown_as_it_stands():
    message, _ = note("field.too_long", value="{value}{0}", longest="5").words(DUTY, "en")
    assert message


def test_entries_come_in_row_order_and_no_more_than_asked():
    notes = (
        note(places=(Place(5, None, None), Place(1, None, None)), levels="P"),
        note("field.missing", places=(Place(3, None, None),)),
    )
    assert [entry["row"] for entry in receipts.say(DUTY, notes, "en")] == [1, 3, 5]
    assert [entry["row"] for entry in receipts.say(DUTY, notes, "en", most=2)] == [1, 3]


def test_an_entry_has_all_that_the_contract_names():
    (entry,) = receipts.say(DUTY, (note(levels="P"),), "en")
    assert set(entry) == {"row", "column", "cell", "pointer", "rule", "value", "message", "fix", "article"}
    assert entry["article"]


def test_a_receipt_parts_errors_from_warnings():
    notes = (note(levels="P"), Note("code.date_unknown", "warning", "code", "X", 1, (), {}))
    receipt = Receipt(
        receipt="SY",
        duty="24.3",
        party="",
        state="accepted",
        mode="good",
        filed_at=None,
        lines=2,
        accepted=1,
        rejected=1,
        late=0,
        notes=notes,
    )
    assert receipt.errors == notes[:1]
    assert receipt.warnings == notes[1:]
    assert receipts.with_labels(receipt, ()) is receipt
    assert receipts.with_labels(receipt, ((1, "TMP-X"),)).provisional == ((1, "TMP-X"),)
