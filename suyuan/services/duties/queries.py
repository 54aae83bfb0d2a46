"""义务查询 — the rulebook as data and as fillable workbooks; everything derived from the duty modules."""

from functools import cache
from typing import Any

from suyuan.exports.template import template as make_template
from suyuan.law.duty import Days, Deadline, Duty, MonthlyBy, Months
from suyuan.law.measures_2026 import RULEBOOK


def _deadline(deadline: Deadline) -> dict[str, Any]:
    """Give a deadline as data."""
    match deadline:
        case Days():
            return {"kind": "days", "count": deadline.count, "working": deadline.working}
        case Months():
            return {"kind": "months", "count": deadline.count}
        case MonthlyBy():
            return {"kind": "monthly_by", "day": deadline.day}
        case _:
            return {"kind": "promptly"}


def describe(duty: Duty) -> dict[str, Any]:
    """Give a duty as data, in both languages."""
    return {
        "id": duty.id,
        "text": duty.text._asdict(),
        "explain": duty.explain._asdict(),
        "article": str(duty.cite),
        "who": sorted(role.value for role in duty.who),
        "partner": duty.partner,
        "columns": [
            {
                "name": column.name,
                "kind": column.kind.value,
                "text": column.text._asdict(),
                "required": column.required,
                "levels": column.levels if column.kind.value in {"code", "codes"} else None,
                "options": [
                    {"value": option.value, "text": option.text._asdict()} for option in column.options
                ],
                "example": column.example,
            }
            for column in duty.columns
        ],
        "trigger": list(duty.trigger),
        "subject": {"column": duty.subject, "kind": duty.subject_kind.value},
        "versions": [
            {
                "since": version.since.isoformat(),
                "until": version.until.isoformat() if version.until else None,
                "deadline": _deadline(version.deadline),
                "instrument": version.cite.instrument,
                "article": str(version.cite),
            }
            for version in duty.versions
        ],
        "checks": sorted({check.rule for check in duty.checks}),
        "policies": list(duty.policies),
        "template": f"/api/v1/duties/{duty.id}/template.xlsx",
    }


def describe_all() -> list[dict[str, Any]]:
    """Give the whole rulebook as data."""
    return [describe(duty) for duty in RULEBOOK.duties]


@cache
def template(duty_id: str) -> bytes:
    """Give a duty's fillable workbook."""
    return make_template(RULEBOOK.by_id[duty_id])
