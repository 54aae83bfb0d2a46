"""安装标记 — what was done with which input, so that the second set-up has nothing to do.

A stamp is a small file in the environment holding the SHA-256 of everything a step depends on; another lock
file, or another Python, gives another sum and the step is done again. A new environment has no stamps.
"""

import hashlib
import sys
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
STAMPS = VENV / ".setup"


def digest(inputs: Iterable[Path], *words: str) -> str:
    """Give the sum of files and words, for this Python."""
    found = hashlib.sha256(f"{sys.version_info[:2]} {' '.join(words)}".encode())
    for path in inputs:
        found.update(path.read_bytes())
    return found.hexdigest()


def is_fresh(name: str, sum_: str, outputs: Iterable[Path] = ()) -> bool:
    """Say whether a step was done with these inputs and what it made is still there."""
    stamp = STAMPS / name
    return (
        stamp.exists()
        and stamp.read_text(encoding="ascii") == sum_
        and all(path.exists() for path in outputs)
    )


def write(name: str, sum_: str) -> None:
    """Note that a step was done."""
    STAMPS.mkdir(exist_ok=True)
    (STAMPS / name).write_text(sum_, encoding="ascii")
