"""申报用例 — the road of a filing: file, correct, cancel. The only place that writes filings.

    file()       one submission -> its receipt
    file_all()   several that arrived together: one check, few transactions, a receipt or refusal for each;
                 in two halves: make_ready() asks the database nothing, file_ready() does the rest
    cancel()     takes a filing back

Corrections supersede, never overwrite: the earlier filing stays, marked with what replaced it, and its facts
keep the instants between which they were on file.
"""

from collections.abc import Container, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

import numpy as np
import numpy.typing as npt
import structlog
from django.conf import settings
from psycopg import Cursor
from psycopg.errors import UniqueViolation

from suyuan.domain import leaves, receipts
from suyuan.domain.access import Viewer
from suyuan.domain.bundles import alone
from suyuan.domain.receipts import Receipt
from suyuan.domain.table import Table
from suyuan.intake.lengths import exceeds
from suyuan.law.duty import Duty
from suyuan.law.measures_2026 import RULEBOOK
from suyuan.services import clock
from suyuan.services.custody import operations as custody
from suyuan.services.filings import draft, loads, write
from suyuan.services.filings.batch import Batch, receipt, take_back
from suyuan.services.filings.draft import Draft, Tell, silent
from suyuan.services.ledger.queries import promises
from suyuan.services.parties import succession
from suyuan.services.refusals import Broken, Refused, out_of_scope
from suyuan.services.submission import Submission
from suyuan.storage import filings as store
from suyuan.storage import ledger, mandates
from suyuan.storage.foresight import Foresight, Question
from suyuan.storage.outbox import Outbox
from suyuan.storage.queries import reader
from suyuan.storage.wall import as_reader, as_register

_log = structlog.get_logger(__name__)
Answer = Receipt | Refused
Mask = npt.NDArray[np.bool_]
_TRIES = 4


def admit(viewer: Viewer, duty: Duty) -> None:
    """Let a viewer with a filing in. Raises Refused, saying why not."""
    if not viewer.may_file(duty):
        raise draft.why_not(viewer, duty)


def file(submission: Submission, tell: Tell = silent) -> Receipt:
    """File one submission. Raises Refused (role, idempotency, receipt to be replaced); bad lines are in the receipt."""
    answer = file_all([draft.of(submission, tell)])[0]
    if isinstance(answer, Refused):
        raise answer
    return answer


class Ready(NamedTuple):
    """Drafts as far on their way as they come without the database."""

    drafts: Sequence[Draft]
    loads: list[list[int]]
    batches: Mapping[tuple[int, ...], Batch]  # by the indexes of their drafts, where there is but one load
    questions: Sequence[Question]  # that the batches will ask if nothing is on file


def file_all(drafts: Sequence[Draft]) -> list[Answer]:
    """File several drafts, read or not, those that speak of different things in one transaction."""
    return file_ready(make_ready(drafts))


def make_ready(drafts: Sequence[Draft]) -> Ready:
    """Read drafts, sort them into loads, check them, and go through what is to be asked and written."""
    draft.read(drafts)
    apart = loads.apart(drafts)
    batches: dict[tuple[int, ...], Batch] = {}
    questions: list[Question] = []
    if len(apart) == 1:
        for indexes in _by_duty(drafts, ()):
            batches[indexes] = batch = Batch([drafts[index] for index in indexes])
            if len(batch.checked) <= write.MANY_CODES:  # more is laid out while the codes are sent
                questions += batch.prepare()
    return Ready(drafts, apart, batches, questions)


def file_ready(ready: Ready) -> list[Answer]:
    """File drafts that have been made ready.

    Optimistic first: trees whose top is new are taken to be new. If a code proves to be known after all, the
    transaction is undone and every code is looked up; if they still trip over each other, one by one.
    """
    answers: dict[int, Answer] = {}
    for load in ready.loads:
        drafts = [ready.drafts[index] for index in load]
        given, disputed = _load(ready._replace(drafts=drafts))
        answers.update(zip(load, given, strict=True))
        _look_at(disputed)
    return [answers[index] for index in range(len(ready.drafts))]


def _look_at(disputed: set[UUID]) -> None:
    """Let what contradicts another party be found at once, not with the next round; what is filed is filed."""
    if not disputed:
        return
    try:
        custody.look_at(disputed, today=clock.today(), at=clock.now())
    except Exception:  # noqa: BLE001 - whatever it is, it waits for the next round
        _log.exception("examination put off")


Filed = tuple[list[Answer], set[UUID]]  # answers, and the filings that contradict another party's


