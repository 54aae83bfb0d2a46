"""填报模板 — a workbook to fill in, made from a duty's columns.

    template      duty -> XLSX
    heading       the two-language heading of a column, which ``suyuan.intake`` understands
    deadline_text how long a deadline is, in words

Identifier columns are formatted as text for the whole column: Excel keeps 15 digits of a number and
forgets the rest in silence. The example stands on the second sheet, where no reader takes it for data.
"""

import io
from typing import Any

import xlsxwriter

from suyuan.law.duty import Column, Days, Deadline, Duty, Kind, MonthlyBy, Months, Text

DATA_SHEET = "填报 Data"
HELP_SHEET = "填写说明 Help"
VALIDATED_ROWS = 20_000  # rows that carry a drop-down; typing beyond them works, without the list
LONGEST_LIST = 255  # characters of a drop-down written in place (Excel's limit)

FORMS: dict[Kind, Text] = {
    Kind.CODE: Text("GB/T 34014 编码，文本格式", "GB/T 34014 code, as text"),
    Kind.CODES: Text("多个编码用英文分号分隔", "Several codes with ';' between them"),
    Kind.PREFIX: Text("编码前7位", "First seven positions of a code"),
    Kind.VIN: Text("17位车辆识别代号", "17-character VIN"),
    Kind.USCC: Text(
        "18位统一社会信用代码；境外单位填DUNS编码", "18-character USCC; DUNS number of a foreign unit"
    ),
    Kind.REGION: Text("GB/T 2260 六位代码", "Six digits of GB/T 2260"),
    Kind.DATE: Text("年-月-日，如 2026-05-01", "YYYY-MM-DD"),
    Kind.INSTANT: Text("年-月-日 时:分:秒（北京时间）", "YYYY-MM-DD hh:mm:ss (Beijing time)"),
    Kind.MONTH: Text("年-月，如 2026-05", "YYYY-MM"),
    Kind.TEXT: Text("文字", "Text"),
    Kind.TEXTS: Text("多项用英文分号分隔", "Several, with ';' between them"),
    Kind.BOOLEAN: Text("yes 是 / no 否", "yes or no"),
    Kind.CHOICE: Text("从下拉列表中选择", "Choose from the list"),
    Kind.MASS: Text("数字，千克", "Number, kilograms"),
    Kind.INTEGER: Text("整数", "Whole number"),
    Kind.DEGREES: Text("十进制度，WGS-84", "Decimal degrees, WGS-84"),
    Kind.SHARES: Text("元素:质量分数，如 Li:0.031;Ni:0.12", "element:fraction, as Li:0.031;Ni:0.12"),
}
# Everything else is text, so that nothing typed is turned into something else.
NUMBER_FORMATS = {
    Kind.DATE: "yyyy-mm-dd",
    Kind.INSTANT: "yyyy-mm-dd hh:mm:ss",
    Kind.MASS: "0.###",
    Kind.INTEGER: "0",
    Kind.DEGREES: "0.000000",
}
HOW_TO = (
    Text(
        "只在“填报 Data”工作表填写，一行一条；带 * 的列必填。",
        "Fill in the sheet “填报 Data”, one record a row; * marks what is required.",
    ),
    Text(
        "表头不要改；可选列可以删除，列的顺序可以调整。",
        "Leave the headings as they are; optional columns may go, the order may change.",
    ),
    Text(
        "编码列已设为文本格式；粘贴时请用“只粘贴值”，以保持文本格式。",
        "Code columns are formatted as text: paste values only, so that they stay text.",
    ),
    Text("保存为 .xlsx，不加密码，不含宏。", "Save as .xlsx, without password or macros."),
)


def heading(column: Column) -> str:
    """Give a column's heading: Chinese above English, ``*`` where it is required."""
    return f"{column.text.zh}{' *' if column.required else ''}\n{column.text.en}"


def deadline_text(deadline: Deadline) -> Text:
    """Say how long a deadline is."""
    if isinstance(deadline, Days):
        kind = ("个工作日", "working days") if deadline.working else ("日", "days")
        return Text(f"{deadline.count}{kind[0]}内", f"within {deadline.count} {kind[1]}")
    if isinstance(deadline, Months):
        return Text(f"{deadline.count}个月内", f"within {deadline.count} months")
    if isinstance(deadline, MonthlyBy):
        return Text(f"次月{deadline.day}日前", f"by day {deadline.day} of the following month")
    return Text("及时（条文未定期限）", "promptly (the text sets no number)")


