"""检查现状 — the rows of plans and inspections say what their steps leave; the audit holds them to it.

Source: decision 0028.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from uuid import UUID

from suyuan.domain import draws
from suyuan.domain.inspections import State, Step
from suyuan.domain.leaves import Stepped
from suyuan.law.departments import Department, desk_letters
from suyuan.storage.inspections import PLAN, VISIT, Plan, Stored

_PLAN_STATES = {Step.COMMIT: "committed", Step.DRAW: "drawn", Step.REVEAL: "revealed"}
_STATES = {Step.RECORD: State.RECORDED, Step.CANCEL: State.CANCELLED}


def altered(found: Stored, uscc: str, plan_no: str, steps: Sequence[Stepped]) -> Iterator[str]:
    """Give the columns of an inspection that are not as its steps left them. ``uscc``: of the firm its row names."""
    ordered = steps[0].body
    over = next((one for one in steps if one.step in _STATES), None)
    record = over.body["record"] if over and over.step == Step.RECORD else None
    told = {
        "party": (uscc, ordered["party"]),
        "plan": (plan_no, ordered.get("plan", "")),
        "inspection_date": (found.inspection_date, date.fromisoformat(ordered["day"])),
        "team": (found.team, ordered["team"]),
        "words": (found.words, ordered["words"]),
        "state": (found.state, _STATES[Step(over.step)] if over else State.DUE),
        "record_id": (found.record_id, UUID(record["record_id"]) if record else None),
        "told_at": (found.told_at, over.at if over and record else None),
        "department": (_desk(VISIT, found, found.inspection_no), True),
    }
    yield from (name for name, (now, then) in told.items() if now != then)


def altered_plan(plan: Plan, seed: str, steps: Sequence[Stepped]) -> Iterator[str]:
    """Give the columns of a plan, and its secret seed (hex), that are not as its steps left them."""
    first = steps[0]
    committed = draws.commitment(bytes.fromhex(seed), bytes.fromhex(first.body["digest"])).hex()
    told = {
        "title": (plan.title, first.body.get("title", plan.title)),
        "made_at": (plan.made_at, first.at),
        "leaf": (plan.leaf, first.leaf),
        "state": (plan.state, _PLAN_STATES[Step(steps[-1].step)]),
        "seed": (committed, first.body["commitment"]),
        "department": (_desk(PLAN, plan, plan.plan_no), True),
    }
    yield from (name for name, (now, then) in told.items() if now != then)


def _desk(letters: str, row: Stored | Plan, number: str) -> bool:
    """Tell whether a number is one of the desk that its row names."""
    return number.startswith(f"{letters}-{desk_letters(Department(row.department), row.territory)}-")
