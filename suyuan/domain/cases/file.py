"""案卷 — a case as its steps have left it.

    Stage   where a case stands, for lists
    File    everything that a later step may depend on
    fold    steps -> the file;  is_open_to_party() of one more step, whether the party reads it

Folding asks no questions: whether a step may be taken is for ``rules`` to say, before it is.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

from suyuan.domain.cases.papers import Decision, Hearing, Order, Outcome, Proposal
from suyuan.domain.cases.steps import (
    DRAWS_UP,
    OPEN_TO_PARTY,
    Act,
    Opinion,
    Paper,
    Penalty,
    Reason,
    Result,
    Step,
)
from suyuan.law.duty import Role, Text
from suyuan.law.violations import BY_ID, Violation


class Stage(StrEnum):
    """Where a case stands."""

    OPEN = "open"
    ORDERED = "ordered"
    CORRECTING = "correcting"
    CORRECTED = "corrected"
    REFUSED = "refused"
    PROPOSED = "proposed"
    NOTIFIED = "notified"
    DECIDED = "decided"
    PENALISED = "penalised"
    REFERRED = "referred"
    CLOSED = "closed"


STAGE_TEXT: dict[Stage, Text] = {
    Stage.OPEN: Text("已立案", "opened"),
    Stage.ORDERED: Text("已责令改正，待送达", "ordered, to be delivered"),
    Stage.CORRECTING: Text("改正期限内", "term to correct runs"),
    Stage.CORRECTED: Text("已改正", "corrected"),
    Stage.REFUSED: Text("拒不改正", "correction refused"),
    Stage.PROPOSED: Text("已拟处罚", "penalty proposed"),
    Stage.NOTIFIED: Text("已告知", "party notified"),
    Stage.DECIDED: Text("已决定，待送达", "decided, to be delivered"),
    Stage.PENALISED: Text("已送达决定", "decision delivered"),
    Stage.REFERRED: Text("移送中", "referred"),
    Stage.CLOSED: Text("已结案", "closed"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A case as it stands; ``referral``: (department, territory, day) to which it is on its way."""

    violation: str = ""
    role: Role | None = None
    breach_date: date | None = None
    opened_date: date | None = None
    department: str = ""
    territory: str = ""
    desks: frozenset[tuple[str, str]] = frozenset()  # on which it lay, and not merely waited to be taken up
    officers: frozenset[int] = frozenset()
    investigated: frozenset[int] = frozenset()  # all who ever did, on site before it was opened too
    checkers: frozenset[int] = frozenset()  # who ever gave a legal check
    evidence: int = 0
    needs_check: bool = False  # it was heard, marked or objected to once, whatever was proposed since
    was_ordered: bool = False  # an order to correct was delivered once, whatever came of it
    was_refused: bool = False  # and was not followed
    order: Order | None = None
    earlier: Order | None = None  # the last that was delivered, where a fresh one was not yet
    proposal: Proposal | None = None
    told_proposal: Proposal | None = None  # the last that the party was told, where a fresh one was not yet
    noticed_date: date | None = (
        None  # on which the first notice reached the party, whatever was proposed since
    )
    decision: Decision | None = None
    taken_back: Outcome | None = None  # what the last delivered decision said that the desk took back itself
    revoked: bool = False
    referral: tuple[str, str, date] | None = None
    closed: Reason | None = None
    last_at: datetime | None = None
    papers: Mapping[Paper, str] = field(default_factory=dict)  # SHA-256 of what was drawn up last
    drawn: Mapping[Paper, date] = field(default_factory=dict)  # and when
    reasons: str = ""  # of the proposal that stands

    @property
    def breach(self) -> Violation | None:
        """Give the breach that the case is about."""
        return BY_ID.get(self.violation)

    @property
    def is_ordered(self) -> bool:
        """Tell whether an order to correct was handed over or announced, be it that it does not bind yet."""
        return self.order is not None and self.order.delivered_date is not None

    @property
    def is_refused(self) -> bool:
        """Tell whether a re-check found that a delivered order was not followed."""
        return self.order is not None and self.order.result is Result.REFUSED

    @property
    def penalised_date(self) -> date | None:
        """Give the day on which a penalty that stands was delivered; None where there is none."""
        made = self.decision
        return made.delivered_date if made and made.penalty is not Penalty.NONE and not self.revoked else None

    @property
    def as_told(self) -> "File":
        """Give the file as its party may know it: without an order, proposal or decision that has not reached it."""
        return replace(
            self,
            order=self.order if self.is_ordered else self.earlier,
            proposal=self._proposal_as_told,
            decision=self.decision if self.delivered(Paper.DECISION) else None,
            referral=None,
        )

    @property
    def _proposal_as_told(self) -> Proposal | None:
        told = self.proposal if self.delivered(Paper.NOTICE) else self.told_proposal
        if told is None or told.hearing is None or told.hearing.delivered_date is not None:
            return told
        return replace(told, hearing=told.hearing.earlier)

    def delivered(self, paper: Paper) -> date | None:
        """Give the day on which a document counts as delivered, which may lie ahead; None before."""
        holder = self._holder(paper)
        return holder.delivered_date if holder else None

    def is_issued(self, paper: Paper) -> bool:
        """Tell whether a document has been drawn up."""
        return self._holder(paper) is not None

    def _holder(self, paper: Paper) -> Order | Proposal | Hearing | Decision | None:
        if paper is Paper.HEARING:
            return self.proposal.hearing if self.proposal else None
        if paper is Paper.NOTICE:
            return self.proposal if self.proposal and self.proposal.is_notified else None
        return self.order if paper is Paper.ORDER else self.decision

    @property
    def stage(self) -> Stage:  # noqa: PLR0911 - one line for each stage, the latest first
        """Tell where the case stands."""
        if self.closed is not None:
            return Stage.CLOSED
        if self.referral is not None:
            return Stage.REFERRED
        if self.decision is not None:
            return Stage.PENALISED if self.decision.delivered_date else Stage.DECIDED
        if self.proposal is not None:
            return Stage.NOTIFIED if self.proposal.delivered_date else Stage.PROPOSED
        if self.order is None:
            return Stage.OPEN
        if self.order.result is not None:
            return Stage(self.order.result.value)
        return Stage.CORRECTING if self.order.delivered_date else Stage.ORDERED


