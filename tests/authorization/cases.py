"""What the routes of cases and inspections are for: a desk works on its own, a party reads what it was told."""

from typing import Any

from tests.authorization.line import Line, both, one

_ONE = "inspections/{inspection_no}"
_DESK: dict[str, Any] = {"hides": True, "special": "inspection"}
CASES: tuple[Line, ...] = (
    Line("signals", act="signal.read", hides=True),
    Line("parties/{uscc}/sheet", act="signal.read", kind="party", hides=True),
    Line("cases", act="case.read", hides=True),
    *both("cases/new", "case.open", "case.open", hides=True),
    Line("cases/{case_no}", act="case.read", kind="case", hides=True, special="case"),
    *one(
        "cases/{case_no}",
        *[("case.step", {"step": step, "seen": "1"}) for step in ("evidence", "state", "close")],
        kind="case",
        hides=True,
        special="case",
    ),
    Line("cases/{case_no}/files/{place}", act="case.read", kind="case", special="no proof"),
    Line("inspections", act="inspection.read", hides=True),
    *both("inspections/new", "inspection.plan", "inspection.plan", hides=True),
    *both("inspections/plans/new", "inspection.plan", "inspection.plan", hides=True),
    Line("inspections/worker.js", open=True),
    Line("inspections/shut", open=True),
    *both("inspections/plans/{plan_no}", "inspection.read", "inspection.plan", kind="plan", **_DESK),
    Line("inspections/plans/{plan_no}/material.json", act="inspection.read", kind="plan", **_DESK),
    *both(_ONE, "inspection.read", "inspection.record", {"words": "x"}, kind="inspection", **_DESK),
    Line(f"{_ONE}/visit", act="inspection.record", kind="inspection", **_DESK),
    Line(f"{_ONE}/record", "POST", act="inspection.record", kind="inspection", special="inspection"),
    Line(f"{_ONE}/notice.pdf", act="inspection.read", kind="inspection", **_DESK),
    Line(f"{_ONE}/record.pdf", act="inspection.read", kind="inspection", **_DESK),
    Line(f"{_ONE}/files/{{sha256}}", act="inspection.read", kind="inspection", **_DESK),
    Line("tips/new", open=True),
    Line("tips/new", "POST", open=True),
    Line("tips/asked", open=True),
    Line("tips", act="tip.read", hides=True),
    *both(
        "tips/{number}",
        "tip.read",
        "tip.settle",
        {"state": "taken", "answer": "x"},
        kind="tip",
        hides=True,
        special="tip",
    ),
)
