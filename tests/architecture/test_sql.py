import ast
import re

SESSION = re.compile(r"^(?:SET\s+(?!LOCAL\b|TRANSACTION\b|CONSTRAINTS\b)|DISCARD\b)")
LASTING = re.compile(r"set_config\s*\([^)]*,\s*false\s*\)", re.IGNORECASE)
COMMENT = re.compile(r"--[^\n]*")


def statements(text: str):
    """Split SQL at its semicolons, comments left out."""
    return (part.strip() for part in COMMENT.sub("", text).split(";"))


def texts(source):
    """Give every literal text of a module; of a formatted one, what stands before its first gap."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node, node.value


def test_no_sql_changes_the_session(package, tracked):
    """A pooled connection carries what a session sets to whoever comes next; SET LOCAL ends with its transaction."""
    found = [
        f"{path.name}: {statement[:60]}"
        for path in tracked
        if path.suffix == ".sql"
        for statement in statements(path.read_text(encoding="utf-8"))
        if SESSION.match(statement) or LASTING.search(statement)
    ]
    found += [
        f"{source.at(node)}: {text.strip()[:60]}"
        for source in package
        for node, text in texts(source)
        if SESSION.match(text.strip()) or LASTING.search(text)
    ]
    assert not found, found
