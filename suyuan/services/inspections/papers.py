"""检查文书 — the notice that officers show on site, and the record as a paper.

Source: Articles 27, 28 and 30 of the Measures; Administrative Penalty Law (2021 revision) Article 55.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from suyuan.domain.inspections import ANSWER_TEXT, Answer, Record, in_order
from suyuan.exports.case_paper import Paper, case_paper, desk_of
from suyuan.law.calendar import SHANGHAI
from suyuan.law.citing import cited
from suyuan.law.duty import Text
from suyuan.law.inspection import MEASURES, Point
from suyuan.storage.inspections import Stored
from suyuan.storage.parties import PartyCard

_NOTICE = Text("行政检查通知书", "Notice of inspection")
_MINUTES = Text("现场检查笔录", "Record of inspection")
_EARLIER = Text("安排时限定期间内已有的检查", "Visits within the limit when it was ordered")
_NOTICE_RIGHTS = Text(
    "检查人员不少于两人，应当主动出示执法证件。你单位有权要求回避，有权陈述；对知悉的商业秘密和个人信息，检查人员依法保密。",
    "Two officers at least come and show their papers. You may ask that one with an interest stays away, and state "
    "your view. What they learn of trade secrets and persons is kept secret.",
)


def notice(
    case: Stored,
    card: PartyCard,
    team: Sequence[str],
    plan_no: str,
    *,
    earlier: Sequence[tuple[str, date]],
    today: date,
) -> bytes:
    """Give the notice of an inspection, as PDF. ``earlier``: the firm's visits within the limit, (number, day)."""
    basis = "\n".join(f"{cited(one.cite, 'zh-Hans')}　{one.text.zh}" for one in MEASURES)
    why = f"{case.words}\n{plan_no}" if plan_no else case.words
    return case_paper(
        Paper(
            title=_NOTICE,
            number=case.inspection_no,
            department=desk_of(case.department, case.territory),
            addressee=card.name,
            uscc=card.uscc,
            day=today,
            sections=[
                (Text("检查日期", "Day"), case.inspection_date.isoformat()),
                (Text("检查人员", "Officers"), "、".join(team)),
                (Text("检查事由", "Why"), why),
                (_EARLIER, "\n".join(f"{day.isoformat()}　{number}" for number, day in earlier) or "无 none"),
                (Text("检查措施的依据", "What the Measures allow"), basis),
            ],
            rights=_NOTICE_RIGHTS,
        )
    )


def minutes(
    case: Stored, card: PartyCard, record: Record, looked: tuple[Mapping[str, Point], Sequence[str]]
) -> bytes:
    """Give the record of an inspection as a paper, as PDF. ``looked``: what to look at, and the names of the team."""
    points, team = looked
    taken = [one.text.zh for one in MEASURES if one.id in record.measures]
    sections = [
        (Text("起止时间", "From and until"), f"{_time(record.began_at)} – {_time(record.ended_at)}"),
        (Text("检查人员", "Officers"), "、".join(team)),
        (Text("企业在场人员", "Present for the firm"), record.present),
        (Text("采取的措施", "Measures taken"), "\n".join(taken)),
        (Text("检查情况", "What was found"), "\n".join(_found(record, points))),
        (Text("扫描的编码", "Codes read"), "\n".join(f"{one.code} {one.words}" for one in record.codes)),
        (Text("陈述", "Statements"), "\n".join(f"{one.who}：{one.words}" for one in record.statements)),
        (
            Text("照片（SHA-256）", "Photographs (SHA-256)"),
            "\n".join(f"{_time(one.taken_at)} {one.sha256} {one.words}" for one in record.photos),
        ),
        (Text("说明", "Remarks"), record.words),
        (Text("签名（SHA-256）", "Signatures (SHA-256)"), "\n".join(_signed(record))),
    ]
    return case_paper(
        Paper(
            title=_MINUTES,
            number=case.inspection_no,
            department=desk_of(case.department, case.territory),
            addressee=card.name,
            uscc=card.uscc,
            day=case.inspection_date,
            sections=[(heading, body) for heading, body in sections if body.strip()],
        )
    )


def _found(record: Record, points: Mapping[str, Point]) -> list[str]:
    """Say what was found of each point; what is in order in one line."""
    lines, fine = [], []
    for point, one in in_order(record, points):
        cite = cited(point.cite, "zh-Hans") if point else ""
        if one.answer is Answer.IN_ORDER and not one.words:
            fine.append(cite)
        else:
            about = point.text.zh if point else ""
            lines.append(f"【{ANSWER_TEXT[one.answer].zh}】{cite} {about} {one.words}")
    if fine:
        lines.append(f"【{ANSWER_TEXT[Answer.IN_ORDER].zh}】{'、'.join(dict.fromkeys(fine))}")
    return lines


def _signed(record: Record) -> list[str]:
    lines = [f"检查人员 officer：{drawn}" for who, drawn in record.signatures.items() if who != "firm"]
    if "firm" in record.signatures:
        lines.append(f"企业 firm（{record.present}）：{record.signatures['firm']}")
    else:
        lines.append(f"企业拒签 refused：{record.refused}；见证人 witness：{record.witness}")
    lines += [f"签名所确认的内容 signed over：{over}" for over in sorted(set(record.signed.values()))]
    return lines


def _time(moment: datetime) -> str:
    return f"{moment.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
