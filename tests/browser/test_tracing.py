"""Tracing: what is due, a battery with its tree and life, a vehicle, and what officials see."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
SignIn = Callable[[Page, str], None]


def status(page: Page, place: str) -> int:
    answer = page.goto(place)
    assert answer is not None
    return answer.status


def test_home_shows_what_is_due_and_each_number_opens_its_rows(
    page: Page, sign_in: SignIn, world: dict[str, Any]
) -> None:
    sign_in(page, "cars")
    page.goto("/home")
    expect(page.locator(".tile")).to_have_count(4)
    expect(page.locator(".due-line").first).to_be_visible()
    tile = page.locator(".tile", has_text="Awaiting its start")
    number = int(tile.locator("b").inner_text().replace(",", ""))
    assert number >= 1
    tile.click()
    page.wait_for_url("**/due?state=awaiting")
    expect(page.locator("tbody tr")).to_have_count(number)
    expect(page.locator("tbody")).to_contain_text(world["vins"][1])


def test_a_battery_shows_identity_tree_and_life(page: Page, sign_in: SignIn, world: dict[str, Any]) -> None:
    sign_in(page, "cars")
    page.goto("/batteries")
    page.get_by_label("Battery code or VIN").fill(world["pack"])
    page.get_by_role("button", name="Look up").click()
    page.wait_for_url(f"**/batteries/{world['pack']}")
    expect(page.locator(".segments li")).to_have_count(7)
    expect(page.locator(".timeline")).to_contain_text("Produced or imported")
    expect(page.locator(".timeline")).to_contain_text(world["vins"][0])
    expect(page.locator(".timeline")).to_contain_text("Article 24(2)")
    assert page.locator(".tree li").count() == 137
    page.locator(".tree > li > details > ul > li").first.locator("summary").click()
    cell = page.locator(".tree > li > details > ul > li").first.locator("ul a").first
    cell.click()
    expect(page.locator("main")).to_contain_text("Part of")


def test_a_battery_as_known_earlier(page: Page, sign_in: SignIn, world: dict[str, Any]) -> None:
    sign_in(page, "maker")
    yesterday = (date.fromisoformat(world["today"]) - timedelta(days=1)).isoformat()
    assert (
        status(page, f"/batteries/{world['pack']}?as_of={yesterday}") == 404
    )  # nothing was on file yesterday
    page.goto(f"/batteries/{world['pack']}")
    page.fill("#as_of", yesterday)
    page.wait_for_url(f"**as_of={yesterday}")


def test_an_unknown_code_gets_a_page_that_helps(page: Page, sign_in: SignIn) -> None:
    sign_in(page, "maker")
    assert status(page, "/batteries/O4QCB76836300JBC4OOO09O3") == 404
    expect(page.get_by_role("heading", level=1)).to_have_text("Nothing is on record for this code")
    expect(page.locator("main")).to_contain_text("O4QCB76836300JBC40000903")


def test_a_vehicle_shows_its_batteries(page: Page, sign_in: SignIn, world: dict[str, Any]) -> None:
    sign_in(page, "cars")
    page.goto(f"/lookup?q={world['vins'][1].lower()}")
    page.wait_for_url(f"**/vehicles/{world['vins'][1]}")
    expect(page.locator("tbody tr").first).to_contain_text("in the vehicle")
    expect(page.locator(".kv").first).to_contain_text("SLX7000BEV")


def test_what_one_may_not_see_looks_like_what_does_not_exist(
    page: Page, sign_in: SignIn, world: dict[str, Any]
) -> None:
    sign_in(page, "recycler")
    assert status(page, f"/batteries/{world['spare']}") == 404


def test_officials_see_the_late_list_of_their_territory(page: Page, sign_in: SignIn) -> None:
    sign_in(page, "inspector")
    page.goto("/home")
    expect(page.get_by_role("heading", level=1)).to_have_text("Reporting in your territory")
    expect(page.locator(".menu")).not_to_contain_text("File")
    page.goto("/findings")
    expect(page.get_by_role("heading", level=1)).to_have_text("Findings")
