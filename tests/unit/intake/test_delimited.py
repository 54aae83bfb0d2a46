import csv
import io

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from suyuan.domain.table import Column, Table
from suyuan.intake import Limits, Unreadable, read
from suyuan.law.measures_2026 import RULEBOOK

SOLD = RULEBOOK.by_id["24.2.b"]  # vin, sold_date, [licensed_date], region_code
OUTBOUND = RULEBOOK.by_id["24.6.c"]
HEAD = "vin,sold_date,licensed_date,region_code\n"


def rows(table: Table) -> list[tuple[str, ...]]:
    return list(zip(*(column.spread().to_list() for column in table.columns.values()), strict=True))


def refused(content: bytes, duty=SOLD, **options) -> set[str]:
    with pytest.raises(Unreadable) as caught:
        read(duty, content, **options)
    assert caught.value.faults
    return {fault.rule for fault in caught.value.faults}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_every_encoding_and_separator_gives_the_same_rows(encoding, separator):
    heads = ("车辆识别代号", "销售日期", "行政区划代码")
    text = "\n".join(separator.join(row) for row in (heads, ("V北京", "2026-05-01", "110105")))
    table = read(SOLD, text.encode(encoding))
    assert rows(table) == [("V北京", "2026-05-01", "", "110105")]
    assert table.source.format == "csv"


def test_columns_come_in_any_order_and_under_any_understood_heading():
    table = read(SOLD, "行政区划（必填）,VIN码,SOLD DATE *\n1,2,3\n".encode())
    assert rows(table) == [("2", "3", "", "1")]


def test_an_absent_optional_column_is_empty_text():
    assert read(SOLD, b"vin,sold_date,region_code\na,b,c\n").columns["licensed_date"].value(0) == ""


def test_unknown_heading_over_data_is_refused_and_names_the_nearest():
    with pytest.raises(Unreadable) as caught:
        read(SOLD, b"vin,sold_date,region_code,licenced_date\na,b,c,d\n")
    (fault,) = caught.value.faults
    assert fault.rule == "heading.unknown"
    assert "Licen" in fault.detail["nearest"] or "上牌" in fault.detail["nearest"]


def test_unknown_heading_over_nothing_is_passed_over():
    assert len(read(SOLD, b"vin,sold_date,region_code,remark,\na,b,c,,\n")) == 1


def test_all_wrong_headings_are_named_at_once():
    assert refused(b"vin,vin,colour\na,b,c\n") == {"heading.duplicate", "heading.missing", "heading.unknown"}


def test_another_unit_in_the_heading_is_refused():
    names = [column.name for column in OUTBOUND.columns]
    head = ",".join("重量(g)" if name == "mass_kg" else name for name in names)
    assert refused(f"{head}\n{','.join('x' for _ in names)}\n".encode(), OUTBOUND) == {"heading.unit"}
    fine = head.replace("(g)", "（kg）")
    assert len(read(OUTBOUND, f"{fine}\n{','.join('x' for _ in names)}\n".encode())) == 1


def test_quoted_cells_keep_separators_quotes_and_line_ends():
    table = read(SOLD, (HEAD + '"a,""b""\nc",2,,3\n').encode())
    assert rows(table) == [('a,"b"\nc', "2", "", "3")]


def test_cells_are_stripped_and_blank_rows_are_no_rows():
    table = read(SOLD, ("\n\n" + HEAD + " a ,\u3000b,,c\n\n,,,\n   \nd,e,,f\n\n\n").encode())
    assert rows(table) == [("a", "b", "", "c"), ("d", "e", "", "f")]
    assert table.line.tolist() == [1, 2]


def test_ragged_rows_are_faults_of_those_rows_alone():
    table = read(SOLD, (HEAD + "a,b,,c\nd,e\ng,h,,i,j\n").encode())
    faults = {fault.detail["found"]: fault for fault in table.faults}
    assert {fault.rule for fault in table.faults} == {"row.ragged"}
    assert faults["2"].rows.tolist() == [1]
    assert faults["5"].rows.tolist() == [2]
    assert len(table) == 3


