"""线索查询 — firms that an official watches, ranked by what speaks for a look at them, each with reasons to check.

    find_signals()  official, place, role -> signals with the firms' cards, the most pressing first

Four statements, whatever the number of firms. A department sees firms of its remit alone, and of them what it reads.

Source: Articles 27 and 28 of the Measures; policy ``signal_points``.
"""

from collections import Counter
from datetime import date, timedelta
from typing import NamedTuple

from suyuan.domain.access import Viewer
from suyuan.domain.signals import OVERDUE, TIP, UNANSWERED, Reason, Signal, ranked
from suyuan.law.duty import Role
from suyuan.services.parties.queries import cards_by_id
from suyuan.services.reads.operations import record
from suyuan.services.refusals import Refused
from suyuan.storage import signals as store
from suyuan.storage import statistics, tips
from suyuan.storage.parties import PartyCard
from suyuan.storage.wall import as_reader

YEAR = timedelta(days=365)


class Ranked(NamedTuple):
    """A signal with its firm."""

    signal: Signal
    card: PartyCard


def find_signals(viewer: Viewer, *, place: str = "", role: Role | None = None, today: date) -> list[Ranked]:
    """Give the firms that an official watches and that something speaks for a look at. Raises Refused."""
    if not viewer.may("signal.read"):
        raise Refused("auth.not_allowed")
    with as_reader(viewer):
        standing, overdue = store.findings(today), store.overdue(today)
        told = tips.of_firms()
        sizes = statistics.seen(today - YEAR, today, today)
    reasons: dict[int, list[Reason]] = {}
    unanswered: Counter[int] = Counter()
    oldest: dict[int, date] = {}
    for each in standing:
        reasons.setdefault(each.party_id, []).append(Reason(each.kind, each.number, each.since))
        if each.unanswered and each.unanswered_since:
            unanswered[each.party_id] += each.unanswered
            oldest[each.party_id] = min(
                oldest.get(each.party_id, each.unanswered_since), each.unanswered_since
            )
    for party, count, since in overdue:
        reasons.setdefault(party, []).append(Reason(OVERDUE, count, since))
    for party, count, since in told:
        reasons.setdefault(party, []).append(Reason(TIP, count, since))
    for party, count in unanswered.items():
        reasons[party].append(Reason(UNANSWERED, count, oldest[party]))
    cards = {
        party: card
        for party, card in cards_by_id(reasons).items()
        if _watched(viewer, card)
        and card.region_code.startswith(place)
        and (role is None or role in card.roles)
    }
    found = ranked(
        {card.uscc: reasons[party] for party, card in cards.items()},
        {card.uscc: sizes[party].due for party, card in cards.items() if party in sizes},
    )
    by_uscc = {card.uscc: card for card in cards.values()}
    record(viewer, "signal.read", kind="signals", name=place, found=bool(found))
    return [Ranked(signal, by_uscc[signal.uscc]) for signal in found]


def _watched(viewer: Viewer, card: PartyCard) -> bool:
    """Tell whether the firm itself is the official's to watch: a finding may name firms of other places too."""
    return viewer.sees_everything or viewer.oversees(card.region_code, card.roles)
