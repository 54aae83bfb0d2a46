import datetime as dt
import io
import os
import random
import shutil
import subprocess
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import openpyxl
import polars as pl
import pytest
import xlsxwriter

from suyuan.domain.table import Table
from suyuan.exports.template import template
from suyuan.intake import Limits, Unreadable, read
from suyuan.law.duty import Kind
from suyuan.law.measures_2026 import RULEBOOK

SOLD = RULEBOOK.by_id["24.2.b"]
HEADINGS = ["车辆识别代号(必填)", "销售日期", "上牌日期", "region_code"]
ROW = ["LSY0000A5R0000001", "2026-05-01", None, "110105"]


def midnight(day: int) -> dt.datetime:
    return dt.datetime(2026, 4, day)  # noqa: DTZ001  # cells of a workbook have no time zone


def saved(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def workbook(
    *rows: list[object], headings: list[str] | None = None, at: int = 1
) -> tuple[openpyxl.Workbook, object]:
    book = openpyxl.Workbook()
    sheet = book.active
    for column, text in enumerate(headings or HEADINGS, 1):
        sheet.cell(at, column, text)
    for number, row in enumerate(rows, at + 1):
        for column, value in enumerate(row, 1):
            sheet.cell(number, column, value)
    return book, sheet


def texts(table: Table) -> list[tuple[str, ...]]:
    return list(zip(*(column.spread().to_list() for column in table.columns.values()), strict=True))


def refused(content: bytes, **options) -> str:
    with pytest.raises(Unreadable) as caught:
        read(SOLD, content, **options)
    return caught.value.faults[0].rule


def test_dates_numbers_and_blank_rows():
    book, _ = workbook(
        ["V1", dt.date(2026, 4, 1), midnight(2), 110105],
        [None, None, None, None],
        [" V2 ", "2026-4-1", "2026-04-01 00:00:00", "110105"],
    )
    table = read(SOLD, saved(book), name="a.xlsx")
    assert texts(table) == [
        ("V1", "2026-04-01", "2026-04-02", "110105"),
        ("V2", "2026-4-1", "2026-04-01", "110105"),
    ]
    assert table.line.tolist() == [1, 2]
    assert [table.place(row, "vin").cell for row in (0, 1)] == ["A2", "A4"]
    assert table.source.format == "xlsx"


def test_a_number_in_a_code_column_is_a_fault_at_its_cell():
    book, _ = workbook(ROW, [12345678901234567, *ROW[1:]], ["12345678901234567", *ROW[1:]])
    table = read(SOLD, saved(book))
    (fault,) = table.faults
    assert (fault.rule, fault.column, fault.rows.tolist()) == ("code.numeric_cell", "vin", [1])
    assert table.place(1, "vin").cell == "A3"


def test_error_values_are_faults_at_their_cells():
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, HEADINGS)
    sheet.write_row(1, 0, ["V", "2026-05-01", "", "110105"])
    sheet.write_formula(4, 1, "=1/0", None, "#DIV/0!")
    sheet.write_formula(5, 0, '="V"&"2"', None, "V2")
    book.close()
    table = read(SOLD, out.getvalue())
    (fault,) = table.faults
    assert (fault.rule, fault.column, fault.value) == ("cell.error", "sold_date", "#DIV/0!")
    assert table.place(int(fault.rows[0]), "sold_date").cell == "B5"
    assert table.columns["vin"].spread().to_list() == ["V", "", "V2"]


def test_headings_are_found_below_explanations_and_on_another_sheet():
    book, sheet = workbook(ROW, at=6)
    sheet["A1"] = "请按模板填写"
    sheet.insert_cols(1, 2)
    guide = book.create_sheet("说明", 0)
    guide["A1"], guide["A2"], guide["A3"] = "填写说明", "销售日期：填写发票日期", "其余见附件"
    hidden = book.create_sheet("旧数据", 0)
    hidden.append(HEADINGS)
    hidden.append(["OLD", *ROW[1:]])
    hidden.sheet_state = "hidden"
    table = read(SOLD, saved(book))
    assert texts(table) == [("LSY0000A5R0000001", "2026-05-01", "", "110105")]
    assert table.place(0, "vin").cell == "C7"
    assert table.source.sheet == "Sheet"


