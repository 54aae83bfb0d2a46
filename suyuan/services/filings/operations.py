"""申报用例 — the road of a filing: file, correct, cancel. The only place that writes filings.

    file()       one submission -> its receipt
    file_all()   several that arrived together: one check, few transactions, a receipt or refusal for each
    cancel()     takes a filing back

Corrections supersede, never overwrite: the earlier filing stays, marked with what replaced it, and its facts
keep the instants between which they were on file.
"""

from collections.abc import Sequence
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np
import numpy.typing as npt
import polars as pl
from django.conf import settings
from django.db import connection, transaction
from psycopg import Cursor
from psycopg.errors import UniqueViolation

from suyuan.domain import checking, facts, receipts, subjects
from suyuan.domain.access import Viewer
from suyuan.domain.checking import Checked
from suyuan.domain.clocks import Partner
from suyuan.domain.facts import Acts
from suyuan.domain.receipts import Receipt
from suyuan.domain.table import Fault, Table
from suyuan.intake.lengths import exceeds
from suyuan.law.calendar import due_column
from suyuan.law.duty import Duty, Kind
from suyuan.services.calendars import counting
from suyuan.services.filings import compare, draft, loads, write
from suyuan.services.filings.draft import Draft
from suyuan.services.refusals import Broken, Refused
from suyuan.services.submission import Submission
from suyuan.storage import batteries, documents, events, obligations
from suyuan.storage import filings as store
from suyuan.storage import parties as party_store

Answer = Receipt | Refused
Mask = npt.NDArray[np.bool_]
_TRIES = 4


def file(submission: Submission) -> Receipt:
    """File one submission. Raises Refused (role, idempotency, receipt to be replaced); bad lines are in the receipt."""
    answer = file_all([draft.of(submission)])[0]
    if isinstance(answer, Refused):
        raise answer
    return answer


def file_all(drafts: Sequence[Draft]) -> list[Answer]:
    """File several drafts, those that speak of different things in one transaction.

    Optimistic first: trees whose top is new are taken to be new. If a code proves to be known after all, the
    transaction is undone and every code is looked up; if they still trip over each other, one by one.
    """
    answers: dict[int, Answer] = {}
    for load in loads.apart(drafts):
        answers.update(zip(load, _load([drafts[index] for index in load]), strict=True))
    return [answers[index] for index in range(len(drafts))]


def _load(drafts: Sequence[Draft]) -> list[Answer]:
    """File drafts that speak of different things."""
    for careful in (False, True):
        try:
            return _together(drafts, careful=careful)
        except UniqueViolation:
            continue
    return [_alone(one) for one in drafts]


def _alone(one: Draft) -> Answer:
    """File one draft with every code looked up, again where a neighbour was quicker."""
    for _ in range(_TRIES):
        try:
            return _together([one], careful=True)[0]
        except UniqueViolation:
            one.renumber()
    raise Broken("a filing could not be written after several tries")


def _together(drafts: Sequence[Draft], *, careful: bool) -> list[Answer]:
    """Check and write drafts in one transaction."""
    answers: dict[int, Answer] = {}
    with transaction.atomic(durable=True), connection.cursor() as wrapped:
        cursor: Cursor[Any] = wrapped.cursor
        replaced = [_replaced(cursor, one, answers, index) for index, one in enumerate(drafts)]
        _known(cursor, drafts, answers)
        by_duty: dict[tuple[str, bool], list[int]] = {}
        for index, one in enumerate(drafts):
            if index in answers:
                continue
            if one.table is None:
                answers[index] = _unreadable(one)
            else:
                by_duty.setdefault((one.submission.duty.id, one.submission.backfill), []).append(index)
        for indexes in by_duty.values():
            chosen = [drafts[index] for index in indexes]
            made = _Batch(cursor, chosen, [replaced[index] for index in indexes], careful=careful).carry_out()
            answers.update(zip(indexes, made, strict=True))
        stored = [
            index
            for index, one in enumerate(drafts)
            if isinstance(answer := answers[index], Receipt)
            and not answer.repeated
            and not one.submission.dry_run
        ]
        if stored:
            write.write_filings(
                cursor,
                [drafts[index] for index in stored],
                [answers[index] for index in stored],  # type: ignore[misc]
            )
    return [answers[index] for index in range(len(drafts))]


