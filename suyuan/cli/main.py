"""程序 — ``suyuan``: finds the command, runs it, and turns every end into one of the exit codes.

0 ok   1 failed   2 usage   3 the data has errors   4 sign in first   5 accepted in part   6 try again later
"""

import os
import sys
from collections.abc import Iterator, MutableMapping, Sequence
from importlib import import_module
from typing import Annotated, Any, NoReturn

import typer
from typer.core import TyperGroup
from typer.exceptions import TyperException

from suyuan import __version__
from suyuan.cli import output
from suyuan.cli.calling import hoist
from suyuan.cli.exits import Exit, Stopped
from suyuan.cli.words import say

# Commands and their modules, in the order of the help page.
MODULES = {
    "code": "code",
    "duty": "duty",
    "check": "check",
    "file": "file",
    "due": "due",
    "battery": "battery",
    "verify": "verify",
    "witness": "witness",
    "auth": "auth",
    "config": "config",
}


class _Shelf(MutableMapping[str, Any]):
    """The commands by name, each loaded when it is taken."""

    def __init__(self) -> None:
        self._taken: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in self._taken:
            module = import_module(f"suyuan.cli.{MODULES[name]}")
            found = typer.main.get_command(module.app)
            found.name = name
            self._taken[name] = found
        return self._taken[name]

    def __iter__(self) -> Iterator[str]:
        return iter(MODULES)

    def __len__(self) -> int:
        return len(MODULES)

    def __setitem__(self, name: str, value: Any) -> None:
        self._taken[name] = value

    def __delitem__(self, name: str) -> None:
        del self._taken[name]


class Commands(TyperGroup):
    """The group of all commands."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        self.commands = _Shelf()


app = typer.Typer(cls=Commands, add_completion=True, rich_markup_mode=None, no_args_is_help=True)


def _version(asked: bool) -> None:  # noqa: FBT001 - typer's callback
    """Say the version and end."""
    if asked:
        output.data(f"suyuan {__version__}")
        raise typer.Exit


@app.callback(
    help=say(
        "溯源：动力电池报送工具。读编码、离线检查、申报、查到期。",
        "suyuan: the reporter's tool. Read battery codes, check files offline, file them, see what is due.",
    ),
    epilog=say(
        "退出码：0 成功 · 1 失败 · 2 用法 · 3 数据有误 · 4 请先登录 · 5 部分受理 · 6 稍后再试",
        "Exit codes: 0 ok · 1 failed · 2 usage · 3 the data has errors · 4 sign in first · 5 accepted in part"
        " · 6 try again later",
    ),
)
def _root(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help=say("版本", "Say the version"))
    ] = False,
) -> None:
    """Hold what belongs to no command."""


def run(arguments: Sequence[str]) -> int:
    """Run one command line and give its exit code."""
    as_json = "--json" in arguments
    try:
        ended = typer.main.get_command(app).main(hoist(arguments), prog_name="suyuan", standalone_mode=False)
    except Stopped as stopped:
        return _stop(stopped, as_json=as_json)
    except TyperException as wrong:
        return _usage(wrong)
    except typer.Abort:
        output.note(say("已取消。", "Cancelled."))
        return Exit.FAILED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Exit.FAILED
    if ended == 130:  # noqa: PLR2004 - how typer reports Ctrl-C
        output.note(say("已取消。", "Cancelled."))
        return Exit.FAILED
    return ended if isinstance(ended, int) else Exit.OK


def _stop(stopped: Stopped, *, as_json: bool) -> int:
    """Say why a command stopped and what to try next."""
    if as_json:
        body = stopped.body or {"detail": stopped.wrong, "next": stopped.then or None}
        import json  # noqa: PLC0415 - the one place of this module that needs it

        output.note(json.dumps(body | {"exit": int(stopped.code)}, ensure_ascii=False))
        return stopped.code
    output.note(f"{output.red(say('错误', 'error'))}: {stopped.wrong}")
    if stopped.then:
        output.note(f"{say('下一步', 'next')}: {stopped.then}")
    return stopped.code


def _usage(wrong: TyperException) -> int:
    """Say what is wrong with the command line."""
    context = getattr(wrong, "ctx", None)
    if type(wrong).__name__ == "NoArgsIsHelpError":
        output.note(wrong.format_message())
        return Exit.USAGE
    output.note(f"{output.red(say('错误', 'error'))}: {wrong.format_message()}")
    if context is not None:
        output.note(context.get_usage())
        output.note(f"{say('下一步', 'next')}: {context.command_path} --help")
    return Exit.USAGE


_REPORT = "next: run it again with python -X dev -m suyuan.cli, and report what you see"


def main() -> NoReturn:
    """Be the program."""
    output.prepare()
    try:
        code = run(sys.argv[1:])
    except Exception as fault:
        if sys.flags.dev_mode:
            raise
        output.note(f"{output.red(say('程序故障', 'fault of the program'))}: {type(fault).__name__}: {fault}")
        output.note(say("下一步: 以 python -X dev -m suyuan.cli 重新运行，并报告所见", _REPORT))
        code = Exit.FAILED
    sys.exit(code)
