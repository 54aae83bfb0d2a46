"""成员台账 — memberships and posts on file: who may do what for whom, from when until when.

    Standing   one firm or office that a person may speak for
    Member     a person in a firm, as its administrators see it

Nothing is overwritten: new roles end one membership and begin another.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.utils import timezone

from suyuan.domain.access import Part
from suyuan.storage import queries
from suyuan.storage.accounts import named, told
from suyuan.storage.models import Account, Membership, Post
from suyuan.storage.queries import reader
from suyuan.storage.wall import by_register

SQL = queries.load("members")


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One firm or office that a person may speak for. ``key``: ``party-12`` or ``post-3``.

    ``may_act``: the firm may stand for others, by mandate or because it took over from them.
    """

    key: str
    kind: str
    name: str = ""
    uscc: str = ""
    parts: frozenset[Part] = frozenset()
    department: str = ""
    level: str = ""
    territory: str = ""
    may_act: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A person in a firm."""

    id: int
    account_id: int
    user_id: int
    username: str
    parts: frozenset[Part]
    since_at: datetime


@by_register
def of_user(user_id: int) -> list[Standing]:
    """Give every standing of an active user: firms, offices, firms that have ended; each in order of beginning.

    Every page asks: one statement, written out.
    """
    rows = reader().execute(SQL["of_user"], {"user_id": user_id, "at": timezone.now()}).fetchall()
    return [
        Standing(
            key=key,
            kind=kind,
            name=name,
            uscc=uscc,
            parts=frozenset(map(Part, roles)),
            department=department,
            level=level,
            territory=territory,
            may_act=may_act,
        )
        for *_, key, kind, name, uscc, roles, department, level, territory, may_act in rows
    ]


def _held() -> QuerySet[Post]:
    """Give the posts that are held now; one given for a time ends by itself."""
    now = timezone.now()
    return Post.objects.filter(Q(until_at=None) | Q(until_at__gt=now), since_at__lte=now)


def _live(party_id: int) -> QuerySet[Membership]:
    return (
        named(Membership.objects)
        .filter(party_id=party_id, until_at=None, account__user__is_active=True)
        .order_by("since_at", "id")
    )


def _member(row: Membership) -> Member:
    return Member(
        id=row.id,
        account_id=row.account_id,
        user_id=row.account.user_id,
        username=row.account.user.get_username(),
        parts=frozenset(map(Part, row.roles)),
        since_at=row.since_at,
    )


def of_party(party_id: int) -> list[Member]:
    """Give the members of a firm, the longest there first."""
    return [_member(row) for row in _live(party_id)]


def lock(party_id: int) -> list[Member]:
    """Give the members of a firm and let nobody else change them before this transaction ends.

    Of two administrators who remove each other, the second waits here and then finds itself alone.
    """
    return [_member(row) for row in _live(party_id).select_for_update(of=("self",))]


def begin(account_id: int, party_id: int, parts: Iterable[Part], *, by: int | None, at: datetime) -> None:
    """Let a person have these parts in a firm."""
    Membership.objects.create(
        account_id=account_id,
        party_id=party_id,
        roles=sorted(part.value for part in parts),
        since_at=at,
        given_by_id=by,
    )


def end(membership_id: int, *, by: int, at: datetime) -> None:
    """End a membership; its row stays."""
    Membership.objects.filter(id=membership_id, until_at=None).update(until_at=at, ended_by_id=by)


@by_register
def account_of(user_id: int) -> int:
    """Give the account of a user, opened where there is none yet; locked until the transaction ends.

    Whoever makes a member asks next which posts the person holds, and nobody may give one in between.
    """
    account, _ = Account.objects.select_for_update().get_or_create(user_id=user_id)
    return account.id


@by_register
def has_post(user_id: int) -> bool:
    """Tell whether a user holds a post."""
    return _held().filter(account__user_id=user_id).exists()


@by_register
def has_post_within(user_id: int, territory: str) -> bool:
    """Tell whether a user holds a post, and none outside a territory (leading digits; empty = the country)."""
    posts = _held().filter(account__user_id=user_id, account__user__is_active=True)
    held = list(posts.values_list("territory", flat=True))
    return bool(held) and all(each.startswith(territory) for each in held)


@by_register
def official_by_email(email: str) -> int | None:
    """Give the one active user with a post and this e-mail address; None for none and for several."""
    found = list(
        _held()
        .filter(account__user__is_active=True, account__user__email__iexact=email)
        .values_list("account__user_id", flat=True)
        .distinct()[:2]
    )
    return found[0] if email and len(found) == 1 else None


def names(user_ids: Iterable[int]) -> dict[int, str]:
    """Give user names by the number of the user; empty for who was erased."""
    users = get_user_model().objects.filter(pk__in=list(user_ids))
    return {
        number: told(name, alive=alive)
        for number, name, alive in users.values_list("pk", "username", "is_active")
    }
