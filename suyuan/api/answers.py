"""回答 — from the domain's values to the shapes of the API, in the reader's language.

A page of the domain becomes ``{"items": [...], "next": cursor}``.
"""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, Literal, TypeVar, cast

import msgspec

from suyuan.api import custody_shapes, shapes
from suyuan.domain import obligations, receipts, trace
from suyuan.domain.receipts import Note
from suyuan.law.duty import Duty
from suyuan.law.measures_2026 import RULEBOOK
from suyuan.services.idcards.queries import Found

MOST_PLACES = 1000
_Kind = Literal[
    "battery", "vehicle", "transfer", "month", "outlet", "model", "batch", "party", "product", "notice"
]
_Shape = TypeVar("_Shape")


def mistakes(duty: Duty, notes: tuple[Note, ...], language: str) -> list[shapes.Mistake]:
    """Say notes place by place."""
    if not notes:
        return []
    return [shapes.Mistake(**entry) for entry in receipts.say(duty, notes, language, MOST_PLACES)]


def total(notes: Iterable[Note]) -> int:
    """Count the places of notes; a note about the file as a whole counts one."""
    return sum(max(note.count, 1) for note in notes)


def receipt(given: receipts.Receipt, language: str) -> shapes.Receipt:
    """Give a receipt as the API shows it."""
    duty = RULEBOOK.by_id[given.duty]
    return shapes.Receipt(
        receipt=given.receipt,
        duty=given.duty,
        party=given.party,
        filed_by=given.filed_by,
        filed_at=given.filed_at,
        lines=given.lines,
        accepted=given.accepted,
        rejected=given.rejected,
        late=given.late,
        errors=mistakes(duty, given.errors, language),
        warnings=mistakes(duty, given.warnings, language),
        proof=given.proof or None,
        state=given.state,
        mode=cast("Literal['all', 'good']", given.mode),
        provisional={str(row): identifier for row, identifier in given.provisional},
        source_name=given.source_name,
        replaces=given.replaces,
        replaced_by=given.replaced_by,
        backfill=given.backfill,
        repeated=given.repeated,
        errors_total=total(given.errors),
        warnings_total=total(given.warnings),
    )


def obligation(clock: obligations.Obligation, today: date) -> shapes.Obligation:
    """Give a statutory clock as the API shows it."""
    return shapes.Obligation(
        duty=clock.duty,
        article=clock.article,
        party=clock.party,
        party_name=clock.party_name,
        subject=shapes.Subject(cast("_Kind", clock.subject_kind), clock.subject_id),
        opened_on=clock.opened_on,
        due_on=clock.due_on,
        met_on=clock.met_on,
        state=clock.state.value,
        days_left=clock.days_left(today) if clock.met_on is None else None,
    )


def battery(found: trace.Battery) -> shapes.Battery:
    """Give a battery as the API shows it."""
    return shapes.Battery(**_battery(found))


def _battery(found: trace.Battery) -> dict[str, Any]:
    return msgspec.structs.asdict(found)  # word for word the same


def story(found: trace.Trace) -> shapes.Trace:
    """Give a battery's whole life as the API shows it."""
    return shapes.Trace(
        **_battery(found.battery),
        tree=cast("shapes.Node", msgspec.Raw(found.tree.as_json())),
        history=cast("list[shapes.Happening]", list(found.history)),  # struct for struct the same words
        successors=list(found.successors),
        predecessors=list(found.predecessors),
        findings=list(found.findings),
    )


def _happening(entry: trace.Happening) -> shapes.Happening:
    return shapes.Happening(**{name: getattr(entry, name) for name in shapes.Happening.__struct_fields__})


def vehicle(found: trace.Vehicle) -> shapes.Vehicle:
    """Give a vehicle as the API shows it."""
    plain = {name: getattr(found, name) for name in shapes.Vehicle.__struct_fields__}
    plain["batteries"] = [
        shapes.Fitting(**{name: getattr(fitting, name) for name in shapes.Fitting.__struct_fields__})
        for fitting in found.batteries
    ]
    plain["history"] = [_happening(entry) for entry in found.history]
    return shapes.Vehicle(**plain)


def finding(found: Any) -> shapes.Finding:
    """Give a finding as the API shows it."""
    return shapes.Finding(
        id=str(found.id),
        kind=found.kind,
        subject=shapes.Subject(found.subject["kind"], found.subject["id"]),
        parties=list(found.parties),
        evidence=list(found.evidence),
        article=str(found.article),
        state=found.state,
        found_at=found.found_at,
        owner=found.owner or None,
        due_on=found.due_on,
        closed_at=found.closed_at,
        closed_by=found.closed_by or None,
    )


def case(found: Any) -> custody_shapes.FindingCase:
    """Give a finding with what was done about it."""
    acts = [
        custody_shapes.FindingAct(at=one.at, party=one.party or None, act=one.act, words=one.words)
        for one in found.acts
    ]
    return custody_shapes.FindingCase(finding=finding(found.finding), acts=acts, seen=found.seen)


def each(items: Iterable[Any], one: Callable[[Any], _Shape]) -> list[_Shape]:
    """Turn every item of a page."""
    return [one(item) for item in items]


def idcard(found: Found) -> shapes.IdentityCard:
    """Give a digital identity as the API shows it."""
    card = found.card
    return shapes.IdentityCard(
        code=card.code,
        kind=card.kind,
        idcard=card.idcard,
        status=card.status.value,
        as_of=card.as_of,
        audiences=list(card.audiences),
        shown=card.shown,
        total=card.total,
        completeness=shapes.Completeness(
            filed=card.completeness.filed,
            counted=card.completeness.counted,
            missing=list(card.completeness.missing),
        ),
        fields=card.fields,
        withheld=list(card.withheld),
    )
