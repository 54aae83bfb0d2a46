"""运维命令 — ``suyuan-ops``, the operator's command.

``init`` makes the database · ``serve`` runs everything in the foreground · ``upgrade`` brings the tables up
to date · ``backup`` and ``restore`` · ``erase`` and ``sweep`` remove personal data · ``audit`` holds the
database against the public log, ``ledger`` and ``identities`` keep the keys ·
``trace-copy`` tells whose copy of a manual it is · ``demo`` serves the demonstration
world and has subcommands of its own (``suyuan.ops.demo``) · ``distribute`` is not built yet and says so. Results
go to standard output, the rest to standard error. Exit codes: 0 done, 1 failed, 2 usage.
"""

import importlib
import logging
import os
import sys
from pathlib import Path
from typing import Annotated

import django
import typer
from django.core.exceptions import ImproperlyConfigured

from suyuan.ops import backups, processes, serving
from suyuan.ops import database as databases
from suyuan.ops.backups import BackupError
from suyuan.storage.embedded import EmbeddedError

DEMO = "suyuan.ops.demo"
PREPARE = "import django; django.setup(); from suyuan.ops import demo; demo.prepare(vehicles={}, seed={})"
PASS_ON = {"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []}

ledger = typer.Typer(no_args_is_help=True)
identities = typer.Typer(no_args_is_help=True)
app = typer.Typer(
    name="suyuan-ops",
    help="溯源运维命令 · the operator's command of suyuan",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.callback()
def speak() -> None:
    """Let the embedded database say on standard error where it lives."""
    logging.basicConfig(level=logging.INFO, format="suyuan: %(message)s", stream=sys.stderr)


@app.command()
def init() -> None:
    """建立数据库 · make the database and its tables."""
    with processes.signals() as stop, databases.opened() as database:
        raise typer.Exit(processes.run(databases.migrate(database), stop))


@app.command()
def upgrade() -> None:
    """升级 · bring the tables up to this version; packs that are older than identities get theirs."""
    with processes.signals() as stop, databases.opened() as database:
        if status := processes.run(databases.migrate(database), stop):
            raise typer.Exit(status)
    raise typer.Exit(_in_database("idcards", "complete"))


@app.command()
def serve() -> None:
    """启动服务 · serve in the foreground until Ctrl-C."""
    raise typer.Exit(serving.serve())


@app.command()
def backup(directory: Annotated[Path, typer.Argument(help="新目录 · a directory not there yet")]) -> None:
    """备份 · copy the whole database to a new directory, while people work."""
    with databases.opened() as database:
        size = backups.backup(database, directory)
    typer.echo(f"{directory} {size}")
    serving.say(
        f"keys in {databases.home()} are not in a backup; keep them apart / 密钥不在备份中，请另行保管"
    )


@app.command()
def restore(
    directory: Annotated[Path, typer.Argument(help="备份目录 · a directory that backup made")],
    *,
    replace: Annotated[bool, typer.Option("--replace", help="放弃现有数据 · give up what is there")] = False,
) -> None:
    """恢复 · put a backup into the database, whole or not at all."""
    with databases.opened() as database:
        backups.restore(database, directory, replace=replace)


@app.command()
def erase(
    username: Annotated[str, typer.Argument(help="用户名 · username of the person")],
    *,
    yes: Annotated[bool, typer.Option("--yes", help="不再询问 · do not ask again")] = False,
) -> None:
    """删除个人信息 · erase what is kept of a person; what the person filed for a firm stands."""
    if not yes:
        typer.confirm(
            f"{username}: 删除后无法恢复 / what is erased cannot be brought back", abort=True, err=True
        )
    raise typer.Exit(_in_database("persons", "erase", username))


@app.command()
def sweep() -> None:
    """清理到期的个人信息 · remove personal data whose retention is over: sessions, invitations, tokens."""
    raise typer.Exit(_in_database("persons", "sweep"))


@app.command()
def rematch() -> None:
    """核对全部移交 · hold every movement on file against the register of hand-overs, and judge what differs."""
    raise typer.Exit(_in_database("custody", "rematch"))


def _in_database(module: str, name: str, *arguments: str) -> int:
    """Run a function of a module of ``suyuan.ops`` with the database there; give its exit code."""
    with databases.opened() as database:
        os.environ.update(database.environment())
        django.setup()
        run = getattr(importlib.import_module(f"suyuan.ops.{module}"), name)
        return int(run(*arguments))


@app.command()
def audit(
    checkpoint: Annotated[
        Path | None, typer.Option(help="另存的检查点 · a checkpoint that was kept elsewhere")
    ] = None,
) -> None:
    """审计 · hold every row against the public log; names what is no longer as it was filed."""
    raise typer.Exit(_in_database("ledger", "audit", str(checkpoint or "")))


app.add_typer(
    ledger, name="ledger", help="公开账本 · the public log: its state, keys, and after a restored backup"
)


@ledger.command()
def status() -> None:
    """状态 · how far the log is, what waits, which keys sign."""
    raise typer.Exit(_in_database("ledger", "status"))


@ledger.command()
def adopt() -> None:
    """接管 · after an older backup was restored: take over from the log what the database has lost."""
    raise typer.Exit(_in_database("ledger", "adopt"))


@ledger.command()
def rotate() -> None:
    """新钥 · draw a further key, which from now on signs beside the others."""
    raise typer.Exit(_in_database("ledger", "rotate"))


@ledger.command()
def retire(key: Annotated[str, typer.Argument(help="密钥号 · the key's id, 8 hex digits")]) -> None:
    """停用 · let a key sign no more."""
    raise typer.Exit(_in_database("ledger", "retire", key))


app.add_typer(
    identities, name="identities", help="数字身份 · digital identities: the keys that sign their credentials"
)


@identities.command("status")
def identities_status() -> None:
    """状态 · which suite and which keys sign."""
    raise typer.Exit(_in_database("idcards", "status"))


@identities.command("rotate")
def identities_rotate() -> None:
    """新钥 · draw a further key, which signs from now on; the others stay trusted until they are retired."""
    raise typer.Exit(_in_database("idcards", "rotate"))


@identities.command("retire")
def identities_retire(key: Annotated[str, typer.Argument(help="密钥号 · the key's id")]) -> None:
    """停用 · trust a key no more: what it signed is rejected from now on."""
    raise typer.Exit(_in_database("idcards", "retire", key))


@app.command("trace-copy")
def trace_copy(
    what: Annotated[str, typer.Argument(help="标记、PDF或照片 · a mark, a PDF, or a photograph of a page")],
) -> None:
    """追查副本 · tell whose copy of technical information it is."""
    raise typer.Exit(_in_database("techinfo", "trace", what))


@app.command()
def distribute() -> None:
    """分布到多机（尚未实现） · not built yet."""
    serving.say("distribute: not built yet / 尚未实现")
    raise typer.Exit(1)


@app.command(context_settings=PASS_ON)
def demo(
    context: typer.Context,
    vehicles: Annotated[int, typer.Option(help="车辆数 · how many vehicles a new world has")] = 1500,
    seed: Annotated[int, typer.Option(help="随机种子 · which world")] = 2026,
) -> None:
    """演示 · serve the demonstration world; `demo --help` lists its subcommands."""
    if not context.args:
        raise typer.Exit(
            serving.serve([lambda database: database.python("demo", "-c", PREPARE.format(vehicles, seed))])
        )
    if not {"--help", "-h"}.isdisjoint(context.args):  # words about a command need no database
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", databases.SETTINGS)
        django.setup()
        importlib.import_module(DEMO).app(context.args, prog_name="suyuan-ops demo")
    with databases.opened() as database:
        if databases.is_new(database):
            with processes.signals() as stop:
                if status := processes.run(databases.migrate(database), stop):
                    raise typer.Exit(status)
        os.environ.update(database.environment())
        django.setup()
        importlib.import_module(DEMO).app(context.args, prog_name="suyuan-ops demo")


def main() -> None:
    """Run the command; an expected failure is one message and exit status 1."""
    try:
        app()
    except (EmbeddedError, BackupError, ImproperlyConfigured) as error:
        serving.say(str(error))
        sys.exit(1)
