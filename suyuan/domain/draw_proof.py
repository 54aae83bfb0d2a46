"""抽查验证 — a draw once more, from what was revealed: whether it is the one that was published.

    verify()       all of it again -> codes of what is wrong, () for nothing
    PROBLEM_TEXT   what the codes say

Source: Article 28 of the Measures; decision 0029.

>>> from datetime import date
>>> from suyuan.domain.draws import Candidate, Inspector, Plan, commitment, digest, draw
>>> from suyuan.law.departments import Department
>>> plan = Plan(id="2026-01", objects=1, days=(date(2026, 7, 1),), on_date=date(2026, 6, 1))
>>> firms = [Candidate(key="91999999000000019D")]
>>> people = [Inspector(key=name, department=Department.INDUSTRY) for name in ("li", "wang")]
>>> seed, root = bytes(range(32)), bytes(32)
>>> drawn = draw(plan, firms, people, seed=seed, beacon=root, today=date(2026, 6, 1))
>>> made = commitment(seed, drawn.digest)
>>> verify(plan, firms, people, seed=seed, beacon=root, committed=made, drawn=drawn)
()
"""

import hmac
from collections.abc import Sequence

from suyuan.domain.draws import (
    LEAST_BEACON,
    SEED_BYTES,
    Candidate,
    Drawn,
    Inspector,
    Plan,
    commitment,
    digest,
    draw,
)
from suyuan.law.duty import Text

PROBLEM_TEXT = {
    "draw.lists": Text(
        "计划或名单不合要求，无法重算", "Plan or lists are not well formed: nothing to recompute"
    ),
    "draw.seed": Text("种子不是32字节", "The seed is not 32 bytes"),
    "draw.commitment": Text("种子和摘要与事先的承诺不符", "Seed and digest do not open the commitment"),
    "draw.digest": Text("计划或名单与冻结时不符", "Plan or lists are not those that were frozen"),
    "draw.log": Text(
        "公开账本的证明不成立：承诺不在抽取之前的账本中，或者公共随机值不是其根值",
        "The public log does not bear it out: the commitment was not in it before the draw, or the public value is not "
        "its root",
    ),
    "draw.beacon": Text("公共随机值不符或过短", "The public value is another, or too short"),
    "draw.day": Text("抽取早于计划的日期", "Drawn before the day of the plan"),
    "draw.result": Text("重算所得的企业与公布的不同", "Recomputed, other firms are drawn"),
    "draw.taken": Text(
        "所列的另一次检查与抽取结果不符",
        "An inspection that is said to have taken a firm spares none that was drawn",
    ),
    "draw.team": Text("重算所得的日期或人员与公布的不同", "Recomputed, other days or inspectors are drawn"),
}


def verify(
    plan: Plan,
    candidates: Sequence[Candidate],
    inspectors: Sequence[Inspector],
    *,
    seed: bytes,
    beacon: bytes,
    committed: bytes,
    drawn: Drawn,
) -> tuple[str, ...]:
    """Recompute a draw from what was revealed: codes of ``PROBLEM_TEXT``, () where everything holds.

    ``beacon`` and ``committed`` are taken from the ledger, not from who drew.
    """
    codes = []
    if len(seed) != SEED_BYTES:
        codes.append("draw.seed")
    elif not hmac.compare_digest(commitment(seed, drawn.digest), committed):
        codes.append("draw.commitment")
    if drawn.beacon != beacon or len(beacon) < LEAST_BEACON:
        codes.append("draw.beacon")
    try:
        frozen = digest(plan, candidates, inspectors)
    except ValueError:
        return (*codes, "draw.lists")
    if frozen != drawn.digest or plan.id != drawn.plan_id:
        codes.append("draw.digest")
    if drawn.drawn_date < plan.on_date:
        codes.append("draw.day")
    if {"draw.seed", "draw.day"} & {*codes} or len(beacon) < LEAST_BEACON:
        return tuple(codes)  # there is nothing to compute from
    again = draw(
        plan, candidates, inspectors, seed=seed, beacon=beacon, today=drawn.drawn_date, taken=drawn.taken
    )
    return (*codes, *(code for code, part in _PARTS.items() if part(again) != part(drawn)))


def _firms(drawn: Drawn) -> object:
    lots = sorted((lot.key, lot.outcome, lot.why or "", lot.place, lot.by) for lot in drawn.lots)
    return lots, sorted(drawn.short)


def _sent(drawn: Drawn) -> object:
    return sorted((lot.key, str(lot.day), lot.team) for lot in drawn.lots)


_PARTS = {"draw.taken": lambda drawn: drawn.taken, "draw.result": _firms, "draw.team": _sent}
