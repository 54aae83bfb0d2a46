import ast
import re

CORE = {"codes", "law", "domain", "ledger", "world", "intake"}
CLOCKS = {
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("datetime", "today"),
    ("date", "today"),
    ("time", "time"),
    ("time", "time_ns"),
    ("time", "localtime"),
    ("time", "gmtime"),
    ("timezone", "now"),
}
MOMENTS = {"today", "todays", "at", "now"}
WRITERS = re.compile(r"suyuan/services/\w+/operations\.py")


def called(node: ast.Call) -> tuple[str, str]:
    """Name a call by its last two words: ``datetime.datetime.now()`` is (datetime, now)."""
    if isinstance(node.func, ast.Attribute):
        owner = node.func.value
        last = owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, "id", "")
        return last, node.func.attr
    return "", getattr(node.func, "id", "")


PROGRAM = "suyuan/ledger/alone.py"  # what is handed out to be run by itself: nobody tells it the time


def calls(source):
    return (node for node in ast.walk(source.tree) if isinstance(node, ast.Call))


def test_the_core_never_reads_the_clock(package):
    found = [
        source.at(node)
        for source in package
        if source.room in CORE and source.name != PROGRAM
        for node in calls(source)
        if called(node) in CLOCKS
        or called(node) in {("", name) for _, name in CLOCKS if name.endswith("now")}
    ]
    assert not found, found


def test_the_core_is_told_the_day_without_a_default(package):
    found = []
    for source in package:
        if source.room not in CORE:
            continue
        for node in ast.walk(source.tree):
            if isinstance(node, ast.FunctionDef):
                plain = [*node.args.posonlyargs, *node.args.args]
                with_default = plain[len(plain) - len(node.args.defaults) :]
                with_default += [
                    each
                    for each, default in zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True)
                    if default is not None
                ]
                found += [f"{source.at(node)} {each.arg}" for each in with_default if each.arg in MOMENTS]
    assert not found, found


def test_only_operations_open_a_transaction(package):
    """Each use case is one transaction; only the file that is its use case says where it begins (test_wall.py)."""
    found = [
        source.at(node)
        for source in package
        if source.name != "suyuan/storage/wall.py" and not WRITERS.fullmatch(source.name)
        for node in calls(source)
        if called(node) == ("transaction", "atomic")
    ]
    assert not found, found
