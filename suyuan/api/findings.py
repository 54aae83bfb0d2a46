"""发现的问题 — what the detectors found, with the evidence."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from ninja import Router

from suyuan.api import answers, parameters, shapes
from suyuan.api.describing import Answer, call, respond
from suyuan.api.door import viewer_of
from suyuan.law.duty import Text
from suyuan.services.findings import queries

router = Router(tags=["findings"])


@call(
    router,
    "GET",
    "/findings",
    name="list_findings",
    title=Text("发现的问题", "List findings"),
    text=Text(
        "涉及自己（或所辖单位）的问题，每一项都附证据。",
        "What was found about you, or about the parties you watch, each with its evidence.",
    ),
    answers={200: Answer(Text("一页问题", "A page of findings"), shapes.Findings)},
    problems_of=(422,),
    asks=(parameters.KIND, parameters.FINDING_STATE, parameters.CURSOR, parameters.LIMIT),
)
def list_findings(request: HttpRequest, asked: dict[str, Any]) -> HttpResponseBase:
    """Give a page of findings."""
    with parameters.paging(asked):
        page = queries.find_findings(
            viewer_of(request),
            kind=asked["kind"],
            state=asked["state"],
            cursor=asked["cursor"],
            limit=asked["limit"],
        )
    return respond(shapes.Findings(answers.each(page.items, answers.finding), page.next))
