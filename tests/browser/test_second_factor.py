"""The second factor at real pages: asked of whoever must have one, set up, used, lost and recovered."""

import base64
import hmac
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser
HERE = Path(__file__).parent
PERIOD_S = 30


@pytest.fixture(scope="module", autouse=True)
def required(environment: dict[str, str], server: str) -> Iterator[None]:  # noqa: ARG001 - it runs
    """Ask for the second factor in the small world too, while these tests run."""

    def tell(word: str) -> None:
        subprocess.run(
            [sys.executable, str(HERE / "policy.py"), word],
            env=environment,
            cwd=HERE.parent.parent,
            check=True,
        )

    tell("required")
    time.sleep(1)  # the server remembers the policy for half a second
    yield
    tell("relaxed")
    time.sleep(1)


@pytest.fixture
def fresh(browser: Browser, server: str) -> Iterator[Callable[[], Page]]:
    """Pages of browsers that know nothing, at ``localhost``: passkeys belong to a name, not to a number."""
    contexts = []

    def make() -> Page:
        context = browser.new_context(base_url=server.replace("127.0.0.1", "localhost"), locale="en-GB")
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        return page

    yield make
    for context in contexts:
        context.close()


def enter(page: Page, username: str, password: str) -> None:
    page.goto("/accounts/login/")
    page.fill("#id_login", username)
    page.fill("#id_password", password)
    page.get_by_role("button", name="Sign in", exact=True).click()


def digits(secret: str, at: float) -> str:
    """Compute the six digits of RFC 6238."""
    counter = struct.pack(">Q", int(at) // PERIOD_S)
    mac = hmac.digest(base64.b32decode(secret), counter, "sha1")
    start = mac[-1] & 15
    return f"{(struct.unpack('>I', mac[start : start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


def soon(secret: str, used: str = "") -> str:
    """Give digits that were not used yet and live for some seconds more."""
    while time.time() % PERIOD_S > PERIOD_S - 5 or digits(secret, time.time()) == used:
        time.sleep(1)
    return digits(secret, time.time())


def passkeys(page: Page) -> str:
    """Plug in a virtual authenticator that knows its user; give its number."""
    channel = page.context.new_cdp_session(page)
    channel.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    made = channel.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return str(made["authenticatorId"])


def test_who_must_have_one_is_sent_to_set_it_up_and_can_do_nothing_else(
    fresh: Callable[[], Page], world: dict[str, Any]
) -> None:
    page = fresh()
    enter(page, "recycler", world["password"])
    page.wait_for_url("**/accounts/factor/")
    expect(page.locator("main")).to_contain_text("Set up a second factor first.")
    for place in ("/home", "/filings", "/file", "/members", "/findings", "/batteries", "/file/24.7.a"):
        page.goto(place)
        assert page.url.endswith("/accounts/factor/"), place
    expect(page.locator(".menu a")).to_have_count(1)  # the public rules


def test_an_app_is_set_up_asked_for_and_recovered(fresh: Callable[[], Page], world: dict[str, Any]) -> None:
    page = fresh()
    enter(page, "cautious", world["password"])
    page.get_by_role("link", name="Set up the app").click()
    secret = page.locator("[data-secret]").inner_text()
    page.fill("#id_code", "000000")
    page.locator("main").get_by_role("button", name="Set up the app").click()
    expect(page.locator(".errsum")).to_be_visible()
    assert page.locator("[data-secret]").inner_text() == secret
    first = soon(secret)
    page.fill("#id_code", first)
    page.locator("main").get_by_role("button", name="Set up the app").click()
    codes = page.locator(".codes li").all_inner_texts()
    assert len(codes) == 10
    page.get_by_role("link", name="They are kept").click()
    page.wait_for_url("**/home")

    page = fresh()
    enter(page, "cautious", world["password"])
    page.wait_for_url("**/accounts/factor/authenticate/")
    page.goto("/home")
    page.wait_for_url("**/accounts/factor/authenticate/")  # a password alone opens nothing
    page.fill("#id_code", "000000")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.locator(".errsum")).to_be_visible()
    used = soon(secret, first)
    page.fill("#id_code", used)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/home")

    page = fresh()
    enter(page, "cautious", world["password"])
    page.fill("#id_code", used)  # the same digits a second time
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.locator(".errsum")).to_be_visible()
    page.fill("#id_code", codes[0])
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/home")
    page = fresh()
    enter(page, "cautious", world["password"])
    page.fill("#id_code", codes[0])  # a recovery code works once
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.locator(".errsum")).to_be_visible()


def test_a_passkey_is_added_signs_in_alone_and_is_removed(
    fresh: Callable[[], Page], world: dict[str, Any]
) -> None:
    page = fresh()
    passkeys(page)
    enter(page, "minister", world["password"])
    page.get_by_role("link", name="Add a passkey").click()
    page.fill("#id_name", "office computer")
    page.locator("main").get_by_role("button", name="Add a passkey").click()
    expect(page.locator(".codes li")).to_have_count(10)
    page.goto("/home")
    assert page.url.endswith("/home")
    page.locator(".account summary").click()
    with page.expect_navigation():
        page.get_by_role("button", name="Sign out").click()
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url("**/home")
    page.locator(".account summary").click()
    with page.expect_navigation():
        page.get_by_role("button", name="Sign out").click()
    enter(page, "minister", world["password"])  # and as the second factor after a password
    page.wait_for_url("**/accounts/factor/authenticate/")
    page.get_by_role("button", name="Use the passkey").click()
    page.wait_for_url("**/home")
    page.goto("/accounts/factor/webauthn/")
    expect(page.locator("main")).to_contain_text("office computer")
    page.get_by_role("link", name="Remove").click()
    page.locator("main").get_by_role("button", name="Remove").click()
    page.goto("/home")
    page.wait_for_url("**/accounts/factor/")
