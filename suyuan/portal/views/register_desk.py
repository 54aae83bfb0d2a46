"""登记台 — the operator's desk: applications and permits that wait, and the register of parties."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from suyuan.domain.access import Viewer
from suyuan.law.policies import Policies
from suyuan.portal.door import language, readable, signed_in
from suyuan.portal.forms import firm as form
from suyuan.portal.shown import trail
from suyuan.portal.views.firm import attached
from suyuan.services import clock
from suyuan.services.applications import operations as deciding
from suyuan.services.applications import queries as applications
from suyuan.services.cases import queries as cases
from suyuan.services.parties import firm as queries
from suyuan.services.parties import operations
from suyuan.services.parties.firm import Firm
from suyuan.services.parties.operations import Heir
from suyuan.services.parties.succession import duties_of
from suyuan.services.refusals import Refused, Unfit

KINDS = ("merged", "split", "terminated")
STATE_ACTS = {"suspend": "party.suspend", "resume": "party.resume"}
HEIRS = 4  # rows of the form; more are entered as a second split
Problems = tuple[tuple[str, str, str], ...]


@require_safe
@signed_in
def applications_page(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """List what waits for a decision: applications, then permits; and the latest decisions."""
    with readable():
        page = applications.find_waiting(viewer, cursor=request.GET.get("cursor") or None)
    context = {
        "items": page.items,
        "next": page.next,
        "permits": queries.waiting_permits(viewer),
        "decided": applications.find_decided(viewer),
    }
    return render(request, "portal/applications.html", context)


@signed_in
def application(request: HttpRequest, viewer: Viewer, application_id: int) -> HttpResponse:
    """Show one application with its proofs and what it looks like; approve or reject it."""
    problems: Problems = ()
    if request.method == "POST":
        problems = _decide(request, viewer, application_id)
        if not problems:
            return redirect("application", application_id=application_id)
    asked, present = applications.get(application_id, viewer)
    applicant = applications.applicant(asked, viewer)
    changes = deciding.differences(present, asked.entry) if present and asked.kind == "change" else {}
    context = {
        "asked": asked,
        "entry": asked.entry,
        "present": present,
        "changes": list(trail.differences(changes)),
        "applicant": applicant,
        "hindrance": _words(applicant.hindrance) if applicant else (),
        "alike": applications.likenesses(asked, viewer) if asked.state == "pending" else [],
        "problems": problems,
        "reason": request.POST.get("reason", ""),
    }
    return render(request, "portal/application.html", context, status=422 if problems else 200)


def _decide(request: HttpRequest, viewer: Viewer, application_id: int) -> Problems:
    """Carry out what a button asked for; give what stands against it."""
    try:
        if request.POST.get("act") == "approve":
            deciding.approve(application_id, viewer=viewer, at=clock.now())
        elif _act(request, "reject"):
            reason = request.POST.get("reason", "")
            deciding.reject(application_id, viewer=viewer, reason=reason, at=clock.now())
    except Refused as refused:
        return _against(refused)
    return ()


def _act(request: HttpRequest, *known: str) -> bool:
    """Say that a button is one of those left. Raises Refused for any other: what nobody asked for is not done."""
    if request.POST.get("act") not in known:
        raise Refused("party.unknown_act")
    return True


def _words(rule: str) -> tuple[str, ...]:
    """Give the words of a rule that stands against an approval, none for none."""
    return Refused(rule).words(language()) if rule else ()


def _against(refused: Refused) -> Problems:
    """Give what stands against an act, for the head of its page; what is not there or not allowed goes on."""
    if refused.status in {403, 404}:
        raise refused
    if isinstance(refused, Unfit):
        return form.summary(refused.problems)
    return (("field-reason", *refused.words(language())),)


@require_safe
@signed_in
def application_proof(_request: HttpRequest, viewer: Viewer, application_id: int, kind: str) -> HttpResponse:
    """Hand out a proof of an application."""
    content, media = applications.proof(application_id, kind, viewer)
    return attached(content, media, f"suyuan-application-{application_id}-{kind}")


@signed_in
def permit(request: HttpRequest, viewer: Viewer, permit_id: int) -> HttpResponse:
    """Show one permit with its proof; accept it, refuse it, or note that it was withdrawn."""
    today = clock.today()
    filed = queries.get_permit(permit_id, viewer, today=today, act=_permit_act(request))
    problems: Problems = ()
    if request.method == "POST":
        try:
            _judge(request, viewer, permit_id)
        except Refused as refused:
            problems = _against(refused)
        else:
            return redirect("permit", permit_id=permit_id)
    context = {
        "filed": filed,
        "today": today,
        "soon_days": Policies().permit_warning_days,
        "may_decide": viewer.may("permit.decide") and filed.permit.state == "awaiting",
        "may_revoke": viewer.may("permit.revoke")
        and filed.permit.state == "accepted"
        and filed.permit.revoked_date is None,
        "problems": problems,
        "given": request.POST.dict(),
    }
    return render(request, "portal/permit.html", context, status=422 if problems else 200)


def _permit_act(request: HttpRequest) -> str:
    """Name the act for which a permit is asked for."""
    if request.method != "POST":
        return "permit.read"
    return "permit.revoke" if request.POST.get("act") == "revoke" else "permit.decide"


def _judge(request: HttpRequest, viewer: Viewer, permit_id: int) -> None:
    """Carry out what a button on a permit's page asked for. Raises Refused."""
    act, reason, now = request.POST.get("act", ""), request.POST.get("reason", ""), clock.now()
    if act == "revoke":
        operations.revoke_permit(permit_id, viewer=viewer, day=_day(request), reason=reason, at=now)
    elif _act(request, "accept", "refuse"):
        operations.decide_permit(permit_id, viewer=viewer, accepted=act == "accept", reason=reason, at=now)


