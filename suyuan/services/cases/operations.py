"""案件用例 — open a case and take its steps, one transaction each; what is unlawful is refused with its rule.

    open_case()  facts about a firm -> a case on the desk of who opens it
    take()       one step of a case, by its desk or by its party

Nobody loses a step: a step is checked against the case as it stands, held meanwhile; ``seen`` says how many steps its
taker had before the eyes, so that nothing is decided on a case that has moved on.

Source: Articles 27, 29 and 31 to 38 of the Measures; Administrative Penalty Law (2021 revision).
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from suyuan.domain.access import Viewer
from suyuan.domain.applications import Problem
from suyuan.domain.cases import EMPTY, File, Setting, check, fold, is_open_to_party
from suyuan.domain.cases.steps import OF_PARTY, Act, Penalty, Step, body, of_body
from suyuan.domain.permits import MOST_BYTES, kind_of
from suyuan.law.calendar import legal_day
from suyuan.law.departments import Department, desk_letters
from suyuan.law.procedure import LEAST_OFFICERS
from suyuan.services import calendars
from suyuan.services.cases import papers
from suyuan.services.cases.forms import read
from suyuan.services.cases.queries import with_inspectors
from suyuan.services.cases.standing import standing
from suyuan.services.findings.queries import get_finding
from suyuan.services.once import Given, made, once, sent
from suyuan.services.parties.queries import cards_by_id, find_party
from suyuan.services.refusals import Broken, Refused, Unfit
from suyuan.storage import cases as store
from suyuan.storage import documents, profiles
from suyuan.storage import inspections as inspection_store
from suyuan.storage import posts as post_store
from suyuan.storage.cases import Stored, StoredStep
from suyuan.storage.parties import PartyCard
from suyuan.storage.wall import as_reader, as_register

# How often one kind of step is taken in a case: by its party, and by its desk. What decides and ends a case, and what
# must come before that, is never stopped: neither side can freeze it.
MOST_OF_PARTY, MOST_OF_DESK = 50, 200
_BOUNDED = frozenset(
    {Step.EVIDENCE, Step.ORDER, Step.EXTEND, Step.PROPOSE, Step.REFER, Step.ASSIGN, *OF_PARTY}
)
_TAKES_UP = frozenset({Step.OPEN, Step.ACCEPT, Step.ASSIGN, Step.LEGAL_CHECK})


def open_case(viewer: Viewer, given: Given, *, at: datetime) -> str:
    """Open a case; give its number. Raises Refused, Unfit.

    ``given``: party, violation, role, breach_date, officers, words; the finding or the inspection from which it comes,
    if any; and the key of the form: the same form sent again gives the number of the case that it has opened.
    """
    if not viewer.may("case.open"):
        raise Refused("auth.not_allowed")
    form = sent("case", viewer.account_id, given)
    if number := made(form):
        return number
    card = find_party(given.get("party", ""))
    act, wrong = read(viewer, Step.OPEN, given, at=at)
    problems = list(wrong)
    since = act.breach_date or act.day
    if card is None or not any(map(viewer.watches, profiles.regions_since(card.party_id, since))):
        problems.append(Problem("party", "case.party", given.get("party", "")[:40]))
    elif act.role and act.role not in profiles.roles_since(card.party_id, since):
        problems.append(Problem("role", "case.no_such_breach"))
    problems += _broken(EMPTY, act, at)
    problems += _strangers(viewer, act.officers, at)
    act = replace(act, inspection=given.get("inspection", "").strip(), party=card.uscc if card else "")
    if act.inspection:
        act = replace(act, inspectors=_inspectors(viewer, act.inspection, card, problems))
    before = with_inspectors(EMPTY, card.party_id, act, on=act.day) if card else EMPTY
    problems += _nobody_left(before, act, at)
    finding = _finding(viewer, given.get("finding", ""), problems)
    act = replace(act, finding=str(finding or ""))
    if problems or card is None or act.role is None:
        raise Unfit(tuple(problems))
    stored = Stored(
        case_no="",
        party_id=card.party_id,
        role=act.role.value,
        violation=act.violation,
        department=viewer.department,
        territory=viewer.territory,
        opened_date=act.day,
        stage="",
        finding=finding,
    )
    return once(form, lambda: _enter(stored, act, at), at=at)


def _enter(stored: Stored, act: Act, at: datetime) -> str:
    """Enter a new case under the next number of its desk; give it. Raises IntegrityError: it was taken meanwhile."""
    number = store.next_number(desk_letters(Department(stored.department), stored.territory), act.day.year)
    fresh = standing(replace(stored, case_no=number), [act])
    store.add_step(replace(fresh, id=store.enter(fresh, at=at)), _stored(1, EMPTY, act))
    return number


def take(
    viewer: Viewer,
    case_no: str,
    step: Step,
    given: Given,
    *,
    seen: int,
    at: datetime,
    file: bytes | None = None,
) -> None:
    """Take one step of a case. ``seen``: the steps that its taker saw; ``file``: a document. Raises Refused, Unfit."""
    if not viewer.may("case.answer" if viewer.kind == "member" else "case.step") or step is Step.OPEN:
        raise Refused("auth.not_allowed")
    with as_reader(viewer):
        visible = store.find(case_no)
    if visible is None:
        raise Refused("not_found")
    if viewer.kind == "member" and step not in OF_PARTY:
        raise Refused("auth.not_allowed")
    digest, wrong = _proof(file)
    act, unread = read(viewer, step, given, at=at, sha256=digest)
    with as_register(durable=True):
        if step is Step.DECIDE:
            store.alone(visible)
        held = store.held(case_no)
        if held is None:
            raise Broken("a case is gone")
        steps = store.steps(held.id)
        if seen != _known(viewer, steps):
            raise Refused("case.changed")
        acts = _acts(steps)
        before = with_inspectors(fold(acts), held.party_id, on=act.day)
        problems = [*wrong, *unread, *_broken(before, act, at), *_strangers_of(before, act, at)]
        problems += [
            *_too_often(act, acts),
            *_strange_chair(act, at),
            *_nobody_left(before, act, at),
            *_fined_before(held, before, act),
        ]
        if problems:
            raise Unfit(tuple(problems))
        if file:
            documents.keep(file)
        card = cards_by_id([held.party_id])[held.party_id]
        act = papers.drawn_up(act, acts, held, card)
        _follow(held, acts, before, act)


def _known(viewer: Viewer, steps: Collection[StoredStep]) -> int:
    """Give how many steps a taker could have seen: its party those that are open to it. Asked under the lock."""
    return len(steps) if viewer.kind != "member" else sum(one.is_open for one in steps)


def _too_often(act: Act, acts: Collection[Act]) -> list[Problem]:
    """Refuse one more step of a kind of which a case has enough."""
    taken = sum(one.is_of_party == act.is_of_party for one in acts if one.step is act.step)
    if act.is_of_party:  # what officers enter for it takes nothing from what it may say itself
        return [Problem("step", "case.said_enough", limit=MOST_OF_PARTY)] if taken >= MOST_OF_PARTY else []
    enough = act.step in _BOUNDED and taken >= MOST_OF_DESK
    return [Problem("step", "case.done_enough", limit=MOST_OF_DESK)] if enough else []


def _follow(held: Stored, acts: list[Act], before: File, act: Act) -> None:
    """Add a step and keep what it makes of the case."""
    store.add_step(held, _stored(len(acts) + 1, before, act))
    if act.step is Step.REFER and act.to_department:
        store.lend(held.id, act.to_department.value, act.to_territory, at=act.at)
    if act.step in {Step.RETURN, Step.RECALL} and before.referral:
        department, territory, _ = before.referral
        if (department, territory) not in before.desks:
            store.end_loan(held.id, department, territory)
    store.keep(standing(held, [*acts, act]))


def _acts(steps: Collection[StoredStep]) -> list[Act]:
    return [of_body(one.step, one.at, one.account_id, one.body) for one in steps]


def _stored(place: int, before: File, act: Act) -> StoredStep:
    return StoredStep(place, act.at, act.account, act.step.value, body(act), is_open_to_party(before, act))


def _broken(file: File, act: Act, at: datetime) -> list[Problem]:
    """Give the rules that a step would break, at the field that it is about."""
    setting = Setting(now=at, today=legal_day(at), calendar=calendars.counting())
    fields = _FIELD | {"case.far_day": "hearing_date" if act.step is Step.ANNOUNCE else "due_date"}
    return [Problem(fields.get(code, "step"), code) for code in check(file, act, setting)]


def _strangers(viewer: Viewer, officers: Collection[int], at: datetime) -> list[Problem]:
    """Refuse officers who do not work at the desk, and a case opened by somebody who is none of them."""
    desk = {account for account, _ in post_store.officers(viewer.department, viewer.territory, at=at)}
    if set(officers) <= desk and viewer.account_id in officers:
        return []
    return [Problem("officers", "case.few_officers")]


def _strangers_of(file: File, act: Act, at: datetime) -> list[Problem]:
    """Refuse officers of another desk who take up a case or are given it, and a referral to a desk of nobody."""
    if act.step is Step.REFER and act.to_department:
        there = post_store.officers(act.to_department.value, act.to_territory, at=at)
        return [] if there else [Problem("to_department", "case.empty_desk")]
    if act.step is not Step.ASSIGN and (act.step is not Step.ACCEPT or file.referral is None):
        return []
    desk = {account for account, _ in post_store.officers(act.department, act.territory, at=at)}
    return [] if set(act.officers) <= desk else [Problem("officers", "case.few_officers")]


def _strange_chair(act: Act, at: datetime) -> list[Problem]:
    """Refuse a hearing that somebody of another desk is to chair."""
    if act.step is not Step.ANNOUNCE or not act.chair:
        return []
    desk = {account for account, _ in post_store.officers(act.department, act.territory, at=at)}
    return [] if act.chair in desk else [Problem("chair", "case.not_yours")]


def _nobody_left(file: File, act: Act, at: datetime) -> list[Problem]:
    """Refuse a step by which the last of a desk who could decide investigates, or checks.

    Where no more than the least that must investigate do, somebody else has yet to be posted there.
    """
    after = fold([act], file)
    after = replace(after, investigated=after.investigated | file.investigated)
    if act.step not in _TAKES_UP or len(after.investigated | after.checkers) <= LEAST_OFFICERS:
        return []
    desk = {account for account, _ in post_store.officers(after.department, after.territory, at=at)}
    none_before = act.step is not Step.OPEN and not desk - file.investigated - file.checkers
    if desk - after.investigated - after.checkers or none_before:
        return []
    return [Problem("opinion" if act.step is Step.LEGAL_CHECK else "officers", "case.nobody_left")]


def _fined_before(held: Stored, file: File, act: Act) -> list[Problem]:
    """Refuse a second fine for the same act of the same firm (Penalty Law, Article 29)."""
    if act.step is not Step.DECIDE or act.penalty is not Penalty.FINE:
        return []
    for other in store.alike(held):
        there = fold(_acts(store.steps(other.id)))
        fined = there.decision is not None and there.decision.penalty is Penalty.FINE
        if fined and there.breach_date == file.breach_date:
            own = (other.department, other.territory) == (held.department, held.territory)
            return [Problem("penalty", "case.fined_before", other.case_no if own else "")]
    return []


def _inspectors(
    viewer: Viewer, number: str, card: PartyCard | None, problems: list[Problem]
) -> tuple[int, ...]:
    """Give who inspected the firm on site: they have investigated. One that the viewer does not see is none."""
    with as_reader(viewer):
        found = inspection_store.find(number)
    if found is None or card is None or found.party_id != card.party_id:
        problems.append(Problem("inspection", "not_found", number[:40]))
        return ()
    return tuple(sorted(found.team))


def _finding(viewer: Viewer, text: str, problems: list[Problem]) -> UUID | None:
    """Read the finding from which a case comes; one that the viewer does not see is none."""
    found = get_finding(viewer, text) if text else None
    if text and found is None:
        problems.append(Problem("finding", "not_found", text[:40]))
    return UUID(found.finding.id) if found else None


def _proof(content: bytes | None) -> tuple[str, list[Problem]]:
    """Judge a document by its bytes and size, and name it; nothing is kept yet."""
    if content is None:
        return "", []
    problems: list[Problem] = []
    if not content:
        problems.append(Problem("file", "case.empty_file"))
    elif len(content) > MOST_BYTES:
        problems.append(Problem("file", "permit.proof_size", limit=MOST_BYTES >> 20))
    elif kind_of(content[:16]) is None:
        problems.append(Problem("file", "permit.proof_kind"))
    return documents.digest(content), problems


# At which field of the form a broken rule is shown; others stand above the form.
_FIELD = {
    "case.few_officers": "officers",
    "case.no_such_breach": "violation",
    "case.barred": "breach_date",
    "case.no_words": "words",
    "case.no_term": "due_date",
    "case.no_hearing_day": "hearing_date",
    "case.hearing_at_rest": "hearing_date",
    "case.term_gone": "paper",
    "case.no_consent": "consents",
    "case.delivery_unproved": "words",
    "case.posted_undated": "happened_date",
    "case.odd_day": "happened_date",
    "case.no_receipt": "words",
    "case.no_result": "result",
    "case.waived_unproved": "file",
    "case.no_document": "file",
    "case.not_enforceable": "reason",
    "case.no_opinion": "opinion",
    "case.term_runs": "result",
    "case.nothing_to_deliver": "paper",
    "case.out_of_band": "fine",
    "case.heavier": "fine",
    "case.refers_nowhere": "to_department",
    "case.no_end": "reason",
    "case.not_rechecked": "reason",
    "case.not_barred": "reason",
}
