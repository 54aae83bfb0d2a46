"""Filing: a workbook with errors, its fix list, the mended file, the receipt, its correction and its end."""

import io
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
SignIn = Callable[[Page, str], None]
COLUMNS = (
    "code",
    "code_condition",
    "out_date",
    "destination_uscc",
    "destination_name",
    "mass_kg",
    "transfer_no",
)


def workbook(path: Path, rows: list[tuple[str, ...]]) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(COLUMNS)
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path


def outbound(
    world: dict[str, Any], count: int, *, uscc: str | None = None, start: int = 5001
) -> list[tuple[str, ...]]:
    """Rows of waste cells that a vehicle maker ships to the recycler."""
    today = date.fromisoformat(world["today"])
    out = (today - timedelta(days=2)).isoformat()
    recycler = uscc or world["usccs"]["recycler"]
    stem = world["pack"].replace("P", "C", 1)[:17]
    return [
        (f"{stem}{serial:07d}", "intact", out, recycler, "示例综合利用有限公司", "2.5", "T-1")
        for serial in range(start, start + count)
    ]


def hand_in(page: Page, path: Path, *, act: str = "File", mode: str | None = None) -> None:
    page.goto("/file/24.2.c")
    page.set_input_files("#file", path)
    if mode:
        page.check(f"input[name=mode][value={mode}]")
    page.locator("main").get_by_role("button", name=act, exact=True).click()


def test_a_wrong_workbook_is_explained_mended_and_filed(
    page: Page, sign_in: SignIn, world: dict[str, Any], tmp_path: Path
) -> None:
    sign_in(page, "cars")
    rows = outbound(world, 30)
    wrong = [
        (*row[:3], "91999999AY1000001X", *row[4:]) if index < 12 else row for index, row in enumerate(rows)
    ]
    wrong[20] = ("A765101015", *wrong[20][1:])
    hand_in(page, workbook(tmp_path / "五月出库.xlsx", wrong))

    page.wait_for_url("**/filings/SY-*")
    expect(page.locator(".errsum")).to_be_focused()
    expect(page.locator(".errsum h2")).to_have_text("This filing was refused; nothing of it was stored")
    many = page.locator(".fix").first
    expect(many).to_contain_text("12 rows")
    expect(many).to_contain_text("D2–D13")
    expect(many).to_contain_text("uscc.")
    expect(page.locator(".fix").nth(1)).to_contain_text("A22")
    expect(page.locator(".fix").nth(1)).to_contain_text("GB/T 34014")

    with page.expect_download() as saved:
        page.get_by_role("link", name="Marked workbook").click()
    marked = openpyxl.load_workbook(io.BytesIO(Path(saved.value.path()).read_bytes()))
    comments = [cell.coordinate for row in marked.active.iter_rows() for cell in row if cell.comment]
    assert comments

    hand_in(page, workbook(tmp_path / "五月出库-改.xlsx", rows))
    page.wait_for_url("**/filings/SY-*")
    expect(page.locator(".pill-good").first).to_have_text("Accepted")
    expect(page.locator(".receipt-no")).to_contain_text("SY-")
    expect(page.locator(".counts")).to_contain_text("30")
    with page.expect_download() as saved:
        page.get_by_role("link", name="PDF").click()
    assert Path(saved.value.path()).read_bytes().startswith(b"%PDF")


def test_good_lines_can_be_filed_and_the_others_held_back(
    page: Page, sign_in: SignIn, world: dict[str, Any], tmp_path: Path
) -> None:
    sign_in(page, "cars")
    rows = outbound(world, 10, start=6001)
    rows[3] = ("A765101015", *rows[3][1:])
    hand_in(page, workbook(tmp_path / "partly.xlsx", rows), mode="good")
    page.wait_for_url("**/filings/SY-*")
    expect(page.locator(".receipt-box .pill")).to_have_text("Accepted in part")
    expect(page.locator(".errsum h2")).to_have_text("1 line was held back")
    expect(page.locator(".counts")).to_contain_text("9")


def test_checking_files_nothing(page: Page, sign_in: SignIn, world: dict[str, Any], tmp_path: Path) -> None:
    sign_in(page, "cars")
    rows = outbound(world, 5, start=6501)
    rows[1] = ("A765101015", *rows[1][1:])
    hand_in(page, workbook(tmp_path / "check.xlsx", rows), act="Check only")
    expect(page.get_by_role("heading", level=1)).to_have_text("1 line has errors")
    expect(page.locator(".fix").first).to_contain_text("A3")
    hand_in(page, workbook(tmp_path / "check2.xlsx", outbound(world, 5, start=6501)), act="Check only")
    expect(page.get_by_role("heading", level=1)).to_have_text("No errors: this can be filed")


