"""授权 — how programs and the command line draw tokens: client credentials and the code on a device (OAuth 2.0).

The work is that of allauth's identity provider; here are its addresses, their words and their frame. Bodies are forms
and errors are ``{"error", "error_description"}``, as RFC 6749, 7009 and 8628 have them.

Source: RFC 6749 section 4.4 (client credentials), RFC 8628 (device), RFC 7009 (revocation).
"""

from collections.abc import Callable
from typing import Any

from allauth.core import context
from allauth.idp.oidc import views
from django.http import HttpRequest, HttpResponseBase
from ninja import Router

from suyuan.api import provider, shapes
from suyuan.api.describing import Answer, call
from suyuan.law.duty import Text
from suyuan.services.keys import operations as keys

router = Router(tags=["oauth"])
FORM = "application/x-www-form-urlencoded"
REFUSED = Answer(
    Text("拒绝，见 error", "Refused: see error"),
    shapes.OAuthProblem,
    example={"error": "invalid_client", "error_description": "..."},
)


def _body(required: str, fields: dict[str, str]) -> dict[str, Any]:
    """Describe a form."""
    properties = {name: {"type": "string", "description": text} for name, text in fields.items()}
    schema = {"type": "object", "properties": properties, "required": [required]}
    return {"required": True, "content": {FORM: {"schema": schema}}}


def _provide(view: Callable[[HttpRequest], HttpResponseBase], request: HttpRequest) -> HttpResponseBase:
    """Let the provider answer, which looks for the request in a context of its own."""
    with context.request_context(request):
        answer = view(request)
    answer["Cache-Control"] = "no-store"
    return answer


@call(
    router,
    "POST",
    "/oauth/token",
    name="draw_token",
    title=Text("领取令牌", "Draw a token"),
    text=Text(
        "程序以其编号和密钥领取一小时有效的令牌（client_credentials）；命令行以设备码或刷新令牌领取。"
        "scope 为事项编号、all 或 read，以空格分隔；不写则为全部获准的范围。",
        "A program draws a token for one hour with its id and secret (client_credentials); the command line with its "
        "device code or refresh token. scope: ids of duties, all or read, with spaces between; all it may have if none "
        "is named.",
    ),
    answers={200: Answer(Text("令牌", "The token"), shapes.Drawn), 400: REFUSED, 401: REFUSED},
    body=_body(
        "grant_type",
        {
            "grant_type": "client_credentials, refresh_token or urn:ietf:params:oauth:grant-type:device_code",
            "client_id": "id of the client; or HTTP Basic",
            "client_secret": "secret of the client; or HTTP Basic",
            "scope": "ids of duties, all, or read",
            "device_code": "of the device",
            "refresh_token": "of an earlier token",
        },
    ),
    public=True,
)
def draw_token(request: HttpRequest) -> HttpResponseBase:
    """Hand out a token."""
    return _provide(provider.token, request)


@call(
    router,
    "POST",
    "/oauth/device",
    name="begin_device",
    title=Text("设备登录", "Begin a sign-in on a device"),
    text=Text(
        "命令行以此领取一个代码和网址；本人在网页上同意后，以设备码领取令牌。",
        "The command line gets a code and an address; once the person agrees on that page, the device code draws the "
        "token.",
    ),
    answers={200: Answer(Text("代码与网址", "Code and address"), shapes.Device), 400: REFUSED, 401: REFUSED},
    body=_body(
        "client_id", {"client_id": "suyuan-cli", "scope": "account (all that the person may do) or read"}
    ),
    public=True,
)
def begin_device(request: HttpRequest) -> HttpResponseBase:
    """Begin a sign-in on a device."""
    keys.keep_command_line()
    return _provide(views.device_code, request)


@call(
    router,
    "POST",
    "/oauth/revoke",
    name="revoke_token",
    title=Text("吊销令牌", "Revoke a token"),
    text=Text(
        "吊销自己的访问令牌或刷新令牌；不存在的令牌同样答 200。",
        "Revokes an access or refresh token of one's own; a token that is not there answers 200 as well.",
    ),
    answers={200: Answer(Text("已吊销", "Revoked"), None, "text/plain"), 400: REFUSED, 401: REFUSED},
    body=_body(
        "token", {"token": "the token", "client_id": "of the client", "client_secret": "of the client"}
    ),
    public=True,
)
def revoke_token(request: HttpRequest) -> HttpResponseBase:
    """Revoke a token."""
    return _provide(views.revoke, request)
