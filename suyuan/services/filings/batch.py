"""一批申报 — filings of one duty on their way together: check, comparison, writing, receipts.

    Batch       the road between reading and receipt, for several filings at once
    receipt()   the receipt of one of them
    take_back() ends what an earlier filing put on file, keeping the history

Source: the content of Article 24; corrections never overwrite (decision 0004).
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import cached_property
from typing import Any, NamedTuple, cast
from uuid import UUID

import numpy as np
import numpy.typing as npt
import polars as pl
from psycopg import Cursor

from suyuan.domain import bundles, checking, facts, receipts, subjects
from suyuan.domain.bundles import Part
from suyuan.domain.clocks import Partner
from suyuan.domain.facts import Acts
from suyuan.domain.receipts import Receipt
from suyuan.domain.row_checks import FailedRows
from suyuan.domain.table import Fault
from suyuan.law.calendar import due_column, trigger_columns
from suyuan.law.catalogue.stored import TELLING
from suyuan.law.duty import Duty, Kind
from suyuan.services.calendars import counting
from suyuan.services.filings import compare, write
from suyuan.services.filings.draft import Draft
from suyuan.services.idcards import identities
from suyuan.services.parties.queries import prefixes
from suyuan.services.refusals import Broken
from suyuan.storage import batteries, custody, documents, events, notices, obligations, outlets
from suyuan.storage import filings as store
from suyuan.storage import parties as party_store
from suyuan.storage.foresight import Question, Rehearsal, Unrehearsed
from suyuan.storage.outbox import Outbox

Mask = npt.NDArray[np.bool_]


def receipt(
    one: Draft, part: Part, faults: tuple[Fault, ...], *, state: str, lines: int, accepted: int, late: int
) -> Receipt:
    """Make the receipt of a draft."""
    asked = one.submission
    wrong = any(fault.severity == "error" for fault in faults)
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
        notes=receipts.notes(part.table, faults) if faults else (),
        source_name=asked.name,
        document=documents.keep(asked.content) if wrong and not asked.dry_run else None,
        backfill=asked.backfill,
        replaces=asked.replaces,
        proof={"state": "queued"} if state == "accepted" and not asked.dry_run else {},
    )


class _Rehearsed(NamedTuple):
    """A batch as it goes if nothing is on file."""

    acts: Acts
    found: compare.Comparison
    outbox: Outbox


class Batch:
    """Filings of one duty on their way through check, comparison and writing."""

    outbox: Outbox
    replaced: Sequence[UUID | None]
    disputed: set[UUID]  # filings that were stored and contradict what another party filed

    def __init__(self, drafts: Sequence[Draft]) -> None:
        self.drafts = drafts
        self._rehearsed: _Rehearsed | None = None
        self.disputed = set()
        self.backfill = drafts[0].submission.backfill
        self.calendar = counting()
        duty = drafts[0].submission.duty
        self.duty: Duty = replace(duty, trigger=trigger_columns(duty, self.calendar.policies))
        self._tell("checking", 0.3)
        self.checked = checking.check(
            self.duty,
            bundles.joined([one.part for one in drafts if one.part is not None]),
            todays=[one.day for one in drafts],
            filers=[one.submission.viewer.uscc for one in drafts],
            before=date.fromisoformat(self.calendar.policies.backfill_cutoff) if self.backfill else None,
        )

    def _tell(self, stage: str, part: float) -> None:
        """Tell each filer how far the filings have come."""
        for one in self.drafts:
            one.tell(stage, part)

    def prepare(self) -> list[Question]:
        """Go through the batch as if nothing were on file; give what must be asked to know that nothing is.

        Corrections cannot be rehearsed, nor what is looked up after something has been written.
        """
        if any(one.submission.replaces for one in self.drafts):
            return []
        rehearsal = Rehearsal()
        outbox = Outbox(cast("Cursor[Any]", rehearsal))
        self.replaced = [None] * len(self.drafts)
        acts = self._acts(~self._held(self.checked.bad))
        if not len(acts.row):
            return []
        try:
            found = self._compared(outbox, acts, careful=False)
            write.put_facts(outbox, acts, self._ground, write.lay_out(acts, self._ground))
        except Unrehearsed:
            return []
        self._rehearsed = _Rehearsed(acts, found, outbox)
        return rehearsal.questions

    def carry_out(
        self, outbox: Outbox, replaced: Sequence[UUID | None], *, careful: bool, as_rehearsed: bool
    ) -> list[Receipt]:
        """Check against the store, write what stands, and give the receipts.

        ``as_rehearsed``: nothing is on file that the rehearsal asked for.
        """
        checked, self.outbox, self.replaced = self.checked, outbox, replaced
        self._tell("checking", 0.5)
        if not as_rehearsed or careful:
            self._rehearsed = None
        found: compare.Comparison | None
        if self._rehearsed is not None:
            acts, found = self._rehearsed.acts, self._rehearsed.found
        else:
            acts = self._acts(~self._held(checked.bad))
            found = self._compared(outbox, acts, careful=careful) if len(acts.row) else None
        faults = [*checked.faults, *(found.faults if found is not None else ())]
        bad = checked.bad.copy()
        for fault in faults:
            if fault.severity == "error":
                bad[fault.rows] = True
        accepted, held = self._accepted(bad)
        if held.any():
            FailedRows(self.duty, checked.fields, faults).add(held, "file.group_held", self.duty.group)
        if found is not None and accepted.any():
            self._tell("storing", 0.7)
            self._write(acts, found, accepted)
        return self._receipts(tuple(self._told(faults, accepted & ~self._dry)), accepted)

    @property
    def _dry(self) -> Mask:
        """Mark the rows that are only rehearsed."""
        return np.array([one.submission.dry_run for one in self.drafts])[self.checked.file]

    @staticmethod
    def _told(faults: Sequence[Fault], stored: Mask) -> Iterator[Fault]:
        """Leave out what says whether the register knows a thing, where nothing about it is stored."""
        for fault in faults:
            rows = fault.rows[stored[fault.rows]] if fault.rule in TELLING else fault.rows
            if len(rows) == len(fault.rows):
                yield fault
            elif len(rows):
                yield replace(fault, rows=rows)

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

    def _compared(self, outbox: Outbox, acts: Acts, *, careful: bool) -> compare.Comparison:
        """Compare acts with the store."""
        return compare.compare(
            outbox.cursor,
            acts,
            careful=careful,
            replaced=self.replaced,
            prefixes=prefixes,
            parties=set(self._ground.partners),
        )

    def _write(self, acts: Acts, found: compare.Comparison, accepted: Mask) -> None:
        """Write the accepted acts that are not on file already; a dry run stops here."""
        stored = accepted & ~self._dry
        self._supersede(stored)
        repeat = np.zeros(len(accepted), np.bool_)
        repeat[acts.row[found.repeat]] = True
        rows = self._without_repeats(stored, repeat)
        if not rows.any():
            return
        kept = acts
        if not (rows == ~self._held(self.checked.bad)).all():
            kept = self._acts(rows)
            found = compare.narrowed(found, acts, kept)
        if self._rehearsed is not None and kept is acts:
            write.write_codes(self.outbox, acts, found)
            self.outbox.take(self._rehearsed.outbox)
        else:
            write.write_acts(self.outbox, kept, found, self._ground)
        write.enter_registers(kept, self._ground)
        torn = [fault.rows[rows[fault.rows]] for fault in found.faults if fault.rule == "stored.disputed"]
        self.disputed = {
            self.drafts[file].filing for part in torn for file in self.checked.file[part].tolist()
        }

    @cached_property
    def _ground(self) -> write.Ground:
        """Give what the batch is written on."""
        viewers = [one.submission.viewer for one in self.drafts]
        filers = [Partner(viewer.party_id or 0, viewer.roles, viewer.partner) for viewer in viewers]
        at = [one.submission.at for one in self.drafts]
        return write.Ground(self.calendar, self._partners(), filers, at, clocks=not self.backfill)

    def _supersede(self, accepted: Mask) -> None:
        """End what was filed before by those filings of which a correction is accepted."""
        if not any(self.replaced):
            return
        standing = set(self.checked.file[accepted].tolist())
        for file, (one, old) in enumerate(zip(self.drafts, self.replaced, strict=True)):
            if old is not None and file in standing:
                take_back(self.outbox.cursor, old, one, at=one.submission.at)

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
        checked = replace(self.checked, faults=faults)
        good, late = (self._lines(rows) for rows in (accepted, self._late() & accepted))
        made = []
        for file, one in enumerate(self.drafts):
            if one.part is None:
                raise Broken("a draft that was not read came to the check")
            answer = receipt(
                one,
                one.part,
                checked.faults_of(file),
                state="accepted" if good[file] else "refused",
                lines=one.part.lines,
                accepted=good[file],
                late=late[file],
            )
            made.append(self._labelled(answer, one, file, accepted))
        return made

    def _lines(self, rows: Mask) -> list[int]:
        """Count the data rows among the marked rows, file by file: neighbours of the same line are one."""
        file, line = self.checked.file[rows], self.checked.line[rows]
        first = np.ones(len(line), np.bool_)
        first[1:] = (line[1:] != line[:-1]) | (file[1:] != file[:-1])
        return list(np.bincount(file[first], minlength=len(self.drafts)).tolist())

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
                first = obligations.met_days(self.outbox.cursor, old)
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

    def _labelled(self, receipt: Receipt, one: Draft, file: int, accepted: Mask) -> Receipt:
        """Tell the filer the identifiers that unreadable labels were given."""
        if "code_condition" not in self.checked.fields or "code" not in self.checked.fields:
            return receipt
        rows = accepted & (self.checked.file == file)
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


def take_back(cursor: Cursor[Any], old: UUID, by: Draft | None, *, at: datetime, party_id: int = 0) -> None:
    """End what a filing put on file, keeping the history; an identity that it ended goes on."""
    identities.reopen(cursor, old, at=at)
    events.take_back(cursor, old, at=at)
    batteries.take_back(cursor, old, at=at)
    outlets.drop(cursor, old)
    notices.drop(cursor, old)
    obligations.take_back(cursor, old, at=at)
    custody.enqueue(cursor, old, sign=-1, at=at)
    store.replace_state(
        cursor,
        old,
        party_id=party_id if by is None else by.submission.viewer.party_id or 0,
        state="cancelled" if by is None else "replaced",
        by=None if by is None else by.filing,
        at=at,
    )
