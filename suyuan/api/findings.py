"""发现的问题 — what the detectors found, with the evidence."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from ninja import Router

from suyuan.api import answers, custody_shapes, parameters, shapes, uploads
from suyuan.api.describing import Answer, Place, call, respond
from suyuan.api.door import viewer_of
from suyuan.api.problems import Complaint
from suyuan.law.duty import Text
from suyuan.services import clock
from suyuan.services.findings import operations, queries

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
    asks=(
        parameters.KIND,
        parameters.FINDING_STATE,
        parameters.FROM,
        parameters.UNTIL,
        parameters.REGION,
        parameters.SUBJECT,
        parameters.CURSOR,
        parameters.LIMIT,
    ),
)
def list_findings(request: HttpRequest, asked: dict[str, Any]) -> HttpResponseBase:
    """Give a page of findings."""
    with parameters.paging(asked):
        page = queries.find_findings(
            viewer_of(request),
            choice=queries.Choice(
                kind=asked["kind"],
                state=asked["state"],
                since=asked["from"],
                until=asked["until"],
                place=asked["region"] or "",
                subject=(asked["subject"] or "").strip().upper(),
            ),
            cursor=asked["cursor"],
            limit=asked["limit"],
        )
    return respond(shapes.Findings(answers.each(page.items, answers.finding), page.next))


FINDING = Place(
    Text("问题编号", "Id of the finding"),
    {"type": "string", "format": "uuid"},
    "6c1f0cf4-6d2e-5a52-9d55-7c3a3f6f4a11",
)
_CASE = Answer(Text("问题及处理", "The finding with what was done about it"), custody_shapes.FindingCase)
_ACT = {
    "required": True,
    "content": {
        "application/json": {
            "schema": {
                "type": "object",
                "required": ["act", "words"],
                "additionalProperties": False,
                "properties": {
                    "act": {"type": "string", "enum": list(operations.STEPS)},
                    "words": {"type": "string", "minLength": 1, "maxLength": operations.LONGEST},
                    "seen": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
                },
            },
            "example": {"act": "explain", "words": "The load was weighed twice; our scale is out of order."},
        }
    },
}


@call(
    router,
    "GET",
    "/findings/{finding_id}",
    name="get_finding",
    title=Text("一个问题", "Get a finding"),
    text=Text(
        "一个问题、它的证据，以及各方对它的处理。",
        "One finding, its evidence, and what was done about it.",
    ),
    answers={200: _CASE},
    problems_of=(404,),
    places={"finding_id": FINDING},
)
def get_finding(request: HttpRequest, finding_id: str) -> HttpResponseBase:
    """Give one finding."""
    found = queries.get_finding(viewer_of(request), finding_id)
    if found is None:
        raise Complaint("not_found")
    return respond(answers.case(found))


@call(
    router,
    "POST",
    "/findings/{finding_id}/acts",
    name="act_on_finding",
    title=Text("处理一个问题", "Act on a finding"),
    text=Text(
        "涉及的单位可说明（explain）或确认（confirm）；主管部门可重启（reopen）、立案（case）、办结（close）。问题不会消失，处理逐条留存。",
        "A party named in it may explain or confirm; an authority may reopen it, take it up as a case, or close that. "
        "Nothing vanishes; every act stays.",
    ),
    answers={200: _CASE},
    problems_of=(403, 404, 409, 422),
    body=_ACT,
    places={"finding_id": FINDING},
)
def act_on_finding(request: HttpRequest, finding_id: str) -> HttpResponseBase:
    """Do something about a finding."""
    told = uploads.receive_json(request)
    words = {name: told.get(name, "") for name in ("act", "words", "seen")} if isinstance(told, dict) else {}
    if not words or set(told) - set(words) or not all(_plain(text) for text in words.values()):
        raise Complaint("request.body")
    found = operations.act(
        viewer_of(request), finding_id, words["act"], words["words"], seen=words["seen"], at=clock.now()
    )
    return respond(answers.case(found))


def _plain(text: object) -> bool:
    """Tell whether it is a text that can be stored."""
    return isinstance(text, str) and "\x00" not in text
