"""接口说明 — one registration for a call and its OpenAPI description, so that the two cannot part.

Api      NinjaAPI whose every answer is framed and whose schemas are our msgspec structs
call()   register a view under a method and path, with its words, parameters and answers
Answer   a status, its words and the shape of its body
"""

import inspect
import re
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Annotated, Any

import msgspec
from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, re_path
from ninja import NinjaAPI, Router
from ninja.openapi.schema import OpenAPISchema
from ninja.params.functions import Path

from suyuan.api import case_shapes, custody_shapes, door, parameters, problems, service_shapes, shapes
from suyuan.api.parameters import Parameter
from suyuan.domain import subjects
from suyuan.domain.receipts import ALPHABET
from suyuan.law.duty import Text
from suyuan.law.measures_2026 import RULEBOOK

REF = "#/components/schemas/{name}"
JSON = "application/json"


class Place(msgspec.Struct, frozen=True):
    """A parameter that stands in the address: its words, how it is spelled, and an example."""

    text: Text
    schema: dict[str, Any]
    example: str | None = None


DUTY = Place(
    Text("报送事项编号", "Id of the duty"),
    {"type": "string", "enum": [duty.id for duty in RULEBOOK.duties]},
    "24.2.a",
)
RECEIPT = Place(
    Text("回执号", "Number of the receipt"), {"type": "string", "pattern": parameters.RECEIPT_PATTERN}
)
PLACES = {
    "ref": RECEIPT,
    "duty": DUTY,
    "job": Place(Text("任务编号", "Id of the job"), {"type": "string", "format": "uuid"}),
    "code": Place(
        Text(
            "电池编码，24 位或 19 位，或平台给出的临时标识",
            "Battery code of 24 or 19 characters, or a provisional id",
        ),
        {
            "type": "string",
            "pattern": "^([0-9A-Z]{3}[PMC][0-9A-Z]{20}|[0-9A-Z]{3}[PMC][0-9A-Z]{13}R[PMC]"
            f"|{subjects.TEMPORARY}[0-3][{ALPHABET}]{{25}})$",
        },
        "9Z1PE0100000A1G510000001",
    ),
    "vin": Place(
        Text("车辆识别代号", "VIN"),
        {"type": "string", "pattern": "^[0-9A-HJ-NPR-Z]{17}$"},
        "LY00000A8R0000001",
    ),
}
PRINCIPAL: dict[str, Any] = {
    "name": door.PRINCIPAL,
    "in": "header",
    "required": False,
    "description": "Unified social credit code of the party to act for, under a mandate in force. What is filed is "
    "that party's, and says who filed it. Without it the caller acts for its own party; 403 where none is in force."
    "\n\n所代理单位的统一社会信用代码，须有有效委托；所报送的属于该单位，并注明由谁代报。"
    "不写则为本单位；没有委托答 403。",
    "schema": {"type": "string", "minLength": 18, "maxLength": 18},
    "example": "91999999AY10000019",
}
_placed: dict[str, dict[str, Place]] = {}  # operation -> its places, for the document

PROBLEMS = {
    401: Text("缺少令牌或令牌已失效", "The token is missing or dead"),
    403: Text(
        "本角色不承担此报送事项，密钥范围不含此事项，或没有委托",
        "This role does not bear the duty, the key's scope does not hold it, or there is no mandate",
    ),
    404: Text("不存在，或无权查看", "It does not exist, or you may not see it"),
    409: Text("同一 Idempotency-Key 用于另一内容", "The Idempotency-Key was used with another body"),
    410: Text("查阅期限已过", "The leave to read has ended"),
    413: Text("文件过大", "The file is too large"),
    415: Text("不支持的文件类型", "Unsupported type of file"),
    422: Text("内容或参数有误，见 errors", "The content or a parameter has errors: see errors"),
    429: Text("过于频繁，稍后再试", "Too often: try again later"),
}


class Api(NinjaAPI):
    """The API with our frame round every address and our shapes in its document."""

    _documents: dict[str, OpenAPISchema]

    @property
    def urls(self) -> tuple[list[URLResolver | URLPattern], str, str]:
        """Give the addresses, every view framed, and an answer for every other address."""
        patterns, app, namespace = super().urls
        for pattern in patterns:
            if isinstance(pattern, URLPattern):
                pattern.callback = door.frame(pattern.callback)
        return [*patterns, re_path(r"^.*$", door.frame(door.nowhere))], app, namespace

    def on_exception(self, request: HttpRequest, exc: Exception | type[Exception]) -> HttpResponse:
        """Answer whatever a call raised."""
        error = exc() if isinstance(exc, type) else exc
        answer = door.answer(request, error)
        assert isinstance(answer, HttpResponse)  # noqa: S101 - a problem document always is
        return answer

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        """Give the document; it is made once."""
        made: dict[str, OpenAPISchema] = self.__dict__.setdefault("_documents", {})
        key = path_prefix or ""
        if key not in made:
            document = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
            _, components = msgspec.json.schema_components(
                [*shapes.SHAPES, *custody_shapes.SHAPES, *service_shapes.SHAPES, *case_shapes.SHAPES],
                ref_template=REF,
            )
            document["components"]["schemas"].update(components)
            for methods in document["paths"].values():
                for operation in methods.values():
                    _place(operation)
            made[key] = document
        return made[key]


