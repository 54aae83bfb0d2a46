"""检查用例 — order an inspection, bring its record back, call it off; what the firm says of it.

    order()    a firm, a reason, a day, a team -> an inspection
    record()   the record that a device kept, with its files; sent twice it is kept once
    cancel()   an inspection that will not take place, and why
    state()    the firm's own words on a record

The steps are what is kept; the row says what became of them. A record is refused whole: the device keeps it until it is
taken.

Source: Articles 27 to 30 of the Measures; Administrative Penalty Law (2021 revision) Articles 42 and 55.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

import msgspec

from suyuan.domain import inspections as records
from suyuan.domain.access import Viewer
from suyuan.domain.applications import Problem, text
from suyuan.domain.inspections import MOST_FILES, Record, State, Step
from suyuan.domain.permits import MOST_BYTES, kind_of
from suyuan.intake.ink import is_blank
from suyuan.law.calendar import legal_day
from suyuan.law.policies import Policies
from suyuan.services.inspections import forms
from suyuan.services.inspections.plans import enter
from suyuan.services.inspections.queries import orderers
from suyuan.services.once import Given, made, once, sent
from suyuan.services.parties.queries import cards_by_id, find_party
from suyuan.services.refusals import Broken, Refused, Unfit
from suyuan.storage import documents
from suyuan.storage import inspections as store
from suyuan.storage import posts as post_store
from suyuan.storage.inspections import Stored
from suyuan.storage.wall import as_reader, as_register

MOST_OF_FIRM = 50  # words of a firm on one inspection
_PICTURES = frozenset({"png", "jpg"})


def order(viewer: Viewer, given: Given, *, at: datetime) -> str:
    """Order an inspection that no draw sends; give its number. Raises Refused, Unfit.

    ``given``: party (credit code), day, officers (accounts, by comma), words (why).
    """
    if not viewer.may("inspection.plan"):
        raise Refused("auth.not_allowed")
    form = sent("inspection", viewer.account_id, given)
    if number := made(form):
        return number
    problems: list[Problem] = []
    card = find_party(given.get("party", ""))
    if card is None or not viewer.oversees(card.region_code, card.roles):
        problems.append(Problem("party", "inspection.party", given.get("party", "")[:40]))
    words = text(given, "words", problems, longest=records.LONGEST)
    day = forms.read_day(given, problems, today=legal_day(at))
    desk = {
        str(account): account
        for account, _ in post_store.officers(viewer.department, viewer.territory, at=at)
    }
    named = set(filter(None, given.get("officers", "").split(",")))
    team = sorted(desk[each] for each in named & desk.keys())
    least = Policies().team_size
    if len(team) < least or not named <= desk.keys():
        problems.append(Problem("officers", "inspection.officers", limit=least))
    if problems or card is None or day is None:
        raise Unfit(tuple(problems))
    found = Stored(
        inspection_no="",
        party_id=card.party_id,
        department=viewer.department,
        territory=viewer.territory,
        inspection_date=day,
        team=team,
        words=words,
    )
    who, told = viewer.account_id, {"party": card.uscc, "roles": sorted(card.roles)}
    return once(form, lambda: enter(found, told, account=who, at=at), at=at)


def record(
    viewer: Viewer, inspection_no: str, content: bytes, files: Sequence[bytes], *, at: datetime
) -> UUID:
    """Take the record of an inspection; give its ``record_id``. Raises Refused, Unfit. Once more it changes nothing.

    What was taken stays as it is: under the same ``record_id`` with another content it is refused.

    ``content``: a ``domain.inspections.Record`` as JSON; ``files``: its photographs and signatures.
    """
    seen = _seen(viewer, "inspection.record", inspection_no)
    if viewer.account_id not in seen.team:
        raise Refused("inspection.not_team")
    told = records.read(content)
    if isinstance(told, Problem):
        raise Unfit((told,))
    with as_reader(viewer):
        if _is_taken(seen, told):
            return told.record_id
        ordered_at = store.steps(inspection_no)[0].at
    digests, wrong = _looked_at(files, most=MOST_FILES + len(seen.team) + 1)
    roles = store.roles_ordered(inspection_no) or cards_by_id([seen.party_id])[seen.party_id].roles
    points = records.points_of(roles, seen.inspection_date)
    day = seen.inspection_date
    problems = records.problems(told, points, on=day, ordered_at=ordered_at, now=at, files=digests)
    over, least = records.content_hash(content), Policies().team_size
    problems += records.unsigned(told, over, team=seen.team, least=least)
    signed = [file for file, digest in zip(files, digests, strict=True) if digest in told.signatures.values()]
    if any(map(is_blank, signed)):
        problems.append(Problem("signatures", "inspection.signature_blank"))
    if wrong or problems:
        raise Unfit((*wrong, *problems))
    for file in files:
        documents.keep(file)
    with as_register(durable=True):
        held = store.held(inspection_no)
        if held is None:
            raise Broken("an inspection is gone")
        if _is_taken(held, told):
            return told.record_id
        body = {"record": msgspec.json.decode(content)}  # as it was told and signed
        store.add_step(inspection_no, Step.RECORD, body, account=viewer.account_id, at=at)
        store.keep(replace(held, state=State.RECORDED.value, record_id=told.record_id, told_at=at))
    return told.record_id


def _is_taken(found: Stored, told: Record) -> bool:
    """Tell whether a record was taken before, as it is told. Raises Refused: another was, or none is waited for."""
    if found.record_id is None:
        if found.state != State.DUE:
            raise Refused("inspection.over")
        return False
    if found.record_id != told.record_id:
        raise Refused("inspection.other_record")
    steps = store.steps(found.inspection_no)
    kept = next(one.body["record"] for one in steps if one.step == Step.RECORD)
    if msgspec.convert(kept, Record) != told:
        raise Refused("inspection.amended")
    return True


def _looked_at(files: Sequence[bytes], *, most: int) -> tuple[list[str], list[Problem]]:
    """Hash what came with a record, and refuse what is no picture. ``most``: photographs, and a signature of each."""
    problems: list[Problem] = []
    if len(files) > most:
        problems.append(Problem("photos", "inspection.file_strange", str(len(files))))
    for file in files:
        kind = kind_of(file[:16])
        if len(file) > MOST_BYTES or kind is None or kind.suffix not in _PICTURES:
            problems.append(Problem("photos", "inspection.file_strange", documents.digest(file)[:12]))
    return [documents.digest(file) for file in files], problems


def cancel(viewer: Viewer, inspection_no: str, given: Given, *, at: datetime) -> None:
    """Call an inspection off; not by who ordered it, or drew up the plan that drew it. Raises Refused, Unfit.

    A desk where nobody else is left calls nothing off: the day goes by and it stands as missed, which spares nobody.
    """
    _seen(viewer, "inspection.record", inspection_no)
    with as_reader(viewer):
        if viewer.account_id in orderers(store.steps(inspection_no)):
            raise Refused("inspection.four_eyes")
    _said(viewer, inspection_no, Step.CANCEL, given, at=at)


def state(viewer: Viewer, inspection_no: str, given: Given, *, at: datetime) -> None:
    """Take the firm's words on a record. Raises Refused, Unfit."""
    _seen(viewer, "inspection.answer", inspection_no)
    _said(viewer, inspection_no, Step.STATE, given, at=at)


