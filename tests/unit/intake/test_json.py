import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from suyuan.domain.table import Source, Table
from suyuan.intake import Limits, Unreadable, read
from suyuan.intake.json_lines import _fast
from suyuan.intake.shapes import number_text, shape_of
from suyuan.law.measures_2026 import RULEBOOK

VEHICLE = RULEBOOK.by_id["24.2.a"]
TREE = RULEBOOK.by_id["12.1"]
SOLD = RULEBOOK.by_id["24.2.b"]
SWAP = RULEBOOK.by_id["24.4.a"]
PRODUCT = RULEBOOK.by_id["24.7.b"]


def rows(table: Table, *names: str) -> list[tuple[str, ...]]:
    names = names or tuple(table.columns)
    return list(zip(*(table.columns[name].spread().to_list() for name in names), strict=True))


def ndjson(*lines: object) -> bytes:
    return "\n".join(
        line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines
    ).encode()


def only(table: Table) -> tuple[str, str | None, str, list[int], str]:
    (fault,) = table.faults
    return fault.rule, fault.column, fault.value, fault.rows.tolist(), fault.detail.get("pointer", "")


def vehicle(**more: object) -> dict[str, object]:
    pack = {
        "pack_code": "P",
        "modules": [{"module_code": "M1", "cells": [{"cell_code": "C1"}, "C2"]}, {"module_code": "M2"}],
    }
    return {
        "vin": "V",
        "swap_mode": True,
        "packs": [pack, {"pack_code": "Q", "cells": ["C3"]}, {"pack_code": "R"}],
        **more,
    }


CODES = ("pack_code", "module_code", "cell_code")
SPREAD = [("P", "M1", "C1"), ("P", "M1", "C2"), ("P", "M2", ""), ("Q", "", "C3"), ("R", "", "")]


def test_a_nested_vehicle_spreads_over_its_codes():
    table = read(VEHICLE, ndjson(vehicle()))
    assert rows(table, *CODES) == SPREAD
    assert rows(table, "vin", "swap_mode") == [("V", "yes")] * 5
    assert table.line.tolist() == [1] * 5
    pointers = [table.place(row, "cell_code").pointer for row in range(4)]
    assert pointers[0] == "/packs/0/modules/0/cells/0/cell_code"
    assert pointers[1] == "/packs/0/modules/0/cells/1"
    assert pointers[3] == "/packs/1/cells/0"
    assert table.place(2, "module_code").pointer == "/packs/0/modules/1/module_code"
    assert table.place(4, "pack_code").pointer == "/packs/2/pack_code"
    assert table.place(4, "vin").pointer == "/vin"


def test_flat_and_nested_rows_mix():
    table = read(VEHICLE, ndjson({"vin": "W", "pack_code": "X"}, vehicle(), {"vin": "Y", "cell_code": "Z"}))
    assert rows(table, *CODES) == [("X", "", ""), *SPREAD, ("", "", "Z")]
    assert table.line.tolist() == [1, 2, 2, 2, 2, 2, 3]
    assert table.columns["vin"].spread().to_list() == ["W", *"VVVVV", "Y"]


def test_an_array_gives_the_same_rows_and_its_own_pointers():
    body = json.dumps([vehicle(), {"vin": "W", "pack_code": "X"}]).encode()
    table = read(VEHICLE, body)
    assert rows(table, *CODES) == [*SPREAD, ("X", "", "")]
    assert table.place(0, "cell_code").pointer == "/0/packs/0/modules/0/cells/0/cell_code"
    assert table.place(5, "vin").pointer == "/1/vin"


def test_one_object_over_several_lines_is_one_row():
    for content_type in (None, "application/json"):
        table = read(VEHICLE, json.dumps(vehicle(), indent=2).encode(), content_type=content_type)
        assert rows(table, *CODES) == SPREAD


def test_columns_of_a_pack_are_not_repeated_beside_its_cells():
    pack = {
        "pack_code": "P",
        "mass_kg": 400.0,
        "predecessor_codes": ["A", "B"],
        "modules": [{"module_code": "M", "cells": ["C1", {"cell_code": "C2", "mass_kg": 2.5}]}],
    }
    table = read(TREE, ndjson(pack, {"cell_code": "D", "mass_kg": "1"}))
    assert rows(table, *CODES, "mass_kg", "predecessor_codes") == [
        ("P", "", "", "400", "A;B"),
        ("P", "M", "C1", "", ""),
        ("P", "M", "C2", "2.5", ""),
        ("", "", "D", "1", ""),
    ]
    assert table.place(2, "mass_kg").pointer == "/modules/0/cells/1/mass_kg"
    assert table.place(0, "mass_kg").pointer == "/mass_kg"