EMPTY = File()


# What a legal check has not seen that was given before it.
_COMES_UP = frozenset({Step.EVIDENCE, Step.RECHECK, Step.STATE, Step.HEAR})


def fold(acts: Iterable[Act], file: File = EMPTY) -> File:
    """Give the file that steps leave behind, each after the other."""
    for act in acts:
        file = replace(_FOLLOWS[act.step](file, act), last_at=act.at)
        if act.step in _COMES_UP and file.proposal is not None:
            file = replace(file, proposal=_overtaken(file.proposal, act))
        if act.step in DRAWS_UP:
            paper = DRAWS_UP[act.step]
            file = replace(
                file, papers={**file.papers, paper: act.sha256}, drawn={**file.drawn, paper: act.day}
            )
    return file


def is_open_to_party(file: File, act: Act) -> bool:
    """Tell whether the party reads a step: not that a decision was taken back which had not reached it."""
    unheard = act.step is Step.WITHDRAW and file.delivered(Paper.DECISION) is None
    return act.step in OPEN_TO_PARTY and not unheard


def _overtaken(proposal: Proposal, act: Act) -> Proposal:
    """Follow a proposal after which something came up: no legal check has seen it, nor perhaps the party."""
    told = proposal.delivered_date is not None
    outrun = proposal.is_outrun or (act.step is Step.EVIDENCE and told and not act.is_known)
    return replace(proposal, opinion=None, is_outrun=outrun)


def _opened(file: File, act: Act) -> File:
    officers = frozenset(act.officers)
    return replace(
        file,
        violation=act.violation,
        role=act.role,
        breach_date=act.breach_date,
        opened_date=act.day,
        department=act.department,
        territory=act.territory,
        desks=frozenset({(act.department, act.territory)}),
        officers=officers,
        investigated=officers | frozenset(act.inspectors),
    )


