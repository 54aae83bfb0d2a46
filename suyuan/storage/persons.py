"""个人信息的删除 — what is removed or emptied when a person is erased, and what is swept when its time is over.

    find()    a person by username
    erase()   every column that ``data_map`` grades as personal and does not let stand
    sweep()   rows whose retention is over

Numbers of accounts stay in filings, memberships and logs: they name nobody once the account is empty.

Source: Personal Information Protection Law, Articles 19 and 47; Article 26 of the Measures.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from allauth.account.models import EmailAddress
from allauth.idp.oidc.models import Client
from allauth.idp.oidc.models import Token as DrawnToken
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.db import connection
from django.db.models import Q

from suyuan.storage import sent_forms
from suyuan.storage.accounts import ERASED, told
from suyuan.storage.models import (
    Account,
    Application,
    Invitation,
    Job,
    Membership,
    Post,
    Program,
    Token,
)

_USED_UP = timedelta(days=30)  # for which what ended stays readable to its firm
_PRIVATE = ("contact_name", "contact")  # of an application
_ADMINISTRATOR = "administrator"


@dataclass(frozen=True, slots=True)
class Person:
    """A person by number and name."""

    account_id: int
    user_id: int
    username: str
    email: str

    @property
    def names(self) -> set[str]:
        """Give the texts by which others may have written the person down."""
        return {name for name in (self.username, self.email) if name}


def find(username: str) -> Person | None:
    """Give a person who was not erased, locked until the transaction ends."""
    row = Account.objects.select_related("user").select_for_update().filter(user__username=username).first()
    if row is None or not told(username, alive=row.user.is_active):
        return None
    return Person(row.id, row.user_id, row.user.username, row.user.email)


def is_last_administrator(person: Person) -> bool:
    """Tell whether a firm would be left without an administrator."""
    mine = Membership.objects.filter(
        account_id=person.account_id, until_at=None, roles__contains=[_ADMINISTRATOR]
    )
    return any(
        not Membership.objects.filter(
            party_id=row.party_id,
            until_at=None,
            roles__contains=[_ADMINISTRATOR],
            account__user__is_active=True,
        )
        .exclude(account_id=person.account_id)
        .exists()
        for row in mine.filter(party__state__in=("approved", "suspended"))
    )


def erase(person: Person, *, at: datetime, by: int | None) -> int:
    """Remove or empty everything personal of a person, and end what the person holds; give how many rows."""
    user = {"user_id": person.user_id}
    rows = _end_sessions(person.user_id)
    for model in (EmailAddress, Authenticator, SocialAccount, DrawnToken):
        rows += model.objects.filter(**user).delete()[0]
    rows += _end_standing(person, at=at, by=by)
    rows += _empty_keys(person, at=at)
    rows += _empty_mentions(person, at=at)
    rows += Account.objects.filter(id=person.account_id).update(language="")
    rows += User.objects.filter(id=person.user_id).update(
        username=f"{ERASED}{uuid4().hex}",
        password="!",  # noqa: S106 - nobody's: no password gives this
        first_name="",
        last_name="",
        email="",
        last_login=None,
        is_active=False,
        is_staff=False,
        is_superuser=False,
    )
    return rows


def _end_sessions(user_id: int) -> int:
    """Remove the sessions of a user, those that allauth does not list too."""
    rows: int = UserSession.objects.filter(user_id=user_id).delete()[0]
    keys = [
        session.session_key
        for session in Session.objects.iterator()
        if str(session.get_decoded().get("_auth_user_id", "")) == str(user_id)
    ]
    return rows + int(Session.objects.filter(session_key__in=keys).delete()[0])


def _end_standing(person: Person, *, at: datetime, by: int | None) -> int:
    """End memberships, posts and invitations given; their rows stay, they tell who might do what on which day."""
    held = Q(until_at=None) | Q(until_at__gt=at)
    firms = Membership.objects.filter(account_id=person.account_id).values("party_id")
    invited = Invitation.objects.filter(party_id__in=firms, invited_by_id=person.account_id, ended_at=None)
    rows = invited.update(ended_at=at)
    for model in (Membership, Post):
        rows += model.objects.filter(held, account_id=person.account_id).update(until_at=at, ended_by_id=by)
    return rows


def _empty_keys(person: Person, *, at: datetime) -> int:
    """End the person's keys and programs and forget their names, which the person chose."""
    rows = 0
    for model in (Token, Program):
        own = model.objects.filter(account_id=person.account_id)
        rows += own.filter(revoked_at=None).update(revoked_at=at)
        rows += own.update(name="")
    clients = Client.objects.filter(
        Q(owner_id=person.user_id)
        | Q(id__in=Program.objects.filter(account_id=person.account_id).values("client_id"))
    )
    return rows + int(clients.update(name="", owner=None, secret="", data={}))


