"""移交 — what was sent and what came: the clerk's two baskets, and the answer to what was sent to us."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from suyuan.domain import subjects
from suyuan.domain.access import Viewer
from suyuan.domain.custody.handovers import State
from suyuan.domain.receipts import Note, Receipt
from suyuan.law.duty import Duty
from suyuan.law.measures_2026 import RULEBOOK
from suyuan.portal.door import language, readable, signed_in
from suyuan.services import clock
from suyuan.services.custody import proposals, queries
from suyuan.services.custody.queries import Line
from suyuan.services.filings import operations
from suyuan.services.jobs.queries import Job
from suyuan.services.refusals import Refused
from suyuan.services.signing import operations as signing
from suyuan.services.submission import Submission

TABS = {
    "waiting": (State.OPEN.value, State.EXPIRED.value),
    "disputed": (State.DISPUTED.value,),
    "done": (State.MATCHED.value, State.SETTLED.value, State.REFUSED.value, State.RETURNED.value),
}
SHOWN = 5  # proposals on the page
MOST = 200  # codes that are answered at once
INBOUND = ("24.7.a", "24.6.b")
Problems = tuple[tuple[str, str, str], ...]


@signed_in
def handovers(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """List hand-overs: ours that went out, ours that came in, for an official all of its territory."""
    side = request.GET.get("side", "in")
    side = side if side in queries.SIDES and not viewer.is_official else ("" if viewer.is_official else "in")
    tab = request.GET.get("tab", "waiting")
    tab = tab if tab in TABS else "waiting"
    code, number = request.GET.get("code", ""), request.GET.get("transfer_no", "")
    with readable():
        page = queries.find_handovers(
            viewer,
            side=side or None,
            states=() if code or number else TABS[tab],
            code=code,
            transfer_no=number,
            cursor=request.GET.get("cursor") or None,
        )
    counts = {each: queries.count_handovers(viewer, each) for each in queries.SIDES if not viewer.is_official}
    context = {
        "items": page.items,
        "next": page.next,
        "side": side,
        "tab": tab,
        "tabs": [
            (name, sum(counts.get(side, {}).get(state, 0) for state in states))
            for name, states in TABS.items()
        ],
        "waits": {
            each: sum(found.get(state, 0) for state in TABS["waiting"]) for each, found in counts.items()
        },
        "code": code,
        "transfer_no": number,
        "today": clock.today(),
        "answers": side == "in" and tab == "waiting" and _inbound(viewer) is not None,
        "inbound": _inbound(viewer),
        "proposals": () if viewer.is_official or code or number else proposals.find_proposals(viewer)[:SHOWN],
        "drawn": queries.draw_number(clock.today()) if "draw" in request.GET else "",
    }
    return render(request, "portal/handovers.html", context)


def _inbound(viewer: Viewer) -> Duty | None:
    """Give the duty under which the viewer answers what was sent to its party."""
    duties = [RULEBOOK.by_id[name] for name in INBOUND]
    return next((duty for duty in duties if viewer.may_file(duty) or viewer.may_prepare(duty)), None)


@signed_in
def answer(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Say what became of batteries that were sent to us: accepted, or refused code by code, with the reason."""
    duty = _inbound(viewer)
    if duty is None:
        raise Refused("auth.not_allowed")
    codes = (request.POST if request.method == "POST" else request.GET).getlist("code")[:MOST]
    lines = [line for code in codes for line in _open(viewer, code)]
    problems: Problems = ()
    if request.method == "POST" and lines:
        try:
            return _filed(viewer, duty, lines, request)
        except _UnfitError as unfit:
            problems = unfit.problems
        except Refused as refused:
            problems = (("", *refused.words(language())),)
    given = request.POST.dict() if request.method == "POST" else {}
    context = {
        "duty": duty,
        "lines": [_shown(line, given) for line in lines],
        "in_date": given.get("in_date", clock.today().isoformat()),
        "today": clock.today(),
        "problems": problems,
        "prepares": not viewer.may_file(duty),
    }
    return render(request, "portal/handover_answer.html", context, status=422 if problems else 200)


