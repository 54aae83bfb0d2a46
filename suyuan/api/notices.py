"""报废告知 — conditions that makers publish, readings held against them, notices and how they are handed over.

Conditions and what users were told are filings (15.3.a, 15.3.b); here is what lies between them.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from ninja import Router

from suyuan.api import answers, parameters, problems, uploads
from suyuan.api import service_shapes as shapes
from suyuan.api.describing import Answer, Place, call, respond
from suyuan.api.door import viewer_of
from suyuan.api.parameters import Parameter, one_of, text_of, text_schema
from suyuan.api.problems import Complaint
from suyuan.domain.retirement import Channel, Conditions, Notice, State
from suyuan.intake.media import XLSX
from suyuan.law.duty import Text
from suyuan.services import clock
from suyuan.services.notices import operations, queries, readings

router = Router(tags=["notices"])
_BINARY = {"type": "string", "format": "binary"}
_ROW = {"vin": "LY00000A8R0000001", "measured_date": "2026-06-01", "soh_percent": "68"}
_LIST = {
    "required": True,
    "description": "vin, pack_code, measured_date, soh_percent, mileage_km. 读数清单。",
    "content": {
        "application/json": {
            "schema": {"type": "array", "items": {"type": "object"}, "minItems": 1},
            "example": [_ROW],
        },
        "application/x-ndjson": {"schema": {"type": "string"}},
        "text/csv": {"schema": {"type": "string"}},
        XLSX: {"schema": _BINARY},
    },
}
_TAKEN = (Channel.FILE.value, Channel.LETTERS.value)
_HAND = {
    "required": True,
    "content": {
        "application/json": {
            "schema": {
                "type": "object",
                "required": ["channel"],
                "additionalProperties": False,
                "properties": {"channel": {"type": "string", "enum": list(_TAKEN)}},
            },
            "example": {"channel": "file"},
        }
    },
}
_STATES = [each.value for each in State]
STATE = Parameter(
    "state",
    Text("告知书的状态。", "State of the notice."),
    one_of(*_STATES),
    {"type": "string", "enum": _STATES},
)
WORDS = Parameter("q", Text("型号或企业名中的字。", "Words of model or firm."), text_of(60), text_schema(60))
_HANDING = {
    "handing_id": Place(
        Text("交付编号", "Number of the handing-over"),
        parameters.NUMBER,
        "1",
    )
}


@call(
    router,
    "GET",
    "/retirement",
    name="list_retirement",
    title=Text("建议报废条件", "Retirement conditions"),
    text=Text(
        "各车企公布的建议报废条件与回收程序（第十五条第三项）。",
        "Under which conditions makers recommend to retire a model's battery, and what its user is to do.",
    ),
    answers={200: Answer(Text("条件与程序", "Conditions and procedures"), shapes.Retirements)},
    problems_of=(422,),
    asks=(WORDS,),
    public=True,
)
def list_retirement(request: HttpRequest, asked: dict[str, Any]) -> HttpResponseBase:
    """Give conditions."""
    del request
    found = queries.find_conditions(asked["q"] or "", on=clock.today())
    return respond(shapes.Retirements(items=[_conditions(one) for one in found]))


def _conditions(one: Conditions) -> shapes.Retirement:
    return shapes.Retirement(
        party=one.uscc,
        party_name=one.firm,
        vehicle_model=one.vehicle_model,
        from_date=one.from_date,
        soh_below_percent=one.soh_below_percent,
        months_over=one.months_over,
        mileage_over_km=one.mileage_over_km,
        procedure_zh=one.procedure_zh,
        procedure_en=one.procedure_en,
        contact=one.contact,
        receipt=one.receipt,
    )


@call(
    router,
    "POST",
    "/readings",
    name="report_readings",
    title=Text("提交读数", "Report readings"),
    text=Text(
        "车辆或维修中测得的健康状态、里程；达到条件的成为告知书，其余不保存。同一清单重复提交，不会重复告知。",
        "State of health and mileage as vehicles or workshops have them: what reaches a limit becomes a notice, the "
        "rest is not kept. The same list twice makes no second notice.",
    ),
    answers={200: Answer(Text("结果", "What became of them"), shapes.Readings)},
    problems_of=(403, 413, 415, 422),
    body=_LIST,
)
def report_readings(request: HttpRequest) -> HttpResponseBase:
    """Hold readings against conditions."""
    viewer = viewer_of(request)
    with uploads.receive(request) as upload:
        found = readings.report(
            viewer, upload.content, name=upload.name, content_type=upload.content_type, at=clock.now()
        )
    language = problems.language_of(request)
    return respond(
        shapes.Readings(
            lines=found.lines,
            due=list(found.due),
            known=found.known,
            below=found.below,
            unset=found.unset,
            rejected=found.rejected,
            mistakes=answers.mistakes(readings.LIST, found.notes, language),
        )
    )


@call(
    router,
    "GET",
    "/notices",
    name="list_notices",
    title=Text("告知书", "Notices"),
    text=Text(
        "本企业须告知用户的车辆和电池，及其进展。",
        "Vehicles and batteries whose users the firm must tell, and how far it has got.",
    ),
    answers={200: Answer(Text("告知书", "Notices"), shapes.Notices)},
    problems_of=(403, 404, 422),
    asks=(STATE, parameters.LIMIT, parameters.CURSOR),
)
def list_notices(request: HttpRequest, asked: dict[str, Any]) -> HttpResponseBase:
    """Give the firm's notices."""
    page = queries.find_notices(
        viewer_of(request),
        state=State(asked["state"]) if asked["state"] else None,
        cursor=asked["cursor"] or "",
        limit=asked["limit"],
    )
    return respond(shapes.Notices(items=[_notice(one) for one in page.items], next=page.next))