def _empty_mentions(person: Person, *, at: datetime) -> int:
    """Empty what others wrote down of the person: invitations, applications, files at work."""
    meant = Q(taken_by_id=person.account_id)
    firms = Membership.objects.filter(account_id=person.account_id).values("party_id")
    for name in person.names:  # elsewhere a name alone is somebody else's as well
        word = rf"(^|[^[:alnum:]]){re.escape(name)}($|[^[:alnum:]])"
        meant |= Q(addressee__iexact=name) | Q(party_id__in=firms, addressee__iregex=word)
    invitations = Invitation.objects.filter(meant)
    rows = invitations.filter(ended_at=None).update(ended_at=at)
    rows += invitations.update(addressee="")
    for application in Application.objects.filter(user_id=person.user_id):
        application.body |= dict.fromkeys(_PRIVATE, "")
        application.save(update_fields=["body"])
        rows += 1
    for job in Job.objects.filter(user_id=person.user_id):
        job.request |= {"name": ""}
        job.save(update_fields=["request"])
        rows += 1
    return rows


def sweep(*, at: datetime) -> dict[str, int]:
    """Remove what is over: sessions, drawn tokens, counts, names in invitations and in decided applications."""
    before = at - _USED_UP
    over = Q(ended_at__lt=before) | Q(expires_at__lt=before)
    gone = {
        "django_session": Session.objects.filter(expire_date__lt=at).delete()[0],
        "usersessions_usersession": _lone_sessions(),
        "allauth_idp_oidc_token": DrawnToken.objects.filter(expires_at__lt=at).delete()[0],
        "invitation": Invitation.objects.filter(over).exclude(addressee="").update(addressee=""),
        "token": Token.objects.filter(Q(revoked_at__lt=before) | Q(expires_at__lt=before))
        .exclude(name="")
        .update(name=""),
        "application": 0,
        "sent_form": sent_forms.sweep(before=before),
        "shared_cache": _forgotten(at),
    }
    decided = Application.objects.filter(decided_at__lt=before)
    for application in decided.exclude(body__contact="", body__contact_name=""):
        application.body |= dict.fromkeys(_PRIVATE, "")
        application.save(update_fields=["body"])
        gone["application"] += 1
    return gone


def _forgotten(at: datetime) -> int:
    """Remove the counts and codes of the web processes that are over."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM shared_cache WHERE expires < %s", [at])
        return int(cursor.rowcount)


def _lone_sessions() -> int:
    """Remove the addresses and browsers of sessions that are over."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM usersessions_usersession WHERE session_key NOT IN (SELECT session_key FROM django_session)"
        )
        return int(cursor.rowcount)


def found_in(texts: Iterable[str]) -> list[tuple[str, str]]:
    """Give (table, column) wherever one of some texts stands in any column of any table: to prove an erasure."""
    wanted = list(texts)
    places: list[tuple[str, str]] = []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns JOIN information_schema.tables"
            " USING (table_schema, table_name) WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
        )
        for table, column in cursor.fetchall():
            cursor.execute(
                f'SELECT 1 FROM "{table}" WHERE "{column}"::text LIKE ANY(%s) LIMIT 1',  # noqa: S608 - from the catalogue
                [[f"%{text}%" for text in wanted]],
            )
            if cursor.fetchone():
                places.append((table, column))
    return places
