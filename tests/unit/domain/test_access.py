"""Who sees what: parties their own chain, officials their territory, ministry and operator all."""

import pytest

from suyuan.domain.access import Part, Viewer
from suyuan.law.duty import Role
from suyuan.law.measures_2026 import RULEBOOK


def viewer(kind="member", **more):
    return Viewer(account_id=1, user_id=1, kind=kind, **more)


MEMBER = viewer(party_id=7, uscc="91A")


@pytest.mark.parametrize(
    ("ids", "usccs", "seen"),
    [([7, 8], [], True), ([8], ["91A"], True), ([8], ["91B"], False), ([], [], False)],
)
def test_a_party_sees_a_battery_in_whose_chain_it_stands(ids, usccs, seen):
    assert MEMBER.may_see_battery(ids, usccs, ["110105"]) == seen


def test_a_member_without_a_party_sees_nothing():
    assert not viewer().may_see_battery([7, None], ["91A", ""], ["110105", ""])


@pytest.mark.parametrize(
    ("territory", "region", "seen"),
    [("11", "110105", True), ("110105", "110105", True), ("12", "110105", False), ("", "110105", False)],
)
def test_an_official_sees_its_territory_and_without_one_nothing(territory, region, seen):
    official = viewer("inspector", territory=territory)
    assert official.is_official
    assert not official.sees_all
    assert official.may_see_battery([7], ["91A"], ["", region]) == seen
    assert official.watches(region) == seen


@pytest.mark.parametrize("kind", ["ministry", "operator"])
def test_ministry_and_operator_see_all(kind):
    assert viewer(kind).may_see_battery([], [], [])
    assert viewer(kind).watches("")


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
