"""申请 — what a firm says of itself when it registers or asks to be changed, and whether that can be taken.

    Entry     what is asked for, as plain values that are stored as they are
    Paper     one permit of Article 18 with its proof
    Problem   a field, the rule it breaks, and what fills the rule's words
    read()    what was typed -> Entry, or the problems
    FIELDS    the words of every field

Only the form is judged here, never whether such a firm is registered: the answer to a stranger may not depend on that.

Source: regulation roles of Articles 9 and 24; GB 32100-2015 (USCC); GB/T 2260 (division); Article 18 (permits).
"""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any, NamedTuple

from suyuan.codes import region, uscc
from suyuan.codes.fault import CodeFault
from suyuan.domain.permits import PermitKind
from suyuan.law.catalogue import RULES
from suyuan.law.duty import Role, Text

FIELDS: dict[str, Text] = {
    "uscc": Text("统一社会信用代码", "Unified social credit code"),
    "name": Text("企业名称", "Legal name"),
    "name_en": Text("英文名称", "Name in English"),
    "legal_person": Text("法定代表人", "Legal representative"),
    "region_code": Text("所在行政区划", "Division"),
    "roles": Text("主体类型", "Kind of enterprise"),
    "prefixes": Text("厂商代码", "Maker codes"),
    "contact_name": Text("联系人", "Person to contact"),
    "contact": Text("邮箱或电话", "Mail address or telephone"),
    "reason": Text("理由", "Reason"),
    "number": Text("编号", "Number"),
    "valid_from": Text("有效期起", "Valid from"),
    "valid_to": Text("有效期至", "Valid to"),
    "document": Text("证明文件", "Proof"),
    "site_name": Text("场所名称", "Name of the site"),
    "kind": Text("类型", "Kind"),
    "address": Text("地址", "Address"),
    "opened_date": Text("启用日", "Opened on"),
    "closed_date": Text("停用日", "Closed on"),
    "code": Text("电池编码", "Battery code"),
    "party": Text("对方企业", "The other firm"),
    "day": Text("日期", "Day"),
    "words": Text("经过", "What happened"),
    "work": Text("作业内容（工单、地点）", "The work (order, place)"),
    "violation": Text("违法行为", "Breach"),
    "role": Text("主体类型", "Kind of enterprise"),
    "breach_date": Text("违法行为发生或终了日", "Day of the breach, or of its end"),
    "officers": Text("调查人员", "Investigating officers"),
    "due_date": Text("期限", "Term"),
    "hearing_date": Text("听证日期", "Day of the hearing"),
    "happened_date": Text("发生日期", "Day on which it happened"),
    "chair": Text("主持人", "Who chairs it"),
    "is_known": Text("当事人自己提供或者签名的材料", "The party handed it in itself, or signed it"),
    "result": Text("复查结果", "Result"),
    "opinion": Text("审核意见", "Opinion"),
    "is_weighty": Text("涉及重大公共利益，或者案情疑难复杂", "Large public interest, or complex facts"),
    "penalty": Text("处罚种类", "Penalty"),
    "fine": Text("罚款（元）", "Fine (yuan)"),
    "paper": Text("文书", "Document"),
    "way": Text("送达方式", "How it was delivered"),
    "to_department": Text("移送至", "Referred to"),
    "consents": Text("当事人已签订电子送达确认书", "The party signed its consent to electronic delivery"),
    "waives": Text("不再陈述、申辩，也不要求听证", "Nothing more to state, and no hearing asked for"),
    "file": Text("文件", "File"),
    "outlet_no": Text("网点编号", "Outlet number"),
    "vehicle_model": Text("车辆型号", "Vehicle model"),
    "inspection": Text("检查编号", "Inspection"),
    "title": Text("资料名称", "Title"),
    "steps": Text("步骤", "Steps"),
    "files": Text("附件", "Files"),
    "purpose": Text("用途", "Purpose"),
    "vin": Text("车辆识别代号", "VIN"),
    "approval_no": Text("公告批次或认证证书编号", "Approval number"),
    "approved_date": Text("公告或认证日期", "Approval date"),
    "url": Text("推送地址", "Address for notices"),
    "topic": Text("所见何事", "What it is about"),
    "state": Text("处理", "What becomes of it"),
    "answer": Text("答复（举报人可见）", "Answer, which whoever told it reads"),
    "objects": Text("抽查企业数", "How many firms"),
    "days": Text("检查日期（一行一个）", "Days of inspection, one a line"),
    "away": Text(
        "回避和不在岗（用户名 代码或日期）", "Conflicts and absences (name, then credit code or day)"
    ),
    "exempt": Text("不参加抽取的企业（代码 理由）", "Firms left out (credit code, then the reason)"),
}
LONGEST = {"name": 200, "name_en": 200, "legal_person": 80, "contact_name": 80, "contact": 120, "reason": 400}
MOST_PREFIXES = 20
_PREFIX = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One permit as handed in; days as ISO text, ``valid_to`` empty for no end, ``document`` a SHA-256."""

    kind: str
    number: str
    valid_from: str
    valid_to: str = ""
    document: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What is asked for; every value is text or a tuple of it, so that it is kept as it was asked."""

    uscc: str
    name: str
    region_code: str
    roles: tuple[str, ...]
    name_en: str = ""
    legal_person: str = ""
    prefixes: tuple[str, ...] = ()
    contact_name: str = ""
    contact: str = ""
    papers: tuple[Paper, ...] = ()
    reason: str = ""  # of a change

    def body(self) -> dict[str, Any]:
        """Give it as JSON values."""
        return asdict(self)

    @classmethod
    def of(cls, body: Mapping[str, Any]) -> "Entry":
        """Read what ``body`` wrote."""
        known = {entry.name for entry in fields(cls)}
        plain = {name: value for name, value in body.items() if name in known}
        lists = {name: tuple(plain.get(name, ())) for name in ("roles", "prefixes")}
        papers = tuple(Paper(**paper) for paper in plain.get("papers", ()))
        return cls(**{**plain, **lists, "papers": papers})


