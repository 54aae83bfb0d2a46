"""编码释读 — suyuan code: read a battery code: every part, what it means, and what may have been misread."""

from typing import Annotated, Any

import typer

from suyuan.cli import output
from suyuan.cli.calling import Here, command
from suyuan.cli.exits import Exit
from suyuan.cli.words import say
from suyuan.codes import battery, label
from suyuan.codes.battery import REMARK_TEXTS, BatteryCode
from suyuan.codes.fault import CodeFault

app = typer.Typer(
    rich_markup_mode=None,
    no_args_is_help=True,
    add_completion=False,
    help=say("读编码", "Read battery codes"),
)


@app.callback()
def _group() -> None:
    """Keep the noun before the verb."""


@command(
    app, "parse", say("解读一个电池编码（GB/T 34014）", "Read one battery code (GB/T 34014), part by part")
)
def parse(
    here: Here,
    code: Annotated[str, typer.Argument(metavar="CODE", help=say("编码", "The code"))],
    *,
    join: Annotated[
        bool,
        typer.Option(
            "--join", help=say("先拼合扫描内容（两行、空格、网址）", "Join what a scanner read first")
        ),
    ] = False,
) -> Exit:
    """Read a code."""
    try:
        read = battery.parse(label.join_payload(code) if join else code)
    except CodeFault as fault:
        return _refuse(here, code, fault)
    hints = label.lookalikes(read.text) if read.remarks else []
    if here.as_json:
        output.as_json(_as_json(here, read, hints))
        return Exit.OK
    chinese = here.language == "zh"
    output.table(
        (say("位", "Position"), say("内容", "Text"), say("名称", "Part"), say("含义", "Meaning")),
        (
            (
                f"{part.start}-{part.end}" if part.end > part.start else part.start,
                part.text,
                part.zh if chinese else part.en,
                part.meaning_zh if chinese else part.meaning_en,
            )
            for part in read.segments
        ),
    )
    for remark in read.remarks:
        meaning = REMARK_TEXTS[remark]
        output.note(f"{say('注意', 'note')}: {meaning.zh if chinese else meaning.en}")
    _hint(here, hints, label.readings(read.text) if read.remarks else ())
    return Exit.OK


def _as_json(here: Here, read: BatteryCode, hints: list[label.Hint]) -> dict[str, Any]:
    """Give a code as data."""
    return {
        "code": read.text,
        "form": read.form,
        "segments": [
            {
                "id": part.id,
                "name": part.zh if here.language == "zh" else part.en,
                "start": part.start,
                "end": part.end,
                "text": part.text,
                "meaning": part.meaning_zh if here.language == "zh" else part.meaning_en,
            }
            for part in read.segments
        ],
        "made": None if read.made is None else read.made.isoformat(),
        "remarks": list(read.remarks),
        "lookalikes": [_hint_json(here, hint) for hint in hints],
        "readings": list(label.readings(read.text)) if read.remarks else [],
    }


def _hint_json(here: Here, hint: label.Hint) -> dict[str, Any]:
    """Give a look-alike as data."""
    return {
        "position": hint.position,
        "found": hint.found,
        "similar": hint.similar,
        "message": hint.zh if here.language == "zh" else hint.en,
        "reading": hint.reading,
    }


def _hint(here: Here, hints: list[label.Hint], readings: tuple[str, ...]) -> None:
    """Say what may have been misread."""
    for hint in hints:
        if hint.reading:
            output.note(f"{say('易混', 'look-alike')}: {hint.zh if here.language == 'zh' else hint.en}")
    for reading in readings[:3]:
        output.note(f"{say('下一步', 'next')}: suyuan code parse {reading}")


def _refuse(here: Here, text: str, fault: CodeFault) -> Exit:
    """Say why a text is no code, and what it may have been meant to be."""
    message = fault.zh if here.language == "zh" else fault.en
    hints, readings = label.lookalikes(text), label.readings(text)
    if here.as_json:
        output.as_json(
            {
                "code": None,
                "value": text,
                "rule": f"{fault.standard}.{fault.reason}",
                "message": message,
                "start": fault.start,
                "end": fault.end,
                "lookalikes": [_hint_json(here, hint) for hint in hints],
                "readings": list(readings),
            }
        )
        return Exit.BAD_DATA
    output.note(f"{output.red(say('错误', 'error'))}: {message}")
    _hint(here, hints, readings)
    if not readings:
        output.note(
            f"{say('下一步', 'next')}: "
            + say(
                "对照标签核对；扫描内容请加 --join",
                "compare it with the label; add --join for what a scanner read",
            )
        )
    return Exit.BAD_DATA
