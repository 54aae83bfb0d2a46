"""Files to 400 lines, functions to 60; ``excuses.txt`` lists what is longer, and only gets shorter.

A line of that list is ``path lines`` or ``path::function lines``, and then why. What grew past its line fails; so does
a line that is no longer needed, or that could be lower.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

FILE, FUNCTION = 400, 60
EXCUSES = Path(__file__).with_name("excuses.txt")
MOST_EXCUSES = 0  # lower this with every excuse that goes; it is never raised


def measured(sources) -> Iterator[tuple[str, int, int]]:
    """Give (name, lines, limit) of every file and function."""
    for source in sources:
        yield source.name, len(source.text.splitlines()), FILE
        for node in ast.walk(source.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                first = min([node.lineno, *(each.lineno for each in node.decorator_list)])
                yield f"{source.name}::{node.name}", (node.end_lineno or first) - first + 1, FUNCTION


def excuses() -> dict[str, int]:
    lines = EXCUSES.read_text(encoding="utf-8").splitlines()
    told = [line.split(maxsplit=2) for line in lines if line.strip() and not line.startswith("#")]
    assert all(len(words) == 3 for words in told), "an excuse is: name lines why"
    return {name: int(allowed) for name, allowed, _why in told}


def test_nothing_is_longer_than_its_limit(sources):
    excused = excuses()
    long = [
        f"{name}: {lines} lines, {excused.get(name, limit)} allowed"
        for name, lines, limit in measured(sources)
        if lines > excused.get(name, limit)
    ]
    assert not long, "\n".join(long)


def test_no_excuse_is_larger_than_its_need(sources):
    needed = {name: lines for name, lines, limit in measured(sources) if lines > limit}
    loose = [
        f"{name}: excused to {allowed}, has {needed.get(name, 'no need')}"
        for name, allowed in excuses().items()
        if needed.get(name) != allowed
    ]
    assert not loose, "\n".join(loose)


def test_the_list_of_excuses_only_shrinks():
    assert len(excuses()) == MOST_EXCUSES