def _day(request: HttpRequest) -> date:
    """Read the day of an act. Raises Refused for none."""
    try:
        return date.fromisoformat(request.POST.get("day", "").strip())
    except ValueError:
        raise Refused("succession.day") from None


@require_safe
@signed_in
def parties(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Look a firm up by a piece of its name or the beginning of its credit code."""
    text, state = request.GET.get("q", "").strip()[:200], request.GET.get("state", "")
    with readable():
        page = queries.find_firms(viewer, text=text, state=state, cursor=request.GET.get("cursor") or None)
    context = {
        "items": page.items,
        "next": page.next,
        "asked": text,
        "state": state,
        "states": ("approved", "suspended", "terminated"),
    }
    return render(request, "portal/parties.html", context)


def _firm(uscc: str, viewer: Viewer, act: str = "party.read") -> Firm:
    """Find a firm for an act. Raises Refused, Http404."""
    found = queries.get_firm(uscc, viewer, today=clock.today(), act=act)
    if found is None:
        raise Http404
    return found


@require_safe
@signed_in
def party(request: HttpRequest, viewer: Viewer, uscc: str) -> HttpResponse:
    """Show one firm to who watches it, or to its successor."""
    return _party(request, viewer, uscc)


def _party(request: HttpRequest, viewer: Viewer, uscc: str, problems: Problems = ()) -> HttpResponse:
    found = _firm(uscc, viewer)
    context = {
        "firm": found,
        "today": clock.today(),
        "soon_days": Policies().permit_warning_days,
        "lines": trail.lines(found.trail),
        "consequences": cases.consequences(viewer, found.profile, today=clock.today()),
        "may_prepare": viewer.may("signal.read"),
        "may_suspend": viewer.may("party.suspend"),
        "may_succeed": viewer.may("party.succeed"),
        "may_note": viewer.may("party.note"),
        "problems": problems,
        "given": request.POST.dict(),
    }
    return render(request, "portal/party.html", context, status=422 if problems else 200)


@require_POST
@signed_in
def party_state(request: HttpRequest, viewer: Viewer, uscc: str) -> HttpResponse:
    """Suspend or resume a firm, or note what an announcement says of it."""
    act, reason, now = request.POST.get("act", ""), request.POST.get("reason", ""), clock.now()
    party_id = _firm(uscc, viewer, STATE_ACTS.get(act, "party.note")).profile.party_id
    try:
        if act == "suspend":
            operations.suspend(party_id, viewer=viewer, reason=reason, at=now)
        elif act == "resume":
            operations.resume(party_id, viewer=viewer, reason=reason, at=now)
        elif _act(request, "list", "unlist"):
            operations.mark_white_listed(party_id, listed=act == "list", viewer=viewer, reason=reason, at=now)
    except Refused as refused:
        return _party(request, viewer, uscc, _against(refused))
    return redirect("party", uscc=uscc)


@signed_in
def succession(request: HttpRequest, viewer: Viewer, uscc: str) -> HttpResponse:
    """Enter a merger, a split or an end, with who takes over what."""
    found = _firm(uscc, viewer, "party.succeed")
    problems: Problems = ()
    if request.method == "POST":
        try:
            _succeed(request, viewer, found)
        except Refused as refused:
            problems = _against(refused)
        else:
            return redirect("party", uscc=uscc)
    given = request.POST
    rows = [
        {
            "number": number,
            "uscc": given.get(f"heir-{number}", ""),
            "duties": given.getlist(f"duties-{number}"),
            "prefixes": given.getlist(f"prefixes-{number}"),
        }
        for number in range(1, HEIRS + 1)
    ]
    context = {
        "firm": found,
        "kinds": KINDS,
        "duties": sorted(duties_of(found.profile.roles)),
        "rows": rows,
        "given": given.dict(),
        "today": clock.today(),
        "problems": problems,
        "readings": [each for each in Policies().describe() if "succession" in each.policy.acts],
    }
    return render(request, "portal/succession.html", context, status=422 if problems else 200)


def _succeed(request: HttpRequest, viewer: Viewer, found: Firm) -> None:
    """Read the form of a succession and enter it. Raises Refused."""
    given = request.POST
    kind = given.get("kind", "")
    if kind not in KINDS:
        raise Refused("succession.heirs")
    numbers = [number for number in range(1, HEIRS + 1) if given.get(f"heir-{number}", "").strip()]
    heirs = [
        Heir(
            uscc=given[f"heir-{number}"].strip().upper(),
            duties=_chosen(given.getlist(f"duties-{number}"), alone=len(numbers) == 1),
            prefixes=_chosen(given.getlist(f"prefixes-{number}"), alone=len(numbers) == 1),
        )
        for number in numbers
    ]
    operations.succeed(
        found.profile.party_id,
        kind,
        viewer=viewer,
        heirs=heirs,
        day=_day(request),
        reason=given.get("reason", ""),
        at=clock.now(),
        survives=given.get("survives") == "yes",
    )


def _chosen(names: list[str], *, alone: bool) -> frozenset[str] | None:
    """Give what an heir takes over; an only heir for whom nothing is chosen takes everything."""
    return None if alone and not names else frozenset(names)
