"""What lies on the desks of departments: cases, inspections and tips, rows of them, and who should be given which.

DESKS       their tables
of_desks()  the rows that somebody should get, as a condition
lay()       rows against a firm on several desks
plant_inspections()   plans and inspections that the matrix asks for
"""

from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import msgspec

from suyuan.domain.access import Viewer
from suyuan.domain.draws import Plan
from suyuan.domain.inspections import Record
from suyuan.services.inspections.plans import Frozen
from suyuan.storage import inspections, tips
from suyuan.storage.models import (
    CaseAct,
    CaseDesk,
    CaseFile,
    DrawSeed,
    Inspection,
    InspectionAct,
    InspectionPlan,
    Tip,
)
from suyuan.storage.wall import as_register

FROZEN = msgspec.to_builtins(
    Frozen(
        plan=Plan(id="x", objects=1, days=(date(2026, 11, 2),), on_date=date(2026, 11, 1)),
        candidates=(),
        inspectors=(),
    )
)
CASES = ("case_file", "case_act", "case_desk")
DESKS = (*CASES, "tip", "inspection_plan", "draw_seed", "inspection", "inspection_act")


def of_desks(table: str, viewer: Viewer) -> str:
    """Give what lies on one's desk or below it, and of one's own firm what it was told."""
    if viewer.kind == "inspector" and not viewer.territory:
        return "false"
    if table == "tip":
        return "false" if viewer.kind == "member" else f"region_code LIKE '{viewer.territory}%'"
    return _case(table, viewer) if table in CASES else _inspection(table, viewer)


def _case(table: str, viewer: Viewer) -> str:
    """Give the cases that lie or lay on one's desk or below it, and those of which one's firm was told."""
    if viewer.kind == "member":
        told = f"SELECT id FROM case_file WHERE party_id = {viewer.party_id} AND told_at IS NOT NULL"  # noqa: S608 - ours
        own = {"case_file": f"id IN ({told})", "case_act": f"is_open AND case_id IN ({told})"}
        return own.get(table, "false") if viewer.agent_id is None or viewer.heir else "false"
    desk = f"department = '{viewer.department}' AND territory LIKE '{viewer.territory}%'"
    if table == "case_desk":
        return desk
    column = "id" if table == "case_file" else "case_id"
    return f"{column} IN (SELECT case_id FROM case_desk WHERE {desk})"  # noqa: S608 - ours


def _inspection(table: str, viewer: Viewer) -> str:
    """Give the plans and inspections of a desk; a firm's records once it was told. Seeds are nobody's."""
    if table == "draw_seed":
        return "false"
    if viewer.kind == "member":
        told = f"party_id = {viewer.party_id} AND told_at IS NOT NULL"
        own = {
            "inspection": told,
            "inspection_act": f"step IN ('record', 'state') AND about IN (SELECT inspection_no FROM inspection"  # noqa: S608 - ours
            f" WHERE {told})",
        }
        return own.get(table, "false") if viewer.agent_id is None or viewer.heir else "false"
    desk = f"department = '{viewer.department}' AND territory LIKE '{viewer.territory}%'"
    if table != "inspection_act":
        return desk
    return (
        f"about IN (SELECT inspection_no FROM inspection WHERE {desk}"  # noqa: S608 - ours
        f" UNION ALL SELECT plan_no FROM inspection_plan WHERE {desk})"
    )


