"""A reporter at the command line, against a live server: sign in, check, file, correct, look up, sign out.

The command line and the API must also give one verdict: they are asked the same about every duty.
"""

import contextlib
import csv
import html
import io
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
import time_machine
from django.db import connections

from suyuan.cli import main as cli
from suyuan.law.duty import Duty, Kind, Role
from suyuan.law.measures_2026 import RULEBOOK
from suyuan.services import clock
from suyuan.services.jobs import operations as jobs
from suyuan.storage import accounts, parties
from suyuan.storage.models import Membership, Notice
from suyuan.world.coding import credit_code, vin
from tests.integration.conftest import NUMBERS

PASSWORD = "a password of the tests"  # noqa: S105 - of the tests
Ran = subprocess.CompletedProcess[str]
Run = Callable[..., Ran]


def token_for(*roles: Role) -> str:
    return sign_in_for(*roles)[1]


def sign_in_for(*roles: Role, partner: bool = False) -> tuple[str, str]:
    """Give (username, token) of a new firm, on request a vehicle maker's partner; its password is PASSWORD."""
    number = next(NUMBERS) + 10_000_000
    entry = {"uscc": credit_code(number), "name": f"示例{number}", "region_code": "110105", "roles": roles}
    party = parties.register(entry, at=clock.now())
    if partner:
        maker = entry | {"uscc": credit_code(number + 50_000_000), "roles": [Role.VEHICLE_MAKER]}
        parties.register(maker, at=clock.now())
        parties.join_partners(entry["uscc"], [maker["uscc"]])
    name = f"c{number}"
    viewer = accounts.create(username=name, password=PASSWORD, kind="member", party_id=party)
    return name, accounts.issue_token(viewer.account_id, name="test", at=clock.now())


def environment(folder: Path, address: str, token: str | None) -> dict[str, str]:
    unwanted = ("SUYUAN_", "LC_", "LANG")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(unwanted)}
    own = {"XDG_CONFIG_HOME": str(folder / "config"), "LANG": "C.UTF-8", "SUYUAN_SERVER": address}
    return kept | own | ({} if token is None else {"SUYUAN_TOKEN": token})


@pytest.fixture
def suyuan(live: str, tmp_path: Path) -> Run:
    def run(*arguments: str, token: str | None = None, told: str = "") -> Ran:
        return subprocess.run(
            [sys.executable, "-m", "suyuan.cli", *arguments],
            input=told,
            capture_output=True,
            text=True,
            cwd=tmp_path,
            env=environment(tmp_path, live, token),
            timeout=90,
            check=False,
        )

    return run


