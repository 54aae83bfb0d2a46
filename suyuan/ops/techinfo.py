"""技术信息命令 — what ``suyuan-ops trace-copy`` does once the database is there: whose copy a manual is."""

from pathlib import Path

import numpy as np
import typer
from PIL import Image, UnidentifiedImageError

from suyuan.domain.access import Viewer
from suyuan.exports import marks
from suyuan.services.techinfo import queries

_OPERATOR = Viewer(account_id=0, user_id=0, kind="operator")  # who has the machine is the operator


def trace(what: str) -> int:
    """Print whose copy it is: of a mark, a PDF, or a photograph of a page. Give the exit code."""
    found = _marks(what)
    if not found:
        typer.echo(f"suyuan: {what}: no mark was found / 没有找到标记", err=True)
        return 1
    code = 0
    for mark in found:
        traced = queries.traced(_OPERATOR, mark)
        if traced is None:
            typer.echo(f"suyuan: {mark}: no such mark / 没有这个标记", err=True)
            code = 1
            continue
        grant, manual = traced.grant, traced.manual
        typer.echo(f"mark {mark}")
        typer.echo(f"firm {traced.firm.uscc} {traced.firm.name}")
        typer.echo(f"user {traced.user_id}")
        typer.echo(f"manual {manual.manual_id} {manual.vehicle_model} · {manual.title} · {manual.version}")
        typer.echo(f"battery {grant.code} {grant.hand.value} {grant.purpose.value} {grant.words}")
        typer.echo(f"granted {grant.granted_at.isoformat()} until {grant.expires_at.isoformat()}")
    return code


def _marks(what: str) -> list[str]:
    """Give the marks in what was named: a file, or a mark itself."""
    path = Path(what)
    if not path.is_file():
        return [what.strip().upper()]
    content = path.read_bytes()
    if content.startswith(b"%PDF-"):
        return marks.read_file(content)
    try:
        with Image.open(path) as image:
            return marks.read(np.asarray(image.convert("L")))
    except UnidentifiedImageError:
        return []
