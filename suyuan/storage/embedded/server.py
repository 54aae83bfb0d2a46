"""内置数据库的入口 — ``ensure`` a server for a home, or have a ``throwaway`` one for a test.

>>> from pathlib import Path
>>> with throwaway() as server:  # doctest: +SKIP
...     psycopg.connect(server.url)

Two starters of one home wait for each other on a lock (``SUYUAN_HOME/pg.lock``); the second finds the server
up and attaches to it. The server outlives whoever started it, until ``stop``.
"""

import fcntl
import logging
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self
from urllib.parse import quote

import psycopg
from psycopg import sql

from suyuan.storage.embedded import account as accounts
from suyuan.storage.embedded import binaries, cluster, place
from suyuan.storage.embedded.binaries import Binaries
from suyuan.storage.embedded.cluster import OWNER, SERVICE, Cluster
from suyuan.storage.embedded.errors import EmbeddedError

DATABASE = "suyuan"

log = logging.getLogger(__name__)


class Server:
    """A running server: ``url`` for libpq, psycopg and Django; ``started`` when this call started it."""

    def __init__(self, home: Path, running: Cluster, *, started: bool) -> None:
        """Speak for ``running``; use ``ensure`` to get one."""
        self.home = home
        self.started = started
        self._cluster = running

    def __repr__(self) -> str:
        """Show where it lives."""
        return f"Server({str(self.home)!r}, version={self.binaries.version!r})"

    def __enter__(self) -> Self:
        """Stop its server at the end of a ``with`` block."""
        return self

    def __exit__(self, *_error: object) -> None:
        """Stop its server."""
        self.stop()

    @property
    def url(self) -> str:
        """The address of the platform's own database for who owns it: to make, change and copy its tables."""
        return self.url_of(DATABASE)

    @property
    def service_url(self) -> str:
        """The same for the service, which owns nothing."""
        return _url(DATABASE, self._cluster.sockets, SERVICE)

    @property
    def binaries(self) -> Binaries:
        """The PostgreSQL programs that fit this server, such as its ``pg_dump``."""
        return self._cluster.binaries

    @property
    def data(self) -> Path:
        """The data directory."""
        return self._cluster.place.data

    @property
    def log(self) -> Path:
        """The server's log file."""
        return self._cluster.place.log

    def url_of(self, database: str) -> str:
        """Return the address of another database of this server."""
        return _url(database, self._cluster.sockets)

    def is_running(self) -> bool:
        """Ask the server whether it takes connections."""
        return self._cluster.probe() == psycopg.pq.Ping.OK

    def stop(self) -> None:
        """Stop the server, whoever started it; nothing committed is lost."""
        with _locked(self.home):
            self._cluster.stop()


def address(home: Path, user: str = SERVICE) -> str:
    """Return the URL that the server of ``home`` has, or will have, for the service; nothing is started."""
    return _url(DATABASE, place.known_sockets(place.find(home.expanduser().resolve())), user)


def ensure(home: Path, *, durable: bool = True) -> Server:
    """Return a running server for ``home``, making and starting it as needed.

    ``durable=False`` turns ``fsync`` off, for data that is thrown away.

    Raises:
        EmbeddedError: it cannot be had; the text says what to do.
    """
    began = time.monotonic()
    home = home.expanduser().resolve()
    try:
        home.mkdir(parents=True, exist_ok=True)
        with _locked(home):
            account = accounts.choose(place.find(home).data)
            programs = binaries.find(account)
            found = cluster.build(place.prepare(home, account), programs, account)
            found.make()
            started = found.probe() != psycopg.pq.Ping.OK
            if started:
                found.configure(durable=durable)
                found.rotate_log()
                found.start()
            _create_database(found)
    except PermissionError as error:
        raise EmbeddedError(
            f"没有权限使用 {error.filename or home}：请以其所有者运行，或另设 SUYUAN_HOME。",
            f"Not permitted to use {error.filename or home}: run as its owner, or choose another "
            "SUYUAN_HOME.",
        ) from error
    except psycopg.OperationalError as error:
        raise EmbeddedError(
            f"连不上刚启动的数据库：{error}（日志：{found.place.log}）",
            f"Cannot connect to the database that was started: {error} (its log: {found.place.log})",
        ) from error
    log.info(
        "PostgreSQL %s is ready after %.2f s in %s",
        programs.version,
        time.monotonic() - began,
        found.place.root,
    )
    return Server(home, found, started=started)


@contextmanager
def throwaway() -> Iterator[Server]:
    """Lend a new server without durability, gone with its data at the end of the ``with``."""
    home = Path(tempfile.mkdtemp(prefix="suyuan-"))
    if os.geteuid() == 0:
        home.chmod(0o711)
    try:
        with ensure(home, durable=False) as server:
            yield server
    finally:
        shutil.rmtree(place.find(home).root, ignore_errors=True)
        shutil.rmtree(home, ignore_errors=True)


def _url(database: str, sockets: Path, user: str = OWNER) -> str:
    return f"postgresql://{user}@/{quote(database, safe='')}?host={quote(str(sockets), safe='')}"


@contextmanager
def _locked(home: Path) -> Iterator[None]:
    with (home / "pg.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _create_database(found: Cluster) -> None:
    with psycopg.connect(found.conninfo("postgres"), autocommit=True) as connection:
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
        if not known:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))
