"""检查台账 — plans of inspections, inspections, and the steps of both.

enter_plan, seed_of                 a new plan with its secret seed; the seed
waiting, waiting_at, lock_draws     plans that wait for their draw; that of a desk; one draw after the other
unrevealed                          plans whose visits are over and whose seed nobody revealed
enter, held, held_plan, keep        a new inspection; one, or a plan, held while it changes; what became of it
add_step, steps                     one more step; those of a plan or an inspection
find, find_plan, page, plans        what the reader may see
roles_ordered                       the kinds that a firm was of when its inspection was ordered
sparing, made, due_of               which inspections spare firms a draw, were made, or are due at a desk
called_off, missed                  what a desk ordered and did not do
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from django.db.models import Exists, OuterRef, Q, QuerySet

from suyuan.domain.inspections import State, Step, officer
from suyuan.domain.leaves import Kind, Stepped
from suyuan.law.duty import Role
from suyuan.storage import ledger
from suyuan.storage.models import DrawSeed, Inspection, InspectionAct, InspectionPlan
from suyuan.storage.queries import reader
from suyuan.storage.wall import by_register

PLAN, VISIT = "CC", "JC"  # letters with which the numbers begin


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One plan. ``state``: committed, drawn, revealed; ``leaf``: of its commitment."""

    plan_no: str
    department: str
    territory: str
    title: str
    made_at: datetime
    state: str
    leaf: UUID
    id: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """One inspection. ``state``: due, recorded, cancelled; ``team``: accounts."""

    inspection_no: str
    party_id: int
    department: str
    territory: str
    inspection_date: date
    team: list[int]
    words: str
    state: str = State.DUE
    plan_id: int | None = None
    record_id: UUID | None = None
    told_at: datetime | None = None
    id: int = 0


class StoredStep(NamedTuple):
    """One step as it was taken."""

    place: int
    at: datetime
    account_id: int
    step: str
    body: dict[str, Any]
    leaf: UUID


def _plan(row: InspectionPlan) -> Plan:
    return Plan(**{name: getattr(row, name) for name in Plan.__dataclass_fields__})


def _stored(row: Inspection) -> Stored:
    return Stored(**{name: getattr(row, name) for name in Stored.__dataclass_fields__})


def _number(rows: "QuerySet[Any]", field: str, stem: str) -> str:
    """Give the next number of a desk in a year; the unique key decides between two that ask at once."""
    return f"{stem}{rows.filter(**{f'{field}__startswith': stem}).count() + 1:04d}"


def next_plan(desk: str, year: int) -> str:
    """Give the next number of a desk's plans in a year."""
    return _number(InspectionPlan.objects.all(), "plan_no", f"{PLAN}-{desk}-{year}-")


def next_inspection(desk: str, year: int) -> str:
    """Give the next number of a desk's inspections in a year."""
    return _number(Inspection.objects.all(), "inspection_no", f"{VISIT}-{desk}-{year}-")


def enter_plan(plan: Plan, seed: bytes) -> Plan:
    """Enter a plan with its secret seed."""
    held = {name: getattr(plan, name) for name in Plan.__dataclass_fields__ if name != "id"}
    row = InspectionPlan.objects.create(**held)
    DrawSeed.objects.create(plan=row, seed=seed.hex())
    return replace(plan, id=row.id)


@by_register
def seed_of(plan_id: int) -> bytes:
    """Give the seed of a plan."""
    return bytes.fromhex(DrawSeed.objects.get(plan_id=plan_id).seed)


@by_register
def waiting() -> list[str]:
    """Give the numbers of the plans that wait for their draw."""
    rows = InspectionPlan.objects.filter(state="committed").order_by("id")
    return list(rows.values_list("plan_no", flat=True))


def waiting_at(department: str, territory: str) -> str:
    """Give the number of a desk's plan that waits for its draw, "" for none."""
    rows = InspectionPlan.objects.filter(department=department, territory=territory, state="committed")
    return rows.values_list("plan_no", flat=True).first() or ""


@by_register
def unrevealed(*, before: date, made_before: datetime) -> list[str]:
    """Give the numbers of plans of before an instant that are drawn, not revealed, and sent nobody out since a day."""
    rows = InspectionPlan.objects.filter(state="drawn", made_at__lt=made_before)
    over = rows.exclude(inspections__inspection_date__gte=before)
    return list(over.order_by("id").values_list("plan_no", flat=True))