def lay(party: int, at: datetime) -> None:
    """Enter cases and inspections of a firm on several desks: told and untold, with open and inner steps."""
    for department, territory in (
        ("industry", "430104"),
        ("industry", "43"),
        ("commerce", "430104"),
        ("industry", ""),
        ("industry", "65"),
    ):
        _inspections(party, department, territory, at)
        Tip.objects.create(
            number=uuid4().hex[:16], told_at=at, topic="other", region_code=territory.ljust(6, "0"), words="x",
            state="open", party_id=party,
        )  # fmt: skip
        for told in (None, at):
            case = CaseFile.objects.create(
                case_no=uuid4().hex[:20], party_id=party, role="repairer", violation="36.2", department=department,
                territory=territory, opened_date=at, stage="open", told_at=told,
            )  # fmt: skip
            CaseDesk.objects.create(case_id=case.id, department=department, territory=territory, since_at=at)
            for place in (1, 2):
                CaseAct.objects.create(
                    case_id=case.id,
                    place=place,
                    at=at,
                    account_id=1,
                    step="x",
                    body={},
                    is_open=place == 1,
                    leaf=uuid4(),
                )
        CaseDesk.objects.create(case_id=case.id, department="environment", territory=territory, since_at=at)


def _inspections(party: int, department: str, territory: str, at: datetime) -> None:
    desk = {"department": department, "territory": territory}
    plan = InspectionPlan.objects.create(
        plan_no=uuid4().hex[:20], title="x", made_at=at, state="drawn", leaf=uuid4(), **desk
    )
    DrawSeed.objects.create(plan=plan, seed="x")
    abouts = [plan.plan_no]
    for told in (None, at):
        inspection = Inspection.objects.create(
            inspection_no=uuid4().hex[:20], party_id=party, plan_id=plan.id, inspection_date=at.date(), team=[],
            words="x", state="due", told_at=told, **desk,
        )  # fmt: skip
        abouts.append(inspection.inspection_no)
    for about in abouts:
        for place, step in enumerate(("order", "record", "state"), start=1):
            InspectionAct.objects.create(
                about=about, place=place, at=at, account_id=1, step=step, body={}, leaf=uuid4()
            )


def plant_inspections(trade: Any) -> None:
    """Let there be plans, and inspections of A and F on several desks: due ones, and records that the firm reads."""
    at = datetime(2026, 11, 1, 1, tzinfo=UTC)
    told = Record(
        record_id=uuid4(), began_at=at, ended_at=at, measures=("enter",), points={}, signatures={"officers": "0" * 64}
    )  # fmt: skip
    for letter in "AF":
        for department, territory, recorded in (
            *(("industry", "430104", True), ("industry", "430104", False)),
            *(("commerce", "43", True), ("industry", "11", False)),
        ):
            number = uuid4().hex[:20].upper()
            entry = inspections.Stored(
                inspection_no=number, party_id=trade.firms[letter].party_id, department=department,
                territory=territory, inspection_date=at.date(), team=[], words="x",
                state="recorded" if recorded else "due", told_at=at if recorded else None,
            )  # fmt: skip
            with as_register():
                inspections.enter(entry)
                inspections.add_step(number, "order", {"words": "x"}, account=1, at=at)
                if recorded:
                    inspections.add_step(
                        number, "record", {"record": msgspec.to_builtins(told)}, account=1, at=at
                    )
            label = f"{department} {territory}{' told' if recorded else ''}"
            trade.add("inspection", label, number, letter)
    for department, territory in (("industry", "430104"), ("commerce", "43")):
        number = uuid4().hex[:20].upper()
        body = {"frozen": FROZEN, "digest": "00", "commitment": "00"}
        with as_register():
            leaf = inspections.add_step(number, "commit", body, account=1, at=at)
            plan = inspections.Plan(
                plan_no=number, department=department, territory=territory, title="x", made_at=at, state="committed",
                leaf=leaf,
            )  # fmt: skip
            inspections.enter_plan(plan, bytes(32))
        trade.add("plan", f"{department} {territory}", number, "A")
    for place, letter in (("430104", "A"), ("110101", "F")):
        number = uuid4().hex[:14].upper()
        with as_register():
            tips.enter(
                tips.Stored(
                    number=number, told_at=at, topic="other", region_code=place, words="x",
                    party_id=trade.firms[letter].party_id,
                )
            )  # fmt: skip
        trade.add("tip", place, number, letter)
    trade.lack("tip", "0000-0000-0000")
    trade.lack("inspection", "JC-XX430104-2026-0")
    trade.lack("plan", "CC-XX430104-2026-0")
