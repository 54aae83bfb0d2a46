"""身份命令 — what ``suyuan-ops identities`` does once the database is there."""

from datetime import UTC, datetime

import typer
from django.conf import settings

from suyuan.services.idcards import operations
from suyuan.storage import credential_keys as keys


def complete() -> int:
    """Print how many identities were issued; give the exit code."""
    typer.echo(f"identities issued {operations.complete(at=datetime.now(UTC))}")
    return 0


def status() -> int:
    """Print the keys that sign credentials; give the exit code."""
    typer.echo(f"suite {settings.CREDENTIAL_SUITE}")
    for key in keys.every():
        typer.echo(f"key {key.suite} {key.kid}")
    return 0


def rotate() -> int:
    """Print the new key, which signs from now on; give the exit code."""
    key = keys.add(settings.CREDENTIAL_SUITE)
    typer.echo(f"key {key.suite} {key.kid}")
    return 0


def retire(kid: str) -> int:
    """Let a key sign no more and be trusted no more; give the exit code."""
    if keys.retire(kid):
        return 0
    typer.echo(f"suyuan: {kid}: no such key / 没有这个密钥", err=True)
    return 1
