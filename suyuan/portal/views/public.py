"""公开页面 — pages that need no sign-in: what the platform is, the rules, a look-up, and whether it lives."""

from urllib.parse import quote

from django.db import DatabaseError, connection
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from suyuan.law import conduct, violations
from suyuan.law.duty import Role
from suyuan.law.measures_2026 import RULEBOOK
from suyuan.law.policies import Policies
from suyuan.portal.door import viewer_of
from suyuan.portal.shown import breaches, identity
from suyuan.services import clock

VIN_LENGTH = 17


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """Say what the platform is, for whom, and where to begin."""
    return render(request, "portal/front.html", {"roles": list(Role), "duties": RULEBOOK.duties})


@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """Show who must do what by when, straight from the rulebook."""
    by_role = [
        (role, RULEBOOK.for_roles({role}, partner=True), RULEBOOK.for_roles({role}, partner=False))
        for role in Role
    ]
    today = clock.today()
    rows = [
        (role, tuple(dict.fromkeys(partner + alone)), conduct.of_role(role, today))
        for role, partner, alone in by_role
    ]
    context = {"by_role": rows, "settings": Policies().describe(), "today": today}
    context["violations"] = [breaches.read(each) for each in violations.in_force(today)]
    return render(request, "portal/rules.html", context)


@require_safe
def duty(request: HttpRequest, duty_id: str) -> HttpResponse:
    """Explain one duty."""
    found = RULEBOOK.get(duty_id)
    if found is None:
        raise Http404
    viewer = viewer_of(request)
    acting = [
        each
        for each in Policies().describe()
        if found.id in each.policy.acts or each.policy.id in found.policies
    ]
    context = {
        "duty": found,
        "settings": acting,
        "today": clock.today(),
        "may_file": viewer is not None and viewer.may_file(found),
    }
    return render(request, "portal/duty.html", context)


@require_safe
def lookup(request: HttpRequest) -> HttpResponse:
    """Take a code or VIN to its page; without a sign-in, say what the code itself tells."""
    asked = "".join(request.GET.get("q", "").split()).upper()
    if not asked:
        return redirect("batteries" if request.user.is_authenticated else "front")
    if request.user.is_authenticated:
        place = "vehicles" if len(asked) == VIN_LENGTH else "batteries"
        return HttpResponseRedirect(f"/{place}/{quote(asked, safe='')}")
    read = identity.read(asked)
    if read.is_code:
        return redirect("idcard", code=read.text)
    context = {"asked": asked, "identity": read, "is_vin": len(asked) == VIN_LENGTH}
    return render(request, "portal/lookup.html", context)


@require_safe
def healthz(_request: HttpRequest) -> HttpResponse:
    """Answer 200 while the database answers, else 503."""
    try:
        connection.ensure_connection()
        alive = connection.is_usable()
    except DatabaseError:
        alive = False
    return HttpResponse(
        "ok\n" if alive else "database\n", content_type="text/plain", status=200 if alive else 503
    )


@require_safe
def no_account(request: HttpRequest) -> HttpResponse:
    """Say who opens accounts and mends forgotten passwords: the operator, not a form."""
    return render(request, "portal/no_account.html")