def _place(operation: dict[str, Any]) -> None:
    """Say how the parameters of an address are spelled; they are read by the calls themselves."""
    for parameter in operation["parameters"]:
        if parameter["in"] == "path":
            place = _placed[operation["operationId"]][parameter["name"]]
            parameter["description"] = f"{place.text.en} · {place.text.zh}"
            parameter["schema"] = place.schema
            if place.example is not None:
                parameter["example"] = place.example


class Answer(msgspec.Struct, frozen=True):
    """One outcome of a call: its words, the shape of its body (None: no JSON) and its media type."""

    text: Text
    shape: type | None = None
    media: str = JSON
    example: Any = None
    headers: tuple[tuple[str, Text], ...] = ()

    def describe(self) -> dict[str, Any]:
        """Give the OpenAPI response object."""
        schema: dict[str, Any] = {"type": "string", "format": "binary"}
        if self.shape is dict:
            schema = {"type": "object", "additionalProperties": True}
        elif self.shape is not None:
            schema = {"$ref": REF.format(name=self.shape.__name__)}
        content: dict[str, Any] = {"schema": schema}
        if self.example is not None:
            content["example"] = self.example
        described: dict[str, Any] = {
            "description": f"{self.text.en} · {self.text.zh}",
            "content": {self.media: content},
        }
        if self.headers:
            described["headers"] = {
                name: {"description": text.en, "schema": {"type": "string"}} for name, text in self.headers
            }
        return described


def call(
    router: Router,
    method: str,
    path: str,
    *,
    name: str,
    title: Text,
    text: Text,
    answers: dict[int, Answer],
    problems_of: Sequence[int] = (),
    asks: Sequence[Parameter] = (),
    more: Sequence[dict[str, Any]] = (),
    body: dict[str, Any] | None = None,
    public: bool = False,
    places: dict[str, Place] = PLACES,
) -> Callable[[door.View], door.View]:
    """Register ``view(request, asked, **path)``, or a coroutine, under a method and path.

    ``asked`` holds the query's values; a call that asks nothing has no such argument, and refuses any query.
    ``more``: further OpenAPI parameter objects (headers), which the view reads itself.
    """
    acting = [] if public else [PRINCIPAL]
    extra: dict[str, Any] = {
        "parameters": [parameter.describe() for parameter in asks] + list(more) + acting,
        "responses": _responses(answers, problems_of, public=public),
    }
    if body is not None:
        extra["requestBody"] = body
    first = next(iter(answers))
    _placed[name] = places

    def register(view: door.View) -> door.View:
        @wraps(view)
        def run(request: HttpRequest, **place: str) -> Any:
            asked = parameters.read(request, asks)
            return view(request, asked, **place) if asks else view(request, **place)

        awaited = iscoroutinefunction(view)
        if awaited:
            markcoroutinefunction(run)
        setattr(run, "__signature__", _signature(path))  # noqa: B010 - read by ninja
        router.api_operation(
            [method],
            path,
            auth=None if public else door.Bearer(is_async=awaited),
            response={first: None},
            operation_id=name,
            summary=f"{title.en} · {title.zh}",
            description=f"{text.en}\n\n{text.zh}",
            openapi_extra=extra,
            url_name=name,
        )(run)
        return run

    return register


def _signature(path: str) -> inspect.Signature:
    """Build the signature that ninja reads: the request and the path's parameters as text."""
    fields = [inspect.Parameter("request", inspect.Parameter.POSITIONAL_OR_KEYWORD)]
    fields += [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, annotation=Annotated[str, Path()])
        for name in re.findall(r"{(\w+)}", path)
    ]
    return inspect.Signature(fields)


def _responses(answers: dict[int, Answer], statuses: Sequence[int], *, public: bool) -> dict[int | str, Any]:
    """Describe every outcome: the answers, the named problems, and the problem that any call may end in."""
    described: dict[int | str, Any] = {status: answer.describe() for status, answer in answers.items()}
    wanted = dict.fromkeys([*([] if public else [401]), *statuses])
    for status in wanted:
        described[status] = Answer(PROBLEMS[status], shapes.Problem, problems.MEDIA_TYPE).describe()
    described["default"] = Answer(
        Text("其他问题", "Any other problem"), shapes.Problem, problems.MEDIA_TYPE
    ).describe()
    return described


def respond(body: Any, status: int = 200, headers: dict[str, str] | None = None) -> HttpResponse:
    """Encode an answer as JSON."""
    response = HttpResponse(msgspec.json.encode(body), status=status, content_type=JSON)
    for name, value in (headers or {}).items():
        response[name] = value
    return response
