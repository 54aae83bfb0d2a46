"""``suyuan-ops audit`` and ``suyuan-ops ledger`` over a whole loaded world, published by the real sequencer."""

import os
import subprocess
import sys
import time

import psycopg
import pytest

from suyuan import world
from tests.integration.test_demo_command import database_of

PATIENCE_S = 60


@pytest.fixture(scope="module")
def place(server, tmp_path_factory):
    """The environment of a platform with a small world in it."""
    home = tmp_path_factory.mktemp("audited")
    path = home / "world.ndjson"
    world.write(world.generate(vehicles=12, seed=11), path)
    told = {"SUYUAN_DATABASE_URL": database_of(server, "audited"), "SUYUAN_HOME": str(home)}
    environment = {**os.environ, **told}
    assert ops(environment, "demo", "load", str(path)).returncode == 0
    return environment


def ops(environment, *arguments):
    return subprocess.run(
        [sys.executable, "-m", "suyuan.ops", *arguments],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def published(environment):
    """Let the sequencer work until nothing waits; give the last line of the status."""
    with subprocess.Popen([sys.executable, "-m", "suyuan.worker.sequencer"], env=environment) as sequencer:
        until = time.monotonic() + PATIENCE_S
        while time.monotonic() < until:
            status = ops(environment, "ledger", "status")
            if status.returncode == 0 and "log " in status.stdout and "waiting 0" in status.stdout:
                break
            time.sleep(0.3)
        sequencer.kill()
    return status.stdout


def test_a_whole_world_is_as_it_was_filed_until_somebody_alters_it(place):
    assert "waiting 0" in published(place)
    audit = ops(place, "audit")
    assert (audit.returncode, audit.stdout.split()[-2:]) == (0, ["faults", "0"]), audit
    with psycopg.connect(place["SUYUAN_DATABASE_URL"], autocommit=True) as owner:
        size, rows = int(audit.stdout.split()[1]), int(audit.stdout.split()[3])
        assert owner.execute("SELECT count(*) FROM filing WHERE state <> 'refused'").fetchone()[0] <= size
        assert (
            rows
            == owner.execute("SELECT (SELECT count(*) FROM event) + (SELECT count(*) FROM tree)").fetchone()[
                0
            ]
        )
        (altered,) = owner.execute(
            "UPDATE event SET counterparty = 'X' WHERE ctid = (SELECT max(ctid) FROM event) RETURNING filing"
        ).fetchone()
        (index,) = owner.execute("SELECT place FROM leaf WHERE about = %s", [altered]).fetchone()
        audit = ops(place, "audit")
        assert audit.returncode == 1
        assert audit.stdout.splitlines()[0].startswith(f"{index}\trow\tSY-")
        assert audit.stdout.split()[-2:] == ["faults", "1"]


def test_keys_are_rotated_and_retired_by_command(place):
    first = published(place).split("key ")[1].split("+")[1]
    fresh = ops(place, "ledger", "rotate").stdout.strip().split("+")[1]
    assert ops(place, "ledger", "retire", "ffffffff").returncode == 1
    assert ops(place, "ledger", "retire", first).returncode == 0
    assert ops(place, "ledger", "retire", fresh).returncode == 1
    assert fresh in published(place)


def test_a_checkpoint_that_is_none_is_told_so(place, tmp_path):
    (tmp_path / "checkpoint").write_text("nothing of the kind")
    audit = ops(place, "audit", "--checkpoint", str(tmp_path / "checkpoint"))
    assert (audit.returncode, audit.stdout) == (1, "")
    assert "note.form" in audit.stderr
    assert ops(place, "audit", "--checkpoint", str(tmp_path / "none")).returncode == 1
