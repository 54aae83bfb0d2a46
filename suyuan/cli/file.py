"""申报 — suyuan file: send a file to the platform, wait for its receipt, print it.

The idempotency key is the hash of the file, with duty, mode and the receipt it corrects, in the platform's own
form for such keys. Running the same command again therefore never files twice: it gives the same receipt. A
file that was refused may be sent again once the cause has gone.
"""

import hashlib
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote

import httpx
import typer

from suyuan.cli import output, report
from suyuan.cli.calling import Here, command
from suyuan.cli.client import Server, problem, stopped
from suyuan.cli.duty import find
from suyuan.cli.exits import Exit, Stopped
from suyuan.cli.progress import Move, meter
from suyuan.cli.words import say
from suyuan.intake import media

app = typer.Typer(rich_markup_mode=None, add_completion=False)
TYPES = {
    ".csv": media.CSV,
    ".json": media.JSON,
    ".jsonl": media.NDJSON,
    ".ndjson": media.NDJSON,
    ".parquet": media.PARQUET,
    ".xlsx": media.XLSX,
}
_BLOCK = 256 * 1024
_JOB_FAILURES = 20  # polls in a row that may fail before the wait is given up
STAGES = {
    "queued": ("排队", "waiting"),
    "reading": ("读取", "reading"),
    "checking": ("检查", "checking"),
    "storing": ("入库", "storing"),
    "done": ("完成", "done"),
}


@command(app, "file", say("把文件报送到平台，打印回执", "File a report and print its receipt"))
def file(
    here: Here,
    duty_id: Annotated[str, typer.Argument(metavar="ID", help=say("事项编号", "Id of the duty"))],
    path: Annotated[Path, typer.Argument(metavar="FILE", help=say("文件", "The file"))],
    *,
    mode: Annotated[
        str,
        typer.Option(
            "--mode",
            metavar="all|good",
            help=say(
                "all：有错整份不报；good：先报正确的行",
                "all: one bad line refuses the whole; good: the good lines are filed",
            ),
        ),
    ] = "all",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=say("只检查，不受理", "Check on the server, file nothing"))
    ] = False,
    supersedes: Annotated[
        str | None,
        typer.Option(
            "--supersedes",
            metavar="RECEIPT",
            help=say("更正此回执", "Correct this receipt"),
            show_default=False,
        ),
    ] = None,
    backfill: Annotated[
        bool,
        typer.Option("--backfill", help=say("补录存量，不起算期限", "Legacy stock, which starts no clock")),
    ] = False,
) -> Exit:
    """File a report."""
    duty = find(duty_id)
    if mode not in {"all", "good"}:
        raise typer.BadParameter(say("可选 all、good", "choose all or good"), param_hint="--mode")
    if not path.is_file():
        raise Stopped(
            Exit.USAGE,
            say(f"没有文件 {path}。", f"There is no file {path}."),
            f"suyuan duty template {duty.id} -o {path.with_suffix('.xlsx')}",
        )
    server = Server(here)
    asked = {
        "mode": mode,
        "dry_run": "true" if dry_run else None,
        "supersedes": supersedes,
        "backfill": "true" if backfill else None,
    }
    answer = _send(server, duty.id, path, {name: value for name, value in asked.items() if value})
    if answer.status_code == 202:  # noqa: PLR2004 - the worker has it
        body = _wait(server, answer.json(), _again(duty.id, path))
    elif answer.status_code in {200, 201}:
        body = answer.json()
    else:
        return _refused(here, answer, duty.id, path)
    return _receipt(here, body)


def _again(duty_id: str, path: Path) -> str:
    """Write the command that picks the same filing up again."""
    return f"suyuan file {duty_id} {path}"


def key_of(duty_id: str, path: Path, asked: dict[str, str]) -> str:
    """Hash a filing: what is filed, how, and the file; ``file:`` tells that the key is only that."""
    parts = (duty_id, asked.get("mode", "all"), asked.get("supersedes", ""), "backfill" in asked, "")
    digest = hashlib.sha256("\0".join(map(str, parts)).encode())
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            digest.update(block)
    return f"file:{digest.hexdigest()}"


def _send(server: Server, duty_id: str, path: Path, asked: dict[str, str]) -> httpx.Response:
    """Upload the file, showing how far it is."""
    size = path.stat().st_size
    headers = {
        "Idempotency-Key": key_of(duty_id, path, asked),
        "Content-Type": TYPES.get(path.suffix.lower(), "application/octet-stream"),
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(path.name)}",
        "Content-Length": str(size),
    }
    with meter(say("上传", "upload")) as move:
        return server.send(
            "POST",
            f"filings/{duty_id}",
            params=asked,
            headers=headers,
            begin=lambda: _blocks(path, size, move),
        )


def _blocks(path: Path, size: int, move: Move) -> Iterator[bytes]:
    """Read the file block by block."""
    sent = 0
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            yield block
            sent += len(block)
            move(sent / max(size, 1), f"{sent // 1024:,} KB")


def _wait(server: Server, job: dict[str, Any], again: str) -> dict[str, Any]:
    """Watch a job until it ends and give its receipt. Raises Stopped; Ctrl-C leaves the job at work."""
    output.note(say(f"任务 {job['id']}", f"job {job['id']}"))
    try:
        with meter(say("任务", "job")) as move:
            while job["state"] not in {"done", "failed"}:
                time.sleep(1.0)
                job = server.get(f"jobs/{job['id']}")
                move(job["progress"], say(*STAGES.get(job["stage"], (job["stage"], job["stage"]))))
    except KeyboardInterrupt:
        raise Stopped(
            Exit.LATER,
            say(f"任务 {job['id']} 仍在平台上进行。", f"Job {job['id']} goes on at the platform."),
            say(f"再次运行即得回执：{again}", f"run it again for the receipt: {again}"),
        ) from None
    if job["state"] == "failed" or job["answer"] is None:
        told = job["problem"] or {"message": say("任务没有完成。", "The job did not end well."), "fix": ""}
        raise Stopped(
            Exit.FAILED, f"{told['message']} {told['fix']}".strip(), again, {"job": job["id"], **told}
        )
    answer: dict[str, Any] = job["answer"]
    return answer


def _receipt(here: Here, body: dict[str, Any]) -> Exit:
    """Print a receipt."""
    if here.as_json:
        output.as_json(body)
    else:
        report.receipt(body)
    if body.get("repeated"):
        output.note(
            say("此文件先前已报送，这是当时的回执。", "This file was filed before; this is its receipt.")
        )
    return report.ended(body)


def _refused(here: Here, answer: httpx.Response, duty_id: str, path: Path) -> Exit:
    """Print why nothing was filed; a file with errors is data, any other refusal is not."""
    told = problem(answer)
    if answer.status_code != 422 or not told["errors"] or told["code"].startswith("request."):  # noqa: PLR2004
        raise stopped(answer)
    if here.as_json:
        output.as_json(told)
        return Exit.BAD_DATA
    report.mistakes(told["errors"])
    report.mistakes(told.get("warnings") or [], warning=True)
    output.note(f"{output.red(say('错误', 'error'))}: {told['detail']}")
    if told.get("receipt"):
        output.note(f"{say('回执', 'receipt')}: {told['receipt']}")
    output.note(f"{say('下一步', 'next')}: suyuan check {duty_id} {path}")
    return Exit.BAD_DATA
