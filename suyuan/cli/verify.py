"""验证 — suyuan verify: check a proof offline. No proofs are issued yet, and the command says so."""

from typing import Annotated

import typer

from suyuan.cli.calling import Here, command
from suyuan.cli.exits import Exit, Stopped
from suyuan.cli.words import say

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@command(app, "verify", say("离线验证证明（平台尚未签发）", "Check a proof offline (none are issued yet)"))
def verify(
    here: Here,  # noqa: ARG001 - every command has it
    proof: Annotated[str, typer.Argument(metavar="PROOF", help=say("证明文件", "File of the proof"))],
) -> Exit:
    """Say that there is nothing to verify yet."""
    raise Stopped(
        Exit.FAILED,
        say(
            f"平台尚未签发证明，无从验证 {proof}。",
            f"The platform does not issue proofs yet: {proof} cannot be verified.",
        ),
        say(
            "回执可在平台上核对：suyuan battery trace 编码",
            "look the record up instead: suyuan battery trace CODE",
        ),
    )
