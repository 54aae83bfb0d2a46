"""What may be proposed, decided or closed at which stage of a case, as ``cases.csv`` says it: a line for each."""

import csv
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from suyuan.domain.cases import EMPTY, Act, Paper, Penalty, Reason, Result, Setting, Step, Way, check, fold
from suyuan.law.calendar import Calendar, legal_day
from suyuan.law.duty import Role
from suyuan.law.violations import BY_ID, CATALOGUE

TABLE = list(csv.DictReader((Path(__file__).parent / "cases.csv").read_text(encoding="utf-8").splitlines()))
CALENDAR = Calendar.usual()
BEGIN = datetime(2026, 9, 1, 2, tzinfo=UTC)
TERM = timedelta(days=10)
HEAD = 3  # who did not investigate


class Story:
    """A case that is told step by step."""

    def __init__(self, violation, role):
        self.department = BY_ID[violation].organs[role].value
        self.about = {"violation": violation, "role": role, "officers": (1, 2)}
        self.open(BEGIN, date(2026, 6, 1))

    def open(self, now, breach_date):
        self.now, self.file, self.problems = now, EMPTY, ()
        self.take(Step.OPEN, breach_date=breach_date, **self.about)

    def take(self, step, account=1, **carried):
        act = Act(
            step=step,
            at=self.now,
            account=account,
            department=self.department,
            territory="43",
            words="x",
            **carried,
        )
        self.problems = check(
            self.file, act, Setting(now=self.now, today=legal_day(self.now), calendar=CALENDAR)
        )
        if not self.problems:
            self.file = fold([act], self.file)
        self.now += timedelta(minutes=1)

    def tell(self, words):  # noqa: C901 - one line for each word
        match words.split():
            case ["opened", day]:
                now = datetime.fromisoformat(f"{day}T02:00Z")
                self.open(now, now.date() - timedelta(days=31))
            case ["evidence"]:
                self.take(Step.EVIDENCE, sha256="e")
            case ["order"]:
                self.take(Step.ORDER, due_date=legal_day(self.now + TERM))
            case ["deliver", paper]:
                self.take(Step.DELIVER, paper=Paper(paper), way=Way.IN_PERSON)
            case ["recheck", result, *early]:
                self.now += timedelta() if early else 2 * TERM
                self.take(Step.RECHECK, result=Result(result))
            case ["warning"]:
                self.take(Step.PROPOSE, penalty=Penalty.WARNING)
            case ["fine", yuan]:
                self.take(Step.PROPOSE, penalty=Penalty.FINE, fine_fen=round(float(yuan) * 100))
            case ["decide", "none"]:
                self.take(Step.DECIDE, HEAD, penalty=Penalty.NONE)
            case ["decide", "fine", yuan]:
                self.take(Step.DECIDE, HEAD, penalty=Penalty.FINE, fine_fen=round(float(yuan) * 100))
            case ["close", reason, *ended]:
                day = date.fromisoformat(ended[0]) if ended else None
                self.take(Step.CLOSE, HEAD, reason=Reason(reason), breach_date=day)
            case other:
                raise AssertionError(other)


@pytest.mark.parametrize(
    "line", TABLE, ids=lambda line: f"{line['violation']}, {line['done']}, {line['then']}"
)
def test_what_may_be_done(line):
    story = Story(line["violation"], Role(line["actor"]))
    assert story.problems == ()
    done = [each for each in line["done"].split("; ") if each]
    for number, words in enumerate(done):
        story.tell(words)
        assert story.problems == () or (number == len(done) - 1 and not line["then"])
    if line["then"]:
        story.tell(line["then"])
    if line["answer"].startswith("may be "):
        assert story.problems == ()
    else:
        assert line["answer"] in story.problems


def test_every_breach_stands_in_the_table():
    assert {line["violation"] for line in TABLE} == {one.id for one in CATALOGUE}
