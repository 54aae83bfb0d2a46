"""承继查询 — who answers for a party on a day, and for whom a party answers.

    answerable()   a party and a day -> everyone who answers for it then, with their duties and the line that led there
    answers_for()  the other way: the predecessors whose obligations and batteries a party sees, with the duties
    duties_of()    the duties that roles bear, with a vehicle maker's partnership and without

``domain.succession`` has the rules; here they meet the stored takeovers. A duty stands with exactly one party on any
day; with the party itself where nobody took it over.

Source: Article 17 of the Measures; policy ``succession_answers``.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from suyuan.domain import succession
from suyuan.domain.succession import Answering
from suyuan.law.duty import Role
from suyuan.law.measures_2026 import RULEBOOK
from suyuan.storage import profiles

EVERY_DUTY = frozenset(RULEBOOK.by_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Predecessor:
    """A party for which another answers: the duties, since when, and through which parties (the predecessor first)."""

    party_id: int
    duties: frozenset[str]
    since: date | None
    line: tuple[int, ...]


def duties_of(roles: Iterable[Role]) -> frozenset[str]:
    """Give the ids of the duties that these roles bear, whether or not a repairer works with a maker."""
    held = list(roles)
    return frozenset(
        duty.id for partner in (True, False) for duty in RULEBOOK.for_roles(held, partner=partner)
    )


def answerable(party_id: int, on: date) -> tuple[Answering, ...]:
    """Give who answers for a party's duties on a day: the party itself before any takeover, then its successors.

    Each entry: ``party_id``, its ``duties``, ``since`` (None: the party itself), and the ``line`` of parties.
    """
    return succession.answering(party_id, on, profiles.takeovers_after(party_id), EVERY_DUTY)


def answers_for(party_id: int, on: date) -> tuple[Predecessor, ...]:
    """Give the predecessors for which a party answers on a day; itself is not among them."""
    takeovers = profiles.takeovers_before(party_id)
    earlier = sorted({each.party_id for each in takeovers} - {party_id})
    return tuple(
        Predecessor(party_id=before, duties=each.duties, since=each.since, line=each.line)
        for before in earlier
        for each in succession.answering(before, on, takeovers, EVERY_DUTY)
        if each.party_id == party_id
    )
