"""省级统一身份 — sign-in by the identity provider of a province: it says who somebody is, never what they may do.

An account with a post must be there already. It is found by the work e-mail address that the provider has verified,
once; from then on by the provider's own number for the person. A provider signs in the officials of its territory
only: one province's provider has no power over another's people, nor over the ministry's.
"""

from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth import get_user_model
from django.http import HttpRequest

from suyuan.portal.door import refusal
from suyuan.services.members import queries as members
from suyuan.services.refusals import Refused


class ProviderAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth carries no types
    """Links a provider's people to accounts with posts; makes none."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:  # noqa: ARG002 - allauth's signature
        """Answer no: nobody becomes anybody here by a provider's word, invited or not."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Find the account that the provider's person has here, or refuse plainly."""
        territory = sociallogin.provider.app.settings.get("territory", "")
        user_id = sociallogin.user.pk if sociallogin.is_existing else _claimed(sociallogin.account)
        if user_id is None or not members.is_official_within(user_id, territory):
            raise ImmediateHttpResponse(refusal(request, Refused("provider.no_account")))
        if not sociallogin.is_existing:
            sociallogin.connect(request, get_user_model().objects.get(pk=user_id))


def _claimed(account: Any) -> int | None:
    """Give the user whose address the provider verified; None where its two papers speak of different people.

    None too where the provider knows the user by another number already: an address that was handed on to a
    colleague opens nothing.
    """
    said = account.extra_data
    token, person = said.get("id_token") or {}, said.get("userinfo") or {}
    if token and person and token.get("sub") != person.get("sub"):
        return None
    claims = token | person
    verified = claims.get("email_verified") is True and isinstance(claims.get("email"), str)
    user_id = members.official_by_email(claims["email"]) if verified else None
    known = SocialAccount.objects.filter(provider=account.provider, user_id=user_id).exists()
    return None if known else user_id
