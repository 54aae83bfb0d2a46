"""Lists and plans for the tests of draws, and the draw a second time, in another shape."""

import hashlib
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

from suyuan.codes.uscc import make_fictitious
from suyuan.domain.draws import Candidate, Inspector, Outcome, Plan, draw
from suyuan.law.departments import Department

DAY = date(2026, 6, 1)
DAYS = (date(2026, 7, 1), date(2026, 7, 2))
SEED, BEACON = hashlib.sha256(b"seed").digest(), hashlib.sha256(b"beacon").digest()
CODES = [make_fictitious(number) for number in range(1, 41)]
NAMES = ("chen", "li", "qian", "sun", "wang", "zhao")


def seed_of(number):
    return hashlib.sha256(b"%d" % number).digest()


def people(count=4, **known):
    return [Inspector(key=name, department=Department.INDUSTRY, **known) for name in NAMES[:count]]


def firms(count, **known):
    return [Candidate(key=code, **known) for code in CODES[:count]]


def plan_of(objects=3, **known):
    return Plan(**({"id": "P-1", "objects": objects, "days": DAYS, "on_date": DAY} | known))


def named(plan, candidates):
    """Give firms as lists of the plan's form hold them: of form 2 they name the last inspection."""
    if plan.form == 1:
        return candidates
    return [
        replace(one, last_inspection=f"JC-{one.key}") if one.last_inspected_date else one
        for one in candidates
    ]


def drawn_of(plan, candidates, inspectors, *, seed=SEED, beacon=BEACON, today=None, taken=()):
    return draw(
        plan, candidates, inspectors, seed=seed, beacon=beacon, today=today or plan.on_date, taken=taken
    )


def keys(drawn, outcome=Outcome.DRAWN):
    return [lot.key for lot in sorted(drawn.lots, key=lambda lot: lot.place) if lot.outcome is outcome]


# -- the draw a second time, in another shape: one long text of bytes, lists that are spelled out, nothing indexed


def field(said):
    said = said if isinstance(said, bytes) else str(said).encode()
    return len(said).to_bytes(4, "big") + said


def listed(some):
    return len(some).to_bytes(4, "big") + b"".join(some)


def frozen(plan, candidates, inspectors):
    whole = isinstance(plan.objects, int)
    asked = [("", plan.objects)] if whole else sorted(plan.objects)
    counts = listed([listed([field(name), field(count)]) for name, count in asked])
    days = listed([field(day) for day in sorted(plan.days)])
    said = [plan.id, "whole" if whole else "strata", plan.on_date, plan.team_size, plan.not_within_days]
    told = b"suyuan/draw/lists/%d\0" % plan.form + listed([*map(field, said), counts, days])
    told += len(candidates).to_bytes(8, "big")
    for one in sorted(candidates, key=lambda one: one.key):
        last = one.last_inspected_date or ""
        parts = [one.key, one.stratum, one.weight, last, "signalled" if one.signalled else ""]
        parts += [one.last_inspection] if plan.form == 2 else []
        told += listed([*map(field, parts), listed([field(why) for why in sorted(one.exempt)])])
    told += len(inspectors).to_bytes(8, "big")
    for one in sorted(inspectors, key=lambda one: one.key):
        some = [listed([field(each) for each in sorted(these)]) for these in (one.conflicts, one.busy)]
        told += listed([field(one.key), field(one.department.value), *some])
    return hashlib.sha256(told).digest()


class Tape:
    """HMAC as RFC 2104 writes it, and numbers cut from its bits as a text of noughts and ones."""

    def __init__(self, seed, label):
        self.seed, self.label, self.bits, self.block = seed.ljust(64, b"\0"), label, "", 0

    def more(self):
        message = b"suyuan/draw/numbers/1\0" + self.label + self.block.to_bytes(8, "big")
        inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in self.seed) + message).digest()
        outer = hashlib.sha256(bytes(byte ^ 0x5C for byte in self.seed) + inner).digest()
        self.bits += "".join(f"{byte:08b}" for byte in outer)
        self.block += 1

    def __call__(self, bound):
        needed = len(f"{bound - 1:b}") if bound > 1 else 0
        taken = -(-needed // 8) * 8
        while True:
            while len(self.bits) < taken:
                self.more()
            value, self.bits = int(self.bits[:needed] or "0", 2), self.bits[taken:]
            if value < bound:
                return value


def by_hand(plan, candidates, inspectors, *, seed, today, taken):
    """Give (firm, day, team) in the order of drawing, by expanding every weight into so many tickets.

    A firm that is skipped has neither day nor team.
    """
    signalled = {one.key for one in candidates if one.signalled}
    spared = {
        one.key for one in taken if plan.on_date < one.day + timedelta(plan.not_within_days)
    } - signalled
    label = frozen(plan, candidates, inspectors) + field(BEACON)
    loads, result = Counter(), []

    def free(firm, day):
        return sorted(one.key for one in inspectors if firm not in one.conflicts and day not in one.busy)

    def days(firm):
        return [day for day in sorted({*plan.days}) if len(free(firm, day)) >= plan.team_size]

    def may(one):
        late = one.last_inspected_date is None or one.signalled
        late = late or plan.on_date >= one.last_inspected_date + timedelta(plan.not_within_days)
        return not one.exempt and late and days(one.key)

    whole = isinstance(plan.objects, int)
    for name, count in [("", plan.objects)] if whole else sorted(plan.objects):
        tape = Tape(seed, label + listed([field("objects"), field(name)]))
        hat = sorted(one.key for one in candidates if may(one) and (whole or one.stratum == name))
        weights = {one.key: one.weight for one in candidates}
        for _ in range(min(count, len(hat))):
            tickets = [key for key in hat for _ in range(weights[key])]
            firm = tickets[tape(len(tickets))]
            hat.remove(firm)
            lots = Tape(seed, label + listed([field("team"), field(firm)]))
            possible = [] if firm in spared else [day for day in days(firm) if day >= today]
            if not possible:
                result.append((firm, None, ()))
                continue
            day = possible[lots(len(possible))]
            team = []
            while len(team) < plan.team_size:
                rest = [key for key in free(firm, day) if key not in team]
                least = min(loads[key] for key in rest)
                rest = [key for key in rest if loads[key] == least]
                team.append(rest[lots(len(rest))])
            loads += Counter(team)
            result.append((firm, day, tuple(sorted(team))))
    return result
