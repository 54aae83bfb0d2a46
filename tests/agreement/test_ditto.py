"""Lines folded before they are cut read the same as lines cut one by one."""

from unittest import mock

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from suyuan.domain.table import Table
from suyuan.intake import Unreadable, ditto, read
from suyuan.law.measures_2026 import RULEBOOK

DUTY = RULEBOOK.by_id["24.2.a"]
HEAD = ("vin", "vehicle_name", "pack_code", "cell_code")

words = st.sampled_from(["", "a", " b ", "示例牌", "LY00000AXTR002819", '"q"', "a\rb"])
fields = st.sampled_from(["9Z1CE0100000A1GAE0360832", "9z1CE0100000A1GAE0360833", "A1B2C3D4E5F6G7H8J9K0L1M2"])
odd = st.sampled_from(
    ["", "9Z1CE0100000A1GAE036083", " Z1CE0100000A1GAE0360832", "x;y,zCE0100000A1GAE036083"]
)


@st.composite
def files(draw):
    separator = draw(st.sampled_from([",", "\t", ";"]))
    close = draw(st.sampled_from(["\n", "\r\n"]))
    last = st.one_of(fields, fields, fields, odd) if draw(st.booleans()) else fields
    lines = [separator.join(HEAD)]
    for _ in range(draw(st.integers(1, 4))):
        head = draw(st.lists(words, min_size=2, max_size=4 if draw(st.booleans()) else 3))
        lines += [separator.join([*head, draw(last)]) for _ in range(draw(st.integers(1, 6)))]
        lines += [""] * draw(st.sampled_from([0, 0, 0, 1]))
    return (close.join(lines) + draw(st.sampled_from([close, close, ""]))).encode()


def outcome(content: bytes) -> Table | tuple:
    try:
        return read(DUTY, content, format="csv")
    except Unreadable as refusal:
        return refusal.faults


def same(one, other) -> bool:
    if not isinstance(one, Table) or not isinstance(other, Table):
        return str(one) == str(other)
    texts = all(one.columns[name].spread().equals(other.columns[name].spread()) for name in one.columns)
    return texts and np.array_equal(one.line, other.line) and str(one.faults) == str(other.faults)


@settings(max_examples=200, deadline=None)
@given(files())
def test_both_ways_read_the_same(content):
    plain = outcome(content)
    with mock.patch.object(ditto, "LEAST", 0):
        assert same(outcome(content), plain)


@given(
    st.lists(st.tuples(st.integers(3, 5), st.integers(0, 10**6)), min_size=1, max_size=6), st.integers(0, 3)
)
def test_vehicles_of_many_cells_are_folded(vehicles, name):
    lines = [
        f"{vehicle},{'示' * (vehicle % (name + 1))},pack,9Z1CE0100000A1GAE{cell:07d}\n"
        for cells, vehicle in vehicles
        for cell in range(cells)
    ]
    content = (",".join(HEAD) + "\n" + "".join(lines)).encode()
    with mock.patch.object(ditto, "LEAST", 0):
        told = ditto.fold(content, content.index(b"\n") + 1, ",")
        assert told is not None
        assert told.lines.sum() == len(lines)
        assert told.last.to_list() == [line[-25:-1] for line in lines]
        folded = outcome(content)
    assert same(folded, outcome(content))
