"""Credit codes agree with python-stdnum, and made-up ones can be told from real ones."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc as reference

from suyuan.codes import matrix, packing, region, uscc
from suyuan.codes.fault import CodeFault

GOOD = ["91330800575349959F", "91110105MA009PJM56", "11320000MB151840XJ", "91350100M000100Y43"]
bodies = st.builds(
    "".join,
    st.tuples(st.text("0123456789", min_size=8, max_size=8), st.text(uscc.ALPHABET, min_size=9, max_size=9)),
)
good = bodies.map(lambda body: body + reference.calc_check_digit(body))
near = st.tuples(good, st.integers(0, 17), st.sampled_from(uscc.ALPHABET + "IOSVZ")).map(
    lambda parts: parts[0][: parts[1]] + parts[2] + parts[0][parts[1] + 1 :]
)


def judged(text):
    try:
        return uscc.validate(text), ""
    except CodeFault as fault:
        return None, fault.reason


@pytest.mark.parametrize("text", GOOD)
def test_published_codes_pass(text):
    assert uscc.validate(text.lower()) == text
    assert not uscc.is_fictitious(text)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("91310115MA1H8R7C6D", "check_character"),
        ("91350100M000100Y4Z", "character"),
        ("91A50100M000100Y43", "character"),
        ("9135010", "length"),
        ("", "length"),
        ("91350100-M000100Y43", "length"),
    ],
)
def test_a_bad_code_is_refused(text, reason):
    with pytest.raises(CodeFault) as refusal:
        uscc.validate(text)
    assert refusal.value.reason == reason


@given(good | near)
def test_the_verdict_is_that_of_stdnum(text):
    if text[:2].isdigit():
        assert uscc.is_valid(text) == reference.is_valid(text)


def test_letters_in_the_first_two_places_are_let_pass():
    body = "N24101055MA3X1234"
    assert uscc.is_valid(body + reference.calc_check_digit(body))


@given(st.lists(good | near | st.text(max_size=20), max_size=20))
def test_a_column_is_judged_as_each_code_is(texts):
    answer = uscc.check_column(*matrix.matrix_of(texts))
    for row, text in enumerate(texts):
        code, fault = judged(text)
        if code is None:
            assert uscc.REASONS[answer.reason[row]] == fault
        else:
            assert answer.reason[row] == 0
            assert packing.to_uuids(answer.keys[row : row + 1]) == [packing.pack(code)]


@given(st.integers(0, 99_999_999))
def test_a_made_up_code_is_valid_and_marked(number):
    code = uscc.make_fictitious(number)
    assert reference.is_valid(code)
    assert uscc.is_fictitious(code)


def test_the_block_of_made_up_codes_is_no_division():
    assert not region.spans(uscc.FICTITIOUS_DIVISION)


def test_made_up_codes_differ():
    assert len({uscc.make_fictitious(number) for number in range(2000)}) == 2000
    with pytest.raises(ValueError, match="number"):
        uscc.make_fictitious(10**8)


def test_a_foreign_unit_has_nine_digits():
    assert uscc.validate_duns("150483782") == "150483782"
    for text, reason in (
        ("15048378", "length"),
        ("15048378X", "character"),
        ("１５０４８３７８２", "character"),
    ):
        with pytest.raises(CodeFault) as refusal:
            uscc.validate_duns(text)
        assert refusal.value.reason == reason