def _known(cursor: Cursor[Any], drafts: Sequence[Draft], answers: dict[int, Answer]) -> None:
    """Answer what was answered before; refuse a key that was used for another body."""
    asked = [(one.submission.viewer.party_id or 0, one.key) for one in drafts]
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
    if one.submission.replaces is None:
        return None
    try:
        stored = _standing(cursor, one.submission.replaces, one.submission.viewer)
    except Refused as refusal:
        answers[index] = refusal
        return None
    if stored.receipt.duty != one.submission.duty.id:
        answers[index] = Refused("filing.not_yours")
        return None
    return stored.filing


def _standing(cursor: Cursor[Any], receipt: str, viewer: Viewer) -> store.StoredFiling:
    """Find an accepted filing of the viewer's party. Raises Refused."""
    key = receipts.key(receipt)
    stored = store.find_one(cursor, key, hold=True) if key is not None else None
    if stored is None or stored.party_id != viewer.party_id:
        raise Refused("not_found")
    if stored.receipt.state != "accepted":
        raise Refused("filing.superseded")
    return stored


def _unreadable(one: Draft) -> Receipt:
    """Answer a file that could not be taken as a whole."""
    table = Table({}, np.zeros(0, np.int32))
    return _receipt(one, table, one.unreadable, state="refused", lines=0, accepted=0, late=0)


def _receipt(
    one: Draft, table: Table, faults: tuple[Fault, ...], *, state: str, lines: int, accepted: int, late: int
) -> Receipt:
    """Make the receipt of a draft."""
    asked = one.submission
    return Receipt(
        receipt=one.receipt,
        duty=asked.duty.id,
        party=asked.viewer.uscc,
        state="checked" if asked.dry_run else state,
        mode=asked.mode,
        filed_at=asked.at,
        lines=lines,
        accepted=accepted,
        rejected=lines - accepted,
        late=late,
        notes=receipts.notes(table, faults),
        source_name=asked.name,
        document=documents.keep(asked.content) if faults and not asked.dry_run else None,
        backfill=asked.backfill,
        replaces=asked.replaces,
        proof={"state": "queued"} if state == "accepted" and not asked.dry_run else {},
    )


