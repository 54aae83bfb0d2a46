"""双随机抽查 — the draw of inspections: firms and inspectors both by lot, and anybody can run it again.

    Candidate   a firm that may be drawn;  Inspector   a person who may be sent;  Plan   how many, how, from when
    digest()    the frozen plan and lists;  commitment()   what is published before the draw
    draw()      the draw -> Drawn: for every firm whether it was drawn, else why not; for one that was, day and team
    Taken       an inspection entered since the lists were frozen: a firm that is drawn again is spared it

How it is kept honest. (1) Plan and lists are frozen and digested: firms, weights, conflicts, absences, the day by
which all is reckoned. (2) A secret seed is committed to together with that digest, and the commitment goes into the
public ledger. (3) Who knows the seed could still try lists until a firm falls out of the draw; so a public value that
nobody had at the time is mixed in, the ``beacon``: the root hash of the ledger's first checkpoint that covers the
commitment (policy ``draw_beacon``). (4) The seed stays secret until the visits are over, for the result would warn the
firms; then it is revealed, and everything can be recomputed. What this does not prevent: who holds the seed and also
runs the ledger could try checkpoints, so the seed belongs with the department and the ledger with the operator, under
witnesses; and who does not like a result could leave it unopened, so plans are numbered without gaps and every
commitment has to be opened. That the beacon is that checkpoint's root is for the caller to check (``suyuan.ledger``).

What nobody could freeze is the time until the draw: another plan may take a firm, and days go by. Neither changes which
firms are drawn. One that was taken is skipped, and the draw names by which inspection; days that are past are drawn no
more, and a firm for which none is left is skipped too. Day of the draw and what was taken are published with it.

Which inspections spare a firm is policy ``inspection_spares``: a visit that was made, or one that a plan drew. Lists of
form 2 name it, and so does the lot; those of form 1, committed to before, have its day alone, and are drawn as ever.

The numbers are those of ``domain.chance`` under the label digest · F(beacon) · 2 as 4 bytes · F(what) · F(of what),
where F is 4 bytes length and the bytes, and what is "objects" of a pool or "team" of a firm. Pools and firms stand in
the order of their names and codes. No floating point, no clock.

Source: Articles 27, 28 and 30 of the Measures; policies ``inspection_frequency``, ``inspection_spares``,
``inspection_signal``, ``team_size``, ``draw_weight``, ``draw_beacon``.

>>> plan = Plan(id="2026-01", objects=1, days=(date(2026, 7, 1),), on_date=date(2026, 6, 1))
>>> firms = [Candidate(key="91999999000000019D"), Candidate(key="9199999900000002XA", exempt=("new",))]
>>> people = [Inspector(key=name, department=Department.INDUSTRY) for name in ("li", "wang", "zhao")]
>>> seed, root = bytes(range(32)), bytes(32)
>>> drawn = draw(plan, firms, people, seed=seed, beacon=root, today=date(2026, 6, 1))
>>> [(lot.key, lot.outcome.value, lot.why and lot.why.value, len(lot.team)) for lot in drawn.lots]
[('91999999000000019D', 'drawn', None, 2), ('9199999900000002XA', 'left_out', 'exempt', 0)]
"""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from suyuan.codes import uscc
from suyuan.domain.chance import Below, below, even_bytes, pick
from suyuan.law.departments import Department
from suyuan.law.duty import Text
from suyuan.law.inspection_questions import FREQUENCY_DAYS, TEAM_SIZE

SEED_BYTES = 32
LEAST_BEACON = 32  # bytes: a root hash; a shorter value could be guessed, or tried out beforehand
COMMITMENT = b"suyuan/draw/commitment/1\0"
NAMED = 2  # the form of lists that name by which inspection a firm was inspected last
LISTS = {1: b"suyuan/draw/lists/1\0", NAMED: b"suyuan/draw/lists/2\0"}


class Outcome(StrEnum):
    """What became of a firm in a draw."""

    DRAWN = "drawn"
    SKIPPED = "skipped"
    NOT_DRAWN = "not_drawn"
    LEFT_OUT = "left_out"


