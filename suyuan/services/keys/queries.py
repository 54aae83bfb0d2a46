"""密钥与程序查询 — a firm's keys and programs as its administrators see them, and which of them end soon."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from suyuan.domain.access import Viewer
from suyuan.law.calendar import legal_day
from suyuan.services import clock
from suyuan.services.refusals import Refused
from suyuan.storage import keys, programs
from suyuan.storage.wall import reads

WARN_DAYS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One key or program. ``state``: live, ending (within 30 days), expired, revoked, orphaned (its maker left)."""

    id: int
    name: str
    public: str  # the leading characters of a key, the client id of a program
    duties: tuple[str, ...] | None
    made_by: str
    created_at: datetime
    expires_at: datetime | None
    used_at: datetime | None
    state: str

    @property
    def last_day(self) -> date | None:
        """Give the last whole legal day on which it works."""
        return None if self.expires_at is None else legal_day(self.expires_at - timedelta(seconds=1))

    @property
    def is_live(self) -> bool:
        """Tell whether it still opens the door."""
        return self.state in {"live", "ending"}


def _state(row: keys.Row | programs.Row, now: datetime) -> str:
    if row.revoked_at is not None:
        return "revoked"
    if row.expires_at is not None and row.expires_at <= now:
        return "expired"
    if row.orphaned:
        return "orphaned"
    ends_soon = row.expires_at is not None and row.expires_at <= now + timedelta(days=WARN_DAYS)
    return "ending" if ends_soon else "live"


def _shown(row: keys.Row | programs.Row, now: datetime) -> Shown:
    return Shown(
        id=row.id,
        name=row.name,
        public=row.prefix if isinstance(row, keys.Row) else row.client_id,
        duties=row.duties,
        made_by=row.made_by,
        created_at=row.created_at,
        expires_at=row.expires_at,
        used_at=row.used_at,
        state=_state(row, now),
    )


def _party(viewer: Viewer) -> int:
    """Give the firm whose keys the viewer may see. Raises Refused."""
    if not viewer.may("key.read") or viewer.party_id is None:
        raise Refused("auth.not_allowed")
    return viewer.party_id


@reads
def find_keys(viewer: Viewer) -> list[Shown]:
    """Give the firm's keys: the living first, then the youngest. Raises Refused."""
    now = clock.true_now()
    shown = [_shown(row, now) for row in keys.of_party(_party(viewer))]
    return sorted(shown, key=lambda one: not one.is_live)


@reads
def find_programs(viewer: Viewer) -> list[Shown]:
    """Give the firm's programs: the living first, then the youngest. Raises Refused."""
    now = clock.true_now()
    shown = [_shown(row, now) for row in programs.of_party(_party(viewer))]
    return sorted(shown, key=lambda one: not one.is_live)


@reads
def get_key(viewer: Viewer, key_id: int) -> Shown:
    """Give one key of the firm. Raises Refused."""
    row = keys.find(key_id, _party(viewer))
    if row is None:
        raise Refused("not_found")
    return _shown(row, clock.true_now())


@reads
def get_program(viewer: Viewer, program_id: int) -> Shown:
    """Give one program of the firm. Raises Refused."""
    row = programs.find(program_id, _party(viewer))
    if row is None:
        raise Refused("not_found")
    return _shown(row, clock.true_now())


def ending(viewer: Viewer) -> list[Shown]:
    """Give the firm's keys and programs that end within 30 days; none to those who may not see them."""
    if not viewer.may("key.read"):
        return []
    return [one for one in (*find_keys(viewer), *find_programs(viewer)) if one.state == "ending"]


def command_lines(viewer: Viewer) -> list[datetime]:
    """Give when the viewer signed in on command lines that are still signed in."""
    return programs.command_lines(viewer.user_id)