@signed_in
def same(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Ask whether two reports are of one battery; a yes corrects the asker's own, a no is remembered."""
    given = request.POST if request.method == "POST" else request.GET
    mine, other = given.get("mine", ""), given.get("other", "")
    found = [
        one for one in proposals.find_proposals(viewer) if (one.mine.code, one.other.code) == (mine, other)
    ]
    problems: Problems = ()
    if request.method == "POST" and found:
        try:
            if given.get("act") == "reject":
                proposals.reject(viewer, mine, other, at=clock.now())
                return redirect("handovers")
            outcome = proposals.confirm(viewer, mine, other, at=clock.now())
        except Refused as refused:
            problems = (("", *refused.words(language())),)
        else:
            if isinstance(outcome, Job):
                return redirect("job", job_id=outcome.id)
            if not outcome.errors:
                return redirect("receipt", receipt=outcome.receipt)
            duty = RULEBOOK.by_id[outcome.duty]
            problems = tuple(("", *note.words(duty, language())) for note in outcome.errors)
    context = {"found": found, "problems": problems}
    return render(request, "portal/handover_same.html", context, status=422 if problems else 200)


def _open(viewer: Viewer, code: str) -> list[Line]:
    """Give the hand-overs of a battery to us that wait for our answer; the same answer for none and for others'."""
    states = TABS["waiting"]
    return [
        line
        for line in queries.find_handovers(viewer, side="in", states=states, code=code).items
        if line.receiver.day is None
    ]


def _shown(line: Line, given: Mapping[str, str | list[object]]) -> dict[str, Any]:
    """Give a line of the form with what was typed, or what the sender wrote."""
    name = line.code
    mass = "" if line.sender.mass_g is None else f"{line.sender.mass_g / 1000:g}"
    return {
        "line": line,
        "outcome": given.get(f"outcome-{name}", "accepted"),
        "reason": given.get(f"reason-{name}", ""),
        "mass": given.get(f"mass-{name}", mass),
    }


class _UnfitError(Exception):
    """The answer has errors; nothing was filed."""

    def __init__(self, problems: Problems) -> None:
        super().__init__(problems)
        self.problems = problems


def _filed(viewer: Viewer, duty: Duty, lines: Sequence[Line], request: HttpRequest) -> HttpResponse:
    """File the answer by the road of every filing; a preparer's goes before the signers. Raises Refused."""
    rows = [_row(line, request) for line in lines]
    submission = Submission(
        viewer=viewer,
        duty=duty,
        content=msgspec.json.encode(rows),
        at=clock.now(),
        format="json",
        name="handover.json",
    )
    outcome: Job | Receipt
    outcome = operations.file(submission) if viewer.may_file(duty) else signing.put_forward(submission)
    if isinstance(outcome, Job):
        return redirect("job", job_id=outcome.id)
    if outcome.errors:
        raise _UnfitError(tuple(_problem(note, lines, duty) for note in outcome.errors))
    return redirect("receipt", receipt=outcome.receipt)


def _problem(note: Note, lines: Sequence[Line], duty: Duty) -> tuple[str, str, str]:
    """Give an error with the place of its line on the form."""
    row = note.places[0].row if note.places else 0
    return (f"row-{lines[row - 1].code}" if 0 < row <= len(lines) else "", *note.words(duty, language()))


def _row(line: Line, request: HttpRequest) -> dict[str, str]:
    """Give the inbound row of a hand-over."""
    outcome = request.POST.get(f"outcome-{line.code}", "accepted")
    unread = line.code.startswith(subjects.TEMPORARY)
    row = {
        "code": "" if unread else line.code,
        "code_condition": "damaged" if unread else "intact",
        "in_date": request.POST.get("in_date", ""),
        "source_uscc": line.sender.uscc,
        "source_name": line.sender.name or _("not registered"),
        "outcome": outcome,
        "refusal_reason": request.POST.get(f"reason-{line.code}", "").strip() if outcome == "refused" else "",
        "mass_kg": request.POST.get(f"mass-{line.code}", "").strip(),
        "transfer_no": line.transfer_no,
    }
    return {name: value for name, value in row.items() if value or name == "code"}
