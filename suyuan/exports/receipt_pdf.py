"""回执 PDF — a receipt as one printable sheet in Chinese and English, set by typst from ``receipt.typ``.

Codes must stay readable in print.
"""

from typing import Any
from zoneinfo import ZoneInfo

from suyuan.domain.receipts import Note, Receipt
from suyuan.exports.typeset import typeset
from suyuan.law.catalogue import RULES
from suyuan.law.duty import Duty

MOST_NOTES = 40
BEIJING = ZoneInfo("Asia/Shanghai")
STATES = {
    "accepted": ("申报回执", "Receipt of a filing", "已接收", "accepted"),
    "partial": (
        "申报回执",
        "Receipt of a filing",
        "部分接收，有错误的行未存入",
        "accepted in part; lines with errors were held back",
    ),
    "refused": ("不予接收通知", "Notice of refusal", "未接收，未存入任何内容", "refused, nothing was stored"),
    "replaced": ("申报回执", "Receipt of a filing", "已被更正申报取代", "replaced by a correction"),
    "cancelled": ("申报回执", "Receipt of a filing", "已撤销", "cancelled"),
}
UNKNOWN_STATE = ("申报回执", "Receipt of a filing", "", "")


def render(receipt: Receipt, duty: Duty, *, party_name: str) -> bytes:
    """Give the PDF of a receipt."""
    return typeset("receipt.typ", content(receipt, duty, party_name=party_name))


def content(receipt: Receipt, duty: Duty, *, party_name: str) -> dict[str, Any]:
    """Give everything the sheet shows, in both languages."""
    state = "partial" if receipt.state == "accepted" and receipt.rejected else receipt.state
    title_zh, title_en, state_zh, state_en = STATES.get(state, UNKNOWN_STATE)
    rows = [
        _row("申报单位", "Filed by", party_name or receipt.party, receipt.party if party_name else ""),
        _row("报送事项", "Duty", f"{duty.text.zh}（{duty.id}）", duty.text.en),
        _row("依据", "Article", duty.cite.text.zh, f"{duty.cite.text.en}, {duty.cite.instrument}"),
        _row(
            "收到时间",
            "Received",
            f"{receipt.filed_at.astimezone(BEIJING):%Y-%m-%d %H:%M:%S}",
            "北京时间 Beijing time",
        ),
        _row("状态", "State", state_zh, state_en),
    ]
    if receipt.source_name:
        rows.append(_row("文件", "File", receipt.source_name))
    if receipt.document:
        rows.append(_row("文件摘要 SHA-256", "Hash of the file", _soft(receipt.document)))
    if receipt.replaces:
        rows.append(_row("更正的回执", "Corrects", receipt.replaces))
    if receipt.replaced_by:
        rows.append(_row("被更正为", "Corrected by", receipt.replaced_by))
    rows += [
        _row("存证", f"Proof: {name}", _soft(str(value)))
        for name, value in receipt.proof.items()
        if name != "tlog_proof"  # it is handed out as a file of its own
    ]
    counts = [
        ("行", "lines", receipt.lines),
        ("接收", "accepted", receipt.accepted),
        ("未接收", "not accepted", receipt.rejected),
        ("逾期", "late", receipt.late),
    ]
    return {
        "number": receipt.receipt,
        "title": {"zh": title_zh, "en": title_en},
        "rows": rows,
        "counts": [{"zh": zh, "en": en, "value": f"{value:,}"} for zh, en, value in counts],
        "notes": [_note(note, duty) for note in receipt.notes[:MOST_NOTES]],
        "more": max(len(receipt.notes) - MOST_NOTES, 0),
        "foot": "《新能源汽车废旧动力电池回收和综合利用管理暂行办法》第二十四条 · Article 24 of the Measures",
    }


def _soft(text: str) -> str:
    """Let a long hash break between its eights, without adding anything that could be copied as a sign."""
    return "\u200b".join(text[start : start + 8] for start in range(0, len(text), 8))


def _row(zh: str, en: str, value: str, under: str = "") -> dict[str, str]:
    return {"zh": zh, "en": en, "value": value, "under": under}


def _note(note: Note, duty: Duty) -> dict[str, str]:
    zh, fix_zh = note.words(duty, "zh")
    en, fix_en = note.words(duty, "en")
    first = note.places[0] if note.places else None
    where = (first.cell or f"第{first.row}行") if first else "全文件"
    return {
        "severity": note.severity,
        "rule": note.rule,
        "article": RULES[note.rule].source or duty.cite.text.zh,
        "places": f"{note.count} 行 rows · {where}" if note.count else "全文件 whole file",
        "zh": f"{zh} {fix_zh}",
        "en": f"{en} {fix_en}",
    }