def _assigned(file: File, act: Act) -> File:
    """Follow officers who are named in place of others; all of them have investigated."""
    officers = frozenset(act.officers)
    return replace(file, officers=officers, investigated=file.investigated | officers)


def _correcting(file: File, act: Act) -> File:
    if act.step is Step.ORDER and act.due_date:
        earlier = file.order if file.is_ordered else file.earlier
        return replace(file, order=Order(due_date=act.due_date), earlier=earlier)
    if file.order is None:
        return file
    if act.step is Step.EXTEND and act.due_date:
        return replace(file, order=replace(file.order, due_date=act.due_date))
    refused = file.was_refused or act.result is Result.REFUSED
    return replace(file, order=replace(file.order, result=act.result), was_refused=refused)


def _delivered(file: File, act: Act) -> File:
    if act.paper is Paper.ORDER and file.order:
        return replace(file, order=replace(file.order, delivered_date=act.served_date), was_ordered=True)
    if act.paper is Paper.NOTICE and file.proposal:
        told = replace(file.proposal, delivered_date=act.served_date, told_date=act.day)
        return replace(file, proposal=told, noticed_date=file.noticed_date or act.served_date)
    if act.paper is Paper.HEARING and file.proposal and file.proposal.hearing:
        hearing = replace(file.proposal.hearing, delivered_date=act.served_date)
        return replace(file, proposal=replace(file.proposal, hearing=hearing))
    if act.paper is Paper.DECISION and file.decision:
        return replace(file, decision=replace(file.decision, delivered_date=act.served_date))
    return file


def _heard(file: File, act: Act) -> File:
    """Follow a proposal; a fresh one begins anew, with a notice of its own.

    The hearing that the party asked for and that was not held is still owed to it; what it waived it may want again.
    """
    if act.step is Step.PROPOSE and act.penalty:
        earlier = file.proposal if file.delivered(Paper.NOTICE) else file.told_proposal
        owed = file.proposal is not None and file.proposal.hearing_asked and not file.proposal.hearing_held
        fresh = Proposal(penalty=act.penalty, fine_fen=act.fine_fen, hearing_asked=owed)
        marked = file.needs_check or act.is_weighty
        return replace(file, proposal=fresh, told_proposal=earlier, reasons=act.words, needs_check=marked)
    return replace(
        file,
        decision=None if _comes_before(file.decision, act) else file.decision,
        needs_check=file.needs_check or act.step is Step.HEAR,
        proposal=file.proposal and _answered(file.proposal, act),
        told_proposal=file.told_proposal and _answered(file.told_proposal, act),
    )


def _comes_before(made: Decision | None, act: Act) -> bool:
    """Tell whether the party was in time with what a decision that has not reached it had to wait for."""
    if made is None or made.delivered_date is not None:
        return False
    said = act.step is Step.STATE and act.happened_date is not None and act.happened_date <= made.decided_date
    return said or act.step is Step.ASK_HEARING


def _answered(told: Proposal, act: Act) -> Proposal:
    """Follow what the party says of a proposal, and how it is called and heard."""
    hearing = None if act.step is Step.DROP_HEARING else told.hearing
    if act.step is Step.ANNOUNCE and act.hearing_date:
        earlier = hearing and (replace(hearing, earlier=None) if hearing.delivered_date else hearing.earlier)
        hearing = Hearing(due_date=act.hearing_date, chair=act.chair or act.account, earlier=earlier)
    asked = (told.hearing_asked or act.step is Step.ASK_HEARING) and act.step is not Step.DROP_HEARING
    return replace(
        told,
        is_notified=told.is_notified or act.step is Step.NOTIFY,
        is_waived=told.is_waived or (act.waives and told.delivered_date is not None),
        hearing_asked=asked,
        hearing_held=told.hearing_held or act.step is Step.HEAR,
        hearing=_agreed(hearing) if hearing and act.step is Step.AGREE else hearing,
    )


