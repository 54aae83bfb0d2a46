"""标错工作簿 — the filer's own rows with every wrong cell coloured and explained.

    marked_workbook  (duty, table, faults, language) -> XLSX

The first sheet carries the template's headings, so it can be mended and filed as it is; its last column, the
row in the received file, is passed over by the reader. The second sheet says what went wrong, most frequent
first. Of a large file only the rows with errors are shown, and the sheet says so.

Every cell is written as text: a value that begins with = + - or @ stays a value when the workbook is opened.
"""

import io
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import xlsxwriter

from suyuan.domain.receipts import Note, notes
from suyuan.domain.table import Fault, Rows, Table
from suyuan.exports.template import DATA_SHEET, heading, width
from suyuan.law.catalogue import RULES
from suyuan.law.duty import Duty, Text

SUMMARY_SHEET = "错误汇总 Summary"
ROW_HEADING = "原文件行号\nRow in your file"  # known to suyuan.intake.headings as no data
WHOLE = 2_000  # rows up to which the whole file is shown
MOST_ROWS = 20_000
MOST_COMMENTS = 20_000  # Excel grows slow beyond
MOST_NOTES = 2_000
LONGEST_CELL = 32_000
MORE_NOTES = Text("仅列出前{shown}种（共{all}种）。", "The first {shown} of {all} kinds are listed.")
RED, YELLOW = "#FFC7CE", "#FFEB9C"
SUMMARY_HEADINGS = (
    Text("规则", "Rule"),
    Text("程度", "Severity"),
    Text("列", "Column"),
    Text("值", "Value"),
    Text("行数", "Rows"),
    Text("首个位置", "First place"),
    Text("问题", "What is wrong"),
    Text("更正方法", "How to mend it"),
    Text("依据", "Source"),
)
SEVERITY = {"error": Text("错误", "error"), "warning": Text("提示", "warning")}
ALL_SHOWN = Text("工作表“填报 Data”含全部{rows}行。", "The sheet “填报 Data” holds all {rows} rows.")
SOME_SHOWN = Text(
    "文件较大：工作表“填报 Data”只含有问题的行，共{shown}行（全部{rows}行，有问题的{bad}行）。",
    "The file is large: “填报 Data” holds only rows with problems, {shown} of {bad} (the file has {rows}).",
)


