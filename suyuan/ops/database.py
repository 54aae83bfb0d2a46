"""所用数据库 — the database that an operator's command works on: their own server, or the one we keep.

``SUYUAN_DATABASE_URL`` names their own; without it the embedded server of ``SUYUAN_HOME`` is used, started
when it is down and stopped again by whoever started it.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from suyuan.ops.processes import Child
from suyuan.storage import embedded
from suyuan.storage.embedded import Server

SETTINGS = "suyuan.web.settings"


@dataclass(frozen=True)
class Database:
    """An address, and the embedded server behind it (none for a server of the operator's own)."""

    url: str
    server: Server | None

    def program(self, name: str) -> str:
        """Return the PostgreSQL client program that fits: ours, else the one on the PATH."""
        return self.server.binaries[name] if self.server else name

    def python(self, name: str, *arguments: str) -> Child:
        """Return a child that runs our own Python with Django's settings and this database."""
        return Child(name, (sys.executable, *arguments), self.environment())

    def environment(self) -> dict[str, str]:
        """Return what a program of ours must be told."""
        return {"SUYUAN_DATABASE_URL": self.url, "DJANGO_SETTINGS_MODULE": SETTINGS}


def home() -> Path:
    """Return the directory of all data and keys."""
    return Path(os.environ.get("SUYUAN_HOME") or ".suyuan").expanduser().resolve()


def open_now() -> Database:
    """Return the database, its server running. Raises EmbeddedError."""
    if url := os.environ.get("SUYUAN_DATABASE_URL"):
        return Database(url, None)
    server = embedded.ensure(home())
    return Database(server.url, server)


@contextmanager
def opened() -> Iterator[Database]:
    """Lend the database, and leave its server as it was found. Raises EmbeddedError."""
    database = open_now()
    try:
        yield database
    finally:
        if database.server and database.server.started:
            database.server.stop()


def is_new(database: Database) -> bool:
    """Tell whether the database has no tables of ours yet; nobody else's tables are ever brought up to date."""
    with psycopg.connect(database.url) as connection:
        return connection.execute("SELECT to_regclass('django_migrations')").fetchone() == (None,)


def migrate(database: Database) -> Child:
    """Return the child that brings the tables up to date."""
    return database.python("migrate", "-m", "django", "migrate", "--no-input", "--verbosity", "0")
