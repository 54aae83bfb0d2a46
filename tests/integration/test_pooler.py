"""Behind a pooler in transaction mode, four server connections serve five hundred firms: nobody gets another's rows.

What sets who asks is ``storage.wall``'s own. Some transactions fail, are cancelled, or lose their client; some say
nothing of who asks, and must get nothing. A control that sets the same for the session leaks: so the rig sees leaks.
"""

import random
import shutil
import subprocess
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from suyuan.domain.access import Viewer
from suyuan.storage import wall
from suyuan.storage.embedded import SERVICE, Server, throwaway
from suyuan.storage.embedded import account as accounts
from tests.integration.test_own_server import ops

PROGRAM = shutil.which("pgbouncer", path="/usr/sbin:/usr/bin:/usr/local/bin")
FIRMS, EACH, POOL, CLIENTS = 500, 3, 4, 12
SHORT, LONG = 2_000, 200_000
SETTINGS = """\
[databases]
suyuan = host={server} port=5432 dbname=suyuan user={service}
[pgbouncer]
listen_addr =
listen_port = 6432
unix_socket_dir = {place}
auth_type = any
pool_mode = transaction
default_pool_size = {pool}
max_client_conn = 100
ignore_startup_parameters = options,extra_float_digits
logfile = {place}/log
"""
MAKE = """
INSERT INTO party (id, uscc, name, name_en, region_code, registered_at, state, legal_person, white_listed)
SELECT number, 'P' || number, 'x', '', '430104', now(), 'approved', '', false
FROM generate_series(1, {firms}) AS number;
INSERT INTO site (party_id, name, kind, region_code, address, opened_date)
SELECT number, 'x', 'x', '430104', 'x', now() FROM generate_series(1, {firms}) AS number, generate_series(1, {each});
"""
ASKED = "SELECT party_id FROM site"


@dataclass(frozen=True)
class Rig:
    """A server with the tables and firms, and a pooler before it."""

    server: Server
    place: Path

    def connect(self) -> psycopg.Connection[tuple[int]]:
        """Come through the pooler, which keeps nothing prepared."""
        return psycopg.connect(
            host=str(self.place),
            port=6432,
            user=SERVICE,
            dbname="suyuan",
            autocommit=True,
            prepare_threshold=None,
        )


@pytest.fixture(scope="module")
def rig() -> Iterator[Rig]:
    if PROGRAM is None:
        pytest.skip("pgbouncer is not installed (Debian: apt-get install pgbouncer)")
    with throwaway() as server:
        home = Path(tempfile.mkdtemp(prefix="suyuan-pool-"))
        place = home / "pool"
        place.mkdir()
        owner = accounts.choose(server.data)
        owner.own(home, mode=0o711)
        owner.own(place, mode=0o711)
        ops(server, home, "init", SUYUAN_DATABASE_URL=server.url)
        with psycopg.connect(server.url, autocommit=True) as connection:
            connection.execute(MAKE.format(firms=FIRMS, each=EACH))
        sockets = psycopg.conninfo.conninfo_to_dict(server.url)["host"]
        settings = place / "pgbouncer.ini"
        owner.write(settings, SETTINGS.format(server=sockets, place=place, pool=POOL, service=SERVICE))
        rights = {"user": owner.uid, "group": owner.gid, "extra_groups": []} if owner.switch else {}
        pooler = subprocess.Popen([PROGRAM, "-q", str(settings)], cwd="/", **rights)
        try:
            found = Rig(server, place)
            _wait(found)
            yield found
        finally:
            pooler.terminate()
            pooler.wait()
            shutil.rmtree(home, ignore_errors=True)


def _wait(rig: Rig) -> None:
    for _ in range(100):
        try:
            rig.connect().close()
        except psycopg.OperationalError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError((rig.place / "log").read_text(encoding="utf-8"))


