"""People: invited, taken up, several firms, roles, signing, and signing out elsewhere, at real pages."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
SignIn = Callable[[Page, str], None]
MakePage = Callable[..., Page]
GONE = "This invitation does not hold."


def invite(page: Page, whom: str, *parts: str) -> str:
    """Invite somebody from the members' page; give the path of the link that is shown once."""
    page.goto("/members")
    page.fill("#addressee", whom)
    for part in parts:
        page.check(f"input[name=parts][value={part}]")
    page.get_by_role("button", name="Invite", exact=True).click()
    link = page.input_value("#link")
    page.goto("/members")
    expect(page.locator("main")).to_contain_text(whom)
    assert link.rsplit("/", 1)[1] not in page.content()
    return link


def newcomer(page: Page, link: str, username: str, password: str) -> None:
    """Take an invitation up with a new account."""
    page.goto(link)
    page.get_by_role("link", name="I am new here").click()
    page.fill("#id_username", username)
    page.fill("#id_password1", password)
    page.get_by_role("button", name="Make the account").click()
    page.wait_for_url("**/home")


def row_file(tmp_path: Path, world: dict[str, Any], transfer: str) -> Path:
    out = (date.fromisoformat(world["today"]) - timedelta(days=2)).isoformat()
    stem = world["pack"].replace("P", "C", 1)[:17]
    path = tmp_path / f"{transfer}.csv"
    path.write_text(
        "code,code_condition,out_date,destination_uscc,destination_name,mass_kg,transfer_no\n"
        f"{stem}{int(transfer[2:]) + 30_000:07d},intact,{out},{world['usccs']['recycler']},示例,2.5,{transfer}\n",
        encoding="utf-8",
    )
    return path


def test_a_newcomer_is_invited_prepares_and_a_signer_signs(
    new_page: MakePage, sign_in: SignIn, world: dict[str, Any], tmp_path: Path
) -> None:
    boss = new_page()
    sign_in(boss, "cars")
    link = invite(boss, "newcomer@example.com", "preparer")
    clerk = new_page()
    newcomer(clerk, link, "clerk-of-cars", "a rather long word")
    expect(clerk.locator(".account summary")).to_contain_text("示例新能源汽车有限公司")
    again = new_page()
    assert again.goto(link).status == 404  # type: ignore[union-attr]
    expect(again.locator("main")).to_contain_text(GONE)

    clerk.goto("/file/24.2.c")
    clerk.set_input_files("#file", row_file(tmp_path, world, "T-6001"))
    clerk.get_by_role("button", name="Put before a signer").click()
    expect(clerk.locator("main")).to_contain_text("Waits to be signed")
    expect(clerk.get_by_role("button", name="Sign and file")).to_have_count(0)

    boss.goto("/home")
    boss.get_by_role("link", name="Look at it").first.click()
    expect(boss.locator("main")).to_contain_text("clerk-of-cars")
    boss.get_by_role("button", name="Return it").click()
    expect(boss.locator(".errsum")).to_be_focused()
    boss.fill("#word", "the transfer number is last week's")
    boss.get_by_role("button", name="Return it").click()
    boss.wait_for_url("**/home")
    clerk.goto("/home")
    expect(clerk.locator("main")).to_contain_text("the transfer number is last week's")

    clerk.goto("/file/24.2.c")
    clerk.set_input_files("#file", row_file(tmp_path, world, "T-6002"))
    clerk.get_by_role("button", name="Put before a signer").click()
    boss.goto("/home")
    boss.get_by_role("link", name="Look at it").first.click()
    boss.get_by_role("button", name="Sign and file").click()
    boss.get_by_role("link", name="Open the receipt").click()
    expect(boss.locator("main")).to_contain_text("Accepted")


def test_a_person_in_two_firms_chooses_and_a_form_of_the_other_is_not_taken(
    new_page: MakePage, sign_in: SignIn
) -> None:
    host = new_page()
    sign_in(host, "dismantler")
    link = invite(host, "a colleague", "signer", "administrator")
    page = new_page()
    sign_in(page, "shop")
    page.goto(link)
    page.get_by_role("button", name="Accept").click()
    page.wait_for_url("**/home")
    head = page.locator(".account summary")
    expect(head).to_contain_text("示例报废机动车回收拆解有限公司")
    assert page.goto("/file/24.8.a").status == 200  # type: ignore[union-attr]
    other = page.context.new_page()
    other.goto("/home")
    other.locator(".account summary").click()
    other.get_by_role("button", name="示例汽车维修店").click()
    expect(other.locator(".account summary")).to_contain_text("示例汽车维修店")
    page.get_by_role("button", name="Check only").click()
    expect(page.locator("main")).to_contain_text("another standing")
    # removed by the host: the session does not slip into the other firm by itself
    other.goto("/accounts/standings/")
    other.locator("main").get_by_role("button", name="示例报废机动车回收拆解有限公司").click()
    host.goto("/members")
    host.locator("tr", has_text="shop").get_by_role("link", name="Change").click()
    host.get_by_role("button", name="Remove from the firm").click()
    host.wait_for_url("**/members")
    assert other.goto("/home").status == 403  # type: ignore[union-attr]
    expect(other.locator("main")).to_contain_text("has ended")
    other.locator("main").get_by_role("button", name="示例汽车维修店").click()
    other.wait_for_url("**/home")


def test_the_last_administrator_stays_and_withdrawn_links_are_dead(
    new_page: MakePage, sign_in: SignIn
) -> None:
    page = new_page()
    sign_in(page, "recycler")
    page.goto("/members")
    page.get_by_role("link", name="Change").click()
    expect(page.locator("main")).to_contain_text("only administrator")
    page.uncheck("input[value=administrator]")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".errsum")).to_contain_text("only administrator")
    link = invite(page, "somebody", "reader")
    page.goto("/members")
    page.get_by_role("button", name="Take back").click()
    expect(page.locator("main")).to_contain_text("No invitation is waiting")
    stranger = new_page()
    for address in (link, link[:-4] + "aaaa", re.sub(r"[^/]+$", "x", link)):
        assert stranger.goto(address).status == 404  # type: ignore[union-attr]
        expect(stranger.locator("main")).to_contain_text(GONE)
    stranger.goto("/accounts/signup/")
    expect(stranger.locator("#id_username")).to_have_count(0)


def test_one_is_signed_out_elsewhere_at_once(new_page: MakePage, sign_in: SignIn) -> None:
    here, there = new_page(), new_page()
    sign_in(there, "maker")
    sign_in(here, "maker")
    here.goto("/accounts/sessions/")
    expect(here.locator("main")).to_contain_text("this browser")
    here.get_by_role("button", name="Sign out everywhere else").click()
    expect(here.get_by_role("button", name="Sign out there")).to_have_count(0)
    there.goto("/filings")
    assert "/accounts/login/" in there.url
    here.goto("/filings")
    assert here.url.endswith("/filings")


@pytest.mark.parametrize("locale", ["en-GB", "zh-CN"])
def test_pages_of_people_fit_a_phone(new_page: MakePage, sign_in: SignIn, locale: str) -> None:
    page = new_page(locale=locale, width=390)
    sign_in(page, "recycler")
    for place in (
        "/members",
        "/accounts/sessions/",
        "/accounts/factor/",
        "/accounts/standings/",
        "/accounts/password/change/",
    ):
        page.goto(place)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, place