def lock_draws() -> None:
    """Let nobody else draw before this transaction ends: two at once would not see whom the other takes."""
    reader().execute("SELECT pg_advisory_xact_lock(hashtext('draw'))")


def held_plan(plan_no: str) -> Plan | None:
    """Give a plan, kept from others until the transaction ends."""
    row = InspectionPlan.objects.select_for_update().filter(plan_no=plan_no).first()
    return _plan(row) if row else None


@by_register
def every_plan() -> list[tuple[Plan, str]]:
    """Give all plans with their secret seeds in hex ("": it is gone), for the audit."""
    seeds = dict(DrawSeed.objects.values_list("plan_id", "seed"))
    return [(_plan(row), seeds.get(row.id, "")) for row in InspectionPlan.objects.order_by("id")]


@by_register
def every(*, after: int, limit: int) -> list[tuple[Stored, str]]:
    """Give some of all inspections with the numbers of their plans ("": ordered), from behind the row ``after``."""
    rows = Inspection.objects.select_related("plan").filter(id__gt=after).order_by("id")[:limit]
    return [(_stored(row), row.plan.plan_no if row.plan else "") for row in rows]


def keep_plan(plan: Plan) -> None:
    """Keep what became of a plan."""
    InspectionPlan.objects.filter(id=plan.id).update(state=plan.state)


def enter(found: Stored) -> Stored:
    """Enter an inspection."""
    held = {name: getattr(found, name) for name in Stored.__dataclass_fields__ if name != "id"}
    return replace(found, id=Inspection.objects.create(**held).id)


def held(inspection_no: str) -> Stored | None:
    """Give an inspection, kept from others until the transaction ends."""
    row = Inspection.objects.select_for_update().filter(inspection_no=inspection_no).first()
    return _stored(row) if row else None


def keep(found: Stored) -> None:
    """Keep what became of an inspection."""
    Inspection.objects.filter(id=found.id).update(
        state=found.state, record_id=found.record_id, told_at=found.told_at
    )


def add_step(about: str, step: str, body: Mapping[str, Any], *, account: int, at: datetime) -> UUID:
    """Add a step of a plan or an inspection, and queue the ledger's commitment to it in the same transaction."""
    leaf = uuid4()
    place = InspectionAct.objects.filter(about=about).count() + 1
    InspectionAct.objects.create(
        about=about, place=place, at=at, account_id=account, step=step, body=dict(body), leaf=leaf
    )
    taken = Stepped(about, place, step, leaf, account, at, body)
    ledger.queue_step(reader(), Kind.INSPECTION, taken)
    return leaf


def steps(about: str) -> list[StoredStep]:
    """Give the steps of a plan or an inspection that the reader sees, the first first."""
    rows = InspectionAct.objects.filter(about=about).order_by("place")
    return [StoredStep(*(getattr(row, name) for name in StoredStep._fields)) for row in rows]


def find(inspection_no: str) -> Stored | None:
    """Give an inspection that the reader sees, or None."""
    row = Inspection.objects.filter(inspection_no=inspection_no).first()
    return _stored(row) if row else None


def find_plan(plan_no: str) -> Plan | None:
    """Give a plan that the reader sees, or None."""
    row = InspectionPlan.objects.filter(plan_no=plan_no).first()
    return _plan(row) if row else None


def plans(most: int) -> list[Plan]:
    """Give the latest plans that the reader sees."""
    return [_plan(row) for row in InspectionPlan.objects.order_by("-made_at", "-id")[:most]]


def of_plan(plan_id: int) -> list[Stored]:
    """Give the inspections of a plan that the reader sees, by number."""
    return [_stored(row) for row in Inspection.objects.filter(plan_id=plan_id).order_by("inspection_no")]


def _in_state(state: str, today: date) -> Q:
    """Say which inspections are in a state as it is told on a day."""
    past = Q(inspection_date__lt=today)
    if state == State.MISSED:
        return Q(state=State.DUE) & past
    return Q(state=state) & ~past if state == State.DUE else Q(state=state)


def page(state: str, *, today: date, after: str, limit: int) -> Sequence[Stored]:
    """Give one page of inspections, the latest first, from behind the number ``after``; ``state`` "": of any."""
    rows = Inspection.objects.order_by("-inspection_date", "-id")
    if state:
        rows = rows.filter(_in_state(state, today))
    if after:
        last = Inspection.objects.filter(inspection_no=after).values_list("inspection_date", "id").first()
        if last is None:
            return ()
        rows = rows.filter(Q(inspection_date__lt=last[0]) | Q(inspection_date=last[0], id__lt=last[1]))
    return [_stored(row) for row in rows[:limit]]


