"""Outlets filed and found, manuals filed and read, a refusal reported: in a browser, on a phone, in both languages."""

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader, PdfWriter

pytestmark = pytest.mark.browser
MakePage = Callable[..., Page]
SignIn = Callable[[Page, str], None]
OUTLET = {
    "name": "示例朝阳回收服务网点",
    "region_code": "110105",
    "address": "示例路8号",
    "longitude": "116.4551",
    "latitude": "39.9249",
    "phone": "010-00000000",
    "hours": "周一至周日 9:00-17:00",
    "status": "open",
    "effective_date": "2026-05-01",
}


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def filed(page: Page, number: str) -> None:
    page.goto("/file/24.6.a?by=hand")
    for name, value in ({"outlet_no": number} | OUTLET).items():
        page.fill(f"[name={name}]", value)
    page.check("[name=kind][value=collection]")
    page.locator("main form button.btn-primary").last.click()
    expect(page.get_by_text("SY-").first).to_be_visible()


def test_an_outlet_is_filed_by_hand_and_found_on_a_phone(
    new_page: MakePage, page: Page, sign_in: SignIn, world: dict[str, Any]
) -> None:
    sign_in(page, "cars")
    filed(page, "BR-1")
    for locale, words in (("zh-CN", "朝阳区"), ("en-GB", "Chaoyang")):
        phone = new_page(locale=locale, width=390)
        phone.goto("/outlets")
        phone.fill("[name=q]", "110105" if locale == "en-GB" else words)
        phone.locator("main form button.btn-primary").click()
        expect(phone.get_by_role("link", name="示例朝阳回收服务网点").first).to_be_visible()
        expect(phone.locator("[data-map] canvas")).to_be_visible()
        assert fits(phone)
        phone.get_by_role("link", name="示例朝阳回收服务网点").first.click()
        expect(phone.get_by_text("010-00000000").first).to_be_visible()
        assert fits(phone)
    assert world


def test_near_me_asks_the_phone_and_says_how_far(new_page: MakePage, page: Page, sign_in: SignIn) -> None:
    sign_in(page, "cars")
    filed(page, "BR-2")
    phone = new_page(width=390)
    phone.context.grant_permissions(["geolocation"])
    phone.context.set_geolocation({"longitude": 116.46, "latitude": 39.93})
    phone.goto("/outlets")
    phone.get_by_role("button", name="Near me").click()
    expect(phone.get_by_text(re.compile(r"^\d+ m$")).first).to_be_visible()
    refused = new_page(width=390)
    refused.context.clear_permissions()
    refused.goto("/outlets")
    refused.get_by_role("button", name="Near me").click()
    expect(refused.get_by_text("Your place could not be read.")).to_be_visible()


def test_a_manual_is_filed_found_and_read_on_a_phone(
    new_page: MakePage, page: Page, sign_in: SignIn, world: dict[str, Any]
) -> None:
    paper = PdfWriter()
    paper.add_blank_page(595, 842)
    content = io.BytesIO()
    paper.write(content)
    sign_in(page, "cars")
    page.goto("/firm/manuals")
    page.fill("[name=vehicle_model]", "SLX7000BEV")
    page.fill("[name=title]", "浏览器手册")
    page.fill("[name=approval_no]", "GG-1")
    page.fill("[name=approved_date]", "2026-06-01")
    page.fill("[name=steps]", "removal | 断开开关 | Open the switch | high_voltage |")
    file = {"name": "手册.pdf", "mimeType": "application/pdf", "buffer": content.getvalue()}
    page.set_input_files("[name=files]", files=[file])  # type: ignore[list-item]
    page.locator("main form button.btn-primary").last.click()
    expect(page.get_by_role("cell", name="浏览器手册").first).to_be_visible()

    phone = new_page(locale="zh-CN", width=390)
    sign_in(phone, "shop")
    phone.goto("/techinfo")
    phone.fill("[name=code]", world["spare"])
    phone.fill("[name=vin]", world["vins"][1])
    phone.locator("main form button.btn-primary").click()
    phone.get_by_role("link", name="浏览器手册").first.click()
    phone.fill("[name=work]", "工单1")
    phone.check("[name=purpose][value=removal]")
    phone.locator("main form button.btn-primary").click()
    expect(phone.get_by_text("断开开关")).to_be_visible()
    expect(phone.get_by_text("高电压")).to_be_visible()
    assert fits(phone)
    with phone.expect_download() as waiting:
        phone.get_by_role("link", name="手册.pdf").click()
    mark = phone.locator("main .code").first.inner_text()
    copy = PdfReader(str(waiting.value.path()))
    assert copy.metadata is not None
    assert copy.metadata["/SuyuanMark"] == mark


