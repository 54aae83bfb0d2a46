"""A case goes no unlawful way: shown by walking every way, and by switching the rules off one after the other."""

import pytest

from suyuan.domain.cases import RULES
from suyuan.law.duty import Role
from suyuan.law.violations import CATALOGUE
from tests.unit.domain.case_walk import stuck, walk

EACH = [(one.id, role) for one in CATALOGUE for role in sorted(one.organs)]
ALIKE = {
    (one.id, one.penalty and one.penalty.condition): (one.id, sorted(one.organs)[0]) for one in CATALOGUE
}


@pytest.mark.parametrize(("violation", "role"), sorted(ALIKE.values()), ids=str)
def test_no_way_leads_to_an_unlawful_decision_and_none_ends_nowhere(violation, role):
    wrong, seen, leads = walk(violation, role)
    assert wrong == {}
    assert stuck(seen, leads) == set()
    print(f"\n{violation}: {len(seen)} states")
