"""Bodies that are read together are read as each is by itself."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from suyuan.domain import bundles
from suyuan.intake import read
from suyuan.intake.json_together import SMALL, is_small, read_together
from suyuan.law.measures_2026 import RULEBOOK

CERTIFICATE = RULEBOOK.by_id["24.2.a"]
PLAIN = {"vin": "LY90000T0T0000001", "brand": "示例", "certified_date": "2026-05-01"}
CELLS = [f"9Z1CE0100000A1G51000000{nth}" for nth in range(3)]
MODULE = {"module_code": "9Z1ME0100000A1G510000001", "cells": CELLS}
NESTED = [
    PLAIN | {"packs": [{"pack_code": "P1", "modules": [MODULE, MODULE | {"cells": [{"cell_code": "C9"}]}]}]},
    PLAIN | {"brand": "a:b", "packs": [{"pack_code": "P2", "cells": CELLS}], "swap_mode": False},
    {"vin": "X", "pack_code": "P3", "modules": [MODULE]},
    {"vin": "Y", "packs": [{"pack_code": "P4"}, {"pack_code": "P5", "modules": []}]},
]
FLAT = [PLAIN | {"pack_code": "P6", "cell_code": CELLS[0]}, {"vin": " Z ", "brand": None}]
ODD = [
    b'{"vin": "X", "vin": "Y"}',
    b'{"vin": "X", "strange": 1}',
    b'{"vin": "a\\u003ab"}',
    b'{"vin": "X"',
    b'{"vin": "X"}\n{"vin": 7}',
    b"{}\n\n",
]


def written(rows):
    return "\n".join(json.dumps(row, ensure_ascii=False) for row in rows).encode()


BODIES = st.one_of(
    st.lists(st.sampled_from(NESTED + FLAT), min_size=1, max_size=4).map(written), st.sampled_from(ODD)
)


def told(table):
    """All that a table says, whatever its runs."""
    source = table.source
    marks = [
        None if each is None or not each.any() else each.tolist() for each in (source.paths, source.bare)
    ]
    columns = {name: column.spread().to_list() for name, column in table.columns.items()}
    runs = [sorted(set(column.values)) == sorted(set(column.spread())) for column in table.columns.values()]
    return columns, table.line.tolist(), table.lines, source.format, source.deep, marks, runs, table.faults


@settings(max_examples=150, deadline=None)
@given(st.lists(BODIES, min_size=1, max_size=6))
def test_bodies_are_read_together_as_each_by_itself(bodies):
    bundle, places = read_together(CERTIFICATE, bodies)
    assert (bundle is None) == (not places)
    for file, place in enumerate(places):
        part = bundles.Part(bundle, file)
        alone = read(CERTIFICATE, bodies[place], format="ndjson")
        assert told(part.table) == told(alone)
        assert (part.lines, part.rows) == (alone.lines, len(alone))


def test_only_the_doubtful_body_is_left_out_where_it_shows_by_itself():
    bodies = [written(NESTED[:1]), b'{"vin": "X", "strange": 1}', written(NESTED[1:3]), written(FLAT)]
    bundle, places = read_together(CERTIFICATE, bodies)
    assert places == [0, 2]
    assert bundle.start == (0, 4, 10)


def test_a_repeated_key_in_one_of_many_is_never_overlooked():
    repeated = written(NESTED[:1]).replace(b'"brand"', b'"brand": "other", "brand"')
    assert read_together(CERTIFICATE, [written(NESTED[:1]), repeated, written(NESTED[1:2])]) == (None, [])


def test_parts_of_one_bundle_are_that_bundle_and_others_a_new_one():
    bundle, _ = read_together(CERTIFICATE, [written([row]) for row in NESTED])
    parts = [bundles.Part(bundle, file) for file in range(len(bundle))]
    assert bundles.joined(parts) is bundle
    fewer = bundles.joined(parts[1:])
    assert [told(fewer.cut(file)) for file in range(3)] == [told(bundle.cut(file)) for file in (1, 2, 3)]
    assert np.diff(fewer.start).tolist() == np.diff(bundle.start)[1:].tolist()


@pytest.mark.parametrize(
    ("content", "kind", "small"),
    [
        (b'{"vin": "X"}', None, True),
        (b'{"vin": "X"}', "ndjson", True),
        (b'{"vin": "X"}', "csv", False),
        (b'[{"vin": "X"}]', None, False),
        (b"vin\nX\n", None, False),
        (b"{" + b" " * SMALL, None, False),
    ],
)
def test_what_is_small_enough_to_wait_for_company(content, kind, small):
    assert is_small(content, kind) is small
