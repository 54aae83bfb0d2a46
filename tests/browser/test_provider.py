"""Sign-in through the identity provider of a province: a real one, in a process of its own."""

import contextlib
import json
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
HERE = Path(__file__).parent
MakePage = Callable[..., Page]
PASSWORD = "of-the-province"  # noqa: S105 - as ``province.py`` gives it
PATIENCE_S = 30.0
REFUSED = "no account with a post belongs to you here"


@pytest.fixture(scope="module", autouse=True)
def province(
    environment: dict[str, str], server: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """Run the provider where the platform was told to look for it."""
    place = json.loads(environment["SUYUAN_OIDC_PROVIDERS"])[0]["server_url"]
    folder = tmp_path_factory.mktemp("province")
    kept = {name: text for name, text in environment.items() if not name.startswith(("SUYUAN_", "DJANGO_"))}
    command = [sys.executable, str(HERE / "province.py"), str(folder), str(urlsplit(place).port), server]
    child = subprocess.Popen(command, env=kept)
    give_up, opener = (
        time.monotonic() + PATIENCE_S,
        urllib.request.build_opener(urllib.request.ProxyHandler({})),
    )
    try:
        while time.monotonic() < give_up:
            with (
                contextlib.suppress(urllib.error.URLError, ConnectionError),
                opener.open(place + "/.well-known/openid-configuration", timeout=5),
            ):
                break
            time.sleep(0.2)
        yield
    finally:
        child.terminate()
        child.wait(10)


def through(page: Page, provider: str, username: str) -> None:
    """Sign in at the provider as one of its people, and come back."""
    page.goto("/accounts/login/")
    page.get_by_role("button", name=f"Sign in through Province {provider}").click()
    page.wait_for_url("http://localhost:*/accounts/login/**")
    page.fill("input[name=login]", username)
    page.fill("input[name=password]", PASSWORD)
    page.locator("form button[type=submit]").first.click()
    page.wait_for_url("http://127.0.0.1:*/**")


def test_an_official_signs_in_by_the_address_that_the_province_verified(new_page: MakePage) -> None:
    page = new_page()
    through(page, "capital", "wang")
    page.wait_for_url("**/home")
    page.locator(".account summary").click()
    expect(page.locator(".account-box")).to_contain_text("inspector")
    with page.expect_navigation():
        page.get_by_role("button", name="Sign out").click()
    page = new_page()
    through(page, "capital", "wang")  # now by the provider's own number for the person
    page.wait_for_url("**/home")


@pytest.mark.parametrize(
    ("provider", "username"),
    [
        ("capital", "nobody"),  # verified, and nobody here
        ("capital", "liar"),  # names the address of another, unverified
        ("capital", "boss"),  # verified, with an account here that holds no post
        ("elsewhere", "wang"),  # an official of another territory
    ],
)
def test_a_provider_makes_nobody_and_lets_in_none_but_its_officials(
    new_page: MakePage, provider: str, username: str
) -> None:
    page = new_page()
    through(page, provider, username)
    expect(page.locator("main")).to_contain_text(REFUSED)
    page.goto("/home")
    assert "/accounts/login/" in page.url


def test_an_answer_that_nobody_asked_for_signs_nobody_in(new_page: MakePage) -> None:
    page = new_page()
    page.goto("/accounts/oidc/capital/login/callback/?code=stolen&state=invented")
    expect(page.locator("main")).to_contain_text("did not sign you in")
    page.goto("/accounts/oidc/nowhere/login/")
    expect(page.get_by_role("heading", level=1)).to_have_text("This page does not exist")
