"""流向 — stages, flows and leaks: what was filed, added up over what the asker may see."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from ninja import Router

from suyuan.api import custody_shapes as shapes
from suyuan.api import parameters
from suyuan.api.describing import Answer, call, respond
from suyuan.api.door import viewer_of
from suyuan.api.parameters import Parameter, one_of, text_of
from suyuan.law.duty import Text
from suyuan.services import clock
from suyuan.services.flows import queries

router = Router(tags=["flows"])
_DAY = {"type": "string", "format": "date"}
FROM = Parameter("from", Text("起始日，按月计。", "First day; whole months count."), parameters.day_of, _DAY)
UNTIL = Parameter("until", Text("截止日，按月计。", "Last day; whole months count."), parameters.day_of, _DAY)
BY = Parameter(
    "by",
    Text("按单位类型或按省汇总。", "Between kinds of parties, or between provinces."),
    one_of(*queries.BY),
    {"type": "string", "enum": list(queries.BY), "default": "party_kind"},
    default=lambda: "party_kind",
)
REGION = Parameter(
    "region",
    Text(
        "区划代码的开头，只计在该地登记的单位。",
        "Leading digits of a division: only parties registered there.",
    ),
    text_of(6),
    parameters.text_schema(6),
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
    asks=(FROM, UNTIL, BY, REGION),
)
def get_flows(request: HttpRequest, asked: dict[str, Any]) -> HttpResponseBase:
    """Give stages, flows and leaks."""
    until = asked["until"] or clock.today()
    since = asked["from"] or until.replace(year=until.year - 1, day=1)
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
            leaks=[shapes.Leak(kind=one.kind, number=one.number) for one in found.leaks],
        )
    )
