"""成员 — the people of a firm: who may do what, who is invited, and how somebody comes in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from suyuan.domain.access import Part, Viewer
from suyuan.portal import words
from suyuan.portal.account import INVITATION
from suyuan.portal.door import STANDING, beside, language, refusal, signed_in
from suyuan.portal.links import outward
from suyuan.services.members import letters, operations, queries
from suyuan.services.refusals import Refused, told

Problems = tuple[tuple[str, str, str], ...]
FIELDS = {"member.no_part": "parts", "member.no_addressee": "addressee"}


@signed_in
def members(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """List the firm's people and invitations; invite somebody, whose link is shown this once."""
    if request.method == "POST":
        parts, addressee = request.POST.getlist("parts"), request.POST.get("addressee", "")
        try:
            invited = operations.invite(viewer, addressee=addressee, parts=parts)
        except Refused as refused:
            return _list(request, viewer, _problem(told(refused, viewer)), status=refused.status)
        link = outward(reverse("invitation", args=[invited.secret]))
        sent = letters.send(invited.offer, link)
        return render(
            request, "portal/invited.html", {"offer": invited.offer, "link": link, "sent": sent}, status=201
        )
    return _list(request, viewer)


def _problem(refused: Refused) -> Problems:
    return ((FIELDS.get(refused.code, ""), *refused.words(language())),)


def _list(
    request: HttpRequest, viewer: Viewer, problems: Problems = (), *, status: int = 200
) -> HttpResponse:
    may_change = viewer.may("member.change")
    context = {
        "members": queries.find_members(viewer),
        "may_change": may_change,
        "may_end": viewer.may("member.end"),
        "may_invite": viewer.may("member.invite"),
        "invitations": queries.find_invitations(viewer) if viewer.may("member.invite") else [],
        "parts": words.PART.items(),
        "chosen": request.POST.getlist("parts"),
        "addressee": request.POST.get("addressee", ""),
        "problems": problems,
    }
    return render(request, "portal/members.html", context, status=status)


@signed_in
def member(request: HttpRequest, viewer: Viewer, member_id: int) -> HttpResponse:
    """Change what a member may do, or end the membership."""
    if not viewer.may("member.end"):
        raise Refused("auth.not_allowed")
    found = next((each for each in queries.find_members(viewer) if each.id == member_id), None)
    if found is None:
        raise Refused("not_found")
    problems: Problems = ()
    if request.method == "POST":
        try:
            return _changed(request, viewer, found)
        except Refused as refused:
            problems = _problem(beside(refused))
    context = {
        "member": found,
        "may_change": viewer.may("member.change"),
        "parts": words.PART.items(),
        "chosen": request.POST.getlist("parts") or [part.value for part in found.parts],
        "problems": problems,
    }
    return render(request, "portal/member.html", context, status=422 if problems else 200)


def _changed(request: HttpRequest, viewer: Viewer, found: queries.Person) -> HttpResponse:
    if request.POST.get("act") == "end":
        operations.leave(viewer, found.id)
        return redirect("home" if found.own else "members")
    operations.change(viewer, found.id, request.POST.getlist("parts"))
    still = not found.own or Part.ADMINISTRATOR.value in request.POST.getlist("parts")
    return redirect("members" if still else "home")


@require_POST
@signed_in
def withdraw(_request: HttpRequest, viewer: Viewer, invitation_id: int) -> HttpResponse:
    """Take an invitation back."""
    operations.withdraw(viewer, invitation_id)
    return redirect("members")


@never_cache
def invitation(request: HttpRequest, secret: str) -> HttpResponse:
    """Show who invites to what; a signed-in person takes it up here, others sign in or make an account first."""
    offer = queries.find_invitation(secret)
    if offer is None:
        return refusal(request, Refused("invitation.gone"))
    if request.method == "POST" and request.user.is_authenticated:
        try:
            taken = operations.take_up(secret, int(request.user.pk or 0))
        except Refused as refused:
            return refusal(request, refused)
        request.session.pop(INVITATION, None)
        request.session[STANDING] = f"party-{taken.party_id}"
        return redirect("home")
    request.session[INVITATION] = secret
    parts = [text for name, text in words.PART.items() if name in offer.parts]
    context = {"offer": offer, "parts": parts, "title": _("Invitation")}
    return render(request, "portal/invitation.html", context)
