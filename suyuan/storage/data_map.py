"""数据清单 — reads ``data_map.toml``: the grade, the retention and the erasure of every column of every table.

    GRADES, RETENTION   what each word means, and by which rule
    TABLES              what is said of each table
    graded()            (table, column) -> grade

Source: Data Security Law Article 21 (graded protection); Personal Information Protection Law Articles 19, 47, 51;
Articles 26 and 30 of the Measures.

>>> graded()["event", "subject"], graded()["auth_user", "email"]
('important', 'personal')
>>> TABLES["auth_user"].erased, TABLES["filing"].erased
('columns', 'stands')
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from suyuan.law.duty import Text

FILE = Path(__file__).with_name("data_map.toml")
NAMES = ("public", "internal", "secret", "personal", "important")
ERASED = frozenset({"rows", "columns", "stands"})


@dataclass(frozen=True, slots=True)
class Word:
    """A grade or a retention: what it means and the rule behind it."""

    text: Text
    cite: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """What is said of one table. ``erased``: what erasing a person does; ``why``: the reason where rows stand."""

    kept: str
    columns: dict[str, str]
    erased: str
    why: Text


def _words(entries: dict[str, dict[str, str]]) -> dict[str, Word]:
    return {name: Word(Text(entry["zh"], entry["en"]), entry["cite"]) for name, entry in entries.items()}


def _table(name: str, entry: dict[str, Any]) -> Table:
    """Read one table. Raises ValueError for a column under two grades, or personal ones without their erasure."""
    columns: dict[str, str] = {}
    for grade in NAMES:
        for column in entry.get(grade, ()):
            if column in columns:
                raise ValueError(f"{name}.{column} stands under two grades")
            columns[column] = grade
    erased = entry.get("erased", "")
    if ("personal" in columns.values()) != bool(erased) or (erased and erased not in ERASED):
        raise ValueError(f"{name}: personal columns and what erasing does to them go together")
    unknown = entry.keys() - {*NAMES, "kept", "erased", "zh", "en"}
    if unknown or entry["kept"] not in RETENTION or (erased == "stands") != ("zh" in entry):
        raise ValueError(f"{name}: {sorted(unknown)} {entry['kept']} {erased}")
    return Table(
        kept=entry["kept"],
        columns=columns,
        erased=erased,
        why=Text(entry.get("zh", ""), entry.get("en", "")),
    )


_ALL = tomllib.loads(FILE.read_text(encoding="utf-8"))
GRADES = _words(_ALL["grades"])
RETENTION = _words(_ALL["retention"])
TABLES = {name: _table(name, entry) for name, entry in _ALL["tables"].items()}


@cache
def graded() -> dict[tuple[str, str], str]:
    """Give the grade of every column."""
    return {
        (name, column): grade for name, table in TABLES.items() for column, grade in table.columns.items()
    }
