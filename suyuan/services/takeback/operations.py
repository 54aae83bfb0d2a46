"""拒收 — a shop, a station or a yard reports that a maker refused to take a battery that is its to take.

    report()   the report becomes a finding; the maker is asked first and answers, an authority may take it up

Source: Articles 14(3) and 15(4) of the Measures.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID, uuid5

import msgspec

from suyuan.codes import battery
from suyuan.codes.fault import CodeFault
from suyuan.domain.access import Viewer
from suyuan.domain.applications import Problem
from suyuan.domain.custody.found import Kind, Piece
from suyuan.law.calendar import legal_day
from suyuan.law.duty import Role, SubjectKind
from suyuan.law.measures_2026 import RULEBOOK
from suyuan.law.policies import Policies
from suyuan.services.batteries.queries import opened
from suyuan.services.parties.queries import find_party
from suyuan.services.refusals import Unfit, denied
from suyuan.storage import custody as store
from suyuan.storage.parties import PartyCard
from suyuan.storage.queries import reader
from suyuan.storage.wall import as_register

LONGEST = 500
IN_FORCE = RULEBOOK.by_id["24.6.b"].versions[-1].since
_NAMESPACE = UUID("0d1a4f0e-58a5-5e0f-8f3b-6a6f2f6f1f10")
_BATTERIES = frozenset({Role.BATTERY_MAKER, Role.BATTERY_IMPORTER})
_VEHICLES = frozenset({Role.VEHICLE_MAKER, Role.VEHICLE_IMPORTER})


class Refusable(NamedTuple):
    """Whom an item of the Measures forbids to refuse whom."""

    article: str
    refuser: frozenset[Role]
    refused: frozenset[Role]


ITEMS = (
    Refusable("15(4)", _VEHICLES, frozenset({Role.REPAIRER, Role.DISMANTLER, Role.SWAP_OPERATOR})),
    Refusable("14(3)", _BATTERIES, frozenset({Role.REPAIRER, Role.SWAP_OPERATOR})),
)
REPORTERS = frozenset(role for item in ITEMS for role in item.refused)


def may_report(viewer: Viewer) -> bool:
    """Tell whether somebody may report a refusal."""
    return viewer.may("refusal.report") and bool(viewer.roles & REPORTERS)


def report(viewer: Viewer, given: Mapping[str, str], *, at: datetime) -> str:
    """Report that a maker refused a battery; give the finding. The same report twice is one.

    ``given``: code, party (credit code of who refused), day (ISO), words, outlet_no (may be empty). Raises Refused.
    """
    if not may_report(viewer):
        raise denied(viewer, "refusal.report")
    today = legal_day(at)
    problems: list[Problem] = []
    code = _code(given.get("code", ""), problems)
    day = _day(given.get("day", ""), today, problems)
    words = " ".join(given.get("words", "").split())
    if not words:
        problems.append(Problem("words", "field.missing"))
    elif len(words) > LONGEST:
        problems.append(Problem("words", "field.too_long", limit=LONGEST))
    maker = find_party(given.get("party", ""))
    item = _item(viewer, maker)
    if maker is None or item is None:
        problems.append(Problem("party", "refusal.party", given.get("party", "")[:40]))
    if problems or maker is None or item is None or day is None:
        raise Unfit(tuple(problems))
    if opened(code, viewer, today, noted=False) is None:
        raise Unfit((Problem("code", "refusal.not_yours", code),))
    outlet = given.get("outlet_no", "").strip()[:64]
    said = Piece(
        viewer.uscc,
        "",
        f"{outlet}: {words}" if outlet else words,
        Kind.REFUSED_ACCEPTANCE.value,
        day.isoformat(),
    )
    return _keep(said, code, (viewer.party_id or 0, maker), item.article, at)


def _keep(said: Piece, code: str, sides: tuple[int, PartyCard], article: str, at: datetime) -> str:
    """Enter the report as a finding that asks the maker first."""
    reporter, maker = sides
    cause = f"{said.party}/{maker.uscc}/{said.happened_on}"
    key = uuid5(_NAMESPACE, f"{code}/{cause}")
    row = {
        "id": key.hex,
        "kind": Kind.REFUSED_ACCEPTANCE.value,
        "subject_kind": SubjectKind.BATTERY.value,
        "subject_id": code,
        "cause": cause,
        "parties": [reporter, maker.party_id],
        "evidence": msgspec.json.encode([said]).decode(),
        "article": article,
        "state": "open",
        "found_at": at,
        "owner_id": maker.party_id,
        "due_date": legal_day(at) + timedelta(days=Policies().finding_answer_days),
        "closed_at": None,
        "closed_by": None,
    }
    with as_register(durable=True):
        cursor = reader()
        known = store.findings_about(cursor, [code], (Kind.REFUSED_ACCEPTANCE.value,))
        if all(one.cause != cause for one in known):  # else what was done about it since stays
            store.open_findings(cursor, [row])
    return str(key)


def _item(viewer: Viewer, maker: PartyCard | None) -> Refusable | None:
    """Give the item that forbids this firm to refuse the viewer's; None where none does."""
    if maker is None or maker.party_id == viewer.party_id:
        return None
    return next((item for item in ITEMS if maker.roles & item.refuser and viewer.roles & item.refused), None)


def _code(text: str, problems: list[Problem]) -> str:
    """Read a battery code."""
    try:
        return battery.parse(text).text
    except CodeFault:
        problems.append(Problem("code", "refusal.code", text[:40]))
        return ""


def _day(text: str, today: date, problems: list[Problem]) -> date | None:
    """Read the day of a refusal: since the Measures are in force, and not ahead."""
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        problems.append(Problem("day", "date.format", text[:40]))
        return None
    if day > today:
        problems.append(Problem("day", "date.future", text[:40]))
    elif day < IN_FORCE:
        problems.append(Problem("day", "refusal.before", text[:40]))
    return day
