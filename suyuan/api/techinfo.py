"""技术信息 — what manuals there are, leave to read one for a battery in hand, its steps, marked copies of its files.

Filing a manual over REST is a multipart request: fields ``vehicle_model``, ``title``, ``steps``, and files.
"""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.datastructures import MultiValueDict
from ninja import Router

from suyuan.api import parameters, uploads
from suyuan.api import service_shapes as shapes
from suyuan.api.describing import PLACES, Answer, Place, call, respond
from suyuan.api.door import viewer_of
from suyuan.api.parameters import Parameter, text_of, text_schema
from suyuan.api.problems import Complaint
from suyuan.api.takeback import misread, plain
from suyuan.domain.techinfo import Purpose
from suyuan.intake import papers
from suyuan.law.duty import Text
from suyuan.services import clock
from suyuan.services.refusals import Unfit
from suyuan.services.techinfo import operations, queries
from suyuan.services.techinfo.queries import Listed

router = Router(tags=["techinfo"])
CODE = Parameter("code", Text("电池编码。", "A battery code."), parameters.code_of, PLACES["code"].schema)
VIN = Parameter(
    "vin",
    Text("与编码同填的车辆识别代号。", "The VIN that goes with the code."),
    text_of(17),
    text_schema(17),
)
MODEL = Parameter("model", Text("车辆型号。", "Vehicle model."), text_of(200), text_schema(200))
WORDS = Parameter("q", Text("型号、名称中的字。", "Words of model and title."), text_of(60), text_schema(60))
_MANUAL = {"manual_id": Place(Text("资料编号", "Number of the manual"), parameters.NUMBER, "1")}
_GRANT = {
    "grant_id": Place(Text("查阅编号", "Number of the leave to read"), parameters.NUMBER, "1"),
    "place": Place(
        Text("附件序号，自0起", "Place of the file, from 0"), {"type": "integer", "minimum": 0}, "0"
    ),
}
_PUBLISHED = ("vehicle_model", "title", "steps", "approval_no", "approved_date")
_ASKED = ("code", "vin", "purpose", "work")
_BODY = {
    "required": True,
    "content": {
        "application/json": {
            "schema": {
                "type": "object",
                "required": ["code", "purpose", "work"],
                "additionalProperties": False,
                "properties": {
                    "code": text_schema(40),
                    "vin": text_schema(17),
                    "purpose": {"type": "string", "enum": [each.value for each in Purpose]},
                    "work": text_schema(operations.LONGEST),
                },
            },
            "example": {
                "code": "9Z1PE0100000A1G510000001",
                "purpose": "disassembly",
                "work": "Work order 17",
            },
        }
    },
}
_FILED = {
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "required": ["vehicle_model", "title", "steps"],
                "properties": {
                    "vehicle_model": text_schema(operations.LONGEST)
                    | {"description": "of a vehicle, or the first seven positions of a pack's codes"},
                    "title": text_schema(operations.LONGEST),
                    "steps": {
                        "type": "string",
                        "pattern": "^[^\\u0000]*$",
                        "description": "stage | 中文 | English | hazards | tools, one a line",
                    },
                    "approval_no": text_schema(operations.LONGEST)
                    | {"description": "with approved_date: 24.1 is filed as well"},
                    "approved_date": {"type": "string", "format": "date"},
                    "files": {"type": "array", "items": {"type": "string", "format": "binary"}},
                },
            }
        }
    },
}


@call(
    router,
    "GET",
    "/techinfo",
    name="list_techinfo",
    title=Text("查找技术信息", "Find technical information"),
    text=Text(
        "维修、拆解、综合利用企业查找拆卸、拆解技术信息（目录，不含内容）。按编码查找的，须为本单位的电池；尚在车上的，同时填写车辆识别代号。",
        "Repairers, dismantlers and recyclers find manuals: what there is, not what it says. By a code only where the "
        "battery is in hand; give the VIN too while it is in the car.",
    ),
    answers={200: Answer(Text("目录", "What there is"), shapes.Manuals)},
    problems_of=(403, 422, 429),
    asks=(CODE, VIN, MODEL, WORDS),
)
def list_techinfo(request: HttpRequest, asked: dict[str, Any]) -> HttpResponseBase:
    """Give what manuals there are."""
    found = queries.find_manuals(
        viewer_of(request),
        code=asked["code"] or "",
        vin=asked["vin"] or "",
        model=asked["model"] or "",
        words=asked["q"] or "",
        today=clock.today(),
    )
    return respond(shapes.Manuals(items=[_listed(one) for one in found], next=None))


def _listed(one: Listed) -> shapes.Manual:
    manual = one.manual
    return shapes.Manual(
        id=manual.manual_id,
        party=one.maker.uscc,
        party_name=one.maker.name,
        vehicle_model=manual.vehicle_model,
        title=manual.title,
        version=manual.version,
        published_at=manual.published_at,
        steps=len(manual.steps),
        files=[shapes.ManualFile(name=each.name, kind=each.kind, pages=each.pages) for each in manual.files],
    )


