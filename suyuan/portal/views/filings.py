"""回执 — what was filed and what came back: receipts, fix lists, marked workbooks, PDF, cancelling."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from suyuan.domain.access import Viewer
from suyuan.domain.receipts import Receipt
from suyuan.exports import receipt_pdf
from suyuan.intake.media import XLSX
from suyuan.law.duty import Duty
from suyuan.law.measures_2026 import RULEBOOK
from suyuan.portal.door import beside, language, readable, signed_in
from suyuan.portal.shown import fixlist
from suyuan.services import clock
from suyuan.services.filings import operations, queries
from suyuan.services.parties import queries as parties
from suyuan.services.refusals import Refused

LIVE = frozenset({"accepted"})


@signed_in
def filings(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """List what was filed, newest first."""
    duty_id = request.GET.get("duty", "")
    with readable():
        page = queries.find_filings(viewer, duty=duty_id or None, cursor=request.GET.get("cursor") or None)
    own = RULEBOOK.duties if viewer.is_official else RULEBOOK.for_roles(viewer.roles, partner=viewer.partner)
    context = {"items": page.items, "next": page.next, "duty_id": duty_id, "duties": own}
    return render(request, "portal/filings.html", context)


@signed_in
def receipt(request: HttpRequest, viewer: Viewer, receipt: str) -> HttpResponse:
    """Show one receipt, with its fix list where lines were refused."""
    found, duty = _receipt(receipt, viewer)
    groups = fixlist.groups(found.notes, duty, language())
    errors = [group for group in groups if group.severity == "error"]
    context = {
        "receipt": found,
        "duty": duty,
        "shown_state": _shown_state(found),
        "errors": errors,
        "warnings": [group for group in groups if group.severity != "error"],
        "party": parties.find_party(found.party),
        "agent": parties.find_party(found.filed_by) if found.filed_by else None,
        "own": viewer.uscc == found.party,
        "markable": any(group.count for group in errors),
        "live": found.state in LIVE and viewer.uscc == found.party,
    }
    return render(request, "portal/receipt.html", context)


def _receipt(number: str, viewer: Viewer, act: str = "filing.read") -> tuple[Receipt, Duty]:
    """Find a receipt for an act. Raises Refused, Http404."""
    found = queries.get_receipt(number, viewer, act=act)
    duty = RULEBOOK.get(found.duty) if found else None
    if found is None or duty is None:
        raise Http404
    return found, duty


def _shown_state(found: Receipt) -> str:
    """Tell the state as the screen names it: accepted with lines held back is ``partial``."""
    return "partial" if found.state == "accepted" and found.rejected else found.state


@require_safe
@signed_in
def marked(_request: HttpRequest, viewer: Viewer, receipt: str) -> HttpResponse:
    """Hand out the workbook with the wrong cells marked."""
    content = queries.marked_workbook(receipt, viewer, language())
    if content is None:
        raise Http404
    return _attached(content, XLSX, f"suyuan-{receipt}-fix.xlsx")


@require_safe
@signed_in
def pdf(_request: HttpRequest, viewer: Viewer, receipt: str) -> HttpResponse:
    """Hand out the receipt as a bilingual PDF."""
    found, duty = _receipt(receipt, viewer)
    party = parties.find_party(found.party)
    content = receipt_pdf.render(found, duty, party_name=party.name if party else "")
    return _attached(content, "application/pdf", f"suyuan-{receipt}.pdf")


def _attached(content: bytes, kind: str, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@signed_in
def cancel(request: HttpRequest, viewer: Viewer, receipt: str) -> HttpResponse:
    """Ask for the reason and the confirmation, then cancel a filing."""
    found, duty = _receipt(receipt, viewer, "filing.cancel")
    reason = request.POST.get("reason", "").strip()
    problems: tuple[tuple[str, str, str], ...] = ()
    if request.method == "POST":
        if not reason:
            problems += (("reason", _("No reason is given."), _("Say why this filing should not stand.")),)
        if request.POST.get("sure") != "yes":
            problems += (("sure", _("The confirmation is missing."), _("Tick the box to confirm.")),)
        if not problems:
            try:
                operations.cancel(receipt, viewer=viewer, at=clock.now(), reason=reason)
            except Refused as refused:
                problems = (("reason", *beside(refused).words(language())),)
            else:
                return redirect("receipt", receipt=receipt)
    context = {"receipt": found, "duty": duty, "problems": problems, "reason": reason}
    return render(request, "portal/cancel.html", context, status=422 if problems else 200)
