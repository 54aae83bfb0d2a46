"""我的企业 — the firm's own entry: profile, permits, sites, outlets, history. Administrators change, members read."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from suyuan.domain.access import Viewer
from suyuan.domain.applications import Problem
from suyuan.domain.permits import FileKind, PermitKind
from suyuan.law.duty import Role
from suyuan.law.policies import Policies
from suyuan.portal.door import language, signed_in
from suyuan.portal.forms import firm as form
from suyuan.portal.shown import trail
from suyuan.services import clock
from suyuan.services.applications import operations as applications
from suyuan.services.cases import queries as cases
from suyuan.services.parties import firm as queries
from suyuan.services.parties import operations
from suyuan.services.parties.firm import Firm
from suyuan.services.refusals import Refused, Unfit

CHANGEABLE = ("name", "name_en", "legal_person", "region_code")


def _firm(viewer: Viewer) -> Firm:
    if not viewer.may("house.read") or not viewer.uscc:
        raise Http404
    found = queries.get_firm(viewer.uscc, viewer, today=clock.today())
    if found is None:
        raise Http404
    return found


def _context(viewer: Viewer, found: Firm) -> dict[str, object]:
    return {
        "firm": found,
        "today": clock.today(),
        "soon_days": Policies().permit_warning_days,
        "may_change": viewer.may("party.change"),
        "may_file_permit": viewer.may("permit.file"),
        "may_change_site": viewer.may("site.change"),
    }


@require_safe
@signed_in
def firm(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Show the firm's entry and its history."""
    found = _firm(viewer)
    readings = Policies().chosen({"suspended_party", "white_list"})
    context = {**_context(viewer, found), "lines": trail.lines(found.trail), "readings": readings}
    context["consequences"] = cases.consequences(viewer, found.profile, today=clock.today())
    return render(request, "portal/firm.html", context)


@signed_in
def change(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Ask the operator for a change of the entry."""
    found = _firm(viewer)
    profile = found.profile
    if not viewer.may("party.change"):
        raise Refused("auth.not_allowed")
    if request.method == "POST":
        try:
            applications.ask_change(
                viewer, request.POST.dict(), request.POST.getlist("roles"), at=clock.now()
            )
        except Unfit as unfit:
            chosen = request.POST.getlist("roles")
            return _change(request, request.POST.dict(), chosen, unfit.problems)
        return redirect("firm")
    given = {name: str(getattr(profile, name)) for name in CHANGEABLE}
    return _change(request, given | {"prefixes": " ".join(sorted(profile.prefixes))}, list(profile.roles))


def _change(
    request: HttpRequest,
    given: dict[str, str],
    chosen: list[str] | list[Role],
    problems: tuple[Problem, ...] = (),
) -> HttpResponse:
    context = {
        "fields": form.entry_fields(given, problems, CHANGEABLE),
        "prefixes": form.entry_fields(given, problems, ["prefixes"]),
        "roles": list(Role),
        "chosen": [str(each) for each in chosen],
        "role_errors": form.errors(problems).get("roles", ()),
        "reason": given.get("reason", ""),
        "divisions": form.divisions(language(), clock.today()),
        "problems": form.summary(problems),
    }
    return render(request, "portal/firm_change.html", context, status=422 if problems else 200)


@signed_in
def permits(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Show the permits with their ends; take a new one with its proof."""
    problems: tuple[Problem, ...] = ()
    if request.method == "POST":
        try:
            operations.file_permit(viewer, request.POST.dict(), form.upload(request), at=clock.now())
        except Unfit as unfit:
            problems = unfit.problems
        else:
            return redirect("permits")
    given = request.POST.dict() if request.method == "POST" else {}
    context = {
        **_context(viewer, _firm(viewer)),
        "kinds": list(PermitKind),
        "kind": given.get("kind", request.GET.get("kind", "")),
        "kind_errors": form.errors(problems).get("kind", ()),
        "fields": form.one_permit(given, problems),
        "problems": form.summary(problems),
        "readings": Policies().chosen({"permit_warning_days", "permits_do_not_pass"}),
    }
    return render(request, "portal/permits.html", context, status=422 if problems else 200)


@require_safe
@signed_in
def proof(_request: HttpRequest, viewer: Viewer, permit_id: int) -> HttpResponse:
    """Hand out the proof of a permit to the firm's own people and to the officials that watch it."""
    today = clock.today()
    content, kind = queries.proof(permit_id, viewer, today=today)
    return attached(content, kind, f"suyuan-permit-{permit_id}")


def attached(content: bytes, kind: FileKind, name: str) -> HttpResponse:
    """Hand out a file that somebody uploaded: never shown inside a page of ours, never taken for another type."""
    answer = HttpResponse(content, content_type=kind.media)
    answer["Content-Disposition"] = f'attachment; filename="{name}.{kind.suffix}"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


@require_safe
@signed_in
def sites(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Show the firm's sites, and the outlets that it filed."""
    return render(request, "portal/sites.html", _context(viewer, _firm(viewer)))


@signed_in
def site(request: HttpRequest, viewer: Viewer, site_id: int | None = None) -> HttpResponse:
    """Add a site, or change one."""
    found = next((each for each in _firm(viewer).sites if each.site_id == site_id), None)
    if site_id is not None and found is None:
        raise Http404
    if not viewer.may("site.change"):
        raise Refused("auth.not_allowed")
    problems: tuple[Problem, ...] = ()
    given = {} if found is None else _given(found)
    if request.method == "POST":
        given = request.POST.dict()
        try:
            if site_id is None:
                operations.add_site(viewer, given, at=clock.now())
            else:
                operations.change_site(viewer, site_id, given, at=clock.now())
        except Unfit as unfit:
            problems = unfit.problems
        else:
            return redirect("sites")
    context = {
        "site": found,
        "fields": form.site_fields(given, problems),
        "divisions": form.divisions(language(), clock.today()),
        "problems": form.summary(problems),
    }
    return render(request, "portal/site.html", context, status=422 if problems else 200)


def _given(found: object) -> dict[str, str]:
    """Give a stored site as a form has it."""
    names = {"site_name": "name", **{name: name for name in ("kind", "region_code", "address")}}
    names |= {name: name for name in ("opened_date", "closed_date")}
    values = {field: getattr(found, name) for field, name in names.items()}
    return {field: "" if value is None else str(value) for field, value in values.items()}
