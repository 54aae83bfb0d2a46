"""What spares a firm a draw: a visit that was made or drawn, never an order; what is let go is seen, and ends."""

import io
from datetime import timedelta

import msgspec
import pytest
from pypdf import PdfReader

from suyuan.domain.draws import Outcome, Why
from suyuan.law.policies import Policies
from suyuan.services import clock
from suyuan.services.inspections import operations, plans, queries
from suyuan.services.ledger import operations as ledger
from suyuan.services.refusals import Refused, Unfit
from suyuan.worker import tasks
from tests.authorization.planting import signed_in
from tests.integration.inspection_desk import (
    NOW,
    TODAY,
    Desk,
    a_record,
    due,
    official,
    plan_of,
    sent,
)

FAR = (TODAY + timedelta(Policies().inspection_ahead)).isoformat()
ENGLISH = {"accept-language": "en"}


def drawn(viewer, number, *, at=NOW):
    """Let what waits be drawn; give the lots of a plan by firm."""
    ledger.publish()
    plans.draw_waiting(at=at)
    found = queries.get_plan(viewer, number)
    return found, {lot.key: lot for lot in found.drawn.lots}


def call_off(viewer, number, *, at=NOW):
    operations.cancel(viewer, number, {"words": "企业停产"}, at=at)


def rules(found):
    return [one.rule for one in found.value.problems]


def test_an_order_that_nobody_carries_out_keeps_its_firm_in_every_draw(road):
    desk = Desk(road, firms=2)
    firm, before, *_ = due(desk, day=FAR)
    number = desk.plan()
    _, after, *_ = due(desk, day=FAR)  # between the commitment and the draw
    found, lots = drawn(desk.officers[0], number)
    assert {one.last_inspected_date for one in found.frozen.candidates} == {None}
    assert {lot.outcome for lot in lots.values()} == {Outcome.DRAWN}
    assert found.drawn.taken == ()
    other = next(one.inspection for one in found.inspections if one.card.uscc == firm.uscc)
    assert set(queries.get_inspection(desk.officers[1], other.inspection_no).beside) == {before, after}


def test_who_ordered_does_not_call_it_off_and_what_is_called_off_stands_on_the_next_plan(road):
    desk = Desk(road, firms=1)
    _, number, *_ = due(desk, day=FAR)
    with pytest.raises(Refused, match=r"inspection\.four_eyes"):
        call_off(desk.officers[0], number)
    page = signed_in(desk.officers[0]).get(f"/inspections/{number}", headers=ENGLISH).text
    assert "Who ordered an inspection" in page
    assert 'name="words"' not in page
    assert 'name="words"' in signed_in(desk.officers[1]).get(f"/inspections/{number}").text
    call_off(desk.officers[1], number)
    number_of_plan = desk.plan()
    found = queries.get_plan(desk.officers[0], number_of_plan)
    assert (found.frozen.called_off, found.frozen.missed) == ((number,), ())
    assert number in signed_in(desk.officers[2]).get(f"/inspections/plans/{number_of_plan}").text


def test_what_was_let_go_by_is_missed_is_told_and_stands_on_the_next_plan(road, monkeypatch):
    desk = Desk(road, firms=1)
    _, number, *_ = due(desk)
    reader, tomorrow = desk.officers[1], TODAY + timedelta(1)
    for today, count, state in ((TODAY, 0, "due"), (tomorrow, 1, "missed")):
        assert queries.count_missed(reader, today=today) == count
        (one,) = queries.find_inspections(reader, today=today, state=state).items
        assert one.inspection.inspection_no == number
    assert queries.find_inspections(reader, today=tomorrow, state="due").items == []
    monkeypatch.setattr(clock, "today", lambda: tomorrow)
    page = signed_in(reader).get("/inspections?state=missed", headers=ENGLISH).text
    assert "1 inspection has no record though its day is past." in page
    assert number in page
    plan = plan_of(desk.officers[0], objects="1", days="2026-09-03", at=NOW + timedelta(1))
    found = queries.get_plan(desk.officers[0], plan)
    assert (found.frozen.called_off, found.frozen.missed) == ((), (number,))
    assert number in signed_in(reader).get(f"/inspections/plans/{plan}").text
    assert {one.last_inspected_date for one in found.frozen.candidates} == {None}


