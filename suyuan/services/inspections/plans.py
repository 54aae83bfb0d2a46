"""抽查用例 — a plan is frozen and committed to, drawn by itself, and revealed once the visits are over.

    draw_up()       what an official asks for -> a plan whose lists and seed are committed to in the ledger
    draw_waiting()  plans whose commitment is in the published log -> their draws, and an inspection for each firm drawn
    reveal()        the seed, once nobody is warned by it;  reveal_past()  where the desk does not
    Material        all that a draw rests on;  material() of a plan that is revealed;  check() recomputes it

Nobody chooses the moment of a draw: the sequencer draws with the first checkpoint that covers the commitment, whose
root hash is the public value. Weights come of the signals of the day: one, and one more for each ``STEP_POINTS``
points, ``MOST_WEIGHT`` at most; a firm with as many points is one that a signal points to.

Source: Articles 27, 28 and 30 of the Measures; policies ``inspection_frequency``, ``inspection_spares``, ``team_size``,
``draw_weight``, ``draw_beacon``, ``seed_secret_days``; decisions 0029 and 0030.
"""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import msgspec
from msgspec import Struct

from suyuan.domain import draw_proof, draws
from suyuan.domain.access import Viewer
from suyuan.domain.applications import Problem
from suyuan.domain.draws import NAMED, SEED_BYTES, Candidate, Drawn, Inspector, Outcome, Plan, Taken
from suyuan.domain.inspections import State, Step
from suyuan.domain.leaves import Kind
from suyuan.law.calendar import legal_day
from suyuan.law.departments import Department, desk_letters
from suyuan.law.policies import Policies
from suyuan.ledger.verifier import Rejected, check_consistency, check_proof
from suyuan.services.inspections import forms
from suyuan.services.ledger import queries as ledger
from suyuan.services.once import Given, made, once, sent
from suyuan.services.parties.queries import cards_by_uscc
from suyuan.services.reads.operations import record
from suyuan.services.refusals import Broken, Refused, Unfit
from suyuan.services.signals.queries import find_signals
from suyuan.storage import inspections as store
from suyuan.storage import ledger as ledger_store
from suyuan.storage import parties
from suyuan.storage import posts as post_store
from suyuan.storage.inspections import Latest, Stored
from suyuan.storage.parties import PartyCard
from suyuan.storage.wall import as_reader, as_register

STEP_POINTS, MOST_WEIGHT = 8, 10


class Frozen(Struct, frozen=True, kw_only=True):
    """A plan and its lists, as they were digested; inspectors go by the number of their account, which names nobody.

    ``called_off``, ``missed``: inspections of the desk within the frequency limit, drawn or ordered, that it called
    off, or whose day was past without a record: whoever draws until the outcome suits leaves them here, committed to
    with the lists.
    """

    plan: Plan
    candidates: tuple[Candidate, ...]
    inspectors: tuple[Inspector, ...]
    called_off: tuple[str, ...] = ()
    missed: tuple[str, ...] = ()


class Material(Struct, frozen=True, kw_only=True):
    """All that a draw rests on. ``committed``: the step whose leaf ``proof`` shows; seed and beacon in hex."""

    committed: dict[str, Any]
    seed: str
    beacon: str
    log_size: int
    drawn: Drawn
    proof: dict[str, Any]


