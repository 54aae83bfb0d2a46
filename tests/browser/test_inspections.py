"""A draw made in a browser; a visit recorded on a phone without a network, sent once; in both languages."""

import contextlib
import io
import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from PIL import Image
from playwright.sync_api import Page, Route, expect

pytestmark = pytest.mark.browser
MakePage = Callable[..., Page]
SignIn = Callable[[Page, str], None]


class Wire:
    """The way from a phone to the server, which can be cut: then nothing of the server is to be had, as in a cellar."""

    def __init__(self, server: str) -> None:
        parts = urlsplit(server)
        self.behind = (parts.hostname or "", parts.port or 80)
        self.is_cut = False
        self.open: list[socket.socket] = []
        self.door = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self.door.getsockname()[1]}"
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = self.door.accept()
                if self.is_cut:
                    near.close()
                    continue
                far = socket.create_connection(self.behind)
                self.open += [near, far]
                for source, sink in ((near, far), (far, near)):
                    threading.Thread(target=self._carry, args=(source, sink), daemon=True).start()

    @staticmethod
    def _carry(source: socket.socket, sink: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while piece := source.recv(65536):
                sink.sendall(piece)
        for one in (source, sink):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()

    def cut(self) -> None:
        """Let nothing through any more."""
        self.is_cut = True
        for one in self.open:
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
        self.open.clear()

    def mend(self) -> None:
        """Let everything through again."""
        self.is_cut = False


@pytest.fixture
def wire(server: str) -> Iterator[Wire]:
    wire = Wire(server)
    yield wire
    wire.cut()
    wire.door.close()


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def picture(colour: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (64, 48), colour).save(out, "PNG")
    return out.getvalue()


def sign(page: Page, who: str) -> None:
    """Draw a name with a finger."""
    canvas = page.locator(f"canvas[data-sign={who}]")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 20, box["y"] + 20)
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
    expect(phone.locator("form[data-equipped=yes]")).to_be_visible(timeout=60_000)


def filled_in(phone: Page, pack: str) -> None:
    """Fill in what is seen on site: one point is not in order, and that is not yet said in words."""
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
    sign(phone, "officers")


def kept(phone: Page, number: str, who: str) -> None:
    """Wait until the device keeps a signature: it is drawn, hashed and stored one after the other."""
    stored = f"suyuanVisits.draft('{number}:' + document.querySelector('form[data-visit]').dataset.account)"
    for _ in range(100):
        if phone.evaluate(f"{stored}.then((one) => Boolean(one && one.signatures.{who}))"):
            return
        phone.wait_for_timeout(100)
    raise AssertionError(f"no signature of {who} is kept")


def complete(phone: Page, number: str) -> None:
    """Say what was missing, and sign for the firm."""
    phone.locator("[data-point]").first.locator("textarea").fill("未分类存放")
    phone.fill("#visit-present", "甄厂长")
    sign(phone, "firm")
    kept(phone, number, "firm")


def press_send(phone: Page) -> None:
    phone.locator("form[data-visit] button[type=submit]").click()


def sent(phone: Page, number: str) -> None:
    """Complete the record and send it: one request."""
    complete(phone, number)
    asked: list[str] = []
    phone.on("request", lambda one: asked.append(one.url) if one.method == "POST" else None)
    press_send(phone)
    phone.wait_for_url(f"**/inspections/{number}")
    assert [one.rpartition("/")[2] for one in asked] == ["record"]


def kept_pages(phone: Page) -> Any:
    """Give which pages of visits the device keeps."""
    return phone.evaluate(
        "async () => (await caches.open('suyuan-visits-1').then((one) => one.keys()))"
        ".map((one) => new URL(one.url).pathname).filter((one) => one.endsWith('/visit'))"
    )