def test_a_drawn_visit_spares_until_its_day_and_not_again_once_one_was_let_go(road):
    desk = Desk(road, firms=1)
    other, _ = (official(desk.place, "commerce") for _ in range(2))
    first = desk.drawn(objects="1", days="2026-09-02").inspections[0].inspection.inspection_no
    _, lots = drawn(other, plan_of(other, objects="1"))
    (lot,) = lots.values()
    assert (lot.why, lot.by) == (Why.INSPECTED, first)
    late = NOW + timedelta(2)  # the desk did not go, and has it drawn once more
    number = plan_of(desk.officers[0], objects="1", days="2026-09-20", at=late)
    found, lots = drawn(desk.officers[0], number, at=late)
    assert found.frozen.missed == (first,)
    assert [lot.outcome for lot in lots.values()] == [Outcome.DRAWN]
    found, lots = drawn(other, plan_of(other, objects="1", days="2026-09-04", at=late), at=late)
    assert [lot.outcome for lot in lots.values()] == [Outcome.DRAWN]


def test_a_visit_that_was_ordered_and_made_spares_and_is_named(road):
    desk = Desk(road, firms=2)
    firm, number, sender, at = due(desk)
    waits = desk.plan()
    sent(sender, number, a_record(firm, TODAY), at=at)
    found, lots = drawn(desk.officers[0], waits, at=at)
    assert (lots[firm.uscc].why, lots[firm.uscc].by) == (Why.TAKEN, number)
    assert [(one.key, one.by) for one in found.drawn.taken] == [(firm.uscc, number)]
    found, lots = drawn(desk.officers[0], desk.plan(at=at), at=at)
    assert (lots[firm.uscc].why, lots[firm.uscc].by) == (Why.INSPECTED, number)
    assert number in {one.last_inspection for one in found.frozen.candidates}


def test_a_further_order_names_the_visits_before_it_on_the_notice(road):
    desk = Desk(road, firms=1)
    firm, first, sender, at = due(desk)
    sent(sender, first, a_record(firm, TODAY), at=at)
    _, second, *_ = due(desk, day="2026-09-02")
    assert queries.get_inspection(sender, first).earlier == ()
    found = queries.get_inspection(sender, second)
    assert found.earlier == ((first, TODAY),)
    assert found.steps[0].body["earlier"] == [{"by": first, "day": TODAY.isoformat()}]
    text = PdfReader(io.BytesIO(queries.notice(sender, second, today=TODAY))).pages[0].extract_text()
    assert first in text
    assert first in signed_in(sender).get(f"/inspections/{second}").text
    assert queries.get_inspection(firm, first).earlier == ()


def test_an_order_lies_no_further_ahead_than_a_draw(road):
    desk = Desk(road, firms=1)
    beyond = (TODAY + timedelta(Policies().inspection_ahead + 1)).isoformat()
    with pytest.raises(Unfit) as far:
        due(desk, day=beyond)
    assert rules(far) == ["inspection.days_ahead"]
    due(desk, day=FAR)


def test_a_visit_that_is_never_made_keeps_the_seed_no_longer_than_the_term(road):
    desk = Desk(road, firms=1)
    plan = desk.drawn(objects="1", days="2026-09-02")
    number, term = plan.plan.plan_no, Policies().seed_secret_days
    last = NOW + timedelta(1 + term)
    with pytest.raises(Unfit) as held:
        plans.reveal(desk.officers[0], number, at=last)
    assert rules(held) == ["inspection.inspections_left"]
    plans.reveal_past(at=last)
    assert queries.get_plan(desk.officers[0], number).plan.state == "drawn"
    assert plans.reveal_past(at=last + timedelta(1)) >= 1
    told = msgspec.json.decode(
        msgspec.json.encode(plans.material(desk.officers[1], number)), type=plans.Material
    )
    assert plans.check(told) == ()
    steps = queries.get_plan(desk.officers[0], number).steps
    assert [(one.step, one.account_id) for one in steps][-1] == ("reveal", 0)
    plans.reveal_past(at=last + timedelta(2))
    assert len(queries.get_plan(desk.officers[0], number).steps) == len(steps)


def test_the_worker_reveals_what_is_past_and_the_desk_may_before(road, monkeypatch):
    desk = Desk(road, firms=1)
    plans_of_desk = []
    for day in ("2026-09-02", "2026-09-03"):
        plans_of_desk.append(desk.drawn(objects="1", days=day))
        call_off(desk.officers[1], plans_of_desk[-1].inspections[0].inspection.inspection_no)
    first, second = (one.plan.plan_no for one in plans_of_desk)
    plans.reveal(desk.officers[0], first, at=NOW)
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(90))
    tasks.reveal(0)
    for number in (first, second):
        assert queries.get_plan(desk.officers[0], number).plan.state == "revealed"


def test_past_the_term_the_desk_reveals_by_hand_what_nobody_visited(road):
    desk = Desk(road, firms=1)
    number = desk.drawn(objects="1", days="2026-09-02").plan.plan_no
    plans.reveal(desk.officers[0], number, at=NOW + timedelta(2 + Policies().seed_secret_days))
    assert queries.get_plan(desk.officers[0], number).plan.state == "revealed"
