"""违法后果 — a breach as a page tells it: who pursues whom, and what may follow, in yuan.

>>> from suyuan.law.violations import BY_ID
>>> told = read(BY_ID["36.1"])
>>> told.least, told.most, told.after_refusal
(10000, 30000, True)
"""

from dataclasses import dataclass

from suyuan.law.departments import DEPARTMENT_TEXT, Department
from suyuan.law.duty import Role, Text
from suyuan.law.violations import YUAN, Condition, Violation


@dataclass(frozen=True, slots=True, kw_only=True)
class Breach:
    """One breach. ``least`` and ``most`` in yuan, 0 where nothing may be fined; ``organs``: department, its actors."""

    violation: Violation
    organs: tuple[tuple[Text, tuple[Role, ...]], ...]
    least: int
    most: int
    after_refusal: bool


def read(violation: Violation) -> Breach:
    """Give a breach with each department and the actors that are its own."""
    organs: dict[Department, list[Role]] = {}
    for role, department in violation.organs.items():
        organs.setdefault(department, []).append(role)
    penalty = violation.penalty
    fine = penalty.fine if penalty else None
    return Breach(
        violation=violation,
        organs=tuple((DEPARTMENT_TEXT[each], tuple(roles)) for each, roles in organs.items()),
        least=fine.low_fen // YUAN if fine else 0,
        most=fine.high_fen // YUAN if fine else 0,
        after_refusal=penalty is not None and penalty.condition is Condition.REFUSED,
    )
