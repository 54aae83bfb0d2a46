"""技术信息用例 — a maker publishes the next version of a manual; somebody who has the battery asks to read it.

    publish()   steps and files, looked through before they are kept -> the manual's number
    ask()       a manual, a battery, a purpose -> a grant that ends by itself

Source: Articles 11, 24(1) and 25 of the Measures; policies ``techinfo_hours`` and ``techinfo_in_hand``.
"""

import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import NamedTuple

import msgspec

from suyuan.domain import techinfo
from suyuan.domain.access import Viewer
from suyuan.domain.applications import Problem
from suyuan.domain.cells import is_hiding
from suyuan.domain.techinfo import File, Grant, Purpose
from suyuan.intake import papers
from suyuan.intake.refusal import Unreadable
from suyuan.law.calendar import legal_day
from suyuan.law.duty import Role, SubjectKind
from suyuan.law.measures_2026 import RULEBOOK
from suyuan.law.policies import Policies
from suyuan.services.batteries.queries import note_missed
from suyuan.services.filings import operations as filings
from suyuan.services.parties.queries import prefixes
from suyuan.services.refusals import Refused, Unfit, denied, out_of_scope
from suyuan.services.submission import Submission
from suyuan.services.techinfo import queries
from suyuan.services.techinfo.queries import Model
from suyuan.storage import documents
from suyuan.storage import techinfo as store

VEHICLES = frozenset({Role.VEHICLE_MAKER, Role.VEHICLE_IMPORTER})  # Article 24(1)
BATTERIES = frozenset({Role.BATTERY_MAKER, Role.BATTERY_IMPORTER})  # Article 11
FILERS = VEHICLES | BATTERIES
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LONGEST, MOST_FILES = 200, 20
Handed = tuple[str, bytes]  # name, content


def may_publish(viewer: Viewer) -> bool:
    """Tell whether a viewer may publish manuals in its firm's name."""
    return viewer.may("techinfo.publish") and bool(viewer.roles & FILERS)


class Approval(NamedTuple):
    """The approval of a vehicle model, from which the six months of Article 24(1) run; both as typed."""

    number: str
    day: str


class Published(NamedTuple):
    """A version of a manual, and the receipt of the filing under 24.1 that went with it, "" for none."""

    manual_id: int
    receipt: str


def publish(
    viewer: Viewer,
    *,
    model: str,
    title: str,
    steps: str,
    files: Sequence[Handed],
    at: datetime,
    approval: Approval = Approval("", ""),  # noqa: B008 - a tuple of texts
) -> Published:
    """Publish the next version of a manual. ``steps``: as ``domain.techinfo.read_steps`` reads them. Raises Refused.

    ``model``: a vehicle's, or the first seven positions of a pack's codes, which is what a battery maker files, for
    its own. With the approval of a vehicle's model it is reported under 24.1 in the same act.
    """
    if not may_publish(viewer):
        raise denied(viewer, "techinfo.publish")
    model, title = " ".join(model.split()), " ".join(title.split())
    duty = "9.1" if _makes(viewer, model) else "24.1"
    if not viewer.holds_any({duty}):
        raise out_of_scope(viewer, {duty})
    problems = _unnamed(model, title)
    if model and (unknown := _unknown(viewer, model, approval, legal_day(at))):
        problems.append(Problem("vehicle_model", unknown, model[:40]))
    if is_hiding(steps):
        problems.append(Problem("steps", "field.hidden_text"))
    read, faults = techinfo.read_steps(steps)
    problems += [
        Problem("steps", fault.rule, f"{fault.line}: {fault.value}" if fault.line else fault.value)
        for fault in faults[:20]
    ]
    looked = _looked(files, problems)
    told = None
    if any(approval) and viewer.roles & VEHICLES and model and title:
        told = _report(viewer, (model, title, [one.name for one in looked]), approval, at)
        checked = filings.file(replace(told, dry_run=True))
        problems += [
            Problem(note.column or "approval_no", note.rule, note.value[:40]) for note in checked.errors
        ]
    if problems:
        raise Unfit(tuple(problems))
    number = store.publish(viewer.party_id or 0, model, title, (read, looked), user_id=viewer.user_id, at=at)
    return Published(number, filings.file(told).receipt if told else "")


def _unnamed(model: str, title: str) -> list[Problem]:
    """Give what is wrong with the names of a manual."""
    problems: list[Problem] = []
    for name, value in (("vehicle_model", model), ("title", title)):
        if not value:
            problems.append(Problem(name, "field.missing"))
        elif len(value) > LONGEST:
            problems.append(Problem(name, "field.too_long", limit=LONGEST))
        elif is_hiding(value):
            problems.append(Problem(name, "field.hidden_text"))
    return problems