def test_values_become_the_text_of_a_cell():
    row = {
        "batch_no": 12, "product_kind": " other ", "source_codes": ["A", "B"], "out_date": None,
        "mass_kg": 1e-7, "element_shares": {"Li": 0.031, "Ni": 0.12},
    }  # fmt: skip
    table = read(PRODUCT, ndjson(row))
    names = ("batch_no", "product_kind", "source_codes", "out_date", "mass_kg", "element_shares")
    assert rows(table, *names) == [("12", "other", "A;B", "", "0.0000001", "Li:0.031;Ni:0.12")]
    assert not table.faults


TWICE = '{"packs": [{"pack_code": "P", "pack_code": "P"}]}'


@pytest.mark.parametrize(
    ("line", "rule", "column", "pointer"),
    [
        ('{"vin": 123, "pack_code": "P"}', "code.numeric_cell", "vin", "/vin"),
        ('{"vin": "V", "pack_code": 1e23}', "code.numeric_cell", "pack_code", "/pack_code"),
        ('{"pack_code": 123456789012345678901234}', "code.numeric_cell", "pack_code", "/pack_code"),
        ('{"vin": true}', "json.wrong_type", "vin", "/vin"),
        ('{"vin": "V", "brand": ["a"]}', "json.wrong_type", "brand", "/brand"),
        ('{"vin": "V", "brand": {"a": 1}}', "json.wrong_type", "brand", "/brand"),
        ('{"vin": "V", "brand": 123456789012345678901234}', "json.number", "brand", "/brand"),
        ('{"vin": "V", "brand": 1e999}', "json.number", "brand", "/brand"),
        ('{"vin": "V", "brand": NaN}', "json.number", "brand", "/brand"),
        ('{"vin": "V", "brand": "\\ud800"}', "json.encoding", "brand", "/brand"),
        ('{"vin": "V", "brand": "\\u0000"}', "file.nul", "brand", "/brand"),
        ('{"vin": "V", "bran/d": "x"}', "json.unknown_key", None, "/bran~1d"),
        ('{"vin": "V", "vin": "V"}', "json.duplicate_key", "vin", "/vin"),
        ('{"vin": "V", "vi\\u006e": "V"}', "json.duplicate_key", "vin", "/vin"),
        ('{"vin": "V", "packs": "P"}', "json.wrong_type", None, "/packs"),
        ('{"vin": "V", "packs": ["P"]}', "json.wrong_type", "pack_code", "/packs/0"),
        ('{"packs": [{"cells": ["a", 5]}]}', "code.numeric_cell", "cell_code", "/packs/0/cells/1"),
        ('{"packs": [{"cells": [{"x": 1}]}]}', "json.unknown_key", None, "/packs/0/cells/0/x"),
        (TWICE, "json.duplicate_key", "pack_code", "/packs/0/pack_code"),
        ('{"pack_code": "P", "packs": [{"pack_code": "Q"}]}', "json.mixed_levels", None, ""),
        ("[1]", "json.not_object", None, ""),
        ('{"vin": "V"', "json.syntax", None, ""),
        ('{"vin": "V"} {"vin": "W"}', "json.syntax", None, ""),
        ("[" * 100_000, "json.depth", None, ""),
    ],
)  # fmt: skip
def test_a_bad_line_is_a_fault_of_that_line_alone(line, rule, column, pointer):
    good = '{"vin": "A", "pack_code": "B"}'
    table = read(VEHICLE, ndjson(good, line, good))
    found = only(table)
    assert (found[0], found[1], found[4]) == (rule, column, pointer)
    assert [int(table.line[row]) for row in found[3]] == [2]
    assert table.columns["vin"].value(0) == table.columns["vin"].value(len(table) - 1) == "A"


def test_a_fault_below_stands_at_its_own_row():
    line = '{"vin": "V", "packs": [{"pack_code": "P", "cells": ["a", 5]}, {"pack_code": 6}]}'
    table = read(VEHICLE, line.encode())
    assert [(fault.value, fault.rows.tolist()) for fault in table.faults] == [("5", [1]), ("6", [2])]


def test_equal_faults_are_one_fault_with_all_rows():
    table = read(SOLD, ndjson(*[{"vin": "V", "colour": "x"}] * 3))
    (fault,) = table.faults
    assert fault.rows.tolist() == [0, 1, 2]


def test_bytes_that_are_no_utf8_are_a_fault_of_their_line():
    table = read(SOLD, b'{"vin": "A"}\n{"vin": "\xff"}\n')
    assert only(table)[0] == "json.encoding"


