"""报告 — mistakes and receipts as people read them: equal mistakes together, with their places."""

from collections.abc import Iterable
from typing import Any

from suyuan.cli import output
from suyuan.cli.exits import Exit
from suyuan.cli.words import say

_SHOWN = 20  # kinds of mistake that are written out
_PLACES = 8  # places named of one kind


def mistakes(entries: Iterable[dict[str, Any]], *, warning: bool = False) -> None:
    """Write mistakes, equal ones together, the most frequent first."""
    groups: dict[tuple[str, str, str], list[dict[str, Any]]] = {}
    for entry in entries:
        groups.setdefault((entry["rule"], entry["column"] or "", entry["message"]), []).append(entry)
    ordered = sorted(groups.items(), key=lambda group: -len(group[1]))
    word = say("注意", "note") if warning else say("错误", "error")
    for (rule, column, message), places in ordered[:_SHOWN]:
        where = _where(places)
        head = " ".join(part for part in (word, rule, column, where) if part)
        output.data(head)
        output.data(f"    {message}")
        if places[0]["fix"]:
            output.data(f"    → {places[0]['fix']}")
        if places[0].get("article"):
            output.data(f"    {say('依据', 'source')}: {places[0]['article']}")
    if len(ordered) > _SHOWN:
        left = len(ordered) - _SHOWN
        output.note(say(f"另有 {left} 类；--json 列出全部。", f"{left} more kinds; --json lists all."))


def _where(places: list[dict[str, Any]]) -> str:
    """Name the places of equal mistakes: cells of a workbook, else data rows."""
    names = [place["cell"] or (str(place["row"]) if place["row"] else "") for place in places]
    names = [name for name in dict.fromkeys(names) if name]
    if not names:
        return ""
    shown = ", ".join(names[:_PLACES]) + (" …" if len(names) > _PLACES else "")
    count = f"×{len(places)} " if len(places) > 1 else ""
    kind = say("单元格", "cell") if places[0]["cell"] else say("第", "row")
    tail = "" if places[0]["cell"] else say("行", "")
    return f"{count}({kind} {shown}{(' ' + tail) if tail else ''})"


STATES = {
    "accepted": ("已受理", "accepted"),
    "refused": ("未受理", "refused"),
    "replaced": ("已被更正", "replaced"),
    "cancelled": ("已撤销", "cancelled"),
    "checked": ("已检查，未受理", "checked, nothing filed"),
}


def receipt(body: dict[str, Any]) -> None:
    """Write a receipt."""
    state = say(*STATES.get(body["state"], (body["state"], body["state"])))
    output.pairs(
        (
            (say("回执", "receipt"), body["receipt"]),
            (say("状态", "state"), state),
            (say("事项", "duty"), body["duty"]),
            (say("单位", "party"), body["party"]),
            (say("时间", "filed at"), body["filed_at"]),
            (say("行数", "lines"), body["lines"]),
            (say("受理", "accepted"), body["accepted"]),
            (say("未受理", "rejected"), body["rejected"] or None),
            (say("逾期", "late"), body["late"] or None),
            (say("更正", "replaces"), body.get("replaces")),
            (say("被更正为", "replaced by"), body.get("replaced_by")),
        )
    )
    for row, identifier in body.get("provisional", {}).items():
        output.data(say(f"第 {row} 行临时标识\t{identifier}", f"row {row} provisional id\t{identifier}"))
    mistakes(body["errors"])
    mistakes(body["warnings"], warning=True)


def ended(body: dict[str, Any]) -> Exit:
    """Give the exit code of a receipt: all, some or none of its lines stand."""
    if not body["rejected"] and body["state"] != "refused":
        return Exit.OK
    return Exit.PARTLY if body["accepted"] else Exit.BAD_DATA