def draw_up(viewer: Viewer, given: Given, *, at: datetime) -> str:
    """Freeze a plan and commit to it; give its number. Raises Refused, Unfit.

    ``given``: title; roles, by comma; objects; days, one a line; away, lines of an officer's name and a credit code (a
    conflict) or a day; exempt, lines of a credit code and a reason.
    """
    if not viewer.may("inspection.plan"):
        raise Refused("auth.not_allowed")
    form = sent("plan", viewer.account_id, given)
    if number := made(form):  # looked up before the lists, which may be others by now
        return number
    accounts = {name: key for key, name in post_store.officers(viewer.department, viewer.territory, at=at)}
    problems: list[Problem] = []
    asked = forms.read_plan(given, accounts, problems, today=legal_day(at))
    team = Policies().team_size
    if len(accounts) < team:
        problems.append(Problem("away", "inspection.few_officers", limit=team))
    candidates = _candidates(viewer, asked, at)
    if asked.roles and not candidates:
        problems.append(Problem("roles", "inspection.nobody"))
    strange = asked.exempt.keys() - {one.key for one in candidates}
    problems += [Problem("exempt", "inspection.not_listed", uscc) for uscc in sorted(strange) if candidates]
    if problems:
        raise Unfit(tuple(problems))
    inspectors = tuple(
        Inspector(
            key=str(account),
            department=Department(viewer.department),
            conflicts=frozenset(asked.conflicts.get(account, ())),
            busy=frozenset(asked.busy.get(account, ())),
        )
        for account in sorted(accounts.values())
    )
    plan = Plan(
        id="-",
        objects=asked.objects,
        days=asked.days,
        on_date=legal_day(at),
        team_size=team,
        not_within_days=Policies().inspection_frequency,
        form=NAMED,
    )
    frozen = Frozen(plan=plan, candidates=candidates, inspectors=inspectors)
    return once(form, lambda: _commit(viewer, asked.title, frozen, at), at=at)


