"""电池与车辆 — what is known of a battery or a vehicle, as of any day.

A code that is malformed answers 422 with the reason and what it may have been meant to be; one that is
well-formed and unknown, or not for the asker's eyes, answers 404.
"""

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from ninja import Router

from suyuan.api import answers, parameters, shapes
from suyuan.api.describing import Answer, call, respond
from suyuan.api.door import viewer_of
from suyuan.api.problems import Complaint
from suyuan.law.duty import Text
from suyuan.services.batteries import listing
from suyuan.services.batteries import queries as batteries
from suyuan.services.vehicles import queries as vehicles

router = Router(tags=["batteries"])


@call(
    router,
    "GET",
    "/batteries",
    name="list_batteries",
    title=Text("本单位的电池", "List your batteries"),
    text=Text(
        "本单位申报过的电池，最近申报的在前；受托方得到委托事项下申报的。",
        "The batteries that your party filed about, the latest filed first; for an agent those filed under its duties.",
    ),
    answers={200: Answer(Text("一页电池", "A page of batteries"), shapes.Batteries)},
    problems_of=(422,),
    asks=(parameters.CURSOR, parameters.LIMIT),
)
def list_batteries(request: HttpRequest, asked: dict[str, Any]) -> HttpResponseBase:
    """Give a page of the asker's batteries."""
    with parameters.paging(asked):
        page = listing.find_batteries(viewer_of(request), cursor=asked["cursor"], limit=asked["limit"])
    return respond(shapes.Batteries([answers.battery(item) for item in page.items], page.next))


@call(
    router,
    "GET",
    "/batteries/{code}",
    name="get_battery",
    title=Text("查询电池", "Read a battery"),
    text=Text(
        "一只电池在某日的状态、所在与归属。", "Where a battery was on a day, with whom, and in what state."
    ),
    answers={200: Answer(Text("电池", "The battery"), shapes.Battery)},
    problems_of=(404, 422),
    asks=(parameters.AS_OF,),
)
def get_battery(request: HttpRequest, asked: dict[str, Any], code: str) -> HttpResponseBase:
    """Give the short answer about a battery."""
    found = batteries.get_battery(parameters.code_of(code), viewer_of(request), as_of=asked["as_of"])
    if found is None:
        raise Complaint("not_found")
    return respond(answers.battery(found))


@call(
    router,
    "GET",
    "/batteries/{code}/trace",
    name="trace_battery",
    title=Text("溯源", "Trace a battery"),
    text=Text(
        "电池的编码树、全部经历、前身与后继、涉及的问题。",
        "A battery's code tree, its history, what it was made from and into, and the findings about it.",
    ),
    answers={200: Answer(Text("溯源结果", "The whole story"), shapes.Trace)},
    problems_of=(404, 422),
    asks=(parameters.AS_OF,),
)
def trace_battery(request: HttpRequest, asked: dict[str, Any], code: str) -> HttpResponseBase:
    """Give the whole answer about a battery."""
    found = batteries.trace(parameters.code_of(code), viewer_of(request), as_of=asked["as_of"])
    if found is None:
        raise Complaint("not_found")
    return respond(answers.story(found))


@call(
    router,
    "GET",
    "/vehicles/{vin}",
    name="get_vehicle",
    title=Text("查询车辆", "Read a vehicle"),
    text=Text(
        "车辆、所装电池及各自的起止日。",
        "A vehicle with its batteries and the days between which each was fitted.",
    ),
    answers={200: Answer(Text("车辆", "The vehicle"), shapes.Vehicle)},
    problems_of=(404, 422),
    asks=(parameters.AS_OF,),
)
def get_vehicle(request: HttpRequest, asked: dict[str, Any], vin: str) -> HttpResponseBase:
    """Give a vehicle."""
    found = vehicles.get_vehicle(parameters.vin_of(vin), viewer_of(request), as_of=asked["as_of"])
    if found is None:
        raise Complaint("not_found")
    return respond(answers.vehicle(found))
