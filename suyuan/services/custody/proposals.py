"""疑似同一 — what a clerk is asked about two hand-overs that may be one, and the correction that follows a yes.

    find_proposals()   those that name the asker's party
    confirm()          the asker's own side is filed anew with the other side's code: an ordinary correction
    reject()           they are two: the asker's party is not asked again while both reports say the same

A yes corrects the asker's own report and nothing else; the other party's report is its own, and so is its no.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import msgspec

from suyuan.domain import receipts, subjects
from suyuan.domain.access import Relation, Thing, Viewer
from suyuan.domain.custody.proposals import Single, Why, evidence, propose
from suyuan.domain.receipts import Receipt
from suyuan.law.measures_2026 import RULEBOOK
from suyuan.services.calendars import counting
from suyuan.services.filings import operations
from suyuan.services.filings.draft import why_not
from suyuan.services.jobs.queries import Job
from suyuan.services.parties.queries import cards_by_id
from suyuan.services.refusals import Refused
from suyuan.services.signing import operations as signing
from suyuan.services.submission import Submission
from suyuan.storage import events, rejections
from suyuan.storage import handovers as store
from suyuan.storage.filings import number
from suyuan.storage.handovers import StoredHandover
from suyuan.storage.rejections import Rejection
from suyuan.storage.wall import as_reader, reads


@dataclass(frozen=True, slots=True, kw_only=True)
class Likely:
    """Two reports that may be of one hand-over; ``mine`` is the asker's, and ``side`` (out, into) says which."""

    side: str
    mine: Single
    other: Single
    why: Why
    partner: str
    partner_uscc: str
    duty: str
    receipt: str

    @property
    def seen(self) -> bytes:
        """What both reports say, as a digest."""
        return evidence(*((self.mine, self.other) if self.side == "out" else (self.other, self.mine)))


@reads
def find_proposals(viewer: Viewer) -> tuple[Likely, ...]:
    """Give what may be one hand-over of the asker's party and a partner, the likeliest first of each partner."""
    if (
        viewer.party_id is None
        or not viewer.may("handover.read")
        or not viewer.sees(Thing.HANDOVER, Relation.OWN)
    ):
        return ()
    pairs: dict[tuple[int, int], list[StoredHandover]] = {}
    for row in store.singles(viewer.party_id):
        if row.sender_id is not None and row.receiver_id is not None:
            pairs.setdefault((row.sender_id, row.receiver_id), []).append(row)
    cards = cards_by_id({party for pair in pairs for party in pair})
    window = counting().policies.matching_window_days
    rejected = rejections.seen_by(viewer.party_id) if pairs else frozenset()
    found: list[Likely] = []
    for (sender, receiver), rows in sorted(pairs.items()):
        mine_out = sender == viewer.party_id
        partner = cards[receiver if mine_out else sender]
        outs, ins = _singles(rows, "out"), _singles(rows, "into")
        duties = {
            single.filing: row for row in rows for single in _singles([row], "out" if mine_out else "into")
        }
        for out, into, why in propose(outs, ins, window, rejected):
            mine, other = (out, into) if mine_out else (into, out)
            row = duties[mine.filing]
            duty = row.out_duty if mine_out else row.into_duty
            found.append(
                Likely(
                    side="out" if mine_out else "into",
                    mine=mine,
                    other=other,
                    why=why,
                    partner=partner.name,
                    partner_uscc=partner.uscc,
                    duty=RULEBOOK.by_number[duty].id if duty else "",
                    receipt=mine.filing,
                )
            )
    return tuple(found)


def _singles(rows: Iterable[StoredHandover], side: str) -> list[Single]:
    """Give those rows of which this side alone is on file."""
    found = []
    for row in rows:
        filing, day, mass = (getattr(row, f"{side}_{name}") for name in ("filing", "date", "mass_g"))
        if filing is not None:
            code = subjects.name(row.subject)
            found.append(
                Single(code=code, day=day, mass_g=mass, transfer_no=row.transfer_no, filing=number(filing))
            )
    return found


def confirm(viewer: Viewer, mine: str, other: str, *, at: datetime) -> Receipt | Job:
    """Correct the asker's own report: the battery it calls ``mine`` is the one that the partner calls ``other``.

    The whole filing is filed anew with that one code changed; a preparer's goes before the signers. Raises Refused.
    """
    likely = _found(viewer, mine, other)
    if other.startswith(subjects.TEMPORARY):
        raise Refused("not_found")
    duty = RULEBOOK.by_id[likely.duty]
    submission = Submission(
        viewer=viewer,
        duty=duty,
        content=msgspec.json.encode(_rows(viewer, likely)),
        at=at,
        format="json",
        name="correction.json",
        replaces=likely.receipt,
    )
    return operations.file(submission) if viewer.may_file(duty) else signing.put_forward(submission)


def reject(viewer: Viewer, mine: str, other: str, *, at: datetime) -> None:
    """Remember that two reports are of two batteries, until either says otherwise. Raises Refused.

    Who may correct the asker's own report, or prepare its correction, may leave it as it is.
    """
    likely = _found(viewer, mine, other)
    duty = RULEBOOK.by_id[likely.duty]
    if not (viewer.may_file(duty) or viewer.may_prepare(duty)):
        raise why_not(viewer, duty)
    keys = subjects.key(mine), subjects.key(other)
    if viewer.party_id is None or keys[0] is None or keys[1] is None:
        raise Refused("not_found")
    rejections.add(Rejection(viewer.party_id, likely.seen, keys[0], keys[1], at, viewer.account_id))


def _found(viewer: Viewer, mine: str, other: str) -> Likely:
    """Give what is proposed to the asker. Raises Refused."""
    for one in find_proposals(viewer):
        if (one.mine.code, one.other.code) == (mine, other):
            return one
    raise Refused("not_found")


def _rows(viewer: Viewer, likely: Likely) -> list[dict[str, object]]:
    """Give the lines of the asker's filing as they were filed, with the one code changed."""
    key = receipts.key(likely.receipt)
    if key is None:
        raise Refused("not_found")
    with as_reader(viewer):
        told = events.words_of(key)
    return [
        {name: value for name, value in words.items() if value is not None}
        | ({"code": likely.other.code} if subjects.name(subject) == likely.mine.code else {})
        for subject, words in told
    ]
