"""命令各页 — the two programs with all their commands, asked for in Chinese and in English.

``python -m tools.document.commands --lang zh`` prints the tree of commands as JSON: the reporter's tool chooses
its language once, when it is loaded, so each language is a run of its own.
"""

import importlib.util
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from functools import cache
from typing import Any

from suyuan.law.duty import Text
from tools.document.collected import ROOT
from tools.document.markdown import both, code, inline, page, table, target

Tree = dict[str, Any]


def pages() -> dict[str, str]:
    """Give every page by its place under the generated folder."""
    zh, en = trees()
    return {f"commands/{name}.md": _page(name, zh[name], en[name]) for name in en}


@cache
def trees() -> tuple[dict[str, Tree], dict[str, Tree]]:
    """Give the commands of both programs, in Chinese and in English."""
    return _ask("zh"), _ask("en")


def walk(tree: Tree, name: str) -> Iterator[tuple[str, Tree]]:
    """Give every command that can be run, with its whole name."""
    if not tree["commands"]:
        yield name, tree
    for word, below in tree["commands"].items():
        yield from walk(below, f"{name} {word}")


def describe(command: Any) -> Tree:
    """Give one command, and what is below it, as data."""
    below = getattr(command, "commands", None) or {}
    return {
        "help": " ".join((command.help or "").split()),
        "epilog": " ".join((getattr(command, "epilog", None) or "").split()),
        "parameters": [] if below else [_parameter(each) for each in command.params],
        "commands": {name: describe(below[name]) for name in below},
    }


def _parameter(parameter: Any) -> Tree:
    argument = type(parameter).__name__.endswith("Argument")
    default = parameter.default if isinstance(parameter.default, str | int) else None
    return {
        "names": [parameter.metavar or parameter.name] if argument else list(parameter.opts),
        "metavar": "" if argument else parameter.metavar or "",
        "help": " ".join((getattr(parameter, "help", None) or "").split()),
        "required": bool(parameter.required),
        "default": "" if default in (None, False) else str(default),
        "argument": argument,
    }


def programs() -> dict[str, Tree]:
    """Give both programs of this very process's language."""
    import typer  # noqa: PLC0415 - asked for in a run of its own only

    from suyuan.cli.main import app as reporter  # noqa: PLC0415
    from suyuan.ops.main import app as operator  # noqa: PLC0415

    found = {"suyuan": reporter, "suyuan-ops": operator}
    trees = {name: describe(typer.main.get_command(app)) for name, app in found.items()}
    if importlib.util.find_spec("suyuan.ops.demo") is not None:
        import django  # noqa: PLC0415

        django.setup()
        demo = importlib.import_module("suyuan.ops.demo").app
        trees["suyuan-ops"]["commands"]["demo"]["commands"] = describe(typer.main.get_command(demo))[
            "commands"
        ]
    return trees


def _ask(language: str) -> dict[str, Tree]:
    with tempfile.TemporaryDirectory() as home:
        surroundings = {
            **os.environ,
            "SUYUAN_HOME": home,
            "DJANGO_SETTINGS_MODULE": "suyuan.web.settings",
            "PYTHONWARNINGS": "ignore",
        }
        command = [sys.executable, "-m", "tools.document.commands", "--lang", language]
        asked = subprocess.run(
            command, cwd=ROOT, env=surroundings, stdout=subprocess.PIPE, text=True, check=True
        )
    answer: dict[str, Tree] = json.loads(asked.stdout)
    return answer


def _page(name: str, zh: Tree, en: Tree) -> str:
    chinese = dict(walk(zh, name))
    parts = [_command(whole, chinese[whole], tree) for whole, tree in walk(en, name)]
    return page(
        f"`{name}`",
        _pair(zh["help"], en["help"]),
        "\n".join(f"- [`{whole}`](#{target('command', whole)})" for whole, _ in walk(en, name)),
        *parts,
        _pair(zh["epilog"], en["epilog"]),
    )


def _command(whole: str, zh: Tree, en: Tree) -> str:
    usage = " ".join(
        [whole, *(names for each in en["parameters"] if each["argument"] for names in each["names"])]
    )
    rows = (
        (
            code(" ".join([", ".join(english["names"]), english["metavar"]]).strip()),
            both(Text(chinese["help"], english["help"])),
            "是 yes" if english["required"] else code(english["default"]),
        )
        for chinese, english in zip(zh["parameters"], en["parameters"], strict=True)
        if english["names"] != ["--help"]
    )
    options = table(("参数 Parameter", "意义 Meaning", "必填或缺省 Required, or default"), rows)
    title = f"({target('command', whole)})=\n## `{whole}`"
    return "\n\n".join((title, _pair(zh["help"], en["help"]), f"```\n{usage}\n```", options))


def _pair(zh: str, en: str) -> str:
    return inline(Text(zh, en))


if __name__ == "__main__":
    json.dump(programs(), sys.stdout, ensure_ascii=False)
