"""What the routes of cases are for: a desk works on its own, a party reads what it was told and answers."""

from tests.authorization.line import Line, both, one

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
)
