"""授权矩阵的世界 — the trade and the cast, made once for the folder; what is asked of them is undone each time."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from suyuan.services.ledger import operations as ledger
from suyuan.services.parties import queries as viewers
from suyuan.services.sessions import queries as sessions
from suyuan.storage import settings
from tests.authorization import cast, firms


@dataclass(frozen=True)
class Stage:
    """The trade with everybody who asks about it."""

    trade: firms.Trade
    people: list[cast.Actor]
    machines: list[cast.Actor]

    @property
    def actors(self) -> list[cast.Actor]:
        """Give all of them."""
        return self.people + self.machines


@pytest.fixture(scope="session")
def _stage(django_db_setup: None, django_db_blocker: Any) -> Stage:  # noqa: ARG001 - the database is there
    with django_db_blocker.unblock():
        trade = firms.build()
        ledger.publish()
        people = cast.people(trade)
        return Stage(trade, people, cast.machines(trade, people))


@pytest.fixture
def remembering(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> Stage:
    """The same, where who asks is looked up once and not twice a second: nobody's standing changes in between."""
    for room in (viewers, sessions):
        monkeypatch.setattr(room, "_FRESH", 3600.0)
    for actor in stage.actors:
        if actor.door == "page":
            actor.client.get("/home")  # from here on the session knows its standing
        else:
            actor.client.get("/api/v1/me", headers=actor.headers)
    return stage


@pytest.fixture
def stage(_stage: Stage, database: None) -> Iterator[Stage]:  # noqa: ARG001 - as above
    """The trade and the cast, where a second factor is asked for as everywhere but in a demonstration."""
    noisy = logging.getLogger("django.request")
    level = noisy.level
    noisy.setLevel(logging.CRITICAL)  # thousands are refused here on purpose
    settings.keep("second_factor", "required")
    sessions._known.clear()  # noqa: SLF001 - the test does not wait
    yield _stage
    settings.keep("second_factor", "relaxed")
    sessions._known.clear()  # noqa: SLF001 - as above
    viewers._remembered.clear()  # noqa: SLF001 - as above
    noisy.setLevel(level)