def marked_workbook(
    duty: Duty,
    table: Table | None,
    faults: Sequence[Fault],
    language: str,
    *,
    whole: int = WHOLE,
    most_rows: int = MOST_ROWS,
) -> bytes:
    """Make the marked workbook of a filing; without a table (the file was unreadable) only the summary."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(out, options)
    if table is not None:
        rows, bad = _shown(table, faults, whole, most_rows)
        text = ALL_SHOWN if len(rows) == len(table) else SOME_SHOWN
        remark = text.get(language).format(rows=len(table), shown=len(rows), bad=bad)
        marks = _marks(duty, faults, rows, len(table), language)
        _write_rows(book, duty, table, rows, marks)
    else:
        remark = ""
    spoken = notes(table, tuple(faults)) if table is not None else _whole(faults)
    _write_summary(book, duty, spoken, language, remark)
    book.close()
    return out.getvalue()


def _whole(faults: Sequence[Fault]) -> tuple[Note, ...]:
    """Turn faults of a file that has no rows into notes without places."""
    return tuple(
        Note(fault.rule, fault.severity, fault.column, fault.value[:200], 0, (), fault.detail)
        for fault in faults
    )


def _shown(table: Table, faults: Sequence[Fault], whole: int, most: int) -> tuple[Rows, int]:
    """Choose the rows to show, and count those with a fault."""
    wrong: npt.NDArray[np.bool_] = np.zeros(len(table), np.bool_)
    for fault in faults:
        wrong[fault.rows] = True
    bad = int(np.count_nonzero(wrong))
    if len(table) <= whole:
        return np.arange(len(table), dtype=np.int32), bad
    return np.flatnonzero(wrong)[:most].astype(np.int32), bad


Marks = dict[tuple[int, int], tuple[bool, list[str]]]


def _marks(duty: Duty, faults: Sequence[Fault], rows: Rows, total: int, language: str) -> Marks:
    """Give (is an error, what to say) by sheet row from 0 and column; the last column stands for the row."""
    position = {column.name: at for at, column in enumerate(duty.columns)}
    sheet_row = np.full(total, -1, np.int32)
    sheet_row[rows] = np.arange(len(rows), dtype=np.int32)
    marks: Marks = {}
    # Errors first: a cell with both says the error above the warning.
    for fault in sorted(faults, key=lambda fault: fault.severity):
        found = sheet_row[fault.rows]
        column = position.get(fault.column or "", len(position))
        said = _words(duty, fault, language) if (found >= 0).any() else ""
        for at in found[found >= 0].tolist():
            error, lines = marks.setdefault((at, column), (False, []))
            if said not in lines:
                lines.append(said)
            marks[at, column] = (error or fault.severity == "error", lines)
    return marks


def _words(duty: Duty, fault: Fault, language: str) -> str:
    note = Note(fault.rule, fault.severity, fault.column, fault.value, 0, (), fault.detail)
    wrong, mend = note.words(duty, language)
    return f"{wrong}\n{mend}\n[{fault.rule} · {RULES[fault.rule].source or duty.cite.text.get(language)}]"


def _write_rows(book: Any, duty: Duty, table: Table, rows: Rows, marks: Marks) -> None:
    sheet = book.add_worksheet(DATA_SHEET)
    plain = book.add_format({"num_format": "@"})
    shades = {
        True: book.add_format({"num_format": "@", "bg_color": RED, "border": 1}),
        False: book.add_format({"num_format": "@", "bg_color": YELLOW, "border": 1}),
    }
    top = book.add_format(
        {"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#D6E4F0", "border": 1}
    )
    cells: list[list[str]] = []
    for at, column in enumerate(duty.columns):
        sheet.set_column(at, at, width(column), plain)
        sheet.write_string(0, at, heading(column), top)
        held = table.columns[column.name]
        cells.append(held.values.gather(rows if held.at is None else held.at[rows]).to_list())
    last = len(duty.columns)
    sheet.set_column(last, last, 14)
    sheet.write_string(0, last, ROW_HEADING, top)
    cells.append([str(line) for line in table.line[rows].tolist()])
    for row in range(len(rows)):
        for at, values in enumerate(cells):
            text = values[row]
            mark = marks.get((row, at))
            if mark is not None:
                sheet.write_string(row + 1, at, text[:LONGEST_CELL], shades[mark[0]])
            elif text:
                sheet.write_string(row + 1, at, text[:LONGEST_CELL], plain)
    for count, ((row, at), (_, lines)) in enumerate(marks.items()):
        if count >= MOST_COMMENTS:
            break
        sheet.write_comment(row + 1, at, "\n\n".join(lines)[:LONGEST_CELL], {"x_scale": 2, "y_scale": 1.2})
    sheet.set_row(0, 34)
    sheet.freeze_panes(1, 0)


def _write_summary(book: Any, duty: Duty, spoken: Sequence[Note], language: str, remark: str) -> None:
    """Write what went wrong, most frequent first."""
    sheet = book.add_worksheet(SUMMARY_SHEET)
    title = book.add_format({"bold": True, "font_size": 14})
    top = book.add_format({"bold": True, "bg_color": "#D6E4F0", "border": 1})
    wrap = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
    sheet.write_string(0, 0, f"{duty.id} {duty.text.get(language)}", title)
    sheet.write_string(1, 0, remark)
    for at, text in enumerate(SUMMARY_HEADINGS):
        sheet.write_string(3, at, text.get(language), top)
    for at, size in enumerate((24, 8, 20, 26, 8, 12, 46, 46, 24)):
        sheet.set_column(at, at, size)
    if len(spoken) > MOST_NOTES:
        cut = MORE_NOTES.get(language).format(shown=MOST_NOTES, all=len(spoken))
        sheet.write_string(2, 0, cut)
    title_of = {column.name: column.text.get(language) for column in duty.columns}
    for row, note in enumerate(spoken[:MOST_NOTES], 4):
        wrong, mend = note.words(duty, language)
        place = note.places[0] if note.places else None
        cells = (
            note.rule,
            SEVERITY[note.severity].get(language),
            title_of.get(note.column or "", note.column or ""),
            note.value,
            str(note.count or ""),
            "" if place is None else place.cell or place.pointer or str(place.row),
            wrong,
            mend,
            RULES[note.rule].source or duty.cite.text.get(language),
        )
        for at, cell in enumerate(cells):
            sheet.write_string(row, at, cell[:LONGEST_CELL], wrap)
    sheet.freeze_panes(4, 0)
