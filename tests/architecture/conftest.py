import ast
import subprocess
import sys
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
OURS = ("suyuan", "tools", "tests", "bench", "docs")
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from tools.document import __main__ as generator  # noqa: E402 - the path comes first
from tools.document import commands as asked  # noqa: E402


@dataclass(frozen=True)
class Source:
    path: Path

    @property
    def name(self) -> str:
        return self.path.relative_to(ROOT).as_posix()

    @property
    def room(self) -> str:
        """Second part of the path: the floor of the package."""
        return self.name.split("/")[1] if "/" in self.name else ""

    @cached_property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    def at(self, node: ast.AST) -> str:
        return f"{self.name}:{node.lineno}"


@pytest.fixture(scope="session")
def root():
    return ROOT


@pytest.fixture(scope="session")
def tracked():
    """Every file of the repository as it stands: what git keeps, and what it would if it were added."""
    told = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if told.returncode != 0:
        pytest.skip("not a git checkout")
    names = told.stdout.decode().split("\0")
    return [ROOT / name for name in names if name and (ROOT / name).is_file()]


@pytest.fixture(scope="session")
def sources(tracked):
    """All Python of ours."""
    return [
        Source(path) for path in tracked if path.suffix == ".py" and path.relative_to(ROOT).parts[0] in OURS
    ]


@pytest.fixture(scope="session")
def package(sources):
    return [source for source in sources if source.name.startswith("suyuan/")]


@pytest.fixture(scope="session")
def pages():
    """The generated reference pages, by their place."""
    return generator.pages()


@pytest.fixture(scope="session")
def commands():
    """Every command that can be run, with what its help says in Chinese and in English."""
    zh, en = asked.trees()
    chinese = {whole: tree for name in zh for whole, tree in asked.walk(zh[name], name)}
    return {whole: (chinese[whole], tree) for name in en for whole, tree in asked.walk(en[name], name)}
