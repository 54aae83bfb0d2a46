"""问题说明 — every refusal and failure as one RFC 9457 problem document, in the reader's language.

    Complaint     what a call itself refuses: a parameter, a body, a token, an address
    problem()     the document
    of_refused()  a service's refusal
    of_broken()   anything else: logged with its request id, answered in general words

``type`` is the address of the rule's entry on the rules page; ``code`` is the same id without the address.
"""

import logging
from collections.abc import Mapping
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse

from suyuan.api.language import negotiate
from suyuan.api.shapes import Mistake, Problem
from suyuan.domain.access import Viewer
from suyuan.law.catalogue import RULES
from suyuan.law.duty import Text
from suyuan.law.rules import Rule, error
from suyuan.services.refusals import Refused, told

log = logging.getLogger("suyuan.api")
MEDIA_TYPE = "application/problem+json"

TITLES: dict[int, Text] = {
    400: Text("请求无法读取", "The request cannot be read"),
    401: Text("请先登录", "Sign in first"),
    403: Text("无权办理", "Not yours to do"),
    404: Text("没有找到", "Not found"),
    405: Text("方法不适用", "Method not allowed"),
    409: Text("与先前的请求冲突", "In conflict with an earlier request"),
    411: Text("缺少内容长度", "Length required"),
    413: Text("内容过大", "Too large"),
    415: Text("不支持的文件类型", "Unsupported type of file"),
    422: Text("内容有误", "The content has errors"),
    429: Text("请求过多", "Too many requests"),
    500: Text("服务器内部错误", "The server failed"),
    503: Text("服务暂不可用", "The service is not available now"),
}

# What a call itself refuses and the law's catalogue does not know: questions of HTTP.
OWN: dict[str, Rule] = {
    rule.id: rule
    for rule in (
        error(
            "request.method",
            "此地址不接受 {value}。",
            "This address does not take {value}.",
            "可用的方法见 Allow 头。",
            "The Allow header names those it takes.",
            status=405,
        ),
        error(
            "request.parameter",
            "参数无法读取。",
            "A parameter cannot be read.",
            "逐项列于 errors。",
            "Each is listed in errors.",
        ),
        error(
            "request.code",
            "地址中的编码有误。",
            "The code in the address is malformed.",
            "说明见 errors。",
            "See errors.",
        ),
        error(
            "request.body",
            "请求内容无法读取。",
            "The body of the request cannot be read.",
            "核对内容与其 Content-Type 是否一致。",
            "Check that the body is what its Content-Type says.",
            status=400,
        ),
        error(
            "request.length",
            "请求没有 Content-Length。",
            "The request has no Content-Length.",
            "注明内容的字节数，不要分块发送。",
            "Say how many bytes follow; chunked bodies are not read.",
            status=411,
        ),
        error(
            "server.broken",
            "平台出错，已记录。",
            "Something failed on the platform; it has been recorded.",
            "请稍后再试；仍有问题时报告 request_id。",
            "Try again later, and quote request_id if it stays.",
            status=500,
        ),
    )
}


class Complaint(Exception):
    """A call's own refusal: a rule of ``OWN`` or the catalogue, its places and what fills its words."""

    def __init__(
        self,
        code: str,
        *,
        mistakes: tuple["Misread", ...] = (),
        headers: Mapping[str, str] | None = None,
        **detail: object,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.mistakes = mistakes
        self.headers = dict(headers or {})
        self.detail = detail


class Misread(msgspec.Struct, frozen=True):
    """A parameter that cannot be read: its name, its text and both languages of why and how."""

    name: str
    value: str
    wrong: Text
    fix: Text
    rule: str = "request.parameter"
    article: str | None = None
    place: str = "query"

    def say(self, language: str) -> Mistake:
        """Give the mistake in the language."""
        return Mistake(
            column=self.name,
            pointer=f"/{self.place}/{self.name}",
            rule=self.rule,
            value=self.value[:200],
            message=self.wrong.get(language),
            fix=self.fix.get(language),
            article=self.article,
        )


def language_of(request: HttpRequest) -> str:
    """Give the language of the answer to this request."""
    return negotiate(request.META.get("HTTP_ACCEPT_LANGUAGE", ""))


def request_id_of(request: HttpRequest) -> str:
    """Give the id of this request, as the frame round every call made sure of."""
    return str(getattr(request, "request_id", ""))


def document(status: int, body: Problem, headers: Mapping[str, str] | None = None) -> HttpResponse:
    """Encode a problem."""
    answer = HttpResponse(msgspec.json.encode(body), status=status, content_type=MEDIA_TYPE)
    for name, value in (headers or {}).items():
        answer[name] = value
    return answer


def body(
    request: HttpRequest, code: str, status: int, words: tuple[str, str], errors: list[Mistake], **more: Any
) -> Problem:
    """Fill a problem document for this request."""
    title = TITLES.get(status, TITLES[500 if status >= 500 else 400])  # noqa: PLR2004 - the classes of RFC 9110
    return Problem(
        type=f"/rules#{code}",
        title=title.get(language_of(request)),
        status=status,
        detail=" ".join(part for part in words if part),
        instance=request.path,
        code=code,
        request_id=request_id_of(request),
        errors=errors,
        **more,
    )


def words_of(code: str, language: str, detail: Mapping[str, object]) -> tuple[int, tuple[str, str]]:
    """Look up (status, (what is wrong, how to mend it)) of a refusal."""
    rule = OWN.get(code) or RULES[code]
    return rule.status, (
        rule.wrong.get(language).format_map(detail),
        rule.fix.get(language).format_map(detail),
    )


def of_complaint(request: HttpRequest, complaint: Complaint) -> HttpResponse:
    """Answer what a call itself refuses."""
    language = language_of(request)
    status, words = words_of(complaint.code, language, complaint.detail)
    errors = [misread.say(language) for misread in complaint.mistakes]
    return document(status, body(request, complaint.code, status, words, errors), complaint.headers)


def of_refused(request: HttpRequest, refused: Refused) -> HttpResponse:
    """Answer a service's refusal."""
    viewer = getattr(request, "auth", None)  # set by ninja
    refused = told(refused, viewer) if isinstance(viewer, Viewer) else refused
    words = refused.words(language_of(request))
    headers = {"Retry-After": "5"} if refused.status in {429, 503} else {}
    return document(refused.status, body(request, refused.code, refused.status, words, []), headers)


def of_broken(request: HttpRequest, failure: Exception, code: str = "server.broken") -> HttpResponse:
    """Log a failure of ours and answer in general words; nothing of the error leaves the server."""
    log.error(
        "%s %s failed, request %s", request.method, request.path, request_id_of(request), exc_info=failure
    )
    headers = {"Retry-After": "5"} if code == "server.unavailable" else {}
    return of_complaint(request, Complaint(code, headers=headers))
