"""身份提供方 — allauth's token and revocation endpoints, over a validator of ours.

    token   with the one step that the newer oauthlib asks and allauth does not have yet
    revoke  either token of a sign-in ends the other too

oauthlib 4.0.1 asks the validator whether the code of a device was agreed to; allauth 65.21 has asked that itself before
(``poll_device_code``) and has no answer for it. Without the answer every sign-in on a device fails. To be taken out
when allauth brings it.
"""

from typing import Any

from allauth.idp.oidc import app_settings
from allauth.idp.oidc.internal.oauthlib.request_validator import OAuthLibRequestValidator
from allauth.idp.oidc.internal.oauthlib.server import generate_access_token, generate_refresh_token
from allauth.idp.oidc.internal.oauthlib.utils import (
    convert_response,
    extract_params,
    get_validator_context,
)
from allauth.idp.oidc.views import RevokeView as ProvidedRevokeView
from allauth.idp.oidc.views import TokenView as ProvidedTokenView
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from oauthlib.common import Request
from oauthlib.oauth2.rfc8628.grant_types import DeviceCodeGrant
from oauthlib.openid import Server

from suyuan.domain.agreement import Agreed, agreed_by
from suyuan.services.keys import operations as keys


class Validator(OAuthLibRequestValidator):  # type: ignore[misc]  # allauth carries no types
    """allauth's validator, which also says that a code it let through was agreed to, and what was drawn together.

    ``agreed``: in what session its person agreed to the code.
    """

    def __init__(self, agreed: Agreed) -> None:
        super().__init__()
        self.agreed = agreed

    def validate_device_code(self, client_id: str, code: str, request: Request, *_: Any, **__: Any) -> str:
        """Answer that it was: the view below is only reached with a code that its person agreed to."""
        del client_id, code
        if request.scope is None:
            request.scopes = request.client.get_default_scopes()
        return str(DeviceCodeGrant.DEVICE_CODE_AUTHORIZED)

    def save_bearer_token(self, token: dict[str, Any], request: Request, *args: Any, **kwargs: Any) -> None:
        """Keep the tokens, and of which sign-in they are."""
        super().save_bearer_token(token, request, *args, **kwargs)
        if "refresh_token" in token:
            after = get_validator_context().refresh_token
            keys.draw_together(token["access_token"], token["refresh_token"], agreed=self.agreed, after=after)

    def validate_refresh_token(
        self, refresh_token: str, client: Any, request: Request, *args: Any, **kwargs: Any
    ) -> bool:
        """Answer whether it may draw another; one that was used ends what was drawn by it."""
        good: bool = super().validate_refresh_token(refresh_token, client, request, *args, **kwargs)
        if not good:
            keys.end_reused(refresh_token, client.id)
        return good

    def revoke_token(self, token: str, token_type_hint: str, request: Request, *_: Any, **__: Any) -> None:
        """End the whole sign-in, whichever of its tokens is shown; a wrong hint is no obstacle (RFC 7009, 2.1)."""
        del token_type_hint, request
        keys.end_drawn(token)


class TokenView(ProvidedTokenView):  # type: ignore[misc]  # allauth carries no types
    """allauth's token endpoint over our validator."""

    def _create_token_response(
        self,
        request: HttpRequest,
        *,
        user: AbstractBaseUser | None = None,
        data: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Draw the token; ``user`` and ``data`` are those of a device's code that was agreed to."""
        agreed = agreed_by(data, int(user.pk)) if user is not None and data is not None else Agreed()
        server = _server(agreed, pre_token=[lambda asked: self._pre_token(asked, user, data)])
        answer: HttpResponse = convert_response(*server.create_token_response(*extract_params(request)))
        return answer


class RevokeView(ProvidedRevokeView):  # type: ignore[misc]  # as above
    """allauth's revocation endpoint over our validator."""

    def post(self, request: HttpRequest, *_: Any, **__: Any) -> HttpResponse:
        """Revoke a token with all that was drawn by the same sign-in."""
        answer: HttpResponse = convert_response(
            *_server().create_revocation_response(*extract_params(request))
        )
        return answer


def _refresh_token(request: Request) -> str:
    text = generate_refresh_token(request)
    return keys.next_refresh(text, after=get_validator_context().refresh_token)


def _server(agreed: Agreed = Agreed(), **more: Any) -> Server:  # noqa: B008 - it cannot be changed
    return Server(
        request_validator=Validator(agreed),
        token_generator=generate_access_token,
        refresh_token_generator=_refresh_token,
        token_expires_in=app_settings.ACCESS_TOKEN_EXPIRES_IN,
        **more,
    )


token = TokenView.as_view()
revoke = RevokeView.as_view()
