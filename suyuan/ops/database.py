"""所用数据库 — the database that an operator's command works on: their own server, or the one we keep.

``SUYUAN_DATABASE_URL`` names their own; without it the embedded server of ``SUYUAN_HOME`` is used, started
when it is down and stopped again by whoever started it.

Who owns the tables and who serves are two users: what is served logs in as one to whom row-level security applies.
``SUYUAN_OWNER_URL`` is the owner's address. Where there is but one address, its user owns the tables, and what is
served takes the other role as it connects.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from suyuan.ops.processes import Child
from suyuan.storage import embedded
from suyuan.storage.embedded import Server

SETTINGS = "suyuan.web.settings"


@dataclass(frozen=True)
class Database:
    """The addresses of who owns the tables and of what is served, and the server behind them where it is ours."""

    url: str
    server: Server | None
    service_url: str

    def program(self, name: str) -> str:
        """Return the PostgreSQL client program that fits: ours, else the one on the PATH."""
        return self.server.binaries[name] if self.server else name

    def python(self, name: str, *arguments: str) -> Child:
        """Return a child that runs our own Python with Django's settings and this database."""
        return Child(name, (sys.executable, *arguments), self.environment())

    def environment(self) -> dict[str, str]:
        """Return what a program of ours must be told."""
        return {"SUYUAN_DATABASE_URL": self.service_url, "DJANGO_SETTINGS_MODULE": SETTINGS}


def home() -> Path:
    """Return the directory of all data and keys."""
    return Path(os.environ.get("SUYUAN_HOME") or ".suyuan").expanduser().resolve()


def open_now() -> Database:
    """Return the database, its server running. Raises EmbeddedError."""
    if url := os.environ.get("SUYUAN_DATABASE_URL"):
        owner = os.environ.get("SUYUAN_OWNER_URL")
        return Database(owner or url, None, url if owner else as_service(url))
    server = embedded.ensure(home())
    return Database(server.url, server, server.service_url)


def as_service(url: str) -> str:
    """Return the owner's address for what is served: the connection stands as the service's role from the start."""
    options = conninfo_to_dict(url).get("options") or ""
    return make_conninfo(url, options=f"{options} -c role={embedded.SERVICE}".strip())


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
    """Return the child that brings the tables up to date, as who owns them."""
    child = database.python("migrate", "-m", "django", "migrate", "--no-input", "--verbosity", "0")
    return replace(child, environment={**child.environment, "SUYUAN_DATABASE_URL": database.url})
