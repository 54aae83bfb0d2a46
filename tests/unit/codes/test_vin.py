"""Vehicle numbers of the published examples, and the same check character as vininfo."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from vininfo import Vin as Reference

from suyuan.codes import matrix, packing, vin
from suyuan.codes.fault import CodeFault

SIGNS = "0123456789ABCDEFGHJKLMNPRSTUVWXYZ"
GOOD = [
    "UU6JA69691D713820",
    "1M8GDM9AXKP042788",
    "5GZCZ43D13S812715",
    "11111111111111111",
    "LSVAA4184E2184848",
]
numbers = st.text(SIGNS, min_size=17, max_size=17)


def judged(text):
    try:
        return vin.validate(text), ""
    except CodeFault as fault:
        return None, fault.reason


@pytest.mark.parametrize("text", GOOD)
def test_published_numbers_pass(text):
    assert vin.validate(text.lower()) == text
    assert vin.remarks(text) == ()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("LSVAA4182E2184848", "check_digit"),
        ("LSVAA4182E218484", "length"),
        ("", "length"),
        ("LSVAA4184E218484O", "character"),
        ("LSVAA4184E2I84848", "character"),
        ("LSVAA4184E218 848", "character"),
    ],
)
def test_a_bad_number_is_refused(text, reason):
    with pytest.raises(CodeFault) as refusal:
        vin.validate(text)
    assert refusal.value.reason == reason
    assert not vin.is_valid(text)


def test_an_import_with_another_check_character_is_remarked_on_only():
    assert vin.remarks("WP0ZZZ99ZTS392124") == ("check_digit",)
    assert not vin.is_domestic("WP0ZZZ99ZTS392124")


def test_manufacturers_come_from_the_list():
    assert vin.manufacturer("WP0ZZZ99ZTS392124") == "Porsche car"
    assert vin.manufacturer("LZZZZZZZ0ZZ000000") is None
    assert isinstance(vin.manufacturer("UU1JA69691D713820"), str)


@given(numbers)
def test_the_check_character_is_that_of_vininfo(text):
    reference = Reference(text)
    if getattr(reference.assembler, "uses_sae_checkdigit", True):
        assert (vin.check_character(text) == text[8]) == reference.verify_checksum(check_year=False)


@given(
    st.lists(
        numbers
        | numbers.map(lambda n: n[:8] + vin.check_character(n) + n[9:])
        | st.text(max_size=20)
        | st.text(SIGNS + "IOQ", min_size=16, max_size=18).map(lambda text: "L" + text[1:]),
        max_size=20,
    )
)
def test_a_column_is_judged_as_each_number_is(texts):
    answer = vin.check_column(*matrix.matrix_of(texts))
    for row, text in enumerate(texts):
        code, fault = judged(text)
        if code is None:
            assert vin.REASONS[answer.reason[row]] == fault
            assert not answer.keys[row].any()
        else:
            assert answer.reason[row] == 0
            assert bool(answer.remarks[row]) == bool(vin.remarks(code))
            assert bool(answer.domestic[row]) == vin.is_domestic(code)
            assert packing.to_uuids(answer.keys[row : row + 1]) == [packing.pack(code)]
