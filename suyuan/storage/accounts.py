"""账户台账 — accounts and tokens on file, as viewers."""

import hashlib
import secrets
from datetime import datetime

from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password

from suyuan.domain.access import Viewer
from suyuan.law.duty import Role
from suyuan.storage.models import Account, Token


def _viewer(account: Account) -> Viewer:
    party = account.party
    return Viewer(
        account_id=account.id,
        user_id=account.user_id,
        kind=account.kind,
        name=account.user.get_username(),
        party_id=party.id if party else None,
        uscc=party.uscc if party else "",
        party_name=party.name if party else "",
        roles=frozenset(Role(row.role) for row in party.roles.all()) if party else frozenset(),
        partner=bool(party.partner_of.all()) if party else False,
        territory=account.territory,
        language=account.language,
    )


def by_user(user_id: int) -> Viewer | None:
    """Give the viewer of an active user."""
    found = (
        Account.objects.select_related("user", "party").filter(user_id=user_id, user__is_active=True).first()
    )
    return _viewer(found) if found else None


def by_token_hash(digest: str) -> Viewer | None:
    """Give the viewer of a live token, by the token's SHA-256."""
    token = (
        Token.objects.select_related("account__user", "account__party")
        .filter(hash=digest, revoked_at=None, account__user__is_active=True)
        .first()
    )
    return _viewer(token.account) if token else None


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
    """Enter a user as ``create`` does, whose password was stretched before."""
    user, _ = get_user_model().objects.update_or_create(
        username=username, defaults={"password": stretched, "is_active": True}
    )
    account, _ = Account.objects.update_or_create(
        user=user,
        defaults={"kind": kind, "party_id": party_id, "territory": territory, "language": language},
    )
    return _viewer(Account.objects.select_related("user", "party").get(id=account.id))


def issue_token(account_id: int, *, name: str, at: datetime) -> str:
    """Make a bearer token; only its hash is kept, so this is the one time it can be read."""
    token = "sy_" + secrets.token_urlsafe(32)
    Token.objects.create(
        account_id=account_id, hash=hashlib.sha256(token.encode()).hexdigest(), name=name, created_at=at
    )
    return token