def test_what_is_wrong_with_a_manual_is_said_beside_it(page: Page, sign_in: SignIn) -> None:
    sign_in(page, "cars")
    page.goto("/firm/manuals")
    page.fill("[name=vehicle_model]", "SLX7000BEV")
    page.fill("[name=title]", "x")
    page.fill("[name=steps]", "fly | a | b")
    file = {"name": "a.pdf", "mimeType": "application/pdf", "buffer": b"MZ not a PDF"}
    page.set_input_files("[name=files]", files=[file])  # type: ignore[list-item]
    page.locator("main form button.btn-primary").last.click()
    expect(page.locator("#field-steps + p, #field-steps ~ p").first).to_contain_text("Line 1: fly")
    expect(page.get_by_text("“a.pdf” is no file that is taken.").first).to_be_visible()
    page.fill("[name=vehicle_model]", "NOBODY9000")
    page.locator("main form button.btn-primary").last.click()
    expect(page.get_by_text("Nobody knows the model “NOBODY9000”").first).to_be_visible()
    assert page.locator("[name=steps]").input_value() == "fly | a | b"


def test_coverage_shows_where_a_firm_sells_and_offers_nothing(page: Page, sign_in: SignIn) -> None:
    sign_in(page, "minister")
    page.goto("/coverage")
    expect(page.get_by_role("heading", name="Coverage")).to_be_visible()
    assert fits(page)


def test_conditions_are_filed_a_reading_reaches_one_and_the_notice_is_taken_on_a_phone(
    new_page: MakePage, page: Page, sign_in: SignIn, world: dict[str, Any]
) -> None:
    sign_in(page, "cars")
    page.goto("/file/15.3.a?by=hand")
    for name, value in {
        "vehicle_model": "SLX7000BEV",
        "from_date": "2026-06-01",
        "soh_below_percent": "70",
        "procedure_zh": "预约网点后送交。",
        "procedure_en": "Book an outlet and hand it in.",
        "contact": "010-00000000",
    }.items():
        page.fill(f"[name={name}]", value)
    page.locator("main form button.btn-primary").last.click()
    expect(page.get_by_text("SY-").first).to_be_visible()
    for locale, words, press in (
        ("zh-CN", "预约网点后送交。", "取信函（PDF）"),
        ("en-GB", "Book an outlet and hand it in.", ""),
    ):
        phone = new_page(locale=locale, width=390)
        phone.goto("/retirement?q=SLX7000")
        expect(phone.get_by_text(words).first).to_be_visible()
        assert fits(phone)
        sign_in(phone, "cars")
        phone.goto("/readings?by=hand")
        phone.fill("[name=vin]", world["vins"][1])
        phone.fill("[name=measured_date]", world["today"])
        phone.fill("[name=soh_percent]", "69")
        phone.locator("main form button.btn-primary").last.click()
        expect(phone.locator(".receipt-box")).to_be_visible()
        assert fits(phone)
        phone.goto("/firm/notices")
        assert fits(phone)
        if press:  # in the other language it has been taken already, and is fetched again
            phone.get_by_role("button", name=press).click()
        with phone.expect_download() as taken:
            phone.locator("main table a[href*='/firm/notices/']").first.click()
        letter = PdfReader(taken.value.path()).pages[0].extract_text()
        assert world["vins"][1] in letter
    page.goto("/readings?by=hand")
    page.fill("[name=vin]", "LY00000A8R0000001")
    page.fill("[name=measured_date]", world["today"])
    page.fill("[name=soh_percent]", "69")
    page.locator("main form button.btn-primary").last.click()
    expect(page.locator(".field-bad").first).to_contain_text("is no vehicle that you answer for")
