"""入口 — the sign-in and sign-up of allauth, with what our pages add to them."""

from typing import Any

from allauth.account import views
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import get_adapter
from django.http import HttpRequest, HttpResponse

from suyuan.portal.account import INVITATION
from suyuan.portal.door import refusal
from suyuan.portal.views import public
from suyuan.services.members import queries
from suyuan.services.refusals import Refused


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
