"""测试 — the tests in two halves side by side, each with a PostgreSQL of its own; one sum at the end.

Two cores are then at work where one waited. What the halves print comes one after the other; a failure in either is a
failure. Run by ``make test``; whoever wants a few tests calls pytest.
"""

import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

TESTS = Path(__file__).parent.parent / "tests"
# The folders of the first half, and the files that go with them: both halves then take about as long. What is new goes
# with the second.
FIRST = {"unit", "spec", "architecture", "agreement", "authorization", "journeys", "stories"}
BESIDE = re.compile(r"integration/test_[a-i]")
COUNTS = ("failed", "passed", "skipped", "deselected", "error")
SUM = re.compile(rf"(\d+) ({'|'.join(COUNTS)})")
NOTHING = 5  # pytest's exit status where it found no test


def halves() -> list[list[str]]:
    """Give the files of both halves, the second first."""
    files = sorted(path.relative_to(TESTS).as_posix() for path in TESTS.rglob("test_*.py"))
    aside = [name for name in files if name.partition("/")[0] in FIRST or BESIDE.match(name)]
    return [
        [f"tests/{name}" for name in files if name not in set(aside)],
        [f"tests/{name}" for name in aside],
    ]


def counted(said: str) -> Counter[str]:
    """Read pytest's own sum, the last of its lines that is one."""
    last = next((line for line in reversed(said.splitlines()) if SUM.search(line)), "")
    return Counter({name: int(number) for number, name in SUM.findall(last)})


def main() -> int:
    """Run both halves; give the exit status."""
    began = time.monotonic()
    command = [sys.executable, "-m", "pytest", "-rfEs", "-m", "not slow", *sys.argv[1:]]
    shown, aside = halves()
    said: list[str] = []
    with tempfile.TemporaryFile("w+") as kept:
        other = subprocess.Popen([*command, *aside], cwd=TESTS.parent, stdout=kept, stderr=subprocess.STDOUT)
        mine = subprocess.Popen(
            [*command, *shown], cwd=TESTS.parent, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        try:
            for line in mine.stdout or ():
                sys.stdout.write(line)
                sys.stdout.flush()
                said.append(line)
            ended = [mine.wait(), other.wait()]
        finally:
            other.terminate()
            mine.terminate()
        kept.seek(0)
        beside = kept.read()
    sys.stdout.write(beside)
    total = counted("".join(said)) + counted(beside)
    words = ", ".join(f"{total[name]} {name}" for name in COUNTS if total[name]) or "1 failed"
    sys.stdout.write(f"==== {words} in {time.monotonic() - began:.2f}s ====\n")
    return next((status for status in ended if status not in {0, NOTHING}), 0)


if __name__ == "__main__":
    sys.exit(main())
