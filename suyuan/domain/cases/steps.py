"""办案步骤 — the steps of a case and what each carries.

    Step     what may be done
    Act      one step as it was taken: who, when, and what it carries
    body()   an act -> the words that are stored;  of_body() back

What a step does not carry stays at its default and is not stored.

Source: Administrative Penalty Law (2021 revision) Articles 42 to 67; Articles 27, 29, 32 and 36 of the Measures.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from suyuan.law.calendar import legal_day
from suyuan.law.departments import Department
from suyuan.law.duty import Role, Text
from suyuan.law.procedure import PUBLIC_NOTICE_DAYS


class Step(StrEnum):
    """What may be done in a case."""

    OPEN = "open"
    EVIDENCE = "evidence"
    ORDER = "order"
    DELIVER = "deliver"
    EXTEND = "extend"
    RECHECK = "recheck"
    PROPOSE = "propose"
    NOTIFY = "notify"
    STATE = "state"
    ASK_HEARING = "ask_hearing"
    DROP_HEARING = "drop_hearing"
    ANNOUNCE = "announce"
    AGREE = "agree"
    HEAR = "hear"
    LEGAL_CHECK = "legal_check"
    DECIDE = "decide"
    PAY = "pay"
    ASK_REVIEW = "ask_review"
    REVIEW = "review"
    SUE = "sue"
    JUDGE = "judge"
    WITHDRAW = "withdraw"
    REFER = "refer"
    ACCEPT = "accept"
    RETURN = "return"
    RECALL = "recall"
    ASSIGN = "assign"
    CLOSE = "close"


class Paper(StrEnum):
    """A document of a case that is delivered."""

    ORDER = "order"
    NOTICE = "notice"
    HEARING = "hearing"
    DECISION = "decision"


class Way(StrEnum):
    """How a document is delivered (Civil Procedure Law, 2023, Articles 88 to 95, by Penalty Law Article 61)."""

    IN_PERSON = "in_person"
    LEFT = "left"
    POST = "post"
    ELECTRONIC = "electronic"
    PUBLIC = "public"


class Result(StrEnum):
    """What a re-check finds."""

    CORRECTED = "corrected"
    REFUSED = "refused"


class Opinion(StrEnum):
    """What a legal check finds of a proposal."""

    PASSED = "passed"
    OBJECTED = "objected"


class Penalty(StrEnum):
    """What is proposed or decided. ``NONE``: no penalty."""

    WARNING = "warning"
    FINE = "fine"
    NONE = "none"


class Reason(StrEnum):
    """Why a case is closed."""

    CORRECTED = "corrected"
    PENALISED = "penalised"
    NO_PENALTY = "no_penalty"
    NO_BREACH = "no_breach"
    REVOKED = "revoked"
    OTHER_LAW = "other_law"
    BARRED = "barred"
    COURT = "court"


STEP_TEXT: dict[Step, Text] = {
    Step.OPEN: Text("立案", "Opened"),
    Step.EVIDENCE: Text("补充证据", "Evidence added"),
    Step.ORDER: Text("责令改正", "Order to correct"),
    Step.DELIVER: Text("送达", "Delivered"),
    Step.EXTEND: Text("延长改正期限", "Term extended"),
    Step.RECHECK: Text("复查", "Re-check"),
    Step.PROPOSE: Text("拟处罚", "Penalty proposed"),
    Step.NOTIFY: Text("处罚前告知", "Notice before a penalty"),
    Step.STATE: Text("陈述、申辩", "Statement of the party"),
    Step.ASK_HEARING: Text("要求听证", "Hearing asked for"),
    Step.DROP_HEARING: Text("撤回听证要求", "Hearing no longer asked for"),
    Step.ANNOUNCE: Text("通知听证时间、地点", "Hearing announced"),
    Step.AGREE: Text("同意不足期举行听证", "Shorter notice agreed to"),
    Step.HEAR: Text("举行听证", "Hearing held"),
    Step.LEGAL_CHECK: Text("法制审核", "Legal check"),
    Step.DECIDE: Text("决定", "Decision"),
    Step.WITHDRAW: Text("撤回决定（自行纠正）", "Decision taken back"),
    Step.PAY: Text("缴清罚款", "Fine paid"),
    Step.ASK_REVIEW: Text("申请复议", "Reconsideration asked for"),
    Step.REVIEW: Text("复议结果", "Outcome of reconsideration"),
    Step.SUE: Text("当事人提起诉讼", "Suit brought"),
    Step.JUDGE: Text("法院裁判结果", "Judgment of a court"),
    Step.REFER: Text("移送", "Referred"),
    Step.ACCEPT: Text("接收移送", "Referral accepted"),
    Step.RETURN: Text("退回移送", "Referral returned"),
    Step.RECALL: Text("撤回移送", "Referral taken back"),
    Step.ASSIGN: Text("变更调查人员", "Officers named anew"),
    Step.CLOSE: Text("结案", "Closed"),
}
PAPER_TEXT: dict[Paper, Text] = {
    Paper.ORDER: Text("责令改正通知书", "Order to correct"),
    Paper.NOTICE: Text("行政处罚事先告知书", "Notice before a penalty"),
    Paper.HEARING: Text("听证通知书", "Notice of a hearing"),
    Paper.DECISION: Text("行政处罚决定书", "Decision on a penalty"),
}
WAY_TEXT: dict[Way, Text] = {
    Way.IN_PERSON: Text("直接送达", "in person"),
    Way.LEFT: Text("留置送达", "left with witnesses"),
    Way.POST: Text("邮寄送达", "by post"),
    Way.ELECTRONIC: Text("电子送达", "electronically, with consent"),
    Way.PUBLIC: Text("公告送达", "by public notice"),
}
RESULT_TEXT: dict[Result, Text] = {
    Result.CORRECTED: Text("已改正", "corrected"),
    Result.REFUSED: Text("拒不改正", "correction refused"),
}
OPINION_TEXT: dict[Opinion, Text] = {
    Opinion.PASSED: Text("审核通过", "passed"),
    Opinion.OBJECTED: Text("审核未通过", "objected to"),
}
PENALTY_TEXT: dict[Penalty, Text] = {
    Penalty.WARNING: Text("警告", "warning"),
    Penalty.FINE: Text("罚款", "fine"),
    Penalty.NONE: Text("不予处罚", "no penalty"),
}
REASON_TEXT: dict[Reason, Text] = {
    Reason.CORRECTED: Text("已改正", "corrected"),
    Reason.PENALISED: Text("处罚已执行", "penalty carried out"),
    Reason.NO_PENALTY: Text("决定不予处罚", "decided without a penalty"),
    Reason.NO_BREACH: Text("违法事实不成立", "no breach"),
    Reason.REVOKED: Text("决定被撤销", "decision revoked"),
    Reason.OTHER_LAW: Text("依其他法律处理", "dealt with under another law"),
    Reason.BARRED: Text("超过追责期限", "time-barred"),
    Reason.COURT: Text("罚款未缴，已申请法院强制执行", "fine not paid, given to the court to enforce"),
}
DRAWS_UP: dict[Step, Paper] = {
    Step.ORDER: Paper.ORDER,
    Step.NOTIFY: Paper.NOTICE,
    Step.ANNOUNCE: Paper.HEARING,
    Step.DECIDE: Paper.DECISION,
}
# Steps that are the party's; an officer may enter them for it, as they came in on paper.
OF_PARTY = frozenset({Step.STATE, Step.ASK_HEARING, Step.DROP_HEARING, Step.AGREE, Step.ASK_REVIEW})
# Steps that the party reads once it was told of the case; what was delivered carries the document itself.
OPEN_TO_PARTY = OF_PARTY | {
    *(Step.DELIVER, Step.EXTEND, Step.HEAR, Step.PAY, Step.REVIEW, Step.SUE, Step.JUDGE, Step.CLOSE),
    Step.WITHDRAW,  # of a decision that had reached it: ``file.is_open_to_party``
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One step. ``account``: who took it; ``department``: of that person, empty for the party's own people.

    ``party``: the credit code of the firm; ``finding``: from which it comes.
    ``words``: facts, reasons, what was said. ``sha256``: a document.
    ``due_date``: the end of a term that is set.
    ``inspection``, ``inspectors``: the visit from which it comes, and who made it.
    ``waives``: the party needs no more time to state its case. ``chair``: who holds a hearing.
    ``consents``: the party has signed that it takes documents electronically.
    ``hearing_date``: the day for which one is announced. ``is_weighty``: it touches the public at large, or is complex.
    ``happened_date``: of what is entered later: when it was delivered, or handed in or posted by the party.
    ``proof``: a document that shows its delivery. ``is_known``: the party handed the evidence in, or signed it.
    """

    step: Step
    at: datetime
    account: int
    department: str = ""
    territory: str = ""
    words: str = ""
    # the beginning
    party: str = ""
    finding: str = ""
    violation: str = ""
    role: Role | None = None
    breach_date: date | None = None
    officers: tuple[int, ...] = ()
    inspection: str = ""
    inspectors: tuple[int, ...] = ()
    # what is said, set, found
    due_date: date | None = None
    result: Result | None = None
    penalty: Penalty | None = None
    fine_fen: int = 0
    waives: bool = False
    is_weighty: bool = False
    opinion: Opinion | None = None
    chair: int = 0
    hearing_date: date | None = None
    happened_date: date | None = None
    # documents
    paper: Paper | None = None
    way: Way | None = None
    consents: bool = False
    sha256: str = ""
    proof: str = ""
    title: str = ""
    is_known: bool = False
    # between desks, and the end
    to_department: Department | None = None
    to_territory: str = ""
    reason: Reason | None = None

    @property
    def day(self) -> date:
        """Give the legal day of the step."""
        return legal_day(self.at)

    @property
    def served_date(self) -> date:
        """Give the day on which what it delivers counts as delivered: a public notice after its thirty days."""
        ahead = timedelta(days=PUBLIC_NOTICE_DAYS if self.way is Way.PUBLIC else 0)
        return self.happened + min(ahead, date.max - self.happened)

    @property
    def happened(self) -> date:
        """Give the day on which it happened: that of the step, where nothing else is said."""
        return self.happened_date or self.day

    @property
    def is_of_party(self) -> bool:
        """Tell whether one of the party's own people took it."""
        return not self.department


