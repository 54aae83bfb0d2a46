"""What a phone keeps of a visit when the platform does not take it, and what a signature is over."""

from typing import Any

import pytest
from playwright.sync_api import Route, expect

from tests.browser.visiting import (
    MakePage,
    SignIn,
    complete,
    filled_in,
    fits,
    kept,
    on_site,
    ordered,
    picture,
    press_send,
    sign,
)

pytestmark = pytest.mark.browser


def test_what_is_sent_after_the_session_ended_stays_and_goes_after_a_new_one(
    new_page: MakePage, sign_in: SignIn, world: dict[str, Any]
) -> None:
    phone = new_page(width=390)
    sign_in(phone, "inspector")
    number = ordered(phone, world["usccs"]["shop"], world["today"])
    on_site(phone, number)
    filled_in(phone, world["pack"])
    complete(phone, number)
    phone.context.clear_cookies()
    press_send(phone)
    again = phone.get_by_role("link", name="Sign in again")
    expect(again).to_be_visible()
    expect(phone.locator("[data-state]")).to_contain_text("Nothing is lost")
    kept(phone, number)
    again.click()
    phone.fill("#id_login", "inspector")
    phone.fill("#id_password", world["password"])
    phone.click("main form button")
    phone.wait_for_url(f"**/inspections/{number}/visit")
    expect(phone.locator("[data-list=photos] li")).to_have_count(1)
    press_send(phone)
    phone.wait_for_url(f"**/inspections/{number}")
    expect(phone.get_by_text("未分类存放")).to_be_visible()


def test_what_the_platform_does_not_take_stays_until_somebody_discards_it(
    new_page: MakePage, sign_in: SignIn, world: dict[str, Any]
) -> None:
    first, second = new_page(width=390), new_page(width=390)
    sign_in(first, "inspector")
    sign_in(second, "watcher")
    number = ordered(first, world["usccs"]["shop"], world["today"])
    for phone in (first, second):
        on_site(phone, number)
        filled_in(phone, world["pack"])
        complete(phone, number)
    press_send(first)
    first.wait_for_url(f"**/inspections/{number}")
    press_send(second)
    expect(second.locator("[data-problems]")).to_contain_text("Nothing on this device is lost")
    kept(second, number)
    second.goto(f"/inspections/{number}")
    second.get_by_role("link", name="Kept on this device").click()
    expect(second.locator("[data-state]")).to_contain_text("no longer waiting for your record")
    assert fits(second)
    with second.expect_download() as waiting:
        second.get_by_role("button", name="Keep as a file").click()
    told = waiting.value.path().read_text("utf-8")
    assert "未分类存放" in told
    assert "&lt;script&gt;" in told
    assert told.count("data:image/png;base64,") == 4  # the photograph, and three signatures
    second.once("dialog", lambda asked: asked.dismiss())
    second.get_by_role("button", name="Discard").click()
    kept(second, number)
    second.once("dialog", lambda asked: asked.accept())
    second.get_by_role("button", name="Discard").click()
    second.wait_for_url(f"**/inspections/{number}")
    expect(second.get_by_role("link", name="Kept on this device")).to_be_hidden()
    second.goto(f"/inspections/{number}/visit")  # nothing is kept any more
    second.wait_for_url(f"**/inspections/{number}")


def test_a_record_of_a_visit_that_was_called_off_stays_on_the_phone(
    new_page: MakePage, sign_in: SignIn, world: dict[str, Any]
) -> None:
    phone, desk = new_page(width=390), new_page()
    sign_in(phone, "inspector")
    sign_in(desk, "watcher")
    number = ordered(phone, world["usccs"]["shop"], world["today"])
    on_site(phone, number)
    filled_in(phone, world["pack"])
    complete(phone, number)
    desk.goto(f"/inspections/{number}")
    desk.fill("[name=words]", "企业停产")
    desk.get_by_role("button", name="Call it off").click()
    expect(desk.get_by_text("企业停产")).to_be_visible()
    press_send(phone)
    expect(phone.locator("[data-problems]")).to_contain_text("recorded or cancelled")
    expect(phone.get_by_role("button", name="Keep as a file")).to_be_visible()
    kept(phone, number)


