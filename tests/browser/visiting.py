"""What a phone does on a visit: it is ordered, opened, filled in, signed and sent."""

import io
from collections.abc import Callable
from itertools import count

from PIL import Image
from playwright.sync_api import Locator, Page, expect

MakePage = Callable[..., Page]
SignIn = Callable[[Page, str], None]
HANDS = count()


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def picture(colour: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (64, 48), colour).save(out, "PNG")
    return out.getvalue()


def sign(page: Page, who: str) -> None:
    """Draw names with a finger: the firm's, or those of all officers."""
    for canvas in page.locator(f"canvas[data-sign^={who}]").all():
        draw(page, canvas)


def draw(page: Page, canvas: Locator) -> None:
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    while True:  # until what an earlier stroke has moved stands still
        page.wait_for_timeout(100)
        before, box = box, canvas.bounding_box()
        if box == before:
            break
    assert box is not None
    hand = next(HANDS) % 40  # nobody signs twice alike
    page.mouse.move(box["x"] + 20 + hand, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + 120, box["y"] + 60, steps=5)
    page.mouse.up()


def ordered(page: Page, uscc: str, today: str) -> str:
    """Order an inspection for today; give its number."""
    page.goto(f"/inspections/new?party={uscc}")
    page.fill("[name=day]", today)
    page.fill("[name=words]", "举报：作坊拆解 <b>x</b>")
    for box in page.locator("[name=officers]").all():
        box.check()
    page.locator("main form.panel button.btn-primary").click()
    expect(page.locator("main .acts a.btn-primary")).to_be_visible()
    return page.url.rpartition("/")[2]


def on_site(phone: Page, number: str) -> None:
    """Open the page of the visit, and wait until it works without a network."""
    phone.goto(f"/inspections/{number}/visit")
    expect(phone.locator("form[data-equipped=yes][data-ready=yes]")).to_be_visible(timeout=60_000)


def filled_in(phone: Page, pack: str) -> None:
    """Fill in what is seen on site: one point is not in order, and that is not yet said in words."""
    if phone.locator("[data-begin]").is_enabled():
        phone.locator("[data-begin]").click()
    phone.check("[name=measures][value=enter]")
    points = phone.locator("[data-point]")
    for place in range(points.count()):
        points.nth(place).locator("[value=in_order]").check()
    points.first.locator("[value=not_in_order]").check()
    phone.fill("#visit-code", pack.lower())
    phone.locator("[data-add=codes]").click()
    photo = {"name": "a.png", "mimeType": "image/png", "buffer": picture("green")}
    phone.set_input_files("#visit-photo", [photo])  # type: ignore[list-item]
    expect(phone.locator("[data-list=photos] li")).to_have_count(1)
    phone.fill("#visit-who", "甄厂长")
    phone.fill("#visit-said", "都登记了\n<script>alert(1)</script>")
    phone.locator("[data-add=statements]").click()


def kept(phone: Page, number: str, count: int = 3) -> None:
    """Wait until the device keeps signatures: they are drawn, hashed and stored one after the other."""
    stored = f"suyuanVisits.draft('{number}:' + document.querySelector('form[data-visit]').dataset.account)"
    for _ in range(100):
        if phone.evaluate(f"{stored}.then((one) => one ? Object.keys(one.signatures).length : 0)") == count:
            return
        phone.wait_for_timeout(100)
    raise AssertionError(f"{count} signatures are not kept")


def complete(phone: Page, number: str) -> None:
    """Say what was missing, and sign."""
    phone.locator("[data-point]").first.locator("textarea").fill("未分类存放")
    phone.fill("#visit-present", "甄厂长")
    sign(phone, "firm")
    sign(phone, "officer")
    kept(phone, number)


def press_send(phone: Page) -> None:
    phone.locator("form[data-visit] button[type=submit]").click()
