"""读取记录 — the access log for the auditor's programs."""

from datetime import date, datetime, time, timedelta, timezone
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
from suyuan.services.reads.queries import Asked

router = Router(tags=["access"])
SHANGHAI = timezone(timedelta(hours=8))
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
    "since", Text("自这一天起。", "From this day on."), parameters.day_of, _DAY, example="2026-05-01"
)
UNTIL = Parameter("until", Text("至这一天止，含当日。", "Up to this day, included."), parameters.day_of, _DAY)


def _begins(day: date | None, *, later: int = 0) -> datetime | None:
    """Give the instant at which a legal day begins, some days later."""
    return None if day is None else datetime.combine(day + timedelta(days=later), time(), SHANGHAI)


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
    wanted = Asked(
        account=asked["account"],
        party=asked["party"],
        act=asked["act"],
        department=asked["department"],
        since=_begins(asked["since"]),
        until=_begins(asked["until"], later=1),
    )
    with parameters.paging(asked):
        page = queries.find_reads(viewer_of(request), wanted, cursor=asked["cursor"], limit=asked["limit"])
    items = [
        shapes.Read(**{name: getattr(item, name) for name in shapes.Read.__struct_fields__})
        for item in page.items
    ]
    return respond(shapes.Reads(items, page.next))
