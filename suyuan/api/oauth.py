"""授权 — how programs and the command line draw tokens: client credentials and the code on a device (OAuth 2.0).

The work is that of allauth's identity provider; here are its addresses, their words and their frame. Bodies are forms
and errors are ``{"error", "error_description"}``, as RFC 6749, 7009 and 8628 have them.

Each address is limited (settings ``ACCOUNT_RATE_LIMITS``): by client, and far higher by network address, behind which
sits a whole firm. Who asks too often gets 429, ``slow_down`` and ``Retry-After``.

Source: RFC 6749 section 4.4 (client credentials), RFC 8628 (device), RFC 7009 (revocation), RFC 6585 section 4 (429).
"""

import base64
import binascii
from collections.abc import Callable
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.core import context, ratelimit
from allauth.idp.oidc import views
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponseBase, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from ninja import Router

from suyuan.api import provider, shapes
from suyuan.api.describing import Answer, call, respond
from suyuan.law.duty import Text
from suyuan.services.keys import operations as keys

router = Router(tags=["oauth"])
FORM = "application/x-www-form-urlencoded"
REFUSED = Answer(
    Text("拒绝，见 error", "Refused: see error"),
    shapes.OAuthProblem,
    example={"error": "invalid_client", "error_description": "..."},
)
RETRY_S = 60  # every limit counts by the minute
BUSY = Answer(
    Text("请求过于频繁，按 Retry-After 稍后再试", "Too many requests: try again after Retry-After"),
    shapes.OAuthProblem,
    example={"error": "slow_down", "error_description": "Too many requests."},
    headers=(("Retry-After", Text("多少秒后再试", "After how many seconds to try again")),),
)


def _body(required: str, fields: dict[str, str]) -> dict[str, Any]:
    """Describe a form."""
    properties = {name: {"type": "string", "description": text} for name, text in fields.items()}
    schema = {"type": "object", "properties": properties, "required": [required]}
    return {"required": True, "content": {FORM: {"schema": schema}}}


def _provide(
    view: Callable[[HttpRequest], HttpResponseBase], request: HttpRequest, action: str
) -> HttpResponseBase:
    """Let the provider answer, which looks for the request in a context of its own; not whoever asks too often."""
    answer: HttpResponseBase
    with context.request_context(request):
        if not _readable(request):
            answer = respond(
                shapes.OAuthProblem(error="invalid_request", error_description="Not a form."), 400
            )
        elif ratelimit.consume(request, action=action, key=_asker(request)):
            answer = view(request)
        else:
            problem = shapes.OAuthProblem(error="slow_down", error_description="Too many requests.")
            answer = respond(problem, 429, {"Retry-After": str(RETRY_S)})
    answer["Cache-Control"] = "no-store"
    return answer


def _readable(request: HttpRequest) -> bool:
    """Tell whether the body is a form, and nothing in it is what no table can hold."""
    try:
        texts = [text for name, values in request.POST.lists() for text in (name, *values)]
    except (BadRequest, MultiPartParserError, UnreadablePostError):
        return False
    return not any("\0" in text for text in (*texts, _basic(request)))


def _asker(request: HttpRequest) -> str:
    """Name who is to be counted apart behind an address: a client, or one device or command line of many.

    The address is part of it: who knows another's client id cannot use up its attempts.
    """
    given = [request.POST.get(name, "") for name in ("client_id", "device_code", "refresh_token")]
    return " ".join([get_adapter().get_client_ip(request), _basic(request), *given])


def _basic(request: HttpRequest) -> str:
    """Give the client id of HTTP Basic; empty where there is none."""
    scheme, _, told = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
    if scheme.lower() != "basic":
        return ""
    try:
        return base64.b64decode(told, validate=True).decode().partition(":")[0]
    except (binascii.Error, ValueError):
        return ""


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
    answers={200: Answer(Text("令牌", "The token"), shapes.Drawn), 400: REFUSED, 401: REFUSED, 429: BUSY},
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
    return _provide(provider.token, request, "draw_token")


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
    answers={
        200: Answer(Text("代码与网址", "Code and address"), shapes.Device),
        400: REFUSED,
        401: REFUSED,
        429: BUSY,
    },
    body=_body(
        "client_id", {"client_id": "suyuan-cli", "scope": "account (all that the person may do) or read"}
    ),
    public=True,
)
def begin_device(request: HttpRequest) -> HttpResponseBase:
    """Begin a sign-in on a device."""
    keys.keep_command_line()
    return _provide(views.device_code, request, "begin_device")


@call(
    router,
    "POST",
    "/oauth/revoke",
    name="revoke_token",
    title=Text("吊销令牌", "Revoke a token"),
    text=Text(
        "吊销自己的访问令牌或刷新令牌，同一次登录的另一枚随之失效；不存在的令牌同样答 200。",
        "Revokes an access or refresh token of one's own, and with it the other of the same sign-in; a token that is "
        "not there answers 200 as well.",
    ),
    answers={
        200: Answer(Text("已吊销", "Revoked"), None, "text/plain"),
        400: REFUSED,
        401: REFUSED,
        429: BUSY,
    },
    body=_body(
        "token", {"token": "the token", "client_id": "of the client", "client_secret": "of the client"}
    ),
    public=True,
)
def revoke_token(request: HttpRequest) -> HttpResponseBase:
    """Revoke a token."""
    return _provide(provider.revoke, request, "revoke_token")
