"""A firm names so many batteries with their vehicles in a day, and learns of no more whether they belong together."""

import pytest
from django.test import Client

from suyuan.domain.techinfo import Hand
from suyuan.law.duty import Role
from suyuan.services import clock
from suyuan.services.refusals import Refused
from suyuan.services.techinfo import operations, queries
from suyuan.storage import accounts
from tests.authorization.planting import signed_in
from tests.integration.test_techinfo import APPROVED, NOW, STEPS, ask, wrong


def test_pairs_of_battery_and_vehicle_cannot_be_tried_without_end(road):
    """Neither by search nor by asking, and a true pair past the limit is answered as a false one."""
    maker, shop = road.firm(Role.VEHICLE_MAKER), road.firm(Role.REPAIRER)
    car, pack = road.car(), road.pack()
    road.file(maker, "24.2.a", road.certificate(car, pack.tree(), vehicle_model="TST7000"), at="2026-05-11")
    given = {"model": "TST7000", "title": "拆卸手册", "steps": STEPS, "files": [], "at": NOW}
    code, manual = pack.code, operations.publish(maker, **given, approval=APPROVED).manual_id
    token = accounts.issue_token(shop.account_id, name="t", at=clock.true_now())
    client = Client(headers={"authorization": f"Bearer {token}"})
    for number in range(queries.MOST_NAMED - 1):
        if number % 2:
            assert wrong(shop, manual, code, vin=road.car()) == {"techinfo.not_in_hand"}
        else:
            assert client.get("/api/v1/techinfo", {"code": code, "vin": road.car()}).json()["items"] == []
    assert client.get("/api/v1/techinfo", {"code": code, "vin": car}).json()["items"] != []
    assert ask(shop, manual, code, vin=car).hand is Hand.NAMED  # the same pair once more is no further one
    false = road.car()
    for _ in range(2):
        searched = client.get("/api/v1/techinfo", {"code": code, "vin": false})
        assert (searched.status_code, searched.json()["code"]) == (429, "techinfo.too_many")
        with pytest.raises(Refused, match=r"techinfo\.too_many"):
            ask(shop, manual, road.pack().code, vin=car)
    assert signed_in(shop).get(f"/techinfo?code={code}&vin={false}").status_code == 429
    assert queries.find_manuals(
        shop, model="TST7000", today=clock.today()
    )  # who names no pair is not counted
