"""处置台账核对 — what the rows of cases, plans and inspections say, held against the steps that the log commits to.

A step is covered by its leaf; the row beside it, which lists and rights go by, is not. It says nothing that its steps
do not, so that it is told anew from them. Where a step itself is altered or gone, that is what is named.

Source: decision 0028.
"""

from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from functools import partial
from typing import NamedTuple, TypeVar

from suyuan.domain.leaves import Stepped
from suyuan.services.cases import standing as of_case
from suyuan.services.inspections import standing as of_visit
from suyuan.storage import cases, inspections
from suyuan.storage.parties import cards_by_id

BATCH = 1000
Held = TypeVar("Held", cases.Stored, inspections.Stored)
Beside = TypeVar("Beside")
Steps = Mapping[str, Sequence[Stepped]]


class Row(NamedTuple):
    """A row that is not as its steps left it, by its number; ``what``: in which column, or what else."""

    number: str
    what: str


def altered(steps: Steps, broken: Container[str]) -> Iterator[Row]:
    """Give what is not as its steps left it.

    ``steps``: all that stand, in their order, by the number of what they are about; ``broken``: where one is altered.
    """
    stand = set()
    for number, columns in _columns(steps):
        stand.add(number)
        mine = steps.get(number, ())
        if not mine:
            yield Row(number, "a row without a step")
        elif number not in broken and all(one.place == place for place, one in enumerate(mine, 1)):
            yield from (Row(number, what) for what in _told(columns))
    yield from (Row(number, "its row is gone") for number in steps if number not in stand)


def _told(columns: Iterator[str]) -> Iterator[str]:
    """Say which columns differ, or that what stands there is nothing that was ever written."""
    try:
        yield from [f"{column} is not as its steps left it" for column in columns]
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        yield "its row or its steps cannot be read"


def _columns(steps: Steps) -> Iterator[tuple[str, Iterator[str]]]:
    """Give the number of every row, and its columns that are not as its steps left them, asked for or not."""
    for case, laid, uscc in _all(partial(cases.every, limit=BATCH)):
        yield case.case_no, of_case.altered(case, laid, uscc, steps.get(case.case_no, ()))
    for visit, plan_no, uscc in _all(partial(inspections.every, limit=BATCH)):
        number = visit.inspection_no
        yield number, of_visit.altered(visit, uscc, plan_no, steps.get(number, ()))
    for plan, seed in inspections.every_plan():
        yield plan.plan_no, of_visit.altered_plan(plan, seed, steps.get(plan.plan_no, ()))


def _all(read: Callable[..., list[tuple[Held, Beside]]]) -> Iterator[tuple[Held, Beside, str]]:
    """Give all rows that can be read from behind a row on, with what stands beside, and their firms' credit codes."""
    after = 0
    while found := read(after=after):
        cards = cards_by_id(row.party_id for row, _ in found)
        yield from ((row, beside, cards[row.party_id].uscc) for row, beside in found)
        after = found[-1][0].id
