import re
import subprocess
import sys

import pytest

from tools.document.collected import KINDS, fragments

TARGET = re.compile(r"^([a-z][a-z-]*):.*## ", re.MULTILINE)
MAKE = re.compile(r"(?:^|`)make ([a-z]+)", re.MULTILINE)
COMMAND = re.compile(r"(?:^\s*|`|=\S+ )(suyuan(?:-ops)?(?: [^`\n]*)?)(?:`|$)", re.MULTILINE)
PATH = re.compile(r"`((?:suyuan|tests|tools|docs|bench|front|requirements)/[^`\s]*)`")
CJK = re.compile(r"[\u3400-\u9fff]")
SECTIONS = ("## Context", "## Decision", "## Consequences", "## Alternatives")


@pytest.fixture(scope="module")
def written(tracked, root):
    """Every page written by hand, by its name."""
    return {
        path.relative_to(root).as_posix(): path.read_text(encoding="utf-8")
        for path in tracked
        if path.suffix == ".md" and not path.relative_to(root).as_posix().startswith("front/")
    }


def test_every_make_command_that_is_named_exists(written, root):
    targets = set(TARGET.findall((root / "Makefile").read_text(encoding="utf-8")))
    assert {"demo", "test", "check", "docs"} <= targets
    for name, text in written.items():
        assert set(MAKE.findall(text)) <= targets, name
    named = set(MAKE.findall(written["README.md"])) | set(MAKE.findall(written["CONTRIBUTING.md"]))
    assert {"demo", "test"} <= set(MAKE.findall(written["README.md"]))
    assert set(MAKE.findall(written["README.md"])) == set(MAKE.findall(written["README.zh.md"]))
    assert named <= targets


def test_every_command_that_is_named_exists_with_its_options(written, commands):
    groups = {" ".join(whole.split()[:depth]) for whole in commands for depth in range(1, len(whole.split()))}
    groups |= {"suyuan-ops demo"}  # serves when called without a subcommand
    faults = []
    for name, text in written.items():
        for line in COMMAND.findall(text):
            words = line.strip().split()
            whole = next((" ".join(words[:n]) for n in (3, 2, 1) if " ".join(words[:n]) in commands), None)
            if whole is None:
                if line.strip() not in groups and not re.match(r"suyuan ready|suyuan set-up", line):
                    faults.append(f"{name}: {line}")
                continue
            options = {word.partition("=")[0] for word in words if word.startswith("--")}
            known = {option for each in commands[whole][1]["parameters"] for option in each["names"]}
            faults += [f"{name}: {whole} {option}" for option in options - known - {"--help"}]
    assert not faults, "\n".join(faults)


def test_every_file_that_is_named_exists(written, root):
    made = (root / ".gitignore").read_text(encoding="utf-8").split()  # by a command, and never committed
    missing = [
        f"{name}: {path}"
        for name, text in written.items()
        for path in PATH.findall(text)
        if not any(root.glob(re.sub(r"<[^>]*>", "*", path.rstrip("/"))))
        and not path.startswith("docs/_build")
        and f"/{path}" not in made
    ]
    assert not missing, "\n".join(missing)


def test_every_link_between_files_leads_somewhere(written, root):
    dead = []
    for name, text in written.items():
        folder = (root / name).parent
        for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text):
            if "://" in target or "generated/" in target:
                continue
            if not (folder / target).exists():
                dead.append(f"{name}: {target}")
    assert not dead, "\n".join(dead)


def test_pages_for_people_come_in_both_languages(written):
    """A tutorial, a how-to or an explanation, and the README, has a Chinese twin with as many sections."""
    prefixes = ("docs/tutorial/", "docs/how-to/", "docs/explanation/")
    people = [
        name for name in written if name.startswith(prefixes) and not name.endswith(("index.md", ".zh.md"))
    ]
    assert people
    for name in [*people, "README.md"]:
        twin = written.get(name.removesuffix(".md") + ".zh.md")
        assert twin is not None, name
        assert CJK.search(twin.splitlines()[0]), name
        assert [line.count("#") for line in re.findall(r"^#+ ", twin, re.MULTILINE)] == [
            line.count("#") for line in re.findall(r"^#+ ", written[name], re.MULTILINE)
        ], name


def test_decisions_are_numbered_and_say_what_was_decided(written):
    found = sorted(name for name in written if re.match(r"docs/decisions/\d", name))
    assert [int(name.split("/")[-1][:4]) for name in found] == list(range(1, len(found) + 1))
    for name in found:
        text = written[name]
        number = name.split("/")[-1][:4]
        assert re.match(rf"# {number} .*{CJK.pattern}.* · ", text), name
        assert [section for section in SECTIONS if f"\n{section}\n" not in text] == [], name
        quoted = re.search(r"## Decision\n\n((?:> .+\n)+)", text)
        assert quoted, name
        zh, en = (line.removeprefix("> ") for line in quoted[1].splitlines())
        assert CJK.search(zh), name
        assert not CJK.search(en), name


def test_decisions_that_are_cited_exist(written, sources):
    numbers = {name.split("/")[-1][:4] for name in written if re.match(r"docs/decisions/\d", name)}
    texts = [(source.name, source.text) for source in sources] + list(written.items())
    cited = [
        (name, number)
        for name, text in texts
        for number in re.findall(r"[Dd]ecision (?:page )?(\d{4})", text)
    ]
    assert [place for place in cited if place[1] not in numbers] == []


def test_fragments_of_changes_have_a_kind_and_the_law_says_whom_it_touches():
    for kind, paths in fragments().items():
        assert kind in KINDS, paths
        for path in paths:
            text = path.read_text(encoding="utf-8")
            assert CJK.search(text), path.name
            assert not text.lstrip().startswith("#"), path.name
            if kind == "law":
                lines = ("Article:", "Impacted period:", "Impacted parties:")
                assert [line for line in lines if f"\n{line}" not in f"\n{text}"] == [], path.name


def test_the_documentation_builds_without_a_warning(root, tmp_path):
    """The dummy builder reads every page and follows every link, and writes nothing: a few seconds."""
    command = [
        sys.executable,
        "-m",
        "sphinx",
        "-W",
        "--keep-going",
        "-q",
        "-b",
        "dummy",
        "docs",
        str(tmp_path),
    ]
    told = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stdout + told.stderr
