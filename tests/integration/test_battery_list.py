"""The list of a party's batteries: paged to its end without gap or repetition, the latest filed first."""

from typing import Any

import pytest
from django.test import Client

from suyuan.domain.access import Viewer
from suyuan.law.duty import Role
from suyuan.services import clock
from suyuan.services.batteries import listing
from suyuan.storage import accounts


def client(viewer: Viewer) -> Client:
    token = accounts.issue_token(viewer.account_id, name="test", at=clock.now())
    return Client(headers={"authorization": f"Bearer {token}"})


def walk(viewer: Viewer, limit: int) -> list[list[str]]:
    """Give the codes of each page."""
    asking, pages, cursor = client(viewer), [], ""
    while True:
        page: Any = asking.get(f"/api/v1/batteries?limit={limit}{cursor}").json()
        pages.append([each["code"] for each in page["items"]])
        if page["next"] is None:
            return pages
        cursor = f"&cursor={page['next']}"


def codes(pack: Any) -> set[str]:
    return {pack.code, pack.module, *pack.cells}


def test_pages_are_full_and_follow_each_other_without_gap_or_repetition(road):
    maker = road.firm(Role.VEHICLE_MAKER)
    packs = [road.pack() for _ in range(3)]
    for pack in packs:
        road.file(maker, "24.2.a", road.certificate(pack=pack.tree()), at="2026-05-11")
    everything = walk(maker, 500)[0]
    pages = walk(maker, 2)
    listed = [code for page in pages for code in page]
    assert listed == everything
    assert len(listed) == len(set(listed))
    assert {pack.code for pack in packs} <= set(listed) <= set().union(*map(codes, packs))
    assert {len(page) for page in pages[:-1]} == {2}


def test_the_latest_filed_comes_first_and_once(road):
    maker, buyer = road.firm(Role.VEHICLE_MAKER), road.firm(Role.RECYCLER)
    first, second = road.pack(), road.pack()
    for day, pack in (("2026-05-11", first), ("2026-05-12", second)):
        road.file(maker, "24.2.a", road.certificate(pack=pack.tree()), at=day)
    packs = [each.code for each in listing.find_batteries(maker).items if each.kind == "pack"]
    assert packs == [second.code, first.code]
    road.file(maker, "24.2.c", road.outbound(first.code, buyer, "2026-06-01"), at="2026-06-02")
    packs = [each.code for each in listing.find_batteries(maker).items if each.kind == "pack"]
    assert packs == [first.code, second.code]


def test_what_is_filed_between_two_pages_shifts_none(road):
    maker = road.firm(Role.VEHICLE_MAKER)
    for day in ("2026-05-11", "2026-05-12"):
        road.file(maker, "24.2.a", road.certificate(), at=day)
    expected = [each.code for each in listing.find_batteries(maker).items]
    page = listing.find_batteries(maker, limit=1)
    road.file(maker, "24.2.a", road.certificate(), at="2026-05-13")
    rest = listing.find_batteries(maker, cursor=page.next)
    assert [page.items[0].code, *(each.code for each in rest.items)] == expected


@pytest.mark.parametrize("cursor", ["x", "W10", "WyJhIiwiYiJd", "é"])
def test_a_cursor_that_is_none_of_ours_is_refused(road, cursor):
    asked = client(road.firm(Role.VEHICLE_MAKER)).get("/api/v1/batteries", {"cursor": cursor})
    assert (asked.status_code, asked.json()["code"]) == (422, "page.cursor")
