"""会话台账 — where a person is signed in, and who has a second factor: the tables of allauth, as plain values."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.idp.oidc.models import Token as Issued
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session as Stored

from suyuan.domain.agreement import AGREED
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
    """End where a user is signed in because an identity provider said so: it is to be asked anew.

    What the user agreed to in such a session ends too: the command lines.
    """
    for row in UserSession.objects.filter(user_id=user_id):
        stored = Stored.objects.filter(session_key=row.session_key).first()
        ways = stored.get_decoded().get(AUTHENTICATION_METHODS_SESSION_KEY, []) if stored else []
        if any(way.get("method") == "socialaccount" for way in ways):
            row.end()
    Issued.objects.filter(user_id=user_id, **{f"data__{AGREED}__provider": True}).delete()


@by_register
def unlink(user_id: int) -> None:
    """Forget by which number an identity provider knows a user."""
    SocialAccount.objects.filter(user_id=user_id).delete()


def has_second_factor(user_id: int) -> bool:
    """Tell whether a user has an authenticator app or a passkey."""
    return bool(Authenticator.objects.filter(user_id=user_id, type__in=SECOND).exists())


def is_second_factor_shown(user_id: int, shown: Collection[int]) -> bool:
    """Tell whether a user has a second factor, and one of those shown is still among the user's factors.

    A recovery code counts as shown, beside an app or a passkey; a factor that was removed since does not.
    """
    held = dict(Authenticator.objects.filter(user_id=user_id).values_list("id", "type"))
    return not set(held.values()).isdisjoint(SECOND) and not held.keys().isdisjoint(shown)


def newest_factor(user_id: int) -> int:
    """Give the number of the authenticator app or passkey that a user set up last."""
    return int(Authenticator.objects.filter(user_id=user_id, type__in=SECOND).latest("id").pk)


@by_register
def with_second_factor(user_ids: list[int]) -> set[int]:
    """Give those of these users who have one."""
    rows = Authenticator.objects.filter(user_id__in=user_ids, type__in=SECOND)
    return set(rows.values_list("user_id", flat=True))