class _Batch:
    """Filings of one duty on their way through check, comparison and writing."""

    def __init__(
        self, cursor: Cursor[Any], drafts: Sequence[Draft], replaced: Sequence[UUID | None], *, careful: bool
    ) -> None:
        self.cursor, self.drafts, self.replaced, self.careful = cursor, drafts, replaced, careful
        self.duty: Duty = drafts[0].submission.duty
        self.backfill = drafts[0].submission.backfill
        self.calendar = counting()
        self.checked = checking.check(
            self.duty,
            [one.table for one in drafts if one.table is not None],
            todays=[one.day for one in drafts],
            filers=[one.submission.viewer.uscc for one in drafts],
            before=date.fromisoformat(self.calendar.policies.backfill_cutoff) if self.backfill else None,
        )

    def carry_out(self) -> list[Receipt]:
        """Check against the store, write what stands, and give the receipts."""
        checked = self.checked
        partners = self._partners()
        candidates = ~self._held(checked.bad)
        found = None
        faults = list(checked.faults)
        acts = self._acts(candidates)
        if len(acts.row):
            found = compare.compare(
                self.cursor,
                acts,
                careful=self.careful,
                replaced=self.replaced,
                prefixes=party_store.prefixes(),
                parties=set(partners),
            )
            faults += found.faults
        bad = checked.bad.copy()
        for fault in faults:
            if fault.severity == "error":
                bad[fault.rows] = True
        accepted, held = self._accepted(bad)
        if held.any():
            faults.append(
                Fault("file.group_held", self.duty.group, "", np.flatnonzero(held).astype(np.int32))
            )
        if found is not None and accepted.any():
            self._write(acts, found, accepted, partners)
        return self._receipts(tuple(faults), accepted)

    def _held(self, bad: Mask) -> Mask:
        """Mark bad rows and all rows of the acts and lines that they belong to."""
        if not bad.any():
            return bad
        acts = self.checked.acts
        held = np.isin(acts, np.unique(acts[bad]))
        lines = self.checked.file * (1 << 32) + self.checked.line
        return np.asarray(held | np.isin(lines, np.unique(lines[bad])))

    def _accepted(self, bad: Mask) -> tuple[Mask, Mask]:
        """Give (accepted rows, rows held back only for their neighbours): by mode, per filing."""
        spoilt = self._held(bad)
        modes = np.array([one.submission.mode == "good" for one in self.drafts])[self.checked.file]
        whole = np.zeros(len(self.drafts), np.bool_)
        whole[np.unique(self.checked.file[bad])] = True
        accepted = ~spoilt & (modes | ~whole[self.checked.file])
        held = spoilt & ~bad & modes
        return accepted, held

    def _acts(self, rows: Mask) -> Acts:
        """Find the acts of the chosen rows."""
        checked = self.checked
        forest = None
        if self.duty.tree:
            forest = (
                checked.forest
                if rows.all()
                else checking.forest_of(self.duty, checked.fields, checked.file, rows)
            )
        return facts.acts(
            checked,
            rows,
            forest=forest,
            filings=[one.filing for one in self.drafts],
            receipts=[one.receipt for one in self.drafts],
            parties=[one.submission.viewer.party_id or 0 for one in self.drafts],
            received=self._received,
        )

    def _write(
        self, acts: Acts, found: compare.Comparison, accepted: Mask, partners: dict[str, Partner]
    ) -> None:
        """Write the accepted acts that are not on file already; a dry run stops here."""
        dry = np.array([one.submission.dry_run for one in self.drafts])[self.checked.file]
        repeat = np.zeros(len(accepted), np.bool_)
        repeat[acts.row[found.repeat]] = True
        rows = self._without_repeats(accepted & ~dry, repeat)
        if not rows.any():
            return
        for one, old in zip(self.drafts, self.replaced, strict=True):
            if old is not None and not one.submission.dry_run:
                _take_back(self.cursor, old, one, at=one.submission.at)
        kept = acts
        if not (rows == ~self._held(self.checked.bad)).all():
            kept = self._acts(rows)
            found = compare.narrowed(found, acts, kept)
        at = [one.submission.at for one in self.drafts]
        filers = [
            Partner(
                one.submission.viewer.party_id or 0,
                one.submission.viewer.roles,
                one.submission.viewer.partner,
            )
            for one in self.drafts
        ]
        write.write_acts(
            self.cursor,
            kept,
            found,
            write.Ground(self.calendar, partners, filers, at, clocks=not self.backfill),
        )
        standing = [one for one in found.contradictions if rows[one.row]]
        write.write_findings(self.cursor, standing, kept, at)

    def _without_repeats(self, rows: Mask, repeat: Mask) -> Mask:
        """Leave out acts that are on file already, with all rows of their tree."""
        if not repeat.any():
            return rows
        if not self.duty.tree:
            return rows & ~repeat
        top = self.checked.fields[self.duty.tree[0]]
        keys = top.rows(top.data)
        marked = np.isin(keys[:, 0], keys[repeat, 0]) & np.isin(keys[:, 1], keys[repeat, 1])
        return rows & ~marked

    def _receipts(self, faults: tuple[Fault, ...], accepted: Mask) -> list[Receipt]:
        """Make the receipts."""
        checked = Checked(**{**vars_of(self.checked), "faults": faults})
        late = self._late() & accepted
        made = []
        for file, one in enumerate(self.drafts):
            table = one.table
            if table is None:
                raise Broken("a draft without a table came to the check")
            rows = checked.file == file
            good = len(np.unique(checked.line[rows & accepted]))
            receipt = _receipt(
                one,
                table,
                checked.faults_of(file),
                state="accepted" if good else "refused",
                lines=table.lines,
                accepted=good,
                late=len(np.unique(checked.line[rows & late])),
            )
            made.append(self._labelled(receipt, one, rows & accepted))
        return made

    @cached_property
    def _received(self) -> npt.NDArray[np.datetime64]:
        """Give the legal day on which each row counts as filed: that of the first filing, where it is corrected.

        Policy ``correction_keeps_filing_day``: mending must not make anyone late.
        """
        days = np.array([one.day for one in self.drafts], "datetime64[D]")[self.checked.file]
        if not self.calendar.policies.correction_keeps_filing_day or not any(self.replaced):
            return days
        texts = self.checked.fields[self.duty.subject].raw.spread().str.to_uppercase()
        for file, old in enumerate(self.replaced):
            if old is not None:
                first = obligations.met_days(self.cursor, old)
                kept = texts.replace_strict(first, default=None, return_dtype=pl.Date).to_numpy()
                mine = (self.checked.file == file) & ~np.isnat(kept)
                days[mine] = kept[mine]
        return days

    def _late(self) -> Mask:
        """Mark the rows that are filed after their due day."""
        if not self.duty.opens_own or self.backfill:
            return np.zeros(len(self.checked), np.bool_)
        trigger = checking.trigger_days(self.duty, self.checked.fields)
        due = due_column(self.duty, trigger, self.calendar)
        return np.asarray(~np.isnat(due) & (self._received > due))

    def _labelled(self, receipt: Receipt, one: Draft, rows: Mask) -> Receipt:
        """Tell the filer the identifiers that unreadable labels were given."""
        if "code_condition" not in self.checked.fields or "code" not in self.checked.fields:
            return receipt
        empty = np.flatnonzero(rows & ~self.checked.fields["code"].good)
        given = tuple(
            (line, subjects.name(subjects.unreadable(one.receipt, line)))
            for line in self.checked.line[empty].tolist()
        )
        return receipts.with_labels(receipt, given)

    def _partners(self) -> dict[str, Partner]:
        """Look up the parties that the filings name."""
        named: set[str] = set()
        for column in self.duty.columns:
            if column.kind is Kind.USCC:
                field = self.checked.fields[column.name]
                named.update(field.data.filter(field.ok).to_list())
        return party_store.partners(named) if named else {}


