"""会话台账 — where a person is signed in, and who has a second factor: the tables of allauth, as plain values."""

from dataclasses import dataclass
from datetime import datetime

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session as Stored

from suyuan.storage.wall import by_register

SECOND = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)  # recovery codes alone are none


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One browser in which a person is signed in."""

    id: int
    address: str
    browser: str
    signed_in_at: datetime
    key: str


def of_user(user_id: int) -> list[Session]:
    """Give the living sessions of a user, the latest first."""
    user = get_user_model()(pk=user_id)
    rows = UserSession.objects.purge_and_list(user)
    return [
        Session(
            id=row.id,
            address=str(row.ip),
            browser=row.user_agent,
            signed_in_at=row.created_at,
            key=row.session_key,
        )
        for row in sorted(rows, key=lambda row: row.created_at, reverse=True)
    ]


def end(user_id: int, session_id: int) -> bool:
    """End one session of a user; its next request is signed out. False where there is none such."""
    row = UserSession.objects.filter(user_id=user_id, id=session_id).first()
    if row is None:
        return False
    row.end()
    return True


@by_register
def end_those_by_provider(user_id: int) -> None:
    """End the sessions of a user into which an identity provider let them: it is to be asked anew."""
    for row in UserSession.objects.filter(user_id=user_id):
        stored = Stored.objects.filter(session_key=row.session_key).first()
        ways = stored.get_decoded().get(AUTHENTICATION_METHODS_SESSION_KEY, []) if stored else []
        if any(way.get("method") == "socialaccount" for way in ways):
            row.end()


@by_register
def unlink(user_id: int) -> None:
    """Forget by which number an identity provider knows a user."""
    SocialAccount.objects.filter(user_id=user_id).delete()


def has_second_factor(user_id: int) -> bool:
    """Tell whether a user has an authenticator app or a passkey."""
    return bool(Authenticator.objects.filter(user_id=user_id, type__in=SECOND).exists())


@by_register
def with_second_factor(user_ids: list[int]) -> set[int]:
    """Give those of these users who have one."""
    rows = Authenticator.objects.filter(user_id__in=user_ids, type__in=SECOND)
    return set(rows.values_list("user_id", flat=True))
