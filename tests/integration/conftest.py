"""申报之路的测试用具 — firms, codes and vehicles that no other test knows, and a short way to file.

Road.firm         registers a party with roles and gives its viewer
Road.pack, .car   a fresh pack with its module and cells, a fresh VIN
Road.certificate  the 24.2.a row of a vehicle;  movement: an outbound or inbound row
Road.file         rows -> receipt, through the use case
"""

import json
import shutil
import subprocess
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from suyuan.domain.access import Viewer
from suyuan.domain.obligations import Obligation
from suyuan.domain.receipts import Receipt
from suyuan.law.duty import Role
from suyuan.law.measures_2026 import RULEBOOK
from suyuan.services.filings import operations
from suyuan.services.obligations import queries as obligations
from suyuan.services.parties.queries import viewer_of_user
from suyuan.services.submission import Submission
from suyuan.storage import accounts, parties
from suyuan.storage.embedded import ensure, place
from suyuan.storage.topology import TABLES
from suyuan.world.coding import credit_code, vin

NUMBERS = count(1)
BEFORE = datetime.fromisoformat("2026-04-01T00:00:00+08:00")
COUNTS = " UNION ALL ".join(f"SELECT '{table}', count(*) FROM {table}" for table in TABLES)  # noqa: S608 - names of ours


@dataclass(frozen=True)
class Pack:
    """A pack with its only module and its cells."""

    code: str
    module: str
    cells: tuple[str, ...]

    def tree(self, *, module: str | None = None) -> dict[str, Any]:
        """Give the nested form, with another module's code where asked."""
        inner = {"module_code": module or self.module, "cells": list(self.cells)}
        return {"pack_code": self.code, "modules": [inner]}


class Road:
    """Everything that a test needs to file something of its own."""

    @staticmethod
    def firm(*roles: Role, partner_of: Viewer | None = None, **more: Any) -> Viewer:
        """Register a party; give its viewer."""
        number = 40_000_000 + next(NUMBERS)
        entry = {
            "uscc": credit_code(number),
            "name": f"测试{number}",
            "region_code": "430104",
            "roles": roles,
        }
        party = parties.register(entry | more, at=BEFORE)
        if partner_of is not None:
            parties.join_partners(entry["uscc"], [partner_of.uscc])
        account = accounts.create_stretched(
            username=f"test{number}", stretched="!", kind="member", party_id=party
        )
        viewer = viewer_of_user(account.user_id, account.standing)
        assert viewer is not None
        return viewer

    @staticmethod
    def pack() -> Pack:
        """Make a pack that was built on 1 May 2026 under a prefix that nobody holds."""
        number = next(NUMBERS)
        head, tail = "TTT{}B31HY00L10G51", f"{number:07d}"
        cells = tuple(f"{head.format('C')}{number * 2 + step:07d}" for step in (0, 1))
        return Pack(head.format("P") + tail, head.format("M") + tail, cells)

    @staticmethod
    def car() -> str:
        """Make a VIN."""
        return vin("LY9", "0000T", 2026, "T", next(NUMBERS))

    @classmethod
    def certificate(
        cls,
        number: str | None = None,
        pack: dict[str, Any] | None = None,
        *,
        day: str = "2026-05-10",
        **more: Any,
    ) -> dict[str, Any]:
        """Make the 24.2.a row of a vehicle with a pack: fresh ones where none are given."""
        return {
            "vin": number or cls.car(),
            "vehicle_type": "乘用车",
            "vehicle_name": "纯电动轿车",
            "brand": "测试",
            "vehicle_model": "TST7000",
            "certified_date": day,
            "packs": [pack or cls.pack().tree()],
        } | more

    @staticmethod
    def outbound(code: str, to: Viewer, day: str, **more: Any) -> dict[str, Any]:
        """Make an outbound row."""
        return {
            "code": code,
            "code_condition": "intact",
            "out_date": day,
            "destination_uscc": to.uscc,
            "destination_name": to.party_name,
            "mass_kg": 300,
        } | more

    @staticmethod
    def inbound(code: str, source: Viewer, day: str, **more: Any) -> dict[str, Any]:
        """Make an inbound row."""
        return {
            "code": code,
            "code_condition": "intact",
            "in_date": day,
            "source_uscc": source.uscc,
            "source_name": source.party_name,
            "outcome": "accepted",
            "mass_kg": 300,
        } | more

    @staticmethod
    def submission(viewer: Viewer, duty: str, *rows: dict[str, Any], at: str, **more: Any) -> Submission:
        """Make a submission of rows, received at noon of a day."""
        return Submission(
            viewer=viewer,
            duty=RULEBOOK.by_id[duty],
            content="\n".join(json.dumps(row, ensure_ascii=False) for row in rows).encode(),
            at=datetime.fromisoformat(f"{at}T12:00:00+08:00"),
            **{"format": "ndjson"} | more,
        )

    @classmethod
    def file(cls, viewer: Viewer, duty: str, *rows: dict[str, Any], at: str, **more: Any) -> Receipt:
        """File rows through the use case."""
        return operations.file(cls.submission(viewer, duty, *rows, at=at, **more))

    @staticmethod
    def clocks(viewer: Viewer, duty: str, *, today: str = "2026-11-20") -> list[Obligation]:
        """Give a party's clocks of one duty."""
        page = obligations.find_obligations(viewer, today=date.fromisoformat(today), duty=duty)
        return list(page.items)

    @staticmethod
    def counted() -> Counter[str]:
        """Count the rows of every table of ours."""
        with connection.cursor() as cursor:
            cursor.execute(COUNTS)
            return Counter(dict(cursor.fetchall()))


@pytest.fixture
def road(database: None) -> Road:  # noqa: ARG001 - the database is there
    """The tools of this folder."""
    return Road()


@pytest.fixture
def home() -> Iterator[Path]:
    """A new home that any user may pass through, gone with its server afterwards."""
    path = Path(tempfile.mkdtemp(prefix="suyuan-test-"))
    path.chmod(0o711)
    yield path / "home"
    _remove(path / "home")
    shutil.rmtree(path)


@pytest.fixture(scope="module")
def made() -> Iterator[Path]:
    """A cluster made once, to be copied: making one takes most of a second."""
    path = Path(tempfile.mkdtemp(prefix="suyuan-test-"))
    path.chmod(0o711)
    ensure(path / "home").stop()
    yield path / "home"
    shutil.rmtree(path)


@pytest.fixture
def ready(home: Path, made: Path) -> Path:
    """A new home with a cluster in it that was never started."""
    subprocess.run(["cp", "-a", made, home], check=True)
    return home


def _remove(home: Path) -> None:
    if home.exists():
        found = place.find(home)
        if found.data.exists() and (found.data / "postmaster.pid").exists():
            ensure(home).stop()
        shutil.rmtree(place.known_sockets(found), ignore_errors=True)
        shutil.rmtree(found.root, ignore_errors=True)


@pytest.fixture(scope="session")
def discard() -> Callable[[Path], None]:
    """Stop the server of a home and remove everything it left."""
    return _remove
