"""密钥台账 — bearer keys of firms, and who stands behind any bearer token: key, program or command line.

    Row        one key on file, without its secret
    behind()   SHA-256 of what a caller sent -> the viewer, what was used, and whether a second factor stands behind it
    note_uses  enters when keys and programs were last used

A firm's key says no more than the SHA-256 of its secret: the secret is shown once, when it is made.
"""

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from allauth.idp.oidc.models import Token as Issued
from django.db.models import Q
from django.utils import timezone

from suyuan.domain.access import Viewer
from suyuan.domain.agreement import AGREED, Agreed
from suyuan.storage import accounts
from suyuan.storage.models import Account, Program, Token
from suyuan.storage.wall import by_register

ACCOUNT = "account"  # scope of the command line: whatever the person may do
ALL = "all"  # scope of a program for every duty
READ = "read"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One key on file. ``duties`` None = every duty of the firm, () = reads only. ``orphaned``: its maker has left."""

    id: int
    party_id: int
    name: str
    prefix: str
    duties: tuple[str, ...] | None
    made_by: str
    created_at: datetime
    expires_at: datetime | None
    used_at: datetime | None
    revoked_at: datetime | None
    replaces: int | None
    orphaned: bool


def _row(token: Token) -> Row:
    return Row(
        id=token.id,
        party_id=token.party_id or 0,
        name=token.name,
        prefix=token.prefix,
        duties=None if token.duties is None else tuple(token.duties),
        made_by=accounts.name_of(token.account),
        created_at=token.created_at,
        expires_at=token.expires_at,
        used_at=token.used_at,
        revoked_at=token.revoked_at,
        replaces=token.replaces_id,
        orphaned=has_left(token.account, token.party_id or 0),
    )


def has_left(account: Account, party_id: int) -> bool:
    """Tell whether an account has no part in a party any more: what it made for the party is dead."""
    return not (
        account.user.is_active and account.memberships.filter(party_id=party_id, until_at=None).exists()
    )


def issue(
    *,
    account_id: int,
    party_id: int,
    name: str,
    duties: Sequence[str] | None,
    at: datetime,
    expires_at: datetime,
    replaces: int | None = None,
) -> tuple[Row, str]:
    """Make a key of a party; gives it with its secret, which can be read this once."""
    secret = "sy_" + secrets.token_urlsafe(32)
    token = Token.objects.create(
        account_id=account_id,
        party_id=party_id,
        hash=hashlib.sha256(secret.encode()).hexdigest(),
        prefix=secret[:8],
        name=name,
        duties=None if duties is None else list(duties),
        created_at=at,
        expires_at=expires_at,
        replaces_id=replaces,
    )
    return _row(accounts.named(Token.objects).get(id=token.id)), secret


def find(key_id: int, party_id: int) -> Row | None:
    """Give a party's key."""
    token = accounts.named(Token.objects).filter(id=key_id, party_id=party_id).first()
    return _row(token) if token else None


def of_party(party_id: int) -> list[Row]:
    """Give a party's keys, the youngest first."""
    found = accounts.named(Token.objects).filter(party_id=party_id)
    return [_row(token) for token in found.order_by("-created_at", "-id")]


def shorten(key_id: int, *, until: datetime) -> None:
    """Let a key end earlier than it would; never later."""
    Token.objects.filter(Q(expires_at=None) | Q(expires_at__gt=until), id=key_id).update(expires_at=until)


@by_register
def end_of_firm(party_id: int, *, account_id: int, at: datetime) -> None:
    """End every key of a party that ends: of its machines none opens a door after it."""
    live = Token.objects.filter(party_id=party_id, revoked_at=None)
    live.update(revoked_at=at, revoked_by_id=account_id)


def revoke(key_id: int, *, account_id: int, at: datetime) -> None:
    """End a key for good."""
    Token.objects.filter(id=key_id, revoked_at=None).update(revoked_at=at, revoked_by_id=account_id)


class Use(NamedTuple):
    """Which key or program was used: ``kind`` is key or program."""

    kind: str
    id: int


class Behind(NamedTuple):
    """Who stands behind a bearer token, and what was used; nobody behind any dead one.

    ``strong``: it may act for who must have a second factor. A firm's key and program may, and what a person agreed to
    in a session that had shown one.
    """

    viewer: Viewer | None = None
    use: Use | None = None
    strong: bool = False


@by_register
def behind(digest: str) -> Behind:
    """Give who is behind a bearer token by its SHA-256."""
    viewer = accounts.by_token_hash(digest)
    if viewer is not None:
        key = Token.objects.filter(hash=digest).values_list("id", flat=True).first()
        # a key is made at a page, where the factor was shown; it is no sign-in
        return Behind(viewer, Use("key", key) if key else None, strong=True)
    issued = (
        Issued.objects.valid()
        .select_related("client", "user")
        .filter(hash=digest, type=Issued.Type.ACCESS_TOKEN)
        .first()
    )
    if issued is None:
        return Behind()
    return _of_person(issued) if issued.user_id else _of_program(issued)


def _of_person(issued: Issued) -> Behind:
    """Give the person who signed in on the command line."""
    account = (
        Account.objects.select_related("user").filter(user_id=issued.user_id, user__is_active=True).first()
    )
    if account is None:
        return Behind()
    viewer = accounts.of_key(account, None, None if ACCOUNT in issued.get_scopes() else ())
    agreed = Agreed(**(issued.data or {}).get(AGREED, {}))
    return Behind(viewer, strong=agreed.factor)


def _of_program(issued: Issued) -> Behind:
    """Give the firm for which a program drew the token, no wider than program and token both allow."""
    program = (
        Program.objects.select_related("account__user")
        .filter(client_id=issued.client_id, revoked_at=None, expires_at__gt=timezone.now())
        .filter(account__user__is_active=True)
        .first()
    )
    if program is None:
        return Behind()
    asked = [scope for scope in issued.get_scopes() if scope != READ]
    duties: list[str] | None = asked
    if program.duties is not None:
        duties = [duty for duty in asked if duty in program.duties]
    elif ALL in asked:
        duties = None
    viewer = accounts.of_key(program.account, program.party_id, duties)
    return Behind(viewer, Use("program", program.id), strong=True)


@by_register
def note_uses(uses: Mapping[Use, datetime]) -> None:
    """Enter when keys and programs were last used."""
    for use, at in uses.items():
        table = Token if use.kind == "key" else Program
        table.objects.filter(id=use.id).update(used_at=at)