class Problem(NamedTuple):
    """A field that cannot be taken, the rule it breaks, and the value that breaks it."""

    field: str
    rule: str
    value: str = ""
    limit: int = 0

    def words(self, language: str) -> tuple[str, str]:
        """Give (what is wrong, how to mend it) in the language."""
        column = FIELDS.get(self.field.rpartition("-")[2], Text(self.field, self.field)).get(language)
        gaps = {
            "value": self.value,
            "column": column,
            "longest": self.limit,
            "limit": self.limit,
            "options": "",
        }
        rule = RULES[self.rule]
        return rule.wrong.get(language).format_map(gaps), rule.fix.get(language).format_map(gaps)


Given = Mapping[str, str]


def hides(value: str) -> bool:
    """Tell whether a text has signs that nobody sees; line breaks and blanks are none."""
    return any(
        unicodedata.category(sign) in {"Cc", "Cf", "Cs", "Co", "Cn"} for sign in "".join(value.split())
    )


def text(
    given: Given, name: str, problems: list[Problem], *, longest: int = 0, optional: bool = False
) -> str:
    """Read one line of text; blanks round it go, and so do doubled ones within."""
    value = " ".join(given.get(name, "").split())
    longest = longest or LONGEST.get(name, 200)
    if not value and not optional:
        problems.append(Problem(name, "field.missing"))
    elif len(value) > longest:
        problems.append(Problem(name, "field.too_long", limit=longest))
    elif hides(value):
        problems.append(Problem(name, "field.hidden_text"))
    return value


def day(given: Given, name: str, problems: list[Problem], *, optional: bool = False) -> str:
    """Read a day as ISO text; empty where it is optional and left out."""
    value = given.get(name, "").strip()
    if not value:
        if not optional:
            problems.append(Problem(name, "field.missing"))
        return ""
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        problems.append(Problem(name, "date.format", value[:40]))
        return ""


def credit_code(given: Given, problems: list[Problem], *, demonstration: bool) -> str:
    """Read the USCC: check character, and the block that belongs to demonstrations alone."""
    value = given.get("uscc", "")
    if not value.strip():
        problems.append(Problem("uscc", "field.missing"))
        return ""
    try:
        code = uscc.validate(value)
    except CodeFault as fault:
        problems.append(Problem("uscc", f"uscc.{fault.reason}", value.strip()[:40]))
        return ""
    if uscc.is_fictitious(code) != demonstration:
        problems.append(
            Problem("uscc", "party.real_uscc" if demonstration else "party.fictitious_uscc", code)
        )
    return code


