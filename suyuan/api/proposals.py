"""疑似同一 — two one-sided reports that may be of one battery: listed, confirmed, rejected."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from ninja import Router

from suyuan.api import answers, custody_shapes, problems, uploads
from suyuan.api.describing import Answer, call, respond
from suyuan.api.door import viewer_of
from suyuan.api.filings import LATER, RECEIPT, refusal
from suyuan.api.jobs import job_shape
from suyuan.api.parameters import text_schema
from suyuan.api.problems import Complaint
from suyuan.domain.access import Viewer
from suyuan.domain.custody.proposals import Single
from suyuan.law.duty import Text
from suyuan.law.measures_2026 import RULEBOOK
from suyuan.services import clock
from suyuan.services.custody import proposals
from suyuan.services.custody.proposals import Likely
from suyuan.services.jobs.queries import Job

router = Router(tags=["handovers"])
_LONGEST = 40
_LEFT = Answer(Text("疑似同一", "What may be one and the same"), custody_shapes.Proposals)
_PAIR = {
    "required": True,
    "content": {
        "application/json": {
            "schema": {
                "type": "object",
                "required": ["mine", "other"],
                "additionalProperties": False,
                "properties": {"mine": text_schema(_LONGEST), "other": text_schema(_LONGEST)},
            },
            "example": {"mine": "9Z1PE0100000A1G510000001", "other": "9Z1PE0100000A1G510000007"},
        }
    },
}


@call(
    router,
    "GET",
    "/handovers/proposals",
    name="list_proposals",
    title=Text("疑似同一的移交", "List proposals"),
    text=Text(
        "双方各缺另一半、可能是同一只电池的申报，及其理由；核对标签后确认或否定。否定过的，两份申报未变前不再列出。",
        "One-sided reports that may be of one battery, and why. Look at the label, then confirm or reject. What you "
        "rejected is not listed again while both reports say the same.",
    ),
    answers={200: _LEFT},
)
def list_proposals(request: HttpRequest) -> HttpResponseBase:
    """Give what may be one and the same."""
    return _listed(viewer_of(request))


@call(
    router,
    "POST",
    "/handovers/proposals/confirm",
    name="confirm_proposal",
    title=Text("确认是同一只", "Confirm a proposal"),
    text=Text(
        "按对方的编码更正自己的申报：普通的更正申报，原件留存；对方的申报不动。",
        "Corrects your own report with the other side's code: an ordinary correction, and what was filed stays. The "
        "other side's report is not touched.",
    ),
    answers={201: RECEIPT, 202: LATER},
    problems_of=(403, 404, 409, 422),
    body=_PAIR,
)
def confirm_proposal(request: HttpRequest) -> HttpResponseBase:
    """Correct the own report."""
    mine, other = _pair(request)
    outcome = proposals.confirm(viewer_of(request), mine, other, at=clock.now())
    if isinstance(outcome, Job):
        return respond(job_shape(outcome, "en"), 202, {"Location": f"/api/v1/jobs/{outcome.id}"})
    if outcome.errors:
        return refusal(request, RULEBOOK.by_id[outcome.duty], outcome)
    headers = {"Location": f"/api/v1/filings/{outcome.receipt}"}
    return respond(answers.receipt(outcome, problems.language_of(request)), 201, headers)


@call(
    router,
    "POST",
    "/handovers/proposals/reject",
    name="reject_proposal",
    title=Text("否定：不是同一只", "Reject a proposal"),
    text=Text(
        "是两只电池：两份申报未变前，不再向本单位提出；对方由对方自己回答。答复其余的疑似同一。",
        "They are two: your firm is not asked again while both reports say the same. What the other side is asked, it "
        "answers itself. Gives what is left.",
    ),
    answers={200: _LEFT},
    problems_of=(403, 404, 422),
    body=_PAIR,
)
def reject_proposal(request: HttpRequest) -> HttpResponseBase:
    """Remember that they are two."""
    mine, other = _pair(request)
    viewer = viewer_of(request)
    proposals.reject(viewer, mine, other, at=clock.now())
    return _listed(viewer)


def _listed(viewer: Viewer) -> HttpResponse:
    return respond(custody_shapes.Proposals(answers.each(proposals.find_proposals(viewer), _proposal)))


def _pair(request: HttpRequest) -> tuple[str, str]:
    """Read the two codes from the body. Raises Complaint."""
    told = uploads.receive_json(request)
    if not isinstance(told, dict) or set(told) != {"mine", "other"}:
        raise Complaint("request.body")
    mine, other = told["mine"], told["other"]
    if not isinstance(mine, str) or not isinstance(other, str) or "\x00" in mine + other:
        raise Complaint("request.body")
    return mine.strip().upper(), other.strip().upper()


def _proposal(one: Likely) -> custody_shapes.Proposal:
    return custody_shapes.Proposal(
        side="out" if one.side == "out" else "in",
        why=one.why.value,
        partner=one.partner_uscc,
        partner_name=one.partner,
        duty=one.duty,
        receipt=one.receipt,
        mine=_side(one.mine, one.mine.mass_g),
        other=_side(one.other, None),
    )


def _side(single: Single, mass_g: int | None) -> custody_shapes.ProposalSide:
    return custody_shapes.ProposalSide(
        code=single.code,
        date=single.day,
        mass_kg=None if mass_g is None else mass_g / 1000,
        transfer_no=single.transfer_no or None,
    )
