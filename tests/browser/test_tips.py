"""A tip told on a phone by nobody in particular, answered at a desk, read by its number; in both languages."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
MakePage = Callable[..., Page]
SignIn = Callable[[Page, str], None]


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def test_a_tip_is_told_answered_and_asked_for(
    new_page: MakePage, sign_in: SignIn, world: dict[str, Any]
) -> None:
    phone = new_page(locale="zh-CN", width=390)
    phone.goto("/")
    phone.get_by_role("link", name="举报违法行为").click()
    phone.get_by_role("button", name="提交举报").click()
    expect(phone.locator("#field-topic .wrong")).to_be_visible()
    phone.locator("[name=topic][value=unlawful_place]").check()
    phone.fill("[name=region_code]", "110101")
    phone.fill("[name=words]", "河边作坊\n<script>alert(1)</script>")
    phone.fill("[name=party]", "91999999000000000X")
    phone.get_by_role("button", name="提交举报").click()
    expect(phone.locator("#field-party-wrong1")).to_be_visible()
    expect(
        phone.locator("[name=topic][value=unlawful_place]")
    ).to_be_checked()  # what was filled in is still there
    phone.fill("[name=party]", world["usccs"]["shop"])
    assert fits(phone)
    phone.get_by_role("button", name="提交举报").click()
    number = phone.locator("[data-number]").inner_text()
    assert fits(phone)

    desk = new_page()
    sign_in(desk, "inspector")
    desk.goto("/signals")
    expect(desk.get_by_role("link", name="Tips of the public")).to_have_count(0)  # nobody has read it
    desk.get_by_role("link", name="Tips ·").click()
    desk.get_by_role("link", name=number).click()
    expect(desk.get_by_text("<script>alert(1)</script>")).to_be_visible()
    desk.get_by_label("taken up", exact=True).check()
    desk.fill("[name=answer]", "已派人核查")
    desk.get_by_role("button", name="Answer").click()
    expect(desk.get_by_text("Whoever told it reads your answer by its number.")).to_be_visible()
    expect(desk.get_by_role("link", name="Order an inspection")).to_be_visible()
    desk.goto("/signals")
    expect(desk.get_by_role("link", name="Tips of the public").first).to_be_visible()

    phone.get_by_role("link", name="查看处理结果").click()
    expect(phone.get_by_text("已派人核查")).to_be_visible()
    expect(phone.get_by_text("河边作坊")).to_have_count(0)
    english = new_page(width=390)
    english.goto(f"/tips/asked?number={number.lower()}")
    expect(english.get_by_text("taken up")).to_be_visible()
    assert fits(english)
    for path in ("/tips/new", "/tips/asked?number=x"):
        english.goto(path)
        assert fits(english)
