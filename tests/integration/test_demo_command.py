"""``suyuan-ops demo load|clock|findings`` in their own process, on databases of their own."""

import json
import os
import random
import subprocess
import sys

import psycopg
import pytest

from suyuan import world
from suyuan.services.demonstration import world_file


def database_of(server, name, template="template1"):
    with psycopg.connect(server.url_of("postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    return server.url_of(name)


def ops(url, home, *arguments):
    return subprocess.run(
        [sys.executable, "-m", "suyuan.ops", "demo", *arguments],
        env={**os.environ, "SUYUAN_DATABASE_URL": url, "SUYUAN_HOME": str(home)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.fixture(scope="module")
def lines():
    made = list(world.generate(vehicles=12, seed=7))
    parties = [line for line in made if "party" in line]
    for line in parties:
        line["party"]["colour"] = "unknown to us"
    filings = [line for line in made if "duty" in line]
    random.Random(7).shuffle(filings)  # noqa: S311 - an order, not a secret
    filings.append(filings[0] | {"by": "919999990000000000"})
    filings.append(filings[0] | {"duty": "99.9"})
    return [*parties[:5], *filings, *parties[5:]]


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def file(lines, home):
    path = home / "world.ndjson"
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def url(server):
    return database_of(server, "demo_empty")


@pytest.fixture(scope="module")
def loaded(url, home, file):
    return ops(url, home, "load", str(file))


def rows(url, statement):
    with psycopg.connect(url) as connection:
        return connection.execute(statement).fetchall()


def test_a_file_in_any_order_is_loaded_into_an_empty_database(loaded, lines, url):
    assert loaded.returncode == 0, loaded.stderr
    filings = [line for line in lines if "duty" in line]
    summary = loaded.stdout.splitlines()[0]
    assert f"parties {len(lines) - len(filings)}  filings {len(filings)}  lines accepted" in summary
    assert "not taken: auth.party 1" in loaded.stdout
    assert "not taken: duty.unknown 1" in loaded.stdout
    kept = {at.isoformat() for (at,) in rows(url, "SELECT filed_at AT TIME ZONE 'PRC' FROM filing")}
    assert kept == {line["at"].removesuffix("+08:00") for line in filings[:-2]}


def test_time_passed_as_the_file_says_whatever_the_order_of_its_lines(loaded, url):  # noqa: ARG001
    late = rows(
        url,
        "SELECT count(*) FROM tree JOIN filing USING (filing) WHERE tree.recorded_at <> filing.filed_at",
    )
    assert late == [(0,)]
    met_first = (
        "SELECT count(*) FROM obligation JOIN filing ON filing.filing = opened_filing"
        " WHERE met_date < filed_at::date - 1"
    )
    assert rows(url, met_first) == [(0,)], "no clock was met before it was opened"


def test_sign_ins_are_written_for_the_owner_only(loaded, home):  # noqa: ARG001
    path = home / "demo.json"
    assert path.stat().st_mode & 0o777 == 0o600
    entries = json.loads(path.read_text(encoding="utf-8"))
    assert all(set(one) == {"role", "party", "uscc", "username", "password", "token"} for one in entries)
    assert {"battery_maker", "repairer_partner", "inspector_county", "ministry"} <= {
        e["role"] for e in entries
    }


def test_loading_again_repeats_and_stores_nothing(loaded, url, home, file):  # noqa: ARG001
    before = rows(url, "SELECT count(*) FROM event")
    kept = (home / "demo.json").read_text(encoding="utf-8")
    again = ops(url, home, "load", str(file))
    assert again.returncode == 0, again.stderr
    assert rows(url, "SELECT count(*) FROM event") == before
    assert (home / "demo.json").read_text(encoding="utf-8") == kept, "tokens in use stay valid"


def test_findings_are_a_json_array(loaded, url, home):  # noqa: ARG001
    told = ops(url, home, "findings", "--json")
    found = json.loads(told.stdout)
    for one in found:
        keys = {"id", "kind", "subject", "parties", "evidence", "article", "state", "found_at"}
        assert keys <= set(one)
        assert all(len(uscc) == 18 for uscc in one["parties"])
    assert len(found) == rows(url, "SELECT count(*) FROM finding")[0][0]
    assert ops(url, home, "findings").returncode == 0


def test_a_world_of_which_nothing_is_taken_fails(loaded, url, home, tmp_path):  # noqa: ARG001
    strange = tmp_path / "strange.ndjson"
    line = {
        "at": "2026-11-20T09:00:00+08:00",
        "by": "91330000000000000X",
        "duty": "24.2.b",
        "rows": [{"vin": "x"}],
    }
    strange.write_text(json.dumps(line) + "\n", encoding="utf-8")
    told = ops(url, home, "load", str(strange))
    assert told.returncode == 1
    assert "not taken: auth.party 1" in told.stdout
    assert "not one filing was taken" in told.stderr


def test_help_needs_no_database(tmp_path):
    told = ops("", tmp_path, "load", "--help")
    assert told.returncode == 0
    assert "world file" in told.stdout
    assert not (tmp_path / "pg").exists()


def test_the_clock_moves_and_stays_where_it_was_put(loaded, url, home, file):  # noqa: ARG001
    assert ops(url, home, "clock", "yesterday").returncode == 2
    moved = ops(url, home, "clock", "2026-12-24T18:00:00+08:00")
    assert (moved.returncode, moved.stdout.strip()) == (0, "2026-12-24T18:00:00+08:00")
    again = ops(url, home, "load", str(file))
    assert "demonstration clock: 2026-12-24T18:00" in again.stdout


def test_a_database_in_use_is_left_alone(server, loaded, tmp_path, file):  # noqa: ARG001 - loaded first
    url = database_of(server, "demo_in_use", template="demo_empty")
    with psycopg.connect(url) as connection:
        connection.execute("DELETE FROM setting")
    before = rows(url, "SELECT count(*) FROM party")
    for command in (("load", str(file)), ("clock", "2026-12-24")):
        told = ops(url, tmp_path, *command)
        assert told.returncode == 1
        assert "not marked as a demonstration" in told.stderr
    assert rows(url, "SELECT count(*) FROM party") == before != [(0,)]


def test_a_line_that_is_none_is_named(url, home, tmp_path):
    path = tmp_path / "bad.ndjson"
    path.write_text('\n{"at": 5}\n', encoding="utf-8")
    told = ops(url, home, "load", str(path))
    assert told.returncode == 1
    assert "line 2" in told.stderr


@pytest.mark.parametrize("line", ["{", "[]", '{"at": "2026-05-01T00:00:00Z"}', '{"party": {"name": "x"}}'])
def test_so_is_any_other(tmp_path, line):
    path = tmp_path / "bad.ndjson"
    path.write_text(f"\n{line}\n", encoding="utf-8")
    with pytest.raises(world_file.UnfitError, match="line 2"):
        world_file.index(path)
