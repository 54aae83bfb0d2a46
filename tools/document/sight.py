"""谁可以看什么 — the tables of access as a page: acts, remits of departments, things, fields."""

from collections.abc import Mapping

from suyuan.domain.access import ACTS, Part, Post, Relation
from suyuan.domain.access.fields import FIRMS, MASKS, NO_ROLE, SIGHT, WATCHERS
from suyuan.law.departments import DEPARTMENT_TEXT, REMITS
from tools.document.markdown import both, code, codes, page, table

_EVERYBODY = ((FIRMS, "企业 firms"), (WATCHERS, "主管部门与平台 departments and operator"))


def pages() -> dict[str, str]:
    """Give every page by its place under the generated folder."""
    return {"sight.md": sight_page()}


def sight_page() -> str:
    """Give the tables of access."""
    return page(
        "谁可以看、可以做什么 · Who may see and do what",
        "本页由程序自身查询的几张表生成，与运行中的程序一致。理由见[说明](../../explanation/who-sees-what.zh.md)。\n\n"
        "Made from the tables that the program itself asks. The reasons are in the "
        "[explanation](../../explanation/who-sees-what.md).",
        "## 部门 · Departments\n\n" + _remits(),
        "## 事物 · Things\n\n" + _readers(SIGHT),
        "## 字段 · Fields\n\n" + _readers(MASKS),
        "## 行为 · Acts\n\n" + _acts(),
    )


def _remits() -> str:
    rows = (
        (
            both(DEPARTMENT_TEXT[name]),
            codes([*sorted(remit.roles), *sorted(remit.duties)]),
            codes(sorted(remit.permits)),
            both(remit.reason),
            ", ".join(str(cite) for cite in remit.cites),
        )
        for name, remit in REMITS.items()
    )
    headings = ("部门 Department", "申报 Filings of", "许可 Permits", "理由 Reason", "条 Articles")
    return table(headings, rows)


def _readers(rows: Mapping[str, Mapping[Relation, frozenset[str]]]) -> str:
    told = (
        (code(row), *(_told(seen.get(relation, frozenset())) for relation in Relation))
        for row, seen in rows.items()
    )
    return table(("", *(code(relation) for relation in Relation)), told)


def _told(readers: frozenset[str]) -> str:
    """Name readers, whole groups by one word."""
    left, words = readers, []
    for group, word in _EVERYBODY:
        if group <= left:
            left -= group
            words.append(word)
    return ", ".join([*words, *(code(name) for name in sorted(left - {NO_ROLE}))]) or "—"


def _acts() -> str:
    rows = (
        (
            code(name),
            codes(part for part in Part if part in act.parts),
            codes(post for post in Post if post in act.posts),
            codes(sorted(act.states)) if act.parts else "",
            "✓" if act.machine else "",
            "✓" if act.agent else "",
        )
        for name, act in ACTS.items()
    )
    headings = ("行为 Act", "成员 Parts", "职务 Posts", "企业状态 States", "密钥 Key", "代理 Agent")
    return table(headings, rows)
