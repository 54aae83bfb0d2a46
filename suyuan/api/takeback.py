"""回收责任 — who is answerable for taking a battery back, and the report that somebody refused to."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from ninja import Router

from suyuan.api import parameters, uploads
from suyuan.api import service_shapes as shapes
from suyuan.api.describing import Answer, call, respond
from suyuan.api.door import viewer_of
from suyuan.api.parameters import text_schema
from suyuan.api.problems import Complaint, Misread
from suyuan.domain.applications import Problem
from suyuan.law.duty import Text
from suyuan.services import clock
from suyuan.services.refusals import Unfit
from suyuan.services.takeback import operations, queries

router = Router(tags=["batteries"])
_WORDS = ("party", "day", "words", "outlet_no")
_REFUSAL = {
    "required": True,
    "content": {
        "application/json": {
            "schema": {
                "type": "object",
                "required": ["party", "day", "words"],
                "additionalProperties": False,
                "properties": {
                    "party": text_schema(18),
                    "day": {"type": "string", "format": "date"},
                    "words": text_schema(operations.LONGEST),
                    "outlet_no": text_schema(64),
                },
            },
            "example": {
                "party": "91999999AY10000019",
                "day": "2026-05-11",
                "words": "Turned away at the gate.",
            },
        }
    },
}


@call(
    router,
    "GET",
    "/batteries/{code}/takeback",
    name="get_takeback",
    title=Text("回收责任", "Who takes a battery back"),
    text=Text(
        "某日由谁负责回收这只电池，及其依据；只答其链条中的单位和监管部门。",
        "Who is answerable for taking the battery back on a day, and why: for those in its chain and who watch it.",
    ),
    answers={200: Answer(Text("回收责任", "Who is answerable"), shapes.Takeback)},
    problems_of=(404, 422),
    asks=(parameters.AS_OF,),
)
def get_takeback(request: HttpRequest, asked: dict[str, Any], code: str) -> HttpResponseBase:
    """Give who is answerable."""
    found = queries.get_bearer(parameters.code_of(code), viewer_of(request), as_of=asked["as_of"])
    if found is None:
        raise Complaint("not_found")
    return respond(
        shapes.Takeback(
            article=found.answer.ground.article,
            ground=found.answer.ground.value,
            way=found.answer.way.value,
            party=found.card.uscc if found.card else found.answer.uscc or None,
            party_name=found.card.name if found.card else None,
            line=[each.uscc for each in found.line],
            as_of=asked["as_of"],
        )
    )


@call(
    router,
    "POST",
    "/batteries/{code}/refused",
    name="report_refusal",
    title=Text("报告拒收", "Report a refusal"),
    text=Text(
        "维修、换电、拆解企业报告：应当接收的企业拒收了这只电池。同一报告重复提交，只记一次。",
        "A repair shop, swap operator or dismantler reports that a maker refused the battery. The same report twice is "
        "one.",
    ),
    answers={201: Answer(Text("已作为问题登记", "Entered as a finding"), shapes.RefusalReported)},
    problems_of=(403, 404, 422),
    body=_REFUSAL,
)
def report_refusal(request: HttpRequest, code: str) -> HttpResponseBase:
    """Enter a refusal."""
    viewer = viewer_of(request)
    told = uploads.receive_json(request)
    if not isinstance(told, dict) or set(told) - set(_WORDS) or not all(map(plain, told.values())):
        raise Complaint("request.body")
    try:
        finding = operations.report(viewer, {**told, "code": parameters.code_of(code)}, at=clock.now())
    except Unfit as unfit:
        raise Complaint("application.unfit", mistakes=tuple(map(misread, unfit.problems))) from unfit
    return respond(shapes.RefusalReported(finding=finding), 201)


def misread(problem: Problem) -> Misread:
    """Give a problem of a form as a mistake in a request."""
    (wrong_zh, fix_zh), (wrong_en, fix_en) = problem.words("zh"), problem.words("en")
    return Misread(problem.field, problem.value, Text(wrong_zh, wrong_en), Text(fix_zh, fix_en))


def plain(text: object) -> bool:
    """Tell whether it is a text that can be stored."""
    return isinstance(text, str) and "\x00" not in text
