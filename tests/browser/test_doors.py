"""Doors: public pages, language, sign-in and sign-out, pages of failure."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
MakePage = Callable[..., Page]
SignIn = Callable[[Page, str], None]


def status(page: Page, place: str) -> int:
    answer = page.goto(place)
    assert answer is not None
    return answer.status


def test_the_front_page_speaks_the_language_of_the_browser(new_page: MakePage) -> None:
    page = new_page(locale="zh-CN")
    page.goto("/")
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
    expect(page.get_by_role("heading", level=1)).to_contain_text("动力电池")
    page = new_page(locale="en-GB")
    page.goto("/")
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_the_language_is_switched_in_the_head_and_remembered(new_page: MakePage) -> None:
    page = new_page(locale="en-GB")
    page.goto("/rules")
    page.get_by_role("button", name="中文").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("谁应当做什么，何时之前")
    page.goto("/")
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_the_rules_name_duties_articles_and_our_readings(page: Page) -> None:
    page.goto("/rules")
    expect(page.locator("#vehicle_maker")).to_contain_text("Article 24(2)")
    expect(page.locator("#vehicle_maker")).to_contain_text("Within 20 days")
    expect(page.locator("#open")).to_contain_text("calendar days")
    page.locator("#vehicle_maker").get_by_role("link", name="Vehicles and their battery codes").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Vehicles and their battery codes")


def test_a_code_is_read_for_everyone_and_a_wrong_one_explained(page: Page) -> None:
    page.goto("/")
    page.get_by_label("Battery code or VIN").fill("04qcb76836300jbc40000903")
    page.get_by_role("button", name="Look up").click()
    page.wait_for_url("**/b/04QCB76836300JBC40000903")
    expect(page.get_by_role("heading", name="Not known")).to_be_visible()
    expect(page.locator("main")).to_contain_text("2021-12-04")
    page.goto("/lookup?q=jbc4000090304qcb76836300")
    expect(page.locator("main")).to_contain_text("halves are swapped")


def test_signing_in_leads_where_one_wanted_and_out_again(page: Page, world: dict[str, Any]) -> None:
    page.goto("/filings")
    page.fill("#id_login", "cars")
    page.fill("#id_password", "a wrong password")
    page.click("main form button")
    expect(page.locator(".errsum")).to_be_focused()
    page.fill("#id_login", "cars")
    page.fill("#id_password", world["password"])
    page.click("main form button")
    page.wait_for_url("**/filings")
    page.locator(".account summary").click()
    with page.expect_navigation():
        page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/")
    page.goto("/home")
    assert "/accounts/login/" in page.url


def test_nobody_signs_up_alone(page: Page) -> None:
    page.goto("/accounts/signup/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Accounts are opened by the operator")


def test_what_is_not_there_and_what_one_may_not_do_have_pages(page: Page, sign_in: SignIn) -> None:
    assert status(page, "/no-such-page") == 404
    expect(page.get_by_role("heading", level=1)).to_have_text("This page does not exist")
    sign_in(page, "cars")
    assert status(page, "/file/24.7.a") == 403
    expect(page.locator("main")).to_contain_text("Article 24(7)")
    assert status(page, "/filings?cursor=nonsense") == 400


def test_the_health_page_is_plain(page: Page) -> None:
    answer = page.goto("/healthz")
    assert answer is not None
    assert (answer.status, answer.text()) == (200, "ok\n")


def test_every_answer_carries_its_number(page: Page) -> None:
    answer = page.goto("/")
    assert answer is not None
    assert len(answer.headers["x-request-id"]) == 16


def test_a_form_without_its_token_and_a_cursor_that_is_none_have_pages(page: Page, sign_in: SignIn) -> None:
    sign_in(page, "cars")
    answer = page.request.post("/file/24.2.c", form={"by": "hand"})
    assert answer.status == 403
    assert "The form was open too long" in answer.text()
    assert status(page, "/due?cursor=nonsense") == 400