def _load(ready: Ready) -> Filed:
    """File drafts that speak of different things."""
    for careful in (False, True):
        try:
            return _together(ready, careful=careful)
        except UniqueViolation:
            continue
    alone = [_alone(one) for one in ready.drafts]
    return [answer for (answer,), _ in alone], {filing for _, torn in alone for filing in torn}


def _alone(one: Draft) -> Filed:
    """File one draft with every code looked up, again where a neighbour was quicker."""
    for _ in range(_TRIES):
        try:
            return _together(Ready([one], [[0]], {}, ()), careful=True)
        except UniqueViolation:
            one.renumber()
    raise Broken("a filing could not be written after several tries")


def _together(ready: Ready, *, careful: bool) -> Filed:
    """Check and write drafts in one transaction."""
    drafts, answers, disputed = ready.drafts, dict[int, Answer](), set[UUID]()
    for one in drafts:
        one.opening = None  # that of an earlier try is on no file
    with as_register(durable=True, said=True):  # Foresight.ask
        cursor = Foresight(reader())
        fresh = not cursor.ask([*ready.questions, store.by_key(_keys(drafts))])
        _agents(cursor, drafts, answers)
        replaced = [_replaced(cursor, one, answers, index) for index, one in enumerate(drafts)]
        _known(cursor, drafts, answers)
        for index, one in enumerate(drafts):
            if index not in answers and one.part is None:
                answers[index] = _unreadable(one)
        outbox = Outbox(cursor)
        for indexes in _by_duty(drafts, answers):
            outbox.send()  # what one duty's filings say is on file before the next looks
            batch = ready.batches.get(indexes) or Batch([drafts[index] for index in indexes])
            olds = [replaced[index] for index in indexes]
            made = batch.carry_out(outbox, olds, careful=careful, as_rehearsed=fresh)
            answers.update(zip(indexes, map(_signed, made, batch.drafts), strict=True))
            disputed |= batch.disputed
        stored = [
            index
            for index, one in enumerate(drafts)
            if isinstance(answer := answers[index], Receipt)
            and not answer.repeated
            and not one.submission.dry_run
        ]
        if stored:
            write.write_filings(
                outbox,
                [drafts[index] for index in stored],
                [answers[index] for index in stored],  # type: ignore[misc]
            )
        outbox.send()
    return _promised(drafts, [answers[index] for index in range(len(drafts))]), disputed


def _promised(drafts: Sequence[Draft], answers: list[Answer]) -> list[Answer]:
    """Promise what is now on file, and not a moment sooner: a leaf of the log within a minute."""
    stored = [index for index, one in enumerate(drafts) if one.opening is not None]
    if not stored:
        return answers
    openings = [opening for one in drafts if (opening := one.opening) is not None]
    given = promises(openings, at=max(one.at for one in openings))
    for index, text in zip(stored, given, strict=True):
        answer = answers[index]
        if isinstance(answer, Receipt):
            answers[index] = replace(answer, proof={"state": "promised", "tlog_proof": text})
    return answers


def _agents(cursor: Cursor[Any], drafts: Sequence[Draft], answers: dict[int, Answer]) -> None:
    """Refuse what an agent files under a mandate that has ended since it was handed in, and keep that it was."""
    asked = {
        index: mandates.Asked(viewer.agent_id, viewer.party_id or 0, one.submission.duty.id)
        for index, one in enumerate(drafts)
        if (viewer := one.submission.viewer).agent_id is not None
    }
    if not asked:
        return
    today, under_way = clock.today(), set(asked.values())
    standing = mandates.standing(cursor, under_way, on=today)
    standing |= succession.stands(under_way - standing, on=today)
    for index, under in asked.items():
        if under not in standing:
            answers[index] = Refused("mandate.ended")
            given = drafts[index].submission
            mandates.stop(under, user_id=given.viewer.user_id, handed_in_at=given.at, at=clock.now())


def _signed(receipt: Receipt, one: Draft) -> Receipt:
    """Say on a receipt which agent filed."""
    agent = one.submission.viewer.agent_uscc
    return replace(receipt, filed_by=agent) if agent else receipt


def _by_duty(drafts: Sequence[Draft], without: Container[int]) -> list[tuple[int, ...]]:
    """Give the indexes of the drafts that can be read and are not answered yet: of each duty together."""
    found: dict[tuple[str, bool], list[int]] = {}
    for index, one in enumerate(drafts):
        if index not in without and one.part is not None:
            found.setdefault((one.submission.duty.id, one.submission.backfill), []).append(index)
    return [tuple(indexes) for indexes in found.values()]


