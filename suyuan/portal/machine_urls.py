"""密钥与委托网址 — the addresses of keys, programs, sign-in on a device, mandates and partner shops.

The namespace ``idp:oidc`` is the one by which the identity provider finds its own page for codes.
"""

from django.urls import include, path

from suyuan.portal.views import device, keys, mandates, offers, partners

_provider = [path("device", device.DeviceLogin.as_view(), name="device_authorization")]

urlpatterns = [
    path("keys", keys.keys, name="keys"),
    path("keys/<int:key_id>", keys.key, name="key"),
    path("keys/programs/<int:program_id>", keys.program, name="program"),
    path("keys/command-lines/leave", keys.leave, name="leave_command_lines"),
    path("mandates", mandates.mandates, name="mandates"),
    path("mandates/<int:mandate_id>", mandates.mandate, name="mandate"),
    path("offers/<int:offer_id>", offers.offer, name="offer"),
    path("partners", partners.partners, name="partners"),
    path("partners/<int:partnership_id>", partners.partner, name="partner"),
    path("", include(([path("", include((_provider, "oidc")))], "idp"))),
]
