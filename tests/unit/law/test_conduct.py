"""The rules of conduct: dated, in both languages, each with its article and somebody whom it binds."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from suyuan.law.conduct import CONDUCT, IN_FORCE, Conduct, of_role
from suyuan.law.duty import Role


def test_every_rule_is_said_in_both_languages_and_binds_somebody():
    for one in CONDUCT:
        assert sum("\u4e00" <= sign <= "\u9fff" for sign in one.text.zh) > len(one.text.zh) / 2, one.cite
        assert one.text.en.isascii(), one.cite
        assert one.who
        if one.page:
            assert reverse(one.page)
    assert len({(str(one.cite), one.who) for one in CONDUCT}) == len(CONDUCT)
    assert [one.cite.article for one in CONDUCT] == sorted(one.cite.article for one in CONDUCT)


@pytest.mark.parametrize("role", Role)
def test_rules_hold_from_their_first_day_to_their_last(role, monkeypatch):
    assert of_role(role, IN_FORCE - timedelta(days=1)) == ()
    assert {one.cite.article for one in of_role(role, IN_FORCE)} >= {6, 10, 22}
    first = of_role(role, IN_FORCE)[0]
    ended = Conduct(cite=first.cite, text=first.text, who=first.who, until=date(2027, 1, 1))
    monkeypatch.setattr("suyuan.law.conduct.CONDUCT", (ended,))
    assert of_role(role, date(2027, 1, 1)) == (ended,)
    assert of_role(role, date(2027, 1, 2)) == ()


def test_who_may_not_refuse_is_bound_as_the_items_say():
    bound = {str(one.cite): one.who for one in CONDUCT}
    assert bound["14(3)"] == {Role.BATTERY_MAKER, Role.BATTERY_IMPORTER}
    assert bound["15(4)"] == {Role.VEHICLE_MAKER, Role.VEHICLE_IMPORTER}
    assert bound["25"] == {Role.REPAIRER, Role.DISMANTLER, Role.RECYCLER}
