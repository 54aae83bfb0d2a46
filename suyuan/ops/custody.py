"""移交核对命令 — what ``suyuan-ops rematch`` does once the database is there."""

import typer

from suyuan.services import clock
from suyuan.services.custody import rematching


def rematch() -> int:
    """Print how many batteries differed; give the exit code."""
    typer.echo(f"astray {rematching.rematch(today=clock.today(), at=clock.now())}")
    return 0
