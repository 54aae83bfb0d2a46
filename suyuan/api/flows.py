"""流向 — stages, flows and leaks: what was filed, added up over what the asker may see."""

from datetime import MINYEAR
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from ninja import Router

from suyuan.api import custody_shapes as shapes
from suyuan.api import parameters
from suyuan.api.describing import Answer, call, respond
from suyuan.api.door import viewer_of
from suyuan.api.parameters import Parameter, one_of
from suyuan.law.duty import Text
from suyuan.services import clock
from suyuan.services.flows import queries

router = Router(tags=["flows"])
BY = Parameter(
    "by",
    Text("按单位类型或按省汇总。", "Between kinds of parties, or between provinces."),
    one_of(*queries.BY),
    {"type": "string", "enum": list(queries.BY), "default": "party_kind"},
    default=lambda: "party_kind",
)


@call(
    router,
    "GET",
    "/flows",
    name="get_flows",
    title=Text("流向", "Get flows"),
    text=Text(
        "各环节的数量、各方之间的流向，以及未到达的部分；只汇总有权查看的报送。缺省为最近十二个月。",
        "How much was reported at every stage, what went from whom to whom, and what did not arrive: over what you may "
        "see. Without a span: the last twelve months.",
    ),
    answers={200: Answer(Text("流向", "Stages, flows and leaks"), shapes.Flows)},
    problems_of=(422,),
    asks=(parameters.FROM, parameters.UNTIL, BY, parameters.REGION),
)
def get_flows(request: HttpRequest, asked: dict[str, Any]) -> HttpResponseBase:
    """Give stages, flows and leaks."""
    until = asked["until"] or clock.today()
    since = asked["from"] or until.replace(year=max(until.year - 1, MINYEAR), day=1)
    found = queries.find_flows(
        viewer_of(request), since=since, until=until, by=asked["by"], province=asked["region"] or ""
    )
    return respond(
        shapes.Flows(
            since=since.replace(day=1),
            until=until,
            stages=[
                shapes.Stage(stage=one.stage, number=one.number, mass_kg=one.mass_g / 1000)
                for one in found.stages
            ],
            flows=[
                shapes.Flow(
                    sender=one.sender, receiver=one.receiver, number=one.number, mass_kg=one.mass_g / 1000
                )
                for one in found.flows
            ],
            stocks=[shapes.Stock(stock=one.stock, number=one.number) for one in found.stocks],
            places=[
                shapes.Place(province=one.province, sent=one.sent, taken=one.taken, leaks=one.leaks)
                for one in found.places
            ],
            leaks=[shapes.Leak(kind=one.kind, number=one.number) for one in found.leaks],
        )
    )
