import ast
import re

FORBIDDEN = {"utils", "util", "helpers", "helper", "common", "manager", "managers", "misc"}
CJK = re.compile(r"[\u4e00-\u9fff]")
ENGLISH = re.compile(r"[A-Za-z]{2,}")


def test_no_module_has_a_name_that_says_nothing(tracked, root):
    bad = [
        path.relative_to(root).as_posix()
        for path in tracked
        if path.suffix == ".py"
        and FORBIDDEN & {part.removesuffix(".py") for part in path.relative_to(root).parts}
    ]
    assert not bad


def test_every_module_says_what_it_is_in_chinese_and_english(sources):
    untitled = []
    for source in sources:
        if not source.name.startswith(("suyuan/", "tools/")) or not source.text.strip():
            continue
        if source.name.startswith("suyuan/storage/migrations/"):
            continue  # written by Django
        title = (ast.get_docstring(source.tree) or "").split("\n\n")[0]
        if not CJK.search(title) or not ENGLISH.search(title):
            untitled.append(f"{source.name}: {title[:60]!r}")
    assert not untitled, "\n".join(untitled)
