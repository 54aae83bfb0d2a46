"""命名查询 — reads ``sql/queries/<noun>.sql``: every statement has a name and a line that says what it gives.

-- name: find_trees
-- The trees filed under some tops, the earliest first.
SELECT ...
"""

import re
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "sql" / "queries"


@cache
def load(noun: str) -> dict[str, str]:
    """Give the statements of one noun by name."""
    text = (FOLDER / f"{noun}.sql").read_text(encoding="utf-8")
    parts = re.split(r"^-- name: (\w+)\n", text, flags=re.MULTILINE)[1:]
    return {name: body.strip().rstrip(";") for name, body in zip(parts[::2], parts[1::2], strict=True)}