_OUTSIDE = frozenset({"step", "at", "account"})  # which have columns of their own
_READ: Mapping[str, Any] = {
    "role": Role,
    "breach_date": date.fromisoformat,
    "officers": tuple,
    "inspectors": tuple,
    "due_date": date.fromisoformat,
    "hearing_date": date.fromisoformat,
    "happened_date": date.fromisoformat,
    "result": Result,
    "penalty": Penalty,
    "opinion": Opinion,
    "paper": Paper,
    "way": Way,
    "to_department": Department,
    "reason": Reason,
}


def body(act: Act) -> dict[str, Any]:
    """Give what a step carries, as it is stored."""
    held = {each.name: getattr(act, each.name) for each in fields(Act) if each.name not in _OUTSIDE}
    usual = {each.name: each.default for each in fields(Act)}
    return {
        name: value.isoformat()
        if isinstance(value, date)
        else list(value)
        if isinstance(value, tuple)
        else value
        for name, value in held.items()
        if value != usual[name]
    }


def of_body(step: str, at: datetime, account: int, stored: Mapping[str, Any]) -> Act:
    """Give a step back from what was stored."""
    held = {name: _READ[name](value) if name in _READ else value for name, value in stored.items()}
    return Act(step=Step(step), at=at, account=account, **held)
