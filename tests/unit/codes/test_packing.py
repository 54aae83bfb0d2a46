"""Packed codes keep the order of the texts and read back as they were."""

import uuid

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from suyuan.codes import matrix, packing
from suyuan.codes.fault import CodeFault

codes = st.text(packing.ALPHABET, min_size=1, max_size=24)


@given(codes)
def test_a_packed_code_reads_back(code):
    assert packing.unpack(packing.pack(code)) == code


@given(codes, codes)
def test_keys_sort_as_the_texts_do(one, other):
    assert (packing.pack(one) < packing.pack(other)) == (one < other)
    assert (packing.pack(one).bytes < packing.pack(other).bytes) == (one < other)


@given(st.lists(codes, max_size=20))
def test_a_column_packs_as_each_text_does(texts):
    rows, _ = matrix.matrix_of(texts)
    keys = packing.pack_matrix(rows)
    assert packing.to_uuids(keys) == [packing.pack(text) for text in texts]
    assert packing.unpack_column(keys).tolist() == [text.encode() for text in texts]


@given(st.lists(codes, max_size=20))
def test_keys_travel_as_big_endian_bytes(texts):
    keys = packing.pack_matrix(matrix.matrix_of(texts)[0])
    raw = packing.to_bytes(keys)
    assert raw.tobytes() == b"".join(packing.pack(text).bytes for text in texts)
    assert (packing.from_bytes(raw) == keys).all()
    assert (packing.from_uuids(packing.to_uuids(keys)) == keys).all()


@given(st.lists(codes, max_size=20))
def test_listed_codes_stand_side_by_side_and_read_back(texts):
    keys = packing.pack_matrix(matrix.matrix_of(texts)[0])
    listed = packing.listing(keys).tobytes().decode()
    assert listed == "".join(f"{text:<24}," for text in texts)
    assert (packing.from_listing(listed) == keys).all()


@pytest.mark.parametrize("text", ["A\0B", "\0", "A B", "é", "A" * 25, ""])
def test_what_is_no_code_has_no_key(text):
    with pytest.raises(CodeFault):
        packing.pack(text)


@given(codes.filter(lambda code: len(code) >= 12), st.integers(1, 12))
def test_codes_of_one_prefix_share_its_number(code, count):
    keys = packing.pack_matrix(matrix.matrix_of([code])[0])
    assert int(packing.leading(keys, count)[0]) == packing.leading_of(code[:count])


@given(st.binary(max_size=40))
def test_a_provisional_identifier_is_never_taken_for_a_code(seed):
    key = packing.provisional(seed)
    assert packing.is_provisional(key)
    assert key == packing.provisional(seed)
    with pytest.raises(ValueError, match="provisional"):
        packing.unpack(key)
    assert packing.unpack_column(packing.from_uuids([key])).tolist() == [b""]


@given(codes)
def test_a_printed_code_is_never_provisional(code):
    assert not packing.is_provisional(packing.pack(code))


@pytest.mark.parametrize("number", [0, 1, (2**63 - 1) << 64, 2**64 - 1])
def test_sixteen_bytes_that_are_no_code_do_not_unpack(number):
    with pytest.raises(ValueError, match="not"):
        packing.unpack(uuid.UUID(int=number))


@pytest.mark.parametrize(
    ("text", "reason"), [("", "length"), ("A" * 25, "length"), ("A-B", "character"), ("电池", "character")]
)
def test_what_cannot_be_packed_is_refused(text, reason):
    with pytest.raises(CodeFault) as refusal:
        packing.pack(text)
    assert refusal.value.reason == reason


@pytest.mark.parametrize("row", [b"AB C", b"AB\0C", b"AB-", b"\0A", b"A\xff", b"ABCDEFGHIJKLMNOPQRSTUVW:"])
def test_a_column_with_a_strange_character_is_refused_by_row(row):
    rows = np.frombuffer(b"GOOD".ljust(24, b"\0") + row.ljust(24, b"\0"), np.uint8).reshape(2, 24)
    with pytest.raises(CodeFault, match="row 2"):
        packing.pack_matrix(rows)


def test_every_pair_of_characters_has_its_own_key():
    texts = [a + b for a in packing.ALPHABET for b in packing.ALPHABET]
    keys = packing.pack_matrix(matrix.matrix_of(texts)[0])
    assert (np.diff(keys[:, 0].astype(np.int64)) > 0).all()


def test_columns_longer_than_a_chunk_are_packed_whole():
    count = packing.CHUNK + 3
    texts = [f"{number:024d}" for number in range(count)]
    keys = packing.pack_matrix(matrix.matrix_of(texts)[0])
    assert packing.unpack_column(keys)[-1] == texts[-1].encode()
    assert (np.diff(keys[:, 1].astype(np.int64)) > 0).all()