@pytest.fixture
def quick(
    live: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Run:
    """The same without a process of its own: for the many small questions."""
    monkeypatch.setattr("suyuan.cli.words.LANGUAGE", "en")
    monkeypatch.chdir(tmp_path)
    for name in os.environ:
        if name.startswith("SUYUAN_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("SUYUAN_SERVER", live)

    def ask(*arguments: str, token: str) -> Ran:
        monkeypatch.setenv("SUYUAN_TOKEN", token)
        capsys.readouterr()
        code = cli.run(arguments)
        written = capsys.readouterr()
        return Ran(arguments, code, written.out, written.err)

    return ask


@pytest.fixture
def maker(live: str) -> str:  # noqa: ARG001 - the database is there
    return token_for(Role.VEHICLE_MAKER)


def sale(**other: str) -> dict[str, str]:
    return {
        "vin": vin("LY0", "0000A", 2026, "R", 900_000 + next(NUMBERS)),
        "sold_date": (clock.today() - timedelta(days=3)).isoformat(),
        "region_code": "110105",
    } | other


def write(path: Path, *rows: dict[str, str]) -> Path:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    path.write_text(out.getvalue(), encoding="utf-8")
    return path


def test_a_reporter_signs_in_files_and_signs_out(suyuan, maker, tmp_path):
    signed = suyuan("auth", "login", "--json", told=maker + "\n")
    assert signed.returncode == 0, signed.stderr
    assert maker not in signed.stdout + signed.stderr
    assert "24.2.b" in json.loads(suyuan("auth", "status", "--json").stdout)["duties"]
    row = sale()
    path = write(tmp_path / "sales.csv", row)
    filed = suyuan("file", "24.2.b", str(path), "--json")
    assert filed.returncode == 0, filed.stderr
    receipt = json.loads(filed.stdout)
    assert (receipt["accepted"], receipt["source_name"]) == (1, "sales.csv")
    again = suyuan("file", "24.2.b", str(path), "--json")
    assert json.loads(again.stdout)["receipt"] == receipt["receipt"]
    assert "filed before" in again.stderr
    due = json.loads(suyuan("due", "list", "--state", "met", "--json").stdout)["items"]
    assert [(item["duty"], item["subject"]["id"]) for item in due] == [("24.2.b", row["vin"])]
    assert suyuan("auth", "logout").returncode == 0
    assert suyuan("due", "list").returncode == 4


def test_a_dead_token_is_not_kept(suyuan):
    ran = suyuan("auth", "login", told="sy_dead-token-of-nobody")
    assert ran.returncode == 4
    assert suyuan("auth", "status").returncode == 4
    assert suyuan("auth", "login", "--with-token", told="").returncode == 2


def test_a_refused_file_exits_with_its_errors(quick, suyuan, maker, tmp_path):
    path = write(tmp_path / "f.csv", sale(), sale(sold_date="2026-13-01"))
    human = quick("file", "24.2.b", str(path), token=maker)
    assert human.returncode == 3
    assert "date.format" in human.stdout
    assert "suyuan check 24.2.b" in human.stderr
    data = suyuan("file", "24.2.b", str(path), "--json", "--lang", "zh", token=maker)
    assert data.returncode == 3
    body = json.loads(data.stdout)
    assert (body["code"], body["errors"][0]["rule"]) == ("filing.bad_lines", "date.format")
    assert "不是日期" in body["errors"][0]["message"]
    partly = quick("file", "24.2.b", str(path), "--mode", "good", "--json", token=maker)
    assert partly.returncode == 5
    assert json.loads(partly.stdout)["rejected"] == 1


def test_a_dry_run_and_a_correction(quick, maker, tmp_path):
    row = sale()
    path = write(tmp_path / "f.csv", row)
    tried = quick("file", "24.2.b", str(path), "--dry-run", "--json", token=maker)
    assert (tried.returncode, json.loads(tried.stdout)["state"]) == (0, "checked")
    first = json.loads(quick("file", "24.2.b", str(path), "--json", token=maker).stdout)["receipt"]
    mended = write(tmp_path / "g.csv", row | {"region_code": "110106"})
    second = quick("file", "24.2.b", str(mended), "--supersedes", first, "--json", token=maker)
    assert second.returncode == 0, second.stderr
    assert json.loads(second.stdout)["replaces"] == first


def test_a_role_that_may_not_and_a_code_that_is_not_there_fail(quick, tmp_path):
    token = token_for(Role.RECYCLER)
    ran = quick("file", "24.2.b", str(write(tmp_path / "f.csv", sale())), token=token)
    assert ran.returncode == 1
    assert "does not bear this duty" in ran.stderr
    assert quick("battery", "get", "9Z1PE0100000A1G519999999", token=token).returncode == 1
    assert quick("battery", "get", "9Z1XE0100000A1G519999999", token=token).returncode == 3
    assert quick("battery", "trace", "9Z1PE0100000A1G519999999", "--as-of", "x", token=token).returncode == 2
    assert quick("due", "list", "--state", "late", token=token).returncode == 2


def test_a_battery_s_life_is_told(quick, maker, tmp_path):
    pack = f"9Z1PE0100000A1G51{9_000_000 + next(NUMBERS)}"
    day = (clock.today() - timedelta(days=3)).isoformat()
    row = {
        "vin": vin("LY0", "0000A", 2026, "R", 900_000 + next(NUMBERS)),
        "vehicle_type": "乘用车", "vehicle_name": "轿车",
        "brand": "示例牌", "vehicle_model": "A", "certified_date": day, "pack_code": pack,
    }  # fmt: skip
    assert quick("file", "24.2.a", str(write(tmp_path / "v.csv", row)), token=maker).returncode == 0
    got = quick("battery", "get", pack, token=maker)
    assert f"vehicle\t{row['vin']}" in got.stdout
    told = quick("battery", "trace", pack, token=maker)
    assert (told.returncode, "fitted" in told.stdout) == (0, True)
    assert json.loads(quick("battery", "trace", pack, "--json", token=maker).stdout)["tree"]["code"] == pack


def _worker(stop: threading.Event, found: list[str]) -> None:
    """Carry out what was deferred, as the worker's process does."""
    while not stop.is_set():
        while found:
            time.sleep(1.5)
            jobs.run(found.pop())
        time.sleep(0.05)
    connections.close_all()


def test_a_long_file_is_watched_until_its_receipt(quick, maker, tmp_path, settings, monkeypatch):
    found: list[str] = []
    stop = threading.Event()
    monkeypatch.setattr("suyuan.storage.jobs.defer", found.append)
    settings.JOB_LINES = 2
    worker = threading.Thread(target=_worker, args=(stop, found))
    worker.start()
    ran = quick(
        "file", "24.2.b", str(write(tmp_path / "f.csv", *(sale() for _ in range(6)))), "--json", token=maker
    )
    stop.set()
    worker.join()
    assert ran.returncode == 0, ran.stderr
    assert json.loads(ran.stdout)["accepted"] == 6
    assert "job " in ran.stderr


def test_ctrl_c_leaves_the_job_and_names_it(live, maker, tmp_path, settings, monkeypatch):
    found: list[str] = []
    monkeypatch.setattr("suyuan.storage.jobs.defer", found.append)
    settings.JOB_LINES = 2
    path = write(tmp_path / "f.csv", *(sale() for _ in range(6)))
    running = subprocess.Popen(
        [sys.executable, "-m", "suyuan.cli", "file", "24.2.b", str(path)],
        env=environment(tmp_path, live, maker),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    waited = time.monotonic()
    while not found and time.monotonic() - waited < 30:
        time.sleep(0.1)
    time.sleep(1.5)
    running.send_signal(signal.SIGINT)
    out, err = running.communicate(timeout=30)
    assert running.returncode == 6, err
    assert out == ""
    assert found[0] in err
    assert f"suyuan file 24.2.b {path}" in err


def dated(duty: Duty) -> dict[str, str]:
    """The duty's example row, its days moved to last week: examples are of the year they were written in."""
    day = clock.today() - timedelta(days=7)
    by_kind = {
        Kind.DATE: day.isoformat(),
        Kind.MONTH: day.isoformat()[:7],
        Kind.INSTANT: f"{day}T09:30:00+08:00",
    }
    return {
        column.name: by_kind.get(column.kind, column.example) if column.example else ""
        for column in duty.columns
    }


def verdict(body: dict[str, Any]) -> list[tuple[Any, ...]]:
    entries = [entry for entry in body["errors"] if not entry["rule"].startswith("stored.")]
    return sorted((entry["row"], entry["column"] or "", entry["rule"], entry["message"]) for entry in entries)


@pytest.fixture(scope="module")
def everyone(live: str) -> dict[bool, tuple[str, str]]:  # noqa: ARG001 - the database is there
    """A firm of every role whose repair shop stands alone, and one whose shop works with a vehicle maker.

    The first has the notice of which the example of 15.3.b speaks.
    """
    signed = {partner: sign_in_for(*Role, partner=partner) for partner in (False, True)}
    holder = Membership.objects.get(account__user__username=signed[False][0]).party_id
    number = RULEBOOK.by_id["15.3.b"].column("notice_no").example
    Notice.objects.create(
        party_id=holder, notice_no=number, subject=uuid4(), vehicle=uuid4(), battery=uuid4(), why="age",
        value=96, bound=96, seen_date=clock.today(), made_at=clock.now(),
    )  # fmt: skip
    return signed


@pytest.fixture(scope="module")
def pages(live: str, everyone: dict[bool, tuple[str, str]]) -> Iterator[dict[bool, httpx.Client]]:
    """Signed-in sessions of pages, as a browser keeps them: cookies, and each form's own token."""
    with contextlib.ExitStack() as sessions:
        signed = {}
        for partner, (name, _) in everyone.items():
            session = sessions.enter_context(
                httpx.Client(base_url=live, trust_env=False, headers={"Accept-Language": "en"})
            )
            form = {"login": name, "password": PASSWORD, "csrfmiddlewaretoken": form_token(session, SIGN_IN)}
            assert session.post(SIGN_IN, data=form).status_code == 302
            signed[partner] = session
        yield signed


SIGN_IN = "/accounts/login/"


def form_token(session: httpx.Client, address: str) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', session.get(address).text)
    assert found, address
    return found[1]


@pytest.fixture
def ask_server(live: str, everyone: dict[bool, tuple[str, str]]) -> Callable[[str, bytes], httpx.Response]:
    def ask(duty: str, content: bytes) -> httpx.Response:
        return httpx.post(
            f"{live}/api/v1/filings/{duty}?dry_run=true",
            content=content,
            headers={
                "Authorization": f"Bearer {everyone[bool(RULEBOOK.by_id[duty].partner)][1]}",
                "Content-Type": "text/csv",
                "Accept-Language": "en",
            },
            trust_env=False,
        )

    return ask


@pytest.mark.parametrize("duty", RULEBOOK.duties, ids=lambda duty: duty.id)
@pytest.mark.parametrize("sound", [True, False], ids=["sound", "broken"])
def test_server_and_offline_check_give_one_verdict(quick, ask_server, tmp_path, duty, sound):
    rows = [dated(duty), dict.fromkeys(dated(duty), "§§")][: 1 if sound else 2]
    path = write(tmp_path / "f.csv", *rows)
    with time_machine.travel(clock.now(), tick=True):  # the test database lives at a time of its own
        ran = quick("check", duty.id, str(path), "--json", token="")
    answer = ask_server(duty.id, path.read_bytes())
    assert verdict(answer.json()) == verdict(json.loads(ran.stdout))
    assert (ran.returncode, answer.status_code) == ((0, 200) if sound else (3, 422))


@pytest.mark.parametrize("duty", RULEBOOK.duties, ids=lambda duty: duty.id)
@pytest.mark.parametrize("sound", [True, False], ids=["sound", "broken"])
def test_page_and_server_give_one_verdict(pages, ask_server, everyone, tmp_path, duty, sound):  # noqa: PLR0917
    rows = [dated(duty), dict.fromkeys(dated(duty), "§§")][: 1 if sound else 2]
    path = write(tmp_path / "f.csv", *rows)
    asked = ask_server(duty.id, path.read_bytes())
    session, address = pages[bool(duty.partner)], f"/file/{duty.id}"
    form = {"by": "file", "act": "file", "mode": "all", "csrfmiddlewaretoken": form_token(session, address)}
    answer = session.post(address, data=form, files={"file": (path.name, path.read_bytes())})
    assert answer.status_code == 302, answer.text
    number = answer.headers["Location"].rpartition("/")[2]
    bearer = {"Authorization": f"Bearer {everyone[bool(duty.partner)][1]}"}
    told = session.get(f"/api/v1/filings/{number}", headers=bearer).json()
    assert (told["state"], told["accepted"]) == (("accepted", 1) if sound else ("refused", 0))
    assert verdict(told) == verdict(asked.json())
    shown = html.unescape(session.get(answer.headers["Location"]).text)
    assert all(message in shown for _, _, _, message in verdict(told))
