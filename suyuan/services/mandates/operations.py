"""委托用例 — give a mandate, take it back, lay it down.

The principal stays answerable for what its agent files, and sees it. The agent cannot hand a mandate on: whoever
comes under one holds none of its own, and none of the acts of this module is an agent's.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from suyuan.domain.access import Viewer
from suyuan.law.measures_2026 import RULEBOOK
from suyuan.services import clock
from suyuan.services.parties.queries import find_party
from suyuan.services.refusals import Refused
from suyuan.storage import mandates, parties
from suyuan.storage.wall import as_writer

LONGEST = timedelta(days=3 * 366)


def give(
    viewer: Viewer, *, agent_uscc: str, duties: Sequence[str] | None, from_date: date, to_date: date
) -> int:
    """Let another party file for the viewer's: some duties or (None) all, between two days. Raises Refused."""
    if not viewer.may("mandate.give") or viewer.party_id is None:
        raise Refused("auth.not_allowed")
    agent = find_party(agent_uscc)
    if agent is None or not parties.is_approved(agent.party_id):
        raise Refused("mandate.no_agent")
    if agent.party_id == viewer.party_id:
        raise Refused("mandate.self")
    today = clock.today()
    if from_date < today or to_date < from_date or to_date - from_date > LONGEST:
        raise Refused("mandate.bad_days")
    borne = {duty.id for duty in RULEBOOK.for_roles(viewer.roles, partner=viewer.partner)}
    scope = None if duties is None else [duty for duty in dict.fromkeys(duties) if duty in borne]
    if scope is not None and not scope:
        raise Refused("key.no_scope")
    with as_writer(viewer, durable=True):
        return mandates.give(
            principal_id=viewer.party_id,
            agent_id=agent.party_id,
            duties=scope,
            from_date=from_date,
            to_date=to_date,
            account_id=viewer.account_id,
            at=clock.now(),
        )


def revoke(viewer: Viewer, mandate_id: int) -> None:
    """Take a mandate back (principal) or lay it down (agent), at once. Raises Refused."""
    if not viewer.may("mandate.revoke"):
        raise Refused("auth.not_allowed")
    with as_writer(viewer, durable=True):
        row = mandates.find(mandate_id, viewer.party_id or 0)
        if row is None:
            raise Refused("not_found")
        if row.revoked_at is not None or row.to_date < clock.today():
            raise Refused("mandate.over")
        mandates.revoke(mandate_id, account_id=viewer.account_id, at=clock.now())
