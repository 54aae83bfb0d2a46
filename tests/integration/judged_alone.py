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
SPOILING = (
    "DELETE FROM handover WHERE subject = %s",
    "UPDATE handover SET out_mass_g = 1 WHERE subject = %s",
    "UPDATE handover SET state = 'open', into_filing = NULL, into_date = NULL WHERE subject = %s",
    "UPDATE handover SET state = 'disputed' WHERE subject = %s",
)
FORGET = ("DELETE FROM tally", "DELETE FROM handover", "DELETE FROM watch", "DELETE FROM unexamined")


def main(home: Path) -> None:
    """Print by table its rows, those that differ alone and in parts; what a night finds; how many are asked, left."""
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

        parted = _parted()  # first: what is found on the way and explained by the end stays on file as closed
        operations.judge_alike = counted
        once = _anew()
        operations.judge_alike = _alone
        alone = _anew()
        for name in TABLES:
            print(name, len(once[name]), *(_differing(once[name], other[name]) for other in (alone, parted)))
        print("astray", _night(), "spoilt", _spoil(), _night(), "mended", _night())
        print("subjects", *map(sum, zip(*settled, strict=True)))


def _differing(rows: list[Any], others: list[Any]) -> int:
    """Give how many rows differ."""
    differ = [pair for pair in zip(rows, others, strict=False) if pair[0] != pair[1]]
    print(*differ[:3], sep="\n", file=sys.stderr)
    return len(differ) + abs(len(rows) - len(others))


def _parted() -> dict[str, list[Any]]:
    """Examine everything in small steps, few lives at a time."""
    from suyuan.services.custody import operations

    usual = operations.MOST_LINES, operations.MOST_JUDGED
    operations.MOST_LINES, operations.MOST_JUDGED = 400, 70
    found = _anew()
    operations.MOST_LINES, operations.MOST_JUDGED = usual
    return found


def _night() -> int:
    """Hold all movements against the register, on the day of the last filing; give how many batteries differed."""
    from suyuan.services.custody.rematching import rematch
    from suyuan.storage.queries import reader
    from suyuan.storage.wall import as_register

    with as_register():
        at = reader().execute("SELECT max(filed_at) FROM filing").fetchone()[0]
    return rematch(today=at.date(), at=at)


def _spoil() -> int:
    """Spoil the register in four ways; give how many batteries that touches."""
    from suyuan.storage.queries import reader
    from suyuan.storage.wall import as_register

    some = """SELECT subject FROM handover WHERE state = 'matched' GROUP BY subject HAVING count(*) = 1
              ORDER BY subject LIMIT 4"""
    with as_register(durable=True):
        cursor = reader()
        subjects = [row[0] for row in cursor.execute(some).fetchall()]
        for subject, statement in zip(subjects, SPOILING, strict=True):
            cursor.execute(statement, (subject,))
    return len(subjects)


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
