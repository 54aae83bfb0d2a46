"""检查表单 — what a form says of a plan or of an inspection -> plain values, or what is wrong, field by field.

Source: Article 28 of the Measures.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import NamedTuple

from suyuan.codes import uscc
from suyuan.domain.applications import Problem, text
from suyuan.law.duty import Role
from suyuan.law.policies import Policies
from suyuan.services.once import Given

MOST_OBJECTS, MOST_DAYS = 500, 60


class Asked(NamedTuple):
    """What is asked of a plan. ``conflicts``, ``busy``: by officer; ``exempt``: reason by credit code."""

    title: str
    roles: frozenset[Role]
    objects: int
    days: tuple[date, ...]
    conflicts: dict[int, set[str]]
    busy: dict[int, set[date]]
    exempt: dict[str, str]


def read_plan(given: Given, officers: Mapping[str, int], problems: list[Problem], *, today: date) -> Asked:
    """Read what is asked of a plan."""
    title = text(given, "title", problems)
    roles = frozenset(Role(name) for name in given.get("roles", "").split(",") if name in set(Role))
    if not roles:
        problems.append(Problem("roles", "field.missing"))
    objects = given.get("objects", "").strip()
    number = (
        int(objects) if objects.isascii() and objects.isdecimal() and len(objects) < len("1000000") else 0
    )
    if not 1 <= number <= MOST_OBJECTS:
        problems.append(Problem("objects", "inspection.objects", objects[:40], limit=MOST_OBJECTS))
    days = _days(given.get("days", ""), today, problems)
    conflicts, busy = dict[int, set[str]](), dict[int, set[date]]()
    for line, name, rest in _lines("away", given, problems):
        if name not in officers:
            problems.append(Problem("away", "inspection.list_line", line))
        elif (day := _day(rest)) is not None:
            busy.setdefault(officers[name], set()).add(day)
        elif _is_firm(rest):
            conflicts.setdefault(officers[name], set()).add(uscc.compact(rest))
        else:
            problems.append(Problem("away", "inspection.list_line", line))
    exempt = dict[str, str]()
    for line, name, rest in _lines("exempt", given, problems):
        if not _is_firm(name):
            problems.append(Problem("exempt", "inspection.list_line", line))
        else:
            exempt[uscc.compact(name)] = rest[:200]
    return Asked(title, roles, number, days, conflicts, busy, exempt)


def read_day(given: Given, problems: list[Problem], *, today: date) -> date | None:
    """Read the day of an inspection that is ordered by itself."""
    days = _days(given.get("day", ""), today, problems, field="day")
    if len(days) > 1:
        problems.append(Problem("day", "inspection.days", given.get("day", "")[:40], limit=1))
    return days[0] if len(days) == 1 else None


def _days(typed: str, today: date, problems: list[Problem], *, field: str = "days") -> tuple[date, ...]:
    """Read days, one a line."""
    lines = [line.strip() for line in typed.replace(",", "\n").splitlines() if line.strip()]
    days = [_day(line) for line in lines]
    ahead = Policies().inspection_ahead
    for line, day in zip(lines, days, strict=True):
        if day is None or day < today or days.count(day) > 1:
            problems.append(Problem(field, "inspection.days", line[:40], limit=MOST_DAYS))
        elif day > today + timedelta(ahead):
            problems.append(Problem(field, "inspection.days_ahead", line[:40], limit=ahead))
    if not lines:
        problems.append(Problem(field, "field.missing"))
    elif len(lines) > MOST_DAYS:
        problems.append(Problem(field, "inspection.days", str(len(lines)), limit=MOST_DAYS))
    return tuple(sorted(day for day in days if day is not None))


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None


def _is_firm(typed: str) -> bool:
    """Tell whether a text is a credit code."""
    return uscc.is_valid(typed)


def _lines(field: str, given: Given, problems: list[Problem]) -> Iterator[tuple[str, str, str]]:
    """Give (line's number and words, first word, the rest) of every line; one without a rest is not understood."""
    for number, line in enumerate(given.get(field, "").splitlines(), start=1):
        name, _, rest = " ".join(line.split()).partition(" ")
        told = f"{number}: {line.strip()[:40]}"
        if name and not rest:
            problems.append(Problem(field, "inspection.list_line", told))
        elif name:
            yield told, name, rest
