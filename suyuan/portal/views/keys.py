"""密钥与程序 — what the firm's machines sign in with: make, rotate, revoke; a secret is shown once, when it is made."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from suyuan.domain.access import Viewer
from suyuan.law.measures_2026 import RULEBOOK
from suyuan.portal.door import beside, language, signed_in
from suyuan.portal.forms import scope
from suyuan.portal.links import outward
from suyuan.services.keys import operations, queries
from suyuan.services.refusals import Refused

Problems = tuple[tuple[str, str, str], ...]
FIELDS = {
    "key.no_name": "name",
    "key.no_scope": "duties",
    "key.not_signer": "scope-some",
    "key.bad_end": "last_day",
}


@signed_in
def keys(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """List keys and programs; make one, whose secret is shown this once."""
    if request.method != "POST":
        return _list(request, viewer)
    program = request.POST.get("kind") == "program"
    try:
        made = (operations.enter if program else operations.issue)(
            viewer,
            name=request.POST.get("name", ""),
            duties=scope.duties(request.POST),
            last_day=scope.day(request.POST.get("last_day", "")),
        )
    except Refused as refused:
        return _list(request, viewer, _problem(refused), status=refused.status)
    return _secret(request, made, program=program)


def _problem(refused: Refused) -> Problems:
    return ((FIELDS.get(refused.code, ""), *refused.words(language())),)


def _secret(request: HttpRequest, made: operations.Secret, *, program: bool) -> HttpResponse:
    context = {
        "made": made,
        "program": program,
        "token_address": outward("/api/v1/oauth/token"),
    }
    return render(request, "portal/secret.html", context, status=201)


def _list(
    request: HttpRequest, viewer: Viewer, problems: Problems = (), *, status: int = 200
) -> HttpResponse:
    keeps_house = viewer.may("key.read")
    may_file = operations.may_file(viewer)
    context = {
        "keeps_house": keeps_house,
        "may_issue": viewer.may("key.issue"),
        "may_file": may_file,
        "keys": queries.find_keys(viewer) if keeps_house else [],
        "programs": queries.find_programs(viewer) if keeps_house else [],
        "command_lines": queries.command_lines(viewer),
        "duties": RULEBOOK.for_roles(viewer.roles, partner=viewer.partner),
        "given": request.POST,
        "scope": request.POST.get("scope", scope.ALL if may_file else scope.READ),
        "chosen": request.POST.getlist("duties"),
        "last_day": request.POST.get("last_day") or operations.default_end().isoformat(),
        "latest": operations.latest_end().isoformat(),
        "problems": problems,
    }
    return render(request, "portal/keys.html", context, status=status)


@signed_in
def key(request: HttpRequest, viewer: Viewer, key_id: int) -> HttpResponse:
    """Show one key; rotate or revoke it."""
    found = queries.get_key(viewer, key_id)
    problems: Problems = ()
    if request.method == "POST":
        try:
            if request.POST.get("act") == "rotate":
                overlap = request.POST.get("overlap", "")
                days = int(overlap) if overlap.isdecimal() else 0
                made = operations.rotate(viewer, key_id, overlap_days=days)
                return _secret(request, made, program=False)
            operations.revoke(viewer, key_id)
            return redirect("keys")
        except Refused as refused:
            problems = _problem(beside(refused))
    context = {
        "found": found,
        "overlaps": operations.OVERLAPS,
        "may_rotate": viewer.may("key.rotate"),
        "problems": problems,
    }
    return render(request, "portal/key.html", context, status=422 if problems else 200)


@signed_in
def program(request: HttpRequest, viewer: Viewer, program_id: int) -> HttpResponse:
    """Show one program; give it another secret, or end it."""
    found = queries.get_program(viewer, program_id)
    problems: Problems = ()
    if request.method == "POST":
        try:
            if request.POST.get("act") == "renew":
                return _secret(request, operations.renew(viewer, program_id), program=True)
            operations.end(viewer, program_id)
            return redirect("keys")
        except Refused as refused:
            problems = _problem(beside(refused))
    context = {
        "found": found,
        "program": True,
        "may_rotate": viewer.may("key.rotate"),
        "problems": problems,
    }
    return render(request, "portal/key.html", context, status=422 if problems else 200)


@require_POST
@signed_in
def leave(_request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """End every sign-in of the viewer on a command line."""
    operations.leave_command_lines(viewer)
    return redirect("keys")
