"""规则与选项各页 — the catalogue of rules, what a whole request is refused for, and the readings in use."""

import json
from collections.abc import Iterable
from itertools import groupby

from suyuan.api.problems import OWN
from suyuan.law.catalogue import RULES
from suyuan.law.measures_2026 import RULEBOOK
from suyuan.law.open_questions import Policy
from suyuan.law.policies import POLICIES, Policies
from suyuan.law.rules import Rule
from tools.document.markdown import both, code, escape, page, table, target

WHOLE = "整个请求的答复 · what a whole request is refused for"


def pages() -> dict[str, str]:
    """Give every page by its place under the generated folder."""
    return {"rules.md": rules_page(), "answers.md": answers_page(), "policies.md": policies_page()}


def rules_page() -> str:
    """Give the catalogue, an entry for every rule."""
    parts = []
    for group, rules in groupby(sorted(RULES.values(), key=_group), key=_group):
        parts.append(f"## `{group}`")
        parts.extend(_entry(rule) for rule in rules)
    return page("规则目录 · Catalogue of rules", _COUNTED.format(count=len(RULES)), *parts)


_COUNTED = (
    "每条规则有固定编号；`{{...}}` 是答复中填入的内容。共 {count} 条。\n\n"
    "Every rule has an id that stays; `{{...}}` is filled in when it is told. There are {count}."
)


def _group(rule: Rule) -> str:
    return rule.id.split(".")[0]


def _entry(rule: Rule) -> str:
    told = f"{code(rule.severity)} · HTTP {code(str(rule.status))} · exit {code(str(rule.exit))}"
    if rule.source:
        told += f" · {escape(rule.source)}"
    lines = [
        f"({target('rule', rule.id)})=\n### `{rule.id}`",
        told,
        f"{escape(rule.wrong.zh)}<br>→ {escape(rule.fix.zh)}",
        f"{escape(rule.wrong.en)}<br>→ {escape(rule.fix.en)}",
    ]
    return "\n\n".join(lines)


def answers_page() -> str:
    """Give the codes with a status of their own: what a program must tell apart."""
    own = [rule for rule in RULES.values() if (rule.status, rule.exit) != (422, 3)]
    headings = ("编号 Code", "HTTP", "退出码 Exit", "何事 What", "如何处理 What to do")
    return page(
        "答复代码 · Codes of answers",
        _ANSWERS,
        f"## {WHOLE}",
        table(headings, _rows(own)),
        "## 接口自身 · questions of HTTP",
        table(headings, _rows(OWN.values())),
    )


_ANSWERS = (
    "问题说明（RFC 9457）的 `code` 与 `type`。其余规则都答 422，命令行退出码为 3。\n\n"
    "`code` and `type` of a problem document (RFC 9457). Every other rule answers 422 and exit code 3."
)


def _rows(rules: Iterable[Rule]) -> list[tuple[str, ...]]:
    ordered = sorted(rules, key=lambda rule: (rule.status, rule.id))
    return [
        (code(rule.id), str(rule.status), str(rule.exit), both(rule.wrong), both(rule.fix))
        for rule in ordered
    ]


def policies_page() -> str:
    """Give every reading of what the law leaves open, with its reason and where it acts."""
    return page("解释选项 · Readings of the law", _READINGS, *map(_policy, POLICIES.values()))


_READINGS = (
    "办法没有说清的地方，平台如何理解、为什么、影响哪些事项。可调整的由运行者改动，凡用到之处都会注明。\n\n"
    "What the Measures leave open: how we read it, why, and where it acts. "
    "Adjustable ones are the operator's to change; every page that computes with one says so."
)


def _policy(policy: Policy) -> str:
    duties = [f"[{name}](duties/{name}.md)" for name in policy.acts if name in RULEBOOK.by_id]
    findings = [code(name) for name in policy.acts if name not in RULEBOOK.by_id]
    facts = [
        ("现用 Our reading", both(Policies().answer(policy.id))),
        ("理由 Why", both(policy.reason)),
        ("可调整 Adjustable", _permitted(policy) if policy.adjustable else "否 no"),
        ("影响 Acts on", " · ".join(duties + findings)),
    ]
    question = f"{escape(policy.question.zh)}\n\n{escape(policy.question.en)}"
    return f"({target('policy', policy.id)})=\n## `{policy.id}`\n\n{question}\n\n{table(('', ''), facts)}"


def _permitted(policy: Policy) -> str:
    words = ["是 yes"]
    words += [f"{code(_literal(option))} {both(policy.say(option))}" for option in policy.options]
    if policy.low is not None:
        words.append(f"{policy.low} – {policy.high}")
    return "<br>".join(words)


def _literal(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)
