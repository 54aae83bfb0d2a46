"""命令行测试 — the program as its users start it: its own process and folder, only the settings given."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Ran = subprocess.CompletedProcess[str]


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("suyuan.cli.words.LANGUAGE", "en")


@pytest.fixture
def suyuan(tmp_path: Path) -> Callable[..., Ran]:
    def run(*arguments: str, told: str | None = None, **environment: str) -> Ran:
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("SUYUAN_", "LC_", "LANG"))
        }
        own = {"XDG_CONFIG_HOME": str(tmp_path / "config"), "LANG": "C.UTF-8"}
        return subprocess.run(
            [sys.executable, "-m", "suyuan.cli", *arguments],
            input=told if told is not None else "",
            capture_output=True,
            text=True,
            cwd=tmp_path,
            env=kept | own | environment,
            timeout=60,
            check=False,
        )

    return run
