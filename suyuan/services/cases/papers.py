"""案件文书 — the documents that a step draws up and a delivery carries: order to correct, notices, decision.

    drawn_up()  a step -> the same with its document, kept under its SHA-256

What is delivered is the very document that was drawn up: the delivery names its hash, and so do its readers.

Source: Administrative Penalty Law (2021 revision) Articles 28, 44, 45, 59, 61, 63, 64, 67; Administrative
Reconsideration Law (2023 revision) Article 20.
"""

from dataclasses import replace

from suyuan.domain.cases import File
from suyuan.domain.cases.steps import DRAWS_UP, PAPER_TEXT, PENALTY_TEXT, Act, Paper, Penalty, Step
from suyuan.exports.case_paper import Paper as Sheet
from suyuan.exports.case_paper import case_paper, desk_of
from suyuan.law.duty import Text
from suyuan.law.procedure import SUIT_MONTHS, TermId, count
from suyuan.storage import documents
from suyuan.storage.cases import Stored
from suyuan.storage.parties import PartyCard

_LETTER = {Paper.ORDER: "责改", Paper.NOTICE: "罚告", Paper.HEARING: "听通", Paper.DECISION: "罚决"}
_FACTS = Text("违法事实", "What was found")
_BASIS = Text("依据", "Basis")
_REASONS = Text("理由", "Reasons")
_HEARING = Text("听证的时间和地点", "Hour and place of the hearing")
_CORRECT_BY = Text("改正期限", "To be corrected by")
_HEARD_ON = Text("听证日期", "Day of the hearing")
_PENALTY = Text("处罚", "Penalty")
_NOTICE_RIGHTS = Text(
    f"你单位可以自收到本告知书之日起{count(TermId.ANSWER)}个工作日内陈述、申辩，也可以要求听证；不会因申辩加重处罚。",
    f"Within {count(TermId.ANSWER)} working days of receiving this notice you may state your case and ask for a "
    "hearing. Nobody is penalised more heavily for defending itself.",
)
_DECISION_RIGHTS = Text(
    f"如不服本决定，可以自收到之日起{count(TermId.REVIEW)}日内申请行政复议，或者{SUIT_MONTHS}个月内向人民法院起诉。"
    f"罚款自收到之日起{count(TermId.PAY)}日内缴纳。",
    f"You may ask for reconsideration within {count(TermId.REVIEW)} days of receiving this decision, or bring suit "
    f"within {SUIT_MONTHS} months. A fine is paid within {count(TermId.PAY)} days of receipt.",
)
_ORDER_RIGHTS = Text(
    "逾期不改正的，依照上述条款处理。改正后请在平台上说明并提交证明。",
    "If it is not corrected in time, the articles above are applied. Once corrected, say so on the platform, with "
    "proof.",
)
_HEARING_RIGHTS = Text(
    "你单位可以由法定代表人参加，也可以委托一至二人代理；认为主持人与本案有直接利害关系的，可以申请回避。"
    f"无正当理由不参加的，视为放弃听证。本通知在听证{count(TermId.ANNOUNCE)}个工作日之前送达；不足的，可以要求改期。",
    "Your legal representative may attend, or one or two agents. If you hold the chair to have a direct interest "
    "in the case, you may ask for another. Who stays away without good reason is taken to waive the hearing. This "
    f"notice arrives {count(TermId.ANNOUNCE)} working days before it; where it does not, you may ask for a later day.",
)
_RIGHTS = {
    Paper.ORDER: _ORDER_RIGHTS,
    Paper.NOTICE: _NOTICE_RIGHTS,
    Paper.HEARING: _HEARING_RIGHTS,
    Paper.DECISION: _DECISION_RIGHTS,
}
_HEADING = {Paper.ORDER: _FACTS, Paper.HEARING: _HEARING}
_DAY = {Paper.ORDER: _CORRECT_BY, Paper.HEARING: _HEARD_ON}


def drawn_up(act: Act, before: File, case: Stored, card: PartyCard) -> Act:
    """Give a step with its document. What is delivered carries the document of the step that drew it up."""
    if act.step is Step.DELIVER and act.paper is not None:
        return replace(act, sha256=before.papers.get(act.paper, ""), title=_number(case, act.paper))
    paper = DRAWS_UP.get(act.step)
    if paper is None:
        return act
    return replace(act, sha256=documents.keep(case_paper(_sheet(paper, act, before, (case, card)))))


def _number(case: Stored, paper: Paper) -> str:
    return f"{case.case_no} {_LETTER[paper]}"


def _sheet(paper: Paper, act: Act, before: File, whose: tuple[Stored, PartyCard]) -> Sheet:
    """Say what a document says."""
    case, card = whose
    breach = before.breach
    articles = "、".join(f"第{cite.article}条" for cite in (*breach.broken, breach.cite)) if breach else ""
    basis = f"{breach.text.zh}（{breach.text.en}）。{articles}" if breach else ""
    sections = [(_HEADING.get(paper, _REASONS), act.words or before.reasons), (_BASIS, basis)]
    penalty, fine = act.penalty, act.fine_fen
    if paper is Paper.NOTICE and before.proposal:
        penalty, fine = before.proposal.penalty, before.proposal.fine_fen
    if penalty is not None:
        sections.append((_PENALTY, f"{PENALTY_TEXT[penalty].zh} {PENALTY_TEXT[penalty].en}"))
    return Sheet(
        title=PAPER_TEXT[paper],
        number=_number(case, paper),
        department=desk_of(case.department, case.territory),
        addressee=card.name,
        uscc=card.uscc,
        day=act.day,
        sections=sections,
        due_date=act.due_date or act.hearing_date,
        due_text=_DAY.get(paper),
        fine_fen=fine if penalty is Penalty.FINE else None,
        rights=_RIGHTS[paper],
    )
