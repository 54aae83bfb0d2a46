"""我 — whose token this is, and what it may do."""

from django.http import HttpRequest, HttpResponseBase
from ninja import Router

from suyuan.api import shapes
from suyuan.api.describing import Answer, call, respond
from suyuan.api.door import viewer_of
from suyuan.law.duty import Text
from suyuan.law.measures_2026 import RULEBOOK

router = Router(tags=["parties"])


@call(
    router,
    "GET",
    "/me",
    name="get_me",
    title=Text("令牌的主人", "Whose token this is"),
    text=Text(
        "令牌代表的单位或人员，以及可以申报的事项。",
        "The party or person behind the token, and the duties it may file.",
    ),
    answers={200: Answer(Text("主人", "The owner"), shapes.Me)},
)
def get_me(request: HttpRequest) -> HttpResponseBase:
    """Give the viewer behind the token."""
    viewer = viewer_of(request)
    return respond(
        shapes.Me(
            kind=viewer.kind,
            name=viewer.name,
            party=viewer.uscc or None,
            party_name=viewer.party_name or None,
            roles=sorted(viewer.roles),
            territory=viewer.territory,
            duties=[duty.id for duty in RULEBOOK.duties if viewer.may_file(duty)],
        )
    )
