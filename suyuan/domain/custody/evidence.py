"""证据 — what one battery is judged by: its facts, what is claimed of its place, the parties, the calendar.

    Standing   a party as a judge must know it: roles, permits
    Register   all parties named, the owners of prefixes, the calendar, today
    Claim      the place that one filing gives a code in a tree
    Life       a battery with its facts

Source: Articles 18 to 20 (permits, roles); GB/T 34014-2017 (prefixes).
"""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from msgspec import Struct

from suyuan.domain.life import Fact
from suyuan.domain.permits import Permit
from suyuan.law.calendar import Calendar, due_on
from suyuan.law.duty import Role, may_file
from suyuan.law.measures_2026 import RULEBOOK
from suyuan.law.movements import INBOUND_OPENS, OUTBOUND_OPENS

MAKERS = frozenset({Role.BATTERY_MAKER, Role.BATTERY_IMPORTER, Role.VEHICLE_MAKER, Role.VEHICLE_IMPORTER})
VEHICLE_MAKERS = frozenset({Role.VEHICLE_MAKER, Role.VEHICLE_IMPORTER})
_INBOUND = tuple(name for opens in OUTBOUND_OPENS for name in opens.duties)
_OUTBOUND = tuple(name for opens in INBOUND_OPENS for name in opens.duties)


class Standing(Struct, frozen=True, kw_only=True):
    """What must be known of a party to judge what it handed over or took in."""

    party_id: int
    uscc: str
    roles: frozenset[Role]
    partner: bool = False
    permits: tuple[Permit, ...] = ()


@lru_cache(maxsize=4096)
def _first(names: tuple[str, ...], roles: frozenset[Role], partner: bool) -> str | None:  # noqa: FBT001 - a key
    """Give the first of some duties that these roles may file."""
    return next((name for name in names if may_file(RULEBOOK.by_id[name], roles, partner=partner)), None)


class Register(Struct, kw_only=True):
    """Whom and what a judge knows: parties, the owners of maker prefixes, the calendar, the day."""

    by_id: Mapping[int, Standing]
    by_uscc: Mapping[str, Standing]
    prefixes: Mapping[str, int]
    calendar: Calendar
    today: date
    heirs: Mapping[str, str] = {}

    def heir(self, uscc: str) -> str:
        """Give who answers for a credit code: the party itself, or the one that took all of it over (Article 17)."""
        seen: set[str] = set()
        while uscc in self.heirs and uscc not in seen:
            seen.add(uscc)
            uscc = self.heirs[uscc]
        return uscc

    def number(self, uscc: str) -> int | None:
        """Give the number of the party with a credit code; None where nobody is registered."""
        known = self.by_uscc.get(uscc)
        return known.party_id if known else None

    def uscc(self, party_id: int) -> str:
        """Give a party's credit code."""
        known = self.by_id.get(party_id)
        return known.uscc if known else ""

    def roles(self, uscc: str) -> frozenset[Role]:
        """Give a party's roles; none where nobody is registered."""
        known = self.by_uscc.get(uscc)
        return known.roles if known else frozenset()

    def inbound_duty(self, uscc: str) -> str | None:
        """Give the duty under which a party reports waste arriving; None where Article 24 asks nothing of it."""
        known = self.by_uscc.get(uscc)
        return _first(_INBOUND, known.roles, known.partner) if known else None

    def outbound_duty(self, uscc: str) -> str | None:
        """Give the duty under which a party reports waste leaving; None where Article 24 asks nothing of it."""
        known = self.by_uscc.get(uscc)
        return _first(_OUTBOUND, known.roles, known.partner) if known else None

    def due(self, duty: str, day: date) -> date:
        """Give the last day on which a duty that a day started is filed in time; that day where none is set."""
        return _due(self.calendar, duty, day)


_DUE: dict[tuple[int, str, date], date] = {}


def _due(calendar: Calendar, duty: str, day: date) -> date:
    """Count once what comes up for every battery of a load."""
    key = (id(calendar), duty, day)
    if key not in _DUE:
        if len(_DUE) > 100_000:  # noqa: PLR2004 - a bound on memory, no more
            _DUE.clear()
        _DUE[key] = due_on(RULEBOOK.by_id[duty], day, calendar)[1] or day
    return _DUE[key]


class Claim(NamedTuple):
    """What one filing says of a code's place: under which top, in which module ("" = directly).

    ``since`` and ``until``: between which days the top was whole, by what is on file of it.
    """

    top: str
    module: str
    party_id: int
    receipt: str
    since: date = date.min
    until: date = date.max


class Life(Struct, frozen=True, kw_only=True):
    """A battery with all that a judge asks about it.

    ``facts``: those that it lived through, in order, as ``lived.passed`` gives them; ``direct``: those that name it;
    ``line``: the code and what it stands in, upwards;
    ``vehicles``: the facts of every vehicle that its own name; ``swapping``: VINs known to swap; ``beside``: the
    other movements of its transfers, where a label among them could not be read.
    """

    code: str
    facts: tuple[Fact, ...]
    direct: tuple[Fact, ...]
    claims: tuple[Claim, ...] = ()
    line: tuple[str, ...] = ()
    vehicles: Mapping[str, tuple[Fact, ...]] = {}
    swapping: frozenset[str] = frozenset()
    beside: tuple[Fact, ...] = ()


def of_parties(standings: Iterable[Standing]) -> tuple[dict[int, Standing], dict[str, Standing]]:
    """Give parties by number and by credit code."""
    known = list(standings)
    return {one.party_id: one for one in known}, {one.uscc: one for one in known}
