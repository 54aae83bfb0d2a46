"""报送事项 — suyuan duty: the duties of the Measures, and a workbook to fill in for each; all offline."""

from pathlib import Path
from typing import Annotated, Any

import typer

from suyuan.cli import output
from suyuan.cli.calling import Here, command
from suyuan.cli.exits import Exit, Stopped
from suyuan.cli.words import say
from suyuan.law.duty import Days, Deadline, Duty, MonthlyBy, Months
from suyuan.law.measures_2026 import RULEBOOK

app = typer.Typer(
    rich_markup_mode=None,
    no_args_is_help=True,
    add_completion=False,
    help=say("报送事项与模板", "Duties and templates"),
)


@app.callback()
def _group() -> None:
    """Keep the noun before the verb."""


def find(duty_id: str) -> Duty:
    """Find a duty by its id. Raises Stopped."""
    duty = RULEBOOK.get(duty_id)
    if duty is None:
        raise Stopped(
            Exit.USAGE,
            say(f"没有报送事项“{duty_id}”。", f"There is no duty {duty_id}."),
            "suyuan duty list",
        )
    return duty


def period(deadline: Deadline) -> str:
    """Say how long a deadline is."""
    if isinstance(deadline, Days):
        working = say("个工作日", " working days") if deadline.working else say("日", " days")
        return f"{deadline.count}{working}"
    if isinstance(deadline, Months):
        return f"{deadline.count}{say('个月', ' months')}"
    if isinstance(deadline, MonthlyBy):
        return say(f"次月{deadline.day}日前", f"by day {deadline.day} of the next month")
    return say("及时", "promptly")


def as_data(duty: Duty) -> dict[str, Any]:
    """Give a duty as data."""
    return {
        "id": duty.id,
        "text": duty.text._asdict(),
        "explain": duty.explain._asdict(),
        "article": str(duty.cite),
        "who": sorted(duty.who),
        "partner": duty.partner,
        "deadline": period(duty.versions[-1].deadline),
        "trigger": list(duty.trigger),
        "columns": [
            {
                "name": column.name,
                "kind": column.kind.value,
                "required": column.required,
                "text": column.text._asdict(),
                "options": [option.value for option in column.options],
                "example": column.example,
            }
            for column in duty.columns
        ],
    }


@command(app, "list", say("列出全部报送事项", "List every duty"))
def list_duties(here: Here) -> Exit:
    """List the duties."""
    if here.as_json:
        output.as_json([as_data(duty) for duty in RULEBOOK.duties])
        return Exit.OK
    output.table(
        (
            say("编号", "Id"),
            say("事项", "Duty"),
            say("期限", "Deadline"),
            say("依据", "Article"),
            say("列", "Columns"),
        ),
        (
            (
                duty.id,
                duty.text.get(here.language),
                period(duty.versions[-1].deadline),
                duty.cite.text.get(here.language),
                ", ".join(column.name if column.required else f"[{column.name}]" for column in duty.columns),
            )
            for duty in RULEBOOK.duties
        ),
    )
    return Exit.OK


@command(app, "template", say("把填报模板存为工作簿", "Save the workbook to fill in"))
def template(
    here: Here,
    duty_id: Annotated[str, typer.Argument(metavar="ID", help=say("事项编号", "Id of the duty"))],
    *,
    to: Annotated[
        Path | None,
        typer.Option(
            "-o", "--output", metavar="FILE", help=say("文件名", "File to write"), show_default=False
        ),
    ] = None,
) -> Exit:
    """Save a template."""
    from suyuan.exports.template import template as made  # noqa: PLC0415 - the list need not wait for it

    duty = find(duty_id)
    path = to or Path(f"suyuan-{duty.id}.xlsx")
    content = made(duty)
    try:
        path.write_bytes(content)
    except OSError as error:
        raise Stopped(
            Exit.FAILED,
            say(f"{path} 无法写入：{error.strerror}", f"{path} cannot be written: {error.strerror}"),
            f"suyuan duty template {duty.id} -o FILE",
        ) from None
    if here.as_json:
        output.as_json({"duty": duty.id, "file": str(path), "bytes": len(content)})
    else:
        output.data(str(path))
    output.note(f"{say('下一步', 'next')}: suyuan check {duty.id} {path}")
    return Exit.OK
