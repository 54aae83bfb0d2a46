"""Signing in at the command line by a code on a page: the real program, a live server, a person who agrees or not."""

import json
import os
import re
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from suyuan.domain.access import Viewer
from suyuan.law.duty import Role
from suyuan.services import clock
from suyuan.services.keys import operations as keys
from suyuan.services.mandates import operations as mandates
from suyuan.storage import accounts, parties
from suyuan.storage.models import Token
from suyuan.world.coding import credit_code, vin
from tests.integration.conftest import NUMBERS

PASSWORD = "a-password-of-nobody"  # noqa: S105 - of this test
Cli = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def cli(live: str, tmp_path: Path) -> Cli:
    def start(*arguments: str) -> subprocess.Popen[str]:
        unwanted = ("SUYUAN_", "LC_", "LANG")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(unwanted)}
        own = {"XDG_CONFIG_HOME": str(tmp_path / "config"), "LANG": "C.UTF-8", "SUYUAN_SERVER": live}
        return subprocess.Popen(
            [sys.executable, "-m", "suyuan.cli", *arguments],
            env=kept | own,
            cwd=tmp_path,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    return start


def ran(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    out, err = process.communicate(timeout=60)
    return process.returncode, out, err


def firm(*roles: Role) -> Viewer:
    number = next(NUMBERS) + 20_000_000
    entry = {"uscc": credit_code(number), "name": f"示例{number}", "region_code": "110105", "roles": roles}
    party = parties.register(entry, at=clock.now())
    return accounts.create(username=f"d{number}", password=PASSWORD, kind="member", party_id=party)


def person(live: str, viewer: Viewer) -> httpx.Client:
    """Sign a browser in, without the second factor that the demonstration does not ask for."""
    browser = httpx.Client(base_url=live, follow_redirects=True, trust_env=False, headers={"Referer": live})
    page = browser.get("/accounts/login/").text
    told = {"csrfmiddlewaretoken": token_in(page), "login": viewer.name, "password": PASSWORD}
    assert browser.post("/accounts/login/", data=told).status_code == 200
    return browser


def token_in(page: str) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def told_address(process: subprocess.Popen[str]) -> str:
    """Read the address from what the program says on its standard error."""
    assert process.stderr is not None
    for line in process.stderr:
        if found := re.search(r"http://\S+/device\S+", line):
            return found[0]
    raise AssertionError("no address")


def decide(browser: httpx.Client, address: str, action: str) -> str:
    page = browser.get(address).text
    answer = browser.post(address, data={"csrfmiddlewaretoken": token_in(page), "action": action})
    assert answer.status_code == 200
    return answer.text


def test_a_person_signs_a_command_line_in_and_out(live, cli, tmp_path):
    viewer = firm(Role.VEHICLE_MAKER)
    browser = person(live, viewer)
    login = cli("auth", "login", "--json")
    decide(browser, told_address(login), "confirm")
    code, out, _ = ran(login)
    assert (code, json.loads(out)["party"]) == (0, viewer.uscc)
    kept = next((tmp_path / "config").rglob("tokens.json"))
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    entry = json.loads(kept.read_text())["default"]
    assert entry["token"] not in out
    code, out, _ = ran(cli("auth", "status", "--json"))
    assert (code, "24.2.b" in json.loads(out)["duties"]) == (0, True)
    assert "command line" in browser.get("/keys").text

    kept.write_text(json.dumps({"default": entry | {"token": "run-out"}}))
    assert ran(cli("due", "list"))[0] == 0  # it draws another one by itself
    renewed = json.loads(kept.read_text())["default"]
    assert renewed["refresh"] != entry["refresh"]

    code, out, _ = ran(cli("auth", "logout", "--json"))
    assert (code, json.loads(out)) == (0, {"profile": "default", "removed": True, "revoked": True})
    time.sleep(1.05)
    me = f"{live}/api/v1/me"
    assert (
        httpx.get(me, headers={"Authorization": f"Bearer {renewed['token']}"}, trust_env=False).status_code
        == 401
    )
    assert ran(cli("due", "list"))[0] == 4


def test_who_does_not_agree_lets_nobody_in(live, cli):
    browser = person(live, firm(Role.VEHICLE_MAKER))
    login = cli("auth", "login")
    assert "got nothing" in decide(browser, told_address(login), "deny")
    code, out, _ = ran(login)
    assert (code, out) == (4, "")
    assert ran(cli("auth", "status"))[0] == 4


def test_the_page_signs_every_command_line_out(live, cli):
    browser = person(live, firm(Role.VEHICLE_MAKER))
    login = cli("auth", "login")
    decide(browser, told_address(login), "confirm")
    assert ran(login)[0] == 0
    page = browser.get("/keys").text
    browser.post("/keys/command-lines/leave", data={"csrfmiddlewaretoken": token_in(page)})
    time.sleep(1.05)
    assert ran(cli("auth", "status"))[0] == 4


def test_an_agent_files_for_its_principal_with_for(live, cli, tmp_path):
    principal, agent = firm(Role.VEHICLE_MAKER), firm(Role.RECYCLER)
    today = clock.today()
    offer = mandates.give(
        principal,
        agent_uscc=agent.uscc,
        duties=["24.2.b"],
        from_date=today,
        to_date=today + timedelta(days=9),
    )
    mandates.take(agent, offer)
    browser = person(live, agent)
    login = cli("auth", "login")
    decide(browser, told_address(login), "confirm")
    assert ran(login)[0] == 0
    path = tmp_path / "sales.csv"
    number = vin("LY0", "0000A", 2026, "R", 900_000 + next(NUMBERS))
    path.write_text(f"vin,sold_date,region_code\n{number},{today - timedelta(days=3)},110105\n")
    code, out, err = ran(cli("file", "24.2.b", str(path), "--for", principal.uscc, "--json"))
    assert code == 0, err
    receipt: dict[str, Any] = json.loads(out)
    assert (receipt["party"], receipt["filed_by"]) == (principal.uscc, agent.uscc)
    assert ran(cli("file", "24.2.b", str(path)))[0] == 1  # not a duty of its own
    assert ran(cli("due", "list", "--for", credit_code(7)))[0] == 1
    assert ran(cli("due", "list", "--for", "x"))[0] == 2


def test_a_pasted_key_is_only_removed(live, tmp_path):
    viewer = firm(Role.VEHICLE_MAKER)
    made = keys.issue(viewer, name="a", duties=None, last_day=keys.default_end())
    environment = {**os.environ, "XDG_CONFIG_HOME": str(tmp_path), "LANG": "C.UTF-8", "SUYUAN_SERVER": live}
    del environment["SUYUAN_HOME"]

    def run(*arguments: str, told: str = "") -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "suyuan.cli", *arguments]
        return subprocess.run(
            command, input=told, env=environment, capture_output=True, text=True, timeout=60, check=False
        )

    assert run("auth", "login", "--with-token", told=made.text + "\n").returncode == 0
    signed_out = run("auth", "logout", "--json")
    assert json.loads(signed_out.stdout)["revoked"] is False
    assert "still good" in signed_out.stderr
    assert Token.objects.get(prefix=made.public, party_id=viewer.party_id).revoked_at is None
