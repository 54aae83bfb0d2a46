"""The digital identity in a browser: a page that checks its own proof, is scanned back, and can be revoked."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
MakePage = Callable[..., Page]
SignIn = Callable[[Page, str], None]


def test_anybody_reads_the_card_and_the_page_checks_its_own_proof(
    new_page: MakePage, world: dict[str, Any]
) -> None:
    said = {  # other tests may have taken the battery out of its vehicle by now
        "en-GB": (
            re.compile("^(In use|In repair|Retired)"),
            "Checked in your browser",
            "Sign in to see what concerns your firm.",
            1280,
        ),
        "zh-CN": (
            re.compile("^(在用|维修中|已退役)"),
            "已由您的浏览器核验",
            "登录后可看与本单位有关的内容。",
            390,
        ),
    }
    for locale, (verdict, checked, more, width) in said.items():
        page = new_page(locale=locale, width=width)
        page.goto(f"/b/{world['pack']}")
        expect(page.locator(".verdict h2")).to_have_text(verdict)
        expect(page.locator("[data-own-proof]")).to_have_attribute("data-verdict", "proven")
        expect(page.get_by_text(checked)).to_be_visible()
        expect(page.get_by_text(more)).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        text = page.locator("main").inner_text()
        for secret in (*world["vins"], *world["usccs"].values(), "示例新能源汽车有限公司", "SY-"):
            assert secret not in text
        assert "示例动力电池有限公司" in text


def test_a_proof_that_is_another_identitys_is_not_taken(page: Page, world: dict[str, Any]) -> None:
    other = page.request.get(f"/api/v1/idcards/{world['spare']}/proof").text()
    page.route(
        "**/api/v1/idcards/*/proof", lambda route: route.fulfill(body=other, content_type="text/plain")
    )
    page.goto(f"/b/{world['pack']}")
    expect(page.locator("[data-own-proof]")).to_have_attribute("data-verdict", "rejected")
    expect(page.get_by_text("The proof does not hold.")).to_be_visible()
    expect(page.get_by_text("Checked in your browser")).to_be_hidden()


def test_the_owner_sees_more_than_the_public(page: Page, sign_in: SignIn, world: dict[str, Any]) -> None:
    page.goto(f"/b/{world['pack']}")
    public = page.get_by_role("heading", name="You see").inner_text()
    sign_in(page, "cars")
    page.goto(f"/b/{world['pack']}")
    expect(page.get_by_role("heading", name="You see")).not_to_have_text(public)
    expect(page.locator("#custody")).to_contain_text("SY-")
    page.get_by_role("link", name="Its whole record").click()
    expect(page).to_have_url(f"**/batteries/{world['pack']}".replace("**", page.url.split("/batteries")[0]))


@pytest.mark.parametrize("symbol", ["qr", "data_matrix", "code_128"])
def test_a_label_is_scanned_back_from_a_picture_of_the_page(
    page: Page, world: dict[str, Any], tmp_path: Path, symbol: str
) -> None:
    place = tmp_path / "label.png"
    page.goto(f"/b/{world['pack']}/label.svg?symbol={symbol}")  # as the link on the page opens it
    page.evaluate(
        "() => { const made = document.documentElement, size = made.getBoundingClientRect();"
        "made.setAttribute('viewBox', `0 0 ${size.width} ${size.height}`);"
        "made.setAttribute('width', 900); made.setAttribute('height', 900 * size.height / size.width); }"
    )
    page.screenshot(path=place)
    page.goto("/scan")
    page.locator("[data-photo]").set_input_files(place)
    page.wait_for_url(f"**/b/{world['pack']}")


def test_the_page_itself_is_scanned_back_as_it_is_shown(
    page: Page, world: dict[str, Any], tmp_path: Path
) -> None:
    page.goto(f"/b/{world['pack']}")
    page.screenshot(path=tmp_path / "page.png", full_page=True)
    page.goto("/scan")
    page.locator("[data-photo]").set_input_files(tmp_path / "page.png")
    page.wait_for_url(f"**/b/{world['pack']}")


def test_a_symbol_that_says_another_code_than_the_text_is_pointed_out(
    page: Page, world: dict[str, Any], tmp_path: Path
) -> None:
    page.goto(f"/b/{world['pack']}")
    page.screenshot(path=tmp_path / "page.png", full_page=True)
    page.goto("/scan")
    page.get_by_label("24 or 19 characters").fill(world["spare"])
    page.locator("[data-photo]").set_input_files(tmp_path / "page.png")
    expect(page.get_by_text("The symbol and the typed text differ.")).to_be_visible()
    expect(page.locator("[data-symbol]")).to_have_text(world["pack"])
    page.get_by_role("link", name="Look up what the symbol says").click()
    page.wait_for_url(f"**/b/{world['pack']}")


def test_a_picture_without_a_symbol_and_a_camera_that_is_denied_say_what_to_do(
    page: Page, tmp_path: Path
) -> None:
    page.goto("/scan")
    page.screenshot(path=tmp_path / "none.png")
    page.locator("[data-photo]").set_input_files(tmp_path / "none.png")
    expect(page.get_by_text("No symbol was found in the picture.")).to_be_visible()
    page.get_by_role("button", name="Open the camera").click()
    expect(page.get_by_text("The camera could not be opened.")).to_be_visible()


def test_typed_codes_are_helped_and_unknown_ones_are_named_as_such(
    new_page: MakePage, world: dict[str, Any]
) -> None:
    page = new_page(width=390)
    page.goto("/scan")
    misread = world["pack"].replace("0", "O", 1)
    page.get_by_label("24 or 19 characters").fill(misread)
    page.get_by_role("button", name="Look up").click()
    unknown = world["pack"][:-1] + "8"
    page.goto(f"/b/{unknown}")
    expect(page.get_by_role("heading", name="Not known")).to_be_visible()
    expect(page.locator("main")).to_contain_text("The label may be forged")
    page.goto("/b/nonsense")
    expect(page.get_by_role("heading", name="This is not a battery code")).to_be_visible()
    page.get_by_role("link", name="Scan or type again").click()
    page.wait_for_url("**/scan")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_operator_revokes_an_identity_and_lifts_it(
    page: Page, sign_in: SignIn, world: dict[str, Any]
) -> None:
    sign_in(page, "operator")
    page.goto(f"/b/{world['spare']}")
    page.get_by_label("Reason; it stands in the public log").fill("copied label")
    page.get_by_role("button", name="Revoke").click()
    expect(page.locator(".verdict h2")).to_have_text("Revoked: do not rely on this code")
    page.get_by_label("Reason; it stands in the public log").fill("seen on site")
    page.get_by_role("button", name="Lift").click()
    expect(page.locator(".verdict h2")).not_to_have_text("Revoked: do not rely on this code")
    page.goto("/unknown-codes")
    expect(page.get_by_role("heading", level=1)).to_have_text("Unknown codes")


def test_sheets_of_labels_are_made_from_typed_codes_and_a_wrong_one_is_named(
    page: Page, sign_in: SignIn, world: dict[str, Any], tmp_path: Path
) -> None:
    sign_in(page, "maker")
    page.goto("/labels")
    page.get_by_label("Codes, one on each line").fill(f"{world['pack']}\nA765101015\n")
    page.get_by_role("button", name="Make the sheets").click()
    expect(page.get_by_role("alert")).to_contain_text("1 cell must be mended")
    expect(page.get_by_role("alert")).to_contain_text("A765101015")
    page.get_by_label("Codes, one on each line").fill(f"{world['pack']}\n{world['spare']}\n")
    with page.expect_download() as made:
        page.get_by_role("button", name="Make the sheets").click()
    place = tmp_path / made.value.suggested_filename
    made.value.save_as(place)
    assert place.read_bytes().startswith(b"%PDF-")


def test_programs_get_what_they_accept_at_the_same_address(page: Page, world: dict[str, Any]) -> None:
    place = f"/b/{world['pack']}"
    accepted = {
        "text/html,application/xhtml+xml,*/*;q=0.8": "text/html",
        "*/*": "text/html",
        "application/json": "application/json",
        "application/json;q=0.9, text/html;q=0.1": "application/json",
        "application/vc+jwt": "application/vc+jwt",
    }
    for accept, kind in accepted.items():
        answer = page.request.get(place, headers={"Accept": accept})
        assert (answer.status, answer.headers["content-type"].split(";")[0]) == (200, kind), accept
        assert "Accept" in answer.headers["vary"]
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["x-request-id"]
    only = {"Accept": "application/json"}
    cards = [
        page.request.get(address, headers=only).json()
        for address in (place, f"{place}?long", f"/api/v1/idcards/{world['pack']}")
    ]
    for card in cards:  # the log goes on growing between one request and the next
        assert card["fields"].pop("log_size") > card["fields"]["log_index"]
    assert cards[0] == cards[1] == cards[2]
    assert page.request.get(place, headers=only | {"X-Request-Id": "mine"}).headers["x-request-id"] == "mine"
    for code, status in ((world["pack"][:-1] + "9", 404), ("A765101015", 422), (world["vins"][0], 422)):
        answer = page.request.get(f"/b/{code}", headers=only)
        assert (answer.status, answer.headers["content-type"]) == (status, "application/problem+json")
    dead = page.request.get(place, headers=only | {"Authorization": "Bearer gone"})
    assert (dead.status, dead.json()["code"]) == (401, "auth.dead")
