"""程序台账 — programs of firms: clients of the identity provider that draw their own short-lived tokens.

Row       one program on file, without its secret
enter()   a program with its client
the command line is a client too: a public one, that of everybody
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.idp.oidc.models import Client
from allauth.idp.oidc.models import Token as Issued

from suyuan.domain.agreement import AGREED, Agreed
from suyuan.law.measures_2026 import RULEBOOK
from suyuan.storage.accounts import name_of, named
from suyuan.storage.keys import ACCOUNT, ALL, READ, has_left
from suyuan.storage.models import Program
from suyuan.storage.wall import by_register

COMMAND_LINE = "suyuan-cli"
DRAWN = (Issued.Type.ACCESS_TOKEN, Issued.Type.REFRESH_TOKEN)
TOGETHER = timedelta(minutes=1)
SIGN_IN = "sign_in"  # name under which a token keeps of which sign-in it is


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One program on file. ``duties`` as in keys."""

    id: int
    party_id: int
    client_id: str
    name: str
    duties: tuple[str, ...] | None
    made_by: str
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None
    revoked_at: datetime | None
    orphaned: bool


def _row(program: Program) -> Row:
    return Row(
        id=program.id,
        party_id=program.party_id,
        client_id=program.client_id,
        name=program.name,
        duties=None if program.duties is None else tuple(program.duties),
        made_by=name_of(program.account),
        created_at=program.created_at,
        expires_at=program.expires_at,
        used_at=program.used_at,
        revoked_at=program.revoked_at,
        orphaned=has_left(program.account, program.party_id),
    )


def enter(
    *,
    account_id: int,
    party_id: int,
    name: str,
    duties: Sequence[str] | None,
    at: datetime,
    expires_at: datetime,
) -> tuple[Row, str]:
    """Enter a program with its client; gives it with its secret, which can be read this once.

    It may always ask for ``read``; one for every duty also for ``all`` or any duty; it gets all where it asks for none.
    """
    secret = secrets.token_urlsafe(32)  # the provider's own has signs that a shell would take for its own
    program = Program.objects.create(
        client_id=_enter_client(name, duties, secret),
        account_id=account_id,
        party_id=party_id,
        name=name,
        duties=None if duties is None else list(duties),
        created_at=at,
        expires_at=expires_at,
    )
    return _row(named(Program.objects).get(id=program.id)), secret


@by_register
def _enter_client(name: str, duties: Sequence[str] | None, secret: str) -> str:
    """Enter the client of a program at the identity provider; give its number."""
    client = Client(name=name, type=Client.Type.CONFIDENTIAL)
    client.set_grant_types([Client.GrantType.CLIENT_CREDENTIALS])
    whole = [ALL] if duties is None else list(duties)
    client.set_scopes([READ, *whole, *(duty.id for duty in RULEBOOK.duties if duties is None)])
    client.set_default_scopes([READ, *whole])
    client.set_secret(secret)
    client.save(force_insert=True)
    return str(client.id)


def find(program_id: int, party_id: int) -> Row | None:
    """Give a party's program."""
    program = named(Program.objects).filter(id=program_id, party_id=party_id).first()
    return _row(program) if program else None


def of_party(party_id: int) -> list[Row]:
    """Give a party's programs, the youngest first."""
    found = named(Program.objects).filter(party_id=party_id)
    return [_row(program) for program in found.order_by("-created_at", "-id")]


@by_register
def renew_secret(row: Row) -> str:
    """Draw a program another secret; the old one opens nothing from now on. Tokens in hand run to their end."""
    secret = secrets.token_urlsafe(32)
    client = Client.objects.get(id=row.client_id)
    client.set_secret(secret)
    client.save(update_fields=["secret"])
    return secret


def revoke(row: Row, *, account_id: int, at: datetime) -> None:
    """End a program and every token it holds."""
    Program.objects.filter(id=row.id, revoked_at=None).update(revoked_at=at, revoked_by_id=account_id)
    _close_client(row.client_id)


@by_register
def end_of_firm(party_id: int, *, account_id: int, at: datetime) -> None:
    """End every program of a party that ends, with the tokens that it holds."""
    for program in named(Program.objects).filter(party_id=party_id, revoked_at=None):
        revoke(_row(program), account_id=account_id, at=at)


@by_register
def _close_client(client_id: str) -> None:
    """Let a client open nothing any more, nor any token that it holds."""
    Client.objects.filter(id=client_id).update(grant_types="", secret="!")  # noqa: S106 - opens nothing
    Issued.objects.filter(client_id=client_id).delete()


def keep_command_line() -> None:
    """See that the client of the command line is on file: public, for everybody, by code on a device."""
    grants = (Client.GrantType.DEVICE_CODE, Client.GrantType.REFRESH_TOKEN)
    Client.objects.get_or_create(
        id=COMMAND_LINE,
        defaults={
            "name": COMMAND_LINE,
            "secret": "!",
            "type": Client.Type.PUBLIC,
            "grant_types": "\n".join(grants),
            "scopes": f"{ACCOUNT}\n{READ}",
            "default_scopes": ACCOUNT,
        },
    )


def next_refresh(text: str, *, after: Issued | None) -> str:
    """Give a refresh token: before ``text`` stands its sign-in, that of the one which draws it or a new one."""
    sign_in = (after.data or {}).get(SIGN_IN) if after is not None else None
    return f"{sign_in or secrets.token_hex(16)}.{text}"


def draw_together(access: str, refresh: str, *, agreed: Agreed, after: Issued | None) -> None:
    """Keep on two tokens that they are of one sign-in, and how it was agreed to; ``after``: the one that drew them."""
    how = agreed._asdict() if after is None else (after.data or {}).get(AGREED, {})
    kept = {SIGN_IN: refresh.partition(".")[0], AGREED: how}
    for drawn in Issued.objects.by_value(access) | Issued.objects.by_value(refresh):
        drawn.data = (drawn.data or {}) | kept
        drawn.save(update_fields=["data"])


def end_drawn(text: str) -> None:
    """End a token with every other one of its sign-in."""
    for shown in Issued.objects.by_value(text).filter(type__in=DRAWN):
        sign_in = (shown.data or {}).get(SIGN_IN)
        if sign_in:
            Issued.objects.filter(client_id=shown.client_id, **{f"data__{SIGN_IN}": sign_in}).delete()
        shown.delete()


def end_reused(text: str, client_id: str, *, at: datetime) -> None:
    """End the sign-in of a refresh token that opens nothing, unless its successor is new.

    Who shows a token that was used may have stolen it, or been stolen from (RFC 9700, section 4.14.2); two command
    lines of one person that renew at the same moment have not.
    """
    sign_in = text.partition(".")[0]
    family = Issued.objects.filter(client_id=client_id, **{f"data__{SIGN_IN}": sign_in})
    if not family.filter(type=Issued.Type.REFRESH_TOKEN, created_at__gt=at - TOGETHER).exists():
        family.delete()


def command_lines(user_id: int) -> list[datetime]:
    """Give when a person last signed in or was renewed on each command line, the latest first."""
    found = Issued.objects.valid().filter(
        user_id=user_id, client_id=COMMAND_LINE, type=Issued.Type.REFRESH_TOKEN
    )
    return list(found.order_by("-created_at").values_list("created_at", flat=True))


@by_register
def leave_command_lines(user_id: int) -> None:
    """End every sign-in of a person on a command line."""
    Issued.objects.filter(user_id=user_id, client_id=COMMAND_LINE).delete()
