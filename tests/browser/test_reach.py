"""Reach: every page on a phone, for screen readers (axe), by keyboard, and without scripts."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from axe_core_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
MakePage = Callable[..., Page]
SignIn = Callable[[Page, str], None]
PUBLIC = (
    "/",
    "/rules",
    "/statistics",
    "/duties/24.2.a",
    "/lookup?q=04QCB76836300JBC40000903",
    "/accounts/login/",
    "/register",
    "/scan",
    "/scan?q=O4QCB76836300JBC4OOO09O3X",
    "/b/{pack}",
    "/b/nonsense",
    "/nowhere",
)
MEMBER = (
    "/home",
    "/due",
    "/file",
    "/file/24.2.a",
    "/file/24.2.c?by=hand",
    "/filings",
    "/batteries",
    "/batteries/{pack}",
    "/batteries/{pack}X",
    "/vehicles/{vin}",
    "/vehicles/UNKNOWN",
    "/findings",
    "/labels",
    "/accounts/password/change/",
)
FIRM = ("/home", "/firm", "/cases", "/firm/change", "/firm/permits", "/firm/sites", "/firm/sites/new")
OPERATOR = ("/home", "/applications", "/parties", "/parties/{uscc}", "/parties/{uscc}/succession")
OFFICIAL = (
    "/home",
    "/signals",
    "/cases",
    "/cases/new",
    "/statistics",
    "/due?state=overdue",
    "/filings",
    "/findings",
    "/unknown-codes",
    "/file",
)
GRAVE = {"serious", "critical"}
WIDTHS = (390, 1280)


def _visit(page: Page, places: tuple[str, ...], world: dict[str, Any], width: int) -> list[str]:
    """Walk through pages; list sideways scrolling on a phone and a desk, and grave axe findings at ``width``."""
    wrong = []
    for place in places:
        page.goto(place.format(pack=world["pack"], vin=world["vins"][0], uscc=world["usccs"]["recycler"]))
        for each in sorted(WIDTHS, key=width.__eq__):
            page.set_viewport_size({"width": each, "height": 900})
            room = page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            if room > 0:
                wrong.append(f"{place}: {room} px too wide at {each}")
        wrong += [
            f"{place}: {found['id']} {[node['target'] for node in found['nodes']][:3]}"
            for found in Axe().run(page)["violations"]
            if found["impact"] in GRAVE
        ]
    return wrong


READERS = (("zh-CN", 390), ("en-GB", 1280))
TODAY = datetime.now(UTC).date().toordinal() % len(READERS)


@pytest.mark.parametrize(
    "reader", [READERS[TODAY], pytest.param(READERS[1 - TODAY], marks=pytest.mark.slow)], ids=str
)
def test_every_page_can_be_read_by_everyone(
    new_page: MakePage, sign_in: SignIn, world: dict[str, Any], reader: tuple[str, int]
) -> None:
    """One of two readers on one day, the other on the next; the slow form asks for both."""
    locale, width = reader
    stranger = new_page(locale=locale, width=width)
    wrong = _visit(stranger, PUBLIC, world, width)
    for username, places in (
        ("cars", MEMBER),
        ("recycler", FIRM),
        ("inspector", OFFICIAL),
        ("operator", OPERATOR),
    ):
        page = new_page(locale=locale, width=width)
        sign_in(page, username)
        wrong += _visit(page, places, world, width)
    assert wrong == []


def test_the_first_tab_leads_to_the_content(page: Page) -> None:
    page.goto("/rules")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    assert page.url.endswith("#main")


def test_signing_in_and_reading_work_without_scripts(
    new_page: MakePage, sign_in: SignIn, world: dict[str, Any]
) -> None:
    page = new_page(scripts=False)
    sign_in(page, "cars")
    page.goto(f"/batteries/{world['pack']}")
    expect(page.locator(".timeline li").first).to_be_visible()