def test_short_and_long_rows_that_cancel_out_are_still_seen():
    assert len(read(SOLD, (HEAD + "a,b,c\na,b,c,d,e\n").encode()).faults) == 2


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"", "file.empty"),
        (b"\xef\xbb\xbf", "file.empty"),
        (b"  \r\n \n", "file.empty"),
        (HEAD.encode(), "file.no_rows"),
        ((HEAD + "\n,,,\n").encode(), "file.no_rows"),
        ((HEAD + "a\0,b,,c\n").encode(), "file.nul"),
        ((HEAD + 'a,"b,,c\n').encode(), "file.quotes"),
        (b"%PDF-1.7 ...", "file.unknown_format"),
        (b"<html><table>", "file.unknown_format"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "file.old_excel"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "file.encrypted"),
    ],
)
def test_files_that_cannot_be_taken(content, rule):
    assert refused(content) == {rule}


def test_broken_utf8_is_refused_with_its_line_and_not_taken_for_gb18030():
    text = (HEAD + "".join(f"北京市{n},2026-05-01,,110105\n" for n in range(50))).encode()
    at = text.index("市7".encode())
    with pytest.raises(Unreadable) as caught:
        read(SOLD, text[:at] + b"\xb1" + text[at + 1 :])
    (fault,) = caught.value.faults
    assert (fault.rule, fault.detail["line"]) == ("file.encoding", "9")


def test_limits_are_refusals():
    body = (HEAD + "a,b,,c\n" * 11).encode()
    assert refused(body, limits=Limits(rows=10)) == {"file.too_many_rows"}
    assert len(read(SOLD, body, limits=Limits(rows=11))) == 11
    assert refused(body, limits=Limits(size=20)) == {"file.too_large"}
    assert refused((",".join("x" * 70) + "\n1\n").encode(), limits=Limits(columns=64)) == {
        "file.too_many_columns"
    }
    assert refused((HEAD + '"a",b\n' * 11).encode(), limits=Limits(rows=10)) == {"file.too_many_rows"}


def test_a_path_is_read_as_its_bytes(tmp_path):
    path = tmp_path / "销售.csv"
    path.write_text(HEAD + "a,b,,c\n", encoding="utf-8")
    table = read(SOLD, path)
    assert table.source.name == "销售.csv"
    assert refused(tmp_path / "absent.csv") == {"file.damaged"}


CELL = st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\0"), max_size=12)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(CELL, CELL, CELL, CELL), min_size=1, max_size=8), st.sampled_from([",", ";", "\t"]))
def test_what_a_csv_writer_writes_is_what_is_read(lines, separator):
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow(["vin", "sold_date", "licensed_date", "region_code"])
    writer.writerows(lines)
    strip = pl.Series([cell for line in lines for cell in line], dtype=pl.String).str.strip_chars().to_list()
    expected = [tuple(strip[at : at + 4]) for at in range(0, len(strip), 4)]
    expected = [line for line in expected if any(line)]
    if not expected:
        assert refused(out.getvalue().encode()) == {"file.no_rows"}
        return
    table = read(SOLD, out.getvalue().encode())
    assert rows(table) == expected
    assert not table.faults


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=300))
def test_random_bytes_are_read_or_refused_and_nothing_else(content):
    for body in (content, HEAD.encode() + content):
        try:
            table = read(SOLD, body)
        except Unreadable:
            continue
        assert all(len(column) == len(table) for column in table.columns.values())


@given(st.lists(st.sampled_from(["a", "b", ""]), min_size=1, max_size=60))
def test_folding_keeps_every_row(values):
    column = Column.of(pl.Series(values, dtype=pl.String))
    assert column.spread().to_list() == values
    assert [column.value(row) for row in range(len(values))] == values
    shown = np.sort(np.concatenate([column.rows_of(index) for index in range(len(column.values))]))
    assert shown.tolist() == list(range(len(values)))
