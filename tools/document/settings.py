"""设置、数据表、数据清单三页 — every setting, where every table would live, and what every column is worth."""

import re
from dataclasses import fields
from typing import get_type_hints

from suyuan.law.duty import Text
from suyuan.storage import data_map, schema
from suyuan.storage.topology import TABLES
from suyuan.web.config import Config
from tools.document.markdown import both, code, escape, page, table

PREFIX = "SUYUAN_"
ERASED = {"rows": "删除行 · rows removed", "columns": "清空 · emptied"}


def pages() -> dict[str, str]:
    """Give every page by its place under the generated folder."""
    return {
        "settings.md": settings_page(),
        "tables.md": tables_page(),
        "data-map.md": data_map_page(),
    }


def words() -> dict[str, Text]:
    """Give what the code says of every setting, by field name."""
    hints = get_type_hints(Config, include_extras=True)
    return {
        item.name: next(iter(getattr(hints[item.name], "__metadata__", ())), Text("", ""))
        for item in fields(Config)
    }


def settings_page() -> str:
    """Give the table of settings."""
    told = words()
    rows = (
        (
            code(PREFIX + item.name.upper()),
            both(told[item.name]),
            code(str(item.default)),
            code(type(item.default).__name__),
        )
        for item in fields(Config)
    )
    return page(
        "设置 · Settings",
        "从环境变量读取，启动时读一次；未知的 `SUYUAN_` 名称或读不懂的值，程序拒绝启动。\n\n"
        "Read from the environment, once, at the start. An unknown `SUYUAN_` name or a value that cannot be read "
        "refuses to start.",
        table(("变量 Variable", "用途 What for", "缺省 Default", "类型 Type"), rows),
    )


def remarks() -> dict[str, str]:
    """Give the comment that stands above each CREATE TABLE of the SQL files."""
    found: dict[str, str] = {}
    for path in sorted(schema.FOLDER.glob("*.sql")):
        for statement in schema.statements(path.stem):
            name = re.search(r"^CREATE TABLE (\w+)", statement, re.MULTILINE)
            if name:
                above = re.findall(r"^-- (.+)$", statement[: name.start()].split("\n\n")[-1], re.MULTILINE)
                found[name[1]] = " ".join(above)
    return found


def tables_page() -> str:
    """Give the class of every table."""
    told = remarks()
    rows = (
        (code(name), code(place.kind), code(place.column), escape(told.get(name, "")))
        for name, place in sorted(TABLES.items(), key=lambda item: (item[1].kind, item[0]))
    )
    return page(
        "数据表 · Tables",
        "每张表的分布类别；大表由 SQL 文件建立，没有 ORM 模型。理由见决定 0006。\n\n"
        "How each table would be distributed. Tables that say what they hold are made by SQL files and have no "
        "ORM model. Decision 0006 has the reasons.",
        table(("表 Table", "类别 Class", "分布列 Column", "内容 Holds"), rows),
    )


def data_map_page() -> str:
    """Give the grade, the retention and the erasure of every column."""
    words = [
        "## 等级 · Grades\n\n" + _legend(data_map.GRADES),
        "## 保存期限 · Retention\n\n" + _legend(data_map.RETENTION),
        "## 各表 · Tables\n\n" + _columns(),
    ]
    return page(
        "数据清单 · Data map",
        "每张表每一列的等级、保存期限，以及删除个人信息时的处置。由 `suyuan/storage/data_map.toml` 生成；"
        "数据库里多出或少了一列，测试即失败。\n\n"
        "The grade of every column of every table, how long it is kept, and what erasing a person does to it. Made "
        "from `suyuan/storage/data_map.toml`; a test fails on a column too many or too few.",
        *words,
    )


def _legend(words: dict[str, data_map.Word]) -> str:
    rows = ((code(name), both(word.text), escape(word.cite)) for name, word in words.items())
    return table(("名称 Name", "含义 Meaning", "依据 Rule"), rows)


def _columns() -> str:
    rows = []
    for name, held in data_map.TABLES.items():
        graded = "; ".join(
            f"{grade}: " + ", ".join(code(column) for column, own in held.columns.items() if own == grade)
            for grade in data_map.NAMES
            if grade in held.columns.values()
        )
        erased = both(held.why) if held.erased == "stands" else ERASED.get(held.erased, "—")
        rows.append((code(name), graded, code(held.kept), erased))
    return table(
        ("表 Table", "各列等级 Columns by grade", "保存 Kept", "删除个人信息时 Erasing a person"), rows
    )