def test_without_a_file_the_form_says_so_and_takes_the_focus(page: Page, sign_in: SignIn) -> None:
    sign_in(page, "cars")
    page.goto("/file/24.2.c")
    page.locator("main").get_by_role("button", name="File", exact=True).click()
    expect(page.locator(".errsum")).to_be_focused()
    assert page.title().startswith("Error:")
    page.locator(".errsum a").click()
    expect(page.locator("#file")).to_be_focused()


def test_a_filing_is_corrected_and_cancelled(
    page: Page, sign_in: SignIn, world: dict[str, Any], tmp_path: Path
) -> None:
    sign_in(page, "cars")
    hand_in(page, workbook(tmp_path / "first.xlsx", outbound(world, 4, start=7001)))
    page.wait_for_url("**/filings/SY-*")
    first = page.locator(".receipt-no").inner_text()
    page.get_by_role("link", name="Correct this filing").click()
    expect(page.locator("#replaces")).to_have_value(first)
    page.set_input_files("#file", workbook(tmp_path / "second.xlsx", outbound(world, 3, start=7001)))
    page.locator("main").get_by_role("button", name="File", exact=True).click()
    page.wait_for_url(lambda url: "/filings/SY-" in url and first not in url)
    expect(page.locator("main")).to_contain_text(first)
    page.get_by_role("link", name="Cancel this filing").click()
    page.get_by_role("button", name="Cancel this filing").click()
    expect(page.locator(".errsum")).to_be_focused()
    expect(page.locator(".errsum li")).to_have_count(2)
    page.fill("#reason", "filed for the wrong month")
    page.check("#sure")
    page.get_by_role("button", name="Cancel this filing").click()
    expect(page.locator(".receipt-box .pill")).to_have_text("Cancelled")
    page.goto(f"/filings/{first}")
    expect(page.locator(".receipt-box .pill")).to_have_text("Replaced")


def test_a_long_filing_becomes_a_job_that_can_be_left_and_found_again(
    page: Page, sign_in: SignIn, world: dict[str, Any], tmp_path: Path
) -> None:
    sign_in(page, "cars")
    hand_in(page, workbook(tmp_path / "long.xlsx", outbound(world, 800, start=10_001)))
    page.wait_for_url("**/jobs/*")
    address = page.url
    page.goto("/home")
    page.goto(address)
    page.get_by_role("link", name="Open the receipt").click(timeout=60_000)
    page.wait_for_url("**/filings/SY-*")
    expect(page.locator(".counts")).to_contain_text("800")


def test_a_repair_shop_types_one_row_on_a_phone(
    new_page: Callable[..., Page], sign_in: SignIn, world: dict[str, Any]
) -> None:
    phone = new_page(width=390, height=844, locale="zh-CN")
    sign_in(phone, "shop")
    phone.goto("/file/24.5.c")
    phone.fill("#field-vin", world["vins"][0])
    phone.fill("#field-replaced_date", world["today"])
    phone.fill("#field-old_code", world["pack"])
    phone.fill("#field-new_code", world["new"][:-2])
    phone.locator("main").get_by_role("button", name="申报", exact=True).click()
    expect(phone.locator(".errsum")).to_be_focused()
    expect(phone.locator("#field-new_code")).to_have_attribute("aria-invalid", "true")
    expect(phone.locator("#field-old_code")).to_have_value(world["pack"])
    phone.fill("#field-new_code", world["new"])
    phone.locator("main").get_by_role("button", name="申报", exact=True).click()
    phone.wait_for_url("**/filings/SY-*")
    expect(phone.locator(".receipt-box .pill")).to_have_text("已接收")


def test_the_template_can_be_filled_in(page: Page, sign_in: SignIn) -> None:
    sign_in(page, "cars")
    page.goto("/file/24.2.c")
    with page.expect_download() as saved:
        page.get_by_role("link", name="Workbook to fill in").click()
    assert saved.value.suggested_filename == "suyuan-24.2.c.xlsx"
    openpyxl.load_workbook(io.BytesIO(Path(saved.value.path()).read_bytes()))


def test_a_file_that_is_too_large_is_not_even_sent(page: Page, sign_in: SignIn, tmp_path: Path) -> None:
    sign_in(page, "cars")
    large = tmp_path / "large.csv"
    with large.open("wb") as stream:
        stream.truncate(300 << 20)
    page.goto("/file/24.2.c")
    page.set_input_files("#file", large)
    expect(page.locator("[data-file-name]")).to_contain_text("larger than 256.0")
    page.set_input_files("#file", workbook(tmp_path / "small.xlsx", []))
    expect(page.locator("[data-file-name]")).to_contain_text("small.xlsx")
