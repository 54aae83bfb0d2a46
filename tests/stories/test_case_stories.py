"""The stories of docs/case-stories are worked step by step at the desks that they name, and end as they say."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta, timezone
from itertools import count
from pathlib import Path

import pytest

from suyuan.domain.cases import Step
from suyuan.law.departments import Department
from suyuan.law.duty import Role
from suyuan.services.cases import operations, queries
from suyuan.services.refusals import Unfit
from suyuan.storage import accounts
from tests.integration.conftest import Road
from tests.stories.test_stories import tables

PAGES = sorted(
    path
    for path in (Path(__file__).resolve().parents[2] / "docs" / "case-stories").glob("*.md")
    if path.name != "index.md"
)
SHANGHAI = timezone(timedelta(hours=8))
NUMBERS = count(1)
PLACE = "430104"


def official(department):
    viewer = accounts.create_stretched(
        username=f"story-desk{next(NUMBERS)}", stretched="!", kind="inspector", party_id=None, territory=PLACE,
        department=department,
    )  # fmt: skip
    return replace(viewer, machine=False)


PAPER = b"%PDF-1.7\n%x"


def at(day, minute):
    return datetime.combine(date.fromisoformat(day), time(9, 0), SHANGHAI) + timedelta(minutes=minute)


def said(text):
    return dict(part.strip().split("=", 1) for part in text.split(";") if part.strip())


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_case_goes_as_it_is_told(page):
    head, steps, ends = tables(page.read_text(encoding="utf-8"))
    about = dict(head)
    people = {name: official(about["department"]) for name in ("one", "two", "head", "fourth")}
    people |= {f"other {name}": official("industry") for name in ("one", "two", "head")}
    firm = people["firm"] = replace(Road().firm(Role(about["role"])), machine=False)
    given = {
        "party": firm.uscc, "violation": about["breach"], "role": about["role"], "words": page.stem,
        "breach_date": about["breach_date"],
        "officers": f"{people['one'].account_id} {people['two'].account_id}",
    }  # fmt: skip
    number = operations.open_case(people["one"], given, at=at(about["opened"], 0))
    now = at(about["opened"], 0)
    for minute, (day, who, step, words, answer) in enumerate(steps, start=1):
        now, viewer = at(day, minute), people[who]
        told = {"words": "如记录"} | said(words)
        if "officers" in told:
            told["officers"] = " ".join(
                str(people[name.strip()].account_id) for name in told["officers"].split(",")
            )
        found = queries.get_case(viewer, number, at=now)
        assert found is not None, (day, who)
        try:
            paper = PAPER if told.pop("file", "") else None
            operations.take(viewer, number, Step(step), told, seen=found.seen, at=now, file=paper)
        except Unfit as unfit:
            rules = {each.rule for each in unfit.problems}
            assert answer in rules, (day, step, rules)
        else:
            assert answer == "taken", (day, step)
            assert step in {one.value for one in found.offered}, (day, step)  # the page had shown it
    last = dict(ends)
    seen = queries.get_case(firm, number, at=now)
    assert seen.case.stage == last["stage"]
    assert [one.act.step.value for one in seen.steps] == last["firm sees"].split(", ")


def test_every_department_has_its_story():
    told = {dict(next(tables(page.read_text(encoding="utf-8"))))["department"] for page in PAGES}
    assert told == {each.value for each in Department}
