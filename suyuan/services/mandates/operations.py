"""委托用例 — give a mandate, take it up, take it back, lay it down.

It is offered to a credit code that nobody looks up (``services.offers``), and holds once its owner has taken it.
The principal stays answerable for what its agent files, and sees it. The agent cannot hand a mandate on: whoever
comes under one holds none of its own, and none of the acts of this module is an agent's.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from suyuan.domain.access import Viewer
from suyuan.law.measures_2026 import RULEBOOK
from suyuan.services import clock
from suyuan.services.offers import operations as offers
from suyuan.services.refusals import Refused
from suyuan.storage import mandates
from suyuan.storage.wall import as_register, as_writer

KIND = "mandate"  # of an offer
LONGEST = timedelta(days=3 * 366)


def give(
    viewer: Viewer, *, agent_uscc: str, duties: Sequence[str] | None, from_date: date, to_date: date
) -> int:
    """Offer a mandate to a credit code: some duties or (None) all, between two days; it holds once it is taken.

    Gives the offer's number. Raises Refused.
    """
    if not viewer.may("mandate.give") or viewer.party_id is None:
        raise Refused("auth.not_allowed")
    agent = offers.code_of(agent_uscc)
    if agent == viewer.uscc:
        raise Refused("mandate.self")
    today = clock.today()
    if from_date < today or to_date < from_date or to_date - from_date > LONGEST:
        raise Refused("mandate.bad_days")
    borne = {duty.id for duty in RULEBOOK.for_roles(viewer.roles, partner=viewer.partner)}
    scope = None if duties is None else [duty for duty in dict.fromkeys(duties) if duty in borne]
    if scope is not None and not scope:
        raise Refused("key.no_scope")
    days = {"from_date": from_date.isoformat(), "to_date": to_date.isoformat()}
    return offers.make(viewer, KIND, uscc=agent, terms={"duties": scope} | days)


def take(viewer: Viewer, offer_id: int) -> int:
    """Take up a mandate that was offered to the viewer's firm: from now on it holds. Raises Refused."""
    with as_register(durable=True):
        offer = offers.taken(viewer, offer_id, KIND)
        first, last = (date.fromisoformat(offer.terms[name]) for name in ("from_date", "to_date"))
        if last < clock.today():
            raise Refused("mandate.over")
        return mandates.give(
            principal_id=offer.party_id,
            agent_id=viewer.party_id or 0,
            duties=offer.terms["duties"],
            from_date=first,
            to_date=last,
            account_id=offer.made_by,
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