@pytest.mark.parametrize(
    ("content", "options", "rule"),
    [
        (b"[", {}, "json.syntax"),
        (b'[{"vin": "V"}', {}, "json.syntax"),
        (b"[]", {}, "file.no_rows"),
        (b"\n\n", {"format": "ndjson"}, "file.empty"),
        (b"[[[[" * 50_000, {}, "json.depth"),
        (b"{}\n{}\n{}", {"limits": Limits(rows=2)}, "file.too_many_rows"),
        (b'{"vin": 1}\n' * 3, {"limits": Limits(rows=2)}, "file.too_many_rows"),
    ],
)
def test_files_that_cannot_be_taken(content, options, rule):
    with pytest.raises(Unreadable) as caught:
        read(SOLD, content, **options)
    assert caught.value.faults[0].rule == rule


def test_blank_lines_are_no_rows_and_marks_are_passed_over():
    table = read(SOLD, b'\xef\xbb\xbf{"vin": "A"}\r\n\r\n  \n{"vin": "B"}\n\n')
    assert table.columns["vin"].spread().to_list() == ["A", "B"]
    assert table.line.tolist() == [1, 2]


def test_a_fast_and_a_slow_reading_are_the_same():
    lines = [vehicle(), {"vin": "W", "pack_code": "X", "swap_mode": False}]
    fast = read(VEHICLE, ndjson(*lines))
    slow = read(VEHICLE, ndjson(*lines, {"vin": "Z", "nonsense": 1}))
    assert rows(fast) == rows(slow)[:-1]
    assert fast.source.paths is not None
    assert slow.source.paths is not None
    assert (fast.source.paths == slow.source.paths[:-1]).all()


# --- the weighing of keys is exact: never silent on a repeated key, never loud without one ------------------

KEYS = st.sampled_from(["month", "vin", "code", "replaced_at"])
TEXTS = st.sampled_from(
    ['"a"', '"10:00:00+08:00"', '":"', '"\\u003a"', '"\\\\u003a"', '"\\"code\\":"', "null", '"x"']
)


@settings(max_examples=500, deadline=None)
@given(st.lists(st.lists(st.tuples(KEYS, TEXTS), max_size=6), min_size=1, max_size=4))
def test_repeated_keys_are_always_seen(objects):
    lines = ["{" + ", ".join(f'"{key}": {value}' for key, value in pairs) + "}" for pairs in objects]
    table = read(SWAP, "\n".join(lines).encode())
    repeated = [at for at, pairs in enumerate(objects) if len({key for key, _ in pairs}) < len(pairs)]
    seen = sorted(
        {row for fault in table.faults if fault.rule == "json.duplicate_key" for row in fault.rows.tolist()}
    )
    assert seen == repeated
    assert {fault.rule for fault in table.faults} <= {"json.duplicate_key"}


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["cell_code", "module_code", "cells"]), st.sampled_from(['"C"', '"a:b"', "null"])
        ),
        max_size=4,
    )
)
def test_repeated_keys_are_seen_in_nested_objects(pairs):
    member = ", ".join(
        f'"{key}": {f"[{value}]" if key == "cells" and value != "null" else value}'
        for key, value in pairs
        if key != "cell_code"
    )
    cell = ", ".join(f'"{key}": {value}' for key, value in pairs if key == "cell_code")
    line = f'{{"packs": [{{"pack_code": "P", "modules": [{{{member}}}], "cells": [{{{cell}}}]}}]}}'
    seen: list[bool] = []

    def hook(items):
        seen.append(len(dict(items)) < len(items))
        return dict(items)

    json.loads(line, object_pairs_hook=hook)
    try:
        table = read(VEHICLE, line.encode())
    except Unreadable:
        pytest.fail(line)
    found = any(fault.rule == "json.duplicate_key" for fault in table.faults)
    assert found is any(seen)


def test_the_fast_road_is_taken_where_it_should_be():
    for content in (
        ndjson(vehicle(), vehicle()),
        json.dumps([vehicle()]).encode(),
        json.dumps(vehicle(brand="中: 国")).encode(),
    ):
        array = content.startswith(b"[")
        assert _fast(shape_of(VEHICLE), content, Source(), Limits(), array=array) is not None


NAMES = ["vin", "packs", "modules", "cells", "pack_code", "mass_kg", "cell_code", "x"]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(NAMES), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(JSON, st.sampled_from([VEHICLE, TREE, PRODUCT]))
def test_any_json_is_read_or_refused(value, duty):
    for body in (json.dumps(value), json.dumps([value]), json.dumps(value) + "\n{}"):
        try:
            table = read(duty, body.encode(), format="ndjson")
        except Unreadable:
            continue
        assert all(len(column) == len(table) for column in table.columns.values())
        assert all((fault.rows < len(table)).all() for fault in table.faults)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_are_written_exactly(value):
    assert float(number_text(value)) == value
    assert "e" not in number_text(value)