def member(party: int) -> bytes:
    """Give the words with which the platform begins a firm's transaction."""
    viewer = Viewer(account_id=party, user_id=party, kind="member", party_id=party)
    return b"BEGIN; " + wall.of(viewer).words()


class Client(threading.Thread):
    """One client: so many transactions of firms drawn at random."""

    def __init__(self, rig: Rig, number: int, times: int) -> None:
        super().__init__(daemon=True)
        self.rig, self.times = rig, times
        self.draw = random.Random(number)  # noqa: S311 - always the same
        self.counted: Counter[str] = Counter()
        self.broken: Exception | None = None

    def run(self) -> None:
        try:
            connection = self.rig.connect()
            for _ in range(self.times):
                connection = self.one(connection)
            connection.close()
        except Exception as error:  # noqa: BLE001 - told by whoever waits for it
            self.broken = error

    def one(self, connection: psycopg.Connection[tuple[int]]) -> psycopg.Connection[tuple[int]]:
        """Do one transaction; give the connection with which to go on."""
        party, chance = self.draw.randint(1, FIRMS), self.draw.random()
        if chance < 0.1:  # nobody says who asks
            self.counted["silent"] += 1
            self.counted["foreign"] += len(connection.execute(ASKED).fetchall())
            return connection
        connection.execute(member(party))
        got = [row[0] for row in connection.execute(ASKED).fetchall()]
        self.counted["foreign"] += sum(one != party for one in got)
        self.counted["missing"] += EACH - got.count(party)
        self.counted["done"] += 1
        if chance < 0.12:
            self.counted["failed"] += 1
            with pytest.raises(psycopg.errors.DivisionByZero):
                connection.execute("SELECT 1 / 0")
        elif chance < 0.14:
            self.counted["timed out"] += 1
            connection.execute("SET LOCAL statement_timeout = 1")
            with pytest.raises(psycopg.errors.QueryCanceled):
                connection.execute("SELECT pg_sleep(1)")
        elif chance < 0.15:  # the client goes away in the middle
            self.counted["gone"] += 1
            connection.close()
            return self.rig.connect()
        connection.execute("ROLLBACK" if chance < 0.2 else "COMMIT")
        return connection


def ridden(rig: Rig, times: int) -> Counter[str]:
    """Let all clients ride at once; give what was counted."""
    clients = [Client(rig, number, times // CLIENTS) for number in range(CLIENTS)]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    broken = [client.broken for client in clients if client.broken is not None]
    assert broken == []
    counted = sum((client.counted for client in clients), Counter[str]())
    print(f"\n{dict(counted)}")  # noqa: T201 - the record of it
    return counted


def check(rig: Rig, times: int) -> None:
    counted = ridden(rig, times)
    assert counted["foreign"] == 0
    assert counted["missing"] == 0
    assert counted["done"] + counted["silent"] >= times - CLIENTS
    assert min(counted["failed"], counted["timed out"], counted["gone"], counted["silent"]) > 0
    with psycopg.connect(rig.server.url) as connection:
        held = connection.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE usename = %s", [SERVICE]
        ).fetchone()
    assert held is not None
    assert held[0] <= POOL


def test_no_client_of_a_pool_gets_anothers_rows(rig: Rig) -> None:
    check(rig, SHORT)


@pytest.mark.slow
def test_no_client_of_a_pool_gets_anothers_rows_in_many_transactions(rig: Rig) -> None:
    check(rig, LONG)


def test_what_is_set_for_the_session_does_leak_here(rig: Rig) -> None:
    """The control: were the platform to set a session, the rig would see it."""
    with rig.connect() as careless, rig.connect() as next_one:
        found = 0
        for party in range(1, 20):
            careless.execute(
                sql.SQL("SET ROLE suyuan_member; SELECT set_config('suyuan.inside', {}, false)").format(
                    str(party)
                )
            )
            found += len(next_one.execute(ASKED).fetchall())
        assert found > 0
        careless.execute("RESET ALL")
    with psycopg.connect(rig.server.url, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = %s", [SERVICE]
        )