def _seen(viewer: Viewer, act: str, inspection_no: str) -> Stored:
    """Give an inspection that somebody may act upon. Raises Refused."""
    if not viewer.may(act):
        raise Refused("auth.not_allowed")
    with as_reader(viewer):
        found = store.find(inspection_no)
    if found is None:
        raise Refused("not_found")
    own = viewer.kind == "member" or (viewer.department, viewer.territory) == (
        found.department,
        found.territory,
    )
    if not own:
        raise Refused("auth.not_allowed")
    return found


def _said(viewer: Viewer, inspection_no: str, step: Step, given: Given, *, at: datetime) -> None:
    """Keep a step that is words alone; the same form sent again keeps it once."""
    form = sent(f"{step} {inspection_no}", viewer.account_id, given)
    problems: list[Problem] = []
    words = text(given, "words", problems, longest=records.LONGEST)
    if problems:
        raise Unfit(tuple(problems))

    def keep() -> str:
        held = store.held(inspection_no)
        if held is None:
            raise Broken("an inspection is gone")
        if (held.state == State.DUE) == (step is Step.STATE):
            raise Refused("inspection.over")
        if step is Step.CANCEL:
            store.keep(replace(held, state=State.CANCELLED.value))
        elif sum(one.step == step for one in store.steps(inspection_no)) >= MOST_OF_FIRM:
            raise Unfit((Problem("words", "inspection.said_enough", limit=MOST_OF_FIRM),))
        store.add_step(inspection_no, step, {"words": words}, account=viewer.account_id, at=at)
        return inspection_no

    once(form, keep, at=at)