def _notice(one: Notice) -> shapes.Notice:
    return shapes.Notice(
        notice_no=one.notice_no,
        vin=one.vin,
        code=one.code,
        vehicle_model=one.vehicle_model,
        reason=one.reached.why.value,
        value=one.reached.value,
        limit=one.reached.bound,
        seen_date=one.seen_date,
        state=one.state.value,
        handing=one.handing_id,
        told_date=one.told_date,
        told_receipt=one.told_receipt or None,
    )


@call(
    router,
    "POST",
    "/notices/handings",
    name="hand_notices",
    title=Text("领取告知书", "Take due notices"),
    text=Text(
        f"领取待交付的告知书，一次至多{operations.AT_ONCE}份：file为清单，letters为信函。领取即留存，可重复下载。",
        f"Take due notices, {operations.AT_ONCE} at a time: a list (file) or letters. What was taken is kept and can "
        "be fetched again.",
    ),
    answers={201: Answer(Text("已领取", "Taken"), shapes.NoticesHanded)},
    problems_of=(403, 409, 422),
    body=_HAND,
)
def hand_notices(request: HttpRequest) -> HttpResponseBase:
    """Hand due notices over."""
    viewer, told = viewer_of(request), uploads.receive_json(request)
    if not isinstance(told, dict) or set(told) != {"channel"} or told["channel"] not in _TAKEN:
        raise Complaint("request.body")
    number = operations.hand(viewer, Channel(told["channel"]), at=clock.now())
    found, _ = queries.get_handing(viewer, number)
    answer = shapes.NoticesHanded(id=number, number=found.number, sha256=found.digest)
    return respond(answer, 201, {"Location": f"/api/v1/notices/handings/{number}"})


@call(
    router,
    "GET",
    "/notices/handings/{handing_id}",
    name="get_handing",
    title=Text("下载告知书", "Fetch notices"),
    text=Text(
        "所领取的清单、信函或所推送的文件，原样。", "The list, letters or document as it was handed over."
    ),
    answers={200: Answer(Text("原件", "As it was"), None, "application/octet-stream")},
    problems_of=(403, 404),
    places=_HANDING,
)
def get_handing(request: HttpRequest, handing_id: str) -> HttpResponseBase:
    """Give what was handed over."""
    found, content = queries.get_handing(viewer_of(request), parameters.number_of(handing_id))
    _, name = queries.as_file(found)
    answer = HttpResponse(content, content_type="application/octet-stream")  # its name says what it is
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "no-store"
    return answer
