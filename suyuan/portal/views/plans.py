"""抽查页面 — a plan of inspections: what it freezes, how it was drawn, and everything to draw it again."""

import msgspec
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from suyuan.domain.access import Viewer
from suyuan.domain.applications import Problem
from suyuan.domain.draw_proof import PROBLEM_TEXT
from suyuan.domain.draws import OUTCOME_TEXT, WHY_TEXT
from suyuan.law.departments import REMITS, Department
from suyuan.law.duty import ROLE_TEXT
from suyuan.law.policies import Policies
from suyuan.portal.door import language, signed_in
from suyuan.portal.forms import inspection as form
from suyuan.services import clock, once
from suyuan.services.inspections import plans, queries
from suyuan.services.inspections.queries import Planned
from suyuan.services.parties.queries import cards_by_uscc
from suyuan.services.refusals import Refused, Unfit

POLICIES = frozenset(
    {
        *("inspection_frequency", "inspection_spares", "inspection_ahead", "inspection_signal", "team_size"),
        *("draw_weight", "draw_beacon", "seed_secret_days"),
    }
)
MOST = 300  # firms on the page
_FIELDS = ("title", "roles", "objects", "days", "away", "exempt")


@signed_in
def made(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Draw a plan up: which firms, how many, on which days, who stays away from whom."""
    if not viewer.may("inspection.plan"):
        raise Http404
    problems: tuple[Problem, ...] = ()
    given = {name: ",".join(request.POST.getlist(name)) for name in (*_FIELDS, once.KEY)}
    if request.method == "POST":
        try:
            number = plans.draw_up(viewer, given, at=clock.now())
        except Unfit as unfit:
            problems = unfit.problems
        else:
            messages.success(request, _("The lists are frozen, and the seed is committed to."))
            return redirect("plan", plan_no=number)
    roles = REMITS[Department(viewer.department)].roles
    options = {"roles": tuple((str(role), ROLE_TEXT[role].get(language())) for role in sorted(roles))}
    context = {
        "fields": form.fields(_FIELDS, given, problems, options),
        "problems": form.summary(_FIELDS, problems),
        "officers": queries.officers(viewer, at=clock.now()),
        "readings": Policies().chosen(POLICIES),
    }
    return render(request, "portal/plan_new.html", context, status=422 if problems else 200)


@signed_in
def plan(request: HttpRequest, viewer: Viewer, plan_no: str) -> HttpResponse:
    """Show a plan and its draw; reveal its seed."""
    if not viewer.may("inspection.read"):
        raise Http404
    problems: tuple[Problem, ...] = ()
    if request.method == "POST":
        try:
            plans.reveal(viewer, plan_no, at=clock.now())
        except Unfit as unfit:
            problems = unfit.problems
        else:
            messages.success(
                request, _("The seed is revealed: anybody who reads this plan can draw it again.")
            )
            return redirect("plan", plan_no=plan_no)
    found = queries.get_plan(viewer, plan_no)
    if found is None:
        raise Refused("not_found")
    told = plans.material(viewer, plan_no) if found.plan.state == "revealed" else None
    wrong = plans.check(told) if told else ()
    context = {
        "found": found,
        **_listed(found),
        "index": queries.log_index(found.plan),
        "told": told,
        "wrong": [PROBLEM_TEXT[code] for code in wrong],
        "problems": [("", *each.words(language())) for each in problems],
        "readings": Policies().chosen(POLICIES),
    }
    return render(request, "portal/plan.html", context, status=422 if problems else 200)


def _listed(found: Planned) -> dict[str, object]:
    """Give the firms of a plan: once it is drawn, with what became of each, those drawn first."""
    cards = cards_by_uscc(one.key for one in found.frozen.candidates)
    if found.drawn is None:
        listed = [(one, cards.get(one.key)) for one in found.frozen.candidates]
        return {"listed": listed[:MOST], "more": max(len(listed) - MOST, 0)}
    weights = {one.key: one for one in found.frozen.candidates}
    lots = sorted(found.drawn.lots, key=lambda one: (not one.place, one.place, one.key))
    taken = {one.key: one for one in found.drawn.taken}  # lists of form 1 name it in no lot
    return {
        "lots": [
            (
                lot,
                cards.get(lot.key),
                weights[lot.key],
                OUTCOME_TEXT[lot.outcome],
                WHY_TEXT[lot.why] if lot.why else None,
                [found.names.get(account, account) for account in lot.team],
                taken.get(lot.key),
            )
            for lot in lots[:MOST]
        ],
        "more": max(len(lots) - MOST, 0),
    }


@require_safe
@signed_in
def material(_request: HttpRequest, viewer: Viewer, plan_no: str) -> HttpResponse:
    """Hand out all that a draw rests on."""
    if not viewer.may("inspection.read"):
        raise Http404
    answer = HttpResponse(
        msgspec.json.encode(plans.material(viewer, plan_no)), content_type="application/json"
    )
    answer["Content-Disposition"] = f'attachment; filename="{plan_no}.json"'
    answer["Cache-Control"] = "no-store"
    return answer
