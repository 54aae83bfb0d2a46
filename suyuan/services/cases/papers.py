"""案件文书 — the documents that a step draws up and a delivery carries: order to correct, notices, decision; and
those that stay between authorities or at the hearing: letter of referral, record.

    drawn_up()  a step -> the same with its document, kept under its SHA-256

What is delivered is the very document that was drawn up: the delivery names its hash, and so do its readers.

Source: Administrative Penalty Law (2021 revision) Articles 28, 44, 45, 57, 59, 61, 63, 64, 67, 72; Administrative
Reconsideration Law (2023 revision) Article 20; Article 29 of the Measures.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from suyuan.codes import region
from suyuan.domain.cases import File, fold
from suyuan.domain.cases.papers import Order
from suyuan.domain.cases.steps import (
    DRAWS_UP,
    PAPER_TEXT,
    PENALTY_TEXT,
    RESULT_TEXT,
    STEP_TEXT,
    Act,
    Paper,
    Penalty,
    Step,
)
from suyuan.exports.case_paper import Paper as Sheet
from suyuan.exports.case_paper import case_paper, desk_of
from suyuan.exports.words import amount_in_words
from suyuan.law.citing import provisions
from suyuan.law.duty import MEASURES_2026, Citation, Text
from suyuan.law.procedure import LATE_FINE_PERCENT, PENALTY_LAW, SUIT_MONTHS, TermId, count
from suyuan.services.parties.succession import ended
from suyuan.storage import documents
from suyuan.storage.cases import Stored
from suyuan.storage.parties import PartyCard

_LETTER = {
    Step.ORDER: "责改",
    Step.NOTIFY: "罚告",
    Step.ANNOUNCE: "听通",
    Step.HEAR: "听录",
    Step.DECIDE: "罚决",
    Step.REFER: "移送",
}
_DRAWN_BY = {paper: step for step, paper in DRAWS_UP.items()}
_FACTS = Text("违法事实", "What was found")
_BASIS = Text("依据", "Basis")
_REASONS = Text("理由", "Reasons")
_FACTS_AND_REASONS = Text("违法事实、证据和理由", "Facts, evidence and reasons")
_DELIVERED = Text("送达日期", "Delivered on")
_RECHECKED = Text("复查结果", "Re-check")
_ORDERED = Text("责令改正情况", "Order to correct")
_HEARING = Text("听证的时间、地点和主持人", "Hour, place and chair of the hearing")
_CORRECT_BY = Text("改正期限", "To be corrected by")
_HEARD_ON = Text("听证日期", "Day of the hearing")
_PENALTY = Text("处罚", "Penalty")
_NOTICE_RIGHTS = Text(
    f"你单位可以自收到本告知书之日起{count(TermId.ANSWER)}个工作日内陈述、申辩，也可以要求听证；不会因申辩加重处罚。",
    f"Within {count(TermId.ANSWER)} working days of receiving this notice you may state your case and ask for a "
    "hearing. Nobody is penalised more heavily for defending itself.",
)
_DECISION_RIGHTS = Text(
    f"如不服本决定，可以自收到之日起{count(TermId.REVIEW)}日内依法申请行政复议（一般向本机关的本级人民政府），或者"
    f"{SUIT_MONTHS}个月内向本机关所在地的人民法院起诉。",
    f"You may ask for reconsideration within {count(TermId.REVIEW)} days of receiving this decision, as a rule of the "
    f"government of this authority's own level, or bring suit within {SUIT_MONTHS} months before the court of "
    "the place of this authority.",
)
_PAYMENT = Text(
    f"罚款自收到之日起{count(TermId.PAY)}日内，到本机关指定的银行或者通过电子支付系统缴纳；到期不缴纳的，"
    f"每日按罚款数额的{LATE_FINE_PERCENT}%加处罚款，加处的数额不超过罚款数额。",
    f"The fine is paid within {count(TermId.PAY)} days of receipt, at the bank that this authority names or by "
    f"electronic payment. What is not paid in time grows by {LATE_FINE_PERCENT}% of the fine a day, and doubles at "
    "most.",
)
_PLACE = Text("所在行政区划", "Division of the party")
_NO_PENALTY = Text("不予行政处罚决定书", "Decision that no penalty follows")
_ORDER_RIGHTS = Text(
    "期限的最后一日是休息日或者法定节假日的，顺延到其后第一个工作日。逾期不改正的，依照上述条款处理。"
    "改正后请在平台上说明并提交证明。",
    "A term whose last day is one of rest ends on the next working day. If it is not corrected in time, the articles "
    "above are applied. Once corrected, say so on the platform, with proof.",
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
_HEADING = {
    Paper.ORDER: _FACTS,
    Paper.NOTICE: _FACTS_AND_REASONS,
    Paper.HEARING: _HEARING,
    Paper.DECISION: _FACTS_AND_REASONS,
}
_PARTY = Text("当事人", "Party")
_DOCUMENTS = Text("随案移送的材料", "Documents that go with the case")
_NONE = Text("无", "none")
_PROPOSED = Text("拟处罚", "Penalty proposed")
_SAID = Text("听证情况", "What was said")
_SIGNED = Text("签名", "Signatures")
_SIGNATURES = "\n".join(
    f"{who}：＿＿＿＿＿＿＿＿"
    for who in (
        "主持人 Chair",
        "记录人 Recorder",
        "调查人员 Investigating officers",
        "当事人或者代理人 Party or agent",
    )
)
_REFERRAL_TERM = Text(
    f"请在{count(TermId.ACCEPT)}个工作日内接收，或者说明理由退回。",
    f"Please take it up within {count(TermId.ACCEPT)} working days, or return it with the reasons.",
)
_RECORD_RIGHTS = Text(
    "笔录交当事人或者代理人核对，无误后签字；拒绝签字的，由主持人在笔录中注明。行政机关根据听证笔录作出决定。",
    "The party or its agent checks the record and signs it; if it refuses, the chair notes that here. The decision is "
    "made by this record.",
)
_PROCEDURE = {
    Paper.ORDER: (Citation(PENALTY_LAW, 28),),
    Paper.NOTICE: (Citation(PENALTY_LAW, 44), Citation(PENALTY_LAW, 45), Citation(PENALTY_LAW, 63)),
    Paper.HEARING: (Citation(PENALTY_LAW, 64, "2"),),
    Paper.DECISION: (Citation(PENALTY_LAW, 57),),
}
_DAY = {Paper.ORDER: _CORRECT_BY, Paper.HEARING: _HEARD_ON}


def drawn_up(act: Act, acts: Sequence[Act], case: Stored, card: PartyCard) -> Act:
    """Give a step with its document. What is delivered carries the document of the step that drew it up.

    ``acts``: the steps before it.
    """
    before = fold(acts)
    if act.step is Step.DELIVER and act.paper is not None:
        number = _number(case, _DRAWN_BY[act.paper], acts)
        return replace(act, sha256=before.papers.get(act.paper, ""), title=number)
    if act.step not in _LETTER:
        return act
    number = _number(case, act.step, [*acts, act])
    paper = DRAWS_UP.get(act.step)
    if paper is not None:
        sheet = _served(paper, act, before, (case, card), number)
    elif act.step is Step.REFER:
        sheet = _referral(act, acts, before, (case, card), number)
    else:
        sheet = _record(act, acts, before, (case, card), number)
    return replace(act, sha256=documents.keep(case_paper(sheet)))


def _number(case: Stored, step: Step, acts: Sequence[Act]) -> str:
    """Number the document of the last of some steps of one kind: the second of its kind in a case ends with -2."""
    nth = sum(act.step is step for act in acts)
    return f"{case.case_no} {_LETTER[step]}{f'-{nth}' if nth > 1 else ''}"


def _served(paper: Paper, act: Act, before: File, whose: tuple[Stored, PartyCard], number: str) -> Sheet:
    """Say what a document says that is served on the party."""
    case, card = whose
    penalty, fine = act.penalty, act.fine_fen
    if paper is Paper.NOTICE and before.proposal:
        penalty, fine = before.proposal.penalty, before.proposal.fine_fen
    sections = [
        (_HEADING[paper], act.words or before.reasons),
        (_BASIS, _basis(before, *_PROCEDURE[paper])),
    ]
    if paper in {Paper.NOTICE, Paper.DECISION} and before.order:
        sections.insert(1, (_ORDERED, _of_order(before.order)))
    if paper is Paper.DECISION:
        place = "".join(region.path(card.region_code))
        sections.insert(0, (_PLACE, f"{place} {card.region_code}"))
    if penalty is not None:
        sections.append((_PENALTY, _both(PENALTY_TEXT[penalty])))
    title, rights = PAPER_TEXT[paper], _RIGHTS[paper]
    if paper is Paper.DECISION and penalty is Penalty.NONE:
        title = _NO_PENALTY
    if paper is Paper.DECISION and penalty is Penalty.FINE:
        rights = Text(rights.zh + _PAYMENT.zh, f"{rights.en} {_PAYMENT.en}")
    return Sheet(
        title=title,
        number=number,
        department=desk_of(case.department, case.territory),
        addressee=addressee(card, act.day),
        uscc=card.uscc,
        day=act.day,
        sections=sections,
        due_date=act.due_date or act.hearing_date,
        due_text=_DAY.get(paper),
        fine_fen=fine if penalty is Penalty.FINE else None,
        rights=rights,
    )


def addressee(card: PartyCard, on: date) -> str:
    """Name whom a document is for: for a firm that has ended, who stands in its whole place as well."""
    gone = ended(card, on)
    return f"{card.name}（由{gone.heir.name} {gone.heir.uscc}承继）" if gone and gone.heir else card.name


def _of_order(order: Order) -> str:
    """Say what became of the order to correct: when it was delivered, its term, what the re-check found."""
    told = [
        (_DELIVERED, order.delivered_date.isoformat() if order.delivered_date else ""),
        (_CORRECT_BY, order.due_date.isoformat()),
        (_RECHECKED, _both(RESULT_TEXT[order.result]) if order.result else ""),
    ]
    return "\n".join(f"{_both(name)}: {value}" for name, value in told if value)


def _referral(
    act: Act, acts: Sequence[Act], before: File, whose: tuple[Stored, PartyCard], number: str
) -> Sheet:
    """Say why a case goes to another desk, and which documents go with it."""
    case, card = whose
    target = desk_of(act.to_department or case.department, act.to_territory)
    return Sheet(
        title=Text("案件移送函", "Letter of referral"),
        number=number,
        department=desk_of(case.department, case.territory),
        addressee=_both(target),
        day=act.day,
        sections=[
            (_PARTY, f"{card.name}\n{card.uscc}"),
            (_REASONS, act.words),
            (_BASIS, _basis(before, Citation(MEASURES_2026, 29))),
            (_DOCUMENTS, _listed(acts)),
        ],
        rights=_REFERRAL_TERM,
    )


def _record(
    act: Act, acts: Sequence[Act], before: File, whose: tuple[Stored, PartyCard], number: str
) -> Sheet:
    """Write down a hearing, for those who were there to check and sign.

    No officer is named: the party reads it, and the chair signs by hand.
    """
    case, card = whose
    called = next((each for each in reversed(acts) if each.step is Step.ANNOUNCE), None)
    proposal = before.proposal
    amount = f" {amount_in_words(proposal.fine_fen)}" if proposal and proposal.fine_fen else ""
    return Sheet(
        title=Text("听证笔录", "Record of the hearing"),
        number=number,
        department=desk_of(case.department, case.territory),
        addressee=addressee(card, act.day),
        uscc=card.uscc,
        day=act.day,
        sections=[
            (_HEARING, called.words if called else ""),
            (_PROPOSED, _both(PENALTY_TEXT[proposal.penalty]) + amount if proposal else ""),
            (_BASIS, _basis(before, Citation(PENALTY_LAW, 64, "8"))),
            (_SAID, act.words),
            (_SIGNED, _SIGNATURES),
        ],
        rights=_RECORD_RIGHTS,
    )


def _listed(acts: Sequence[Act]) -> str:
    """List the documents of a file, each once, by the hash under which it is kept."""
    kept = {act.sha256: act for act in reversed(acts) if act.sha256}
    lines = [
        f"{number}. {act.day.isoformat()} {_both(STEP_TEXT[act.step])} {act.title}\nSHA-256 {act.sha256}"
        for number, act in enumerate(reversed(kept.values()), start=1)
    ]
    return "\n".join(lines) or _both(_NONE)


def _basis(file: File, *procedure: Citation) -> str:
    """Name the breach, and the provisions on which a document rests, in both languages."""
    breach = file.breach
    cites = ((*breach.broken, breach.cite) if breach else ()) + procedure
    named = (f"{breach.text.zh}。", f"{breach.text.en}. ") if breach else ("", "")
    return f"{named[0]}{provisions(cites, 'zh-Hans')}\n{named[1]}{provisions(cites, 'en')}"


def _both(text: Text) -> str:
    return f"{text.zh} {text.en}"
