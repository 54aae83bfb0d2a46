"""职务台账 — who holds or held which post, and the accounts of people who are given one."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet

from suyuan.storage.accounts import name_of, named
from suyuan.storage.models import Account, Membership, Post
from suyuan.storage.wall import by_register


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One post on file; ``until_at`` None = without an end. ``was_ended``: by somebody, before its time."""

    id: int
    account_id: int
    user_id: int
    username: str
    kind: str
    department: str
    level: str
    territory: str
    since_at: datetime
    until_at: datetime | None
    was_ended: bool = False


def _row(post: Post) -> Row:
    return Row(
        id=post.id,
        account_id=post.account_id,
        user_id=post.account.user_id,
        username=post.account.user.get_username(),
        kind=post.kind,
        department=post.department,
        level=post.level,
        territory=post.territory,
        since_at=post.since_at,
        until_at=post.until_at,
        was_ended=post.ended_by_id is not None,
    )


def _held(at: datetime) -> QuerySet[Post]:
    return named(Post.objects).filter(Q(until_at=None) | Q(until_at__gt=at))


def held(*, at: datetime) -> list[Row]:
    """Give the posts that are held at an instant, by kind, department and territory."""
    rows = _held(at).order_by("kind", "department", "territory", "account__user__username")
    return [_row(post) for post in rows]


def ended(*, at: datetime, most: int) -> list[Row]:
    """Give the posts that ended last."""
    rows = named(Post.objects).filter(until_at__lte=at).order_by("-until_at", "-id")
    return [_row(post) for post in rows[:most]]


def find(post_id: int, *, at: datetime, locked: bool = False) -> Row | None:
    """Give a post that is held; ``locked`` lets nobody else end it meanwhile."""
    rows = _held(at).filter(id=post_id)
    post = (rows.select_for_update(of=("self",)) if locked else rows).first()
    return _row(post) if post else None


def kinds_of(account_id: int, *, at: datetime) -> set[str]:
    """Give the kinds of post that a person holds, and ``member`` where the person belongs to a firm."""
    kinds = set(_held(at).filter(account_id=account_id).values_list("kind", flat=True))
    member = Membership.objects.filter(account_id=account_id, until_at=None).exists()
    return kinds | ({"member"} if member else set())


@by_register
def account_of(username: str) -> tuple[int, int] | None:
    """Give (account, user) of a username, locked until the transaction ends."""
    rows = Account.objects.select_for_update(of=("self",)).filter(user__username=username)
    return rows.values_list("id", "user_id").first()


@by_register
def open_account(username: str) -> tuple[int, int]:
    """Enter a person who has no password yet; give (account, user)."""
    user = get_user_model()(username=username, is_active=True)
    user.set_unusable_password()
    user.save()
    return Account.objects.create(user=user).id, user.pk


def first_password(user_id: int) -> tuple[str, str] | None:
    """Give (user, key) of a one-time link to choose a password; None for a person who has one."""
    user = get_user_model().objects.get(pk=user_id)
    if user.has_usable_password():
        return None
    return user_pk_to_url_str(user), default_token_generator.make_token(user)


def give(
    account_id: int,
    *,
    kind: str,
    department: str,
    level: str,
    territory: str,
    since_at: datetime,
    until_at: datetime | None,
    given_by: int,
) -> Row:
    """Enter a post."""
    post = Post.objects.create(
        account_id=account_id,
        kind=kind,
        department=department,
        level=level,
        territory=territory,
        since_at=since_at,
        until_at=until_at,
        given_by_id=given_by,
    )
    return _row(named(Post.objects).get(id=post.id))


def end(post_id: int, *, at: datetime, ended_by: int) -> None:
    """End a post."""
    Post.objects.filter(id=post_id).update(until_at=at, ended_by_id=ended_by)


@by_register
def officers(department: str, territory: str, *, at: datetime) -> list[tuple[int, str]]:
    """Give (account, username) of those who work at a desk at an instant, by name."""
    rows = _held(at).filter(kind__in=("inspector", "ministry"), department=department, territory=territory)
    found = {post.account_id: post.account.user.get_username() for post in rows}
    return sorted(found.items(), key=lambda one: one[1])


@by_register
def usernames(accounts: Collection[int]) -> dict[int, str]:
    """Give the names of some accounts; empty once a person was erased."""
    return {row.id: name_of(row) for row in Account.objects.select_related("user").filter(id__in=accounts)}
