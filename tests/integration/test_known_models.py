"""Manuals are for models that are known: a vehicle's by its approval."""

import pytest

from suyuan.domain.techinfo import read_steps
from suyuan.law.duty import Role
from suyuan.services.refusals import Unfit
from suyuan.services.techinfo import operations
from tests.integration.test_techinfo import NOW, STEPS


def test_a_vehicle_that_nobody_knows_has_no_manual_until_its_approval_is_reported(road):
    maker = road.firm(Role.VEHICLE_MAKER)
    given = {"model": "TST7300", "title": "手册", "steps": STEPS, "files": (), "at": NOW}
    with pytest.raises(Unfit) as unknown:
        operations.publish(maker, **given)
    assert [(one.field, one.rule, one.value) for one in unknown.value.problems] == [
        ("vehicle_model", "techinfo.unapproved", "TST7300")
    ]
    line = {
        "vehicle_model": "TST7300",
        "approval_no": "GG-3",
        "approved_date": "2026-06-01",
        "title": "手册",
        "language": "zh-Hans",
        "documents": "手册.pdf",
    }
    assert road.file(maker, "24.1", line, at="2026-06-02").state == "accepted"
    assert operations.publish(maker, **given).receipt == ""
    for name in ("model", "title", "steps"):
        with pytest.raises(Unfit) as hidden:
            operations.publish(maker, **given | {name: f"{given[name]}\u202e"})
        assert "field.hidden_text" in {one.rule for one in hidden.value.problems}
    broken = f"removal | 甲\u2028乙 | A\u2028B\n{STEPS}"
    assert len(read_steps(broken)[0]) == len(read_steps(STEPS)[0]) + 1
    with pytest.raises(Unfit) as twin:
        operations.publish(road.firm(Role.VEHICLE_MAKER), **given)
    assert [one.rule for one in twin.value.problems] == ["techinfo.unapproved"]
