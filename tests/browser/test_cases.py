"""A case opened on a phone in Chinese, read and answered by its firm on a phone in English."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
MakePage = Callable[..., Page]
SignIn = Callable[[Page, str], None]


SEND = """async sent => (await fetch('/cases/new', {
    method: 'POST', body: sent, headers: {'Content-Type': 'application/x-www-form-urlencoded'},
})).url"""


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def take(page: Page, step: str, **given: str) -> None:
    """Take a step by its form."""
    form = page.locator(f"form:has(input[name=step][value={step}])")
    box = page.locator(f"details:has(input[name=step][value={step}])")
    if box.get_attribute("open") is None:
        box.locator("summary").click()
    for name, value in given.items():
        field = form.locator(f"[name={step}-{name}]")
        if field.evaluate("each => each.tagName") == "SELECT":
            field.select_option(value)
        elif name == "file":
            field.set_input_files({"name": "a.pdf", "mimeType": "application/pdf", "buffer": value.encode()})
        else:
            field.fill(value)
    form.locator("button.btn-primary").click()


def test_a_case_is_opened_worked_and_answered(
    new_page: MakePage, sign_in: SignIn, world: dict[str, Any]
) -> None:
    desk = new_page(locale="zh-CN", width=390)
    sign_in(desk, "inspector")
    desk.goto(f"/cases/new?party={world['usccs']['cars']}")
    desk.select_option("[name=open-violation]", "36.1")
    desk.select_option("[name=open-role]", "vehicle_maker")
    desk.fill("[name=open-breach_date]", (date.fromisoformat(world["today"]) - timedelta(days=9)).isoformat())
    desk.fill("[name=open-words]", "交给了作坊\n<script>alert(1)</script>")
    for box in desk.locator("[name=open-officers]").all():
        box.uncheck()
    desk.locator("main form.panel button.btn-primary").click()
    expect(desk.locator("#field-open-officers")).to_contain_text("少于两名")  # what was typed is still there
    expect(desk.locator("[name=open-words]")).to_have_value("交给了作坊\n<script>alert(1)</script>")
    for box in desk.locator("[name=open-officers]").all():
        box.check()
    sent = desk.evaluate("`${new URLSearchParams(new FormData(document.querySelector('main form.panel')))}`")
    desk.locator("main form.panel button.btn-primary").click()
    expect(desk.get_by_text("已立案。")).to_be_visible()
    address = desk.url
    assert desk.evaluate(SEND, sent.replace("%0A", "%0D%0A")) == address  # sent twice, it opens one case
    assert fits(desk)
    take(desk, "evidence", title="照片", file="%PDF-1.7 x")
    due = (date.fromisoformat(world["today"]) + timedelta(days=20)).isoformat()
    take(desk, "order", due_date=world["today"], words="停止")
    expect(desk.locator("#field-order-due_date")).to_be_visible()
    expect(desk.get_by_text("期限不在今天之后").first).to_be_visible()
    desk.goto(address)
    take(desk, "order", due_date=due, words="停止移交并追回")
    firm = new_page(locale="en-GB", width=390)
    sign_in(firm, "cars")
    firm.goto(address)
    expect(firm.get_by_role("heading", level=1)).to_contain_text("no such thing")  # it was not told
    take(desk, "deliver", paper="order", way="in_person", words="签收")
    firm.goto("/home")
    expect(firm.get_by_text("An authority has told your firm of 1 case.")).to_be_visible()
    firm.goto(address)
    assert fits(firm)
    expect(firm.get_by_text("inspector")).to_have_count(0)
    with firm.expect_download() as paper:
        firm.locator("ol.timeline a").first.evaluate("each => { each.download = 'order.pdf'; each.click() }")
    assert paper.value.path().read_bytes().startswith(b"%PDF")
    take(firm, "state", words="We have them back", file="%PDF-1.7 y")
    expect(firm.get_by_text("We have them back")).to_be_visible()
    take(desk, "evidence", title="又一份")  # a step that was taken without having seen the firm's
    expect(desk.get_by_text("案件在您查看之后有了新的步骤").first).to_be_visible()
    desk.goto("/cases")
    expect(desk.locator("table.rows a.code").first).to_be_visible()
    assert fits(desk)
