"""账户台账 — accounts and tokens on file, as viewers."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import User
from django.db.models import Manager, Model, Q, QuerySet
from django.utils import timezone

from suyuan.domain.access import Part, Viewer
from suyuan.law.duty import Role
from suyuan.storage.models import Account, Membership, Party, Post, Token
from suyuan.storage.wall import by_register

ENDED = "terminated"
ERASED = "erased-"  # how the name of a person who was erased begins
M = TypeVar("M", bound=Model)
_OPEN = {"id", "username", "is_active"}  # columns of a user that readers are granted
EVERY_PART = tuple(part.value for part in Part)
LEVELS = {0: "ministry", 2: "province", 4: "prefecture", 6: "county"}  # by the digits of the territory


def named(rows: Manager[M]) -> QuerySet[M]:
    """Read rows with the account and the name behind them; of what a person signs in with, nothing."""
    private = (field.name for field in User._meta.fields if field.name not in _OPEN)  # noqa: SLF001 - Django's own way
    return rows.select_related("account__user").defer(*(f"account__user__{name}" for name in private))


def name_of(account: Account) -> str:
    """Give the name of a person; empty once the person was erased."""
    return told(account.user.get_username(), alive=account.user.is_active)


def told(username: str, *, alive: bool) -> str:
    """Give a username as it is told: empty once its person was erased; ``alive``: the account is active."""
    return username if alive or not username.startswith(ERASED) else ""


def _member(account: Account, party: Party, parts: frozenset[Part], duties: frozenset[str] | None) -> Viewer:
    return Viewer(
        account_id=account.id,
        user_id=account.user_id,
        kind="member",
        name=account.user.get_username(),
        party_id=party.id,
        uscc=party.uscc,
        party_name=party.name,
        roles=frozenset(Role(row.role) for row in party.roles.all()),
        partner=party.partner_of.filter(ended_at=None).exclude(confirmed_at=None).exists(),
        language=account.language,
        parts=parts,
        duties=duties,
        party_state=party.state,
    )


def _official(account: Account, post: Post) -> Viewer:
    return Viewer(
        account_id=account.id,
        user_id=account.user_id,
        kind=post.kind,
        name=account.user.get_username(),
        territory=post.territory,
        language=account.language,
        department=post.department,
        level=post.level,
        post_id=post.id,
    )


def _viewer(account: Account, party_id: int | None, duties: frozenset[str] | None = None) -> Viewer | None:
    """Give the viewer that an account is for a party, or, with none named, in its first standing.

    A firm that has ended comes last: its people read what it filed, and do nothing more (Article 17).
    """
    parts = (
        Membership.objects.select_related("party")
        .filter(account=account, until_at=None)
        .order_by("since_at", "id")
    )
    if party_id is not None:
        membership = parts.filter(party_id=party_id).first()
    else:
        membership = parts.exclude(party__state=ENDED).first()
        post = None if membership else _posts(account).order_by("since_at", "id").first()
        if post is not None:
            return _official(account, post)
        membership = membership or parts.first()
    if membership is None:
        return None
    return _member(account, membership.party, frozenset(map(Part, membership.roles)), duties)


def _posts(account: Account) -> QuerySet[Post]:
    """Give the posts that a person holds now; one given for a time ends by itself."""
    now = timezone.now()
    return Post.objects.filter(Q(until_at=None) | Q(until_at__gt=now), account=account, since_at__lte=now)


@by_register
def by_user(user_id: int, standing: str = "") -> Viewer | None:
    """Give the viewer of an active user: in the standing it chose (``party-12``, ``post-3``), else in its first.

    A chosen standing that has ended gives None and not the next one: what was meant for one firm must not
    happen in the name of another.
    """
    found = Account.objects.select_related("user").filter(user_id=user_id, user__is_active=True).first()
    kind, _, number = standing.partition("-")
    if found is None or (
        standing and not (kind in {"party", "post"} and number.isascii() and number.isdecimal())
    ):
        return None
    if kind == "post":
        post = _posts(found).filter(id=int(number)).first()
        return _official(found, post) if post else None
    return _viewer(found, int(number) if number else None)


@by_register
def by_token_hash(digest: str) -> Viewer | None:
    """Give the viewer of a live token, by the token's SHA-256."""
    alive = Q(expires_at=None) | Q(expires_at__gt=timezone.now())
    token = (
        Token.objects.select_related("account__user")
        .filter(alive, hash=digest, revoked_at=None, account__user__is_active=True)
        .first()
    )
    return None if token is None else of_key(token.account, token.party_id, token.duties)