def test_what_is_amended_after_a_lost_answer_is_neither_taken_nor_dropped(
    new_page: MakePage, sign_in: SignIn, world: dict[str, Any]
) -> None:
    phone = new_page(width=390)
    sign_in(phone, "inspector")
    number = ordered(phone, world["usccs"]["shop"], world["today"])
    on_site(phone, number)
    filled_in(phone, world["pack"])
    complete(phone, number)

    def lose(route: Route) -> None:
        route.fetch()
        route.abort()

    phone.route("**/record", lose)
    press_send(phone)
    expect(phone.locator("[data-state].tone-bad")).to_be_visible()
    phone.unroute("**/record")
    phone.fill("#visit-words", "后来想起")
    sign(phone, "firm")
    sign(phone, "officer")
    kept(phone, number)
    press_send(phone)
    expect(phone.locator("[data-problems]")).to_contain_text("taken before with another content")
    expect(phone.get_by_role("button", name="Keep as a file")).to_be_visible()
    kept(phone, number)


def test_a_photograph_that_is_too_large_is_told_by_its_name_when_it_is_chosen(
    new_page: MakePage, sign_in: SignIn, world: dict[str, Any]
) -> None:
    phone = new_page(width=390)
    sign_in(phone, "inspector")
    number = ordered(phone, world["usccs"]["shop"], world["today"])
    on_site(phone, number)
    chosen = [
        {"name": name, "mimeType": kind, "buffer": picture("green") + bytes(more)}
        for name, kind, more in (
            ("large.png", "image/png", 10 << 20),
            ("strange.heic", "image/heic", 0),
            ("fine.png", "image/png", 0),
        )
    ]
    phone.set_input_files("#visit-photo", chosen)  # type: ignore[arg-type]
    told = phone.locator("[data-list=photos] > .wrong")
    expect(told).to_contain_text("large.png, strange.heic")
    expect(phone.locator("[data-list=photos] li")).to_have_count(1)
    assert fits(phone)


def test_a_signature_is_cleared_by_what_changes_after_it_and_a_tap_is_none(
    new_page: MakePage, sign_in: SignIn, world: dict[str, Any]
) -> None:
    phone = new_page(width=390)
    sign_in(phone, "inspector")
    number = ordered(phone, world["usccs"]["shop"], world["today"])
    on_site(phone, number)
    filled_in(phone, world["pack"])
    complete(phone, number)
    phone.reload()
    expect(phone.locator("[data-list=photos] li")).to_have_count(1)
    kept(phone, number)  # to open the page again changes nothing
    told = phone.locator("[data-wrong=signatures]")
    expect(told).to_be_hidden()
    phone.fill("#visit-said", '签字之后添加 "我承认" \\ \t😀')
    kept(phone, number)  # not yet said, and nobody signs or sends before it is
    phone.locator("[data-add=statements]").click()
    expect(told).to_contain_text("the signatures are cleared")
    kept(phone, number, 0)
    for canvas in phone.locator("canvas[data-sign]").all():
        canvas.click()
        expect(told).to_contain_text("no signature yet")
    kept(phone, number, 0)
    sign(phone, "firm")
    phone.locator("[data-point]").nth(1).locator("[value=not_seen]").check()
    kept(phone, number, 0)
    phone.locator("[data-point]").nth(1).locator("textarea").fill("未开门")
    complete(phone, number)
    press_send(phone)  # what the phone says is signed is what the platform reckons
    phone.wait_for_url(f"**/inspections/{number}")
    expect(phone.get_by_text("签字之后添加")).to_be_visible()
