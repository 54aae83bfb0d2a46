"""Words and identifiers of single cells, judged as their standards and the contract say."""

import polars as pl
import pytest

from suyuan.codes import battery, matrix, uscc, vin
from suyuan.codes.fault import CodeFault
from suyuan.domain import fields, table
from suyuan.law.columns import CELL_CODE, CODE_CONDITIONS, PACK_CODE
from suyuan.law.duty import Column, Kind, Text
from suyuan.world import coding

PACK, MODULE, CELL = (f"9Z1{level}E0100000A1G510000001" for level in "PMC")
DOMESTIC = coding.vin("LY0", "0000A", 2026, "0", 1)


def column(kind, **more):
    return Column(name="x", kind=kind, text=Text("列", "Column"), **more)


def read(asked, texts, *, fold=False):
    """Give the field and, row by row, the rules that each text breaks."""
    series = pl.Series(texts, dtype=pl.String)
    raw = table.Column.of(series) if fold else table.Column(series)
    typed, faults = fields.read(asked, raw)
    rules = [set() for _ in texts]
    for fault in faults:
        for row in fault.rows.tolist():
            rules[row].add(fault.rule)
    return typed, rules


def value(asked, text):
    """Give what one text says, or the rules it breaks."""
    typed, (rules,) = read(asked, [text])
    assert typed.good[0] == (not rules and text != "")
    return rules or typed.rows(typed.data)[0]


# --- words -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("yes", True), ("YES", True), ("是", True), ("true", True), ("no", False), ("否", False), ("N", False)],
)
def test_yes_and_no_are_read_in_both_languages(text, wanted):
    assert value(column(Kind.BOOLEAN), text) == wanted


def test_neither_yes_nor_no_is_refused():
    assert value(column(Kind.BOOLEAN), "maybe") == {"boolean.unknown"}


@pytest.mark.parametrize("text", ["intact", "INTACT", "完好", "Intact"])
def test_a_choice_is_known_by_its_value_and_both_its_names(text):
    typed, rules = read(column(Kind.CHOICE, options=CODE_CONDITIONS), [text, "broken"])
    assert typed.data.to_list() == ["intact", ""]
    assert rules == [set(), {"choice.unknown"}]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Li:0.031;Ni:0.12", {"Li": "0.031", "Ni": "0.12"}),
        (" Li : 0.5 ; Co : 0.5 ; ", {"Li": "0.5", "Co": "0.5"}),
        ("Li:1", {"Li": "1"}),
        ("Li:0.333333333;Ni:0.333333333;Co:0.333333334", {"Li", "Ni", "Co"}),
        ("Li:0.5;Ni:0.500000001", "shares.sum"),
        ("Li:1.1", "shares.sum"),
        ("Li:0.1;Li:0.2", "shares.format"),
        ("li:0.1", "shares.format"),
        ("Lithium:0.1", "shares.format"),
        ("Li", "shares.format"),
        ("Li:", "shares.format"),
        ("Li:.", "shares.format"),
        ("Li:-0.1", "shares.format"),
        ("Li:1e-3", "shares.format"),
        ("Li:０.1", "shares.format"),
        ("锂:0.1", "shares.format"),
        (";", "shares.format"),
    ],
)
def test_shares_are_fractions_of_one_by_element(text, wanted):
    got = value(column(Kind.SHARES, longest=2000), text)
    if isinstance(wanted, str):
        assert got == {wanted}
    else:
        assert (set(got) if isinstance(wanted, set) else got) == wanted


def test_texts_are_parted_and_stripped():
    assert value(column(Kind.TEXTS), " a.pdf; 手册.pdf ;;") == ("a.pdf", "手册.pdf")


@pytest.mark.parametrize(("length", "broken"), [(200, set()), (201, {"field.too_long"})])
def test_a_text_has_a_longest(length, broken):
    assert read(column(Kind.TEXT), ["长" * length])[1] == [broken]


@pytest.mark.parametrize("kind", [Kind.TEXT, Kind.TEXTS])
@pytest.mark.parametrize("sign", ["\u202e", "\u200b", "\x07", "\ufeff", "\U000e0041", "\u2066"])
def test_signs_that_are_not_seen_are_refused_in_words(kind, sign):
    assert read(column(kind), [f"回收{sign}网点", "回收\t网点\r\n二层 𠮷"])[1] == [
        {"field.hidden_text"},
        set(),
    ]


