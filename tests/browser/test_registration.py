"""From the first form to the administrator's first act: a firm registers, the operator answers, in both languages."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from suyuan.world.coding import credit_code
from tests.integration.conftest import NUMBERS

pytestmark = pytest.mark.browser
MakePage = Callable[..., Page]
SignIn = Callable[[Page, str], None]
PDF = b"%PDF-1.7\n% a scan\n"
KIND = "project_approval"
WORDS = {
    "zh-CN": {
        "received": "申请已收到，平台将予答复",
        "approve": "批准",
        "registered": "贵单位已经登记",
        "become": "成为管理员",
        "new": "申请登记",
        "reject": "驳回",
        "rejected": "申请未获批准",
    },
    "en-GB": {
        "received": "We have received it; the operator will answer",
        "approve": "Approve",
        "registered": "Your firm is registered",
        "become": "Become the administrator",
        "new": "asks to be registered",
        "reject": "Reject",
        "rejected": "The application was not approved",
    },
}


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    path = tmp_path / "scan.pdf"
    path.write_bytes(PDF)
    return path


def fill(page: Page, uscc: str, name: str, scan: Path) -> None:
    page.goto("/register")
    page.fill("#field-uscc", uscc)
    page.fill("#field-name", name)
    page.fill("#field-legal_person", "某某")
    page.fill("#field-region_code", "430104")
    page.check("input[name=roles][value=recycler]")
    page.fill(f"#field-{KIND}-number", "批1")
    page.fill(f"#field-{KIND}-valid_from", "2020-01-01")
    page.set_input_files(f"#field-{KIND}-document", scan)
    page.fill("#field-contact_name", "某某")
    page.fill("#field-contact", "someone@example.org")


def send(page: Page) -> None:
    page.locator("form[enctype] .acts button").click()
    page.wait_for_url("**/register/*")


@pytest.mark.parametrize("locale", WORDS)
def test_a_firm_registers_is_approved_and_its_applicant_becomes_administrator(
    new_page: MakePage, sign_in: SignIn, scan: Path, locale: str
) -> None:
    said, number = WORDS[locale], next(NUMBERS) + 50_000_000
    name = f"新设{number}有限公司"
    applicant, desk = new_page(locale=locale, width=390), new_page(locale=locale)
    fill(applicant, credit_code(number), name, scan)
    send(applicant)
    expect(applicant.get_by_role("heading", level=1)).to_have_text(said["received"])
    expect(applicant.locator(".address")).to_have_text(applicant.url)

    sign_in(desk, "operator")
    desk.goto("/applications")
    desk.get_by_role("link", name=name).click()
    expect(desk.locator("main")).to_contain_text(said["new"])
    with desk.expect_download() as download:
        desk.locator("table a").click()
    assert Path(download.value.path()).read_bytes() == PDF
    desk.get_by_role("button", name=said["approve"], exact=True).click()
    expect(desk.locator(".pill-good").first).to_be_visible()

    applicant.reload()
    expect(applicant.get_by_role("heading", level=1)).to_have_text(said["registered"])
    applicant.get_by_role("link", name=said["become"]).click()
    applicant.wait_for_url("**/invitations/**")
    expect(applicant.get_by_role("heading", level=1)).to_contain_text(name)
    applicant.locator('main a[href="/accounts/signup/"]').click()
    applicant.fill("#id_username", f"first{number}")
    applicant.fill("#id_password1", "a-sentence-nobody-guesses")
    if applicant.locator("#id_password2").count():
        applicant.fill("#id_password2", "a-sentence-nobody-guesses")
    applicant.locator("main form button").click()
    applicant.goto("/firm")
    expect(applicant.get_by_role("heading", level=1)).to_have_text(name)
    expect(applicant.locator("main")).to_contain_text(credit_code(number))
    applicant.goto("/firm/permits")
    expect(applicant.locator("table.rows")).to_contain_text("批1")


def test_a_taken_code_is_received_like_any_other_and_rejected_with_a_reason(
    new_page: MakePage, sign_in: SignIn, scan: Path
) -> None:
    stranger, desk = new_page(), new_page()
    name = f"冒名{next(NUMBERS)}有限公司"
    fill(stranger, credit_code(915), name, scan)
    send(stranger)
    expect(stranger.get_by_role("heading", level=1)).to_have_text(WORDS["en-GB"]["received"])
    sign_in(desk, "operator")
    desk.goto("/applications")
    desk.get_by_role("link", name=name).click()
    expect(desk.locator("main")).to_contain_text("registered already")
    desk.get_by_role("button", name="Approve", exact=True).click()
    expect(desk.locator(".errsum")).to_contain_text("cannot be approved twice")
    desk.fill("#field-reason", "Could not be verified")
    desk.get_by_role("button", name="Reject", exact=True).click()
    expect(desk.locator("main")).to_contain_text("Could not be verified")
    stranger.reload()
    expect(stranger.get_by_role("heading", level=1)).to_have_text(WORDS["en-GB"]["rejected"])
    expect(stranger.locator("main")).to_contain_text("Could not be verified")


def test_a_bad_form_leads_by_keyboard_to_each_mistake_and_keeps_what_was_typed(page: Page) -> None:
    page.goto("/register")
    page.fill("#field-uscc", "91330800575349959F")
    page.fill("#field-name", "某某有限公司")
    page.locator("form[enctype] .acts button").click()
    expect(page.locator(".errsum")).to_be_focused()
    expect(page.locator(".errsum")).to_contain_text("only codes of the fictitious block")
    page.locator(".errsum a").first.click()
    assert page.url.endswith("#field-uscc")
    expect(page.locator("#field-name")).to_have_value("某某有限公司")


def test_an_administrator_keeps_sites_and_files_a_permit_that_the_operator_accepts(
    new_page: MakePage, sign_in: SignIn, scan: Path
) -> None:
    firm, desk = new_page(), new_page()
    sign_in(firm, "recycler")
    firm.goto("/firm/sites/new")
    firm.fill("#field-site_name", "一号工厂")
    firm.select_option("#field-kind", "works")
    firm.fill("#field-region_code", "110105")
    firm.fill("#field-address", "示例路1号")
    firm.fill("#field-opened_date", "2026-05-01")
    firm.get_by_role("button", name="Save").click()
    firm.wait_for_url("**/firm/sites")
    expect(firm.locator("main")).to_contain_text("一号工厂")
    firm.goto("/firm/permits")
    firm.check(f"input[name=kind][value={KIND}]")
    firm.fill("#field-number", "续批1")
    firm.fill("#field-valid_from", "2026-06-01")
    firm.set_input_files("#field-document", scan)
    firm.get_by_role("button", name="File it").click()
    expect(firm.locator("table.rows")).to_contain_text("Being looked at")
    sign_in(desk, "operator")
    desk.goto("/applications")
    desk.locator("section", has_text="Permits to look at").get_by_role("link").first.click()
    desk.get_by_role("button", name="The proof shows it: accept").click()
    expect(desk.locator(".pill-good").first).to_contain_text("Valid")
    firm.reload()
    expect(firm.locator("table.rows")).not_to_contain_text("Being looked at")
