"""登记 — a firm asks to be registered, and asks after its application by the link that it was given.

What the page answers never depends on whether the credit code is registered, pending or was ended.
"""

from allauth.core import ratelimit
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from suyuan.domain.applications import Problem
from suyuan.law.duty import Role
from suyuan.law.policies import Policies
from suyuan.portal.door import language, refusal
from suyuan.portal.forms import firm as form
from suyuan.portal.links import outward
from suyuan.services import clock
from suyuan.services.applications import operations, queries
from suyuan.services.applications.applicants import hindrance
from suyuan.services.demonstration.queries import is_demonstration
from suyuan.services.refusals import Refused, Unfit


@never_cache
def register(request: HttpRequest) -> HttpResponse:
    """Show the form of a registration; take it and lead to the page of the application."""
    if request.method != "POST":
        return _form(request)
    busy: HttpResponse | None = ratelimit.consume_or_429(request, action="register_party")
    if busy is not None:
        return busy
    try:
        secret = operations.register(
            request.POST.dict(),
            request.POST.getlist("roles"),
            form.uploads(request),
            user_id=request.user.pk if request.user.is_authenticated else None,
            at=clock.now(),
        )
    except Unfit as unfit:
        return _form(request, unfit.problems)
    except Refused as refused:
        return refusal(request, refused)
    return redirect("registration", secret=secret)


def _form(request: HttpRequest, problems: tuple[Problem, ...] = ()) -> HttpResponse:
    given = request.POST.dict() if request.method == "POST" else {}
    context = {
        "demonstration": is_demonstration(),
        "fields": form.entry_fields(given, problems, form.ENTRY),
        "roles": list(Role),
        "chosen": request.POST.getlist("roles"),
        "role_errors": form.errors(problems).get("roles", ()),
        "prefixes": form.entry_fields(given, problems, ["prefixes"]),
        "permits": form.permit_fields(given, problems),
        "hindrance": _hindrance(request),
        "contact": form.entry_fields(given, problems, ["contact_name", "contact"]),
        "divisions": form.divisions(language(), clock.today()),
        "problems": form.summary(problems),
        "readings": Policies().chosen({"party_begins"}),
    }
    return render(request, "portal/register.html", context, status=422 if problems else 200)


def _hindrance(request: HttpRequest) -> tuple[str, ...]:
    """Give the words of what keeps whoever is signed in from administering a firm, none for none."""
    rule = hindrance(request.user.pk) if request.user.is_authenticated else ""
    return Refused(rule).words(language()) if rule else ()


@require_safe
@never_cache
def registration(request: HttpRequest, secret: str) -> HttpResponse:
    """Say how an application stands, to whoever has its link."""
    found = queries.follow(secret)
    if found is None:
        raise Http404
    address = outward(request.path)
    answer = render(
        request, "portal/registration.html", {"found": found, "secret": secret, "address": address}
    )
    answer["Referrer-Policy"] = "no-referrer"  # the address is the applicant's key
    return answer
