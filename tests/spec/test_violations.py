"""What may follow a breach, as ``violations.csv`` says it: by breach, actor and stage of the case."""

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest

from suyuan.law.departments import Department
from suyuan.law.duty import Role
from suyuan.law.violations import BY_ID, CATALOGUE, IN_FORCE, YUAN, FineRange, band, in_force, may_warn, of

TABLE = list(
    csv.DictReader((Path(__file__).parent / "violations.csv").read_text(encoding="utf-8").splitlines())
)


def follows(violation, *, ordered, refused):
    """Say in words what may follow."""
    if not violation.is_known:
        return "not known"
    if violation.elsewhere is not None:
        return "the other law"
    fine = band(violation, ordered=ordered, refused=refused)
    if fine is None:
        return "nothing"
    low, high = (amount // YUAN for amount in fine)
    told = f"{low} to {high} yuan" if low else f"up to {high} yuan"
    return f"a warning or {told}" if may_warn(violation, ordered=ordered, refused=refused) else told


@pytest.mark.parametrize("line", TABLE, ids=lambda line: f"{line['violation']} {line['actor']}")
def test_a_breach_is_pursued_by_the_department_and_with_the_penalty_of_its_article(line):
    violation = BY_ID[line["violation"]]
    assert violation.organs[Role(line["actor"])] == Department(line["department"])
    assert " ".join(str(each) for each in violation.broken) == line["broken"]
    assert follows(violation, ordered=True, refused=False) == line["ordered"]
    assert follows(violation, ordered=True, refused=True) == line["refused"]


@pytest.mark.parametrize("violation", CATALOGUE, ids=lambda one: one.id)
def test_nothing_is_fined_before_an_order_to_correct(violation):
    for refused in (False, True):
        assert band(violation, ordered=False, refused=refused) is None
        assert not may_warn(violation, ordered=False, refused=refused)


def test_every_breach_and_every_actor_stands_in_the_table():
    assert {(line["violation"], line["actor"]) for line in TABLE} == {
        (one.id, role.value) for one in CATALOGUE for role in one.who
    }
    assert len(TABLE) == len({(line["violation"], line["actor"]) for line in TABLE})


def test_the_catalogue_holds_from_the_day_of_the_measures():
    assert in_force(IN_FORCE) == CATALOGUE
    assert in_force(IN_FORCE - timedelta(days=1)) == ()


def test_what_refers_to_other_laws_or_is_unknown_names_no_amount():
    for one in CATALOGUE:
        assert (one.penalty is None) == (one.elsewhere is not None or not one.is_known)
        assert one.is_known or one.remark is not None


def test_a_fine_lies_within_its_band_and_is_never_nothing():
    band_of = FineRange(0, 5_000_000)
    assert [band_of.holds(fine) for fine in (0, 1, 5_000_000, 5_000_001)] == [False, True, True, False]
    assert [FineRange(1_000_000, 3_000_000).holds(fine) for fine in (999_999, 1_000_000, 3_000_001)] == [
        *(False, True, False),
    ]


@pytest.mark.parametrize(
    ("role", "article", "ids"),
    [
        (Role.DISMANTLER, 20, ["36.2"]),
        (Role.SWAP_OPERATOR, 20, ["36.1"]),
        (Role.RECYCLER, 18, ["34", "35"]),
        (Role.VEHICLE_MAKER, 15, ["32.4"]),
        (Role.REPAIRER, 19, []),
        (Role.VEHICLE_IMPORTER, 24, ["38"]),
    ],
)
def test_an_actor_may_commit_what_binds_it_and_nothing_else(role, article, ids):
    assert [one.id for one in of(role, article, date(2026, 6, 1))] == ids
