"""A real server over a real PostgreSQL, a small world in it, and a real browser before it.

world     what is in the database: passwords, codes, VINs
server    the address of the running server
page      a fresh page of Chromium in English; ``page_zh`` in Chinese, ``phone`` 390 points wide
sign_in   signs a page in
"""

import contextlib
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from suyuan.storage import embedded
from tests.browser.visiting import MakePage, SignIn, on_site, ordered

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
CHROMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-dev-shm-usage",
    "--disable-sync",
    "--no-first-run",
    "--no-proxy-server",
]
PATIENCE_S = 60.0
JOB_LINES = 500


def find_chrome() -> str | None:
    """Give the path of an installed Chromium or Chrome: the machine's, else Playwright's own."""
    for name in CHROMES:
        if found := shutil.which(name):
            return found
    with contextlib.suppress(Exception), sync_playwright() as playwright:
        own = playwright.chromium.executable_path
        if Path(own).exists():
            return own
    return None


def _port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture(scope="session")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The environment of a server with its own database and home; tables made."""
    home = tmp_path_factory.mktemp("home")
    secret = home / "province_secret"
    secret.write_text("secret of the tests")
    province = f"http://localhost:{_port()}"
    providers = [
        {
            "id": name,
            "name": f"Province {name}",
            "server_url": province,
            "client_id": name,
            "secret_file": str(secret),
            "territory": territory,
        }
        for name, territory in (("capital", "11"), ("elsewhere", "34"))
    ]
    with embedded.throwaway() as database:
        names = {
            "SUYUAN_HOME": str(home),
            "SUYUAN_DATABASE_URL": database.url,
            "SUYUAN_PORT": str(_port()),
            "SUYUAN_JOB_LINES": str(JOB_LINES),
            "SUYUAN_OIDC_PROVIDERS": json.dumps(providers),
            "DJANGO_SETTINGS_MODULE": "suyuan.web.settings",
        }
        kept = {name: value for name, value in os.environ.items() if not name.startswith("SUYUAN_")}
        made = kept | names
        subprocess.run(
            [sys.executable, "-m", "django", "migrate", "--no-input", "-v", "0"],
            env=made,
            cwd=ROOT,
            check=True,
        )
        yield made | {"SUYUAN_DATABASE_URL": database.service_url}  # as what is served logs in


@pytest.fixture(scope="session")
def world(environment: dict[str, str]) -> dict[str, Any]:
    """Register the small world and give what a test must know of it."""
    script = [sys.executable, str(HERE / "small_world.py")]
    said = subprocess.run(script, env=environment, cwd=ROOT, check=True, stdout=subprocess.PIPE)
    return json.loads(said.stdout)  # type: ignore[no-any-return]


@pytest.fixture(scope="session")
def server(environment: dict[str, str], world: dict[str, Any]) -> Iterator[str]:  # noqa: ARG001 - filled first
    """Run the server, its worker and the sequencer as an operator does; give the address."""
    port = environment["SUYUAN_PORT"]
    options = [
        "--interface",
        "asgi",
        "--host",
        "127.0.0.1",
        "--port",
        port,
        "--no-ws",
        "--log-level",
        "error",
    ]
    web = [sys.executable, "-m", "granian", *options, "suyuan.web.asgi:application"]
    children = [
        subprocess.Popen(command, env=environment, cwd=ROOT)
        for command in (
            web,
            *([sys.executable, "-m", f"suyuan.{name}"] for name in ("worker", "worker.sequencer")),
        )
    ]
    address = f"http://127.0.0.1:{port}"
    try:
        _await_health(address)
        yield address
    finally:
        for child in children:
            child.terminate()
        for child in children:
            child.wait(20)


def _await_health(address: str) -> None:
    give_up = time.monotonic() + PATIENCE_S
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    while time.monotonic() < give_up:
        with (
            contextlib.suppress(urllib.error.URLError, ConnectionError),
            opener.open(address + "/healthz", timeout=5) as answer,
        ):
            if answer.status == 200:
                return
        time.sleep(0.2)
    pytest.fail(f"the server did not answer within {PATIENCE_S} s")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests; without one the tests are skipped, aloud."""
    chrome = find_chrome()
    if chrome is None:
        pytest.skip("no Chromium or Chrome is installed: set SUYUAN_INSTALL_BROWSER=yes and run set-up again")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chrome, args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture
def new_page(browser: Browser, server: str) -> Iterator[Callable[..., Page]]:
    """Make pages: ``new_page(locale="zh-CN", width=390)``; fails the test when a page's script fails."""
    contexts = []
    complaints: list[str] = []

    def make(
        *,
        locale: str = "en-GB",
        width: int = 1280,
        height: int = 900,
        scripts: bool = True,
        server: str = server,
    ) -> Page:
        context = browser.new_context(
            base_url=server,
            locale=locale,
            viewport={"width": width, "height": height},
            java_script_enabled=scripts,
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console", lambda message: "Content Security" in message.text and complaints.append(message.text)
        )
        return page

    yield make
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    return new_page()


@pytest.fixture
def sign_in(world: dict[str, Any]) -> Callable[[Page, str], None]:
    """Sign a page's browser in by user name, by the form and without a page: what the form looks like is not asked."""

    def enter(page: Page, username: str) -> None:
        place, asked = "/accounts/login/", page.context.request
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', asked.get(place).text())
        assert token is not None
        form = {"csrfmiddlewaretoken": token[1], "login": username, "password": world["password"]}
        told = asked.post(place, form=form, max_redirects=0)  # type: ignore[arg-type]
        assert (told.status, told.headers["location"]) == (302, "/home")

    return enter


@pytest.fixture
def visit(new_page: MakePage, sign_in: SignIn, world: dict[str, Any]) -> Any:
    """Give a function: a language -> a phone on site, and the number of the visit."""

    def begin(locale: str = "en-GB") -> tuple[Page, str]:
        phone = new_page(locale=locale, width=390)
        sign_in(phone, "inspector")
        number = ordered(phone, world["usccs"]["shop"], world["today"])
        on_site(phone, number)
        return phone, number

    return begin
