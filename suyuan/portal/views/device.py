"""设备登录 — somebody signs in on a command line: the code is typed here, and the person agrees or not.

The work is the identity provider's; its view is exempt from the guard against forged forms, and ours is not.
"""

from typing import Any

from allauth.idp.oidc.views import DeviceAuthorizationView
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from suyuan.domain.access import Viewer
from suyuan.portal.door import signed_in
from suyuan.services.refusals import Refused


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
