"""违法目录查询 — the catalogue of breaches as data: who may commit each, who pursues it, and what may follow."""

from typing import Any

from suyuan.law.violations import CATALOGUE, Violation


def describe(violation: Violation) -> dict[str, Any]:
    """Give a breach as data, in both languages; a part that is not in our text is None, and so is what follows."""
    penalty = violation.penalty
    fine = penalty.fine if penalty else None
    elsewhere, remark = violation.elsewhere, violation.remark
    return {
        "id": violation.id,
        "article": str(violation.cite),
        "broken": [str(each) for each in violation.broken],
        "act": violation.text._asdict(),
        "who": sorted(role.value for role in violation.who),
        "department": {role.value: organ.value for role, organ in violation.organs.items()},
        "order_to_correct": True,  # every article of the chapter begins with it
        "warning": penalty.warning if penalty else None,
        "fine_min_fen": fine.low_fen if fine else None,
        "fine_max_fen": fine.high_fen if fine else None,
        "precondition": penalty.condition.value if penalty else None,
        "elsewhere": elsewhere._asdict() if elsewhere else None,
        "remark": remark._asdict() if remark else None,
        "is_known": violation.is_known,
        "in_force": {
            "since": violation.since.isoformat(),
            "until": violation.until.isoformat() if violation.until else None,
        },
    }


def describe_all() -> list[dict[str, Any]]:
    """Give the whole catalogue as data."""
    return [describe(each) for each in CATALOGUE]
