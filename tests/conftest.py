"""测试总设 — one real PostgreSQL for the whole run, in a home of its own that is gone afterwards.

    database      lets a test reach the database; what it writes stays, so tests use parties and codes of their own
    world_small   a demonstration world of 30 vehicles, loaded once and only read
    viewer_of     role of demo.json -> Viewer;  token_of: role -> bearer token

The server is started by the first test that needs it. A test that writes does not clean up: it registers parties and
codes nobody else has, as real filers do. So no test can spoil another, in whatever order they run.
"""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

HOME = Path(tempfile.mkdtemp(prefix="suyuan-tests-"))
HOME.chmod(0o711)  # a server that root hands over to a service user must be able to pass
# before Django reads its settings: pytest must not know the settings' module earlier than this file
os.environ.pop("SUYUAN_DATABASE_URL", None)
os.environ |= {"SUYUAN_HOME": str(HOME), "DJANGO_SETTINGS_MODULE": "suyuan.web.settings"}
# The browser's driver keeps a loop in this thread for the whole run, and Django then takes every caller for async.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

import django  # noqa: E402
from hypothesis import settings as drawn  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connections  # noqa: E402

from suyuan import world  # noqa: E402
from suyuan.domain.access import Viewer  # noqa: E402
from suyuan.services.demonstration import operations, signs, world_file  # noqa: E402
from suyuan.services.parties.queries import viewer_of_token  # noqa: E402
from suyuan.storage import embedded  # noqa: E402
from suyuan.storage.embedded import place  # noqa: E402

# The tests own the tables; their requests stand where the service's do (tests/served.py).
connections.databases["default"]["USER"] = embedded.OWNER
settings.MIDDLEWARE.insert(0, "tests.served.Served")

# How long an example takes says something about the machine, and nothing about the code.
drawn.register_profile("suyuan", deadline=None)
drawn.load_profile("suyuan")
VEHICLES = 30
NOW = datetime.fromisoformat("2026-11-21T09:00:00+08:00")  # the morning after the world's last day


def pytest_configure() -> None:
    """Refuse to run against data of somebody's own."""
    if Path(settings.HOME) != HOME:
        pytest.exit("Django was set up before tests/conftest.py; unset DJANGO_SETTINGS_MODULE", returncode=4)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Refuse tests that would empty the tables under everybody's feet."""
    for item in items:
        mark = item.get_closest_marker("django_db")
        if mark is not None and mark.kwargs.get("transaction"):
            pytest.exit(
                f"{item.nodeid}: django_db(transaction=True) empties the tables; use `database`", returncode=4
            )


def pytest_unconfigure() -> None:
    """Remove the home."""
    shutil.rmtree(HOME, ignore_errors=True)


@pytest.fixture(scope="session")
def server() -> Iterator[embedded.Server]:
    """The PostgreSQL of this run; what is kept in it need not survive a power cut."""
    running = embedded.ensure(HOME, durable=False)
    yield running
    running.stop()
    shutil.rmtree(place.find(HOME).root, ignore_errors=True)


@pytest.fixture(scope="session")
def django_db_setup(server: embedded.Server, django_db_blocker: Any) -> Iterator[None]:  # noqa: ARG001
    """Bring the tables up to date and set the clock that all tests live by; pytest-django's own is not used."""
    with django_db_blocker.unblock():
        call_command("migrate", verbosity=0, interactive=False)
        operations.set_clock(NOW)
        yield
        connections.close_all()


@pytest.fixture
def database(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:  # noqa: ARG001
    """Let the test reach the database, from any of its threads."""
    with django_db_blocker.unblock():
        yield


@dataclass(frozen=True)
class SmallWorld:
    """The loaded world: its file, its sign-ins as in ``demo.json``, and what became of its filings."""

    path: Path
    sign_ins: tuple[dict[str, Any], ...]
    loaded: operations.Loaded
    ends_at: datetime

    def of(self, role: str) -> dict[str, Any]:
        """Give the first sign-in of a role."""
        return next(entry for entry in self.sign_ins if entry["role"] == role)


@pytest.fixture(scope="session")
def _world(django_db_setup: None, django_db_blocker: Any) -> SmallWorld:  # noqa: ARG001
    path = HOME / "world-small.ndjson"
    world.write(world.generate(vehicles=VEHICLES), path)
    content = world_file.index(path)
    with django_db_blocker.unblock():
        loaded = operations.load(content, at=NOW)
        usccs = {party["uscc"] for party in content.parties}
        made = signs.complete([], at=NOW)
    kept = tuple(entry for entry in made if not entry["uscc"] or entry["uscc"] in usccs)
    assert content.ends_at is not None
    return SmallWorld(path, kept, loaded, content.ends_at)


@pytest.fixture
def world_small(_world: SmallWorld, database: None) -> SmallWorld:  # noqa: ARG001
    """The demonstration world of 30 vehicles, to be read only."""
    return _world


@pytest.fixture
def token_of(world_small: SmallWorld) -> Callable[[str], str]:
    """Give the bearer token of a role of ``demo.json``."""
    return lambda role: str(world_small.of(role)["token"])


@pytest.fixture
def viewer_of(token_of: Callable[[str], str]) -> Callable[[str], Viewer]:
    """Give the viewer behind a role of ``demo.json``."""

    def find(role: str) -> Viewer:
        viewer = viewer_of_token(token_of(role))
        assert viewer is not None
        return viewer

    return find
