"""命令 — what every command has: --json, --lang, --profile, --server and --for, wherever they stand on the line.

Here        the surroundings of one call
command()   register a function ``(here, ...)`` as a command
hoist()     options that stand before the command -> behind it
"""

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import wraps
from typing import Annotated, Any

import typer

from suyuan.cli.exits import Exit
from suyuan.cli.settings import Settings
from suyuan.cli.words import LANGUAGES, language, say

_JSON = Annotated[bool, typer.Option("--json", help=say("以 JSON 输出数据", "Give the data as JSON"))]
_LANG = Annotated[
    str | None,
    typer.Option("--lang", metavar="zh|en", help=say("语言", "Language of what is said"), show_default=False),
]
_PROFILE = Annotated[
    str | None,
    typer.Option("--profile", metavar="NAME", help=say("配置名", "Profile to use"), show_default=False),
]
_SERVER = Annotated[
    str | None,
    typer.Option(
        "--server", metavar="URL", help=say("服务器地址", "Address of the server"), show_default=False
    ),
]
_FOR = Annotated[
    str | None,
    typer.Option(
        "--for",
        metavar="USCC",
        help=say("代此单位办理（须有委托）", "Act for this party, under its mandate"),
        show_default=False,
    ),
]
_EVERYWHERE = (
    ("as_json", _JSON, False),
    ("lang", _LANG, None),
    ("profile", _PROFILE, None),
    ("server", _SERVER, None),
    ("principal", _FOR, None),
)
_CODE = 18  # characters of a unified social credit code
_WITH_VALUE = ("--lang", "--profile", "--server", "--for")


@dataclass(frozen=True)
class Here:
    """The surroundings of one call: settings, language, and whether data goes out as JSON."""

    settings: Settings
    as_json: bool
    principal: str = ""  # credit code of the party that one acts for; empty = one's own
    language: str = field(default_factory=language)


def command(app: typer.Typer, name: str, help_: str) -> Callable[[Callable[..., Exit]], Callable[..., int]]:
    """Register a function as a command; it is called with ``Here`` first and answers an exit code."""

    def register(function: Callable[..., Exit]) -> Callable[..., int]:
        @wraps(function)
        def run(
            *args: Any,
            as_json: bool = False,
            lang: str | None = None,
            profile: str | None = None,
            server: str | None = None,
            principal: str | None = None,
            **options: Any,
        ) -> int:
            if lang is not None and lang not in LANGUAGES:
                raise typer.BadParameter(say("可选 zh、en", "choose zh or en"), param_hint="--lang")
            settings = Settings.gather(lang=lang, profile=profile, server=server)
            here = Here(settings, as_json, _party(principal))
            return int(function(here, *args, **options))

        own = list(inspect.signature(function).parameters.values())[1:]
        shared = [
            inspect.Parameter(word, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=kind)
            for word, kind, default in _EVERYWHERE
        ]
        setattr(run, "__signature__", inspect.Signature([*own, *shared]))  # noqa: B010 - read by typer
        run.__annotations__ = {item.name: item.annotation for item in [*own, *shared]}
        app.command(name, help=help_)(run)
        return run

    return register


def _party(text: str | None) -> str:
    """Read the credit code after --for. Raises BadParameter."""
    code = (text or "").strip().upper()
    if code and not (len(code) == _CODE and code.isascii() and code.isalnum()):
        raise typer.BadParameter(
            say("写 18 位统一社会信用代码", "write a credit code of 18 characters"), param_hint="--for"
        )
    return code


def hoist(arguments: Sequence[str]) -> list[str]:
    """Move the shared options that stand before the command behind it.

    >>> hoist(["--json", "--profile", "sandbox", "due", "list"])
    ['due', 'list', '--json', '--profile', 'sandbox']
    >>> hoist(["--lang=zh", "--help"])
    ['--help', '--lang=zh']
    """
    rest = list(arguments)
    moved: list[str] = []
    while rest:
        name = rest[0].partition("=")[0]
        if rest[0] == "--json" or (name in _WITH_VALUE and "=" in rest[0]):
            moved.append(rest.pop(0))
        elif name in _WITH_VALUE and len(rest) > 1:
            moved += [rest.pop(0), rest.pop(0)]
        else:
            break
    if not moved:
        return rest
    end = rest.index("--") if "--" in rest else len(rest)
    return [*rest[:end], *moved, *rest[end:]]
