"""The column check of battery codes judges as the scalar reference does, on a million codes and odd ones."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from suyuan.codes import battery, kernel, matrix, packing
from suyuan.codes.fault import CodeFault

EPOCH = date(1970, 1, 1).toordinal()
MANY = 1_000_000
SIGNS = np.frombuffer(packing.ALPHABET.encode(), np.uint8)
NUMERALS = SIGNS[:10]


def drawn(form, count, draw):
    """Codes of one form, every position from its plain alphabet."""
    rows = np.zeros((count, matrix.WIDTH), np.uint8)
    for place, signs in enumerate(battery.alphabets(form, battery.LETTERS)):
        rows[:, place] = draw.choice(np.frombuffer(signs.encode(), np.uint8), count)
    return rows


def mutated(rows, length, draw):
    """One position of each row replaced by anything: letters, digits, blanks, signs, lower case."""
    odd = np.frombuffer(packing.ALPHABET.encode() + b"abcz .-_:@[`{\n\0\x7f", np.uint8)
    rows[np.arange(len(rows)), draw.integers(0, length)] = draw.choice(odd, len(rows))
    return rows


def million():
    """Rows and lengths: good and mutated codes of both forms, swapped halves, cut and lengthened codes."""
    draw = np.random.default_rng(34014)
    part = MANY // 10
    full, reuse = drawn(battery.FULL, 6 * part, draw), drawn(battery.REUSE, 2 * part, draw)
    full[part:], reuse[part:] = (
        mutated(full[part:], 24, draw),
        mutated(reuse[part:], 19, draw),
    )
    twice = mutated(mutated(drawn(battery.FULL, part, draw), 24, draw), 24, draw)
    swapped = drawn(battery.FULL, part, draw)
    for start, size in enumerate((10, 11, 12, 13)):
        swapped[start::4] = np.roll(swapped[start::4], size, axis=1)
    texts = [bytes(row) for rows in (full, twice, swapped) for row in rows]
    texts += [bytes(row[:19]) for row in reuse]
    cut = draw.integers(0, 25, len(texts) // 50)
    for row, size in zip(draw.choice(len(texts), len(cut), replace=False), cut, strict=True):
        texts[row] = texts[row][:size] if size % 2 else texts[row] + b"7" * (size + 1)
    return [text.decode() for text in texts]


def agree(texts):
    """Compare every part of both answers."""
    rows, length = matrix.matrix_of(texts)
    answer = kernel.check(rows, length)
    reasons = [battery.REASONS[place] for place in answer.reason.tolist()]
    wanted = []
    for text, remarks, made, level in zip(
        texts, answer.remarks.tolist(), answer.made.tolist(), answer.level.tolist(), strict=True
    ):
        try:
            code = battery.parse(text)
        except CodeFault as fault:
            wanted.append(fault.reason)
            assert (remarks, made, level) == (0, kernel.UNDATED, 0), text
        else:
            wanted.append("")
            assert remarks == sum(battery.REMARK_BIT[remark] for remark in code.remarks), text
            assert made == (code.made.toordinal() - EPOCH if code.made else kernel.UNDATED), text
            assert chr(level) == code.level, text
    assert reasons == wanted
    read_back = packing.unpack_column(answer.keys).tolist()
    for text, reason, code, maker in zip(texts, reasons, read_back, answer.maker.tolist(), strict=True):
        assert code == (b"" if reason else battery.compact(text).encode()), text
        assert maker == code[:3]
    return reasons


def test_a_million_codes_are_judged_alike():
    reasons = agree(million())
    assert set(reasons) == set(battery.REASONS)


published = st.sampled_from(
    [
        "04QCB76836300JBC40000903",
        "03UPE01000011C85A00FTY20",
        "jbc4000090304qcb76836300",
        "00PMB12G1A0000001RP",
    ]
)
touched = st.tuples(published, st.integers(0, 24), st.integers(0, 2), st.text(max_size=3)).map(
    lambda parts: parts[0][: parts[1]] + parts[3] + parts[0][parts[1] + parts[2] :]
)


@given(st.lists(published | touched | st.text(max_size=30), max_size=30))
def test_odd_texts_are_judged_alike(texts):
    agree(texts)


@given(st.lists(published | st.text(packing.ALPHABET, min_size=24, max_size=24), min_size=1, max_size=10))
def test_codes_of_one_length_are_judged_alike(texts):
    agree([text for text in texts if len(text) == 24])


def test_an_empty_column_has_an_empty_answer():
    answer = kernel.check(*matrix.matrix_of([]))
    assert len(answer.reason) == len(answer.keys) == len(answer.maker) == 0


def test_a_column_of_many_chunks_keeps_its_rows_apart():
    texts = ["04QCB76836300JBC40000903", "A765101015", "00PMB12G1A0000001RP"] * packing.CHUNK
    answer = kernel.check(*matrix.matrix_of(texts))
    assert answer.reason.tolist() == [0, 1, 0] * packing.CHUNK
    assert (
        answer.maker_number == [packing.leading_of("04Q"), 0, packing.leading_of("00P")] * packing.CHUNK
    ).all()


@pytest.mark.parametrize("text", ["04QCB76836300JBC40000903", "00PMB12G1A0000001RP"])
def test_lower_case_is_read_as_capitals(text):
    agree([text, text.lower(), text.title()])
