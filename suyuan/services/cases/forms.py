"""案件表单 — what a form or a program says of a step -> the step, or what is wrong with it, field by field.

    FIELDS   which fields each step asks for;  asked() those that it asks of somebody
    read()   step, given -> an act

Amounts are typed in yuan and kept in fen; days are ISO. Nothing is judged here beyond its form: the rules of the case
are ``domain.cases``.
"""

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any, NamedTuple

from suyuan.domain.access import Viewer
from suyuan.domain.applications import Problem, hides
from suyuan.domain.cases.steps import Act, Opinion, Paper, Penalty, Reason, Result, Step, Way
from suyuan.law.departments import Department
from suyuan.law.duty import Role
from suyuan.services.once import Given

LONGEST = 4_000
_YUAN = re.compile(r"([0-9]{1,9})(?:\.([0-9]{1,2}))?")

FIELDS: dict[Step, tuple[str, ...]] = {
    Step.OPEN: ("violation", "role", "breach_date", "officers", "words"),
    Step.EVIDENCE: ("title", "words", "is_known", "file"),
    Step.ORDER: ("due_date", "words"),
    Step.DELIVER: ("paper", "way", "happened_date", "consents", "words", "file"),
    Step.EXTEND: ("due_date", "words"),
    Step.RECHECK: ("result", "words", "file"),
    Step.PROPOSE: ("penalty", "fine", "is_weighty", "words"),
    Step.NOTIFY: (),
    Step.STATE: ("words", "waives", "happened_date", "file"),
    Step.ASK_HEARING: ("words", "happened_date", "file"),
    Step.DROP_HEARING: ("words", "file"),
    Step.ANNOUNCE: ("hearing_date", "chair", "words"),
    Step.AGREE: ("words", "file"),
    Step.HEAR: ("words",),  # its record is drawn up; what was signed is entered as evidence
    Step.LEGAL_CHECK: ("opinion", "words", "file"),
    Step.DECIDE: ("penalty", "fine", "words"),
    Step.WITHDRAW: ("words", "file"),
    Step.PAY: ("words", "file"),
    Step.ASK_REVIEW: ("words", "happened_date", "file"),
    Step.REVIEW: ("penalty", "fine", "words", "file"),
    Step.SUE: ("words", "file"),
    Step.JUDGE: ("penalty", "fine", "words", "file"),
    Step.REFER: ("to_department", "words"),
    Step.ACCEPT: ("officers", "words"),
    Step.RETURN: ("words",),
    Step.RECALL: ("words",),
    Step.ASSIGN: ("officers", "words"),
    Step.CLOSE: ("reason", "breach_date", "words"),
}


class Read(NamedTuple):
    """A step as it was read, and what could not be."""

    act: Act
    problems: tuple[Problem, ...]


_CHOICES: dict[str, Callable[[str], Any]] = {
    "role": Role,
    "result": Result,
    "penalty": Penalty,
    "opinion": Opinion,
    "paper": Paper,
    "way": Way,
    "to_department": Department,
    "reason": Reason,
    "breach_date": date.fromisoformat,
    "due_date": date.fromisoformat,
    "hearing_date": date.fromisoformat,
    "happened_date": date.fromisoformat,
}


def asked(step: Step, viewer: Viewer) -> tuple[str, ...]:
    """Give the fields of a step: what the party says itself, it says on that day."""
    named = FIELDS[step]
    return named if viewer.kind != "member" else tuple(name for name in named if name != "happened_date")


def read(viewer: Viewer, step: Step, given: Given, *, at: datetime, sha256: str = "") -> Read:
    """Read a step."""
    problems: list[Problem] = []
    carried: dict[str, Any] = {}
    for name in asked(step, viewer):
        text = " ".join(given.get(name, "").split()) if name != "words" else given.get(name, "").strip()
        if name in _CHOICES:
            carried[name] = _one(name, text, problems)
        elif name == "fine":
            carried["fine_fen"] = _fen(text, problems)
        elif name == "officers":
            carried[name] = _numbers(text)
        elif name == "chair":
            carried[name] = next(iter(_numbers(text)), 0)
        elif name in {"waives", "is_weighty", "is_known", "consents"}:
            carried[name] = bool(text)
        elif name != "file":
            carried[name] = text
            problems += _unfit(name, text)
    if step is Step.REFER:
        carried["to_territory"] = viewer.territory
    if step is Step.HEAR:
        carried["chair"] = viewer.account_id
    carried["proof" if step is Step.DELIVER else "sha256"] = sha256
    official = viewer.kind != "member"
    act = Act(
        step=step,
        at=at,
        account=viewer.account_id,
        department=viewer.department if official else "",
        territory=viewer.territory if official else "",
        **carried,
    )
    return Read(act, tuple(problems))


def _unfit(name: str, text: str) -> list[Problem]:
    """Judge a text: its length, and signs that nobody sees."""
    if len(text) > LONGEST:
        return [Problem(name, "field.too_long", limit=LONGEST)]
    return [Problem(name, "field.hidden_text")] if hides(text) else []


def _one(name: str, text: str, problems: list[Problem]) -> Any:
    """Read a choice or a day; None where none was made: that is for the rules to refuse."""
    if not text:
        return None
    try:
        return _CHOICES[name](text)
    except ValueError:
        problems.append(Problem(name, "date.format" if name.endswith("date") else "case.choice", text[:40]))
        return None


def _fen(text: str, problems: list[Problem]) -> int:
    """Read an amount in yuan."""
    if not text:
        return 0
    found = _YUAN.fullmatch(text.replace(",", ""))
    if found is None:
        problems.append(Problem("fine", "case.fine", text[:40]))
        return 0
    return int(found[1]) * 100 + int((found[2] or "0").ljust(2, "0"))


def _numbers(text: str) -> tuple[int, ...]:
    """Read the numbers of accounts."""
    return tuple(sorted({int(part) for part in re.findall(r"[0-9]{1,9}", text)}))
