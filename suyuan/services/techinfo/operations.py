"""技术信息用例 — a maker publishes the next version of a manual; somebody who has the battery asks to read it.

    publish()   steps and files, looked through before they are kept -> the manual's number
    ask()       a manual, a battery, a purpose -> a grant that ends by itself

Source: Articles 11, 24(1) and 25 of the Measures; policies ``techinfo_hours`` and ``techinfo_in_hand``.
"""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from suyuan.domain import techinfo
from suyuan.domain.access import Viewer
from suyuan.domain.applications import Problem
from suyuan.domain.techinfo import File, Grant, Hand, Purpose
from suyuan.intake import papers
from suyuan.intake.refusal import Unreadable
from suyuan.law.calendar import legal_day
from suyuan.law.duty import Role
from suyuan.law.policies import Policies
from suyuan.services.batteries.queries import note_missed
from suyuan.services.refusals import Refused, Unfit
from suyuan.services.techinfo import queries
from suyuan.storage import documents
from suyuan.storage import techinfo as store

FILERS = frozenset({Role.VEHICLE_MAKER, Role.VEHICLE_IMPORTER})
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LONGEST, MOST_FILES, MOST_NAMED = 200, 20, 20
Handed = tuple[str, bytes]  # name, content


def may_publish(viewer: Viewer) -> bool:
    """Tell whether a viewer may publish manuals in its firm's name."""
    return viewer.may("techinfo.publish") and bool(viewer.roles & FILERS)


def publish(
    viewer: Viewer, *, model: str, title: str, steps: str, files: Sequence[Handed], at: datetime
) -> int:
    """Publish the next version of a manual. ``steps``: as ``domain.techinfo.read_steps`` reads them. Raises Refused."""
    if not may_publish(viewer):
        raise Refused("auth.not_allowed")
    problems: list[Problem] = []
    model, title = " ".join(model.split()), " ".join(title.split())
    for name, value in (("vehicle_model", model), ("title", title)):
        if not value:
            problems.append(Problem(name, "field.missing"))
        elif len(value) > LONGEST:
            problems.append(Problem(name, "field.too_long", limit=LONGEST))
    read, faults = techinfo.read_steps(steps)
    problems += [
        Problem("steps", fault.rule, f"{fault.line}: {fault.value}" if fault.line else fault.value)
        for fault in faults[:20]
    ]
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
            digest = "" if problems else documents.keep(content)
            looked.append(File(name, paper.kind, len(content), paper.pages, digest))
    if problems:
        raise Unfit(tuple(problems))
    return store.publish(viewer.party_id or 0, model, title, (read, looked), user_id=viewer.user_id, at=at)


def ask(
    viewer: Viewer, manual_id: int, *, code: str, vin: str, purpose: str, words: str, at: datetime
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
    words = " ".join(words.split())
    problems = []
    if purpose not in allowed:
        problems.append(Problem("purpose", "techinfo.purpose", purpose[:40]))
    if not words:
        problems.append(Problem("words", "field.missing"))
    elif len(words) > LONGEST:
        problems.append(Problem("words", "field.too_long", limit=LONGEST))
    found = queries.in_hand(viewer, code.strip().upper(), vin, today=legal_day(at))
    if found is None:
        note_missed(code.strip().upper(), viewer)
        problems.append(Problem("code", "techinfo.not_in_hand", code.strip()[:40]))
    elif (found[1].party_id, found[1].vehicle_model.casefold()) != (
        listed.manual.party_id,
        listed.manual.vehicle_model.casefold(),
    ):
        problems.append(Problem("code", "techinfo.other_model", code.strip()[:40]))
    if problems or found is None:
        raise Unfit(tuple(problems))
    hand = found[0]
    if hand is Hand.NAMED and _named_lately(viewer, at) >= MOST_NAMED:
        raise Refused("techinfo.too_many")
    grant = Grant(
        grant_id=0,
        manual_id=manual_id,
        party_id=viewer.party_id or 0,
        code=code.strip().upper(),
        hand=hand,
        purpose=Purpose(purpose),
        words=words,
        mark="".join(secrets.choice(ALPHABET) for _ in range(16)),
        granted_at=at.replace(microsecond=0),
        expires_at=at.replace(microsecond=0) + timedelta(hours=Policies().techinfo_hours),
    )
    number = store.grant(grant, user_id=viewer.user_id)
    return Grant(**{name: getattr(grant, name) for name in Grant.__dataclass_fields__} | {"grant_id": number})


def _named_lately(viewer: Viewer, at: datetime) -> int:
    """Count how often the firm named a vehicle within a day: who names many is not at work on them."""
    return store.granted_since(viewer.party_id or 0, Hand.NAMED, at - timedelta(days=1))
