"""办案步骤的显示 — what a step of a case carries, name by name, in the language of the page."""

from collections.abc import Iterable

from suyuan.domain.applications import FIELDS
from suyuan.domain.cases import Act
from suyuan.domain.cases.steps import (
    OPINION_TEXT,
    PAPER_TEXT,
    PENALTY_TEXT,
    REASON_TEXT,
    RESULT_TEXT,
    WAY_TEXT,
)
from suyuan.law.departments import DEPARTMENT_TEXT
from suyuan.law.duty import Text
from suyuan.portal.door import language

FEN = 100


def lines(act: Act, officers: Iterable[str] = ()) -> list[tuple[str, str]]:
    """Give what a step carries as (name, value); what it does not carry is left out. ``officers``: names."""
    said: list[tuple[str, Text | str | None]] = [
        ("inspection", act.inspection),
        ("breach_date", act.breach_date.isoformat() if act.breach_date else None),
        ("officers", ", ".join(officers)),
        ("title", act.title),
        ("paper", PAPER_TEXT[act.paper] if act.paper else None),
        ("way", WAY_TEXT[act.way] if act.way else None),
        ("happened_date", act.happened_date.isoformat() if act.happened_date else None),
        ("consents", Text("是", "yes") if act.consents else None),
        ("due_date", act.due_date.isoformat() if act.due_date else None),
        ("hearing_date", act.hearing_date.isoformat() if act.hearing_date else None),
        ("is_known", Text("是", "yes") if act.is_known else None),
        ("result", RESULT_TEXT[act.result] if act.result else None),
        ("opinion", OPINION_TEXT[act.opinion] if act.opinion else None),
        ("penalty", PENALTY_TEXT[act.penalty] if act.penalty else None),
        ("fine", f"{act.fine_fen / FEN:,.2f}" if act.fine_fen else None),
        ("is_weighty", Text("是", "yes") if act.is_weighty else None),
        ("waives", Text("是", "yes") if act.waives else None),
        ("to_department", DEPARTMENT_TEXT[act.to_department] if act.to_department else None),
        ("reason", REASON_TEXT[act.reason] if act.reason else None),
    ]
    spoken = language()
    return [
        (FIELDS[name].get(spoken), value.get(spoken) if isinstance(value, Text) else value)
        for name, value in said
        if value
    ]