def test_merged_cells_hold_in_each_of_their_rows():
    book, sheet = workbook(
        ["V1", "2026-05-01", None, "110105"], ["V2", None, None, None], ["V3", None, None, None]
    )
    sheet.merge_cells("B2:B4")
    sheet.merge_cells("D2:D3")
    table = read(SOLD, saved(book))
    assert table.columns["sold_date"].spread().to_list() == ["2026-05-01"] * 3
    assert table.columns["region_code"].spread().to_list() == ["110105", "110105", ""]


def test_booleans_are_yes_and_no():
    duty = RULEBOOK.by_id["24.8.a"]
    book, _ = workbook(
        ["V", "2026-05-01", "N1", None, False, "lost"],
        headings=["vin", "scrapped_date", "certificate_no", "pack_code", "pack_present", "missing_reason"],
    )
    assert read(duty, saved(book)).columns["pack_present"].value(0) == "no"


def test_one_cell_far_away_does_not_cost_memory():
    book, sheet = workbook(ROW)
    sheet["XFD1048576"] = "x"
    with pytest.raises(Unreadable) as caught:
        read(SOLD, saved(book))
    assert caught.value.faults[0].rule == "file.too_many_columns"
    assert caught.value.faults[0].detail["cell"] == "XFD1048576"
    book, sheet = workbook(ROW)
    sheet["A1048576"] = "x"
    table = read(SOLD, saved(book))
    assert len(table) == 2
    assert table.place(1, "vin").cell == "A1048576"


