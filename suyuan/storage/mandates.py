"""委托台账 — mandates: one party files for another.

Row        one mandate on file
acting()   an agent's viewer -> the viewer of the agent filing for its principal
standing() which of several filings under way still have a mandate, asked inside their transaction
stop()     keeps that a filing was not stored for want of one
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import Q
from psycopg import Cursor

from suyuan.domain.access import Part, Viewer
from suyuan.law.duty import Role
from suyuan.storage import queries
from suyuan.storage.accounts import told
from suyuan.storage.models import Account, Mandate, MandateStop, Membership, Party
from suyuan.storage.queries import reader
from suyuan.storage.wall import by_register

SQL = queries.load("mandates")
HANDED = frozenset(
    {Part.PREPARER, Part.SIGNER, Part.READER}
)  # what a mandate hands over: never the firm's house


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One mandate on file. ``duties`` None = every duty of the principal; ``to_date`` = its last day."""

    id: int
    principal_id: int
    principal_uscc: str
    principal_name: str
    agent_id: int
    agent_uscc: str
    agent_name: str
    principal_state: str
    agent_state: str
    duties: tuple[str, ...] | None
    from_date: date
    to_date: date
    given_by: str
    given_at: datetime
    revoked_at: datetime | None
    laid_down: bool


def _row(mandate: Mandate, names: Mapping[int, str]) -> Row:
    ender = mandate.revoked_by_id
    return Row(
        id=mandate.id,
        principal_id=mandate.principal_id,
        principal_uscc=mandate.principal.uscc,
        principal_name=mandate.principal.name,
        agent_id=mandate.agent_id,
        agent_uscc=mandate.agent.uscc,
        agent_name=mandate.agent.name,
        principal_state=mandate.principal.state,
        agent_state=mandate.agent.state,
        duties=None if mandate.duties is None else tuple(mandate.duties),
        from_date=mandate.from_date,
        to_date=mandate.to_date or date.max,
        given_by=names.get(mandate.given_by_id, ""),
        given_at=mandate.given_at,
        revoked_at=mandate.revoked_at,
        laid_down=ender is not None and _has_part(ender, mandate.agent_id),
    )


@by_register
def _has_part(account_id: int, party_id: int) -> bool:
    """Tell whether a person has or had a part in a party: of the agent's people the principal reads nothing more."""
    return Membership.objects.filter(account_id=account_id, party_id=party_id).exists()


def give(
    *,
    principal_id: int,
    agent_id: int,
    duties: Sequence[str] | None,
    from_date: date,
    to_date: date,
    account_id: int,
    at: datetime,
) -> int:
    """Enter a mandate; gives its number."""
    made = Mandate.objects.create(
        principal_id=principal_id,
        agent_id=agent_id,
        duties=None if duties is None else list(duties),
        from_date=from_date,
        to_date=to_date,
        given_by_id=account_id,
        given_at=at,
    )
    return int(made.id)


def of_party(party_id: int) -> list[Row]:
    """Give the mandates that a party gave or holds, the youngest first."""
    found = Mandate.objects.select_related("principal", "agent")
    mine = list(found.filter(Q(principal_id=party_id) | Q(agent_id=party_id)).order_by("-given_at", "-id"))
    givers = Account.objects.filter(id__in={mandate.given_by_id for mandate in mine})
    people = givers.values_list("id", "user__username", "user__is_active")  # the own ones
    names = {number: told(name, alive=alive) for number, name, alive in people}
    return [_row(mandate, names) for mandate in mine]


def find(mandate_id: int, party_id: int) -> Row | None:
    """Give a mandate that a party gave or holds."""
    return next((row for row in of_party(party_id) if row.id == mandate_id), None)


def revoke(mandate_id: int, *, account_id: int, at: datetime) -> None:
    """End a mandate at once."""
    Mandate.objects.filter(id=mandate_id, revoked_at=None).update(revoked_at=at, revoked_by_id=account_id)


