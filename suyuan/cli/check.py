"""离线校验 — suyuan check: check a file offline with the server's own rules, before anything is sent.

What only the platform can know, such as what others filed about the same battery, is checked on filing.
"""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer

from suyuan.cli import output, report
from suyuan.cli.calling import Here, command
from suyuan.cli.duty import find
from suyuan.cli.exits import Exit, Stopped
from suyuan.cli.words import say
from suyuan.domain import checking, receipts
from suyuan.domain.receipts import Note
from suyuan.domain.table import Fault, Table
from suyuan.intake import Unreadable, read
from suyuan.law.calendar import legal_day
from suyuan.law.duty import Duty
from suyuan.law.policies import Policies

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@command(
    app, "check", say("离线检查一个文件，规则与平台相同", "Check a file offline, by the platform's own rules")
)
def check(
    here: Here,
    duty_id: Annotated[str, typer.Argument(metavar="ID", help=say("事项编号", "Id of the duty"))],
    path: Annotated[Path, typer.Argument(metavar="FILE", help=say("文件", "The file"))],
    *,
    mode: Annotated[
        str, typer.Option("--mode", metavar="all|good", help=say("受理方式", "Mode of filing"))
    ] = "all",
    filer: Annotated[
        str,
        typer.Option(
            "--as", metavar="USCC", help=say("以此单位的身份检查", "Check as this party"), show_default=False
        ),
    ] = "",
    backfill: Annotated[
        bool, typer.Option("--backfill", help=say("按补录存量检查", "Check as a backfill of legacy stock"))
    ] = False,
) -> Exit:
    """Check a file."""
    duty = find(duty_id)
    if mode not in {"all", "good"}:
        raise typer.BadParameter(say("可选 all、good", "choose all or good"), param_hint="--mode")
    body = verdict(duty, path, mode=mode, filer=filer, language=here.language, backfill=backfill)
    if here.as_json:
        output.as_json(body)
    else:
        report.mistakes(body["errors"])
        report.mistakes(body["warnings"], warning=True)
        _summary(duty, path, body)
    return Exit.BAD_DATA if body["errors_total"] else Exit.OK


def _summary(duty: Duty, path: Path, body: dict[str, Any]) -> None:
    """Say what would happen, and what to do next."""
    lines, accepted, wrong = body["lines"], body["accepted"], body["errors_total"]
    if not wrong:
        output.data(
            say(
                f"{lines} 行全部无误。",
                "The line is in order." if lines == 1 else f"All {lines} lines are in order.",
            )
        )
        output.note(f"{say('下一步', 'next')}: suyuan file {duty.id} {path}")
        return
    output.data(
        say(
            f"{lines} 行，{wrong} 处错误；可受理 {accepted} 行。",
            f"{lines} lines, {wrong} mistakes; {accepted} lines would be accepted.",
        )
    )
    again = f"suyuan check {duty.id} {path}"
    output.note(f"{say('下一步', 'next')}: {say('更正后再运行', 'mend them and run again:')} {again}")


def verdict(
    duty: Duty, path: Path, *, mode: str, filer: str, language: str, backfill: bool = False
) -> dict[str, Any]:
    """Check a file and give the verdict in the shape of the API's receipt. Raises Stopped."""
    if not path.is_file():
        raise Stopped(
            Exit.USAGE,
            say(f"没有文件 {path}。", f"There is no file {path}."),
            f"suyuan duty template {duty.id} -o {path.with_suffix('.xlsx')}",
        )
    try:
        table = read(duty, path, name=path.name)
    except Unreadable as refusal:
        empty = Table({}, np.zeros(0, np.int32))
        return _body(duty, empty, refusal.faults, accepted=0, mode=mode, language=language, path=path)
    today = legal_day(datetime.now(tz=UTC))
    before = date.fromisoformat(Policies().backfill_cutoff) if backfill else None
    checked = checking.check(duty, [table], todays=[today], filers=[filer.strip().upper()], before=before)
    spoilt = _spoilt(checked)
    good = mode == "good"
    accepted = 0 if checked.bad.any() and not good else len(np.unique(checked.line[~spoilt]))
    faults = checked.faults
    held = spoilt & ~checked.bad
    if good and held.any():
        faults = (*faults, Fault("file.group_held", duty.group, "", np.flatnonzero(held).astype(np.int32)))
    return _body(duty, table, faults, accepted=accepted, mode=mode, language=language, path=path)


def _spoilt(checked: checking.Checked) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Mark bad rows and the rows of the acts and lines that they belong to: they stand or fall together."""
    if not checked.bad.any():
        return checked.bad
    acts = np.isin(checked.acts, np.unique(checked.acts[checked.bad]))
    return np.asarray(acts | np.isin(checked.line, np.unique(checked.line[checked.bad])))


def _body(
    duty: Duty,
    table: Table,
    faults: tuple[Fault, ...],
    *,
    accepted: int,
    mode: str,
    language: str,
    path: Path,
) -> dict[str, Any]:
    """Build the verdict."""
    notes = receipts.notes(table, faults)
    errors = tuple(note for note in notes if note.severity == "error")
    warnings = tuple(note for note in notes if note.severity == "warning")
    refused = bool(errors) and not accepted
    return {
        "duty": duty.id,
        "file": str(path),
        "state": "refused" if refused else "checked",
        "mode": mode,
        "lines": table.lines,
        "accepted": accepted,
        "rejected": table.lines - accepted,
        "errors": list(receipts.say(duty, errors, language)),
        "warnings": list(receipts.say(duty, warnings, language)),
        "errors_total": _count(errors),
        "warnings_total": _count(warnings),
    }


def _count(notes: tuple[Note, ...]) -> int:
    """Count places; a note about the file as a whole counts one."""
    return sum(max(note.count, 1) for note in notes)