def _keys(drafts: Sequence[Draft]) -> list[tuple[int, str]]:
    """Give the parties and idempotency keys of drafts."""
    return [(one.submission.viewer.party_id or 0, one.key) for one in drafts]


def _known(cursor: Cursor[Any], drafts: Sequence[Draft], answers: dict[int, Answer]) -> None:
    """Answer what was answered before; refuse a key that was used for another body."""
    asked = _keys(drafts)
    earlier = store.find_by_key(cursor, asked)
    seen: dict[tuple[int, str], int] = {}
    for index, (one, key) in enumerate(zip(drafts, asked, strict=True)):
        if index in answers or one.submission.dry_run:
            continue
        if key in seen:
            raise UniqueViolation  # twice in this very batch: one by one, the second then finds the first
        seen[key] = index
        stored = earlier.get(key)
        if stored is None:
            continue
        automatic = one.key.startswith(draft.AUTOMATIC)
        if stored.body_hash != one.body_hash:
            answers[index] = Refused("idempotency.conflict")
        elif automatic and stored.receipt.state != "accepted":
            store.free_key(cursor, stored)
        else:
            answers[index] = stored.again()


def _replaced(cursor: Cursor[Any], one: Draft, answers: dict[int, Answer], index: int) -> UUID | None:
    """Find the filing that a correction replaces: the filer's own, of the same duty, still standing."""
    if one.submission.replaces is None or index in answers:
        return None
    try:
        stored = _standing(cursor, one.submission.replaces, one.submission.viewer)
    except Refused as refusal:
        answers[index] = refusal
        return None
    if stored.receipt.duty != one.submission.duty.id:
        answers[index] = Refused("filing.other_duty")
        return None
    return stored.filing


def _standing(cursor: Cursor[Any], receipt: str, viewer: Viewer) -> store.StoredFiling:
    """Find an accepted filing of the viewer's party. Raises Refused."""
    key = receipts.key(receipt)
    with as_reader(viewer):  # the register may touch what the viewer may see
        seen = key is not None and store.find_one(cursor, key) is not None
    stored = store.find_one(cursor, key, hold=True) if key is not None and seen else None
    if stored is None or stored.party_id != viewer.party_id:
        raise Refused("not_found")
    if not viewer.covers(stored.receipt.duty):
        raise Refused("not_found")
    if stored.receipt.state != "accepted":
        raise Refused("filing.cancelled" if stored.receipt.state == "cancelled" else "filing.superseded")
    return stored


def _unreadable(one: Draft) -> Receipt:
    """Answer a file that could not be taken as a whole."""
    nothing = alone(Table({}, np.zeros(0, np.int32)))
    return receipt(one, nothing, one.unreadable, state="refused", lines=0, accepted=0, late=0)


def cancel(receipt: str, *, viewer: Viewer, at: datetime, reason: str) -> Receipt:
    """Take a filing back: its facts end, its clocks run again. Raises Refused."""
    if viewer.duties is not None and not viewer.duties:
        raise Refused("key.read_only")
    if not viewer.may("filing.cancel"):
        raise Refused("auth.not_allowed")
    if not reason.strip():
        raise Refused("filing.no_reason")
    with as_register(durable=True):
        cursor = reader()
        stored = _standing(cursor, receipt, viewer)
        _may_cancel(cursor, viewer, stored.receipt.duty)
        take_back(cursor, stored.filing, None, at=at, party_id=stored.party_id)
        fact = leaves.cancellation_fact(stored.receipt.receipt, at=at, reason=reason.strip())
        ledger.queue(cursor, stored.filing, leaves.Kind.CANCELLATION, fact, at=at)
        again = store.find_one(cursor, stored.filing)
    if again is None:
        raise Broken("a cancelled filing is gone")
    return again.receipt


def _may_cancel(cursor: Cursor[Any], viewer: Viewer, duty: str) -> None:
    """Refuse a cancellation outside the scope of a key, or under a mandate that has ended. Raises Refused."""
    if not viewer.holds_any({duty}):
        raise out_of_scope(viewer, {duty})
    if duty in viewer.passed_on:
        raise draft.why_not(viewer, RULEBOOK.by_id[duty])
    if viewer.agent_id is not None:
        under = mandates.Asked(viewer.agent_id, viewer.party_id or 0, duty)
        today = clock.today()
        if not (mandates.standing(cursor, {under}, on=today) or succession.stands({under}, on=today)):
            raise Refused("mandate.ended")


def is_long(content: bytes | Path, name: str = "", content_type: str | None = None) -> bool:
    """Tell whether a filing has so many lines that it belongs to the worker."""
    return exceeds(content, settings.JOB_LINES, name=name, content_type=content_type)
