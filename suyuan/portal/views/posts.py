"""任免 — who holds which post of an authority, the platform or the audit; given, moved and ended here."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from suyuan.domain.access import Post, Viewer
from suyuan.law.departments import DEPARTMENT_TEXT, LEVEL_TEXT, REMITS, Level
from suyuan.portal import words
from suyuan.portal.door import beside, language, signed_in
from suyuan.portal.links import outward
from suyuan.services.persons import operations as persons
from suyuan.services.posts import operations, queries
from suyuan.services.posts.operations import Appointed, Office
from suyuan.services.refusals import Refused

Problems = tuple[tuple[str, str, str], ...]
FIELDS = {
    "post.kind": "kind",
    "post.department": "department",
    "post.territory": "territory",
    "post.until": "until",
    "post.person": "username",
    "person.sure": "sure",
}


def _problem(refused: Refused) -> Problems:
    return ((FIELDS.get(refused.code, ""), *refused.words(language())),)


def _office(request: HttpRequest) -> Office:
    """Read the form. Raises Refused ``post.until`` for what is no day."""
    asked = request.POST
    try:
        until = date.fromisoformat(asked["until"]) if asked.get("until") else None
    except ValueError:
        raise Refused("post.until") from None
    return Office(
        kind=asked.get("kind", ""),
        department=asked.get("department", ""),
        level=asked.get("level", ""),
        territory=asked.get("territory", ""),
        until=until,
    )


def _choices() -> dict[str, object]:
    """Give what the form offers, with what each department reads."""
    told = language()
    return {
        "kinds": [(post.value, words.POST[post]) for post in Post],
        "departments": [
            (name.value, text.get(told), REMITS[name].reason.get(told))
            for name, text in DEPARTMENT_TEXT.items()
        ],
        "levels": [
            (name.value, text.get(told)) for name, text in LEVEL_TEXT.items() if name is not Level.MINISTRY
        ],
    }


@signed_in
def posts(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """List who holds which post; give one to somebody, who gets a link where new here."""
    problems: Problems = ()
    if request.method == "POST":
        try:
            made = operations.appoint(
                viewer, username=request.POST.get("username", ""), office=_office(request)
            )
        except Refused as refused:
            problems = _problem(refused)
        else:
            return render(request, "portal/appointed.html", {"made": made, "link": _link(made)}, status=201)
    context = _choices() | {
        "held": queries.find_posts(viewer),
        "ended": queries.find_ended(viewer),
        "given": request.POST,
        "problems": problems,
    }
    return render(request, "portal/posts.html", context, status=422 if problems else 200)


def _link(made: Appointed) -> str:
    """Give the one-time address at which a new person chooses a password; empty where there is one already."""
    if made.first_password is None:
        return ""
    uid, key = made.first_password
    parts = {"uidb36": uid, "key": key}
    return outward(reverse("account_reset_password_from_key", kwargs=parts))


@signed_in
def post(request: HttpRequest, viewer: Viewer, post_id: int) -> HttpResponse:
    """Move the holder of a post elsewhere, or end it."""
    found = queries.find_post(viewer, post_id)
    problems: Problems = ()
    if request.method == "POST":
        try:
            if request.POST.get("act") == "end":
                operations.end(viewer, post_id)
            else:
                operations.move(viewer, post_id, _office(request))
        except Refused as refused:
            problems = _problem(beside(refused))
        else:
            return redirect("posts")
    context = _choices() | {
        "post": found,
        "given": request.POST if request.method == "POST" else found,
        "own": found.account_id == viewer.account_id,
        "problems": problems,
    }
    return render(request, "portal/post.html", context, status=422 if problems else 200)


@signed_in
def persons_page(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Erase what is kept of a person, while what was filed stands."""
    if not viewer.may("person.erase"):
        raise Refused("auth.not_allowed")
    problems: Problems = ()
    erased = None
    if request.method == "POST":
        try:
            erased = persons.erase(
                viewer, username=request.POST.get("username", ""), sure=request.POST.get("sure", "")
            )
        except Refused as refused:
            problems = _problem(refused)
    context = {"problems": problems, "erased": erased, "username": request.POST.get("username", "")}
    return render(request, "portal/erase.html", context, status=422 if problems else 200)
