"""Amounts in capitals can be read back; days in words are those of official documents."""

from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from suyuan.exports.words import amount_in_words, day_in_words

DIGITS = {character: value for value, character in enumerate("零壹贰叁肆伍陆柒捌玖")}
UNITS = {"拾": 10, "佰": 100, "仟": 1000}


def whole(text):
    """Read a number in capitals: units within a group, groups by 万 and 亿."""
    total = section = digit = 0
    for character in text:
        if character in DIGITS:
            digit = DIGITS[character]
        elif character in UNITS:
            section, digit = section + digit * UNITS[character], 0
        elif character == "万":
            section, digit = (section + digit) * 10_000, 0
            total, section = total + section, 0
        elif character == "亿":
            total, section, digit = (total + section + digit) * 10**8, 0, 0
    return total + section + digit


def read(text):
    """Read an amount back, in fen."""
    assert text.startswith("人民币")
    text = text.removeprefix("人民币").removesuffix("整")
    yuan, _, rest = text.partition("元") if "元" in text else ("", "", text)
    jiao, _, cent = rest.partition("角") if "角" in rest else ("", "", rest)
    tail = {"jiao": jiao.strip("零"), "cent": cent.rstrip("分").strip("零")}
    fen = whole(yuan) * 100 if yuan else 0
    return fen + 10 * DIGITS.get(tail["jiao"], 0) + DIGITS.get(tail["cent"], 0)


@given(st.integers(min_value=0, max_value=10**13))
@example(0)
@example(1)
@example(10)
@example(10**15)
@example(100_000_000_00)
@example(1_0000_0001_00)
def test_what_is_written_is_read_back(fen):
    words = amount_in_words(fen)
    assert read(words) == fen
    assert "零零" not in words
    assert words.endswith("整") == (fen % 100 == 0)


@pytest.mark.parametrize(
    ("fen", "words"),
    [
        (0, "人民币零元整"),
        (1, "人民币壹分"),
        (50, "人民币伍角"),
        (140_950, "人民币壹仟肆佰零玖元伍角"),
        (600_714, "人民币陆仟零柒元壹角肆分"),
        (168_032, "人民币壹仟陆佰捌拾元零叁角贰分"),
        (10_700_053, "人民币壹拾万柒仟元零伍角叁分"),
        (1_640_902, "人民币壹万陆仟肆佰零玖元零贰分"),
        (32_504, "人民币叁佰贰拾伍元零肆分"),
        (1_000_000, "人民币壹万元整"),
        (3_000_000, "人民币叁万元整"),
        (100_010_000, "人民币壹佰万零壹佰元整"),
        (1_000_000_000_000, "人民币壹佰亿元整"),
    ],
)
def test_amounts_as_the_rules_for_instruments_write_them(fen, words):
    assert amount_in_words(fen) == words


def test_an_amount_has_bounds():
    for fen in (-1, 10**18):
        with pytest.raises(ValueError, match=str(fen)):
            amount_in_words(fen)


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 4, 1), "二〇二六年四月一日"),
        (date(2026, 10, 10), "二〇二六年十月十日"),
        (date(2030, 12, 31), "二〇三〇年十二月三十一日"),
        (date(2026, 11, 20), "二〇二六年十一月二十日"),
    ],
)
def test_days_in_words(day, words):
    assert day_in_words(day) == words
