"""规则 — the rulebook and the breaches as data, and a fillable workbook per duty; open to everyone."""

import hashlib
from functools import lru_cache

import msgspec
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from ninja import Router

from suyuan.api import case_shapes, shapes
from suyuan.api.describing import JSON, Answer, call
from suyuan.api.problems import Complaint
from suyuan.intake.media import XLSX
from suyuan.law.duty import Duty, Text
from suyuan.law.measures_2026 import RULEBOOK
from suyuan.services.cases import catalogue
from suyuan.services.duties import queries

router = Router(tags=["duties"])
ETAG = (("ETag", Text("内容的哈希", "Hash of the content; send it back as If-None-Match")),)


@call(
    router,
    "GET",
    "/duties",
    name="list_duties",
    title=Text("报送事项", "List the duties"),
    text=Text(
        "全部报送事项：谁报、何时起算、多少日、哪些列、依据哪一条。",
        "Every duty as data: who files it, what starts the clock, how long, which columns, which article.",
    ),
    answers={200: Answer(Text("全部事项", "All duties"), shapes.Duties, headers=ETAG)},
    public=True,
)
def list_duties(request: HttpRequest) -> HttpResponseBase:
    """Give the whole rulebook."""
    return _cached(request, _rulebook(), JSON)


@call(
    router,
    "GET",
    "/duties/{duty}",
    name="get_duty",
    title=Text("查看报送事项", "Read a duty"),
    text=Text("一个报送事项的全部内容。", "One duty, whole."),
    answers={200: Answer(Text("报送事项", "The duty"), dict, headers=ETAG)},
    problems_of=(404,),
    public=True,
)
def get_duty(request: HttpRequest, duty: str) -> HttpResponseBase:
    """Give one duty."""
    return _cached(request, msgspec.json.encode(queries.describe(_duty(duty))), JSON)


@call(
    router,
    "GET",
    "/duties/{duty}/template.xlsx",
    name="get_template",
    title=Text("下载填报模板", "Download the template"),
    text=Text(
        "可直接填写的工作簿：编码列为文本格式，选项为下拉列表。",
        "A workbook to fill in: code columns formatted as text, choices as drop-down lists.",
    ),
    answers={200: Answer(Text("工作簿", "The workbook"), None, XLSX, headers=ETAG)},
    problems_of=(404,),
    public=True,
)
def get_template(request: HttpRequest, duty: str) -> HttpResponseBase:
    """Give a duty's workbook."""
    wanted = _duty(duty)
    response = _cached(request, queries.template(wanted.id), XLSX)
    response["Content-Disposition"] = f'attachment; filename="suyuan-{wanted.id}.xlsx"'
    return response


@call(
    router,
    "GET",
    "/violations",
    name="list_violations",
    title=Text("违法行为目录", "List the breaches"),
    text=Text(
        "每种违法行为：违反哪几条、谁会构成、由哪个部门责令改正、罚款幅度与前提。条文未取得的，幅度为空，不作推算。",
        "Every breach: the articles broken, who may commit it, which department orders correction, how much may be "
        "fined and after what. Where the text is not available the amounts are null, and nothing is computed.",
    ),
    answers={200: Answer(Text("全部违法行为", "All breaches"), case_shapes.Violations, headers=ETAG)},
    public=True,
)
def list_violations(request: HttpRequest) -> HttpResponseBase:
    """Give the whole catalogue of breaches."""
    return _cached(request, _breaches(), JSON)


def _duty(duty_id: str) -> Duty:
    """Find a duty. Raises Complaint."""
    duty = RULEBOOK.get(duty_id)
    if duty is None:
        raise Complaint("duty.unknown")
    return duty


@lru_cache(maxsize=1)
def _rulebook() -> bytes:
    """Encode the rulebook once; it changes with a release only."""
    return msgspec.json.encode(shapes.Duties(queries.describe_all()))


@lru_cache(maxsize=1)
def _breaches() -> bytes:
    """Encode the catalogue once; it changes with a release only."""
    return msgspec.json.encode(case_shapes.Violations(catalogue.describe_all()))


def _cached(request: HttpRequest, content: bytes, media: str) -> HttpResponse:
    """Answer with an ETag, or 304 where the asker has this very content."""
    etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    response = HttpResponse(content, content_type=media)
    response["ETag"] = etag
    response["Cache-Control"] = "public, max-age=300"
    return get_conditional_response(request, etag=etag, response=response) or response
