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
from suyuan.law.duty import Text
from suyuan.services.refusals import Refused

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

# What the calls themselves refuse: id -> status, what is wrong, how to mend it.
WORDS: dict[str, tuple[int, Text, Text]] = {
    "auth.required": (
        401,
        Text("缺少令牌，或令牌已失效。", "The token is missing or no longer valid."),
        Text("以 Authorization: Bearer 令牌 再次请求。", "Send it as Authorization: Bearer TOKEN."),
    ),
    "request.not_found": (
        404,
        Text("没有这一对象，或您无权查看。", "There is no such thing, or you may not see it."),
        Text("请核对地址中的编号。", "Check the identifier in the address."),
    ),
    "request.no_such_duty": (
        404,
        Text("没有“{value}”这一报送事项。", "There is no duty {value}."),
        Text("所有事项见 GET /api/v1/duties。", "GET /api/v1/duties lists all of them."),
    ),
    "request.method": (
        405,
        Text("此地址不接受 {value}。", "This address does not take {value}."),
        Text("可用的方法见 Allow 头。", "The Allow header names those it takes."),
    ),
    "request.parameter": (
        422,
        Text("参数无法读取。", "A parameter cannot be read."),
        Text("错误列于 errors。", "See errors."),
    ),
    "request.code": (
        422,
        Text("编码有误。", "The code is malformed."),
        Text("错误列于 errors。", "See errors."),
    ),
    "request.empty": (
        422,
        Text("请求没有内容。", "The request has no body."),
        Text("把文件作为请求内容发送。", "Send the file as the body."),
    ),
    "request.body": (
        400,
        Text("请求内容无法读取。", "The body of the request cannot be read."),
        Text("请核对内容与其 Content-Type 是否一致。", "Check that the body is what its Content-Type says."),
    ),
    "request.length": (
        411,
        Text("请求没有 Content-Length。", "The request has no Content-Length."),
        Text("请注明内容的字节数，不要分块发送。", "Say how many bytes follow; chunked bodies are not read."),
    ),
    "request.too_large": (
        413,
        Text("内容超过 {value} 字节的上限。", "The body is larger than the limit of {value} bytes."),
        Text("请把文件分成几份，分别申报。", "Split the file and file its parts one by one."),
    ),
    "request.type": (
        415,
        Text("不支持“{value}”。", "{value} is not supported."),
        Text(
            "可用 NDJSON、CSV、XLSX、Parquet、JSON 数组，或 multipart/form-data 中的 file 部分。",
            "Send NDJSON, CSV, XLSX, Parquet, a JSON array, or multipart/form-data with a part named file.",
        ),
    ),
    "filing.bad_lines": (
        422,
        Text(
            "{lines} 行中 {rejected} 行有误，整份未受理。",
            "{rejected} of {lines} lines have errors; nothing was filed.",
        ),
        Text(
            "更正 errors 所列各处后重新申报；或以 ?mode=good 先报正确的行。",
            "Mend the places listed in errors and file again, or file the good lines now with ?mode=good.",
        ),
    ),
    "server.broken": (
        500,
        Text("服务器出错，已记录。", "Something failed on the server; it has been recorded."),
        Text(
            "请稍后再试；仍有问题时请报告 request_id。", "Try again later, and quote request_id if it stays."
        ),
    ),
    "server.unavailable": (
        503,
        Text("数据库暂时无法应答。", "The database does not answer at the moment."),
        Text("请稍后再试；重复申报是安全的。", "Try again shortly; repeating a filing is safe."),
    ),
}


class Complaint(Exception):  # noqa: N818 - like services.Refused, it says what happened
    """A call's own refusal: an entry of ``WORDS``, the places it concerns and what fills the words."""

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
    """Look up (status, (what is wrong, how to mend it)) of one of the calls' own refusals."""
    status, wrong, fix = WORDS[code]
    return status, (wrong.get(language).format_map(detail), fix.get(language).format_map(detail))


def of_complaint(request: HttpRequest, complaint: Complaint) -> HttpResponse:
    """Answer what a call itself refuses."""
    language = language_of(request)
    status, words = words_of(complaint.code, language, complaint.detail)
    errors = [misread.say(language) for misread in complaint.mistakes]
    return document(status, body(request, complaint.code, status, words, errors), complaint.headers)


def of_refused(request: HttpRequest, refused: Refused) -> HttpResponse:
    """Answer a service's refusal."""
    words = refused.words(language_of(request))
    headers = {"Retry-After": "5"} if refused.status in {429, 503} else {}
    return document(refused.status, body(request, refused.code, refused.status, words, []), headers)


def of_broken(request: HttpRequest, error: Exception, code: str = "server.broken") -> HttpResponse:
    """Log a failure of ours and answer in general words; nothing of the error leaves the server."""
    log.error(
        "%s %s failed, request %s", request.method, request.path, request_id_of(request), exc_info=error
    )
    headers = {"Retry-After": "5"} if code == "server.unavailable" else {}
    return of_complaint(request, Complaint(code, headers=headers))