def _unknown(viewer: Viewer, model: str, approval: Approval, today: date) -> str:
    """Give the rule by which nobody knows a model; "" for one that is known.

    A pack of the firm's own is known by its specification (9.1), a vehicle by its approval: reported before, or now.
    """
    owner = viewer.party_id or 0
    if _makes(viewer, model):
        specified = queries.is_on_file(SubjectKind.PRODUCT, owner, model.upper(), today=today)
        return "" if specified else "techinfo.unspecified"
    if not viewer.roles & VEHICLES:
        return "techinfo.product"
    approved = any(approval) or queries.is_on_file(SubjectKind.MODEL, owner, model, today=today)
    return "" if approved else "techinfo.unapproved"


def _looked(files: Sequence[Handed], problems: list[Problem]) -> list[File]:
    """Look files through, and keep those of a manual in which nothing is wrong so far."""
    if len(files) > MOST_FILES:
        problems.append(Problem("files", "techinfo.files", str(len(files)), limit=MOST_FILES))
    looked: list[File] = []
    for name, content in files[:MOST_FILES]:
        try:
            paper = papers.look(name, content)
        except Unreadable as unreadable:
            fault = unreadable.faults[0]
            problems.append(Problem("files", fault.rule, fault.value or name))
        else:
            digest = "" if problems else documents.keep(paper.page or content)
            looked.append(File(name, paper.kind, len(content), paper.pages, digest))
    return looked


def _makes(viewer: Viewer, model: str) -> bool:
    """Tell whether a model is a pack of the viewer's own firm."""
    return techinfo.is_product(model) and prefixes(anew=True).get(model[:3].upper()) == viewer.party_id


def _report(
    viewer: Viewer, said: tuple[str, str, Sequence[str]], approval: Approval, at: datetime
) -> Submission:
    """Give the filing under 24.1 that says of a manual that it exists."""
    model, title, names = said
    row = {
        "vehicle_model": model,
        "approval_no": approval.number.strip(),
        "approved_date": approval.day.strip(),
        "title": title,
        "language": "zh-Hans, en",
        "documents": ";".join(names) or title,
    }
    return Submission(
        viewer=viewer,
        duty=RULEBOOK.by_id["24.1"],
        content=msgspec.json.encode([row]),
        at=at,
        format="json",
        name="manual.json",
    )


def ask(
    viewer: Viewer, manual_id: int, *, code: str, vin: str, purpose: str, work: str, at: datetime
) -> Grant:
    """Ask to read a manual for one battery. Raises Refused, saying what is missing.

    ``at``: the true instant: a grant ends on the clock, whatever day a demonstration plays.
    """
    if not queries.may_read(viewer):
        raise Refused("auth.not_allowed")
    listed = queries.get_listed(viewer, manual_id)
    if listed is None:
        raise Refused("not_found")
    allowed = techinfo.purposes(viewer.roles)
    work = " ".join(work.split())
    problems = []
    if purpose not in allowed:
        problems.append(Problem("purpose", "techinfo.purpose", purpose[:40]))
    if not work:
        problems.append(Problem("work", "field.missing"))
    elif len(work) > LONGEST:
        problems.append(Problem("work", "field.too_long", limit=LONGEST))
    queries.name_pair(viewer, code, vin)
    found = queries.in_hand(viewer, code.strip().upper(), vin, today=legal_day(at))
    if found is None:
        note_missed(code.strip().upper(), viewer)
    model = Model(listed.manual.party_id, listed.manual.vehicle_model.casefold())
    # one answer to both: two would tell whether the VIN was the right one
    if found is None or model not in found[1]:
        problems.append(Problem("code", "techinfo.not_in_hand", code.strip()[:40]))
    if problems or found is None:
        raise Unfit(tuple(problems))
    hand = found[0]
    grant = Grant(
        grant_id=0,
        manual_id=manual_id,
        party_id=viewer.party_id or 0,
        code=code.strip().upper(),
        hand=hand,
        purpose=Purpose(purpose),
        words=work,
        mark="".join(secrets.choice(ALPHABET) for _ in range(16)),
        granted_at=at.replace(microsecond=0),
        expires_at=at.replace(microsecond=0) + timedelta(hours=Policies().techinfo_hours),
    )
    number = store.grant(grant, user_id=viewer.user_id)
    return Grant(**{name: getattr(grant, name) for name in Grant.__dataclass_fields__} | {"grant_id": number})
