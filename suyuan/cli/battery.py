"""电池 — suyuan battery: where a battery is, and its whole life."""

from typing import Annotated, Any

import typer

from suyuan.cli import output
from suyuan.cli.calling import Here, command
from suyuan.cli.client import Server
from suyuan.cli.exits import Exit
from suyuan.cli.words import say

app = typer.Typer(
    rich_markup_mode=None,
    no_args_is_help=True,
    add_completion=False,
    help=say("查询电池", "Look a battery up"),
)
_CODE = Annotated[str, typer.Argument(metavar="CODE", help=say("编码", "The code"))]
_AS_OF = Annotated[
    str | None,
    typer.Option(
        "--as-of", metavar="YYYY-MM-DD", help=say("按这一天所知", "As known on this day"), show_default=False
    ),
]


@app.callback()
def _group() -> None:
    """Keep the noun before the verb."""


@command(app, "get", say("电池的状态、所在与归属", "State, place and holder of a battery"))
def get(here: Here, code: _CODE, *, as_of: _AS_OF = None) -> Exit:
    """Show a battery."""
    body = Server(here).get(f"batteries/{_place(code)}", as_of=as_of)
    if here.as_json:
        output.as_json(body)
        return Exit.OK
    _battery(body)
    output.note(f"{say('下一步', 'next')}: suyuan battery trace {body['code']}")
    return Exit.OK


@command(app, "trace", say("电池的编码树与全部经历", "Code tree and whole history of a battery"))
def trace(here: Here, code: _CODE, *, as_of: _AS_OF = None) -> Exit:
    """Show a battery's life."""
    body = Server(here).get(f"batteries/{_place(code)}/trace", as_of=as_of)
    if here.as_json:
        output.as_json(body)
        return Exit.OK
    _battery(body)
    for event in body["history"]:
        words = (
            event["happened_on"],
            event["event"],
            event["party_name"] or event["party"],
            event["vehicle"],
        )
        output.data("\t".join(str(word) for word in (*words, event["receipt"], event["article"]) if word))
    for name, codes in (
        (say("前身", "made from"), body["predecessors"]),
        (say("后继", "became"), body["successors"]),
    ):
        for other in codes:
            output.data(f"{name}\t{other}")
    for finding in body["findings"]:
        output.data(f"{say('问题', 'finding')}\t{finding.get('kind', '')}\t{finding.get('state', '')}")
    _tree(body["tree"], "")
    return Exit.OK


def _place(code: str) -> str:
    """Spell a code for an address."""
    from urllib.parse import quote  # noqa: PLC0415 - loaded with the client anyway

    return quote(code.strip(), safe="")


def _battery(body: dict[str, Any]) -> None:
    """Write the short answer."""
    holder = " ".join(part for part in (body["holder_name"], body["holder"]) if part)
    output.pairs(
        (
            (say("编码", "code"), body["code"]),
            (say("类型", "kind"), body["kind"]),
            (say("状态", "state"), body["state"]),
            (say("持有者", "holder"), holder),
            (say("车辆", "vehicle"), body["vehicle"]),
            (say("上级", "part of"), body["parent"]),
            (say("下级编码数", "codes below"), body["parts"]),
            (say("数字身份证", "identity"), body["idcard"]),
            (say("截至", "as of"), body["as_of"]),
        )
    )


def _tree(node: dict[str, Any], indent: str) -> None:
    """Write the code tree."""
    output.data(f"{indent}{node['code']} {node['kind']}")
    for part in node["parts"]:
        _tree(part, indent + "  ")
