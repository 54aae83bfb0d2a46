"""设备登录 — somebody signs in on a command line: the code is typed here, and the person agrees or not.

The work is the identity provider's; its view is exempt from the guard against forged forms, and ours is not.
"""

from typing import Any

from allauth.idp.oidc.internal.oauthlib import device_codes
from allauth.idp.oidc.views import DeviceAuthorizationView
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from suyuan.domain.access import Viewer
from suyuan.domain.agreement import Agreed, noted
from suyuan.portal.door import signed_in
from suyuan.portal.ways import came_by_provider, factors_shown
from suyuan.services.refusals import Refused
from suyuan.services.sessions import queries as sessions


class DeviceLogin(DeviceAuthorizationView):  # type: ignore[misc]  # allauth carries no types
    """The page for codes, for the signed-in with all that their standing asks of them."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Ask who it is, then let the provider answer. Raises Refused ``auth.not_allowed``."""
        answer = super().dispatch

        def page(request: HttpRequest, viewer: Viewer) -> HttpResponse:
            if not viewer.may("session.own"):
                raise Refused("auth.not_allowed")
            given: HttpResponse = answer(request, *args, **kwargs)
            return given

        return signed_in(page)(request)

    def _dispatch_authorization(
        self, request: HttpRequest, user_code: str, device_code: str, client: Any
    ) -> HttpResponse:
        """Note beside the code in what session its person agrees, before the provider hears that the person does."""
        state = cache.get(device_codes.cache_device_code_key(device_code))
        if request.method == "POST" and state is not None:
            user_id = request.user.pk or 0
            shown = sessions.has_shown_factor(user_id, factors_shown(request))
            agreed = Agreed(factor=shown, provider=came_by_provider(request))
            device_codes.update_device_state(device_code, noted(state, user_id, agreed))
        given: HttpResponse = super()._dispatch_authorization(request, user_code, device_code, client)
        return given
