"""A plan is frozen, committed to, drawn by itself and repeated by anybody; what it draws is not drawn away."""

import hashlib
from dataclasses import replace
from datetime import timedelta

import msgspec
import pytest

from suyuan.domain import draws
from suyuan.domain.draws import Outcome, Why
from suyuan.law.duty import Role
from suyuan.ledger.verifier import Policy, check_proof
from suyuan.services import clock
from suyuan.services.inspections import operations, plans, queries
from suyuan.services.ledger import operations as ledger
from suyuan.services.refusals import Refused, Unfit
from suyuan.storage import log_files
from tests.authorization.planting import signed_in
from tests.integration.inspection_desk import (
    NOW,
    TODAY,
    Desk,
    a_record,
    due,
    name_of,
    official,
    plan_of,
    sent,
)


def test_a_draw_is_committed_to_before_it_and_repeated_after_it(road):
    desk = Desk(road)
    number = desk.plan(
        away=f"{name_of(desk.officers[0])} {desk.firms[0].uscc}\n", exempt=f"{desk.firms[1].uscc} 停产"
    )
    found = queries.get_plan(desk.officers[0], number)
    assert (found.plan.state, found.drawn, found.beacon) == ("committed", None, "")
    assert plans.draw_waiting(at=NOW) == 0  # not before its commitment is in the published log
    ledger.publish()
    assert plans.draw_waiting(at=NOW) >= 1
    assert plans.draw_waiting(at=NOW) == 0
    found = queries.get_plan(desk.officers[0], number)
    lots = {lot.key: lot for lot in found.drawn.lots}
    assert set(lots) == {firm.uscc for firm in desk.firms}
    assert sum(lot.outcome is Outcome.DRAWN for lot in lots.values()) == 2
    assert lots[desk.firms[1].uscc].outcome is Outcome.LEFT_OUT
    assert name_of(desk.officers[0]) not in lots[desk.firms[0].uscc].team
    assert {len(lot.team) for lot in lots.values() if lot.place} == {2}
    assert len(found.inspections) == 2
    with pytest.raises(Refused):
        plans.material(desk.officers[0], number)  # the seed is still secret
    with pytest.raises(Unfit) as early:
        plans.reveal(desk.officers[0], number, at=NOW)
    assert [one.rule for one in early.value.problems] == ["inspection.inspections_left"]
    assert found.frozen.called_off == ()
    for one in found.inspections:
        with pytest.raises(Refused, match=r"inspection\.four_eyes"):
            operations.cancel(desk.officers[0], one.inspection.inspection_no, {"words": "改期"}, at=NOW)
        operations.cancel(desk.officers[1], one.inspection.inspection_no, {"words": "改期"}, at=NOW)
    plans.reveal(desk.officers[0], number, at=NOW)
    again = queries.get_plan(desk.officers[0], desk.plan())  # drawn until it suits, it shows
    assert set(again.frozen.called_off) == {one.inspection.inspection_no for one in found.inspections}
    content = msgspec.json.encode(plans.material(desk.officers[1], number))
    told = msgspec.json.decode(content, type=plans.Material)
    assert plans.check(told) == ()
    proven = check_proof(told.proof["tlog_proof"], Policy.parse(log_files.read("policy").decode()))
    fact = msgspec.json.decode(proven.fact)
    assert (fact["inspection"], fact["step"], fact["body_sha256"]) == (
        number,
        "commit",
        plans.body_hash(told),
    )
    assert proven.index < told.log_size
    other = msgspec.structs.replace(told, seed="00" * 32)
    assert "draw.commitment" in plans.check(other)
    assert "draw.beacon" in plans.check(msgspec.structs.replace(told, beacon="11" * 32))
    for size in (told.log_size - 1, told.log_size + 1, proven.index):
        assert plans.check(msgspec.structs.replace(told, log_size=size)) == ("draw.log",)
    chosen = forged(told)
    assert plans.check(chosen) == ("draw.log",)  # all but the log agrees
    assert "draw.log" in plans.check(msgspec.structs.replace(told, proof={}))


