"""Hand-overs in a real browser: what was sent waits for its receiver, who accepts one code and refuses another."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_filing import hand_in, outbound, workbook

pytestmark = pytest.mark.browser
SignIn = Callable[[Page, str], None]
PATIENCE_S = 30.0
WORDS = {
    "en": ("Incoming", "Answer the chosen ones", "File the inbound report", "Refused, stays with its sender"),
    "zh": ("移入", "答复所选各项", "报送入库信息", "已拒收，仍归移出方"),
}


def until_there(page: Page, place: str, text: str) -> None:
    """Look again until the examiner has been by."""
    end = time.monotonic() + PATIENCE_S
    while True:
        page.goto(place)
        if text in page.locator("main").inner_text().replace(" ", ""):
            return
        assert time.monotonic() < end, f"{text} never came to {place}"
        time.sleep(1)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_receiver_accepts_one_code_and_refuses_another(
    new_page: Callable[..., Page],
    sign_in: SignIn,
    world: dict[str, Any],
    tmp_path: Path,
    language: str,
) -> None:
    sender = new_page()
    sign_in(sender, "cars")
    start = {"en": 21_001, "zh": 22_001}[language]
    number = f"T-{start}"
    rows = [(*row[:-1], number) for row in outbound(world, 2, start=start)]
    codes = [row[0] for row in rows]
    hand_in(sender, workbook(tmp_path / f"sent-{language}.xlsx", rows))
    sender.wait_for_url("**/filings/**")
    page = new_page(locale="zh-CN") if language == "zh" else new_page()
    sign_in(page, "recycler")
    incoming, answer, file, refused = WORDS[language]
    until_there(page, f"/handovers?side=in&transfer_no={number}", codes[1])
    expect(page.locator("nav.tabs").first).to_contain_text(incoming)
    for code in codes:
        page.locator(f"input[name=code][value='{code}']").check()
    page.get_by_role("button", name=answer).click()
    page.wait_for_url("**/handovers/answer**")
    page.locator(f"#no-{codes[1]}").check()
    page.get_by_role("button", name=file).click()
    expect(page.locator(".errsum a").first).to_have_attribute("href", f"#row-{codes[1]}")
    page.fill(f"#reason-{codes[1]}", "包装破损")
    page.fill(f"#mass-{codes[0]}", "2.4")
    page.get_by_role("button", name=file).click()
    page.wait_for_url("**/filings/SY-**")
    until_there(page, f"/handovers?side=in&code={codes[1]}", refused.replace(" ", ""))
    until_there(sender, f"/handovers?side=out&code={codes[0]}", "Bothsidesagree")


def test_a_page_without_hand_overs_says_what_to_do(page: Page, sign_in: SignIn) -> None:
    sign_in(page, "shop")
    page.goto("/handovers?side=out")
    expect(page.locator(".empty")).to_contain_text("Draw a transfer number")
    page.get_by_role("link", name="Draw a transfer number").click()
    expect(page.locator(".code-big")).to_contain_text("YJ")


def test_the_flows_of_a_ministry_lead_on_to_their_rows(page: Page, sign_in: SignIn) -> None:
    broken: list[str] = []
    page.on("console", lambda said: broken.append(said.text) if said.type == "error" else None)
    sign_in(page, "ministry")
    until_there(page, "/flows", "Fitted")
    expect(page.locator(".tile").first).to_be_visible()
    with page.expect_download() as table:
        page.get_by_role("link", name="Table (CSV)").click()
    assert table.value.suggested_filename == "suyuan-flows.csv"
    assert broken == []
