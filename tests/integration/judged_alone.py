"""A process of its own: examines a home's database anew, together and each by itself, and tells where they differ."""
# ruff: noqa: T201, PLC0415 - it answers by printing; what needs Django is imported when Django is set up

import os
import sys
from pathlib import Path
from typing import Any

from suyuan.storage import embedded

TABLES = {
    "handover": "SELECT * FROM handover ORDER BY subject, ordinal",
    "watch": "SELECT * FROM watch ORDER BY subject",
    "tally": "SELECT * FROM tally WHERE (number, mass_g, unweighed) <> (0, 0, 0) ORDER BY 1, 2, 3, 4, 5, 6",
    "finding": "SELECT kind, subject_id, cause, state = 'closed', parties, evidence FROM finding ORDER BY 1, 2, 3",
}
FORGET = ("DELETE FROM tally", "DELETE FROM handover", "DELETE FROM watch", "DELETE FROM unexamined")


def main(home: Path) -> None:
    """Print (table, rows, rows that differ) of every table, then how many subjects were asked and left."""
    with embedded.ensure(home) as server:
        os.environ |= {
            "SUYUAN_HOME": str(home),
            "SUYUAN_DATABASE_URL": server.service_url,
            "DJANGO_SETTINGS_MODULE": "suyuan.web.settings",
        }
        import django

        django.setup()
        from suyuan.services.custody import operations

        together, settled = operations.judge_alike, []

        def counted(cursor: Any, rows: Any, asked: Any, contested: Any, register: Any) -> Any:
            left = together(cursor, rows, asked, contested, register)
            settled.append((len(asked), len(left.subjects)))
            return left

        operations.judge_alike = counted
        once = _anew()
        operations.judge_alike = _alone
        alone = _anew()
        for name in TABLES:
            differ = [pair for pair in zip(once[name], alone[name], strict=False) if pair[0] != pair[1]]
            print(name, len(once[name]), len(differ) + abs(len(once[name]) - len(alone[name])))
            print(*differ[:3], sep="\n", file=sys.stderr)
        print("subjects", *map(sum, zip(*settled, strict=True)))


def _alone(cursor: Any, rows: Any, asked: Any, contested: Any, register: Any) -> Any:
    """Leave everything to be judged by itself."""
    from suyuan.codes import packing
    from suyuan.services.custody.together import Left

    del cursor, rows, contested, register
    return Left(subjects=set(packing.to_uuids(asked)), transfers=set())


def _anew() -> dict[str, list[Any]]:
    """Examine everything anew, and give all that an examiner writes."""
    from suyuan.services.custody import operations
    from suyuan.storage.queries import reader
    from suyuan.storage.wall import as_register

    with as_register(durable=True):
        cursor = reader()
        for statement in FORGET:
            cursor.execute(statement)
        cursor.execute(
            "INSERT INTO unexamined SELECT filing, 1, filed_at FROM filing WHERE state = 'accepted'"
        )
        at = cursor.execute("SELECT max(filed_at) FROM filing").fetchone()[0]
    operations.examine(today=at.date(), at=at)  # on its last day much is under way
    with as_register():
        return {name: reader().execute(statement).fetchall() for name, statement in TABLES.items()}


if __name__ == "__main__":
    main(Path(sys.argv[1]))
