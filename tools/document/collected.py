"""汇编各页 — pages made from files that stand elsewhere in the repository: glossary, changes, decisions, tests."""

import re
from pathlib import Path

from tools.document.markdown import page, table

ROOT = Path(__file__).resolve().parents[2]
GLOSSARY = ROOT / "GLOSSARY.md"
CHANGES = ROOT / "docs" / "changes"
DECISIONS = ROOT / "docs" / "decisions"
KINDS = {
    "law": "法规 · Law",
    "feature": "功能 · Features",
    "fix": "修正 · Fixes",
    "security": "安全 · Security",
    "docs": "文档 · Documentation",
}


def pages() -> dict[str, str]:
    """Give every page by its place under the generated folder."""
    return {
        "glossary.md": GLOSSARY.read_text(encoding="utf-8"),
        "changes.md": changes_page(),
        "decisions.md": decisions_page(),
    }


def fragments() -> dict[str, list[Path]]:
    """Give the fragments of changes not yet released, by kind."""
    found: dict[str, list[Path]] = {}
    for path in sorted(CHANGES.glob("*.*.md")):
        found.setdefault(path.name.split(".")[-2], []).append(path)
    return found


def changes_page() -> str:
    """Give the changes since the last release, law first."""
    found = fragments()
    parts = []
    for kind, title in KINDS.items():
        if kind in found:
            parts.append(f"## {title}")
            parts.extend(path.read_text(encoding="utf-8").strip() for path in found[kind])
    return page("未发布的变更 · Changes not yet released", *parts)


def decision(path: Path) -> tuple[str, str]:
    """Give a decision page's title and its one sentence, Chinese and English."""
    text = path.read_text(encoding="utf-8")
    title = text.splitlines()[0].removeprefix("# ")
    quoted = re.search(r"^## Decision\n\n((?:> .*\n)+)", text, re.MULTILINE)
    said = [line.removeprefix("> ").strip() for line in quoted[1].splitlines()] if quoted else []
    return title, "<br>".join(line for line in said if line and line != ">")


def decisions_page() -> str:
    """Give the table of binding decisions."""
    rows = []
    for path in sorted(DECISIONS.glob("[0-9]*.md")):
        title, said = decision(path)
        rows.append((f"[{title}](/decisions/{path.name})", said))
    return page("决定一览 · Decisions at a glance", table(("决定 Decision", "一句话 In one sentence"), rows))