def _agreed(hearing: Hearing) -> Hearing:
    """Follow that the party agrees to the hearing of which it was told, which is not always the last that was set."""
    if hearing.delivered_date is not None or hearing.earlier is None:
        return replace(hearing, is_agreed=True)
    return replace(hearing, earlier=replace(hearing.earlier, is_agreed=True))


def _checked(file: File, act: Act) -> File:
    if file.proposal is None:
        return file
    return replace(
        file,
        proposal=replace(file.proposal, opinion=act.opinion),
        checkers=file.checkers | {act.account},
        needs_check=file.needs_check or act.opinion is Opinion.OBJECTED,
    )


def _decided(file: File, act: Act) -> File:
    made = file.decision
    if act.step is Step.DECIDE and act.penalty:
        made = Decision(penalty=act.penalty, fine_fen=act.fine_fen, account=act.account, decided_date=act.day)
    elif made is not None and act.step is Step.PAY:
        made = replace(made, is_paid=True)
    elif made is not None and act.step is Step.ASK_REVIEW:
        made = replace(made, review_asked_date=act.day)
    elif made is not None and act.step is Step.SUE:
        made = replace(made, suits=made.judgments + 1, disputed=made.at_issue)
    return replace(file, decision=made)


def _taken_back(file: File, _act: Act) -> File:
    made = file.decision
    told = made is not None and made.delivered_date is not None
    return replace(file, decision=None, taken_back=made.outcome if made and told else file.taken_back)


def _weighed(file: File, act: Act) -> File:
    """Follow what a reconsideration or a court says of a decision; a second instance may undo what the first said."""
    made = file.decision
    if made is None or act.penalty is None:
        return file
    was_one = file.revoked or made.at_issue.penalty is not Penalty.NONE
    file = replace(file, revoked=was_one and act.penalty is Penalty.NONE)
    after = replace(made, penalty=act.penalty, fine_fen=act.fine_fen, review_asked_date=None)
    if act.step is Step.REVIEW:
        return replace(file, decision=replace(after, reviewed_date=act.day))
    judged = replace(after, disputed=made.at_issue, judgments=made.judgments + 1, judged_date=act.day)
    return replace(file, decision=judged)


def _between(file: File, act: Act) -> File:
    """Follow a case between two desks; who takes it up investigates it from then on."""
    if act.step is Step.REFER and act.to_department:
        return replace(file, referral=(act.to_department.value, act.to_territory, act.day))
    if act.step in {Step.RETURN, Step.RECALL} or file.referral is None:
        return replace(file, referral=None)
    department, territory, _ = file.referral
    officers = frozenset(act.officers)
    return replace(
        file,
        department=department,
        territory=territory,
        desks=file.desks | {(department, territory)},
        referral=None,
        officers=officers,
        investigated=file.investigated | officers,
    )


_FOLLOWS: dict[Step, Callable[[File, Act], File]] = {
    Step.OPEN: _opened,
    Step.EVIDENCE: lambda file, _: replace(file, evidence=file.evidence + 1),
    **dict.fromkeys((Step.ORDER, Step.EXTEND, Step.RECHECK), _correcting),
    Step.DELIVER: _delivered,
    **dict.fromkeys((Step.PROPOSE, Step.NOTIFY, Step.STATE), _heard),
    **dict.fromkeys((Step.ASK_HEARING, Step.DROP_HEARING, Step.ANNOUNCE, Step.AGREE, Step.HEAR), _heard),
    Step.LEGAL_CHECK: _checked,
    **dict.fromkeys((Step.DECIDE, Step.PAY, Step.ASK_REVIEW, Step.SUE), _decided),
    Step.WITHDRAW: _taken_back,
    **dict.fromkeys((Step.REVIEW, Step.JUDGE), _weighed),
    **dict.fromkeys((Step.REFER, Step.ACCEPT, Step.RETURN, Step.RECALL), _between),
    Step.ASSIGN: _assigned,
    Step.CLOSE: lambda file, act: replace(file, closed=act.reason),
}
