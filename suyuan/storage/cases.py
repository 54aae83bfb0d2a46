"""案件台账 — case files, their steps and the desks on which they lie.

enter, add_step, keep         a new case; a step; what the steps have made of it
lend, end_loan                a further desk reads it; one that did not take it up no longer does
next_number, held             the next number of a desk's year; a case kept from others while it changes
find, steps, page, counts     what the reader may see of them
alike                         other cases of the same firm and breach in which a penalty stands
every                         all of them, for the audit
penalised, every_penalty      penalties of a party that stand: those that the reader sees, or all
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from django.db.models import Count, Q, QuerySet

from suyuan.domain.leaves import Kind, Stepped
from suyuan.storage import ledger
from suyuan.storage.models import CaseAct, CaseDesk, CaseFile
from suyuan.storage.queries import reader
from suyuan.storage.wall import by_register


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """One case as its steps have left it; ``next_date``: its earliest running clock, None = none."""

    case_no: str
    party_id: int
    role: str
    violation: str
    department: str
    territory: str
    opened_date: date
    stage: str
    finding: UUID | None = None
    next_date: date | None = None
    told_at: datetime | None = None
    closed_at: datetime | None = None
    penalised_date: date | None = None
    id: int = 0


class StoredStep(NamedTuple):
    """One step as it was taken; ``body`` in the words of ``domain.cases``."""

    place: int
    at: datetime
    account_id: int
    step: str
    body: dict[str, Any]
    is_open: bool


class Laid(NamedTuple):
    """Who reads a case: the desks on which it lies or lay, and of its party the places of the steps."""

    desks: frozenset[tuple[str, str]]
    shown: frozenset[int]


class Choice(NamedTuple):
    """Which cases are asked for. ``late``: whose clock has run out before a day."""

    stage: str = ""
    party_id: int | None = None
    late: date | None = None
    is_open: bool | None = None

    def of(self, rows: "QuerySet[CaseFile]") -> "QuerySet[CaseFile]":
        """Narrow rows down to these."""
        asked = {
            "stage": self.stage or None,
            "party_id": self.party_id,
            "next_date__lt": self.late,
            "closed_at__isnull": self.is_open,
        }
        return rows.filter(**{name: value for name, value in asked.items() if value is not None})


ALL = Choice()


def _stored(row: CaseFile) -> Stored:
    return Stored(**{name: getattr(row, name) for name in Stored.__dataclass_fields__})


def next_number(stem: str, year: int) -> str:
    """Give the next case number of a desk in a year; the unique key decides between two that ask at once."""
    taken = CaseFile.objects.filter(case_no__startswith=f"{stem}-{year}-").count()
    return f"{stem}-{year}-{taken + 1:04d}"


def enter(case: Stored, *, at: datetime) -> int:
    """Enter a case on its desk."""
    row = CaseFile.objects.create(
        **{name: getattr(case, name) for name in Stored.__dataclass_fields__ if name != "id"}
    )
    lend(row.id, case.department, case.territory, at=at)
    return row.id


def add_step(case: Stored, step: StoredStep) -> None:
    """Add a step, and queue the ledger's commitment to it in the same transaction."""
    leaf = uuid4()
    CaseAct.objects.create(case_id=case.id, leaf=leaf, **step._asdict())
    taken = Stepped(case.case_no, step.place, step.step, leaf, step.account_id, step.at, step.body)
    ledger.queue_step(reader(), Kind.CASE, taken)


def keep(case: Stored) -> None:
    """Keep what the steps have made of a case."""
    CaseFile.objects.filter(id=case.id).update(
        department=case.department,
        territory=case.territory,
        stage=case.stage,
        next_date=case.next_date,
        told_at=case.told_at,
        closed_at=case.closed_at,
        penalised_date=case.penalised_date,
    )


def lend(case_id: int, department: str, territory: str, *, at: datetime) -> None:
    """Lay a case on a further desk, which reads it from now on."""
    CaseDesk.objects.get_or_create(
        case_id=case_id, department=department, territory=territory, defaults={"since_at": at}
    )


def end_loan(case_id: int, department: str, territory: str) -> None:
    """Take a case from a desk that did not take it up: it reads it no longer."""
    CaseDesk.objects.filter(case_id=case_id, department=department, territory=territory).delete()


def held(case_no: str) -> Stored | None:
    """Give a case, kept from others until the transaction ends."""
    row = CaseFile.objects.select_for_update().filter(case_no=case_no).first()
    return _stored(row) if row else None


def find(case_no: str) -> Stored | None:
    """Give a case that the reader sees, or None."""
    row = CaseFile.objects.filter(case_no=case_no).first()
    return _stored(row) if row else None


def steps(case_id: int) -> list[StoredStep]:
    """Give the steps of a case that the reader sees, the first first."""
    rows = CaseAct.objects.filter(case_id=case_id).order_by("place")
    return [StoredStep(*(getattr(row, name) for name in StoredStep._fields)) for row in rows]


def page(choice: Choice, *, after: str, limit: int) -> Sequence[Stored]:
    """Give one page of cases, newest first, from behind the case number ``after``."""
    rows = choice.of(CaseFile.objects.order_by("-opened_date", "-id"))
    if after:
        last = CaseFile.objects.filter(case_no=after).values_list("opened_date", "id").first()
        if last is None:
            return ()
        rows = rows.filter(Q(opened_date__lt=last[0]) | Q(opened_date=last[0], id__lt=last[1]))
    return [_stored(row) for row in rows[:limit]]


def penalised(party_id: int) -> list[tuple[str, str, date]]:
    """Give (case, breach, day) of the penalties of a party that stand and that the reader sees, the latest first."""
    rows = CaseFile.objects.filter(party_id=party_id).order_by("-penalised_date", "-id")
    return [(row.case_no, row.violation, row.penalised_date) for row in rows if row.penalised_date]


def alone(case: Stored) -> None:
    """Wait until nobody else decides about the same breach of the same firm; until the end of the transaction."""
    name = f"case {case.party_id} {case.violation}"
    reader().execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


def alike(case: Stored) -> list[Stored]:
    """Give the other cases of the same firm about the same breach."""
    rows = CaseFile.objects.filter(party_id=case.party_id, violation=case.violation)
    return [_stored(row) for row in rows.exclude(id=case.id).order_by("id")]


@by_register
def every_penalty(party_id: int) -> list[tuple[str, str, date]]:
    """Give the same of every desk."""
    return penalised(party_id)


@by_register
def every(*, after: int, limit: int) -> list[tuple[Stored, Laid]]:
    """Give some of all cases in the order in which they were entered, from behind the row ``after``."""
    found = [_stored(row) for row in CaseFile.objects.filter(id__gt=after).order_by("id")[:limit]]
    desks: dict[int, set[tuple[str, str]]] = {one.id: set() for one in found}
    shown: dict[int, set[int]] = {one.id: set() for one in found}
    for case_id, *desk in CaseDesk.objects.filter(case_id__in=desks).values_list(
        "case_id", "department", "territory"
    ):
        desks[case_id].add((desk[0], desk[1]))
    for case_id, place in CaseAct.objects.filter(case_id__in=shown, is_open=True).values_list(
        "case_id", "place"
    ):
        shown[case_id].add(place)
    return [(one, Laid(frozenset(desks[one.id]), frozenset(shown[one.id]))) for one in found]


def counts(choice: Choice) -> dict[str, int]:
    """Give how many cases stand at each stage."""
    rows = choice.of(CaseFile.objects.all()).order_by().values_list("stage").annotate(number=Count("id"))
    return dict(rows)
