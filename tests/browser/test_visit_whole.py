"""Nobody signs a visit that is not complete; what is typed is not lost; of two pages of one visit one writes."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from suyuan.domain.inspections import MOST_TOGETHER
from tests.browser.visiting import (
    complete,
    filled_in,
    fits,
    kept,
    picture,
    press_send,
    sign,
)

pytestmark = pytest.mark.browser


def asked(phone: Page) -> list[str]:
    """Give what the phone posts from now on."""
    posts: list[str] = []
    phone.on("request", lambda one: posts.append(one.url) if one.method == "POST" else None)
    return posts


@pytest.mark.parametrize(
    ("locale", "says"),
    [
        (
            "zh-CN",
            ("请点“开始检查”", "至少勾选一项", "没有结论", "没有写明情况", "不是电池编码", "企业签字人", "见证人"),
        ),
        (
            "en-GB",
            ("press “We begin”", "Tick one", "Nothing is said", "was found", "no battery", "who signed", "witness"),
        ),
    ],
)  # fmt: skip
def test_nobody_signs_before_the_record_is_complete(
    visit: Any, tmp_path: Path, locale: str, says: tuple[str, ...]
) -> None:
    phone, number = visit(locale)
    missing, points = phone.locator("[data-missing]"), phone.locator("[data-point]")
    posts = asked(phone)
    for words in (says[0], says[1], says[2], says[5]):
        expect(missing).to_contain_text(words)
    phone.locator("#signatures").screenshot(path=tmp_path / f"closed-{locale}.png")
    sign(phone, "firm")
    expect(phone.locator("#began_at")).to_be_focused()
    expect(phone.locator("#began_at .wrong")).to_contain_text(says[0])
    press_send(phone)
    kept(phone, number, 0)
    phone.locator("[data-begin]").click()
    expect(phone.locator("#began_at .wrong")).to_be_hidden()
    phone.check("[name=measures][value=enter]")
    for place in range(points.count() - 1):
        points.nth(place).locator("[value=in_order]").check()
    phone.fill("#visit-code", "0000")
    phone.locator("[data-add=codes]").click()
    phone.locator("#refused summary").click()
    phone.fill("#visit-refused", "x")
    for words in (says[2], says[4], says[6]):
        expect(missing).to_contain_text(words)
    sign(phone, "officer")
    expect(points.last).to_be_focused()
    points.last.locator("[value=not_seen]").check()
    expect(missing).to_contain_text(says[3])
    points.last.locator("textarea").fill("未开门")
    phone.locator("[data-list=codes] li input").fill("标签烧毁")
    phone.fill("#visit-refused", "")
    expect(missing).to_contain_text(says[5])
    phone.fill("#visit-present", "甄\u200b厂长")
    expect(missing.locator("li")).to_have_count(1)  # the sign that is not seen
    phone.fill("#visit-present", "甄厂长")
    expect(missing).to_be_hidden()
    assert fits(phone)
    press_send(phone)  # complete, and not signed
    expect(phone.locator("#signatures > .wrong")).to_be_visible()
    assert posts == []
    sign(phone, "firm")
    sign(phone, "officer")
    kept(phone, number)
    phone.locator("#signatures").screenshot(path=tmp_path / f"open-{locale}.png")
    press_send(phone)  # what the page finds complete the platform takes
    phone.wait_for_url(f"**/inspections/{number}")


def test_what_is_typed_is_kept_with_every_stroke_and_is_added_or_emptied_before_it_is_sent(
    visit: Any,
) -> None:
    phone, number = visit()
    phone.locator("[data-point] textarea").last.fill("先写后答")
    filled_in(phone, "0" * 24)
    phone.locator("[data-list=codes] li input").fill("打印模糊")
    complete(phone, number)
    phone.fill("#visit-said", "还有一句")
    phone.fill("#visit-code", "ABC")
    phone.fill("#visit-who", "仓库主任")
    phone.wait_for_timeout(300)
    phone.reload()
    for box, text in (("said", "还有一句"), ("code", "ABC"), ("who", "仓库主任")):
        expect(phone.locator(f"#visit-{box}")).to_have_value(text)
    kept(phone, number)
    posts = asked(phone)
    press_send(phone)
    expect(phone.locator("#codes > .wrong")).to_contain_text("not added yet")
    expect(phone.locator("#statements > .wrong")).to_contain_text("not added yet")
    expect(phone.locator("canvas[data-shut]")).to_have_count(3)
    assert posts == []
    phone.fill("#visit-code", "")
    phone.fill("#visit-said", "")
    expect(phone.locator("canvas[data-shut]")).to_have_count(0)
    press_send(phone)
    phone.wait_for_url(f"**/inspections/{number}")


def test_words_of_a_point_that_is_not_answered_yet_are_kept(visit: Any) -> None:
    phone, _ = visit()
    field = phone.locator("[data-point] textarea").last
    field.fill("先写后答")
    phone.wait_for_timeout(300)
    phone.reload()
    expect(field).to_have_value("先写后答")


def test_photographs_that_are_too_large_together_are_told_by_name_when_they_are_chosen(visit: Any) -> None:
    phone, _ = visit()
    form = phone.locator("form[data-visit]")
    assert form.get_attribute("data-together") == str(MOST_TOGETHER)
    signatures = 3 * 600 * 180 * 4
    form.evaluate("(one, room) => { one.dataset.together = room }", signatures + (1 << 20))
    chosen = [
        {"name": f"{colour}.png", "mimeType": "image/png", "buffer": picture(colour) + bytes(400 << 10)}
        for colour in ("red", "green", "blue")
    ]
    for some in (chosen[:1], chosen[1:]):
        phone.set_input_files("#visit-photo", some)  # type: ignore[arg-type]
        phone.wait_for_timeout(300)
    told = phone.locator("[data-list=photos] > .wrong")
    expect(told).to_contain_text("128 MB together")
    expect(told).to_contain_text("blue.png")
    expect(told).not_to_contain_text("green.png")
    expect(phone.locator("[data-list=photos] li")).to_have_count(2)


@pytest.mark.parametrize("has_locks", [True, False])
def test_of_two_pages_of_one_visit_one_writes(visit: Any, *, has_locks: bool) -> None:
    first, number = visit()
    if not has_locks:
        first.context.add_init_script("Object.defineProperty(navigator, 'locks', { value: undefined })")
        first.reload()
    expect(first.locator("form[data-ready=yes]")).to_be_visible()
    first.fill("#visit-words", "甲")
    second = first.context.new_page()
    second.goto(f"/inspections/{number}/visit")
    notice, here = second.locator("[data-state]"), second.get_by_role("button", name="Go on here")
    if has_locks:
        expect(notice).to_contain_text("open in another window")
        assert second.evaluate("document.querySelector('#visit-words').closest('[inert]') !== null")
        here.click()
        expect(second.locator("form[data-ready=yes]")).to_be_visible()
    expect(second.locator("#visit-words")).to_have_value("甲")
    second.fill("#visit-words", "乙")
    expect(notice).to_contain_text("Kept on this device")
    if not has_locks:
        first.fill("#visit-words", "丙")
    expect(first.locator("[data-state]")).to_contain_text("open in another window")
    first.get_by_role("button", name="Go on here").click()
    expect(first.locator("#visit-words")).to_have_value("乙")
    expect(first.locator("form[data-ready=yes]")).to_be_visible()


def test_a_page_that_waits_goes_on_when_the_other_is_closed(visit: Any) -> None:
    first, number = visit()
    first.fill("#visit-words", "甲")
    second = first.context.new_page()
    second.goto(f"/inspections/{number}/visit")
    expect(second.locator("[data-state]")).to_contain_text("open in another window")
    first.close()
    expect(second.locator("form[data-ready=yes]")).to_be_visible()
    expect(second.locator("#visit-words")).to_have_value("甲")
