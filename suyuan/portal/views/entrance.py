"""入口 — the sign-in, sign-up and password reset of allauth, with what our pages add to them."""

from typing import Any

from allauth.account import forms, views
from allauth.account.internal.flows.login import record_authentication
from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal import ratelimit
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView
from allauth.socialaccount.adapter import get_adapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from suyuan.portal.account import INVITATION
from suyuan.portal.door import refusal
from suyuan.portal.views import public
from suyuan.portal.ways import FACTOR
from suyuan.services.members import queries
from suyuan.services.members.letters import NONE
from suyuan.services.refusals import Refused
from suyuan.services.sessions import queries as sessions

ALLAUTH = "allauth.account"  # whose limits those of this room stand among


class LoginView(views.LoginView):  # type: ignore[misc]  # allauth carries no types
    """The sign-in, with the identity providers that are declared."""

    template_name = "portal/account/login.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the providers: name and address of each."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        onward = {"next": self.request.GET["next"]} if "next" in self.request.GET else {}
        context["providers"] = [
            {"name": each.name, "url": each.get_login_url(self.request, **onward)}
            for each in get_adapter().list_providers(self.request)
        ]
        return context


class SignupView(views.SignupView):  # type: ignore[misc]  # as above
    """The sign-up of the invited; for others it is the page of an invitation that does not hold."""

    template_name = "portal/account/signup.html"

    def closed(self) -> HttpResponse:
        """Say how accounts come about; to whoever came by an invitation, that it does not hold any more."""
        if INVITATION not in self.request.session:
            return public.no_account(self.request)
        return refusal(self.request, Refused("invitation.gone"))

    def form_valid(self, form: Any) -> HttpResponse:
        """Make the account; somebody else may have taken the invitation up meanwhile."""
        try:
            answer: HttpResponse = super().form_valid(form)
        except Refused as refused:
            return refusal(self.request, refused)
        except ImmediateHttpResponse as early:
            return early.response  # type: ignore[no-any-return]  # as above
        self.request.session.pop(INVITATION, None)
        return answer

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the firm that invites."""
        request: HttpRequest = self.request
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context["offer"] = queries.find_invitation(request.session.get(INVITATION, ""))
        return context


class ResetForm(forms.ResetPasswordForm):  # type: ignore[misc]  # as above
    """Asks for an address; only who has shown that it is theirs gets a link by it."""

    users: list[Any]

    def clean_email(self) -> str:
        """Find whose address it is; that it is nobody's is answered by mail alone."""
        email: str = super().clean_email()
        proven = EmailAddress.objects.filter(email__iexact=email, verified=True).values("user_id")
        owners = {row["user_id"] for row in proven}
        self.users = [user for user in self.users if user.pk in owners]
        return email

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        """Send the letter, unless the address has had so many that somebody is flooding it; the page says the same."""
        email: str = self.cleaned_data["email"]
        if ratelimit.consume(request, app=ALLAUTH, action="reset_password_anywhere", key=email.lower()):
            super().save(request, **kwargs)
        return email


class ResetView(views.PasswordResetView):  # type: ignore[misc]  # as above
    """A forgotten password is mended by a letter, where the platform sends letters; else by the operator."""

    template_name = "portal/account/reset.html"
    form_class = ResetForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Say who mends passwords where no letters are sent."""
        if not sends_letters():
            return public.no_account(request)
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return answer

    def form_valid(self, form: Any) -> HttpResponse:
        """Send the letter; who asks from one place for one address too often waits, and nobody else does."""
        asked = f"{form.cleaned_data['email'].lower()} {ratelimit.get_ip(self.request)}"
        busy: HttpResponse | None = ratelimit.consume_or_429(
            self.request, app=ALLAUTH, action="reset_password_here", key=asked
        )
        answer: HttpResponse = busy or super().form_valid(form)
        return answer


class AddressView(views.EmailView):  # type: ignore[misc]  # as above
    """One's own e-mail address: it counts once a link that was sent there was followed."""

    template_name = "portal/account/address.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Take an address where it can be confirmed; elsewhere the page says why not."""
        answer: HttpResponseBase = (super().post if sends_letters() else self.get)(request, *args, **kwargs)
        return answer

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say whether letters are sent at all."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"sends_letters": sends_letters()}


class _Shown:
    """A view that sets up a second factor: to set one up is to show it."""

    request: HttpRequest

    def form_valid(self, form: Any) -> HttpResponse:
        """Set it up, and let the session remember that it was shown here; other sessions are asked for it."""
        answer: HttpResponse = super().form_valid(form)  # type: ignore[misc]  # of the view that stands beside
        user = self.request.user
        record_authentication(self.request, user, FACTOR, id=sessions.newest_factor(user.pk or 0))
        return answer


class ActivateAppView(_Shown, ActivateTOTPView):  # type: ignore[misc]  # allauth carries no types
    """Sets up an authenticator app."""


class AddPasskeyView(_Shown, AddWebAuthnView):  # type: ignore[misc]  # as above
    """Sets up a passkey."""


def sends_letters() -> bool:
    """Tell whether the platform has a server by which mail leaves."""
    return bool(settings.EMAIL_BACKEND != NONE)
