"""账户台账 — accounts and tokens on file, as viewers."""

import hashlib
import secrets
from datetime import datetime

from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.db.models import Q
from django.utils import timezone

from suyuan.domain.access import Part, Viewer
from suyuan.law.duty import Role
from suyuan.storage.models import Account, Membership, Party, Post, Token

EVERY_PART = tuple(part.value for part in Part)
LEVELS = {0: "ministry", 2: "province", 4: "prefecture", 6: "county"}  # by the digits of the territory


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
        partner=bool(party.partner_of.all()),
        language=account.language,
        parts=parts,
        duties=duties,
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
    )


def _viewer(account: Account, party_id: int | None, duties: frozenset[str] | None = None) -> Viewer | None:
    """Give the viewer that an account is for a party, or, with none named, in its first standing."""
    parts = (
        Membership.objects.select_related("party")
        .filter(account=account, until_at=None, party__state__in=("approved", "suspended"))
        .order_by("since_at", "id")
    )
    membership = parts.filter(party_id=party_id).first() if party_id else parts.first()
    if membership is not None:
        return _member(account, membership.party, frozenset(map(Part, membership.roles)), duties)
    if party_id:
        return None
    post = Post.objects.filter(account=account, until_at=None).order_by("since_at", "id").first()
    return _official(account, post) if post else None


def by_user(user_id: int, party_id: int | None = None) -> Viewer | None:
    """Give the viewer of an active user: for the party it chose, else in its first standing."""
    found = Account.objects.select_related("user").filter(user_id=user_id, user__is_active=True).first()
    return _viewer(found, party_id) if found else None


def by_token_hash(digest: str) -> Viewer | None:
    """Give the viewer of a live token, by the token's SHA-256."""
    alive = Q(expires_at=None) | Q(expires_at__gt=timezone.now())
    token = (
        Token.objects.select_related("account__user")
        .filter(alive, hash=digest, revoked_at=None, account__user__is_active=True)
        .first()
    )
    if token is None:
        return None
    duties = None if token.duties is None else frozenset(token.duties)
    return _viewer(token.account, token.party_id, duties)


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


def create_stretched(
    *, username: str, stretched: str, kind: str, party_id: int | None, territory: str = "", language: str = ""
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
            party_id=party_id,
            until_at=None,
            defaults={"roles": EVERY_PART, "since_at": now},
        )
    else:
        office = {"kind": kind, "level": LEVELS.get(len(territory), ""), "territory": territory}
        Post.objects.get_or_create(
            account=account, until_at=None, defaults={**office, "department": "industry", "since_at": now}
        )
    viewer = _viewer(account, party_id if kind == "member" else None)
    if viewer is None:
        raise LookupError(f"{username} has no standing")
    return viewer


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
