"""By which clock a phone records a visit, what it lets people sign, and whom a shared one shows it to."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from suyuan.domain.inspections import LARGEST, MOST_CODES, MOST_STATEMENTS
from tests.browser.visiting import (
    MakePage,
    SignIn,
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
NEAR = timedelta(seconds=30)
_FORM = "document.querySelector('form[data-visit]').dataset"
KEY = f"{_FORM}.visit + ':' + {_FORM}.account"
READY = "form[data-ready=yes]"


def begun(phone: Page) -> datetime:
    """Say that the visit begins; give the instant that the phone keeps of it."""
    phone.locator("[data-begin]").click()
    expect(phone.locator("[data-begin]")).to_be_disabled()
    told = phone.wait_for_function(f"suyuanVisits.draft({KEY}).then((one) => one && one.began_at)")
    return datetime.fromisoformat(told.json_value())


def clock_of(phone: Page) -> datetime:
    return datetime.fromisoformat(phone.evaluate("suyuanClock.now().toISOString()"))


def now() -> datetime:
    return datetime.now(UTC)


def test_a_page_that_was_opened_at_the_office_tells_the_true_time_on_site(
    new_page: MakePage, sign_in: SignIn, world: dict[str, Any], tmp_path: Path
) -> None:
    phone = new_page(width=390)
    sign_in(phone, "inspector")
    number = ordered(phone, world["usccs"]["shop"], world["today"])
    clock, wrong = phone.context.clock, now() - timedelta(hours=3)
    clock.set_system_time(wrong)  # the phone is three hours late, and stays so
    on_site(phone, number)
    phone.context.set_offline(True)
    clock.set_system_time(wrong + timedelta(hours=2))  # two hours later, on site
    phone.reload()
    expect(phone.locator(READY)).to_be_visible()
    expect(phone.locator("[data-clock]")).to_be_hidden()
    assert phone.locator("form[data-visit]").get_attribute("data-now") == ""
    true = now() + timedelta(hours=2)
    assert abs(clock_of(phone) - true) < NEAR
    clock.set_system_time(wrong)
    assert abs(begun(phone) - now()) < NEAR

    clock.set_system_time(now())  # the phone's clock is put right; with the next network its offset is, too
    phone.reload()
    assert abs(clock_of(phone) - now()) > timedelta(hours=2)
    with phone.expect_response("**/worker.js"):
        phone.context.set_offline(False)
        phone.evaluate(
            "dispatchEvent(new Event('online'))"
        )  # newer browsers tell the page nothing of a feigned network
    phone.wait_for_function("Math.abs(suyuanClock.now() - Date.now()) < 30000")
    clock.set_system_time(wrong)
    phone.reload()  # a page from the network says it again
    assert abs(clock_of(phone) - now()) < NEAR

    phone.evaluate("localStorage.clear()")
    phone.context.set_offline(True)
    phone.reload()
    expect(phone.locator("[data-clock]")).to_contain_text("its own clock counts")
    assert abs(clock_of(phone) - wrong) < NEAR
    phone.locator("#began_at").screenshot(path=tmp_path / "clock.png")
    assert fits(phone)
    # what began later than it is by now does not begin at all
    phone.context.clock.set_system_time(wrong - timedelta(hours=1))
    phone.reload()
    expect(phone.locator("[data-missing]")).to_contain_text("Beginning and end do not make sense")
    expect(phone.locator("[data-begin]")).to_be_enabled()


def overfill(phone: Page, told: str) -> None:
    """Have the device keep what ``told`` makes of its draft ``one``, as if it had been filled in."""
    phone.wait_for_timeout(300)
    phone.evaluate(
        f"async () => {{ const one = await suyuanVisits.draft({KEY}); {told};"
        f" await suyuanVisits.keep({KEY}, one, one.version) }}"
    )
    phone.reload()
    expect(phone.locator(READY)).to_be_visible()


def test_an_alarm_is_not_talked_over(visit: Any) -> None:
    phone, _ = visit()
    expect(phone.locator("form[data-equipped=yes]")).to_be_visible(timeout=60_000)
    said = phone.locator("[data-state]")
    phone.fill("#visit-words", "甲")
    expect(said).to_contain_text("Kept on this device")
    expect(said).to_contain_text("works without a network")
    phone.evaluate(
        "Object.assign(window, { kept: suyuanVisits.keep, keptFile: suyuanVisits.keepFile });"
        "void (suyuanVisits.keep = suyuanVisits.keepFile = () => Promise.reject(new Error('full')))"
    )
    phone.fill("#visit-words", "乙")
    expect(said).to_contain_text("do not close this page")
    for event in ("online", "offline"):
        phone.evaluate(f"dispatchEvent(new Event('{event}'))")
        expect(said).to_contain_text("do not close this page")
    photo = {"name": "a.png", "mimeType": "image/png", "buffer": picture("green")}
    phone.set_input_files("#visit-photo", [photo])  # type: ignore[list-item]
    expect(phone.locator("[data-list=photos] > .wrong")).to_have_text(
        "Not taken, for this device has no room to keep it: a.png"
    )
    phone.evaluate("void Object.assign(suyuanVisits, { keep: window.kept, keepFile: window.keptFile })")
    phone.fill("#visit-words", "丙")
    expect(said).to_contain_text("Kept on this device")


def test_what_the_platform_would_not_take_nobody_signs(
    new_page: MakePage, sign_in: SignIn, world: dict[str, Any], tmp_path: Path
) -> None:
    phone = new_page(width=390)
    sign_in(phone, "inspector")
    number = ordered(phone, world["usccs"]["shop"], world["today"])
    on_site(phone, number)
    filled_in(phone, world["pack"])
    phone.locator("[data-point]").first.locator("textarea").fill("未分类存放")
    phone.fill("#visit-present", "甄厂长")
    missing, shut = phone.locator("[data-missing]"), phone.locator("canvas[data-shut]")
    expect(missing).to_be_hidden()

    label = "HTTPS://TRACE.EXAMPLE/B/" + "A" * 60
    phone.evaluate(  # as scan.js puts it there
        "(text) => { const box = document.querySelector('#visit-code'); box.value = text;"
        " box.dispatchEvent(new Event('change', { bubbles: true })) }",
        label,
    )
    phone.locator("[data-add=codes]").click()
    phone.locator("[data-list=codes] li input").last.fill("二维码，不是电池编码")
    expect(missing).to_contain_text(f"begins with “{label[:24]}” is longer than 64 characters")
    expect(shut).to_have_count(3)
    sign(phone, "firm")
    expect(phone.locator("#codes")).to_be_focused()
    expect(phone.locator("#codes > .wrong")).to_contain_text("64 characters")
    phone.locator("#codes").screenshot(path=tmp_path / "long.png")
    assert fits(phone)
    phone.locator("[data-list=codes] li button").last.click()
    expect(missing).to_be_hidden()

    said = "{ who: '甲', words: '句' + at }"
    overfill(
        phone,
        f"one.statements = Array.from({{ length: {MOST_STATEMENTS + 1} }}, (_, at) => ({said}));"
        f"one.codes = Array.from({{ length: {MOST_CODES + 1} }}, (_, at) => ({{ code: 'X' + at, words: 'x' }}))",
    )
    expect(missing).to_contain_text(f"more than {MOST_STATEMENTS} entries")
    expect(missing).to_contain_text(f"more than {MOST_CODES} entries")
    expect(shut).to_have_count(3)

    # Unsigned it is within the limit, and signed by three it is not.
    fill = (
        "one.codes = []; one.words = ''; const { version, typed, ...rest } = one;"
        "one.statements = rest.statements = Array.from({ length: 50 }, () => ({ who: '', words: '字'.repeat(3600) }));"
        "const over = () => Math.ceil((new Blob([JSON.stringify(rest)]).size - ROOM) / 3);"
        "for (const said of rest.statements) said.words = said.words.slice(Math.min(3599, Math.max(0, over())))"
    )
    overfill(phone, fill.replace("ROOM", str(LARGEST - 300)))
    expect(missing).to_contain_text("larger than 512 KB")
    overfill(phone, fill.replace("ROOM", str(LARGEST - 600)))
    expect(missing).to_be_hidden()
    sign(phone, "firm")
    sign(phone, "officer")
    kept(phone, number)
    expect(missing).to_be_hidden()
    press_send(phone)
    phone.wait_for_url(f"**/inspections/{number}")


def leave(phone: Page) -> None:
    phone.locator("details.account summary").click()
    phone.locator("details.account form[action*=logout] button").click()
    phone.wait_for_url("**/")


def test_a_shared_phone_shows_nobody_what_another_filled_in(
    new_page: MakePage, sign_in: SignIn, world: dict[str, Any], tmp_path: Path
) -> None:
    phone = new_page(width=390)
    sign_in(phone, "inspector")
    number = ordered(phone, world["usccs"]["shop"], world["today"])
    on_site(phone, number)
    firm = phone.locator("h1").inner_text()
    phone.fill("#visit-words", "只有我知道")
    phone.wait_for_timeout(300)
    page = f"/inspections/{number}/visit"
    other = phone.context.new_page()
    other.goto("/home")

    def shows_nothing(picture: str) -> None:
        phone.context.set_offline(True)
        phone.goto(page)
        expect(phone.get_by_role("heading")).to_have_text("No network, and nothing to show")
        assert firm not in phone.content()
        assert fits(phone)
        phone.screenshot(path=tmp_path / picture)
        phone.context.set_offline(False)

    leave(other)
    expect(phone.get_by_role("alert")).to_contain_text("Nobody is signed in on this device any more")
    assert firm not in phone.locator("main").inner_text()
    phone.screenshot(path=tmp_path / "left.png")
    shows_nothing("nobody.png")
    sign_in(phone, "ministry")  # who records no inspection
    answer = phone.goto(page)
    assert answer is not None
    assert answer.status == 404
    shows_nothing("other.png")
    phone.get_by_role("link", name="Try again").click()  # with a network it goes on as it is
    expect(phone.get_by_role("link", name="Try again")).to_have_count(0)
    phone.goto("/home")
    leave(phone)
    sign_in(phone, "inspector")
    phone.goto("/home")  # which tells the device who is signed in
    phone.context.set_offline(True)
    phone.goto(page)  # nothing is lost
    expect(phone.locator("#visit-words")).to_have_value("只有我知道")
    phone.context.set_offline(False)
