"""登录 — how allauth signs people in here: accounts come by invitation or from the operator.

AccountAdapter   sign-up only with an invitation; which messages are told
FactorAdapter    second factors: kept encrypted, named after the platform
"""

import base64
import hashlib
import time
from smtplib import SMTPException
from typing import Any

import structlog
from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.core.exceptions import ReauthenticationRequired
from allauth.core.internal import ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from suyuan.portal.links import outward
from suyuan.portal.ways import factors_shown
from suyuan.services.keys import operations as keys
from suyuan.services.members import operations, queries
from suyuan.services.sessions import queries as sessions

LOG = structlog.get_logger()
NOWHERE = "::"  # the address of a request that tells none, as behind a proxy that passes none on
ANYWHERE = "login_failed_anywhere"  # name of the limit by name alone
INVITATION = "invitation"  # name of the session's entry that holds the secret of an invitation
# What is told, by the template under which allauth knows it; the rest, such as greetings, is left out.
TOLD = {
    "account/messages/password_changed.txt": _("The password was changed."),
    "account/messages/email_confirmation_sent.txt": _("A letter with a link was sent to the address."),
    "account/messages/email_confirmed.txt": _("The address is yours from now on."),
    "mfa/messages/totp_activated.txt": _("The authenticator app is set up."),
    "mfa/messages/totp_deactivated.txt": _("The authenticator app was removed."),
    "mfa/messages/recovery_codes_generated.txt": _(
        "New recovery codes were made; the earlier ones no longer work."
    ),
    "mfa/messages/webauthn_added.txt": _("The passkey was added."),
    "mfa/messages/webauthn_removed.txt": _("The passkey was removed."),
    "usersessions/messages/sessions_logged_out.txt": _("You were signed out everywhere else."),
}


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth carries no types
    """Opens sign-up to the invited only, and says in our words what is worth saying."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Answer yes to whoever came by an invitation that still holds."""
        secret = request.session.get(INVITATION, "")
        return bool(secret) and queries.find_invitation(secret) is not None

    def save_user(self, request: HttpRequest, user: Any, form: Any, commit: bool = True) -> Any:  # noqa: FBT001, FBT002 - allauth's
        """Enter the new user and take the invitation up: both or neither."""
        if not commit:
            return super().save_user(request, user, form, commit=False)
        return operations.take_up_as_new(
            request.session.get(INVITATION, ""),
            lambda: super(AccountAdapter, self).save_user(request, user, form, commit=True),
            lambda made: int(made.pk),
        )

    def set_password(self, user: Any, password: str) -> None:
        """Change a password: what was signed in with the old one is signed out, command lines too."""
        super().set_password(user, password)
        keys.end_command_lines(int(user.pk))

    def get_client_ip(self, request: HttpRequest) -> str:
        """Give the address that attempts are counted by; whoever comes without a readable one is counted together."""
        try:
            return str(super().get_client_ip(request))
        except PermissionDenied:
            return NOWHERE

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count an attempt: by name and address, then by name alone. Raises ValidationError where they are too many."""
        super().pre_authenticate(request, **credentials)
        name = super()._get_login_attempts_cache_key(request, **credentials)
        self._anywhere = ratelimit.consume(request, app="allauth.account", action=ANYWHERE, key=name)
        if not self._anywhere:
            self._login_failed_rl_usage.rollback()
            raise self.validation_error("too_many_login_attempts")

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Give by what attempts are counted: who tries a name at another address takes none of its owner's."""
        name = super()._get_login_attempts_cache_key(request, **credentials)
        return f"{name} {ratelimit.get_ip(request)}"

    def _rollback_login_failed_rl_usage(self) -> None:
        """Take an attempt back that was none: the password was right."""
        super()._rollback_login_failed_rl_usage()
        self._anywhere.rollback()

    def _delete_login_attempts_cached_email(self, request: HttpRequest, **credentials: Any) -> None:
        """Forget the attempts on a name, after its password was mended by a letter."""
        super()._delete_login_attempts_cached_email(request, **credentials)
        name = super()._get_login_attempts_cache_key(request, **credentials)
        ratelimit.clear(request, app="allauth.account", action=ANYWHERE, key=name)

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Give the link of a letter that mends a password, as others reach it."""
        return outward(super().get_reset_password_from_key_url(key))

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: Any) -> str:
        """Give the link of a letter that confirms an address, as others reach it."""
        return outward(super().get_email_confirmation_url(request, emailconfirmation))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send a letter; one that cannot leave is for the operator to see, and the page says the same as ever."""
        try:
            super().send_mail(template_prefix, email, context)
        except (OSError, SMTPException):
            LOG.warning("letter.unsent", letter=template_prefix)  # no address: a log holds no such thing

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """Offer the ways to confirm who one is: no password to whoever has a second factor."""
        ways: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        guarded = user.is_authenticated and sessions.has_second_factor(user.pk)
        return [way for way in ways if way["id"] != "reauthenticate"] if guarded else ways

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Ask again before a sign-in is changed, but not just after: for the second factor, else for the password.

        Raises ReauthenticationRequired itself where allauth would be content with a password typed before the second
        factor was set up.
        """
        request = context.request
        if sessions.has_second_factor(request.user.pk):
            fresh = factors_shown(request, within_s=app_settings.REAUTHENTICATION_TIMEOUT)
            if not sessions.has_shown_factor(request.user.pk, fresh):
                raise ReauthenticationRequired
            return False
        required = super().is_reauthentication_required(app=app, **kwargs)
        records = get_authentication_records(request, request.user)
        fresh = records and time.time() - records[-1]["at"] < app_settings.REAUTHENTICATION_TIMEOUT
        return bool(required and not fresh)

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        *args: object,
        **kwargs: Any,
    ) -> None:
        """Pass on only what tells something new."""
        del args
        if kwargs.get("message"):
            messages.add_message(request, level, kwargs["message"])
        elif message_template in TOLD:
            messages.add_message(request, level, TOLD[message_template])


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # as above
    """Keeps the secrets of second factors encrypted: a copy of the database alone signs nobody in."""

    @property
    def _box(self) -> Fernet:
        key = hashlib.sha256(b"suyuan second factor " + settings.SECRET_KEY.encode()).digest()
        return Fernet(base64.urlsafe_b64encode(key))

    def encrypt(self, text: str) -> str:
        """Encrypt a secret with the server's key."""
        return self._box.encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Give the secret back."""
        return self._box.decrypt(encrypted_text.encode()).decode()
