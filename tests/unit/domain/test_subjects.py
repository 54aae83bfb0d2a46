"""Keys of whatever a fact can be about, and their names outside."""

from uuid import UUID

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from suyuan.codes import packing
from suyuan.domain import subjects
from suyuan.law.duty import SubjectKind

PACK, VIN = "9Z1PE0100000A1G510000001", "LY00000A8R0000001"
provisional = st.integers(1 << 127, (1 << 128) - 1).map(lambda number: UUID(int=number))
printed = st.text(packing.ALPHABET, min_size=1, max_size=24)


@given(provisional | printed.map(packing.pack))
def test_a_key_reads_back_from_its_name(key):
    assert subjects.key(subjects.name(key)) == key
    assert subjects.key(f" {subjects.name(key).lower()} ") == key


@given(provisional | printed.map(packing.pack))
def test_a_stored_key_reads_as_its_name(key):
    assert subjects.read(key.bytes) == subjects.name(key)
    assert subjects.read(bytes(16)) == ""


@given(st.lists(provisional | printed.map(packing.pack), max_size=6))
def test_a_column_of_names_is_each_name(keys):
    column = packing.from_uuids(keys) if keys else np.zeros((0, 2), np.uint64)
    assert subjects.names(column) == [subjects.name(key) for key in keys]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ",
        "包",
        "A-B",
        "A" * 25,
        "TMP-",
        "TMP-0",
        "TMP-" + "0" * 25,
        "TMP-" + "0" * 27,
        "TMP-" + "Z" * 26,
        "TMP-" + "U" * 26,
        "TMP-" + "é" * 26,
    ],
)
def test_what_can_be_no_name_has_no_key(text):
    assert subjects.key(text) is None


def test_a_temporary_name_is_26_letters_and_one_per_line_of_a_filing():
    names = {
        subjects.name(subjects.unreadable(receipt, line))
        for receipt in ("SY-20260501-000000000", "SY-20260501-000000001")
        for line in (1, 2, 11)
    }
    assert len(names) == 6
    assert all(name.startswith("TMP-") and len(name) == 30 for name in names)
    assert subjects.unreadable("SY", 1) == subjects.unreadable("SY", 1)


def test_what_a_party_numbers_is_its_own():
    made = {
        subjects.derived(kind, party, text)
        for kind in (SubjectKind.MONTH, SubjectKind.OUTLET)
        for party in (1, 11)
        for text in ("2026-05", "1", "")
    }
    assert len(made) == 12
    assert all(packing.is_provisional(key) for key in made)


def test_a_column_of_derived_keys_is_each_derived():
    column = subjects.derived_column(SubjectKind.BATCH, [1, 2], ["B1", "B1"])
    assert packing.to_uuids(column) == [subjects.derived(SubjectKind.BATCH, party, "B1") for party in (1, 2)]


@pytest.mark.parametrize(("text", "vehicle"), [(VIN, True), (PACK, False), ("9Z2PE01G510000001RP", False)])
def test_a_vehicle_is_told_by_its_seventeen_signs(text, vehicle):
    assert subjects.is_vehicle(text) == vehicle
    assert not subjects.is_vehicle(subjects.name(subjects.unreadable("SY", 1)))