def division(given: Given, problems: list[Problem], *, today: date) -> str:
    """Read a county-level division that is in use today."""
    value = given.get("region_code", "").strip()
    if not value:
        problems.append(Problem("region_code", "field.missing"))
        return ""
    try:
        code = region.validate(value, on=today)
    except CodeFault as fault:
        problems.append(Problem("region_code", f"region.{fault.reason}", value[:40]))
        return ""
    found = region.get(code, on=today)
    if found is None or found.level != "county":
        problems.append(Problem("region_code", "region.unknown", value[:40]))
    return code


def roles(chosen: Sequence[str], problems: list[Problem]) -> tuple[str, ...]:
    """Read the kinds of enterprise, in the order of the Measures."""
    if not chosen or not set(chosen) <= set(Role):
        problems.append(Problem("roles", "party.roles"))
        return ()
    return tuple(role.value for role in Role if role.value in chosen)


def prefixes(given: Given, problems: list[Problem]) -> tuple[str, ...]:
    """Read maker codes, blanks or commas between them."""
    named = given.get("prefixes", "").upper().replace(",", " ").replace("，", " ").replace(";", " ").split()
    problems.extend(
        Problem("prefixes", "party.prefix", name[:40])
        for name in named[:MOST_PREFIXES]
        if len(name) != _PREFIX or not (name.isascii() and name.isalnum())
    )
    if len(named) > MOST_PREFIXES:
        problems.append(Problem("prefixes", "field.too_long", limit=MOST_PREFIXES * (_PREFIX + 1)))
    return tuple(dict.fromkeys(named))


def paper(
    given: Given, kind: PermitKind, problems: list[Problem], *, today: date, document: str
) -> Paper | None:
    """Read one permit from fields named ``KIND-number`` and so on; None where nothing of it was filled in."""
    names = ("number", "valid_from", "valid_to")
    own = {name: given.get(f"{kind}-{name}", "") for name in names}
    if not any(value.strip() for value in own.values()) and not document:
        return None
    found: list[Problem] = []
    made = Paper(
        kind=kind.value,
        number=text(own, "number", found, longest=60, optional=True),
        valid_from=day(own, "valid_from", found),
        valid_to=day(own, "valid_to", found, optional=True),
        document=document,
    )
    if not made.number:
        found.append(Problem("number", "permit.number"))
    if not document:
        found.append(Problem("document", "permit.no_proof"))
    if made.valid_to and made.valid_to < made.valid_from:
        found.append(Problem("valid_to", "permit.order"))
    elif made.valid_to and made.valid_to < today.isoformat():
        found.append(Problem("valid_to", "permit.ended"))
    problems.extend(each._replace(field=f"{kind}-{each.field}") for each in found)
    return made


def read(
    given: Given,
    chosen: Sequence[str],
    *,
    today: date,
    demonstration: bool,
    documents: Mapping[PermitKind, str],
) -> tuple[Entry, tuple[Problem, ...]]:
    """Read a registration; with problems the entry is no more than what could be read."""
    problems: list[Problem] = []
    entry = Entry(
        uscc=credit_code(given, problems, demonstration=demonstration),
        name=text(given, "name", problems),
        name_en=text(given, "name_en", problems, optional=True),
        legal_person=text(given, "legal_person", problems),
        region_code=division(given, problems, today=today),
        roles=roles(chosen, problems),
        prefixes=prefixes(given, problems),
        contact_name=text(given, "contact_name", problems),
        contact=text(given, "contact", problems),
        papers=tuple(
            made
            for kind in PermitKind
            if (made := paper(given, kind, problems, today=today, document=documents.get(kind, "")))
        ),
    )
    return entry, tuple(problems)


def read_change(
    given: Given, chosen: Sequence[str], *, code: str, today: date
) -> tuple[Entry, tuple[Problem, ...]]:
    """Read what a registered firm wants changed; its credit code stays, and it says why."""
    problems: list[Problem] = []
    entry = Entry(
        uscc=code,
        name=text(given, "name", problems),
        name_en=text(given, "name_en", problems, optional=True),
        legal_person=text(given, "legal_person", problems),
        region_code=division(given, problems, today=today),
        roles=roles(chosen, problems),
        prefixes=prefixes(given, problems),
        reason=text(given, "reason", problems),
    )
    return entry, tuple(problems)
