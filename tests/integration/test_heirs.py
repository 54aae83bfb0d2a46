"""What an heir reads and files for a party that is no more: before, on and after the day, and through whom."""

from datetime import timedelta

import pytest

from suyuan.law.duty import Role
from suyuan.services import clock
from suyuan.services.batteries import queries as batteries
from suyuan.services.filings.queries import get_receipt
from suyuan.services.parties import operations
from suyuan.services.parties.operations import Heir
from suyuan.services.parties.queries import forget_user, viewer_of_user
from tests.authorization.firms import again, person
from tests.integration.test_keys import forgotten

pytestmark = pytest.mark.usefixtures("database")


def succeed(party, kind, *heirs, days_ago=0, **more):
    operations.succeed(
        party.party_id,
        kind,
        viewer=person("operator"),
        heirs=heirs,
        day=clock.today() - timedelta(days=days_ago),
        reason="公告",
        at=clock.now(),
        **more,
    )
    forget_user(party.user_id)


def in_place(heir, party):
    """Give an heir's member in the place of a party."""
    forget_user(heir.user_id)
    return viewer_of_user(heir.user_id, f"mandate-{heir.party_id}-{party.party_id}")


def test_an_heir_of_an_heir_reads_and_files_and_who_stood_between_does_not(road):
    first, second, last, stranger = (road.firm(Role.VEHICLE_MAKER) for _ in range(4))
    receipt = road.file(first, "24.2.a", road.certificate(), at="2026-05-11").receipt
    succeed(first, "merged", Heir(uscc=second.uscc), days_ago=3)
    assert get_receipt(receipt, in_place(second, first)) is not None
    assert get_receipt(receipt, again(second)) is None  # in its own name it is none of its own
    succeed(second, "merged", Heir(uscc=last.uscc))
    assert get_receipt(receipt, in_place(last, first)) is not None
    assert in_place(second, first) is None
    assert in_place(stranger, first) is None
    assert get_receipt(receipt, again(first)) is not None


def test_a_suspended_heir_files_on(road):
    first, heir = (road.firm(Role.VEHICLE_MAKER) for _ in range(2))
    succeed(first, "merged", Heir(uscc=heir.uscc))
    operations.suspend(heir.party_id, viewer=person("operator"), reason="决定", at=clock.now())
    receipt = road.file(in_place(heir, first), "24.2.a", road.certificate(), at="2026-05-12")
    assert (receipt.state, receipt.party) == ("accepted", first.uscc)


@pytest.fixture
def made(road):
    """A maker of batteries with a code of its own, one of which a vehicle maker fitted and shipped on."""

    def of(prefix):
        maker, cars, works = (
            road.firm(Role.BATTERY_MAKER, prefixes=[prefix]),
            road.firm(Role.VEHICLE_MAKER),
            road.firm(Role.RECYCLER),
        )
        forgotten()
        tree, code = pack_under(road, prefix)
        road.file(maker, "12.1", tree, at="2026-05-02")
        road.file(cars, "24.2.a", road.certificate(pack=tree), at="2026-05-11")
        road.file(cars, "24.2.c", road.outbound(code, works, "2026-06-01"), at="2026-06-02")
        return maker, cars, code

    return of


def pack_under(road, prefix):
    """Give a fresh tree under a maker's prefix, and its pack's code."""
    pack = road.pack()
    under = [prefix + code[3:] for code in (pack.code, pack.module, *pack.cells)]
    tree = {"pack_code": under[0], "modules": [{"module_code": under[1], "cells": under[2:]}]}
    return tree, under[0]


def story(code, viewer):
    found = batteries.trace(code, viewer, as_of=clock.today())
    return None if found is None else [one.event for one in found.history]


def test_a_battery_s_story_stays_open_to_its_maker_s_place_after_a_merger(road, made):
    maker, _, code = made("HE1")
    heir, stranger = road.firm(Role.BATTERY_MAKER), road.firm(Role.BATTERY_MAKER)
    whole = story(code, maker)
    assert whole == ["produced", "fitted", "shipped"]
    succeed(maker, "merged", Heir(uscc=heir.uscc))
    forgotten()
    assert story(code, in_place(heir, maker)) == whole
    assert story(code, again(maker)) == whole
    assert story(code, again(heir)) is None
    assert story(code, stranger) is None


def test_who_gave_a_maker_code_away_founds_no_chain_under_it_any_more(road):
    giver = road.firm(Role.BATTERY_MAKER, prefixes=["HE2", "HE3"])
    heir, cars, works = (
        road.firm(Role.BATTERY_MAKER),
        road.firm(Role.VEHICLE_MAKER),
        road.firm(Role.RECYCLER),
    )
    heir_of_one = Heir(uscc=heir.uscc, duties=frozenset({"24.3"}), prefixes=frozenset({"HE2"}))
    succeed(giver, "split", heir_of_one, survives=True)
    forgotten()
    today = (
        clock.today().isoformat()
    )  # at noon, after the morning of the tests' clock in which the split was entered
    for prefix, whole in (("HE2", ["produced"]), ("HE3", ["produced", "fitted", "shipped"])):
        tree, code = pack_under(road, prefix)
        road.file(again(giver), "12.1", tree, at=today)
        road.file(cars, "24.2.a", road.certificate(pack=tree), at=today)
        road.file(cars, "24.2.c", road.outbound(code, works, "2026-06-01"), at=today)
        assert story(code, again(giver)) == whole
