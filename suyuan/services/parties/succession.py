"""承继查询 — who answers for a party on a day, and for whom a party answers.

    answerable()   a party and a day -> everyone who answers for it then, with their duties and the line that led there
    takes_back()   the firms through which the duty to take batteries back came;  bearers()  its end, for many firms
    answers_for()  the other way: the predecessors whose obligations and batteries a party sees, with the duties
    acting()       an heir's member -> the viewer that reads and files in the predecessor's name, for what came over
    stands()       which filings under way an heir may still file in a predecessor's name
    passed_on()    the duties of a party that others took over;  taken_over() by whom one was, and since when
    heir_of()      who stepped into the whole place of a firm that has ended;  ended() the same in words for a desk
    whole_places() the firms in whose whole place a firm stands
    duties_of()    the duties that roles bear, with a vehicle maker's partnership and without

``domain.succession`` has the rules; here they meet the stored takeovers. A duty stands with exactly one party on any
day; with the party itself where nobody took it over.

Source: Article 17 of the Measures; policy ``succession_answers``.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from suyuan.domain import succession
from suyuan.domain.access import Viewer
from suyuan.domain.succession import Answering
from suyuan.law.duty import Role
from suyuan.law.measures_2026 import RULEBOOK
from suyuan.storage import parties, profiles
from suyuan.storage.accounts import ENDED
from suyuan.storage.mandates import HANDED, Asked
from suyuan.storage.parties import PartyCard

EVERY_DUTY = frozenset(RULEBOOK.by_id)
_TAKES_BACK = "24.6.b"


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


def takes_back(party_id: int, on: date) -> tuple[int, ...]:
    """Give the firms through which the duty to take batteries back came on a day, from the first to who bears it.

    It goes with the duty to report inbound (policy ``takeback_follows``).
    """
    reached = [each for each in answerable(party_id, on) if _TAKES_BACK in each.duties]
    return reached[0].line if reached else (party_id,)


def bearers(party_ids: Collection[int], on: date) -> dict[int, int]:
    """Give who bears the duty of each of many firms to take batteries back on a day, as ``takes_back`` does for one."""
    takeovers = profiles.every_takeover()
    given = {each.party_id for each in takeovers}
    found = {}
    for party in party_ids:
        line = succession.answering(party, on, takeovers, frozenset({_TAKES_BACK})) if party in given else ()
        found[party] = next((one.party_id for one in line if one.duties), party)
    return found


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


def predecessors(party_id: int, on: date) -> dict[int, frozenset[str]]:
    """Give the parties for which a party answers on a day, each with the duties that came over by whatever line."""
    found: dict[int, frozenset[str]] = {}
    for each in answers_for(party_id, on):
        found[each.party_id] = found.get(each.party_id, frozenset()) | each.duties
    return found


def acting(agent: Viewer, *, on: date, party_id: int | None = None, uscc: str = "") -> Viewer | None:
    """Give an heir's member as it stands in a predecessor's place; None where the firm answers for no such party.

    A succession works like a mandate that the law gives: the predecessor's records open, and what is filed for it is
    filed in its name, as far as the duties came over. The heir's own state decides, for the predecessor may be no more.
    Who succeeded it in everything also answers what the predecessor was told: cases, inspections, findings.
    """
    if agent.kind != "member" or agent.agent_id is not None or agent.party_id is None:
        return None
    held = predecessors(agent.party_id, on)
    card = next(
        (
            each
            for each in parties.cards_by_id(held).values()
            if each.party_id == party_id or each.uscc == uscc
        ),
        None,
    )
    if card is None:
        return None
    duties: frozenset[str] | None = held[card.party_id]
    if duties == EVERY_DUTY:
        duties = agent.duties
    elif agent.duties is not None:
        duties = held[card.party_id] & agent.duties
    return replace(
        agent,
        party_id=card.party_id,
        uscc=card.uscc,
        party_name=card.name,
        roles=card.roles,
        partner=card.partner,
        parts=agent.parts & HANDED,
        duties=duties,
        agent_id=agent.party_id,
        agent_uscc=agent.uscc,
        agent_name=agent.party_name,
        heir="whole" if heir_of(card.party_id, on) == agent.party_id else "part",
    )


def passed_on(viewer: Viewer, on: date) -> Viewer:
    """Give a viewer who knows which duties of its party stand with successors on a day: those it no longer files."""
    if viewer.party_id is None or viewer.heir:
        return viewer
    line = answerable(viewer.party_id, on)
    gone = [each.duties for each in line if each.since is not None]
    return replace(viewer, passed_on=frozenset().union(*gone)) if gone else viewer


def taken_over(party_id: int, duty: str, on: date) -> tuple[str, str, date] | None:
    """Give (name, USCC, since) of who took a duty over from a party; None where it is the party's own."""
    for each in answerable(party_id, on):
        if each.since is not None and duty in each.duties:
            card = parties.cards_by_id([each.party_id])[each.party_id]
            return card.name, card.uscc, each.since
    return None


def heir_of(party_id: int, on: date) -> int | None:
    """Give who stands on a day in the whole place of a firm that has ended; None where nobody does."""
    return succession.heir(party_id, on, profiles.takeovers_after(party_id))


def whole_places(party_id: int, on: date) -> tuple[int, ...]:
    """Give the firms in whose whole place a firm stands on a day; itself is not among them."""
    return tuple(each for each in predecessors(party_id, on) if heir_of(each, on) == party_id)


class Ended(NamedTuple):
    """A firm that has ended, and who answers in its place what it was told; None: nobody does, or several share it."""

    firm: PartyCard
    heir: PartyCard | None


def ended(firm: PartyCard | None, on: date) -> Ended | None:
    """Tell a desk that a firm has ended, and who succeeded it in everything; None for one that goes on, or for none."""
    if firm is None or firm.state != ENDED:
        return None
    heir = heir_of(firm.party_id, on)
    card = parties.cards_by_id([heir])[heir] if heir is not None else None
    return Ended(firm, card if card and card.state != ENDED else None)


def stands(asked: Collection[Asked], *, on: date) -> set[Asked]:
    """Give those of the filings under way whose agent answers for the party they are filed for."""
    heirs = {each.agent_id: predecessors(each.agent_id, on) for each in asked}
    return {each for each in asked if each.duty in heirs[each.agent_id].get(each.principal_id, frozenset())}


def places(party_id: int, on: date) -> list[tuple[int, str, str]]:
    """Give (number, USCC, name) of the parties in whose place a party stands on a day."""
    cards = parties.cards_by_id(predecessors(party_id, on))
    return [(card.party_id, card.uscc, card.name) for card in cards.values()]
