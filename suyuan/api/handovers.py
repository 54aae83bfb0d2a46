"""移交 — hand-overs as they stand: what was sent, what came, and which side is missing."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from ninja import Router

from suyuan.api import custody_shapes, parameters
from suyuan.api.describing import Answer, call, respond
from suyuan.api.door import viewer_of
from suyuan.api.parameters import Parameter, one_of, text_of
from suyuan.domain.custody.handovers import State
from suyuan.law.duty import Text
from suyuan.services.custody import queries
from suyuan.services.custody.queries import End, Line

router = Router(tags=["handovers"])
_STATES = [state.value for state in State]
SIDE = Parameter(
    "side",
    Text("out：我方移出的；in：移交给我方的。", "out: what you sent; in: what was sent to you."),
    one_of(*queries.SIDES),
    {"type": "string", "enum": list(queries.SIDES)},
)
STATE = Parameter(
    "state",
    Text("移交的状态。", "State of the hand-over."),
    one_of(*_STATES),
    {"type": "string", "enum": _STATES},
)
CODE = Parameter("code", Text("电池编码。", "Battery code."), text_of(40), parameters.text_schema(40))
TRANSFER = Parameter(
    "transfer_no", Text("移交单编号。", "Transfer number."), text_of(64), parameters.text_schema(64)
)


@call(
    router,
    "GET",
    "/handovers",
    name="list_handovers",
    title=Text("移交", "List hand-overs"),
    text=Text(
        "每只电池的每次移交：双方各自报了什么，缺哪一方，何时到期。",
        "Every hand-over of every battery: what each side reported, which is missing, and until when it is due.",
    ),
    answers={200: Answer(Text("一页移交", "A page of hand-overs"), custody_shapes.Handovers)},
    problems_of=(422,),
    asks=(SIDE, STATE, CODE, TRANSFER, parameters.CURSOR, parameters.LIMIT),
)
def list_handovers(request: HttpRequest, asked: dict[str, Any]) -> HttpResponseBase:
    """Give a page of hand-overs."""
    with parameters.paging(asked):
        page = queries.find_handovers(
            viewer_of(request),
            side=asked["side"],
            states=(asked["state"],) if asked["state"] else (),
            code=asked["code"] or "",
            transfer_no=asked["transfer_no"] or "",
            cursor=asked["cursor"],
            limit=asked["limit"],
        )
    return respond(custody_shapes.Handovers([_line(item) for item in page.items], page.next))


def _line(line: Line) -> custody_shapes.Handover:
    return custody_shapes.Handover(
        code=line.code,
        state=line.state,
        outbound=_end(line.sender),
        inbound=_end(line.receiver),
        refused=line.refused,
        transfer_no=line.transfer_no or None,
        due_on=line.due_on,
    )


def _end(end: End) -> custody_shapes.HandoverSide:
    return custody_shapes.HandoverSide(
        party=end.uscc,
        party_name=end.name or None,
        date=end.day,
        mass_kg=None if end.mass_g is None else end.mass_g / 1000,
        receipt=end.receipt or None,
        duty=end.duty or None,
    )
