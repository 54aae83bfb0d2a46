"""网点 — anybody finds an outlet, and takes the list to a site of one's own.

Outlets are public: Articles 14(2) and 15(2) have them published, and a list that one can embed keeps a firm's own page
up to date without a second filing.
"""

import re
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from ninja import Router

from suyuan.api import parameters
from suyuan.api import service_shapes as shapes
from suyuan.api.describing import Answer, call, respond
from suyuan.api.door import viewer_of
from suyuan.api.parameters import Parameter, Unread, one_of, text_of, text_schema
from suyuan.codes import region
from suyuan.domain.outlets import Asked, Point
from suyuan.law.duty import Text
from suyuan.law.measures_2026.art_24_6_a_outlets import ACCEPTS, OUTLET_KINDS
from suyuan.services import clock
from suyuan.services.coverage import queries as coverage
from suyuan.services.outlets import queries
from suyuan.services.outlets.queries import Seen

router = Router(tags=["outlets"])
_POINT = re.compile(r"(-?\d{1,3}(?:\.\d{1,9})?),(-?\d{1,2}(?:\.\d{1,9})?)", re.ASCII)
_EAST = r"-?(180(\.0{1,9})?|(1[0-7][0-9]|[0-9]{1,2})(\.[0-9]{1,9})?)"
_NORTH = r"-?(90(\.0{1,9})?|[0-8]?[0-9](\.[0-9]{1,9})?)"
_KINDS, _ACCEPTS = ([option.value for option in options] for options in (OUTLET_KINDS, ACCEPTS))


def near_of(text: str) -> Point:
    """Read a point: longitude and latitude in degrees, a comma between them. Raises Unread."""
    found = _POINT.fullmatch(text.replace(" ", ""))
    place = tuple(round(float(each) * 1_000_000) for each in found.groups()) if found else (0, 91_000_000)
    if abs(place[0]) > 180_000_000 or abs(place[1]) > 90_000_000:  # noqa: PLR2004 - a whole turn, a quarter
        raise Unread(
            Text("不是经纬度。", "This is no point."),
            Text("写作“经度,纬度”，如 116.40,39.90。", "Write longitude,latitude, such as 116.40,39.90."),
        )
    return place[0], place[1]


def _region_of(text: str) -> str:
    """Read the leading digits of a division. Raises Unread."""
    if not (text.isascii() and text.isdecimal() and len(text) in {2, 4, region.LENGTH}):
        raise Unread(
            Text("不是区划代码。", "This is no division code."),
            Text(
                "写区划代码的前2、4或6位，如 4403。", "Give the first 2, 4 or 6 digits of one, such as 4403."
            ),
        )
    return text


NEAR = Parameter(
    "near",
    Text("经度,纬度（WGS-84）：由近到远。", "longitude,latitude (WGS-84): the nearest first."),
    near_of,
    {"type": "string", "pattern": f"^{_EAST},{_NORTH}$"},
    example="113.26,23.13",
)
PLACE = Parameter(
    "region",
    Text("区划代码的前2、4或6位。", "The first 2, 4 or 6 digits of a division."),
    _region_of,
    {"type": "string", "pattern": r"^([0-9]{2}){1,3}$"},
)
WORDS = Parameter(
    "q", Text("名称、地址或企业名中的字。", "Words of name, address or firm."), text_of(60), text_schema(60)
)
KIND = Parameter("kind", Text("网点类型。", "Kind."), one_of(*_KINDS), {"type": "string", "enum": _KINDS})
TAKES = Parameter(
    "accepts", Text("接收范围。", "What it accepts."), one_of(*_ACCEPTS), {"type": "string", "enum": _ACCEPTS}
)
FIRM = Parameter(
    "party", Text("企业的统一社会信用代码。", "Credit code of the firm."), text_of(18), text_schema(18)
)


@call(
    router,
    "GET",
    "/outlets",
    name="list_outlets",
    title=Text("回收服务网点", "Find outlets"),
    text=Text(
        "按地点、区划、类型、接收范围、企业查找营业中的回收服务网点。给出地点的，由近到远，不分页。",
        "Outlets that are open: by place, division, kind, what they accept, firm. Near a place: the nearest first, "
        "without further pages.",
    ),
    answers={200: Answer(Text("网点", "Outlets"), shapes.Outlets)},
    problems_of=(404, 422),
    asks=(NEAR, PLACE, WORDS, KIND, TAKES, FIRM, parameters.LIMIT, parameters.CURSOR),
    public=True,
)
def list_outlets(request: HttpRequest, asked: dict[str, Any]) -> HttpResponseBase:
    """Give outlets."""
    del request
    wanted = Asked(
        region=asked["region"] or "",
        words=asked["q"] or "",
        kind=asked["kind"] or "",
        accepts=asked["accepts"] or "",
        uscc=(asked["party"] or "").upper(),
        near=asked["near"],
    )
    page = queries.find(wanted, at=clock.now(), after=asked["cursor"] or "", most=asked["limit"])
    return respond(shapes.Outlets(items=[outlet(one) for one in page.items], next=page.next))


def outlet(seen: Seen) -> shapes.Outlet:
    """Give an outlet as the API tells it."""
    one = seen.outlet
    return shapes.Outlet(
        outlet_no=one.outlet_no,
        party=one.uscc,
        party_name=one.firm,
        name=one.name,
        kind=one.kind,
        region_code=one.region_code,
        address=one.address,
        longitude=one.longitude_udeg / 1_000_000,
        latitude=one.latitude_udeg / 1_000_000,
        phone=one.phone,
        hours=one.hours,
        open=seen.opening.value,
        status=one.status,
        accepts=one.accepts or None,
        effective_date=one.effective_date,
        confirmed_on=seen.said_date,
        stale=seen.stale,
        distance_m=None if seen.away_m is None else round(seen.away_m),
    )


@call(
    router,
    "GET",
    "/coverage",
    name="get_coverage",
    title=Text("网点覆盖", "Coverage"),
    text=Text(
        "各企业在各销售地的销售量与网点：第十四条按省、第十五条按市。企业看本企业，监管部门看其监管的企业。",
        "What firms sold where, and the outlets they offer there: Article 14 by province, Article 15 by prefecture. "
        "A firm sees its own, an official those it watches.",
    ),
    answers={200: Answer(Text("覆盖情况", "Coverage"), shapes.Coverage)},
)
def get_coverage(request: HttpRequest) -> HttpResponseBase:
    """Give coverage."""
    found = coverage.find_coverage(viewer_of(request), at=clock.now())
    return respond(
        shapes.Coverage(
            items=[
                shapes.Cover(
                    party=one.uscc,
                    region_code=one.region,
                    article=one.article,
                    sold=one.sold,
                    outlets=one.outlets,
                    stale=one.stale,
                    state=one.state.value,
                )
                for one in found
            ]
        )
    )
