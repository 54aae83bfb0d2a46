"""The stories of docs/stories are told to the register line by line, and what they say must come true."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from suyuan.domain.access import Viewer
from suyuan.law.duty import Kind, Role
from suyuan.law.measures_2026 import RULEBOOK
from suyuan.services import clock
from suyuan.services.batteries import queries as batteries
from suyuan.services.custody import operations as custody
from suyuan.services.demonstration.queries import every_finding
from suyuan.services.parties import operations as parties
from suyuan.services.parties.operations import Heir
from suyuan.storage import accounts
from suyuan.world.coding import credit_code
from tests.integration.conftest import NUMBERS, Road

PAGES = sorted(
    path
    for path in (Path(__file__).resolve().parents[2] / "docs" / "stories").glob("*.md")
    if path.name != "index.md"
)
MINISTRY = Viewer(account_id=0, user_id=0, kind="ministry", department="industry")
PREFIXES = (f"S{a}{b}" for a, b in product("0123456789ABCDEFGHJKLMNPRSTUVWXYZ", repeat=2))
PERMITS = [
    {"kind": kind, "no": kind, "valid_from": "2020-01-01", "valid_to": None}
    for kind in ("project_approval", "environmental_impact_assessment", "pollutant_discharge_permit")
]
Row = list[str]


def tables(text: str) -> Iterator[list[Row]]:
    """Give the rows of each table of a page, without its heading."""
    for block in re.findall(r"(?:^\|.*\n)+", text, flags=re.MULTILINE):
        lines = [[cell.strip() for cell in line.strip("|").split("|")] for line in block.splitlines()]
        yield lines[2:]


class Told:
    """One story as it is told: its parties, and what the names in it stand for."""

    def __init__(self, road: Road, parties: list[Row]) -> None:
        self.road = road
        self.prefix = next(PREFIXES)
        self.names: dict[str, str] = {"buyer": credit_code(900)}
        self.viewers: dict[str, Viewer] = {}
        self.labels = 0
        roles = [*parties, ["prefix owner", "battery_maker"]]
        owner = next(name for name, role in roles if role == "battery_maker")
        for name, role in roles:
            more = {"permits": PERMITS} if role == "recycler" else {}
            more |= {"prefixes": [self.prefix]} if name == owner else {}
            self.viewers[name] = road.firm(Role(role), **more)
            self.names[name] = self.viewers[name].uscc

    def word(self, text: str) -> str:
        """Give what a word stands for."""
        if ";" in text:
            return ";".join(map(self.word, text.split(";")))
        name, _, length = text.partition("/")
        if name not in self.names:
            made = self._made(name)
            if made is None:
                return text
            self.names[name] = made
        return self.names[name][: int(length)] if length else self.names[name]

    def _made(self, name: str) -> str | None:
        number = f"{next(NUMBERS) % 10_000_000:07d}"
        if re.fullmatch(r"pack\d+", name):
            return f"{self.prefix}PE0100000A1G51{number}"
        if re.fullmatch(r"module\d+", name):
            return f"{self.prefix}ME0100000A1G51{number}"
        if re.fullmatch(r"second\d+", name):
            return f"{self.prefix}PE01G81{number}RP"
        if re.fullmatch(r"car\d+", name):
            return self.road.car()
        return f"YJ{self.prefix}{name}" if re.fullmatch(r"load\d+", name) else None

    def file(self, day: str, who: str, duty: str, says: str) -> None:
        """File one line."""
        words = dict(part.strip().split("=", 1) for part in re.split(r";\s(?=\w+=)", says))
        if duty == "merged":
            self._merge(who, words["into"], day)
            return
        row = {name: self.word(value) for name, value in words.items()}
        receipt = self.road.file(self.viewers[who], duty, self._filled(duty, row), at=day)
        assert receipt.accepted == 1, receipt.notes
        for _, label in receipt.provisional:
            self.labels += 1
            self.names[f"label{self.labels}"] = label

    @staticmethod
    def _filled(duty: str, row: dict[str, Any]) -> dict[str, Any]:
        """Fill in what every line needs and no story is about, as the columns' examples have it."""
        columns = RULEBOOK.by_id[duty].columns
        needed = {one.name: one.example for one in columns if one.required and one.kind is not Kind.CODE}
        weighed = {"mass_kg": "300"} if any(one.name == "mass_kg" for one in columns) else {}
        intact = {"code_condition": "intact"} if "code_condition" in needed else {}
        return needed | weighed | intact | row

    def _merge(self, gone: str, heir: str, day: str) -> None:
        operator = accounts.create_stretched(
            username=f"merger{next(NUMBERS)}", stretched="!", kind="operator", party_id=None
        )
        parties.succeed(
            self.viewers[gone].party_id,
            "merged",
            viewer=operator,
            heirs=(Heir(uscc=self.viewers[heir].uscc),),
            day=date.fromisoformat(day),
            reason="决定书第1号",
            at=clock.now(),
        )

    def look(self, day: str, thing: str, found: str, state: str, holder: str) -> None:
        """Look at a thing as of a day."""
        today = date.fromisoformat(day)
        custody.examine(today=today, at=datetime.combine(today, datetime.min.time(), UTC))
        name = self.word(thing)
        standing = {one.kind for one in every_finding() if one.subject["id"] == name and one.state == "open"}
        assert standing == set(found.replace("-", "").split()), (day, thing)
        if state:
            answer = batteries.get_battery(name, MINISTRY, as_of=today)
            assert answer is not None
            assert (answer.state, answer.holder or "-") == (state, self.names.get(holder, "-")), (day, thing)


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.stem)
@pytest.mark.usefixtures("database")
def test_what_a_story_says_comes_true(page):
    cast, filings, looks = tables(page.read_text(encoding="utf-8"))
    told = Told(Road(), cast)
    acts = [(row[0], "file", row) for row in filings] + [(row[0], "look", row) for row in looks]
    assert looks
    for _, what, row in sorted(acts, key=lambda act: (act[0], act[1])):
        getattr(told, what)(*row)


def test_every_story_is_in_the_list():
    listed = (PAGES[0].parent / "index.md").read_text(encoding="utf-8")
    assert PAGES
    assert all(f"\n{page.stem}\n" in listed for page in PAGES)
