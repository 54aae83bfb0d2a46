"""处置台账核对 — what the rows of cases, plans and inspections say, held against the steps that the log commits to.

A step is covered by its leaf; the row beside it, which lists and rights go by, is not. It says nothing that its steps
do not, so that it is told anew from them. Where a step itself is altered or gone, that is what is named.

Source: decision 0028.
"""

from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from typing import NamedTuple, TypeVar

from suyuan.domain.leaves import Stepped
from suyuan.services.cases import standing as of_case
from suyuan.services.inspections import standing as of_visit
from suyuan.storage import cases, inspections
from suyuan.storage.parties import cards_by_id

BATCH = 1000
Held = TypeVar("Held", cases.Stored, inspections.Stored)
Steps = Mapping[str, Sequence[Stepped]]


class Row(NamedTuple):
    """A row that is not as its steps left it, by its number; ``what``: in which column, or that it has no steps."""

    number: str
    what: str


def altered(steps: Steps, broken: Container[str]) -> Iterator[Row]:
    """Give what is not as its steps left it.

    ``steps``: all that stand, in their order, by the number of what they are about; ``broken``: where one is altered.
    """
    for number, columns in _columns(steps):
        mine = steps.get(number, ())
        if not mine:
            yield Row(number, "a row without a step")
        elif number not in broken and all(one.place == place for place, one in enumerate(mine, 1)):
            yield from (Row(number, f"{column} is not as its steps left it") for column in columns)


def _columns(steps: Steps) -> Iterator[tuple[str, Iterator[str]]]:
    """Give the number of every row, and its columns that are not as its steps left them, asked for or not."""
    for case, uscc in _all(lambda after: cases.every(after=after, limit=BATCH)):
        yield case.case_no, of_case.altered(case, uscc, steps.get(case.case_no, ()))
    plan_of: dict[int, str] = {}

    def visits(after: int) -> list[inspections.Stored]:
        found = inspections.every(after=after, limit=BATCH)
        plan_of.update((one.id, plan_no) for one, plan_no in found)
        return [one for one, _ in found]

    for visit, uscc in _all(visits):
        number = visit.inspection_no
        yield number, of_visit.altered(visit, uscc, plan_of.pop(visit.id), steps.get(number, ()))
    for plan, seed in inspections.every_plan():
        yield plan.plan_no, of_visit.altered_plan(plan, seed, steps.get(plan.plan_no, ()))


def _all(read: Callable[[int], list[Held]]) -> Iterator[tuple[Held, str]]:
    """Give all rows that can be read from behind a row on, each with the credit code of its firm."""
    after = 0
    while found := read(after):
        cards = cards_by_id(one.party_id for one in found)
        yield from ((one, cards[one.party_id].uscc) for one in found)
        after = found[-1].id
