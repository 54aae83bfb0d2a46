"""Texts become rows of bytes without losing a position, a length or a character."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from suyuan.codes import matrix

texts = st.lists(st.text(max_size=30) | st.text("AB 09\t\u3000é", max_size=30), max_size=12)


@given(texts)
def test_length_counts_the_characters_of_the_stripped_text(values):
    _, length = matrix.matrix_of(values)
    assert length.tolist() == [len(value.strip()) for value in values]


@given(texts)
def test_every_ascii_character_keeps_its_place(values):
    rows, _ = matrix.matrix_of(values)
    for row, value in zip(rows, values, strict=True):
        for place, sign in enumerate(value.strip()[:24]):
            if sign.isascii():
                assert row[place] == ord(sign)
            else:
                assert row[place] == (0x20 if sign.isspace() else 0xFF)
        assert not row[len(value.strip()) :].any()


@given(texts, st.integers(0, 3))
def test_buffers_may_begin_anywhere(values, skip):
    parts = [value.encode("utf-8", "replace") for value in values]
    data = b"X" * skip + b"".join(parts) + b"Y"
    offsets = skip + np.concatenate([[0], np.cumsum([len(part) for part in parts], dtype=np.int64)]).astype(
        np.int64
    )
    rows, length = matrix.matrix_of_buffers(data, offsets)
    wanted = matrix.matrix_of([part.decode() for part in parts])
    assert (rows == wanted[0]).all()
    assert (length == wanted[1]).all()


def test_an_even_column_is_not_copied():
    data = np.frombuffer(b"04QCB76836300JBC40000903" * 3, np.uint8)
    rows, length = matrix.matrix_of_buffers(data, np.arange(4) * 24)
    assert np.shares_memory(rows, data)
    assert length.tolist() == [24, 24, 24]


def test_bytes_that_are_no_utf8_are_refused_later_and_not_lost():
    rows, length = matrix.matrix_of_buffers(b"AB\xffC", np.array([0, 4]))
    assert rows[0, :5].tolist() == [65, 66, 255, 67, 0]
    assert length.tolist() == [4]


def test_a_lone_surrogate_counts_as_one_character():
    assert matrix.matrix_of(["A\ud800B"])[1].tolist() == [3]


@pytest.mark.parametrize("text", ["ı", "ſ", "ß", "é", "ａ"])
def test_letters_outside_ascii_are_never_rewritten(text):
    assert matrix.compact(text) == text


def test_an_empty_column_has_no_rows():
    rows, length = matrix.matrix_of([])
    assert rows.shape == (0, 24)
    assert length.size == 0
