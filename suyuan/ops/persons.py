"""个人信息命令 — what ``suyuan-ops erase`` and ``suyuan-ops sweep`` do once the database is there."""

import typer

from suyuan.services.persons import operations
from suyuan.services.refusals import Refused


def erase(username: str) -> int:
    """Erase a person; give the exit code."""
    try:
        erased = operations.erase_by_platform(username)
    except Refused as refused:
        for language in ("zh", "en"):
            typer.echo(" ".join(refused.words(language)), err=True)
        return 1
    typer.echo(f"{erased.account_id} {erased.rows}")
    return 0


def sweep() -> int:
    """Remove what is over; give the exit code."""
    for table, rows in operations.sweep().items():
        typer.echo(f"{table} {rows}")
    return 0
