"""委托查询 — the mandates that a party gave and holds, which end soon, and for whom it may file now."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from suyuan.domain.access import Viewer
from suyuan.services import clock
from suyuan.services.refusals import Refused
from suyuan.storage import mandates
from suyuan.storage.mandates import Stop
from suyuan.storage.wall import reads

WARN_DAYS = 30
LIVING = frozenset({"waiting", "live", "ending", "at_rest"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One mandate. ``state``: waiting (not begun), live, ending (within 30 days), over, revoked, laid_down.

    at_rest: its agent is suspended, and files for nobody meanwhile; ended: one of the two firms is no more.
    """

    id: int
    given: bool  # by the party that looks; else it holds it
    other_uscc: str
    other_name: str
    duties: tuple[str, ...] | None
    from_date: date
    to_date: date
    given_by: str
    given_at: datetime
    state: str

    @property
    def is_live(self) -> bool:
        """Tell whether it holds or will hold."""
        return self.state in LIVING


def _state(row: mandates.Row, today: date) -> str:
    if row.revoked_at is not None:
        return "laid_down" if row.laid_down else "revoked"
    if row.to_date < today:
        return "over"
    if "terminated" in {row.principal_state, row.agent_state}:
        return "ended"
    if row.agent_state != "approved":
        return "at_rest"
    if row.from_date > today:
        return "waiting"
    return "ending" if row.to_date <= today + timedelta(days=WARN_DAYS) else "live"


def _shown(row: mandates.Row, party_id: int, today: date) -> Shown:
    given = row.principal_id == party_id
    return Shown(
        id=row.id,
        given=given,
        other_uscc=row.agent_uscc if given else row.principal_uscc,
        other_name=row.agent_name if given else row.principal_name,
        duties=row.duties,
        from_date=row.from_date,
        to_date=row.to_date,
        given_by=row.given_by if given else "",
        given_at=row.given_at,
        state=_state(row, today),
    )


@reads
def find_mandates(viewer: Viewer) -> list[Shown]:
    """Give the mandates that the viewer's party gave and holds: the living first. Raises Refused."""
    if not viewer.may("mandate.read"):
        raise Refused("auth.not_allowed")
    today, party_id = clock.today(), viewer.party_id or 0
    shown = [_shown(row, party_id, today) for row in mandates.of_party(party_id)]
    return sorted(shown, key=lambda one: not one.is_live)


@reads
def find_stops(viewer: Viewer) -> list[Stop]:
    """Give the filings that were not stored for want of a mandate, by or for the viewer's party. Raises Refused."""
    if not viewer.may("mandate.read"):
        raise Refused("auth.not_allowed")
    return mandates.stops(viewer.party_id or 0)


def get_mandate(viewer: Viewer, mandate_id: int) -> Shown:
    """Give one mandate that the viewer's party gave or holds. Raises Refused."""
    for one in find_mandates(viewer):
        if one.id == mandate_id:
            return one
    raise Refused("not_found")


def ending(viewer: Viewer) -> list[Shown]:
    """Give the mandates, given and held, that end within 30 days."""
    if not viewer.may("mandate.read"):
        return []
    return [one for one in find_mandates(viewer) if one.state == "ending"]
