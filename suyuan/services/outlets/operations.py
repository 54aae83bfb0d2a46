"""网点用例 — between filings: all is still so, and what of the checklist is met.

    confirm()   nothing has changed; the public sees that somebody looked
    answer()    lines of the checklist

Neither is a filing: a change is filed under 24.6.a within its 30 days.

Source: Articles 14(2), 15(2) (timely updating) and 16.
"""

from collections.abc import Mapping
from datetime import datetime

from suyuan.domain.access import Viewer
from suyuan.domain.outlets import Outlet
from suyuan.law.calendar import legal_day
from suyuan.law.outlet_requirements import of_kind
from suyuan.services.outlets import queries
from suyuan.services.refusals import Refused
from suyuan.storage import outlets as store


def _own(viewer: Viewer, outlet_no: str, at: datetime) -> Outlet:
    """Find an outlet of the viewer's firm that it may speak for. Raises Refused."""
    if not viewer.may("site.change"):
        raise Refused("auth.not_allowed")
    for one in queries.own(viewer, today=legal_day(at)):
        if one.outlet_no == outlet_no:
            return one
    raise Refused("not_found")


def confirm(viewer: Viewer, outlet_no: str, *, at: datetime) -> None:
    """Say that an outlet is still as it was filed. Raises Refused, also for one that is closed."""
    if _own(viewer, outlet_no, at).is_closed:
        raise Refused("outlet.closed")
    store.say(viewer.party_id or 0, outlet_no, {store.CONFIRMED: True}, user_id=viewer.user_id, at=at)


def answer(viewer: Viewer, outlet_no: str, said: Mapping[str, str], *, at: datetime) -> None:
    """Answer lines of the checklist: ``yes`` or ``no`` by their ids; others are left as they were. Raises Refused."""
    found = _own(viewer, outlet_no, at)
    answers = {
        one.id: said[one.id] == "yes" for one in of_kind(found.kind) if said.get(one.id) in {"yes", "no"}
    }
    store.say(viewer.party_id or 0, outlet_no, answers, user_id=viewer.user_id, at=at)