def forged(told):
    """Draw anew with a public value of one's own choice."""
    frozen = msgspec.convert(told.committed["frozen"], plans.Frozen)
    beacon = hashlib.sha256(b"until it suits").digest()
    drawn = draws.draw(
        frozen.plan, frozen.candidates, frozen.inspectors, seed=bytes.fromhex(told.seed), beacon=beacon, today=TODAY
    )  # fmt: skip
    return msgspec.structs.replace(told, beacon=beacon.hex(), drawn=drawn)


def drawn(*numbers, at=NOW):
    ledger.publish()
    assert plans.draw_waiting(at=at) >= len(numbers)


def revealed(viewer, number, *, at=NOW):
    """Reveal a plan that sends nobody any more, and give what its draw rests on as a checker has it."""
    plans.reveal(viewer, number, at=at)
    return msgspec.json.decode(msgspec.json.encode(plans.material(viewer, number)), type=plans.Material)


def test_plans_that_wait_together_send_one_inspection_to_a_firm(road):
    desk = Desk(road, firms=1)
    others = [
        [official(desk.place, department) for _ in range(2)] for department in ("commerce", "environment")
    ]
    made = [(viewers[0], plan_of(viewers[0], objects="1")) for viewers in (desk.officers, *others)]
    drawn(*(number for _, number in made))
    (first, took), *rest = made
    (one,) = queries.get_plan(first, took).inspections
    for viewer, number in rest:
        found = queries.get_plan(viewer, number)
        (lot,) = found.drawn.lots
        assert (lot.outcome, lot.why, lot.place) == (Outcome.SKIPPED, Why.TAKEN, 1)
        assert found.inspections == ()
        (taken,) = found.drawn.taken
        assert (taken.key, taken.by) == (desk.firms[0].uscc, one.inspection.inspection_no)
        assert lot.by == taken.by
        told = revealed(viewer, number)
        assert told.drawn.taken == (taken,)
        assert plans.check(told) == ()
        free = msgspec.structs.replace(told, drawn=replace(told.drawn, taken=()))
        assert plans.check(free) == ("draw.result", "draw.team")
        page = signed_in(viewer).get(f"/inspections/plans/{number}", headers={"accept-language": "en"}).text
        assert "Another inspection took it since the lists were frozen" in page
        assert taken.by in page


def test_a_plan_that_is_drawn_late_sends_nobody_to_a_day_gone_by(road):
    desk = Desk(road)
    number = desk.plan(days="2026-09-02")
    drawn(number, at=NOW + timedelta(2))
    found = queries.get_plan(desk.officers[0], number)
    assert found.inspections == ()
    assert [lot.why for lot in found.drawn.lots if lot.place] == [Why.NO_DAY] * 2
    assert plans.check(revealed(desk.officers[0], number)) == ()
    number = desk.plan()
    drawn(number, at=NOW + timedelta(2))  # on the last of two days
    found = queries.get_plan(desk.officers[0], number)
    assert {one.inspection.inspection_date for one in found.inspections} == {TODAY + timedelta(2)}


def test_who_was_inspected_lately_is_left_out_unless_a_signal_points_to_it(road):
    desk = Desk(road, firms=3)
    firm, number, sender, at = due(desk)
    sent(sender, number, a_record(firm, TODAY), at=at)
    found = desk.drawn(objects="3")
    lots = {lot.key: lot for lot in found.drawn.lots}
    assert (lots[firm.uscc].outcome, lots[firm.uscc].why.value) == (Outcome.LEFT_OUT, "inspected")
    assert lots[firm.uscc].by == number
    page = signed_in(desk.officers[1]).get(f"/inspections/plans/{found.plan.plan_no}").text
    assert number in page
    assert dict(found.drawn.short) == {"": 1}


