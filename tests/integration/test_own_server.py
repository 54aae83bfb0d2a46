"""A PostgreSQL of the operator's own, made as the page says: its owner is no superuser."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from suyuan import world
from suyuan.storage.embedded import Server, throwaway

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "run-on-your-own-postgresql.md"


@pytest.fixture
def own() -> Iterator[Server]:
    """A server with what the page lets a superuser do first."""
    with throwaway() as server:
        told = re.search(r"```sql\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
        assert told is not None
        with psycopg.connect(server.url, autocommit=True) as connection:
            for statement in told[1].replace("suyuan ", "owner ").replace("suyuan;", "owner;").split(";"):
                if statement.strip():
                    connection.execute(statement.replace("DATABASE owner", "DATABASE own"))
        yield server


def ops(server: Server, home: Path, *words: str, **urls: str) -> str:
    environment = {name: text for name, text in os.environ.items() if not name.startswith("SUYUAN_")}
    environment |= {
        "SUYUAN_HOME": str(home),
        "PATH": f"{server.binaries.directory}:{os.environ['PATH']}",
    } | urls
    done = subprocess.run(
        [sys.executable, "-m", "suyuan.ops", *words],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("addresses", [1, 2])
def test_it_serves_from_one_address_and_from_two(own: Server, tmp_path: Path, addresses: int) -> None:
    owner = make_conninfo(own.url, user="owner", dbname="own")
    urls = {"SUYUAN_DATABASE_URL": owner}
    ops(own, tmp_path, "init", **urls)
    if addresses == 2:
        urls = {
            "SUYUAN_OWNER_URL": owner,
            "SUYUAN_DATABASE_URL": make_conninfo(own.url, user="suyuan_app", dbname="own"),
        }
    path = tmp_path / "world.ndjson"
    world.write(world.generate(vehicles=3), path)
    told = ops(own, tmp_path, "demo", "load", str(path), **urls)
    assert int(re.findall(r"lines accepted (\d+)", told)[0]) > 0

    ops(own, tmp_path, "backup", str(tmp_path / "copy"), **urls)
    count = "SELECT count(*) FROM filing"
    with psycopg.connect(own.url_of("own")) as connection:
        kept = connection.execute(count).fetchone()
    ops(own, tmp_path, "restore", str(tmp_path / "copy"), "--replace", **urls)
    with psycopg.connect(own.url_of("own")) as connection:
        assert connection.execute(count).fetchone() == kept
        connection.execute("SET ROLE suyuan_app")
        assert connection.execute(count).fetchone() == (0,)
        connection.execute("SET LOCAL ROLE suyuan_member")
        party = connection.execute("SELECT set_config('suyuan.party', '1', true)").fetchone()
        assert party == ("1",)
        seen = connection.execute("SELECT DISTINCT id FROM party WHERE id = 1").fetchall()
        assert seen == [(1,)]
