"""行与行 — rules on a row by itself, and on rows of one file that contradict each other.

Placeholders beyond {value} and {column}: {when} heading and {values} of the column that asks for this one;
{earlier} {month} {first} {group} headings of the other column; {columns} several headings; {found} {expected}
counts of cells.

Source: contents of the filings, Article 24 of the Measures.
"""

from suyuan.law.rules import error, warning

RULES = (
    error(
        "check.required_when",
        "按{when}所填的内容，{column}不能为空。",
        "{column} may not be empty with what {when} says.",
        "填写{column}，或更正{when}。",
        "Fill in {column}, or correct {when}.",
    ),
    error(
        "check.date_order",
        "{column}“{value}”早于{earlier}。",
        "{column} “{value}” lies before {earlier}.",
        "核对两个日期的先后。",
        "Check which of the two days came first.",
    ),
    error(
        "check.other_month",
        "{column}“{value}”不在{month}之内。",
        "{column} “{value}” does not lie in {month}.",
        "把这一行报在它所属的月份。",
        "File this row with the month that it belongs to.",
    ),
    error(
        "check.after_cutoff",
        "{column}“{value}”不早于补录截止日{cutoff}。",
        "{column} “{value}” is not before the cut-off day of the backfill, {cutoff}.",
        "截止日以后的事项请按正常报送。",
        "File what happened since then in the ordinary way.",
    ),
    error(
        "check.same_code",
        "{column}“{value}”与{first}相同。",
        "{column} “{value}” is the same as {first}.",
        "换下的与换上的不能是同一块电池，请核对两块电池的标签。",
        "One battery cannot replace itself: check both labels.",
    ),
    error(
        "check.self_transfer",
        "{column}“{value}”就是报送单位自己。",
        "{column} “{value}” is the reporter itself.",
        "填写对方单位；在本单位各网点之间调拨不是移交，无需报送。",
        "Name the other party; moving stock between one's own outlets is no transfer and is not filed.",
    ),
    warning(
        "check.level_mismatch",
        "{column}“{value}”与{first}不是同一级别（包、模块、单体）。",
        "{column} “{value}” is not of the same level (pack, module, cell) as {first}.",
        "核对两个编码的第4位；确属跨级更换的，无需修改。",
        "Check position 4 of both codes; if it was so, leave it.",
        source="GB/T 34014-2017",
    ),
    error(
        "check.at_least_one",
        "这一行的{columns}全为空。",
        "This row has none of {columns}.",
        "至少填写其中一列，或删去此行。",
        "Fill in one of them at least, or remove the row.",
    ),
    error(
        "row.ragged",
        "这一行有{found}列，表头有{expected}列。",
        "This row has {found} cells, the headings are {expected}.",
        "内容中的逗号须用引号括起；另存为 XLSX 可避免此问题。",
        "Put text that holds a comma in quotes; saving as XLSX avoids this.",
    ),
    error(
        "file.duplicate",
        "“{value}”在本文件中重复出现。",
        "“{value}” stands in this file more than once.",
        "删去重复的行。",
        "Remove the repeated row.",
    ),
    error(
        "file.contradiction",
        "同一{group}的各行，{column}不一致（此处为“{value}”）。",
        "Rows of the same {group} differ in {column} (“{value}” here).",
        "核对后把各行改为一致。",
        "Find out which is right and make them agree.",
    ),
    error(
        "file.two_parents",
        "“{value}”在本文件中归属于两个不同的上级编码。",
        "“{value}” stands under two different parents in this file.",
        "一个单体或模块只能在一个上级之中，请核对标签。",
        "A cell or module is in one place only: check the labels.",
        source="GB/T 34014-2017",
    ),
    error(
        "file.group_held",
        "同一车辆或电池包的另一行有误，这一行一并暂缓。",
        "Another row of the same vehicle or pack has an error, so this row waits with it.",
        "更正那一行后，整组一起重新报送。",
        "Mend the other row and file the group again.",
    ),
)
