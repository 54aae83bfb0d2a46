"""Who sees what: parties their own chain, officials their territory, ministry and operator all."""

import pytest

from suyuan.domain.access import Part, Viewer
from suyuan.law.duty import Role
from suyuan.law.measures_2026 import RULEBOOK


def viewer(kind="member", **more):
    return Viewer(account_id=1, user_id=1, kind=kind, **more)


@pytest.mark.parametrize(
    ("territory", "region", "seen"),
    [("11", "110105", True), ("110105", "110105", True), ("12", "110105", False), ("", "110105", False)],
)
def test_an_official_watches_its_territory_and_without_one_nothing(territory, region, seen):
    official = viewer("inspector", territory=territory, department="industry")
    assert official.is_official
    assert not official.sees_all
    assert official.watches(region) == seen
    assert official.oversees(region, [Role.RECYCLER]) == seen


def test_the_operator_and_the_ministry_of_industry_see_everything_another_ministry_its_remit():
    assert viewer("operator").sees_everything
    assert viewer("ministry", department="industry").sees_everything
    commerce = viewer("ministry", department="commerce")
    assert commerce.sees_all
    assert not commerce.sees_everything
    assert commerce.oversees("110105", [Role.DISMANTLER])
    assert not commerce.oversees("110105", [Role.RECYCLER])


@pytest.mark.parametrize("kind", ["inspector", "ministry"])
def test_an_official_of_no_department_oversees_nothing(kind):
    assert not viewer(kind, territory="11").oversees("110105", list(Role))


def test_a_member_watches_no_territory():
    assert not viewer(territory="11").watches("110105")


def test_an_official_without_a_territory_matches_no_division():
    assert viewer("inspector", territory="11").territory_pattern == "11%"
    assert viewer("inspector").territory_pattern == "-"


@pytest.mark.parametrize(
    ("roles", "partner", "duties"),
    [
        ({Role.REPAIRER}, True, ["24.5.a"]),
        ({Role.REPAIRER}, False, ["24.5.c"]),
        ({Role.SWAP_OPERATOR}, False, ["24.4.a", "24.4.b"]),
        ({Role.DISMANTLER}, False, ["24.8.a", "24.8.b"]),
        ({Role.RECYCLER}, False, ["9.1", "12.1", "24.7.a", "24.7.b"]),
        (set(), False, []),
    ],
)
def test_a_member_files_the_duties_of_its_partys_roles(roles, partner, duties):
    member = viewer(party_id=7, roles=frozenset(roles), partner=partner, parts=frozenset({Part.SIGNER}))
    assert [duty.id for duty in RULEBOOK.duties if member.may_file(duty)] == duties


def test_nobody_files_without_a_party():
    assert not any(viewer("operator", roles=frozenset(Role)).may_file(duty) for duty in RULEBOOK.duties)
