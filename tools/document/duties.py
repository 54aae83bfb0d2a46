"""义务各页 — one page for every duty of the rulebook, and the table of them all; nothing is typed in here."""

from dataclasses import fields
from datetime import date

from suyuan.law.duty import (
    ROLE_TEXT,
    Column,
    Days,
    Deadline,
    Duty,
    Effect,
    MonthlyBy,
    Months,
    Opens,
    Role,
    Text,
    Version,
    may_file,
)
from suyuan.law.measures_2026 import RULEBOOK
from suyuan.law.policies import POLICIES, Policies
from tools.document.markdown import both, code, codes, escape, inline, page, table, target

LIMITS = ("levels", "minimum", "maximum", "longest")
DEFAULTS = {item.name: item.default for item in fields(Column)}
PARTNER = {
    True: Text("仅与车企合作的维修企业", "repair shops that work with a vehicle maker only"),
    False: Text("仅独立维修企业", "independent repair shops only"),
}


def pages() -> dict[str, str]:
    """Give every page by its place under the generated folder."""
    made = {f"duties/{duty.id}.md": duty_page(duty) for duty in RULEBOOK.duties}
    return {"duties/index.md": index_page(), "roles.md": roles_page(), **made}


def index_page() -> str:
    """Give the table of all duties."""
    rows = (
        (
            f"[{duty.id}]({duty.id}.md)",
            both(duty.text),
            both(deadline_text(duty.versions[-1].deadline)),
            both(duty.cite.text),
            "<br>".join(inline(ROLE_TEXT[role]) for role in sorted(duty.who)),
        )
        for duty in RULEBOOK.duties
    )
    listed = "\n".join(duty.id for duty in RULEBOOK.duties)
    return page(
        "报送事项 · Duties",
        table(("编号 Id", "事项 Duty", "期限 Deadline", "依据 Article", "主体 Who"), rows),
        f"```{{toctree}}\n:hidden:\n\n{listed}\n```",
    )


def roles_page() -> str:
    """Give the matrix of roles and duties."""
    rows = []
    for role in Role:
        partners = (False, True) if role is Role.REPAIRER else (False,)
        for partner in partners:
            borne = (duty for duty in RULEBOOK.duties if may_file(duty, frozenset({role}), partner=partner))
            note = f"<br>{both(PARTNER[partner])}" if role is Role.REPAIRER else ""
            listed = " · ".join(f"[{duty.id}](duties/{duty.id}.md)" for duty in borne)
            rows.append((code(role), both(ROLE_TEXT[role]) + note, listed))
    return page("主体类型 · Roles", table(("代号 Name", "主体 Role", "报送事项 Duties"), rows))


def duty_page(duty: Duty) -> str:
    """Give the page of one duty."""
    partner = "" if duty.partner is None else f"（{inline(PARTNER[duty.partner])}）"
    who = "；".join(inline(ROLE_TEXT[role]) for role in sorted(duty.who)) + partner
    facts = [
        ("依据 Article", inline(duty.cite.text)),
        ("主体 Who", who),
        ("起算 Clock starts with", codes(duty.trigger)),
        ("对象 About", f"{code(duty.subject)} ({duty.subject_kind})"),
        ("每行一事 Rows of one act share", code(duty.group or "")),
        ("编码树 Code tree", codes(duty.tree)),
        ("每一对象报送一次 Filed once for a subject", "是 yes" if duty.once else ""),
    ]
    return f"({target('duty', duty.id)})=\n\n" + page(
        f"{duty.id} {duty.text.zh} · {duty.text.en}",
        f"{escape(duty.explain.zh)}\n\n{escape(duty.explain.en)}",
        table(("", ""), [fact for fact in facts if fact[1]]),
        *(
            f"## {title}\n\n{table(headings.split('|'), rows)}"
            for title, headings, rows in _sections(duty)
            if rows
        ),
    )