@call(
    router,
    "POST",
    "/techinfo",
    name="publish_techinfo",
    title=Text("报送技术信息", "File technical information"),
    text=Text(
        "车辆企业按车型、电池企业按电池包编码前七位报送下一版资料；车型首次报送须附公告批次和日期（同时报送24.1），或已报过24.1；产品须已报9.1；附件为PDF、PNG、JPEG或SVG，含脚本、链接或内嵌文件的不接收。",
        "A vehicle maker files the next version for a model, a battery maker for a pack of its own. A model must be "
        "known: a vehicle's by its approval, given here (and so reported under 24.1) or before under 24.1; a "
        "pack's by its specification (9.1). Files: PDF, PNG, JPEG or SVG; none with scripts, links or embedded files.",
    ),
    answers={201: Answer(Text("已报送", "Filed"), shapes.ManualFiled)},
    problems_of=(403, 422),
    body=_FILED,
)
def publish_techinfo(request: HttpRequest) -> HttpResponseBase:
    """Take the next version of a manual."""
    files: MultiValueDict[str, UploadedFile[bytes]] = request.FILES
    handed = [
        (one.name or "", one.read(papers.LARGEST + 1))
        for one in files.getlist("files")[: operations.MOST_FILES + 1]
    ]
    given = {name: str(request.POST.get(name, "")) for name in _PUBLISHED}
    if not all(map(plain, given.values())):
        raise Complaint("request.body")
    try:
        made = operations.publish(
            viewer_of(request),
            model=given["vehicle_model"],
            title=given["title"],
            steps=given["steps"],
            files=handed,
            at=clock.now(),
            approval=operations.Approval(given["approval_no"], given["approved_date"]),
        )
    except Unfit as unfit:
        raise Complaint("application.unfit", mistakes=tuple(map(misread, unfit.problems))) from unfit
    return respond(shapes.ManualFiled(id=made.manual_id, receipt=made.receipt or None), 201)


@call(
    router,
    "POST",
    "/techinfo/{manual_id}/grants",
    name="ask_techinfo",
    title=Text("申请查阅", "Ask to read a manual"),
    text=Text(
        "说明为哪只电池、作何用途；得到有期限的查阅编号。",
        "Say for which battery and what for; the leave to read ends by itself.",
    ),
    answers={201: Answer(Text("可以查阅", "Leave to read"), shapes.ManualGrant)},
    problems_of=(403, 404, 422, 429),
    body=_BODY,
    places=_MANUAL,
)
def ask_techinfo(request: HttpRequest, manual_id: str) -> HttpResponseBase:
    """Give leave to read."""
    viewer, told = viewer_of(request), uploads.receive_json(request)
    if not isinstance(told, dict) or set(told) - set(_ASKED) or not all(map(plain, told.values())):
        raise Complaint("request.body")
    given = {name: told.get(name, "") for name in _ASKED}
    try:
        grant = operations.ask(viewer, parameters.number_of(manual_id), **given, at=clock.true_now())
    except Unfit as unfit:
        raise Complaint("application.unfit", mistakes=tuple(map(misread, unfit.problems))) from unfit
    answer = shapes.ManualGrant(
        id=grant.grant_id, expires_at=grant.expires_at, hand=grant.hand.value, mark=grant.mark
    )
    return respond(answer, 201)


@call(
    router,
    "GET",
    "/techinfo/grants/{grant_id}",
    name="read_techinfo",
    title=Text("查阅步骤", "Read a manual"),
    text=Text(
        "在期限内读取步骤；每次查阅都有记录。", "The steps, while the leave stands. Every reading is noted."
    ),
    answers={200: Answer(Text("步骤", "The steps"), shapes.ManualOpened)},
    problems_of=(403, 404, 410),
    places=_GRANT,
)
def read_techinfo(request: HttpRequest, grant_id: str) -> HttpResponseBase:
    """Give the steps."""
    grant, listed = queries.read_steps(
        viewer_of(request), parameters.number_of(grant_id), at=clock.true_now()
    )
    steps = [
        shapes.ManualStep(
            stage=step.stage.value, zh=step.zh, en=step.en, hazards=list(step.hazards), tools=step.tools
        )
        for step in listed.manual.steps
    ]
    return respond(shapes.ManualOpened(manual=_listed(listed), steps=steps, expires_at=grant.expires_at))


@call(
    router,
    "GET",
    "/techinfo/grants/{grant_id}/files/{place}",
    name="read_techinfo_file",
    title=Text("下载附件", "Fetch a file of a manual"),
    text=Text(
        "带有查阅单位标记的PDF。", "A PDF that is marked for its reader, on every page and in the file."
    ),
    answers={200: Answer(Text("带标记的PDF", "The marked PDF"), None, "application/pdf")},
    problems_of=(403, 404, 410),
    places=_GRANT,
)
def read_techinfo_file(request: HttpRequest, grant_id: str, place: str) -> HttpResponseBase:
    """Give a marked copy."""
    _, copy = queries.read_file(
        viewer_of(request), parameters.number_of(grant_id), parameters.number_of(place), at=clock.true_now()
    )
    answer = HttpResponse(copy, content_type="application/pdf")
    answer["Cache-Control"] = "no-store"
    return answer
