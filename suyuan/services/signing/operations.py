"""会签用例 — a preparer prepares, a signer signs: what was handed in waits as a job until somebody answers for it.

    put_forward()   a preparer's file is checked and waits (``to_sign``); a long one is checked by the worker first
    checked()       the worker's check is done: it waits, or went wrong
    sign()          a signer files it: from here on it is the signer's filing
    give_back()     a signer returns it with a word
    take_back()     who prepared it takes it back

Only what passes the check is put before a signer. It is checked again when it is filed: meanwhile others file too.
Source: Article 24 of the Measures (the reporter answers for what it reports).
"""

from pathlib import Path
from typing import Any
from uuid import uuid4

from suyuan.domain.access import Viewer
from suyuan.domain.receipts import Receipt
from suyuan.services import clock
from suyuan.services.filings import operations as filings
from suyuan.services.filings.draft import why_not
from suyuan.services.jobs import requests
from suyuan.services.jobs.queries import Job, as_job
from suyuan.services.refusals import Refused
from suyuan.services.signing.queries import TO_SIGN, check, of_firm
from suyuan.services.submission import Submission
from suyuan.storage import documents
from suyuan.storage import jobs as store
from suyuan.storage.wall import as_writer

LONGEST_WORD = 400


def put_forward(submission: Submission) -> Job | Receipt:
    """Put a preparer's submission before the signers: its job, or the check's receipt where it did not pass.

    Raises Refused.
    """
    if not submission.viewer.may_prepare(submission.duty):
        raise why_not(submission.viewer, submission.duty)
    long = filings.is_long(submission.content, submission.name)
    answer: dict[str, Any] | None = None
    if not long:
        receipt = check(submission)
        if not _passes(receipt, submission.mode):
            return receipt
        answer = {"accepted": receipt.accepted, "rejected": receipt.rejected}
    request = requests.written(submission, documents.keep(submission.content))
    request |= {"prepare": True, "prepared_by": submission.viewer.user_id}
    with as_writer(submission.viewer):
        row = store.create(
            job_id=uuid4(),
            party_id=submission.viewer.party_id or 0,
            user_id=submission.viewer.user_id,
            duty=submission.duty.id,
            request=request,
            at=clock.now(),
        )
        if long:
            store.defer(str(row.id))
        else:
            store.finish(str(row.id), state=TO_SIGN, receipt="", answer=answer or {}, at=clock.now())
    return as_job(store.find(str(row.id)) or row)


def _passes(receipt: Receipt, mode: str) -> bool:
    """Tell whether there is something to sign: no bad line, or good lines where only they are to be filed."""
    return receipt.accepted > 0 and (receipt.rejected == 0 or mode == "good")


def checked(row: store.Row, viewer: Viewer, place: Path) -> None:
    """Check a long file in the worker and let it wait, or end it where it does not pass."""
    receipt = check(requests.submission(row, viewer, place))
    passes = _passes(receipt, row.request["mode"])
    answer: dict[str, Any] = {"accepted": receipt.accepted, "rejected": receipt.rejected}
    answer |= {} if passes else {"code": "job.not_clean"}
    store.finish(
        str(row.id), state=TO_SIGN if passes else "failed", receipt="", answer=answer, at=clock.now()
    )


def _to_answer(job_id: str, viewer: Viewer) -> store.Row:
    """Give a waiting job that the viewer may sign. Raises Refused."""
    row = of_firm(job_id, viewer)
    place = documents.path(row.request["document"])
    if place is None:
        raise Refused("job.lost")
    if not viewer.may_file(requests.submission(row, viewer, place).duty) or viewer.agent_id is not None:
        raise Refused("auth.not_allowed")
    return row


def sign(job_id: str, viewer: Viewer) -> None:
    """File what waits, as the signer's own; of two who sign at once one does. Raises Refused."""
    row = _to_answer(job_id, viewer)
    request = row.request | {
        "prepare": False,
        "at": clock.now().isoformat(),
        "standing": viewer.standing,
        "signed_by": viewer.user_id,
    }
    with as_writer(viewer):
        _move(row, "queued", viewer.user_id, request)
        store.defer(str(row.id))


def give_back(job_id: str, viewer: Viewer, word: str) -> None:
    """Return what waits to whoever prepared it, with a word. Raises Refused."""
    if not word.strip():
        raise Refused("job.no_word")
    row = _to_answer(job_id, viewer)
    answer = (row.answer or {}) | {"word": word.strip()[:LONGEST_WORD], "returned_by": viewer.user_id}
    with as_writer(viewer):
        _move(row, "returned", row.user_id, row.request, answer)


def take_back(job_id: str, viewer: Viewer) -> None:
    """Take back what one has prepared oneself. Raises Refused."""
    row = of_firm(job_id, viewer)
    if row.request.get("prepared_by") != viewer.user_id or not viewer.may("filing.check"):
        raise Refused("auth.not_allowed")
    with as_writer(viewer):
        _move(row, "withdrawn", row.user_id, row.request)


def _move(
    row: store.Row,
    state: str,
    user_id: int | None,
    request: dict[str, Any],
    answer: dict[str, Any] | None = None,
) -> None:
    moved = store.settle(
        str(row.id),
        TO_SIGN,
        state,
        user_id=user_id,
        request=request,
        answer=answer or row.answer,
        at=clock.now(),
    )
    if not moved:
        raise Refused("job.not_to_sign")
