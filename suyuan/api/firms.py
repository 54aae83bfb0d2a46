"""主体 — the register: one's own entry, and for officials the parties they watch."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from ninja import Router

from suyuan.api import firm_shapes as shapes
from suyuan.api import parameters
from suyuan.api.describing import PLACES, Answer, Place, call, respond
from suyuan.api.door import viewer_of
from suyuan.api.parameters import Parameter, one_of, text_of
from suyuan.law.duty import Text
from suyuan.services import clock
from suyuan.services.parties import firm as queries
from suyuan.services.parties.firm import Answers, Firm
from suyuan.services.refusals import Refused

router = Router(tags=["parties"])
STATES = ("approved", "suspended", "terminated")
USCC = Place(
    Text("统一社会信用代码", "Unified social credit code"),
    {"type": "string", "pattern": "^[0-9A-HJ-NPQRTUWXY]{18}$"},
    "91999999000000019D",
)
SEARCH = Parameter(
    "q",
    Text("名称的一部分，或代码的开头。", "A piece of the name, or the beginning of the credit code."),
    text_of(200),
    parameters.text_schema(200),
)
STATE = Parameter(
    "state",
    Text("主体的状态。", "State of the party."),
    one_of(*STATES),
    {"type": "string", "enum": list(STATES)},
)


@call(
    router,
    "GET",
    "/parties",
    name="list_parties",
    title=Text("主体登记", "List the register"),
    text=Text(
        "所辖区域内登记的主体；只供主管部门和运营方。",
        "The parties registered in your territory; for officials and the operator.",
    ),
    answers={200: Answer(Text("一页主体", "A page of parties"), shapes.Parties)},
    problems_of=(403, 422),
    asks=(SEARCH, STATE, parameters.CURSOR, parameters.LIMIT),
)
def list_parties(request: HttpRequest, asked: dict[str, Any]) -> HttpResponseBase:
    """Give a page of the register."""
    with parameters.paging(asked):
        page = queries.find_firms(
            viewer_of(request),
            text=asked["q"] or "",
            state=asked["state"] or "",
            cursor=asked["cursor"],
            limit=asked["limit"],
        )
    lines = [
        shapes.PartyLine(
            uscc=each.uscc,
            name=each.name,
            name_en=each.name_en,
            region_code=each.region_code,
            roles=sorted(each.roles),
            state=each.state,
            registered_at=each.registered_at,
        )
        for each in page.items
    ]
    return respond(shapes.Parties(lines, page.next))


@call(
    router,
    "GET",
    "/parties/{uscc}",
    name="get_party",
    title=Text("一个主体", "A party"),
    text=Text(
        "自己的登记，或者所承继、所管辖的主体：手续、场所、网点、履历和承继。",
        "Your own entry, or a party that you took over from or watch: permits, sites, outlets, history, successions.",
    ),
    answers={200: Answer(Text("主体", "The party"), shapes.Party)},
    problems_of=(404,),
    places=PLACES | {"uscc": USCC},
)
def get_party(request: HttpRequest, uscc: str) -> HttpResponseBase:
    """Give one party with everything that hangs on it."""
    found = None
    if "\0" not in uscc:  # which no table can hold
        found = queries.get_firm(uscc, viewer_of(request), today=clock.today())
    if found is None:
        raise Refused("not_found")
    return respond(_party(found))


def _party(found: Firm) -> shapes.Party:
    """Give a party as the API shows it."""
    profile = found.profile
    return shapes.Party(
        uscc=profile.uscc,
        name=profile.name,
        name_en=profile.name_en,
        legal_person=profile.legal_person,
        region_code=profile.region_code,
        roles=sorted(profile.roles),
        prefixes=sorted(profile.prefixes),
        state=profile.state,
        white_listed=profile.white_listed,
        registered_at=profile.registered_at,
        whole=found.whole,
        permits=[
            shapes.Permit(
                kind=each.kind.value,
                number=each.number,
                valid_from=each.valid_from,
                valid_to=each.valid_to,
                revoked_date=each.revoked_date,
                state=each.state,
                document=each.document or None,
            )
            for each in found.permits
        ],
        sites=[
            shapes.Site(
                name=each.name,
                kind=each.kind.value,
                region_code=each.region_code,
                address=each.address,
                opened_date=each.opened_date,
                closed_date=each.closed_date,
            )
            for each in found.sites
        ],
        outlets=[
            shapes.Outlet(
                outlet_no=each.outlet_no,
                name=each.name,
                kind=each.kind,
                region_code=each.region_code,
                address=each.address,
                status=each.status,
                effective_date=each.effective_date,
                held=each.held,
            )
            for each in found.outlets
        ],
        history=[
            shapes.Change(kind=each.kind, day=each.day, reason=each.reason, recorded_at=each.recorded_at)
            for each in found.trail
        ],
        successors=[_answering(each) for each in found.successors],
        predecessors=[_answering(each) for each in found.predecessors],
        unanswered=found.unanswered,
    )


def _answering(each: Answers) -> shapes.Answering:
    return shapes.Answering(
        party=each.party.uscc, party_name=each.party.name, since=each.since, duties=list(each.duties)
    )
