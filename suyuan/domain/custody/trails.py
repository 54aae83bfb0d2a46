"""冷线 — a retired battery of which nothing has been heard for too long.

    findings()       a life -> the trail of it that has gone cold, or will
    nothing_left()   whether everything that stood in a battery has gone on by its own code since

Source: Article 4 (the whole flow is traced); policy ``trail_cold_days``.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from suyuan.codes.uscc import is_abroad
from suyuan.domain import subjects
from suyuan.domain.custody.evidence import Life, Register
from suyuan.domain.custody.found import Found, Kind, distinct, piece
from suyuan.domain.custody.possible import Where
from suyuan.domain.life import Fact, is_end, when
from suyuan.domain.trace import Tree
from suyuan.law.duty import Event, Role, SubjectKind

_RETIRED = frozenset({Event.REMOVED, Event.SCRAPPED, Event.REFUSED, Event.RECEIVED, Event.SHIPPED})


def findings(life: Life, where: Where, register: Register, *, reused: bool) -> Iterator[Found]:
    """Give the trail of a battery that has gone cold, or will.

    A battery in a vehicle is not watched, nor one that a recycler has taken in; a product made from waste that was
    sold to a user has left the chain, and whatever went abroad: nobody there reports here.
    One that a scrapped vehicle came without is found at the vehicle.
    """
    last = where.by
    if last is None or last.event not in _RETIRED or where.kind not in {"party", "transit"}:
        return
    if (
        where.kind == "party"
        and last.event is Event.RECEIVED
        and Role.RECYCLER in register.roles(where.party)
    ):
        return
    gone = reused or last.body.get("use") or is_abroad(where.to)
    if where.kind == "transit" and where.to not in register.by_uscc and gone:
        return
    own = [fact for fact in life.facts if not subjects.is_vehicle(fact.subject)]
    heard = max(own, key=when)
    holder = where.party
    yield Found(
        kind=Kind.TRAIL_COLD,
        subject_kind=SubjectKind.BATTERY,
        subject=life.code,
        cause=f"{heard.event.value}@{heard.happened_date}",
        parties=distinct((register.uscc(heard.party_id), holder, where.to)),
        evidence=(piece(heard, register.uscc(heard.party_id), heard.happened_date.isoformat()),),
        since=heard.happened_date + timedelta(days=register.calendar.policies.trail_cold_days + 1),
    )


def nothing_left(code: str, tree: Tree, facts: Mapping[str, Sequence[Fact]], since: date) -> bool:
    """Tell whether all that stood in a battery has gone on by its own code since a day: then it is torn down.

    A module has gone with its own code, or with all of its cells'. One that was replaced says nothing of what came in
    its place. ``facts``: those of the parts, by code.
    """
    direct, modules = _inside(code, tree)
    if not modules and not direct:
        return False
    return all(_gone(facts.get(cell, ()), since) for cell in direct) and all(
        _gone(facts.get(module, ()), since)
        or (bool(cells) and all(_gone(facts.get(cell, ()), since) for cell in cells))
        for module, cells in modules.items()
    )


def first_parts(code: str, tree: Tree) -> list[str]:
    """Give the few parts of which one must have moved if nothing is left: the first cell, or module with its cells."""
    direct, modules = _inside(code, tree)
    return direct[:1] or next(([module, *cells] for module, cells in modules.items()), [])


def _inside(code: str, tree: Tree) -> tuple[list[str], dict[str, list[str]]]:
    """Give the cells that stand directly in a code of a tree, and its modules with theirs."""
    branches = tree.branches()
    direct = branches.pop("")
    return (direct, branches) if code == tree.code else (branches.get(code, []), {})


def _gone(told: Sequence[Fact], since: date) -> bool:
    """Tell whether a part was sent on, taken in elsewhere or ended since a day."""
    if any(one.event is Event.REMOVED for one in told):
        return False
    return any(
        one.happened_date >= since and (one.event in {Event.SHIPPED, Event.RECEIVED} or is_end(one))
        for one in told
    )