@pytest.mark.parametrize(
    ("more", "rules"),
    [
        ({"title": ""}, ["field.missing"]),
        ({"roles": "sailor"}, ["field.missing"]),
        ({"roles": "battery_maker"}, ["inspection.nobody"]),
        ({"objects": "0"}, ["inspection.objects"]),
        ({"objects": "٣"}, ["inspection.objects"]),
        ({"days": "2026-08-31"}, ["inspection.days"]),
        ({"days": "2026-12-02\n2026-12-03"}, ["inspection.days_ahead"]),
        ({"days": "2026-09-02\n2026-09-02"}, ["inspection.days", "inspection.days"]),
        ({"days": "soon"}, ["inspection.days"]),
        ({"days": ""}, ["field.missing"]),
        ({"away": "nobody 2026-09-02"}, ["inspection.list_line"]),
        ({"exempt": "91430100000000000X 停产"}, ["inspection.list_line"]),
        ({"exempt": "停产"}, ["inspection.list_line"]),
        ({"exempt": "919999990000010549 停产"}, ["inspection.not_listed"]),
    ],
)
def test_a_plan_that_cannot_be_is_refused_field_by_field(road, more, rules):
    desk = Desk.__new__(Desk)
    desk.place = "421221"
    desk.officers = [official(desk.place) for _ in range(2)]
    replace(road.firm(Role.DISMANTLER, region_code=desk.place), machine=False)
    with pytest.raises(Unfit) as found:
        desk.plan(**more)
    assert [one.rule for one in found.value.problems] == rules


def test_a_desk_of_one_draws_nothing(road):
    desk = Desk.__new__(Desk)
    desk.officers = [official("421222")]
    road.firm(Role.DISMANTLER, region_code="421222")
    with pytest.raises(Unfit) as found:
        desk.plan()
    assert [one.rule for one in found.value.problems] == ["inspection.few_officers"]


def test_an_order_is_for_one_day_and_says_that_the_firm_was_inspected_lately(road):
    desk = Desk(road, firms=2)
    for days in ("2026-09-01,2026-09-02", "2026-09-01\n2026-09-02"):
        with pytest.raises(Unfit) as two:
            due(desk, day=days)
        assert [(one.field, one.rule) for one in two.value.problems] == [("day", "inspection.days")]
    (firm, other), client, today = desk.firms, signed_in(desk.officers[0]), clock.today()
    address, english = f"/inspections/new?party={firm.uscc}", {"accept-language": "en"}
    assert "last inspected" not in client.get(address, headers=english).content.decode()
    team = [one.account_id for one in desk.officers[:2]]
    given = {"party": firm.uscc, "day": today.isoformat(), "words": "举报线索", "officers": team}
    assert client.post("/inspections/new", given | {"day": f"{today},{today}"}).status_code == 422
    assert client.post("/inspections/new", given).status_code == 302
    page = client.get(address, headers=english).content.decode()
    assert "waits at your desk already" in page  # what is ordered and not done spares it no draw
    assert "last inspected" not in page
    firm, number, sender, at = due(desk)
    sent(sender, number, a_record(firm, TODAY), at=at)
    for viewer, asked, day, lately in (
        (desk.officers[0], firm, TODAY + timedelta(364), TODAY),
        (desk.officers[0], firm, TODAY + timedelta(365), None),
        (desk.officers[0], other, TODAY, None),
        (official("421224"), firm, TODAY, None),
    ):
        assert queries.inspected_lately(viewer, asked.uscc, today=day) == lately
    assert "last inspected" in client.get(address, headers=english).content.decode()


def test_a_form_that_is_sent_twice_makes_one_plan_and_orders_one_inspection(road):
    desk = Desk(road, firms=2)
    plan = desk.plan(form_key="a")
    assert desk.plan(form_key="a") == plan
    with pytest.raises(Unfit) as waits:
        desk.plan(form_key="b")
    assert [(one.rule, one.value) for one in waits.value.problems] == [("inspection.plan_waits", plan)]
    drawn(plan)
    assert desk.plan(form_key="a") == plan != desk.plan(form_key="b")
    _, ordered, *_ = due(desk, form_key="a")  # one key of two kinds of form is two
    assert due(desk, form_key="a")[1] == ordered != due(desk)[1]
    for again in (desk.plan, lambda **more: due(desk, **more)):
        with pytest.raises(Unfit) as other:
            again(form_key="a", title="x", words="x")
        (problem,) = other.value.problems
        assert (problem.rule, problem.value in {plan, ordered}) == ("form.sent_before", True)
