"""待办时限 — suyuan due: what is due, by when, under which article."""

from typing import Annotated

import typer

from suyuan.cli import output
from suyuan.cli.calling import Here, command
from suyuan.cli.client import Server
from suyuan.cli.exits import Exit
from suyuan.cli.words import say
from suyuan.domain.obligations import State

app = typer.Typer(
    rich_markup_mode=None, no_args_is_help=True, add_completion=False, help=say("报送义务", "What is due")
)
STATES = {
    State.AWAITING: ("待起算", "awaiting"),
    State.OPEN: ("待报送", "open"),
    State.OVERDUE: ("逾期", "overdue"),
    State.MET: ("已履行", "met"),
    State.MET_LATE: ("逾期履行", "met late"),
}


@app.callback()
def _group() -> None:
    """Keep the noun before the verb."""


@command(app, "list", say("列出报送义务", "List what is due"))
def list_due(
    here: Here,
    *,
    state: Annotated[
        str,
        typer.Option("--state", metavar="STATES", help=say("状态，逗号分隔", "States, separated by commas")),
    ] = "overdue,open",
    duty: Annotated[
        str | None,
        typer.Option("--duty", metavar="ID", help=say("只列此事项", "This duty only"), show_default=False),
    ] = None,
    party: Annotated[
        str | None,
        typer.Option(
            "--party", metavar="USCC", help=say("只列此单位", "This party only"), show_default=False
        ),
    ] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help=say("最多条数", "At most so many"))] = 200,
) -> Exit:
    """List obligations."""
    items, left = Server(here).pages("obligations", limit, state=state, duty=duty, party=party)
    if here.as_json:
        output.as_json({"items": items, "next": left})
        return Exit.OK
    output.table(
        (
            say("届满日", "Due"),
            say("余日", "Days"),
            say("状态", "State"),
            say("事项", "Duty"),
            say("依据", "Article"),
            say("对象", "Subject"),
            say("单位", "Party"),
        ),
        (
            (
                item["due_on"],
                item["days_left"],
                say(*STATES[State(item["state"])]),
                item["duty"],
                item["article"],
                item["subject"]["id"],
                item["party_name"] or item["party"],
            )
            for item in items
        ),
    )
    if left is not None:
        output.note(
            say(f"还有更多；加大 --limit（现为 {limit}）。", f"There are more: raise --limit (now {limit}).")
        )
    if not items:
        output.note(say("没有符合的报送义务。", "Nothing of that kind is due."))
    return Exit.OK
