"""案件现状 — the row of a case says what its steps leave: it is told anew at each step, and by the audit.

Source: decision 0028.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime

from suyuan.domain.cases import EMPTY, File, fold, is_open_to_party, running
from suyuan.domain.cases.steps import Act, Step, of_body
from suyuan.domain.leaves import Stepped
from suyuan.law.procedure import RIGHTS
from suyuan.services import calendars
from suyuan.storage.cases import Laid, Stored

# What depends on more than the steps is not held against them: a calendar may have changed since.
_OF_STEPS = (
    *("role", "violation", "opened_date", "department", "territory", "stage"),
    *("told_at", "closed_at", "penalised_date"),
)


def standing(case: Stored, acts: Sequence[Act]) -> Stored:
    """Give a case as all its steps leave it, the first of which opened it."""
    file, first = fold(acts), acts[0]
    return replace(
        case,
        role=first.role.value if first.role else "",
        violation=first.violation,
        opened_date=first.day,
        department=file.department,
        territory=file.territory,
        stage=file.stage.value,
        next_date=_next(file),
        told_at=_at(acts, Step.DELIVER),
        closed_at=_at(acts, Step.CLOSE),
        penalised_date=file.penalised_date,
    )


def altered(case: Stored, laid: Laid, uscc: str, steps: Iterable[Stepped]) -> Iterator[str]:
    """Give what of a case is not as its steps left it: columns, desks that read it, steps that its party reads.

    ``uscc``: of the firm that its row names.
    """
    acts = [of_body(each.step, each.at, each.account, each.body) for each in steps]
    file, first = fold(acts), acts[0]
    told = standing(case, acts)
    if first.party and (first.party, first.finding) != (uscc, str(case.finding or "")):
        yield "party" if first.party != uscc else "finding"
    yield from (name for name in _OF_STEPS if getattr(case, name) != getattr(told, name))
    lent = {file.referral[:2]} if file.referral else set()
    if laid.desks != file.desks | lent:
        yield "desks"
    if laid.shown != set(_open(acts)):
        yield "is_open"


def _open(acts: Iterable[Act]) -> Iterator[int]:
    """Give the places of the steps that the party reads."""
    file = EMPTY
    for place, act in enumerate(acts, 1):
        if is_open_to_party(file, act):
            yield place
        file = fold([act], file)


def _at(acts: Sequence[Act], step: Step) -> datetime | None:
    """Give when a step was first taken."""
    return next((act.at for act in acts if act.step is step), None)


def _next(file: File) -> date | None:
    """Give the first day by which somebody must act."""
    clocks = running(file, calendars.counting())
    return next((clock.due_date for clock in clocks if clock.term not in RIGHTS), None)
