"""A draw made in a browser; a visit recorded on a phone without a network, sent once; in both languages."""

import contextlib
import socket
import threading
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.visiting import (
    MakePage,
    SignIn,
    complete,
    filled_in,
    fits,
    on_site,
    ordered,
    press_send,
)

pytestmark = pytest.mark.browser


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


def sent(phone: Page, number: str) -> None:
    """Send the record: one request."""
    asked: list[str] = []
    phone.on("request", lambda one: asked.append(one.url) if one.method == "POST" else None)
    press_send(phone)
    phone.wait_for_url(f"**/inspections/{number}")
    assert [one.rpartition("/")[2] for one in asked] == ["record"]


def kept_pages(phone: Page) -> Any:
    """Give which pages of visits the device keeps."""
    return phone.evaluate(
        "async () => (await caches.open('suyuan-visits-2').then((one) => one.keys()))"
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
    complete(phone, number)
    expect(phone.locator("[data-state]")).to_contain_text(says)
    press_send(phone)
    expect(phone.locator("[data-state].tone-bad")).to_be_visible()  # no network; nothing is lost
    phone.reload()
    expect(phone.locator("[data-list=photos] li")).to_have_count(1)
    expect(phone.locator("[data-list=codes] .code")).to_have_text(world["pack"])
    wire.mend()
    sent(phone, number)
    expect(phone.get_by_text("未分类存放")).to_be_visible()
    expect(phone.get_by_text("<script>alert(1)</script>")).to_be_visible()
    expect(phone.locator("img.signature")).to_have_count(3)
    picture = phone.locator("figure img")
    picture.scroll_into_view_if_needed()  # it is loaded when it is looked at
    expect(picture).to_have_js_property("naturalWidth", 64)
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
    desk.locator("table.rows a[href*='/inspections/JC-']").first.click()
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
