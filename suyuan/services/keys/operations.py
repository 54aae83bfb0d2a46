"""密钥与程序用例 — make, rotate and revoke what a firm's machines sign in with.

    Scope     what a key or program may do: every duty, some of them, or only reading
    Secret    what was made, with the secret that is shown this once
    issue()   a key;   rotate() a new one beside the old one for a while;   revoke() ends it at once
    enter()   a program with client credentials;   renew() another secret;   end() ends it at once

Nobody hands a machine more than they may do themselves: only a signer makes a key that files. A key dies with the
membership of whoever made it, for that person has seen its secret.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from suyuan.domain.access import Part, Viewer
from suyuan.domain.agreement import Agreed
from suyuan.law.calendar import SHANGHAI, legal_day
from suyuan.law.measures_2026 import RULEBOOK
from suyuan.services import clock
from suyuan.services.refusals import Refused
from suyuan.storage import keys, programs
from suyuan.storage.wall import as_writer

DEFAULT_DAYS = 365
LONGEST_DAYS = 730
OVERLAPS = (0, 1, 7, 30)  # days for which an old key may live beside its successor
LONGEST_NAME = 80

Duties = Sequence[str] | None  # None = every duty, () = reads only


@dataclass(frozen=True, slots=True)
class Secret:
    """What was made: its name, its public part (prefix or client id) and its secret, shown this once."""

    name: str
    public: str
    text: str
    expires_at: datetime


def default_end() -> date:
    """Give the last day of a key for which nobody says another."""
    return legal_day(clock.true_now()) + timedelta(days=DEFAULT_DAYS)


def latest_end() -> date:
    """Give the latest last day that a key may have."""
    return legal_day(clock.true_now()) + timedelta(days=LONGEST_DAYS)


def may_file(viewer: Viewer) -> bool:
    """Tell whether the viewer may make a key that files."""
    return Part.SIGNER in viewer.parts


def issue(viewer: Viewer, *, name: str, duties: Duties, last_day: date) -> Secret:
    """Make a key of the viewer's firm. Raises Refused."""
    party_id = _house(viewer, "key.issue")
    name, scope, expires_at = _asked(viewer, name, duties, last_day)
    with as_writer(viewer, durable=True):
        row, secret = keys.issue(
            account_id=viewer.account_id,
            party_id=party_id,
            name=name,
            duties=scope,
            at=clock.true_now(),
            expires_at=expires_at,
        )
    return Secret(row.name, row.prefix, secret, expires_at)


def rotate(viewer: Viewer, key_id: int, *, overlap_days: int) -> Secret:
    """Make a new key of the same scope; the old one lives on for the overlap at most. Raises Refused."""
    party_id = _house(viewer, "key.rotate")
    now = clock.true_now()
    days = overlap_days if overlap_days in OVERLAPS else 0
    with as_writer(viewer, durable=True):
        old = _live_key(key_id, party_id, now)
        name, scope, expires_at = _asked(viewer, old.name, old.duties, default_end())
        row, secret = keys.issue(
            account_id=viewer.account_id,
            party_id=party_id,
            name=name,
            duties=scope,
            at=now,
            expires_at=expires_at,
            replaces=old.id,
        )
        keys.shorten(old.id, until=now + timedelta(days=days))
    return Secret(row.name, row.prefix, secret, expires_at)


def revoke(viewer: Viewer, key_id: int) -> None:
    """End a key; every process has forgotten it within a second. Raises Refused."""
    party_id = _house(viewer, "key.revoke")
    with as_writer(viewer, durable=True):
        if keys.find(key_id, party_id) is None:
            raise Refused("not_found")
        keys.revoke(key_id, account_id=viewer.account_id, at=clock.true_now())


def enter(viewer: Viewer, *, name: str, duties: Duties, last_day: date) -> Secret:
    """Enter a program of the viewer's firm with client credentials. Raises Refused."""
    party_id = _house(viewer, "key.issue")
    name, scope, expires_at = _asked(viewer, name, duties, last_day)
    with as_writer(viewer, durable=True):
        row, secret = programs.enter(
            account_id=viewer.account_id,
            party_id=party_id,
            name=name,
            duties=scope,
            at=clock.true_now(),
            expires_at=expires_at,
        )
    return Secret(row.name, row.client_id, secret, expires_at)


