"""Keys, programs, mandates and partner shops at real pages, in both languages and on a phone."""

import re
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
LANGUAGES = [("en-GB", "Make it", "Copy the secret now"), ("zh-CN", "新建", "请立即复制密钥")]


def me(server: str, token: str) -> tuple[int, dict[str, Any]]:
    """Ask the API whose token this is."""
    answer = httpx.get(f"{server}/api/v1/me", headers={"Authorization": f"Bearer {token}"}, trust_env=False)
    return answer.status_code, answer.json()


def no_wider_than_its_screen(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


@pytest.mark.parametrize("words", LANGUAGES, ids=["en", "zh"])
def test_an_administrator_makes_rotates_and_revokes_a_key(
    new_page: Callable[..., Page], sign_in: Callable[..., None], server: str, words: tuple[str, str, str]
) -> None:
    locale, button, copy = words
    page = new_page(locale=locale)
    sign_in(page, "cars")
    page.goto("/keys")
    name = f"desk {locale}"
    page.get_by_role("button", name=button, exact=True).click()
    expect(page.locator(".errsum")).to_be_visible()  # it has no name yet
    page.fill("#name", name)
    page.check("#scope-some")
    page.check("input[name=duties][value='24.2.b']")
    page.get_by_role("button", name=button, exact=True).click()
    expect(page.get_by_text(copy)).to_be_visible()
    secret = page.locator("#secret").inner_text()
    assert me(server, secret)[1]["duties"] == ["24.2.b"]
    page.goto("/keys")
    assert secret not in page.content()
    row = page.locator("tr", has_text=name)
    expect(row).to_contain_text("24.2.b")
    row.get_by_role("link").click()
    page.locator("button[value=rotate]").click()
    second = page.locator("#secret").inner_text()
    assert me(server, second)[0] == me(server, secret)[0] == 200
    page.goto("/keys")
    page.locator("tr", has_text=name).first.get_by_role("link").click()
    page.locator("button[value=revoke]").click()
    expect(page).to_have_url(re.compile("/keys$"))
    page.wait_for_timeout(1_050)
    assert sorted((me(server, second)[0], me(server, secret)[0])) == [200, 401]


@pytest.mark.parametrize("locale", ["en-GB", "zh-CN"])
def test_a_program_is_made_and_ended_on_a_phone(
    new_page: Callable[..., Page], sign_in: Callable[..., None], locale: str
) -> None:
    page = new_page(locale=locale, width=390)
    page.set_default_timeout(60_000)  # stretching a program's secret takes its time on a busy machine
    sign_in(page, "cars")
    page.goto("/keys")
    assert no_wider_than_its_screen(page)
    page.fill("#name", f"program {locale}")
    page.check("#kind-program")
    page.check("#scope-read")
    page.locator("#make .btn-primary").click()
    assert len(page.locator("#public").inner_text()) == 32
    page.goto("/keys")
    page.locator("tr", has_text=f"program {locale}").get_by_role("link").click()
    page.locator("button[value=revoke]").click()
    expect(page.locator("tr", has_text=f"program {locale}").get_by_role("link")).to_have_count(0)


@pytest.mark.parametrize("locale", ["en-GB", "zh-CN"])
def test_a_mandate_is_given_used_and_taken_back(
    new_page: Callable[..., Page], sign_in: Callable[..., None], world: dict[str, Any], locale: str
) -> None:
    principal, agent = new_page(locale=locale), new_page(locale=locale, width=390)
    sign_in(principal, "cars")
    principal.goto("/mandates")
    principal.fill("#uscc", "nobody")
    principal.locator("form .btn-primary").click()
    expect(principal.locator(".errsum")).to_be_visible()
    principal.fill("#uscc", world["usccs"]["recycler"])
    principal.check("input[name=duties][value='24.2.b']")
    principal.locator("input[name=to_date]").fill(world["today"])
    principal.locator("form .btn-primary").click()
    expect(principal.locator("tr", has_text=world["usccs"]["recycler"]).first).to_contain_text("24.2.b")
    sign_in(agent, "recycler")
    agent.goto("/home")
    expect(agent.locator(".note", has=agent.locator("a[href='/mandates']")).first).to_be_visible()
    agent.goto("/mandates")
    agent.locator("button[value=take]").first.click()
    principal.goto("/home")
    expect(principal.locator(".note", has=principal.locator("a[href='/mandates']")).first).to_be_visible()

    agent.goto("/home")
    expect(agent.locator(".note", has=agent.locator("a[href='/mandates']")).first).to_be_visible()
    agent.locator("details.account summary").click()
    agent.locator("button.standing", has_text="示例新能源汽车").click()
    expect(agent.locator(".note.acting")).to_contain_text("示例综合利用")
    assert no_wider_than_its_screen(agent)
    agent.goto("/file")
    expect(agent.locator("main a[href='/file/24.2.b']").first).to_be_visible()
    expect(agent.locator("main a[href='/file/24.2.a']")).to_have_count(0)
    assert agent.goto("/file/24.2.a").status == 403  # type: ignore[union-attr]
    agent.goto("/file/24.2.b")
    expect(agent.locator("form").first).to_be_visible()
    assert agent.goto("/mandates").status == 403  # type: ignore[union-attr]

    principal.goto("/mandates")
    principal.locator("tr", has_text=world["usccs"]["recycler"]).first.get_by_role("link").click()
    principal.locator(".btn-bad").click()
    agent.wait_for_timeout(1_050)
    assert agent.goto("/file/24.2.b").status == 403  # type: ignore[union-attr]


def test_a_shop_and_a_maker_agree_to_file_once(
    new_page: Callable[..., Page], sign_in: Callable[..., None], world: dict[str, Any]
) -> None:
    shop, maker = new_page(width=390), new_page(locale="zh-CN")
    sign_in(shop, "shop")
    shop.goto("/partners")
    shop.fill("#uscc", world["usccs"]["cars"])
    shop.locator("form .btn-primary").click()
    expect(shop.locator(".pill")).to_have_text("Waits for theirs")
    sign_in(maker, "cars")
    maker.goto("/partners")
    maker.check("input[name=serves_maker] >> nth=0")
    maker.get_by_role("button", name="确认").click()
    expect(maker.locator(".pill")).to_have_text("合作中")
    shop.wait_for_timeout(1_050)
    shop.goto("/file")
    expect(shop.locator("main a[href='/file/24.5.a']").first).to_be_visible()
    shop.goto("/partners")
    shop.get_by_role("button", name="End").click()
    expect(shop.locator(".pill")).to_have_text("Ended")


def test_a_code_on_a_device_is_asked_for_politely(
    new_page: Callable[..., Page], sign_in: Callable[..., None]
) -> None:
    page = new_page(width=390)
    sign_in(page, "cars")
    page.goto("/device")
    page.fill("#code", "AAAA-BBBB")
    page.press("#code", "Enter")
    expect(page.locator(".errsum")).to_contain_text("not valid")
    assert no_wider_than_its_screen(page)