def test_macros_encryption_and_other_containers_are_refused():
    book, _ = workbook(ROW)
    content = saved(book)
    assert refused(with_part(content, "xl/vbaProject.bin", b"x")) == "file.macro"
    assert (
        refused(with_part(content, "xl/workbook.bin", b"x", without="xl/workbook.xml"))
        == "file.unknown_format"
    )
    assert refused(b"PK\x03\x04" + bytes(300)) == "file.truncated"
    assert refused(content[: len(content) // 2]) == "file.truncated"


def with_part(content: bytes, name: str, data: bytes, without: str = "") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            if part.filename != without:
                new.writestr(part, old.read(part.filename))
        new.writestr(name, data)
    return out.getvalue()


def test_zip_bombs_are_refused_before_they_are_read():
    book, _ = workbook(ROW)
    bomb = with_part(saved(book), "xl/worksheets/sheet9.xml", bytes(200_000_000))
    start = time.monotonic()
    assert refused(bomb) == "file.zip_bomb"
    assert refused(saved(book), limits=Limits(unzipped=1000)) == "file.zip_bomb"
    many = io.BytesIO()
    with zipfile.ZipFile(many, "w") as archive:
        for number in range(3000):
            archive.writestr(f"xl/{number}", b"")
    assert refused(many.getvalue()) == "file.zip_bomb"
    assert time.monotonic() - start < 15


def test_a_sheet_that_lies_about_its_size_cannot_hurt_us():
    book, _ = workbook(ROW)
    sheet = b"<worksheet><sheetData>" + b" " * 150_000_000 + b"</sheetData></worksheet>"
    content = bytearray(
        with_part(saved(book), "xl/worksheets/sheet1.xml", sheet, without="xl/worksheets/sheet1.xml")
    )
    true_size = len(sheet).to_bytes(4, "little")
    assert content.count(true_size)
    lying = bytes(content).replace(true_size, (5000).to_bytes(4, "little"))
    assert refused(lying) in {"file.damaged", "file.zip_bomb", "file.memory"}


def test_time_and_memory_of_the_child_are_limited():
    book, _ = workbook(ROW)
    content = saved(book)
    assert refused(content, limits=Limits(seconds=0.01)) == "file.too_slow"
    assert refused(content, limits=Limits(memory=150_000_000)) == "file.memory"


def test_the_child_sees_none_of_our_settings(monkeypatch):
    monkeypatch.setenv("SUYUAN_DATABASE_URL", "postgresql://secret")
    seen: dict[str, str] = {}
    real = subprocess.run

    def spy(command, **options):
        seen.update(options["env"])
        return real(command, **options)

    monkeypatch.setattr("suyuan.intake.apart.subprocess.run", spy)
    book, _ = workbook(ROW)
    read(SOLD, saved(book))
    assert not any("SUYUAN" in name for name in seen)


def test_workbooks_are_read_side_by_side_in_threads():
    book, _ = workbook(ROW)
    content = saved(book)
    with ThreadPoolExecutor(4) as pool:
        tables = list(pool.map(lambda _: read(SOLD, content), range(8)))
    assert [len(table) for table in tables] == [1] * 8


def test_broken_workbooks_are_refused_and_nothing_else():
    book, _ = workbook(*[ROW] * 50)
    content = saved(book)
    chance = random.Random(20260401)  # noqa: S311
    for _ in range(12):
        broken = bytearray(content)
        for _ in range(chance.randrange(1, 40)):
            broken[chance.randrange(4, len(broken))] = chance.randrange(256)
        cut = bytes(broken[: chance.randrange(len(broken) // 2, len(broken) + 1)])
        try:
            table = read(SOLD, cut, limits=Limits(seconds=20))
        except Unreadable:
            continue
        assert all(len(column) == len(table) for column in table.columns.values())


def test_broken_sheet_xml_is_refused_and_nothing_else():
    book, _ = workbook(*[ROW] * 5)
    content = saved(book)
    far = b'<worksheet><sheetData><row r="%s"><c r="%s"><v>9</v></c></row></sheetData></worksheet>'
    beyond = (far % (b"1", b"ZZZZZ9"), far % (b"99999999999", b"A99999999999"))
    for xml in (b"", b"<worksheet>", b"not xml", *beyond):
        broken = with_part(content, "xl/worksheets/sheet1.xml", xml, without="xl/worksheets/sheet1.xml")
        with pytest.raises(Unreadable):
            read(SOLD, broken)


def test_a_hundred_thousand_rows_in_seconds():
    duty = RULEBOOK.by_id["24.2.a"]
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"constant_memory": True})
    sheet = book.add_worksheet()
    names = [column.name for column in duty.columns]
    sheet.write_row(0, 0, names)
    for row in range(1, 100_001):
        vehicle = row // 128
        vin, pack = f"LSY0000A5R{vehicle:07d}", f"9Z1PE0100000A1G51P{vehicle:06d}"
        codes = (pack, f"9Z1ME0100000A1G51M{row // 16:06d}", f"9Z1CE0100000A1G5{row:08d}")
        values = (vin, "乘用车", "轿车", "示例牌", "SLX7000BEV", "2026-05-01", "no", *codes)
        sheet.write_row(row, 0, values)
    book.close()
    start = time.monotonic()
    table = read(duty, out.getvalue())
    took = time.monotonic() - start
    assert len(table) == 100_000
    assert not table.faults
    assert len(table.columns["vin"].values) == 782
    # About 2 s on two quiet cores; the bound leaves room for a busy machine.
    assert took < 20


def soffice() -> str:
    found = shutil.which("soffice") or shutil.which("libreoffice")
    if not found:
        pytest.skip("LibreOffice is not installed")
    return found


def converted(path: Path, kind: str) -> bytes:
    """Have LibreOffice write the file anew."""
    out = path.parent / "out"
    home = path.parent / "profile"
    command = [
        soffice(),
        f"-env:UserInstallation=file://{home}",
        "--headless",
        "--convert-to",
        kind,
        "--outdir",
        str(out),
    ]
    subprocess.run(
        [*command, str(path)],
        check=True,
        capture_output=True,
        timeout=120,
        env={**os.environ, "HOME": str(path.parent)},
    )
    return (out / f"{path.stem}.{kind}").read_bytes()


def test_what_libreoffice_writes_is_read(tmp_path):
    book, sheet = workbook(
        ["V1", dt.date(2026, 4, 1), None, "110105"], [123456789012345678, "2026-05-01", None, 110105]
    )
    sheet["B4"] = "=1/0"
    path = tmp_path / "a.xlsx"
    path.write_bytes(saved(book))
    table = read(SOLD, converted(path, "xlsx"))
    assert texts(table)[0] == ("V1", "2026-04-01", "", "110105")
    assert {(fault.rule, fault.column) for fault in table.faults} == {
        ("code.numeric_cell", "vin"),
        ("cell.error", "sold_date"),
    }
    assert refused(converted(path, "xls")) == "file.old_excel"
    assert refused(converted(path, "ods")) == "file.unknown_format"


# --- Parquet -----------------------------------------------------------------------------------------------


def parquet(frame: pl.DataFrame) -> bytes:
    out = io.BytesIO()
    frame.write_parquet(out)
    return out.getvalue()


def test_parquet_types_become_text():
    frame = pl.DataFrame(
        {
            "车辆识别代号": ["V1", None, "V2"],
            "sold_date": [dt.date(2026, 4, 1), None, dt.date(2026, 4, 2)],
            "licensed_date": [midnight(1), None, None],
            "region_code": [110105, None, 110105],
        }
    )
    table = read(SOLD, parquet(frame))
    assert texts(table) == [("V1", "2026-04-01", "2026-04-01", "110105"), ("V2", "2026-04-02", "", "110105")]
    assert not table.faults


def test_parquet_limits_and_numeric_codes():
    frame = pl.DataFrame({"vin": [1, 2], "sold_date": ["a", "b"], "region_code": ["c", "d"]})
    (fault,) = read(SOLD, parquet(frame)).faults
    assert (fault.rule, fault.rows.tolist()) == ("code.numeric_cell", [0, 1])
    assert refused(parquet(frame), limits=Limits(rows=1)) == "file.too_many_rows"
    wide = pl.DataFrame({f"c{number}": [1] for number in range(65)})
    assert refused(parquet(wide)) == "file.too_many_columns"
    assert refused(parquet(frame)[:-5]) == "file.truncated"
    assert refused(parquet(frame.with_columns(vin=pl.Series([b"a", b"b"])))) == "file.format"
    big = pl.DataFrame(
        {"vin": ["x" * 100_000] * 2000, "sold_date": ["a"] * 2000, "region_code": ["c"] * 2000}
    )
    assert refused(parquet(big), limits=Limits(unzipped=50_000_000)) == "file.zip_bomb"


def test_broken_parquet_is_refused_and_nothing_else():
    content = parquet(pl.DataFrame({"vin": ["a"] * 50, "sold_date": ["b"] * 50, "region_code": ["c"] * 50}))
    chance = random.Random(7)  # noqa: S311
    for _ in range(25):
        broken = bytearray(content)
        for _ in range(chance.randrange(1, 12)):
            broken[chance.randrange(4, len(broken) - 4)] = chance.randrange(256)
        try:
            read(SOLD, bytes(broken))
        except Unreadable:
            continue


def test_a_template_filled_and_saved_by_libreoffice_reads_without_faults(tmp_path):
    duty = RULEBOOK.by_id["24.6.b"]
    book = openpyxl.load_workbook(io.BytesIO(template(duty)))
    sheet = book.worksheets[0]
    for column, law in enumerate(duty.columns, 1):
        value = dt.date(2026, 5, 1) if law.kind is Kind.DATE else law.example
        sheet.cell(2, column, value)
    path = tmp_path / "template.xlsx"
    path.write_bytes(saved(book))
    table = read(duty, converted(path, "xlsx"))
    assert not table.faults
    assert table.columns["in_date"].value(0) == "2026-05-01"
    assert table.columns["code"].value(0) == duty.column("code").example