@pytest.mark.parametrize("kind", Kind)
def test_an_empty_cell_is_missing_only_where_it_is_required(kind):
    assert read(column(kind, options=CODE_CONDITIONS), [""])[1] == [{"field.missing"}]
    typed, rules = read(column(kind, required=False, options=CODE_CONDITIONS), [""])
    assert rules == [set()]
    assert not typed.good.any()


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("raw", [table.Column(pl.Series([], dtype=pl.String)), table.Column.constant("", 0)])
def test_a_column_without_rows_has_no_faults(kind, raw):
    typed, faults = fields.read(column(kind, options=CODE_CONDITIONS), raw)
    assert len(typed.good) == 0
    assert not faults


# --- identifiers -----------------------------------------------------------------------------------------


def verdict(check, text):
    try:
        return check(text)
    except CodeFault as fault:
        return f"{fault.standard}.{fault.reason}"


@pytest.mark.parametrize(
    "text",
    [
        PACK,
        PACK.lower(),
        CELL,
        MODULE,
        PACK[:-1],
        PACK + "0",
        PACK.replace("0", "O", 1),
        "9Z1XE01",
        "包",
        PACK[12:],
        PACK[:9] + " " + PACK[10:],
        PACK[13:] + PACK[:13],
        "9Z2PE01G510000001RP",
        "9Z2PE01G510000001XX",
    ],
)
def test_a_code_is_judged_as_the_standard_says(text):
    typed, (rules,) = read(column(Kind.CODE), [text])
    errors = {rule for rule in rules if rule not in {f"code.{remark}" for remark in battery.REMARKS}}
    wanted = verdict(battery.validate, text)
    assert errors == ({wanted} if wanted.startswith("code.") else set())
    assert typed.good[0] == (not errors)


def test_a_code_of_another_level_than_its_column_is_refused():
    assert read(PACK_CODE, [PACK, MODULE, CELL])[1] == [set(), {"code.wrong_level"}, {"code.wrong_level"}]
    assert read(CELL_CODE, [CELL, PACK])[1] == [set(), {"code.wrong_level"}]


def test_a_list_of_codes_is_read_once_each():
    typed, rules = read(
        column(Kind.CODES, longest=1000), [f"{PACK}; {CELL} ;{PACK}", f"{PACK};", f"{PACK};X"]
    )
    assert [len(keys) for keys in typed.data[:1]] == [2]
    assert rules == [set(), {"code.length"}, {"code.length"}]


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        (DOMESTIC, set()),
        (DOMESTIC.lower(), set()),
        (DOMESTIC[:8] + ("0" if DOMESTIC[8] != "0" else "1") + DOMESTIC[9:], {"vin.check_digit"}),
        ("WP0ZZZ99ZTS392124", {"vin.check_digit_import"}),
        (DOMESTIC[:-1] + "O", {"vin.character"}),
        (DOMESTIC[:-1], {"vin.length"}),
    ],
)
def test_a_wrong_check_digit_refuses_a_domestic_vin_and_remarks_an_import(text, rules):
    typed, (found,) = read(column(Kind.VIN), [text])
    assert found == rules
    assert typed.good[0] == vin.is_valid(text)


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        (uscc.make_fictitious(7), set()),
        (uscc.make_fictitious(7).lower(), set()),
        ("150483782", set()),
        ("15048378", {"uscc.length"}),
        ("１５０４８３７８２", {"uscc.length"}),
        (uscc.make_fictitious(7)[:-1] + "I", {"uscc.character"}),
    ],
)
def test_a_party_is_named_by_its_credit_code_or_nine_digits(text, rules):
    typed, (found,) = read(column(Kind.USCC), [text])
    assert found == rules
    assert typed.data.to_list() == [text.upper()]


def test_a_division_is_known_whatever_its_years():
    _, rules = read(column(Kind.REGION), ["110105", "110103", "999999", "1101", "11010５"])
    assert rules == [set(), set(), {"region.unknown"}, {"region.unknown"}, {"region.unknown"}]


def test_a_prefix_is_seven_signs_with_a_level():
    typed, rules = read(column(Kind.PREFIX), ["9z1pe01", "9Z1XE01", "9Z1PE0", "９Z1PE01"])
    assert typed.data[0] == "9Z1PE01"
    assert rules == [set(), {"prefix.format"}, {"prefix.format"}, {"prefix.format"}]


@pytest.mark.parametrize("other", ["", "SHORT", "04QCB76836300JBC4000090é", " 4QCB76836300JBC40000903"])
def test_many_texts_are_laid_out_as_few_are(other):
    codes = [f"04QCB76836300JBC4{number:07d}" for number in range(600)]
    for texts in (codes, [*codes[:300], other, *codes[300:]]):
        series = pl.concat([pl.Series(texts[:100]), pl.Series(texts[100:])], rechunk=False)
        wanted, length = matrix.matrix_of(texts)
        rows, lengths = fields.matrix_of(series)
        assert (rows == wanted).all()
        assert (lengths == length).all()