@by_register
def principals(agent_id: int, *, on: date) -> list[tuple[int, str, str]]:
    """Give (number, USCC, name) of the parties for which a party may file on a day."""
    return reader().execute(SQL["principals"], {"agent": agent_id, "on": on}).fetchall()


def _in_force(on: date) -> Any:
    return Mandate.objects.filter(
        Q(to_date=None) | Q(to_date__gte=on),
        from_date__lte=on,
        revoked_at=None,
        principal__state__in=("approved", "suspended"),  # who is suspended must report all the same
        agent__state="approved",
    )


@by_register
def acting(agent: Viewer, *, on: date, principal_id: int | None = None, uscc: str = "") -> Viewer | None:
    """Give the agent as it files for a principal under its mandates of that day; None where it holds none.

    A mandate hands on neither the firm's house nor itself: who comes under one holds no further.
    """
    if agent.kind != "member" or agent.agent_id is not None or agent.party_id is None:
        return None
    held = _in_force(on).filter(agent_id=agent.party_id)
    held = (
        held.filter(principal_id=principal_id)
        if principal_id is not None
        else held.filter(principal__uscc=uscc)
    )
    scopes = list(held.values_list("duties", "principal_id"))
    if not scopes:
        return None
    principal = Party.objects.get(id=scopes[0][1])
    handed = (
        None
        if any(duties is None for duties, _ in scopes)
        else {duty for duties, _ in scopes for duty in duties}
    )
    return replace(
        agent,
        party_id=principal.id,
        uscc=principal.uscc,
        party_name=principal.name,
        party_state=principal.state,
        roles=frozenset(Role(row.role) for row in principal.roles.all()),
        partner=principal.partner_of.filter(ended_at=None).exclude(confirmed_at=None).exists(),
        parts=agent.parts & HANDED,
        duties=_both(agent.duties, handed),
        agent_id=agent.party_id,
        agent_uscc=agent.uscc,
        agent_name=agent.party_name,
    )


def _both(one: frozenset[str] | None, other: Collection[str] | None) -> frozenset[str] | None:
    """Give the duties that both scopes hold; None = every duty."""
    if one is None or other is None:
        return one if other is None else frozenset(other)
    return one & frozenset(other)


class Asked(NamedTuple):
    """A filing under way: who files for whom under which duty."""

    agent_id: int
    principal_id: int
    duty: str


def standing(cursor: Cursor[Any], asked: Collection[Asked], *, on: date) -> set[Asked]:
    """Give those of the filings under way that a mandate still covers; it cannot be revoked until they are stored."""
    cursor.execute(
        SQL["standing"],
        {
            "agents": [one.agent_id for one in asked],
            "principals": [one.principal_id for one in asked],
            "on": on,
        },
    )
    found = cursor.fetchall()
    return {
        one
        for one in asked
        for agent_id, principal_id, duties in found
        if (agent_id, principal_id) == one[:2] and (duties is None or one.duty in duties)
    }


def stop(asked: Asked, *, user_id: int, handed_in_at: datetime, at: datetime) -> None:
    """Keep that a filing was not stored: its mandate had ended meanwhile."""
    MandateStop.objects.create(
        principal_id=asked.principal_id,
        agent_id=asked.agent_id,
        duty=asked.duty,
        user_id=user_id,
        handed_in_at=handed_in_at,
        stopped_at=at,
    )


class Stop(NamedTuple):
    """A filing that was not stored for want of a mandate."""

    principal_name: str
    agent_name: str
    duty: str
    handed_in_at: datetime
    stopped_at: datetime


def stops(party_id: int, *, most: int = 20) -> list[Stop]:
    """Give the filings that were not stored for want of a mandate, by or for a party, the latest first."""
    found = MandateStop.objects.filter(Q(principal_id=party_id) | Q(agent_id=party_id)).order_by(
        "-stopped_at"
    )
    columns = ("principal__name", "agent__name", "duty", "handed_in_at", "stopped_at")
    return [Stop(*row) for row in found.values_list(*columns)[:most]]