def of_key(account: Account, party_id: int | None, duties: Sequence[str] | None) -> Viewer | None:
    """Give the viewer behind a key: of a person, or of one party, and then never more than who made it is there.

    A key that may file nothing only reads; none ever keeps the firm's house.
    """
    scope = None if duties is None else frozenset(duties)
    viewer = _viewer(account, party_id, scope)
    if viewer is None:
        return None
    parts = viewer.parts if party_id is None else viewer.parts - {Part.ADMINISTRATOR} | {Part.READER}
    return replace(
        viewer,
        parts=parts if scope is None or scope else frozenset({Part.READER}),
        machine=True,
        bound=party_id is not None,
    )


@by_register
def of_other_firm(viewer: Viewer, uscc: str) -> Viewer | None:
    """Give the person behind a key of their own as a member of another of their firms."""
    account = Account.objects.select_related("user").get(id=viewer.account_id)
    party = Party.objects.filter(uscc=uscc).values_list("id", flat=True).first()
    if party is None or (found := _viewer(account, party, viewer.duties)) is None:
        return None
    reads_only = viewer.duties is not None and not viewer.duties
    return replace(found, parts=frozenset({Part.READER}) if reads_only else found.parts, machine=True)


def by_token(token: str) -> Viewer | None:
    """Give the viewer of a live token."""
    return by_token_hash(hashlib.sha256(token.encode()).hexdigest())


def create(
    *, username: str, password: str, kind: str, party_id: int | None, territory: str = "", language: str = ""
) -> Viewer:
    """Enter a user with an account; an existing user of that name keeps its account and gets the password."""
    return create_stretched(
        username=username,
        stretched=stretch(password),
        kind=kind,
        party_id=party_id,
        territory=territory,
        language=language,
    )


def stretch(password: str) -> str:
    """Give what is kept of a password; it is slow on purpose."""
    return make_password(password)


@by_register
def create_stretched(
    *,
    username: str,
    stretched: str,
    kind: str,
    party_id: int | None,
    territory: str = "",
    language: str = "",
    department: str = "industry",
) -> Viewer:
    """Enter a user as ``create`` does, password stretched before: a member with every part, or an official."""
    user, _ = get_user_model().objects.update_or_create(
        username=username, defaults={"password": stretched, "is_active": True}
    )
    account, _ = Account.objects.update_or_create(user=user, defaults={"language": language})
    now = timezone.now()
    if kind == "member":
        Membership.objects.get_or_create(
            account=account,
            party_id=party_id or 0,
            until_at=None,
            defaults={"roles": EVERY_PART, "since_at": now},
        )
    else:
        official = kind in {"inspector", "ministry"}
        office = {
            "kind": kind,
            "level": LEVELS.get(len(territory), "") if official else "",
            "territory": territory,
            "department": department if official else "",
        }
        Post.objects.get_or_create(account=account, until_at=None, defaults={**office, "since_at": now})
    viewer = _viewer(account, party_id if kind == "member" else None)
    if viewer is None:
        raise LookupError(f"{username} has no standing")
    return viewer


@by_register
def issue_token(account_id: int, *, name: str, at: datetime) -> str:
    """Make a bearer token; only its hash is kept, so this is the one time it can be read."""
    token = "sy_" + secrets.token_urlsafe(32)
    Token.objects.create(
        account_id=account_id,
        hash=hashlib.sha256(token.encode()).hexdigest(),
        prefix=token[:8],
        name=name,
        created_at=at,
    )
    return token