def vars_of(checked: Checked) -> dict[str, Any]:
    """Give the fields of a Checked."""
    return {name: getattr(checked, name) for name in Checked.__dataclass_fields__}


def _take_back(cursor: Cursor[Any], old: UUID, by: Draft | None, *, at: datetime, party_id: int = 0) -> None:
    """End what a filing put on file, keeping the history."""
    events.take_back(cursor, old, at=at)
    batteries.take_back(cursor, old, at=at)
    obligations.take_back(cursor, old, at=at)
    store.replace_state(
        cursor,
        old,
        party_id=party_id if by is None else by.submission.viewer.party_id or 0,
        state="cancelled" if by is None else "replaced",
        by=None if by is None else by.filing,
        at=at,
    )


def cancel(receipt: str, *, viewer: Viewer, at: datetime, reason: str) -> Receipt:
    """Take a filing back: its facts end, its clocks run again. Raises Refused."""
    if not reason.strip():
        raise Refused("filing.no_reason")
    with transaction.atomic(durable=True), connection.cursor() as wrapped:
        cursor: Cursor[Any] = wrapped.cursor
        stored = _standing(cursor, receipt, viewer)
        _take_back(cursor, stored.filing, None, at=at, party_id=stored.party_id)
        again = store.find_one(cursor, stored.filing)
    if again is None:
        raise Broken("a cancelled filing is gone")
    return again.receipt


def is_long(content: bytes | Path, name: str = "", content_type: str | None = None) -> bool:
    """Tell whether a filing has so many lines that it belongs to the worker."""
    return exceeds(content, settings.JOB_LINES, name=name, content_type=content_type)
