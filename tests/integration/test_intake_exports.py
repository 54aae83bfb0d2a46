import io
import time

import numpy as np
import openpyxl
import pytest

from suyuan.domain.table import Fault, Table
from suyuan.exports.marked import marked_workbook
from suyuan.exports.template import DATA_SHEET, HELP_SHEET, template
from suyuan.intake import Unreadable, read
from suyuan.law.duty import Duty, Kind
from suyuan.law.measures_2026 import RULEBOOK

IDS = [duty.id for duty in RULEBOOK.duties]
EVERY = pytest.mark.parametrize("duty", RULEBOOK.duties, ids=IDS)
SOLD = RULEBOOK.by_id["24.2.b"]


def filled(duty: Duty, count: int = 3) -> bytes:
    """Fill a template as a person would, with the examples."""
    book = openpyxl.load_workbook(io.BytesIO(template(duty)))
    sheet = book[DATA_SHEET]
    for row in range(2, 2 + count):
        for position, column in enumerate(duty.columns, 1):
            sheet.cell(row, position, column.example)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@EVERY
def test_a_filled_template_reads_without_faults(duty):
    table = read(duty, filled(duty))
    assert len(table) == 3
    assert not table.faults
    for column in duty.columns:
        assert table.columns[column.name].value(2) == column.example
    assert table.place(0, duty.columns[0].name).cell == "A2"


@EVERY
def test_an_empty_template_has_no_rows_although_it_shows_an_example(duty):
    with pytest.raises(Unreadable) as caught:
        read(duty, template(duty))
    assert [fault.rule for fault in caught.value.faults] == ["file.no_rows"]


@EVERY
def test_templates_explain_themselves(duty):
    book = openpyxl.load_workbook(io.BytesIO(template(duty)))
    data, guide = book[DATA_SHEET], book[HELP_SHEET]
    lists = {
        str(rule.sqref).rstrip("0123456789").split(":")[0][0] for rule in data.data_validations.dataValidation
    }
    for position, column in enumerate(duty.columns, 1):
        cell = data.cell(1, position)
        assert column.text.zh in cell.value
        assert column.text.en in cell.value
        assert column.name in cell.comment.text
        letter = cell.column_letter
        if column.kind in {Kind.CODE, Kind.CODES, Kind.VIN, Kind.USCC, Kind.PREFIX}:
            assert data.column_dimensions[letter].number_format == "@"
        if column.kind in {Kind.CHOICE, Kind.BOOLEAN}:
            assert letter in lists
    assert data.freeze_panes == "A2"
    said = " ".join(str(cell.value) for row in guide.iter_rows() for cell in row if cell.value)
    assert duty.cite.text.zh in said
    assert "期限 Deadline" in said


def table_of(*rows: str) -> Table:
    return read(SOLD, ("vin,sold_date,licensed_date,region_code\n" + "\n".join(rows)).encode())


def rows_of(*numbers: int) -> np.ndarray:
    return np.array(numbers, np.int32)


def test_marked_cells_are_coloured_and_explained_in_the_language():
    table = table_of("V1,2026-05-01,,110105", "V2,=1+1,,110105")
    faults = [
        Fault("code.numeric_cell", "vin", "V2", rows_of(1)),
        Fault("row.ragged", None, "5", rows_of(1), "error", {"found": "5", "expected": "4"}),
    ]
    for language, word in (("zh-Hans", "文本"), ("en", "text")):
        book = openpyxl.load_workbook(io.BytesIO(marked_workbook(SOLD, table, faults, language)))
        sheet = book[DATA_SHEET]
        assert sheet["A3"].fill.fgColor.rgb == "FFFFC7CE"
        assert word in sheet["A3"].comment.text.lower()
        assert "code.numeric_cell" in sheet["A3"].comment.text
        assert sheet["E3"].comment is not None
        assert sheet["A2"].comment is None
        assert (sheet["B3"].value, sheet["B3"].data_type) == ("=1+1", "s")
        assert sheet["E3"].value == "2"
        said = [cell.value for row in book["错误汇总 Summary"].iter_rows() for cell in row]
        assert "code.numeric_cell" in said


@pytest.mark.parametrize("value", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "http://x", "_x0041_", "a\x01b"])
def test_no_value_becomes_a_formula_or_a_link(value):
    table = table_of(f'V1,"{value}",,110105')
    content = marked_workbook(SOLD, table, [Fault("code.numeric_cell", "sold_date", value, rows_of(0))], "en")
    sheet = openpyxl.load_workbook(io.BytesIO(content))[DATA_SHEET]
    assert sheet["B2"].data_type == "s"
    assert sheet["B2"].hyperlink is None


def test_a_marked_workbook_can_be_filed_again():
    table = table_of("V1,2026-05-01,,110105", "V2,2026-05-02,2026-05-03,110105")
    again = read(
        SOLD, marked_workbook(SOLD, table, [Fault("code.numeric_cell", "vin", "V2", rows_of(1))], "en")
    )
    assert not again.faults
    for name, column in table.columns.items():
        assert again.columns[name].spread().to_list() == column.spread().to_list()


def test_of_a_large_file_only_bad_rows_are_shown_and_the_sheet_says_so():
    table = table_of(*(f"V{number},2026-05-01,,110105" for number in range(50_000)))
    faults = [Fault("code.numeric_cell", "vin", "x", np.arange(0, 50_000, 25, dtype=np.int32))]
    start = time.process_time()
    content = marked_workbook(SOLD, table, faults, "en")
    took = time.process_time() - start
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book[DATA_SHEET].max_row == 2001
    assert book[DATA_SHEET]["E3"].value == "26"
    assert "only rows with problems, 2000 of 2000" in book["错误汇总 Summary"]["A2"].value
    assert took < 3  # about 0.2 s on a quiet machine


def test_an_unreadable_file_gets_its_summary():
    with pytest.raises(Unreadable) as caught:
        read(SOLD, b"vin,colour\na,b\n")
    book = openpyxl.load_workbook(io.BytesIO(marked_workbook(SOLD, None, caught.value.faults, "zh-Hans")))
    said = [cell.value for row in book["错误汇总 Summary"].iter_rows() for cell in row]
    assert {"heading.unknown", "heading.missing"} <= set(said)
