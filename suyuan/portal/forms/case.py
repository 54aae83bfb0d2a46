"""案件表单 — the fields of the steps of a case, with what was typed and what came back."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from suyuan.domain.applications import FIELDS, Problem
from suyuan.domain.cases import File, Step
from suyuan.domain.cases.steps import (
    OPINION_TEXT,
    PAPER_TEXT,
    PENALTY_TEXT,
    REASON_TEXT,
    RESULT_TEXT,
    WAY_TEXT,
    Penalty,
)
from suyuan.law.departments import DEPARTMENT_TEXT
from suyuan.law.duty import ROLE_TEXT, Text
from suyuan.law.violations import in_force
from suyuan.portal.door import language
from suyuan.portal.forms.entry import Field
from suyuan.portal.forms.firm import errors
from suyuan.services.cases import forms

Options = tuple[tuple[str, str], ...]
# What is asked for in words differs from step to step.
_WORDS: dict[Step, Text] = {
    Step.OPEN: Text("事实与线索来源", "Facts, and where they come from"),
    Step.EVIDENCE: Text("说明", "Description"),
    Step.ORDER: Text("违法事实和改正要求", "What was found, and what must be put right"),
    Step.RECHECK: Text("复查情况", "What the re-check found"),
    Step.STATE: Text("陈述、申辩内容", "What the party states"),
    Step.ANNOUNCE: Text(
        "听证的时间、地点和主持人姓名", "Hour and place of the hearing, and the name of who chairs it"
    ),
    Step.HEAR: Text("听证笔录要点", "What was said at the hearing"),
    Step.PROPOSE: Text("违法事实、证据和理由", "Facts, evidence and reasons"),
    Step.DELIVER: Text(
        "送达凭据：签收人、邮件号、见证人或者公告载体",
        "Proof: who took it, the number of the letter, the witnesses, or where it was announced",
    ),
    Step.WITHDRAW: Text(
        "决定错在何处、怎样纠正；罚款已缴的写明退还",
        "What is wrong with the decision and how it is put right; a fine that was paid is given back",
    ),
    Step.REVIEW: Text("复议决定书文号和结果", "Number and outcome of the decision on reconsideration"),
    Step.SUE: Text("受理法院和案号", "Court, and number of the suit"),
    Step.JUDGE: Text("裁判文书案号和结果", "Number and outcome of the judgment"),
    Step.PAY: Text("缴款凭证号", "Number of the receipt"),
}
_USUAL = Text("理由", "Reasons")
_TITLE = Text("材料名称", "What it is")
_END = Text("结案原因", "Why it is closed")
_ENDED = Text(
    "查明的违法行为终了日（超过追责期限的）", "Day on which the breach turned out to have ended (time-barred)"
)
_DAYS: dict[Step, Text] = {
    Step.DELIVER: Text(
        "送达日期（邮寄的为回执上的日期；当天送达的可不填）",
        "Day of delivery (by post, the day on the receipt; empty: today)",
    ),
    **dict.fromkeys(
        (Step.STATE, Step.ASK_HEARING),
        Text(
            "当事人交来或者寄出的日期（今天的可不填）",
            "Day on which the party handed it in or posted it (empty: today)",
        ),
    ),
    Step.ASK_REVIEW: Text(
        "当事人申请复议的日期（今天的可不填）", "Day on which the party asked for it (empty: today)"
    ),
}
_PROOF = Text(
    "送达回证等凭据（登记以前的送达时必须附上）", "Receipt (needed for a delivery on an earlier day)"
)
_PROPOSED = frozenset({Penalty.WARNING, Penalty.FINE})
_OPTIONAL = frozenset({"file", "fine", "waives", "is_weighty", "is_known", "consents", "happened_date"})
_SHOWN = frozenset(
    {Step.EVIDENCE, Step.WITHDRAW, Step.REVIEW, Step.SUE, Step.JUDGE}
)  # nothing is entered without its document
_SHAPES = {
    "words": "area",
    "due_date": "date",
    "breach_date": "date",
    "hearing_date": "date",
    "happened_date": "date",
    "is_known": "check",
    "file": "file",
    "waives": "check",
    "is_weighty": "check",
    "consents": "check",
    "officers": "checks",
}


def options(
    name: str, step: Step, file: File | None, officers: Sequence[tuple[int, str]], on: date
) -> Options:
    """Give what may be chosen in a field."""
    spoken = language()

    def of(table: Mapping[Any, Text]) -> Options:
        return tuple((str(key), text.get(spoken)) for key, text in table.items())

    waiting = {
        paper: text
        for paper, text in PAPER_TEXT.items()
        if file is not None and file.is_issued(paper) and file.delivered(paper) is None
    }
    penalties = {key: text for key, text in PENALTY_TEXT.items() if key in _penalties(step, file)}
    tables: dict[str, Mapping[Any, Text]] = {
        "role": ROLE_TEXT,
        "result": RESULT_TEXT,
        "opinion": OPINION_TEXT,
        "penalty": penalties,
        "paper": waiting,
        "way": WAY_TEXT,
        "to_department": DEPARTMENT_TEXT,
        "reason": REASON_TEXT,
    }
    if name == "violation":
        return tuple((one.id, f"{one.cite.text.get(spoken)} {one.text.get(spoken)}") for one in in_force(on))
    if name == "chair":
        apart = file.investigated if file else frozenset()
        return tuple((str(account), username) for account, username in officers if account not in apart)
    if name == "officers":
        return tuple((str(account), username) for account, username in officers)
    return of(tables[name]) if name in tables else ()


def _penalties(step: Step, file: File | None) -> frozenset[Penalty]:
    """Give what may be chosen: officers propose a penalty; where none was proposed, none can be decided."""
    if step is Step.PROPOSE:
        return _PROPOSED
    is_bare = step is Step.DECIDE and file is not None and file.proposal is None
    return frozenset({Penalty.NONE}) if is_bare else frozenset(Penalty)


def fields(
    names: Iterable[str],
    step: Step,
    values: Mapping[str, str],
    problems: Iterable[Problem],
    *,
    file: File | None,
    officers: Sequence[tuple[int, str]],
    on: date,
) -> list[Field]:
    """Give the fields of a step by their names."""
    found = errors(problems)
    made = []
    for name in names:
        chosen = options(name, step, file, officers, on)
        made.append(
            Field(
                name=f"{step.value}-{name}",
                label=_label(name, step).get(language()),
                hint=_("PDF, PNG or JPEG, at most 10 MB.") if name == "file" else "",
                shape=_SHAPES.get(name, "list" if chosen else "text"),
                required=_is_required(name, step),
                value=values.get(name, ""),
                errors=found.get(name, ()),
                options=chosen,
                longest=forms.LONGEST if name == "words" else None,
                mode="decimal" if name == "fine" else "text",
            )
        )
    return made


def _is_required(name: str, step: Step) -> bool:
    if name == "file":
        return step in _SHOWN
    return name not in _OPTIONAL and (step, name) != (Step.CLOSE, "breach_date")


def _label(name: str, step: Step) -> Text:
    if name == "words":
        return _WORDS.get(step, _USUAL)
    if name == "happened_date":
        return _DAYS[step]
    if (step, name) == (Step.DELIVER, "file"):
        return _PROOF
    if (step, name) == (Step.CLOSE, "breach_date"):
        return _ENDED
    return {"title": _TITLE, "reason": _END}.get(name) or FIELDS[name]


def summary(step: Step, problems: Iterable[Problem]) -> tuple[tuple[str, str, str], ...]:
    """Give problems for the summary at the head of the page; what is no field's stands there alone."""
    known = forms.FIELDS[step]
    return tuple(
        (f"field-{step.value}-{each.field}" if each.field in known else "", *each.words(language()))
        for each in problems
    )