def _candidates(viewer: Viewer, asked: forms.Asked, at: datetime) -> tuple[Candidate, ...]:
    """List the firms that may be drawn, with what the draw must know of each."""
    cards = {
        card.uscc: card
        for card in parties.every_card()
        if card.roles & asked.roles and viewer.oversees(card.region_code, card.roles & asked.roles)
    }
    points = {one.signal.uscc: one.signal.points for one in find_signals(viewer, today=legal_day(at))}
    last = sparing(cards.values(), legal_day(at))
    return tuple(
        Candidate(
            key=uscc,
            weight=min(1 + points.get(uscc, 0) // STEP_POINTS, MOST_WEIGHT),
            last_inspected_date=last[uscc].day if uscc in last else None,
            last_inspection=last[uscc].number if uscc in last else "",
            signalled=points.get(uscc, 0) >= STEP_POINTS,
            exempt=(asked.exempt[uscc],) if uscc in asked.exempt else (),
        )
        for uscc in sorted(cards)
    )


def sparing(cards: Iterable[PartyCard], today: date) -> dict[str, Latest]:
    """Give the inspection that spares each of some firms a draw (policy ``inspection_spares``), by credit code."""
    uscc = {card.party_id: card.uscc for card in cards}
    since = today - timedelta(Policies().inspection_frequency)
    return {uscc[party]: one for party, one in store.sparing(uscc, today=today, since=since).items()}


def _commit(viewer: Viewer, title: str, frozen: Frozen, at: datetime) -> str:
    """Enter a plan under the next number of its desk. Raises Unfit, IntegrityError: somebody else took it meanwhile.

    What was called off or missed is read here, so that a plan leaves out none that came before it. One plan of a desk
    waits at a time: the lists of a second would not know whom the first takes.
    """
    if waits := store.waiting_at(viewer.department, viewer.territory):
        raise Unfit((Problem("plan", "inspection.plan_waits", waits),))
    seed = secrets.token_bytes(SEED_BYTES)
    desk = desk_letters(Department(viewer.department), viewer.territory)
    number = store.next_plan(desk, frozen.plan.on_date.year)
    today = frozen.plan.on_date
    since = today - timedelta(frozen.plan.not_within_days)
    frozen = msgspec.structs.replace(
        frozen,
        plan=replace(frozen.plan, id=number),
        called_off=store.called_off(viewer.department, viewer.territory, since=since),
        missed=store.missed(viewer.department, viewer.territory, since=since, today=today),
    )
    digest = draws.digest(frozen.plan, frozen.candidates, frozen.inspectors)
    body = {
        "title": title,
        "frozen": msgspec.to_builtins(frozen),
        "digest": digest.hex(),
        "commitment": draws.commitment(seed, digest).hex(),
    }
    leaf = store.add_step(number, Step.COMMIT, body, account=viewer.account_id, at=at)
    plan = store.Plan(
        plan_no=number,
        department=viewer.department,
        territory=viewer.territory,
        title=title,
        made_at=at,
        state="committed",
        leaf=leaf,
    )
    store.enter_plan(plan, seed)
    return number


def draw_waiting(*, at: datetime) -> int:
    """Draw every plan whose commitment the published log covers; give how many were drawn."""
    waiting = store.waiting()
    found = ledger.published() if waiting else None
    if found is None:
        return 0
    checkpoint, _ = found
    return sum(_draw(number, checkpoint.root, checkpoint.size, at) for number in waiting)


def _draw(number: str, beacon: bytes, size: int, at: datetime) -> bool:
    """Draw one plan, unless its commitment is not yet covered, or another process drew it."""
    with as_register(durable=True):
        store.lock_draws()
        plan = store.held_plan(number)
        if plan is None or plan.state != "committed":
            return False
        place = ledger_store.find(plan.leaf, Kind.INSPECTION)[0].place
        if place is None or place >= size:
            return False
        frozen = msgspec.convert(store.steps(number)[0].body["frozen"], Frozen)
        if legal_day(at) < frozen.plan.on_date:  # a clock that was set back must not keep the others waiting
            return False
        drawn = draws.draw(
            frozen.plan,
            frozen.candidates,
            frozen.inspectors,
            seed=store.seed_of(plan.id),
            beacon=beacon,
            today=legal_day(at),
            taken=_taken(frozen, legal_day(at)),
        )
        body = {"drawn": msgspec.to_builtins(drawn), "beacon": beacon.hex(), "log_size": size}
        store.add_step(number, Step.DRAW, body, account=0, at=at)
        store.keep_plan(replace(plan, state="drawn"))
        _send(plan, drawn, at)
    return True


def _taken(frozen: Frozen, today: date) -> list[Taken]:
    """Give the inspections that spare listed firms by now: drawn by other plans since, or made meanwhile."""
    cards = cards_by_uscc(one.key for one in frozen.candidates)
    return [
        Taken(key=uscc, by=one.number, day=one.day) for uscc, one in sparing(cards.values(), today).items()
    ]


def _send(plan: store.Plan, drawn: Drawn, at: datetime) -> None:
    """Enter an inspection for every firm drawn, in the order of drawing."""
    lots = sorted(
        (lot for lot in drawn.lots if lot.outcome is Outcome.DRAWN and lot.day), key=lambda one: one.place
    )
    cards = cards_by_uscc(lot.key for lot in lots)
    for lot in lots:
        if lot.day is None or lot.key not in cards:
            continue
        enter(
            Stored(
                inspection_no="",
                party_id=cards[lot.key].party_id,
                department=plan.department,
                territory=plan.territory,
                inspection_date=lot.day,
                team=[int(account) for account in lot.team],
                words=plan.title,
                plan_id=plan.id,
            ),
            {"plan": plan.plan_no, "party": lot.key, "roles": sorted(cards[lot.key].roles)},
            account=0,
            at=at,
        )


def enter(found: Stored, body: dict[str, Any], *, account: int, at: datetime) -> str:
    """Enter an inspection under the next number of its desk; give the number. Raises IntegrityError.

    ``body``: of its first step; the ``roles`` of the firm stand in it, for the points to look at go by them.
    Its step names the visits that the firm had within the frequency limit: so many came before this one.
    """
    desk = desk_letters(Department(found.department), found.territory)
    number = store.next_inspection(desk, legal_day(at).year)
    entered = store.enter(replace(found, inspection_no=number))
    since = entered.inspection_date - timedelta(Policies().inspection_frequency)
    earlier = [
        {"by": one.number, "day": one.day.isoformat()} for one in store.made(entered.party_id, since=since)
    ]
    day = entered.inspection_date.isoformat()
    told = {"day": day, "team": entered.team, "words": entered.words, "earlier": earlier}
    store.add_step(number, Step.ORDER, body | told, account=account, at=at)
    return number


def reveal(viewer: Viewer, plan_no: str, *, at: datetime) -> None:
    """Reveal the seed of a plan. Raises Refused, Unfit: an inspection is still due."""
    if not viewer.may("inspection.plan"):
        raise Refused("auth.not_allowed")
    with as_reader(viewer):
        seen = store.find_plan(plan_no)
    if seen is None:
        raise Refused("not_found")
    if (viewer.department, viewer.territory) != (seen.department, seen.territory):
        raise Refused("auth.not_allowed")
    with as_register(durable=True):
        plan = store.held_plan(plan_no)
        if plan is None:
            raise Broken("a plan is gone")
        if plan.state == "committed":
            raise Unfit((Problem("plan", "inspection.not_drawn"),))
        since, term = _held_back_since(at), Policies().seed_secret_days
        due = sum(one.state == State.DUE and one.inspection_date >= since for one in store.of_plan(plan.id))
        if due:
            raise Unfit((Problem("plan", "inspection.inspections_left", str(due), limit=term),))
        _reveal(plan, account=viewer.account_id, at=at)


def reveal_past(*, at: datetime) -> int:
    """Reveal the seeds of drawn plans whose visits were all for days past the term, made or not; give how many."""
    term = timedelta(Policies().seed_secret_days)
    numbers = store.unrevealed(before=_held_back_since(at), made_before=at - term)
    for number in numbers:
        with as_register(durable=True):
            if plan := store.held_plan(number):
                _reveal(plan, account=0, at=at)
    return len(numbers)


def _held_back_since(at: datetime) -> date:
    """Give the first day whose visit, where it is still due, keeps a seed secret (policy ``seed_secret_days``)."""
    return legal_day(at) - timedelta(Policies().seed_secret_days)


def _reveal(plan: store.Plan, *, account: int, at: datetime) -> None:
    if plan.state == "drawn":
        body = {"seed": store.seed_of(plan.id).hex()}
        store.add_step(plan.plan_no, Step.REVEAL, body, account=account, at=at)
        store.keep_plan(replace(plan, state="revealed"))


def material(viewer: Viewer, plan_no: str) -> Material:
    """Give all that the draw of a revealed plan rests on. Raises Refused."""
    if not viewer.may("inspection.read"):
        raise Refused("auth.not_allowed")
    if not viewer.is_official:
        raise Refused("not_found")
    with as_reader(viewer):
        plan = store.find_plan(plan_no)
        steps = {one.step: one for one in store.steps(plan_no)} if plan else {}
    if plan is None or Step.REVEAL not in steps:
        raise Refused("not_found")
    record(viewer, "inspection.read", kind="plan", name=plan_no)
    leaf = ledger_store.find(plan.leaf, Kind.INSPECTION)[0]
    drawn = steps[Step.DRAW].body
    proof = ledger.proof_of_leaf(leaf, (leaf.fact or "").encode(), since=drawn["log_size"])
    return Material(
        committed=steps[Step.COMMIT].body,
        seed=steps[Step.REVEAL].body["seed"],
        beacon=drawn["beacon"],
        log_size=drawn["log_size"],
        drawn=msgspec.convert(drawn["drawn"], Drawn),
        proof=proof,
    )


def check(told: Material) -> tuple[str, ...]:
    """Recompute a draw: codes of ``domain.draw_proof.PROBLEM_TEXT``, () where everything holds."""
    frozen = msgspec.convert(told.committed["frozen"], Frozen)
    codes = draw_proof.verify(
        frozen.plan,
        frozen.candidates,
        frozen.inspectors,
        seed=bytes.fromhex(told.seed),
        beacon=bytes.fromhex(told.beacon),
        committed=bytes.fromhex(told.committed["commitment"]),
        drawn=told.drawn,
    )
    return codes if _is_of_the_log(told) else (*codes, "draw.log")


def _is_of_the_log(told: Material) -> bool:
    """Tell whether the commitment stood in the public log before the draw, and the beacon was its root at that size."""
    try:
        proven = check_proof(told.proof["tlog_proof"], ledger.policy())
        path = [bytes.fromhex(one) for one in told.proof["consistency"]]
        now = proven.checkpoint
        check_consistency(told.log_size, now.size, bytes.fromhex(told.beacon), now.root, path)
        said = msgspec.json.decode(proven.fact, type=dict[str, Any])
    except (Rejected, KeyError, ValueError):
        return False
    return proven.index < told.log_size and said.get("body_sha256") == body_hash(told)


def body_hash(told: Material) -> str:
    """Give the SHA-256 of the committed step, as its leaf in the log names it."""
    return hashlib.sha256(msgspec.json.encode(told.committed, order="deterministic")).hexdigest()