def template(duty: Duty) -> bytes:
    """Make the fillable workbook of a duty."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    book.set_properties({"title": f"{duty.id} {duty.text.zh}", "subject": duty.text.en, "company": "suyuan"})
    data = book.add_worksheet(DATA_SHEET)
    guide = book.add_worksheet(HELP_SHEET)
    first_option = _write_help(book, guide, duty)
    required = book.add_format(
        {
            "bold": True,
            "text_wrap": True,
            "valign": "top",
            "bg_color": "#D6E4F0",
            "border": 1,
            "num_format": "@",
        }
    )
    optional = book.add_format(
        {"text_wrap": True, "valign": "top", "bg_color": "#F2F2F2", "border": 1, "num_format": "@"}
    )
    for position, column in enumerate(duty.columns):
        body = book.add_format({"num_format": NUMBER_FORMATS.get(column.kind, "@")})
        data.set_column(position, position, width(column), body)
        data.write_string(0, position, heading(column), required if column.required else optional)
        data.write_comment(0, position, explanation(duty, column), {"x_scale": 2.2, "y_scale": 1.6})
        _validate(data, position, column, first_option.get(column.name))
    data.set_row(0, 34)
    data.freeze_panes(1, 0)
    data.activate()
    book.close()
    return out.getvalue()


def width(column: Column) -> int:
    """Give a column's width in characters, from its kind and heading."""
    by_kind = {Kind.CODE: 28, Kind.CODES: 40, Kind.VIN: 21, Kind.USCC: 22, Kind.INSTANT: 21, Kind.SHARES: 28}
    return max(by_kind.get(column.kind, 14), len(column.text.zh) * 2 + 3, len(column.text.en) + 2)


def explanation(duty: Duty, column: Column) -> str:
    """Write the note on a heading: required or not, the form, the meaning, an example and the article."""
    mark = Text("必填", "required") if column.required else Text("选填", "optional")
    form = FORMS[column.kind]
    lines = [f"{mark.zh} {mark.en} · {column.name}", form.zh, form.en]
    if column.note:
        lines += [column.note.zh, column.note.en]
    if column.example:
        lines.append(f"例 e.g. {column.example}")
    lines.append(f"{duty.cite.text.zh} {duty.cite.text.en}")
    return "\n".join(lines)


def _validate(sheet: Any, position: int, column: Column, listed: tuple[int, int] | None) -> None:
    """Put a drop-down on a column of choices; a long list refers to the help sheet."""
    if column.kind is Kind.BOOLEAN:
        source: Any = ["yes", "no"]
    elif column.kind is Kind.CHOICE and column.options:
        source = [option.value for option in column.options]
        if len(",".join(source)) > LONGEST_LIST and listed:
            source = f"='{HELP_SHEET}'!$A${listed[0] + 1}:$A${listed[1]}"
    else:
        return
    sheet.data_validation(
        1,
        position,
        VALIDATED_ROWS,
        position,
        {
            "validate": "list",
            "source": source,
            "error_title": "请从列表中选择",
            "error_message": f"{column.text.zh} / {column.text.en}: choose from the list."[:255],
        },
    )


def _write_help(book: Any, sheet: Any, duty: Duty) -> dict[str, tuple[int, int]]:
    """Write the second sheet; give the rows (from, to) where the options of each column stand."""
    title = book.add_format({"bold": True, "font_size": 14})
    strong = book.add_format({"bold": True, "bg_color": "#D6E4F0", "border": 1})
    wrap = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 5, 34)
    row = 0
    sheet.write_string(row, 0, f"{duty.id} {duty.text.zh} · {duty.text.en}", title)
    for line in (*duty.explain, *_timing(duty), *(f"{text.zh} {text.en}" for text in HOW_TO)):
        row += 1
        sheet.write_string(row, 0, line)
    row += 2
    for at, text in enumerate(
        ("列 Column", "英文 English", "必填 Required", "格式 Form", "示例 Example", "说明 Note")
    ):
        sheet.write_string(row, at, text, strong)
    for column in duty.columns:
        row += 1
        form, note = FORMS[column.kind], column.note
        cells = (
            f"{column.text.zh} ({column.name})",
            column.text.en,
            "是 yes" if column.required else "否 no",
            f"{form.zh} {form.en}",
            column.example,
            f"{note.zh} {note.en}" if note else "",
        )
        for at, text in enumerate(cells):
            sheet.write_string(row, at, text, wrap)
    return _write_options(sheet, duty, row + 2, strong)


def _write_options(sheet: Any, duty: Duty, row: int, strong: Any) -> dict[str, tuple[int, int]]:
    listed: dict[str, tuple[int, int]] = {}
    for column in duty.columns:
        if not column.options:
            continue
        sheet.write_string(row, 0, f"{column.text.zh} {column.text.en}", strong)
        start = row + 1
        for at, option in enumerate(column.options, start):
            sheet.write_string(at, 0, option.value)
            sheet.write_string(at, 1, f"{option.text.zh} {option.text.en}")
        row = start + len(column.options)
        listed[column.name] = (start, row)
        row += 1
    return listed


def _timing(duty: Duty) -> list[str]:
    """Say the article and every version of the deadline."""
    lines = [f"依据 Source: {duty.cite.text.zh} · {duty.cite.text.en}"]
    for version in duty.versions:
        text = deadline_text(version.deadline)
        until = f" – {version.until}" if version.until else " –"
        lines.append(f"期限 Deadline ({version.since}{until}): {text.zh} · {text.en}")
    return lines
