"""大表结构 — reads the SQL files of the big tables, a statement at a time (one DDL statement per call)."""

from pathlib import Path

FOLDER = Path(__file__).parent / "sql" / "schema"


def statements(name: str) -> list[str]:
    """Give the statements of ``sql/schema/<name>.sql``; they are separated by lines that hold only ``--;``."""
    text = (FOLDER / f"{name}.sql").read_text(encoding="utf-8")
    return [part.strip() for part in text.split("\n--;\n") if part.strip()]
