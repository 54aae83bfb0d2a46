"""报送义务 — the statutory clocks that the asker may see."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from ninja import Router

from suyuan.api import answers, parameters, shapes
from suyuan.api.describing import Answer, call, respond
from suyuan.api.door import viewer_of
from suyuan.law.duty import Text
from suyuan.services import clock
from suyuan.services.obligations import queries

router = Router(tags=["obligations"])


@call(
    router,
    "GET",
    "/obligations",
    name="list_obligations",
    title=Text("报送义务", "List obligations"),
    text=Text(
        "自己（或所辖单位）的每一项报送义务：何时起算、何日届满、何日履行。",
        "Every clock of yours, or of the parties you watch: when it opened, is due, and was met.",
    ),
    answers={200: Answer(Text("一页义务", "A page of obligations"), shapes.Obligations)},
    problems_of=(422,),
    asks=(parameters.STATES, parameters.DUTY, parameters.PARTY, parameters.CURSOR, parameters.LIMIT),
)
def list_obligations(request: HttpRequest, asked: dict[str, Any]) -> HttpResponseBase:
    """Give a page of obligations."""
    today = clock.today()
    with parameters.paging(asked):
        page = queries.find_obligations(
            viewer_of(request),
            today=today,
            states=asked["state"],
            duty=asked["duty"],
            party=asked["party"],
            cursor=asked["cursor"],
            limit=asked["limit"],
        )
    return respond(shapes.Obligations([answers.obligation(item, today) for item in page.items], page.next))