@pytest.mark.parametrize(("locale", "says"), [("zh-CN", "已保存在本机"), ("en-GB", "Kept on this device")])
def test_a_visit_is_recorded_without_a_network_and_sent_once(  # noqa: PLR0917 - fixtures
    new_page: MakePage, sign_in: SignIn, world: dict[str, Any], wire: Wire, locale: str, says: str
) -> None:
    phone = new_page(locale=locale, width=390, server=wire.address)
    sign_in(phone, "inspector")
    number = ordered(phone, world["usccs"]["shop"], world["today"])
    on_site(phone, number)
    phone.locator("[data-begin]").click()
    wire.cut()
    phone.reload()  # the page opens, with what was filled in
    expect(phone.locator("form[data-ready=yes]")).to_be_visible()
    expect(phone.locator("[data-begin]")).to_be_disabled()
    assert fits(phone)
    filled_in(phone, world["pack"])
    kept(phone, number, "officers")
    expect(phone.locator("[data-state]")).to_contain_text(says)
    press_send(phone)
    expect(phone.locator("[data-state].tone-bad")).to_be_visible()  # no network; nothing is lost
    phone.reload()
    expect(phone.locator("[data-list=photos] li")).to_have_count(1)
    expect(phone.locator("[data-list=codes] .code")).to_have_text(world["pack"])
    wire.mend()
    press_send(phone)
    expect(phone.locator("[data-problems] p")).to_have_count(2)  # not signed, and not said what is wrong
    assert phone.locator(".wrong:visible").count() == 2
    sent(phone, number)
    expect(phone.get_by_text("未分类存放")).to_be_visible()
    expect(phone.get_by_text("<script>alert(1)</script>")).to_be_visible()
    expect(phone.locator("img.signature")).to_have_count(2)
    width = phone.locator("figure img").evaluate(
        "async one => { await one.decode(); return one.naturalWidth }"
    )
    assert width == 64
    assert fits(phone)
    assert kept_pages(phone) == []  # what was sent stays on no device

    firm = new_page(width=390)
    sign_in(firm, "shop")
    firm.goto("/inspections")
    firm.get_by_role("link", name=number).click()
    expect(firm.get_by_text("未分类存放")).to_be_visible()
    firm.fill("[name=words]", "已经整改")
    firm.get_by_role("button", name="Keep it").click()
    expect(firm.get_by_text("已经整改")).to_be_visible()
    with firm.expect_download() as waiting:
        firm.get_by_role("link", name="Record").click()
    assert waiting.value.path().read_bytes().startswith(b"%PDF-")


def test_what_is_sent_after_the_session_ended_stays_and_goes_after_a_new_one(
    new_page: MakePage, sign_in: SignIn, world: dict[str, Any]
) -> None:
    phone = new_page(width=390)
    sign_in(phone, "inspector")
    number = ordered(phone, world["usccs"]["shop"], world["today"])
    on_site(phone, number)
    filled_in(phone, world["pack"])
    complete(phone, number)
    phone.context.clear_cookies()
    press_send(phone)
    again = phone.get_by_role("link", name="Sign in again")
    expect(again).to_be_visible()
    expect(phone.locator("[data-state]")).to_contain_text("Nothing is lost")
    kept(phone, number, "firm")
    again.click()
    phone.fill("#id_login", "inspector")
    phone.fill("#id_password", world["password"])
    phone.click("main form button")
    phone.wait_for_url(f"**/inspections/{number}/visit")
    expect(phone.locator("[data-list=photos] li")).to_have_count(1)
    press_send(phone)
    phone.wait_for_url(f"**/inspections/{number}")
    expect(phone.get_by_text("未分类存放")).to_be_visible()


def test_what_the_platform_does_not_take_stays_until_somebody_discards_it(
    new_page: MakePage, sign_in: SignIn, world: dict[str, Any]
) -> None:
    first, second = new_page(width=390), new_page(width=390)
    sign_in(first, "inspector")
    sign_in(second, "watcher")
    number = ordered(first, world["usccs"]["shop"], world["today"])
    for phone in (first, second):
        on_site(phone, number)
        filled_in(phone, world["pack"])
        complete(phone, number)
    press_send(first)
    first.wait_for_url(f"**/inspections/{number}")
    press_send(second)
    expect(second.locator("[data-problems]")).to_contain_text("Nothing on this device is lost")
    kept(second, number, "firm")
    second.goto(f"/inspections/{number}")
    second.get_by_role("link", name="Kept on this device").click()
    expect(second.locator("[data-state]")).to_contain_text("no longer waiting for your record")
    assert fits(second)
    with second.expect_download() as waiting:
        second.get_by_role("button", name="Keep as a file").click()
    told = waiting.value.path().read_text("utf-8")
    assert "未分类存放" in told
    assert "&lt;script&gt;" in told
    assert told.count("data:image/png;base64,") == 2  # the photograph, and what both drew alike
    second.once("dialog", lambda asked: asked.dismiss())
    second.get_by_role("button", name="Discard").click()
    kept(second, number, "firm")
    second.once("dialog", lambda asked: asked.accept())
    second.get_by_role("button", name="Discard").click()
    second.wait_for_url(f"**/inspections/{number}")
    expect(second.get_by_role("link", name="Kept on this device")).to_be_hidden()
    second.goto(f"/inspections/{number}/visit")  # nothing is kept any more
    second.wait_for_url(f"**/inspections/{number}")


