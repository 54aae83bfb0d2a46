"""任免用例 — give a post, move its holder elsewhere, end it; each is felt at the holder's next request.

    Office     what is given: kind, department, level, territory, last day
    appoint()  gives a post to a person, who may be new here
    move()     ends a post and begins another of the same person, both or neither
    end()      ends a post

Posts are kept with the instants between which they held, so it can be read later who might see what on which day.
Whoever came by a province's identity provider signs in anew after a change: it has no power outside its territory.

Source: Articles 4 and 27 of the Measures (departments and levels).
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone

from suyuan.codes import region
from suyuan.domain.access import Department, Post, Viewer
from suyuan.law.departments import LEVEL_DIGITS, Level
from suyuan.services import clock
from suyuan.services.parties.queries import forget_user
from suyuan.services.refusals import Refused
from suyuan.storage import posts as store
from suyuan.storage import sessions
from suyuan.storage.wall import as_writer

SHANGHAI = timezone(timedelta(hours=8))
USERNAME = re.compile(r"[\w.@+-]{1,60}")
_OF_DEPARTMENTS = {Post.INSPECTOR, Post.MINISTRY}
_CODE_DIGITS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """What is given. ``until``: the last day on which it holds; None = without an end."""

    kind: str
    department: str = ""
    level: str = ""
    territory: str = ""
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointed:
    """A post that was given. ``first_password``: (user, key) of the link at which its holder chooses one, where new."""

    post: store.Row
    first_password: tuple[str, str] | None


def _checked(office: Office) -> Office:
    """Give the office with what its kind does not have left out. Raises Refused."""
    if office.kind not in set(Post):
        raise Refused("post.kind")
    if office.until is not None and office.until <= clock.true_today():
        raise Refused("post.until")
    if office.kind not in _OF_DEPARTMENTS:
        return Office(kind=office.kind, until=office.until)
    if office.department not in set(Department):
        raise Refused("post.department")
    level = Level.MINISTRY if office.kind == Post.MINISTRY else office.level
    territory = "" if level == Level.MINISTRY else office.territory.strip()
    if level not in set(Level) or (office.kind == Post.INSPECTOR and level == Level.MINISTRY):
        raise Refused("post.territory")
    if len(territory) != LEVEL_DIGITS[Level(level)] or (territory and not _is_division(territory)):
        raise Refused("post.territory")
    return Office(
        kind=office.kind, department=office.department, level=level, territory=territory, until=office.until
    )


def _is_division(territory: str) -> bool:
    """Tell whether leading digits are those of a division that there is today."""
    if not (territory.isascii() and territory.isdecimal()):
        return False
    code = territory.ljust(_CODE_DIGITS, "0")
    return region.get(code, on=clock.true_today()) is not None


def _ends_at(until: date | None) -> datetime | None:
    """Give the instant after a last day."""
    return datetime.combine(until + timedelta(days=1), time(), SHANGHAI) if until else None


def _goes_together(held: set[str], kind: str) -> bool:
    """Tell whether a person who holds some posts may be given another: an auditor holds nothing else.

    Who belongs to a firm may hold none: nobody watches their own firm, or its competitors for it.
    """
    return not held or ("member" not in held and kind != Post.AUDITOR and Post.AUDITOR not in held)


def appoint(viewer: Viewer, *, username: str, office: Office) -> Appointed:
    """Give a post to a person; one who is new here gets an account without a password. Raises Refused."""
    if not viewer.may("post.appoint"):
        raise Refused("auth.not_allowed")
    name, given, now = username.strip(), _checked(office), clock.true_now()
    if not USERNAME.fullmatch(name):
        raise Refused("post.person")
    with as_writer(viewer):
        account_id, user_id = store.account_of(name) or store.open_account(name)
        if account_id == viewer.account_id:
            raise Refused("post.own")
        if not _goes_together(store.kinds_of(account_id, at=now), given.kind):
            raise Refused("post.conflict")
        row = _give(viewer, account_id, given, now)
        sessions.end_those_by_provider(user_id)
    forget_user(user_id)
    return Appointed(post=row, first_password=store.first_password(user_id))


def _give(viewer: Viewer, account_id: int, office: Office, now: datetime) -> store.Row:
    return store.give(
        account_id,
        kind=office.kind,
        department=office.department,
        level=office.level,
        territory=office.territory,
        since_at=now,
        until_at=_ends_at(office.until),
        given_by=viewer.account_id,
    )


def _held(viewer: Viewer, post_id: int, act: str, now: datetime) -> store.Row:
    """Give a post of somebody else, locked. Raises Refused."""
    if not viewer.may(act):
        raise Refused("auth.not_allowed")
    row = store.find(post_id, at=now, locked=True)
    if row is None:
        raise Refused("not_found")
    if row.account_id == viewer.account_id:
        raise Refused("post.own")
    return row


def move(viewer: Viewer, post_id: int, office: Office) -> store.Row:
    """End a post and give its holder another in the same instant: another county or department. Raises Refused."""
    given, now = _checked(office), clock.true_now()
    with as_writer(viewer):
        row = _held(viewer, post_id, "post.appoint", now)
        store.end(row.id, at=now, ended_by=viewer.account_id)
        if not _goes_together(store.kinds_of(row.account_id, at=now), given.kind):
            raise Refused("post.conflict")
        moved = _give(viewer, row.account_id, given, now)
        sessions.end_those_by_provider(row.user_id)
    forget_user(row.user_id)
    return moved


def end(viewer: Viewer, post_id: int) -> None:
    """End a post. Raises Refused."""
    now = clock.true_now()
    with as_writer(viewer):
        row = _held(viewer, post_id, "post.end", now)
        store.end(row.id, at=now, ended_by=viewer.account_id)
        sessions.end_those_by_provider(row.user_id)
        if not store.kinds_of(row.account_id, at=now):
            sessions.unlink(row.user_id)
    forget_user(row.user_id)