def renew(viewer: Viewer, program_id: int) -> Secret:
    """Draw a program another secret; tokens in hand run to their end within the hour. Raises Refused."""
    party_id = _house(viewer, "key.rotate")
    with as_writer(viewer, durable=True):
        row = _program(program_id, party_id)
        if row.revoked_at is not None or row.expires_at <= clock.true_now():
            raise Refused("key.over")
        if row.duties != () and not may_file(viewer):
            raise Refused("key.not_signer")
        secret = programs.renew_secret(row)
    return Secret(row.name, row.client_id, secret, row.expires_at)


def end(viewer: Viewer, program_id: int) -> None:
    """End a program with every token it holds. Raises Refused."""
    party_id = _house(viewer, "key.revoke")
    with as_writer(viewer, durable=True):
        row = _program(program_id, party_id)
        programs.revoke(row, account_id=viewer.account_id, at=clock.true_now())


def keep_command_line() -> None:
    """See that the command line is known as a client; everybody's, so nobody is asked."""
    programs.keep_command_line()


def next_refresh(text: str, *, after: Any) -> str:
    """Give a refresh token that names its sign-in: that of ``after``, which draws it, or a new one."""
    return programs.next_refresh(text, after=after)


def draw_together(access: str, refresh: str, *, agreed: Agreed, after: Any) -> None:
    """Keep that an access and a refresh token end together, and with all that was drawn before in their sign-in.

    ``agreed``: how the person did, where no earlier token ``after`` tells it.
    """
    programs.draw_together(access, refresh, agreed=agreed, after=after)


def end_reused(text: str, client_id: str) -> None:
    """End a sign-in of which a refresh token comes back that was used already."""
    programs.end_reused(text, client_id, at=clock.true_now())


def end_drawn(text: str) -> None:
    """End a token, whoever shows it, with the other of its sign-in; one that is not there is ended already."""
    programs.end_drawn(text)


def leave_command_lines(viewer: Viewer) -> None:
    """End every sign-in of the viewer on a command line. Raises Refused."""
    if not viewer.may("session.own"):
        raise Refused("auth.not_allowed")
    with as_writer(viewer, durable=True):
        programs.leave_command_lines(viewer.user_id)


def end_command_lines(user_id: int) -> None:
    """End every sign-in of a person on a command line, whose password has just been changed."""
    programs.leave_command_lines(user_id)


def _house(viewer: Viewer, act: str) -> int:
    """Give the firm whose house the viewer keeps. Raises Refused."""
    if not viewer.may(act) or viewer.party_id is None:
        raise Refused("auth.not_allowed")
    return viewer.party_id


def _program(program_id: int, party_id: int) -> programs.Row:
    """Find a program of the firm. Raises Refused."""
    row = programs.find(program_id, party_id)
    if row is None:
        raise Refused("not_found")
    return row


def _live_key(key_id: int, party_id: int, now: datetime) -> keys.Row:
    """Find a key of the firm that has not ended. Raises Refused."""
    row = keys.find(key_id, party_id)
    if row is None:
        raise Refused("not_found")
    if row.revoked_at is not None or (row.expires_at is not None and row.expires_at <= now):
        raise Refused("key.over")
    return row


def _asked(
    viewer: Viewer, name: str, duties: Duties, last_day: date
) -> tuple[str, tuple[str, ...] | None, datetime]:
    """Check name, scope and end; the end is the midnight after the last day. Raises Refused."""
    name = name.strip()[:LONGEST_NAME]
    if not name or not name.isprintable():
        raise Refused("key.no_name")
    borne = {duty.id for duty in RULEBOOK.for_roles(viewer.roles, partner=viewer.partner)}
    scope = None if duties is None else tuple(duty for duty in dict.fromkeys(duties) if duty in borne)
    if duties and not scope:
        raise Refused("key.no_scope")
    if (scope is None or scope) and not may_file(viewer):
        raise Refused("key.not_signer")
    if not legal_day(clock.true_now()) < last_day <= latest_end():
        raise Refused("key.bad_end")
    end_of_day = datetime.combine(last_day + timedelta(days=1), time(), SHANGHAI)
    return name, scope, end_of_day.astimezone(UTC)
