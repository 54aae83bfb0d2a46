"""举报页面 — anybody tells of something and comes back by its number; the officials of the place answer."""

from allauth.core.internal.ratelimit import get_ip
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from suyuan.domain.access import Viewer
from suyuan.domain.applications import Problem
from suyuan.domain.tips import STATE_TEXT, TOPIC_ARTICLE, TOPIC_TEXT, State, Topic
from suyuan.law.duty import Text
from suyuan.law.policies import Policies
from suyuan.portal.door import language, refusal, signed_in
from suyuan.portal.forms import firm as firm_form
from suyuan.portal.forms import inspection as form
from suyuan.services import clock, once
from suyuan.services.refusals import Refused, Unfit
from suyuan.services.tips import operations, queries

POLICIES = frozenset({"tip_readers"})
_FIELDS = ("topic", "region_code", "party", "words")
_LABELS = {
    "region_code": Text("发生在哪个县（区）", "In which county or district"),
    "party": Text("企业的统一社会信用代码（不知道可不填）", "Credit code of the firm, if you know it"),
    "words": Text("看到了什么、什么时候、具体在哪里", "What you saw, when, and where exactly"),
}
_ANSWER = ("state", "answer")


@never_cache
def told(request: HttpRequest) -> HttpResponse:
    """Tell of something."""
    problems: tuple[Problem, ...] = ()
    given = {name: request.POST.get(name, request.GET.get(name, "")) for name in (*_FIELDS, once.KEY)}
    if request.method == "POST":
        try:
            number = operations.tell(given, address=get_ip(request), at=clock.now())
        except Unfit as unfit:
            problems = unfit.problems
        except Refused as refused:
            return refusal(request, refused)
        else:
            return render(request, "portal/tip_told.html", {"number": number}, status=201)
    options = {"topic": tuple((str(each), words.get(language())) for each, words in TOPIC_TEXT.items())}
    context = {
        "fields": form.fields(_FIELDS, given, problems, options, _LABELS),
        "problems": form.summary(_FIELDS, problems),
        "divisions": firm_form.divisions(language(), clock.today()),
        "readings": Policies().chosen(POLICIES),
    }
    return render(request, "portal/tip_new.html", context, status=422 if problems else 200)


@require_safe
@never_cache
def asked(request: HttpRequest) -> HttpResponse:
    """Show what became of a tip to whoever has its number."""
    number = request.GET.get("number", "")
    found = queries.told(number) if number else None
    context = {
        "number": number,
        "tip": found,
        "topic": TOPIC_TEXT[Topic(found.topic)] if found else None,
        "state": STATE_TEXT[State(found.state)] if found else None,
    }
    return render(request, "portal/tip_asked.html", context, status=404 if number and not found else 200)


@require_safe
@signed_in
def tips(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """List the tips of the viewer's territory, the latest first."""
    if not viewer.may("tip.read"):
        raise Http404
    state = request.GET.get("state", "open")
    state = state if state in set(State) else ""
    page = queries.find_tips(viewer, state=state, cursor=request.GET.get("cursor", ""))
    context = {
        "items": [
            (one, TOPIC_TEXT[Topic(one.tip.topic)], STATE_TEXT[State(one.tip.state)]) for one in page.items
        ],
        "next": page.next,
        "state": state,
        "states": STATE_TEXT.items(),
    }
    return render(request, "portal/tips.html", context)


@signed_in
def tip(request: HttpRequest, viewer: Viewer, number: str) -> HttpResponse:
    """Show one tip; take it up, or say why not."""
    if not viewer.may("tip.read"):
        raise Http404
    problems: tuple[Problem, ...] = ()
    given = {name: request.POST.get(name, "") for name in _ANSWER}
    if request.method == "POST":
        try:
            operations.settle(viewer, number, given, at=clock.now())
        except Unfit as unfit:
            problems = unfit.problems
        else:
            messages.success(request, _("Whoever told it reads your answer by its number."))
            return redirect("tip", number=number)
    found = queries.get_tip(viewer, number)
    if found is None:
        raise Refused("not_found")
    options = {
        "state": tuple(
            (str(each), STATE_TEXT[each].get(language())) for each in (State.TAKEN, State.DISMISSED)
        )
    }
    context = {
        "found": found,
        "topic": TOPIC_TEXT[Topic(found.tip.topic)],
        "article": TOPIC_ARTICLE[Topic(found.tip.topic)],
        "state": STATE_TEXT[State(found.tip.state)],
        "fields": form.fields(_ANSWER, given, problems, options) if found.tip.state == State.OPEN else (),
        "problems": form.summary(_ANSWER, problems),
        "may_plan": viewer.may("inspection.plan"),
    }
    return render(request, "portal/tip.html", context, status=422 if problems else 200)
