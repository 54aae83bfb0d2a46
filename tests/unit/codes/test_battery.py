"""Published battery codes read as their sources say; bad ones are refused with the reason and the place."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from suyuan.codes import battery
from suyuan.codes.fault import CodeFault
from suyuan.codes.letters import GB_T_34014_2017, LETTERS, TABLES, table_on

PUBLISHED = [
    ("001CB240000003B3C0221953", "001", "C", "B", "24", date(2021, 3, 12), "0221953"),
    ("04QCB76836300JBC40000903", "04Q", "C", "B", "76", date(2021, 12, 4), "0000903"),
    ("04QCB76718400JB630001092", "04Q", "C", "B", "76", date(2021, 6, 3), "0001092"),
    ("04QCB76830200JD2A0005567", "04Q", "C", "B", "76", date(2023, 2, 10), "0005567"),
    ("04QCB52091380JG120006435", "04Q", "C", "B", "52", date(2026, 1, 2), "0006435"),
    ("07HCBC1P22G06AC700002596", "07H", "C", "B", "C1", date(2022, 7, 31), "0002596"),
    ("03UPE01000011C85A00FTY20", "03U", "P", "E", "01", date(2018, 5, 10), "00FTY20"),
]
SYNTHETIC = ["X12MCPM27KLPCLX2M2382320", "X12CCPM27KLPCLE662382320", "B54MCPM27KLPCLE6A7519857"]
GOOD = "04QCB76836300JBC40000903"
REUSED = "00PMB12G1A0000001RP"


@pytest.mark.parametrize(("text", "maker", "level", "chemistry", "spec", "made", "serial"), PUBLISHED)
def test_a_published_code_reads_as_its_source_says(text, maker, level, chemistry, spec, made, serial):  # noqa: PLR0917
    code = battery.parse(text)
    assert (code.maker, code.level, code.chemistry, code.spec) == (maker, level, chemistry, spec)
    assert (code.made, code.serial, code.form) == (made, serial, "full")


@pytest.mark.parametrize("text", SYNTHETIC)
def test_the_consortium_examples_are_accepted(text):
    assert battery.is_valid(text)


def test_a_serial_of_letters_is_a_remark_only():
    assert battery.parse("03UPE01000011C85A00FTY20").remarks == ("serial_not_numeric",)
    assert battery.parse(GOOD).remarks == ()


def test_a_second_life_code_names_the_kind_it_came_from():
    code = battery.parse(REUSED)
    assert (code.form, code.level, code.source_level, code.trace) == ("reuse", "M", "P", "")
    assert (code.made, code.serial) == (date(2026, 1, 10), "0000001")


@pytest.mark.parametrize(
    ("text", "reason", "place"),
    [
        ("A765101015", "length", None),
        ("", "length", None),
        (GOOD + "1", "length", None),
        ("jbc4000090304qcb76836300", "halves_swapped", None),
        ("BC4000090304QCB76836300J", "halves_swapped", None),
        ("04QXB76836300JBC40000903", "level", 4),
        ("04QCB76836300-BC40000903", "character", 14),
        ("04QCB76836300ÜBC40000903", "character", 14),
        ("04QCB76836300ＪBC40000903", "character", 14),
        ("04QCB76836300 JBC40000903", "inner_blank", 14),
        ("04QCB76836300\nJBC40000903", "inner_blank", 14),
        ("04QCB76836300\u3000BC40000903", "inner_blank", 14),
        ("00PMB12G1A0000001XP", "reuse_suffix", 18),
        ("00PMB12G1A0000001RX", "reuse_suffix", 18),
        ("G1A0000001RP00PMB12", "halves_swapped", None),
    ],
)
def test_a_bad_code_is_refused_with_reason_and_place(text, reason, place):
    with pytest.raises(CodeFault) as refusal:
        battery.validate(text)
    assert (refusal.value.reason, refusal.value.start) == (reason, place)
    assert refusal.value.reason in battery.REASONS
    assert refusal.value.zh
    assert not battery.is_valid(text)


@pytest.mark.parametrize(
    ("text", "remark"),
    [
        ("04QCX76836300JBC40000903", "chemistry_unknown"),
        ("04QCB76836300JUC40000903", "date_unknown"),
        ("04QCB76836300JBD40000903", "date_unknown"),
        ("04QCB76836300JBCZ0000903", "date_unknown"),
        ("04QCB76836300JB2Y0000903", "date_impossible"),
        ("04QCB76836300JB2X0000903", "date_impossible"),
    ],
)
def test_an_unknown_letter_is_remarked_on_and_the_code_stays(text, remark):
    code = battery.parse(text)
    assert code.remarks == (remark,)
    assert (code.made is None) == remark.startswith("date")


def test_the_leap_day_exists_in_leap_years_only():
    assert battery.parse("04QCB76836300JC2X0000903").remarks == ("date_impossible",)  # 2022
    assert battery.parse("04QCB76836300JE2X0000903").made == date(2024, 2, 29)


def test_the_segments_cover_the_code_in_order():
    for text in (GOOD, REUSED):
        segments = battery.parse(text).segments
        assert "".join(segment.text for segment in segments) == text
        assert [segment.start for segment in segments] == [1] + [segment.end + 1 for segment in segments[:-1]]
        assert all(
            segment.zh and segment.en and segment.meaning_zh and segment.meaning_en for segment in segments
        )


def test_the_segments_say_what_is_unknown():
    meanings = {s.id: s.meaning_en for s in battery.parse("04QCX76836300JUC40000903").segments}
    assert meanings["chemistry"] == "unknown"
    assert "unknown" in meanings["made"]


def test_case_and_surrounding_blanks_do_not_matter():
    assert battery.validate(f"\t{GOOD.lower()} \n") == GOOD


@given(st.dates(date(2011, 1, 1), date(2040, 12, 31)))
def test_every_day_of_the_cycle_can_be_written_and_read(day):
    letter = {value: sign for table in (LETTERS.years,) for sign, value in table.items()}[day.year]
    month = {value: sign for sign, value in LETTERS.months.items()}[day.month]
    sign = {value: sign for sign, value in LETTERS.days.items()}[day.day]
    assert LETTERS.made(letter + month + sign) == day


def test_the_date_letters_leave_out_those_that_look_like_digits():
    assert len(LETTERS.years) == 30
    assert len(LETTERS.days) == 31
    assert not set("IOQUZ") & (set(LETTERS.years) | set(LETTERS.days))


def test_the_first_table_also_reads_codes_older_than_the_standard():
    assert table_on(date(2015, 1, 1)) is GB_T_34014_2017
    assert table_on(date(2030, 1, 1)) is TABLES[-1]


@given(st.text(max_size=30))
def test_any_text_is_either_read_or_refused(text):
    try:
        code = battery.parse(text)
    except CodeFault as fault:
        assert fault.reason in battery.REASONS[1:]  # noqa: PT017
    else:
        assert code.text == battery.compact(text)
