"""Two reports that may be one, in a real browser on a phone: a yes corrects the own report, a no is remembered."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from axe_core_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.test_filing import hand_in, outbound, workbook
from tests.browser.test_handovers import until_there

pytestmark = pytest.mark.browser
SignIn = Callable[[Page, str], None]
INBOUND = (
    "code",
    "code_condition",
    "in_date",
    "source_uscc",
    "source_name",
    "outcome",
    "mass_kg",
    "transfer_no",
)
GRAVE = {"serious", "critical"}
WORDS = {
    "en-GB": (
        "These may be one and the same",
        "Is it the same battery?",
        "Yes: correct my report",
        "No, they are two",
        "you are asked again only if",
    ),
    "zh-CN": ("这些可能是同一次移交", "是同一只电池吗？", "是，更正我的申报", "不是，是两只", "才会再问您"),
}
MATCHED = {"en-GB": "Bothsidesagree", "zh-CN": "双方一致"}


def mistyped(code: str) -> str:
    """Give a code that differs in one character, and by more from those beside it."""
    return f"{code[:13]}{'2' if code[13] != '2' else '3'}{code[14:]}"


def take_in(page: Page, world: dict[str, Any], path: Path, codes: list[str], number: str) -> None:
    """Let the recycler report what came."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(INBOUND)
    for code in codes:
        source = (world["usccs"]["cars"], "示例新能源汽车有限公司")
        sheet.append((code, "intact", world["today"], *source, "accepted", "2.5", number))
    book.save(path)
    page.goto("/file/24.7.a")
    page.set_input_files("#file", path)
    page.locator("main button[name=act][value=file]").click()
    page.wait_for_url("**/filings/SY-*")


def seen_well(page: Page) -> list[str]:
    """Give what is wrong with a page on a phone: sideways scrolling, grave findings of axe."""
    room = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    grave = [one["id"] for one in Axe().run(page)["violations"] if one["impact"] in GRAVE]
    return [*([f"{room} px too wide"] if room > 0 else []), *grave]


@pytest.mark.parametrize("locale", ["en-GB", "zh-CN"])
def test_a_clerk_says_yes_to_one_pair_and_no_to_another(
    new_page: Callable[..., Page], sign_in: SignIn, world: dict[str, Any], tmp_path: Path, locale: str
) -> None:
    title, question, yes, no, remembered = WORDS[locale]
    first = {"en-GB": 31_001, "zh-CN": 42_002}[locale]
    number = f"T-{first}"
    rows = [
        (*row[:-1], number) for start in (first, first + 5_115) for row in outbound(world, 1, start=start)
    ]
    sent = [row[0] for row in rows]
    sender = new_page()
    sign_in(sender, "cars")
    hand_in(sender, workbook(tmp_path / "sent.xlsx", rows))
    sender.wait_for_url("**/filings/SY-*")
    page = new_page(locale=locale, width=390)
    sign_in(page, "recycler")
    came = [mistyped(code) for code in sent]
    take_in(page, world, tmp_path / "came.xlsx", came, number)
    until_there(page, "/handovers?side=in", f"{came[1]}≟")
    assert seen_well(page) == []
    expect(page.locator("main")).to_contain_text(title)

    page.locator(f"a[href*='mine={came[0]}']").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(question)
    expect(page.locator("mark")).to_have_count(2)
    expect(page.locator("main")).to_contain_text(remembered)
    assert seen_well(page) == []
    page.get_by_role("button", name=yes).click()
    page.wait_for_url("**/filings/SY-*")

    until_there(page, "/handovers?side=in", f"{came[1]}≟")
    page.locator(f"a[href*='mine={came[1]}']").click()
    page.get_by_role("button", name=no).click()
    page.wait_for_url("**/handovers")
    expect(page.locator(f"a[href*='mine={came[1]}']")).to_have_count(0)
    page.goto(f"/handovers/same?mine={came[1]}&other={sent[1]}")
    expect(page.locator(".empty")).to_be_visible()
    until_there(page, f"/handovers?side=in&code={sent[0]}", MATCHED[locale])
    sender.goto("/handovers?side=out")  # the sender answers for itself
    expect(sender.locator(f"a[href*='mine={sent[1]}']")).to_have_count(1)
