"""报废告知页面 — when a model's battery should be retired; readings; a maker's notices and how they reach users."""

from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from suyuan.domain.access import Viewer
from suyuan.domain.applications import Problem
from suyuan.domain.retirement import CHANNEL_TEXT, STATE_TEXT, WHY_TEXT, Channel, State
from suyuan.exports import template as exports
from suyuan.intake.media import XLSX
from suyuan.law.policies import Policies
from suyuan.portal.door import language, signed_in
from suyuan.portal.forms import entry
from suyuan.portal.forms import firm as form
from suyuan.portal.shown import fixlist
from suyuan.services import clock
from suyuan.services.notices import operations, queries, readings
from suyuan.services.refusals import Refused, Unfit

POLICIES = frozenset({"retirement_age", "reading_kept", "reading_by", "notice_once"})
MOST = 100  # models on the public page
TYPED = ("vin", "pack_code", "measured_date", "soh_percent", "mileage_km")


@require_safe
def retirement(request: HttpRequest) -> HttpResponse:
    """Show anybody when a model's battery should be retired, and how it is handed in."""
    words = request.GET.get("q", "").strip()[:60]
    found = queries.find_conditions(words, on=clock.today(), limit=MOST + 1)
    context = {
        "found": found[:MOST],
        "more": len(found) > MOST,
        "words": words,
        "readings": Policies().chosen(POLICIES),
    }
    return render(request, "portal/retirement.html", context)


@signed_in
def report(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Take readings, typed or as a file, and say what became of them."""
    if not readings.may_report(viewer):
        raise Http404
    given = {name: request.GET.get(name, "") for name in TYPED} | request.POST.dict()
    by = given.get("by") or request.GET.get("by") or ("file" if queries.may_read(viewer) else "hand")
    found, refused = None, None
    if request.method == "POST":
        try:
            found = readings.report(viewer, **_handed_in(request), at=clock.now())
        except Refused as refusal:
            refused = refusal
    notes = found.notes if found else ()
    typed_wrong = notes if by == "hand" else ()
    spoken = entry.Words(language=language(), today=clock.today(), yes=_("Yes"), no=_("No"))
    fields = entry.fields(readings.LIST, spoken, values=given, wrong=typed_wrong)
    problems = tuple((field.id, *each) for field in fields for each in field.errors)
    named = {field.name for field in fields}
    problems += tuple(
        ("", *each.words(readings.LIST, language())) for each in typed_wrong if each.column not in named
    )
    if refused:
        problems += (("", *refused.words(language())),)
    context = {
        "by": by,
        "fields": fields,
        "report": None if problems else found,
        "groups": fixlist.groups(notes, readings.LIST, language()) if not problems else (),
        "problems": problems,
        "is_maker": queries.may_read(viewer),
        "readings": Policies().chosen(POLICIES),
    }
    return render(request, "portal/readings.html", context, status=422 if problems else 200)


def _handed_in(request: HttpRequest) -> dict[str, Any]:
    """Give what was handed in: a file, or a typed line as a list of one."""
    upload = request.FILES.get("file")
    if isinstance(upload, UploadedFile):
        return {"content": upload.read(), "name": upload.name or ""}
    typed = entry.row(readings.LIST, request.POST.dict())
    return {"content": entry.content(typed), "name": "form.csv"}


@signed_in
def notices(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Show a maker its notices; hand due ones over; keep the address to which they are sent."""
    if not queries.may_read(viewer) or not viewer.may("house.read"):
        raise Http404
    problems: tuple[Problem, ...] = ()
    if request.method == "POST":
        try:
            return _pressed(request, viewer)
        except Unfit as unfit:
            problems = unfit.problems
    state = request.GET.get("state", "")
    asked = State(state) if state in set(State) else None
    page = queries.find_notices(viewer, state=asked, cursor=request.GET.get("cursor", ""))
    counts = queries.count_notices(viewer)
    address = queries.get_channel(viewer)
    context = {
        "page_of": page,
        "state": state,
        "counts": [(each, STATE_TEXT[each], counts.get(each, 0)) for each in State],
        "due": queries.count_due(viewer),
        "handings": [(each, CHANNEL_TEXT[each.channel]) for each in queries.find_handings(viewer)],
        "whys": {each.value: text for each, text in WHY_TEXT.items()},
        "address": address,
        "url": request.POST.get("url", address.url if address else ""),
        "url_errors": form.errors(problems).get("url", ()),
        "problems": form.summary(problems),
        "may_hand": operations.may_hand(viewer),
        "may_change": viewer.may("channel.change"),
        "readings": Policies().chosen(POLICIES),
    }
    return render(request, "portal/notices.html", context, status=422 if problems else 200)


def _pressed(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Do what was pressed. Raises Refused."""
    if "url" in request.POST:
        operations.set_channel(viewer, request.POST["url"], at=clock.now())
        if request.POST["url"].strip():
            messages.success(
                request, _("Saved. Due notices are sent there of themselves, within a few minutes.")
            )
        else:
            messages.success(request, _("Notices are no longer sent of themselves."))
        return redirect("notices")
    channel = request.POST.get("hand", "")
    if channel not in {Channel.FILE.value, Channel.LETTERS.value}:
        raise Refused("not_found")  # no button of this page
    try:
        number = operations.hand(viewer, Channel(channel), at=clock.now())
    except Refused as refused:
        if refused.code != "notice.none":
            raise
        messages.info(request, refused.words(language())[0])
        return redirect("notices")
    count = queries.get_handing(viewer, number)[0].number
    messages.success(
        request,
        ngettext(
            "%(n)d notice was handed over. It is below, to be fetched as often as you like.",
            "%(n)d notices were handed over. They are below, to be fetched as often as you like.",
            count,
        )
        % {"n": count},
    )
    return redirect("notices")


@require_safe
@signed_in
def handing(_request: HttpRequest, viewer: Viewer, handing_id: int) -> HttpResponse:
    """Hand out what was handed over, as it was."""
    found, content = queries.get_handing(viewer, handing_id)
    media, name = queries.as_file(found)
    answer = HttpResponse(content, content_type=media)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "no-store"
    return answer


@require_safe
def template(_request: HttpRequest) -> HttpResponse:
    """Give an empty list of readings."""
    answer = HttpResponse(exports.template(readings.LIST), content_type=XLSX)
    answer["Content-Disposition"] = 'attachment; filename="readings.xlsx"'
    return answer