def test_a_record_of_a_visit_that_was_called_off_stays_on_the_phone(
    new_page: MakePage, sign_in: SignIn, world: dict[str, Any]
) -> None:
    phone, desk = new_page(width=390), new_page()
    sign_in(phone, "inspector")
    sign_in(desk, "watcher")
    number = ordered(phone, world["usccs"]["shop"], world["today"])
    on_site(phone, number)
    filled_in(phone, world["pack"])
    complete(phone, number)
    desk.goto(f"/inspections/{number}")
    desk.fill("[name=words]", "企业停产")
    desk.get_by_role("button", name="Call it off").click()
    expect(desk.get_by_text("企业停产")).to_be_visible()
    press_send(phone)
    expect(phone.locator("[data-problems]")).to_contain_text("recorded or cancelled")
    expect(phone.get_by_role("button", name="Keep as a file")).to_be_visible()
    kept(phone, number, "firm")


def test_what_is_amended_after_a_lost_answer_is_neither_taken_nor_dropped(
    new_page: MakePage, sign_in: SignIn, world: dict[str, Any]
) -> None:
    phone = new_page(width=390)
    sign_in(phone, "inspector")
    number = ordered(phone, world["usccs"]["shop"], world["today"])
    on_site(phone, number)
    filled_in(phone, world["pack"])
    complete(phone, number)

    def lose(route: Route) -> None:
        route.fetch()
        route.abort()

    phone.route("**/record", lose)
    press_send(phone)
    expect(phone.locator("[data-state].tone-bad")).to_be_visible()
    phone.unroute("**/record")
    phone.fill("#visit-words", "后来想起")
    press_send(phone)
    expect(phone.locator("[data-problems]")).to_contain_text("taken before with another content")
    expect(phone.get_by_role("button", name="Keep as a file")).to_be_visible()
    kept(phone, number, "firm")


def test_a_draw_is_made_waited_for_and_repeated(
    new_page: MakePage, sign_in: SignIn, world: dict[str, Any]
) -> None:
    desk = new_page()
    sign_in(desk, "inspector")
    desk.goto("/inspections")
    desk.get_by_role("link", name="Plan and draw").click()
    desk.get_by_role("button", name="Freeze and commit").click()
    expect(desk.get_by_role("alert")).to_contain_text("may not be empty")
    desk.fill("[name=title]", "第三季度")
    desk.fill("[name=objects]", "1")
    desk.fill("[name=days]", world["today"])
    for box in desk.locator("[name=roles]").all():
        box.check()
    desk.get_by_role("button", name="Freeze and commit").click()
    expect(desk.get_by_text("The lists are frozen")).to_be_visible()
    for _ in range(100):
        if desk.get_by_role("button", name="Reveal the seed").count():
            break
        desk.wait_for_timeout(500)
        desk.reload()
    desk.get_by_role("button", name="Reveal the seed").click()
    expect(desk.get_by_role("alert")).to_contain_text("1 inspections are still due")
    plan = desk.url
    desk.locator("a[href*='/inspections/JC-']").first.click()
    expect(desk.get_by_text("Ask somebody else of your department")).to_be_visible()
    other = new_page()
    sign_in(other, "watcher")
    other.goto(desk.url)
    other.fill("[name=words]", "企业停产")
    other.get_by_role("button", name="Call it off").click()
    expect(other.get_by_text("企业停产")).to_be_visible()
    desk.goto(plan)
    desk.get_by_role("button", name="Reveal the seed").click()
    expect(desk.get_by_text("Drawn again just now from the revealed seed")).to_be_visible()
    with desk.expect_download() as waiting:
        desk.get_by_role("link", name="All that the draw rests on").click()
    assert b'"commitment"' in waiting.value.path().read_bytes()
    phone = new_page(locale="zh-CN", width=390)
    sign_in(phone, "inspector")
    phone.goto(plan)
    expect(phone.get_by_text("完全一致")).to_be_visible()
    assert fits(phone)
    phone.goto("/inspections")
    assert fits(phone)
