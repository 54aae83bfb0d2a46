"""演示命令 — ``suyuan-ops demo``: the demonstration world, its clock and what is found in it.

Without a subcommand it serves: ``prepare`` runs in a child between migrating and serving and loads the default world
into a database that is new. ``load`` files a world file, ``clock`` moves today, ``findings`` prints what was found.
None of them touches a database that is not marked as a demonstration.

``$SUYUAN_HOME/demo.json`` (mode 0600) lists the sign-ins, ``$SUYUAN_HOME/demo-world.ndjson`` is the world as it was
filed. Results go to standard output, the rest to standard error.
"""

import json
import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from suyuan import world
from suyuan.ops import database as databases
from suyuan.services import clock
from suyuan.services.demonstration import operations, queries, signs, world_file
from suyuan.services.demonstration.operations import Loaded, NotADemonstrationError
from suyuan.services.demonstration.world_file import SHANGHAI, UnfitError, WorldFile
from suyuan.services.findings.queries import Finding

VEHICLES, SEED = 1500, 2026
PLAIN_EVERY = 1000  # filings between two lines where no bar can be drawn

app = typer.Typer(
    name="demo",
    help="演示世界 · the demonstration world; without a command it is served (--vehicles N --seed N)",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def prepare(*, vehicles: int = VEHICLES, seed: int = SEED) -> None:
    """Make a new database a demonstration, or complete one whose loading was broken off."""
    if not queries.has_parties():
        operations.begin(vehicles, seed)
    elif not queries.is_demonstration():
        typer.echo("suyuan: this database is in use and no demonstration; it is served as it is", err=True)
        return
    if asked := operations.unfinished():
        path = databases.home() / "demo-world.ndjson"
        world.write(world.generate(*asked), path)
        result, seconds = _load(world_file.index(path))
        operations.finish()
        _summarise(result, seconds)
    _sign_in()
    _settle()
    operations.let_apply(at=clock.now())
    operations.let_retire(at=clock.now())
    operations.let_confirm(at=clock.now())


@app.command()
def load(file: Annotated[Path, typer.Argument(help="世界文件 · a world file (NDJSON)", exists=True)]) -> None:
    """导入世界文件 · file a world file as its parties would have.

    Exit status 1 where it had filings and none was taken: a script should not go on as if its world stood.
    """
    try:
        content = world_file.index(file)
        result, seconds = _load(content)
    except (UnfitError, NotADemonstrationError, OSError) as error:
        _give_up(error)
    _summarise(result, seconds)
    _sign_in()
    _settle()
    if result.filings and not (result.accepted or result.repeated):
        typer.echo("suyuan: not one filing was taken; the reasons stand above / 没有一份申报被接受", err=True)
        raise typer.Exit(1)


@app.command("clock")
def move_clock(
    instant: Annotated[str, typer.Argument(help="时刻 · an instant, such as 2026-11-20T09:00:00+08:00")],
) -> None:
    """移动演示时钟 · move the demonstration's today."""
    try:
        moment = datetime.fromisoformat(instant)
    except ValueError as error:
        typer.echo(f"{error} / 时刻应写成 2026-11-20T09:00:00+08:00", err=True)
        raise typer.Exit(2) from None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)
    try:
        operations.set_clock(moment)
    except NotADemonstrationError as error:
        _give_up(error)
    operations.examine()
    typer.echo(moment.isoformat())


@app.command()
def findings(
    *, as_json: Annotated[bool, typer.Option("--json", help="JSON 数组 · a JSON array")] = False
) -> None:
    """列出发现 · print what was found."""
    operations.examine()
    found = [_finding(one) for one in queries.every_finding()]
    if as_json:
        sys.stdout.buffer.write(msgspec.json.encode(found) + b"\n")
        sys.stdout.flush()
        return
    for kind, number in sorted(Counter(one["kind"] for one in found).items()):
        typer.echo(f"{kind}\t{number}")


def _finding(one: Finding) -> dict[str, Any]:
    """Give a finding as the API shows it."""
    return {
        "id": one.id,
        "kind": one.kind,
        "subject": one.subject,
        "parties": one.parties,
        "evidence": one.evidence,
        "article": one.article,
        "state": one.state,
        "found_at": one.found_at.isoformat(),
    }


def _load(content: WorldFile) -> tuple[Loaded, float]:
    """Load a world file and time it."""
    began_s = time.monotonic()
    with _progress(len(content)) as told:
        result = operations.load(content, at=clock.now(), told=told)
    return result, time.monotonic() - began_s


def _summarise(result: Loaded, seconds: float) -> None:
    """Say what became of a world file."""
    typer.echo(
        f"parties {result.parties}  filings {result.filings}  lines accepted {result.accepted}"
        f"  rejected {result.rejected}  repeated {result.repeated}  seconds {seconds:.1f}"
    )
    for reason, number in sorted(result.reasons.items()):
        typer.echo(f"not taken: {reason} {number}")


def _sign_in() -> None:
    """Complete ``demo.json``, which only its owner may read."""
    path = databases.home() / "demo.json"
    try:
        written = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        written = []
    entries = signs.complete(written, at=clock.now())
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(json.dumps(entries, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    draft.replace(path)
    typer.echo(f"sign-ins: {path} ({len(entries)})")


def _settle() -> None:
    """Say which day it is in the demonstration, and look at all that was filed as of that day."""
    instant = operations.settle_clock() or clock.now()
    operations.examine()
    typer.echo(f"demonstration clock: {instant.astimezone(SHANGHAI).isoformat(timespec='seconds')}")


def _give_up(error: Exception) -> typer.Exit:
    """Say why nothing was done, and leave with exit status 1."""
    typer.echo(f"suyuan: {error}", err=True)
    raise typer.Exit(1) from None


@contextmanager
def _progress(filings: int) -> Iterator[Callable[[int], None]]:
    """Draw a bar on a terminal, else write a line now and then."""
    console = Console(stderr=True)
    if console.is_terminal:
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
        )
        with Progress(*columns, console=console) as progress:
            task = progress.add_task("loading 导入", total=filings)
            yield lambda done: progress.update(task, completed=done)
        return
    said = 0

    def tell(done: int) -> None:
        nonlocal said
        if done - said >= PLAIN_EVERY or done == filings:
            said = done
            typer.echo(f"suyuan: loaded {done} of {filings} filings", err=True)

    yield tell