def count(state: str, *, today: date) -> int:
    """Give how many inspections that the reader sees are in a state."""
    return Inspection.objects.filter(_in_state(state, today)).count()


def called_off(department: str, territory: str, *, since: date) -> tuple[str, ...]:
    """Give the numbers of inspections of a desk, drawn or ordered, for a day since then, that were called off."""
    return _numbers(_of_desk(department, territory).filter(state=State.CANCELLED, inspection_date__gte=since))


def missed(department: str, territory: str, *, since: date, today: date) -> tuple[str, ...]:
    """Give the numbers of inspections of a desk for a day since then, of which there is no record by today."""
    rows = _of_desk(department, territory).filter(_in_state(State.MISSED, today))
    return _numbers(rows.filter(inspection_date__gte=since))


def due_of(party_id: int, department: str, territory: str) -> tuple[str, ...]:
    """Give the numbers of inspections of a firm that a desk ordered and of which there is no record."""
    return _numbers(_of_desk(department, territory).filter(party_id=party_id, state=State.DUE))


def _of_desk(department: "str | OuterRef", territory: "str | OuterRef") -> "QuerySet[Inspection]":
    return Inspection.objects.filter(department=department, territory=territory)


def _numbers(rows: "QuerySet[Inspection]") -> tuple[str, ...]:
    return tuple(rows.order_by("inspection_no").values_list("inspection_no", flat=True))


class Latest(NamedTuple):
    """The last inspection of a firm."""

    number: str
    day: date


@by_register
def inspectors(firms: Collection[int], *, since: date, until: date | None) -> frozenset[int]:
    """Give who signed for a visit to some firms in a time, both days included, by account, whichever desk sent them.

    Who was named to go and did not has seen nothing.
    """
    rows = Inspection.objects.filter(party_id__in=firms, state=State.RECORDED, inspection_date__gte=since)
    if until is not None:
        rows = rows.filter(inspection_date__lte=until)
    teams = dict(rows.values_list("inspection_no", "team"))
    records = InspectionAct.objects.filter(about__in=teams, step=Step.RECORD)
    return frozenset(
        account
        for about, signed in records.values_list("about", "body__record__signatures")
        for account in teams[about]
        if officer(account) in signed
    )


def made(party_id: int, *, since: date) -> list[Latest]:
    """Give the visits to a firm since a day that have a record, the first first; to the register those of all desks."""
    rows = Inspection.objects.filter(party_id=party_id, state=State.RECORDED, inspection_date__gte=since)
    found = rows.order_by("inspection_date", "inspection_no")
    return [Latest(row.inspection_no, row.inspection_date) for row in found]


@by_register
def roles_ordered(inspection_no: str) -> frozenset[Role]:
    """Give the kinds that a firm was of when its inspection was ordered; none where that was not yet written down.

    The firm does not read the order itself, only what was looked at.
    """
    first = InspectionAct.objects.filter(about=inspection_no, place=1).values_list("body", flat=True).first()
    return frozenset(map(Role, (first or {}).get("roles", ())))


@by_register
def sparing(parties: Collection[int], *, today: date, since: date) -> dict[int, Latest]:
    """Give the inspection that spares each of some firms a draw: the last one, by whichever department.

    A visit of which there is a record does, and one that a plan drew for today or later. An order alone does not, for
    who gives it chooses the firm. Nor does a drawn one where the desk let another go since a day: it would spare by
    promises for ever.
    """
    let_go = _of_desk(OuterRef("department"), OuterRef("territory")).filter(
        Q(state=State.CANCELLED) | _in_state(State.MISSED, today),
        party=OuterRef("party"),
        plan__isnull=False,
        inspection_date__gte=since,
    )
    drawn = _in_state(State.DUE, today) & Q(plan__isnull=False) & ~Exists(let_go)
    rows = Inspection.objects.filter(Q(state=State.RECORDED) | drawn, party_id__in=parties)
    newest = rows.order_by("party_id", "-inspection_date", "inspection_no").distinct("party_id")
    return {row.party_id: Latest(row.inspection_no, row.inspection_date) for row in newest}
