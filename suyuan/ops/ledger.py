"""账本命令 — what ``suyuan-ops audit`` and ``suyuan-ops ledger`` do once the database is there."""

import os
import sys
from pathlib import Path

import typer

from suyuan.ledger.verifier import Rejected
from suyuan.services.ledger import audit as audits
from suyuan.services.ledger import operations, queries

_EVERY = 50 * audits.STEP  # places between two words about how far it is


def audit(checkpoint: str) -> int:
    """Print what is not as it was filed; give the exit code: 0 nothing, 1 something."""
    try:
        kept = Path(checkpoint).read_text(encoding="utf-8") if checkpoint else None
        report = audits.audit(kept=kept, jobs=os.cpu_count() or 1, told=_tell)
    except (Rejected, OSError, UnicodeDecodeError) as reason:
        typer.echo(f"suyuan: {checkpoint}: {reason}", err=True)
        return 1
    for fault in report.faults:
        typer.echo(f"{fault.place}\t{fault.what}\t{fault.where}")
    if report.count > len(report.faults):
        typer.echo(f"... {report.count - len(report.faults)} more / 另有")
    typer.echo(
        f"entries {report.size} rows {report.rows} root {report.root.hex() or '-'} faults {report.count}"
    )
    return 1 if report.count else 0


def _tell(done: int, size: int) -> None:
    if done % _EVERY == 0 and sys.stderr.isatty():
        typer.echo(f"suyuan: {done} / {size}", err=True)


def status() -> int:
    """Print how far the log is; give the exit code."""
    found = queries.state()
    if found.checkpoint is not None:
        typer.echo(
            f"log {found.checkpoint.origin} entries {found.checkpoint.size} root {found.checkpoint.root.hex()}"
        )
    typer.echo(
        f"waiting {found.waiting}" + (f" since {found.since:%Y-%m-%dT%H:%M:%SZ}" if found.since else "")
    )
    for key in queries.log_keys():
        typer.echo(f"key {key.text}")
    trouble = operations.trouble()
    if trouble:
        typer.echo(f"suyuan: {trouble}", err=True)
    return 1 if trouble else 0


def adopt() -> int:
    """Print what was taken over; give the exit code."""
    taken, lost = operations.adopt()
    typer.echo(f"taken over {taken}, of which nothing else is left {lost}")
    return 0


def rotate() -> int:
    """Print the new key; give the exit code."""
    typer.echo(operations.rotate())
    return 0


def retire(known: str) -> int:
    """Let a key sign no more; give the exit code."""
    if operations.retire(known):
        return 0
    typer.echo(
        f"suyuan: {known} is no key that signs beside another / 没有这个密钥，或它是最后一个", err=True
    )
    return 1
