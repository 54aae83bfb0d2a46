"""数字身份 — anybody asks for the identity of a battery; who signs in is told what concerns it.

The same answers stand at ``/b/{code}``, by the ``Accept`` header: ``application/json`` for the card,
``application/vc+jwt`` for the signed credential (``web.middleware``).
"""

import msgspec
import psycopg
from allauth.core.internal.ratelimit import get_ip
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from ninja import Router
from ninja.errors import AuthenticationError

from suyuan.api import answers, door, parameters, shapes
from suyuan.api.describing import Answer, call, respond
from suyuan.api.door import Bearer
from suyuan.api.problems import Complaint
from suyuan.domain.access import Viewer
from suyuan.law.duty import Text
from suyuan.ledger.credential import TYPE
from suyuan.services import clock
from suyuan.services.idcards import credentials, queries
from suyuan.services.idcards.queries import Found

router = Router(tags=["idcards"])
CREDENTIAL, PLAIN = f"application/{TYPE}", "text/plain; charset=utf-8"
_bearer = Bearer()


@call(
    router,
    "GET",
    "/idcards/keys",
    name="list_credential_keys",
    title=Text("签发凭证的公钥", "Keys that sign credentials"),
    text=Text("数字身份凭证的验证公钥（JWK 集）。", "The public keys of digital identities, as a JWK set."),
    answers={200: Answer(Text("公钥", "The keys"), dict)},
    public=True,
)
def list_credential_keys(request: HttpRequest) -> HttpResponseBase:
    """Give the keys."""
    del request
    return respond(credentials.key_set())


@call(
    router,
    "GET",
    "/idcards/{code}",
    name="get_idcard",
    title=Text("查询数字身份", "Read a digital identity"),
    text=Text(
        "电池包的数字身份；模块、单体编码答其所在的包。不带令牌只答公开数据项，带令牌再答与本单位有关的。",
        "The digital identity of a pack; a part's code answers for its pack. Without a token the public fields, "
        "with one also what concerns its party.",
    ),
    answers={200: Answer(Text("数字身份", "The identity"), shapes.IdentityCard)},
    problems_of=(404, 422),
    public=True,
)
def get_idcard(request: HttpRequest, code: str) -> HttpResponseBase:
    """Give a card."""
    return _card(request, code=code)


def _card(request: HttpRequest, *, code: str) -> HttpResponseBase:
    return respond(answers.idcard(_look(request, code, _viewer(request))))


straight = door.frame(_card)  # for the way on which nobody looks the address up
HEADERS = {"Vary": f"Accept, {door.VARY}", "Cache-Control": "no-store"}


def public(code: str) -> bytes | None:
    """Give what anybody may read of a code, as JSON; None where there is more to say than that."""
    try:
        found = queries.get_public(parameters.code_of(code), today=clock.today())
    except (Complaint, DatabaseError, psycopg.Error):
        return None
    return msgspec.json.encode(answers.idcard(found)) if found is not None else None


@call(
    router,
    "GET",
    "/idcards/{code}/credential",
    name="get_credential",
    title=Text("领取可验证凭证", "Fetch the signed credential"),
    text=Text(
        "公开数据项的签名凭证（W3C 可验证凭证，JWT 形式），有效期一日，可离线验证。",
        "The public fields as a signed credential (W3C Verifiable Credential as a JWT), good for a day.",
    ),
    answers={200: Answer(Text("凭证", "The credential"), None, CREDENTIAL)},
    problems_of=(404, 422),
    public=True,
)
def get_credential(request: HttpRequest, code: str) -> HttpResponseBase:
    """Sign a card."""
    signed = credentials.sign(_look(request, code, None), at=clock.true_now())
    return HttpResponse(signed, content_type=CREDENTIAL)


@call(
    router,
    "GET",
    "/idcards/{code}/proof",
    name="get_idcard_proof",
    title=Text("签发的入账证明", "Proof of its issue"),
    text=Text(
        "数字身份签发记录在公开账本中的证明（tlog-proof）；尚未入账的答404。",
        "The proof that the issue of the identity is in the public log (tlog-proof); 404 until it is.",
    ),
    answers={200: Answer(Text("证明", "The proof"), None, "text/plain")},
    problems_of=(404, 422),
    public=True,
)
def get_idcard_proof(request: HttpRequest, code: str) -> HttpResponseBase:
    """Give the proof of an issue."""
    text = queries.proof(_look(request, code, None).identity).get("tlog_proof")
    if text is None:
        raise Complaint("not_found")
    return HttpResponse(text, content_type=PLAIN)


def _viewer(request: HttpRequest) -> Viewer | None:
    """Give the viewer behind a token, None where there is no token. Raises AuthenticationError for a dead one."""
    if not request.META.get("HTTP_AUTHORIZATION"):
        return None
    viewer = _bearer(request)
    if not isinstance(viewer, Viewer):
        raise AuthenticationError
    return viewer


def _look(request: HttpRequest, code: str, viewer: Viewer | None) -> Found:
    """Look a code up. Raises Complaint, Refused."""
    return queries.look(
        parameters.code_of(code), viewer, address=lambda: get_ip(request), today=clock.today()
    )