def _sections(duty: Duty) -> tuple[tuple[str, str, list[tuple[str, ...]]], ...]:
    """Give (title, headings, rows) of everything that a duty is made of."""
    readings = (
        (_policy_link(name), both(POLICIES[name].question), both(Policies().answer(name)))
        for name in duty.policies
    )
    return (
        ("期限 · Deadline", "自 Since|至 Until|期限 Deadline|依据 Source", [*map(_version, duty.versions)]),
        ("算例 · Worked examples", "例 Example|起算日 Event|届满 Due", [*map(_example, duty.examples)]),
        (
            "列 · Columns",
            "列 Column|标题 Heading|内容 Holds|必填 Required|例 Example",
            [*map(_column, duty.columns)],
        ),
        ("校验 · Checks", "规则 Rule|参数 On", [*map(_check, duty.checks)]),
        (
            "事实 · What an accepted line says happened",
            "事件 Event|谁 Of|在 With|条件 Where",
            [*map(_effect, duty.effects)],
        ),
        (
            "引起的义务 · Obligations it opens",
            "事项 Duty|主体 Bearer|对象 About|起算 From|条件 Where",
            [*map(_opens, duty.opens)],
        ),
        (
            "解释 · Readings of what the text leaves open",
            "选项 Policy|问题 Question|现用 Our reading",
            [*readings],
        ),
    )


def deadline_text(deadline: Deadline) -> Text:
    """Say a deadline in words."""
    match deadline:
        case Days():
            zh, en = ("个工作日", "working days") if deadline.working else ("日", "days")
            count = getattr(Policies(), deadline.policy) if deadline.policy else deadline.count
            return Text(f"{count}{zh}", f"{count} {en}")
        case Months():
            return Text(f"{deadline.count}个月", f"{deadline.count} months")
        case MonthlyBy():
            return Text(f"次月{deadline.day}日前", f"by day {deadline.day} of the next month")
    return Text("及时（无日数）", "promptly: the text sets no number")


def _version(version: Version) -> tuple[str, ...]:
    policy = getattr(version.deadline, "policy", None)
    text = both(deadline_text(version.deadline)) + (f"<br>{_policy_link(policy)}" if policy else "")
    return str(version.since), str(version.until or "—"), text, inline(version.cite.text)


def _example(example: tuple[Text, date, date | None]) -> tuple[str, ...]:
    text, trigger, due = example
    return both(text), str(trigger), str(due or "—")


def _column(column: Column) -> tuple[str, ...]:
    heading = both(column.text)
    if column.also:
        heading += f"<br>又作 also: {escape('、'.join(column.also))}"
    if column.note:
        heading += f"<br>{both(column.note)}"
    holds = code(column.kind)
    holds += "".join(f"<br>{code(option.value)} {inline(option.text)}" for option in column.options)
    for name in LIMITS:
        value = getattr(column, name)
        if value not in (None, DEFAULTS[name]):
            holds += f"<br>{name} {escape(str(value))}"
    return code(column.name), heading, holds, "是 yes" if column.required else "", code(column.example)


def _check(check: object) -> tuple[str, ...]:
    told = {item.name: getattr(check, item.name) for item in fields(check)}  # type: ignore[arg-type]
    rule = told.pop("rule")
    parts = [f"{name} {code(_plain(value))}" for name, value in told.items() if value not in (False, ())]
    return _rule_link(rule), " · ".join(parts)


def _plain(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _effect(effect: Effect) -> tuple[str, ...]:
    unless = f" unless {codes(effect.unless)}" if effect.unless else ""
    return code(effect.event), code(effect.subject), code(effect.object or ""), _when(effect.when) + unless


def _opens(opens: Opens) -> tuple[str, ...]:
    start = code(opens.trigger or "") or "待定 awaiting"
    if opens.presumed:
        start += f" + {_policy_link(opens.presumed)}"
    links = " · ".join(f"[{name}]({name}.md)" for name in opens.duties)
    return links, code(opens.bearer), code(opens.subject), start, _when(opens.when)


def _when(when: tuple[str, tuple[str, ...]] | None) -> str:
    return f"{code(when[0])} = {codes(when[1])}" if when else ""


def _policy_link(name: str) -> str:
    return f"[{code(name)}](#{target('policy', name)})"


def _rule_link(name: str) -> str:
    return f"[{code(name)}](#{target('rule', name)})"
