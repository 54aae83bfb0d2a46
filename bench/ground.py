"""场地 — a cluster of our own, durable as in service, with the product's tables and one vehicle maker in it.

``Ground.opened()`` sets up Django in this process exactly as the server does; everything is gone afterwards.
The database's settings are the product's own, ``fsync`` and ``synchronous_commit`` on.
"""
# ruff: noqa: PLC0415 - what needs Django is imported when Django is set up

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg

from suyuan.storage import embedded
from suyuan.storage.embedded import Server, place

BIG_TABLES = ("filing", "code", "tree", "contest", "event", "obligation", "leaf", "finding", "unexamined")


@dataclass
class Ground:
    """The cluster, the product's home, and who files: ``token`` is the maker's bearer token."""

    home: Path
    server: Server
    token: str
    viewer: Any
    today: Any

    @property
    def postmaster(self) -> int:
        """Give the process id of the database server."""
        return int((self.server.data / "postmaster.pid").read_text(encoding="ascii").split()[0])

    def connect(self) -> psycopg.Connection[Any]:
        """Connect as a peer would, each statement its own transaction."""
        return psycopg.connect(self.server.url, autocommit=True)

    def run(self, *statements: str) -> None:
        """Run statements."""
        with self.connect() as connection:
            for statement in statements:
                connection.execute(statement)

    def one(self, statement: str) -> Any:
        """Give the single value of a query."""
        with self.connect() as connection:
            row = connection.execute(statement).fetchone()
        return row[0] if row else None

    def clear(self, *tables: str) -> None:
        """Empty tables and settle the disk, so that each half starts on the same ground."""
        self.run(f"TRUNCATE {', '.join(tables or BIG_TABLES)}", "CHECKPOINT")

    def environment(self) -> dict[str, str]:
        """Give what the product's processes must be told."""
        return {
            "SUYUAN_HOME": str(self.home),
            "SUYUAN_DATABASE_URL": self.server.service_url,
            "DJANGO_SETTINGS_MODULE": "suyuan.web.settings",
        }


@contextmanager
def opened() -> Iterator[Ground]:
    """Lend the ground; the cluster and its data are gone at the end."""
    home = Path(tempfile.mkdtemp(prefix="suyuan-bench-"))
    home.chmod(0o711)  # as root, the server runs as a user of its own who must pass through
    try:
        with embedded.ensure(home) as server:
            ground = Ground(home, server, "", None, None)
            for name in [name for name in os.environ if name.startswith("SUYUAN_")]:
                if name != "SUYUAN_PG_BIN":
                    del os.environ[name]
            os.environ.update(ground.environment())
            _set_up(ground)
            yield ground
            _close()
    finally:
        shutil.rmtree(place.find(home).root, ignore_errors=True)
        shutil.rmtree(home, ignore_errors=True)


def _set_up(ground: Ground) -> None:
    """Make the tables; enter a vehicle maker with an account and a token."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connections

    from suyuan.services import clock
    from suyuan.services.parties.queries import viewer_of_token
    from suyuan.storage import accounts, parties
    from suyuan.world.coding import credit_code

    database = connections.databases["default"]
    database["USER"] = embedded.OWNER  # the tables are the owner's; everything after is asked as in service
    call_command("migrate", verbosity=0)
    connections.close_all()
    database["USER"] = embedded.SERVICE
    now = datetime.now(UTC)
    maker = {
        "uscc": credit_code(1), "name": "示例汽车", "region_code": "310115", "prefixes": ["9Z1"],
        "roles": ["vehicle_maker", "battery_maker"],
    }  # fmt: skip
    party = parties.register(maker, at=now)
    account = accounts.create(username="bench", password=os.urandom(12).hex(), kind="member", party_id=party)
    ground.token = accounts.issue_token(account.account_id, name="bench", at=now)
    ground.viewer = viewer_of_token(ground.token)
    ground.today = clock.today()


def _close() -> None:
    from django.db import connections

    connections.close_all()