class Why(StrEnum):
    """Why a firm could not be drawn, or was skipped; the first that holds."""

    EXEMPT = "exempt"
    NOT_ASKED = "not_asked"
    INSPECTED = "inspected"
    NO_TEAM = "no_team"
    TAKEN = "taken"
    NO_DAY = "no_day"


OUTCOME_TEXT = {
    Outcome.DRAWN: Text("抽中", "Drawn"),
    Outcome.SKIPPED: Text("抽中，但不派出检查", "Drawn, and nobody is sent"),
    Outcome.NOT_DRAWN: Text("未抽中", "Not drawn"),
    Outcome.LEFT_OUT: Text("未参加抽取", "Left out"),
}
WHY_TEXT = {
    Why.EXEMPT: Text("依名单所载理由不参加", "Exempt, for the reasons in the list"),
    Why.NOT_ASKED: Text("计划不抽取此类", "The plan asks for none of its stratum"),
    Why.INSPECTED: Text("在限定期间内已检查过", "Inspected within the limit"),
    Why.NO_TEAM: Text("没有足够的无利害关系的检查人员", "Too few inspectors without a conflict on any day"),
    Why.TAKEN: Text("名单冻结之后已有另一次检查", "Another inspection took it since the lists were frozen"),
    Why.NO_DAY: Text(
        "抽取时已没有可以派出检查的日期", "When it was drawn, no day was left on which a team is free"
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A firm on the list. ``key``: its credit code; ``weight``: rank of its risk; ``signalled`` lifts the limit.

    ``last_inspection``: number of the inspection of ``last_inspected_date``, in lists of form 2.
    """

    key: str
    stratum: str = ""
    weight: int = 1
    last_inspected_date: date | None = None
    signalled: bool = False
    exempt: tuple[str, ...] = ()
    last_inspection: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspector:
    """A person on the list. ``conflicts``: credit codes of firms it may not inspect; ``busy``: days it is away."""

    key: str
    department: Department
    conflicts: frozenset[str] = frozenset()
    busy: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How a draw is made, fixed before it.

    ``objects``: how many firms, of the whole list or of each named stratum. ``days``: on which may be inspected.
    ``on_date``: by this day the limit is reckoned, and none is drawn before it; who draws late draws the same firms.
    ``not_within_days``, ``team_size``: policies ``inspection_frequency`` and ``team_size``. ``form``: of the lists.
    """

    id: str
    objects: int | tuple[tuple[str, int], ...]
    days: tuple[date, ...]
    on_date: date
    team_size: int = TEAM_SIZE
    not_within_days: int = FREQUENCY_DAYS
    form: int = 1  # what was frozen before forms were told apart

    @property
    def asked(self) -> dict[str, int]:
        """Give how many are asked of each stratum; the whole list is the stratum ""."""
        return {"": self.objects} if isinstance(self.objects, int) else dict(sorted(self.objects))

    def pool(self, candidate: Candidate) -> str:
        """Name the pool that a firm is drawn from."""
        return "" if isinstance(self.objects, int) else candidate.stratum


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """An inspection that spares a firm another one. ``key``: the firm's credit code; ``by``: its own number."""

    key: str
    by: str
    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Lot:
    """What became of one firm. ``place``: its place in the order of drawing, from 1; 0 where it was not drawn.

    ``by``: the inspection that spared it, in lists of form 2.
    """

    key: str
    outcome: Outcome
    why: Why | None = None
    place: int = 0
    day: date | None = None
    team: tuple[str, ...] = ()
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A draw as it is published. ``short``: by pool, how many fewer could be drawn than the plan asks for.

    ``taken``: by which inspections firms that were drawn had been taken meanwhile.
    """

    plan_id: str
    digest: bytes
    beacon: bytes
    drawn_date: date
    lots: tuple[Lot, ...]
    short: tuple[tuple[str, int], ...] = ()
    taken: tuple[Taken, ...] = ()


def digest(plan: Plan, candidates: Sequence[Candidate], inspectors: Sequence[Inspector]) -> bytes:
    """Give SHA-256 over plan and lists in their one canonical form. Raises ValueError for lists that are none."""
    _checked(plan, candidates, inspectors)
    told = hashlib.sha256(LISTS[plan.form])
    whole = isinstance(plan.objects, int)
    asked = [(name, str(count)) for name, count in plan.asked.items()]
    head = (plan.id, "whole" if whole else "strata", str(plan.on_date), str(plan.team_size))
    told.update(_form([*head, str(plan.not_within_days), asked, sorted(map(str, plan.days))]))
    told.update(len(candidates).to_bytes(8))
    for firm in sorted(candidates, key=lambda one: one.key):
        last = str(firm.last_inspected_date or "")
        signal = "signalled" if firm.signalled else ""
        named = [firm.last_inspection] if plan.form >= NAMED else []
        told.update(
            _form([firm.key, firm.stratum, str(firm.weight), last, signal, *named, sorted(firm.exempt)])
        )
    told.update(len(inspectors).to_bytes(8))
    for person in sorted(inspectors, key=lambda one: one.key):
        away = sorted(map(str, person.busy))
        told.update(_form([person.key, person.department.value, sorted(person.conflicts), away]))
    return told.digest()


def commitment(seed: bytes, frozen: bytes) -> bytes:
    """Give what is published before the draw: seed and digest, which covers the plan's id. Raises ValueError."""
    if len(seed) != SEED_BYTES:
        raise ValueError(f"a seed has {SEED_BYTES} bytes")
    return hashlib.sha256(COMMITMENT + seed + frozen).digest()


def draw(
    plan: Plan,
    candidates: Sequence[Candidate],
    inspectors: Sequence[Inspector],
    *,
    seed: bytes,
    beacon: bytes,
    today: date,
    taken: Sequence[Taken] = (),
) -> Drawn:
    """Draw firms, and for each a day from today on and a team, whatever the order of the lists. Raises ValueError.

    ``taken``: inspections of listed firms, one of each; what is published holds those that spared a firm drawn.
    """
    frozen = digest(plan, candidates, inspectors)
    if len(seed) != SEED_BYTES or len(beacon) < LEAST_BEACON:
        raise ValueError(f"a seed has {SEED_BYTES} bytes, a beacon {LEAST_BEACON} or more")
    if today < plan.on_date:
        raise ValueError(f"{plan.id} is not drawn before {plan.on_date}")

    def numbers(*label: str) -> Below:
        return below(even_bytes(seed, frozen + _field(beacon) + _form(label)))

    teams = _Teams(plan, inspectors)
    spared = {one.key: one for one in taken if _is_within(plan, one.day)}
    found: dict[str, Lot] = {}  # by code
    pools: dict[str, list[Candidate]] = {name: [] for name in plan.asked}
    for firm in sorted(candidates, key=lambda one: one.key):
        why = _left_out(plan, firm, teams)
        found[firm.key] = _at_rest(firm, why)
        if why is None:
            pools[plan.pool(firm)].append(firm)
    place, short = 0, []
    for name, count in plan.asked.items():
        pool = pools[name]
        if count > len(pool):
            short.append((name, count - len(pool)))
        for index in pick([firm.weight for firm in pool], count, numbers("objects", name)):
            firm, place = pool[index], place + 1
            if firm.key in spared and not firm.signalled:
                by = spared[firm.key].by if plan.form >= NAMED else ""
                found[firm.key] = Lot(
                    key=firm.key, outcome=Outcome.SKIPPED, why=Why.TAKEN, place=place, by=by
                )
            else:
                found[firm.key] = teams.send(firm.key, place, numbers("team", firm.key), since=today)
    return Drawn(
        plan_id=plan.id,
        digest=frozen,
        beacon=beacon,
        drawn_date=today,
        lots=tuple(found.values()),
        short=tuple(short),
        taken=tuple(spared[key] for key, lot in found.items() if lot.why is Why.TAKEN),
    )


class _Teams:
    """Who can be sent on which day, and how often each was."""

    def __init__(self, plan: Plan, inspectors: Sequence[Inspector]) -> None:
        people = sorted(inspectors, key=lambda one: one.key)
        self.size = plan.team_size
        self.free = {
            day: [one.key for one in people if day not in one.busy] for day in sorted(set(plan.days))
        }
        self.barred: dict[str, set[str]] = {}
        for one in people:
            for firm in one.conflicts:
                self.barred.setdefault(firm, set()).add(one.key)
        self.loads: Counter[str] = Counter()

    def days(self, firm: str) -> list[date]:
        """Give the days on which a whole team without a conflict is free."""
        barred = self.barred.get(firm, set())
        return [
            day
            for day, free in self.free.items()
            if len(free) - (sum(one in barred for one in free) if barred else 0) >= self.size
        ]

    def send(self, firm: str, place: int, number: Below, *, since: date) -> Lot:
        """Draw a day that is not past, and a team out of those who were sent least."""
        days = [day for day in self.days(firm) if day >= since]
        if not days:
            return Lot(key=firm, outcome=Outcome.SKIPPED, why=Why.NO_DAY, place=place)
        day = days[number(len(days))]
        pool = [one for one in self.free[day] if one not in self.barred.get(firm, ())]
        team = []
        for _ in range(self.size):
            least = min(self.loads[one] for one in pool)
            rested = [one for one in pool if self.loads[one] == least]
            team.append(rested[number(len(rested))])
            pool.remove(team[-1])
        self.loads.update(team)
        return Lot(key=firm, outcome=Outcome.DRAWN, place=place, day=day, team=tuple(sorted(team)))


def _left_out(plan: Plan, firm: Candidate, teams: _Teams) -> Why | None:
    """Say why a firm takes no part; None where it does."""
    if firm.exempt:
        return Why.EXEMPT
    if plan.pool(firm) not in plan.asked:
        return Why.NOT_ASKED
    last = firm.last_inspected_date
    if not firm.signalled and last is not None and _is_within(plan, last):
        return Why.INSPECTED
    return None if teams.days(firm.key) else Why.NO_TEAM


def _at_rest(firm: Candidate, why: Why | None) -> Lot:
    """Give the lot of a firm before anything is drawn."""
    by = firm.last_inspection if why is Why.INSPECTED else ""
    return Lot(key=firm.key, outcome=Outcome.LEFT_OUT if why else Outcome.NOT_DRAWN, why=why, by=by)


def _is_within(plan: Plan, last: date) -> bool:
    """Tell whether an inspection of a day spares a firm another one; one to come does."""
    return (plan.on_date - last).days < plan.not_within_days


def _checked(plan: Plan, candidates: Sequence[Candidate], inspectors: Sequence[Inspector]) -> None:
    counts = [plan.objects] if isinstance(plan.objects, int) else [count for _, count in plan.objects]
    if not plan.id or not plan.days or plan.team_size < 1 or min(*counts, plan.not_within_days, 0) < 0:
        raise ValueError("a plan has an id, days, a team, and no number below nothing")
    if plan.form not in LISTS:
        raise ValueError(f"lists have no form {plan.form}")
    if any(
        bool(one.last_inspection) != (plan.form >= NAMED and one.last_inspected_date is not None)
        for one in candidates
    ):
        raise ValueError("of form 2 on, a list names every last inspection with its day, and before it none")
    for keys in ([one.key for one in candidates], [one.key for one in inspectors], plan.days):
        if len({*keys}) != len(keys) or not all(keys):
            raise ValueError("nobody stands twice in a list, or without a name")
    if not isinstance(plan.objects, int) and len(plan.asked) != len(plan.objects):
        raise ValueError("a stratum is asked for once")
    barred = {key for one in inspectors for key in one.conflicts}
    # a conflict that is spelled another way than the firm would not be seen
    if any(uscc.compact(key) != key for key in barred.union(one.key for one in candidates)):
        raise ValueError("credit codes are in capitals, without blanks")
    if any(type(one.weight) is not int or one.weight < 1 for one in candidates):
        raise ValueError("a weight is a whole number from 1 up")


def _field(value: str | bytes) -> bytes:
    content = value.encode() if isinstance(value, str) else value
    return len(content).to_bytes(4) + content


def _form(value: Sequence[str | Sequence[str] | Sequence[tuple[str, str]]]) -> bytes:
    """Give texts and lists of texts, each with its length before it: no two have the same form."""
    told = (_field(one) if isinstance(one, str) else _form(one) for one in value)
    return len(value).to_bytes(4) + b"".join(told)
