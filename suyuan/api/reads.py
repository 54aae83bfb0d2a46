"""读取记录 — the access log for the auditor's programs."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from ninja import Router

from suyuan.api import parameters, shapes
from suyuan.api.describing import Answer, call, respond
from suyuan.api.door import viewer_of
from suyuan.api.parameters import Parameter
from suyuan.domain.access import ACTS
from suyuan.law.departments import Department
from suyuan.law.duty import Text
from suyuan.services.reads import queries
from suyuan.services.reads.queries import Asked, between

router = Router(tags=["access"])
_DAY = {"type": "string", "format": "date"}

ACCOUNT = Parameter(
    "account",
    Text("只列这一用户名的读取。", "Only what this username read."),
    parameters.text_of(150),
    parameters.text_schema(150),
)
ACT = Parameter(
    "act",
    Text("只列这一行为。", "Only this act."),
    parameters.one_of(*ACTS),
    {"type": "string", "enum": list(ACTS)},
    example="filing.read",
)
DEPARTMENT = Parameter(
    "department",
    Text("只列这一部门。", "Only this department."),
    parameters.one_of(*Department),
    {"type": "string", "enum": [name.value for name in Department]},
)
SINCE = Parameter(
    "since", Text("自这一天起。", "From this day on."), parameters.any_day_of, _DAY, example="2026-05-01"
)
UNTIL = Parameter(
    "until", Text("至这一天止，含当日。", "Up to this day, included."), parameters.any_day_of, _DAY
)


@call(
    router,
    "GET",
    "/access-log",
    name="list_reads",
    title=Text("读取记录", "The access log"),
    text=Text(
        "主管部门与平台每一次读取企业记录，最近的在前。只有审计人员可读，读取本身也会登记。",
        "Every look of an authority or the platform into a firm's records, the latest first. "
        "Only the auditor reads it, and the look is entered too.",
    ),
    answers={200: Answer(Text("一页记录", "A page of the log"), shapes.Reads)},
    problems_of=(403, 422),
    asks=(
        ACCOUNT,
        parameters.PARTY,
        ACT,
        DEPARTMENT,
        SINCE,
        UNTIL,
        parameters.CURSOR,
        parameters.LIMIT,
    ),
)
def list_reads(request: HttpRequest, asked: dict[str, Any]) -> HttpResponseBase:
    """Give a page of the access log."""
    since, until = between(asked["since"], asked["until"])
    wanted = Asked(
        account=asked["account"],
        party=asked["party"],
        act=asked["act"],
        department=asked["department"],
        since=since,
        until=until,
    )
    with parameters.paging(asked):
        page = queries.find_reads(viewer_of(request), wanted, cursor=asked["cursor"], limit=asked["limit"])
    items = [
        shapes.Read(**{name: getattr(item, name) for name in shapes.Read.__struct_fields__})
        for item in page.items
    ]
    return respond(shapes.Reads(items, page.next))
